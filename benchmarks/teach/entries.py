"""The questions and statements of public sets, half for half as the other benchmarks split them.

Nothing of a half for testing is learnt: an entry for fitting is left out if its question or its text is also one of a
half for testing, whatever the set.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.cases import is_for_fitting, source
from qa.evaluation.datasets import read_documents, read_jsonl

QUESTION_SETS = ("squad2", "clapnq", "nq_oracle")
STATEMENT_SETS = ("verify_qags", "verify_summedits")
SETS = (*QUESTION_SETS, *STATEMENT_SETS)


@dataclass(frozen=True, slots=True)
class Entry:
    """A question or statement, the text that it is about, and whether the text answers or supports it."""

    set: str
    id: str
    asked: str
    title: str
    text: str
    yes: bool
    article: str  # what the halves are split by
    answers: tuple[str, ...] = ()  # of a question: strings that one of is in the text
    gold_sentences: tuple[str, ...] = ()  # of a question: the sentences that answer, if the set names them

    @property
    def is_statement(self) -> bool:
        return self.set in STATEMENT_SETS


class TestHalves:
    """The questions, statements and texts of the halves for testing."""

    __test__ = False  # for pytest

    def __init__(self, entries: Iterable[Entry]) -> None:
        tested = [entry for entry in entries if not is_for_fitting(entry.article)]
        self._said = {normalised(said) for entry in tested for said in (entry.asked, entry.text)}

    def holds(self, *said: str) -> bool:
        """Whether one of the texts is, but for case and punctuation, one of a half for testing."""
        return any(normalised(one) in self._said for one in said)


def read_entries(folder: Path, sets: Sequence[str]) -> list[Entry]:
    """The entries of both halves of the sets."""
    return [entry for name in sets for entry in (_statements if name in STATEMENT_SETS else _questions)(folder, name)]


def for_fitting(entries: Sequence[Entry], sets: Sequence[str] = SETS) -> tuple[list[Entry], int]:
    """The entries of these sets' halves for fitting, and how many were left out as they are also in another half."""
    halves = TestHalves(entries)
    fitting = [entry for entry in entries if entry.set in sets and is_for_fitting(entry.article)]
    kept = [entry for entry in fitting if not halves.holds(entry.asked, entry.text)]
    return kept, len(fitting) - len(kept)


def normalised(text: str) -> str:
    """The words of the text in lower case.

    >>> normalised("Who, then, was Rollo?")
    'who then was rollo'
    """
    return " ".join(re.findall(r"\w+", text.lower()))


def _questions(folder: Path, name: str) -> Iterator[Entry]:
    documents = {document.id: document for document in read_documents(folder / name / "corpus.jsonl")}
    for _, entry in read_jsonl(folder / name / "queries.jsonl"):
        document = documents[entry.get("source_doc_id") or entry["gold_doc_ids"][0]]
        yield Entry(
            set=name,
            id=entry["id"],
            asked=entry["question"],
            title=document.title,
            text=document.text,
            yes=entry["answerable"],
            article=source(entry),
            answers=tuple(entry["answers"]) if entry["answerable"] else (),
            gold_sentences=_gold(entry),
        )


def _gold(entry: dict[str, Any]) -> tuple[str, ...]:
    """The sentences that any annotator chose."""
    return tuple(dict.fromkeys(sentence for chosen in entry.get("gold_sentences", ()) for sentence in chosen))


def _statements(folder: Path, name: str) -> Iterator[Entry]:
    for _, entry in read_jsonl(folder / name / "pairs.jsonl"):
        text = entry["evidence"]
        yield Entry(name, entry["id"], entry["claim"], "", text, bool(entry["label"]), article=text)
