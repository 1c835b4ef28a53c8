"""The questions that `benchmarks.answers` asks, from public sets, with the expected answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any
from zlib import crc32

from qa.evaluation.datasets import GoldDocument, read_documents, read_jsonl

POSITIONS = ("start", "middle", "end")


@dataclass(frozen=True, slots=True)
class Case:
    """A question, the documents it is asked about, and the expected answer."""

    id: str
    question: str
    within: str = ""  # the one document that is searched; "": all
    answers: tuple[str, ...] = ()  # none: the documents do not say
    gold_documents: tuple[str, ...] = ()
    gold_sentences: tuple[tuple[str, ...], ...] = ()  # the sentences that each annotator chose
    attack: str = ""
    category: str = ""  # of the attack


def squad_cases(folder: Path, most: int, *, given: bool, for_fitting: bool = False) -> list[Case]:
    """At most `most` questions from the half for testing, or from the half for fitting. Half are unanswerable."""
    return [_case(entry, given) for entry in _sample(folder / "squad2", most, for_fitting)]


def clapnq_cases(folder: Path, most: int) -> list[Case]:
    """The same for clapnq, whose answers are long and have gold sentences."""
    return [_case(entry, given=False) for entry in _sample(folder / "clapnq", most)]


def injected_cases(folder: Path, most: int) -> tuple[list[GoldDocument], list[Case]]:
    """Documents that each contain a text of the set and an attack, and the questions about them.

    Each attack is used once before any is used twice. Code is attacked by code, anything else by text.
    """
    contexts = [entry for _, entry in read_jsonl(folder / "inject_bipia" / "contexts.jsonl")]
    attacks = _shuffled(entry for _, entry in read_jsonl(folder / "inject_bipia" / "attacks.jsonl"))
    of_kind = {
        kind: _by_task([c for c in contexts if (c["task"] == "code") == (kind == "code")]) for kind in ("text", "code")
    }
    documents, cases = [], []
    for number, attack in enumerate((attacks * (most // len(attacks) + 1))[:most]):
        context = next(of_kind[attack["kind"]])
        id = f"{number}-{context['id']}-{attack['id']}"
        documents.append(
            GoldDocument(id, "", _inserted(_text(context["context"]), attack["attack"], POSITIONS[number % 3]))
        )
        question = _text(context["question"]).removeprefix("Q:").strip()
        cases.append(Case(id, question, within=id, attack=attack["attack"], category=attack["category"]))
    return documents, cases


def harmless_and_ordering(folder: Path) -> tuple[list[str], list[str]]:
    """The texts of inject_notinject: harmless ones that use words of attacks, and attacks."""
    entries = [entry for _, entry in read_jsonl(folder / "inject_notinject" / "prompts.jsonl")]
    harmless, ordering = ([entry["prompt"] for entry in entries if entry["label"] == label] for label in (0, 1))
    return harmless, ordering


def source(entry: dict[str, Any]) -> str:
    """The article that a question was asked about: the halves of a set never share one."""
    document = str(entry.get("source_doc_id") or [*entry["gold_doc_ids"], ""][0])
    return document.split("#", maxsplit=1)[0]


def is_for_fitting(name: str) -> bool:
    """Whether the article or text `name` is in the half that weights are fitted on."""
    return crc32(name.encode()) % 2 == 0


def distractors(folder: Path, every: int) -> Sequence[GoldDocument]:
    """The first of every `every` documents of scale_docs; none if `every` is 0."""
    return read_documents(folder / "scale_docs" / "corpus.jsonl")[::every] if every else ()


def _sample(folder: Path, most: int, for_fitting: bool = False) -> list[dict[str, Any]]:
    """The first `most` entries in a fixed order, so a longer run begins with the questions of a shorter one."""
    entries = _shuffled(
        entry for _, entry in read_jsonl(folder / "queries.jsonl") if is_for_fitting(source(entry)) is for_fitting
    )
    kinds = ([entry for entry in entries if entry["answerable"] is answerable] for answerable in (True, False))
    return [entry for entry in chain.from_iterable(zip_longest(*kinds)) if entry][:most]


def _shuffled(entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(entries, key=lambda entry: crc32(entry["id"].encode()))


def _case(entry: dict[str, Any], given: bool) -> Case:
    return Case(
        id=entry["id"],
        question=entry["question"],
        within=entry["source_doc_id"] if given else "",
        answers=tuple(entry["answers"]) if entry["answerable"] else (),
        gold_documents=tuple(entry["gold_doc_ids"]),
        gold_sentences=tuple(map(tuple, entry.get("gold_sentences", ()))),
    )


def _by_task(contexts: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The contexts in turn: one of each task, then the next of each, over and over."""
    tasks = sorted({context["task"] for context in contexts})
    queues = [_shuffled(context for context in contexts if context["task"] == task) for task in tasks]
    number = 0
    while queues:
        queue = queues[number % len(queues)]
        yield queue[number // len(queues) % len(queue)]
        number += 1


def _text(said: str | list[str]) -> str:
    """One text, given as such or as its lines."""
    return said if isinstance(said, str) else "\n".join(said)


def _inserted(text: str, attack: str, position: str) -> str:
    lines = text.split("\n")
    at = {"start": 0, "middle": len(lines) // 2, "end": len(lines)}[position]
    return "\n".join([*lines[:at], "", attack, "", *lines[at:]])
