"""How often a planted false text is shown as a conflict: `python -m benchmarks.planted FOLDER` prints the report.

For answerable questions of squad2, false texts are added to the documents: either the sentence that answers with
another answer of the same kind, or the question made into a statement, once or in five near-copies. Nothing is
written by a model: the likeliest sentence stands for the answer. The questions are also asked without false texts, to
count conflicts that are none.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

from benchmarks.answers import add_options
from benchmarks.cached_embedder import open_cached
from benchmarks.cases import is_for_fitting, source
from benchmarks.tables import share_row
from index.embedding.choice import FOR_ENGLISH
from index.embedding.embedder import Embedder
from index.search.search import Index
from index.text.sentences import sentence_spans
from qa.engines.engine import Engine
from qa.engines.extractive_engine import ExtractiveEngine
from qa.evaluation.datasets import GoldDocument, read_documents, read_jsonl
from qa.evaluation.report import markdown
from qa.evaluation.retrieval import index_gold
from qa.evidence.gather import gather_evidence
from qa.records import Conflict, Question
from qa.settings import Settings
from qa.text.facts import find_facts
from qa.text.parsed import ParsedText
from qa.text.quotes import quote_sentence
from ui.cli.shell import shown_progress

COPIES = 5
HITS = 8
# Sentences around a planted one, which make the copies differ.
_AROUND = (
    "Several records confirm this.",
    "This is well documented in the archives.",
    "Experts have repeated it many times since.",
    "It was noted in the latest review of the subject.",
    "Visitors often ask about it.",
)
_WHEN = re.compile(r"when (?:did|was|were|is|are) (.+)", re.IGNORECASE)
_WHO = re.compile(
    r"(?:who|which \w+|what \w+) ((?:is|was|are|were|has|had|\w+ed|\w+s|won|led|wrote|made)\b.+)", re.IGNORECASE
)
_HOW_MANY = re.compile(r"how (?:many|much) (.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Readers:
    """The models that read the evidence: an embedder alone."""

    embedder: Embedder
    engine: Engine = field(default_factory=ExtractiveEngine)
    reranker: None = None


@dataclass(frozen=True, slots=True)
class Plant:
    """A question, its document, and the false texts about it."""

    id: str
    question: str
    gold: str
    swapped: str
    reworded: str


def main(arguments: Sequence[str] | None = None) -> None:
    """Plant, ask and print the table."""
    options = _options(arguments)
    documents = list(read_documents(options.folder / "squad2" / "corpus.jsonl"))
    plants = list(_plants(options.folder / "squad2" / "queries.jsonl", documents, options))
    gold = {plant.gold for plant in plants}
    documents = [document for n, document in enumerate(documents) if document.id in gold or n % options.every == 0]
    planted = [document for plant in plants for document in _false_documents(plant)]
    embedder = open_cached(options.cache, FOR_ENGLISH)
    with shown_progress() as progress:
        index, ids = index_gold(
            [*documents, *planted], options.cache / "indexes" / "planted", embedder=embedder, progress=progress
        )
    own = {gold: path for path, gold in ids.items()}
    true = {own[document.id] for document in documents}
    rows = []
    with index:
        for kind in ("swapped", "reworded"):
            for copies in (1, COPIES):
                shown, believed = [], []
                for plant in plants:
                    false = {own[f"{plant.id}-{kind}-{n}"] for n in range(copies)}
                    best, conflicts = _answer(plant.question, index, true | false, embedder)
                    believed.append(best in false and not conflicts)
                    shown.append(any(_is_between(conflict, false, own[plant.gold]) for conflict in conflicts))
                    if options.show and not shown[-1]:
                        print("missed", kind, copies, plant)
                rows.append(share_row(f"{kind}, {copies} planted: both are shown", shown))
                rows.append(share_row(f"{kind}, {copies} planted: answered with it, and no conflict shown", believed))
        clean = []
        for plant in plants:
            _, conflicts = _answer(plant.question, index, true, embedder)
            clean.append(bool(conflicts))
            for conflict in conflicts if options.show else ():
                print("alarm", plant.question, *(side.text for side in conflict.sides), sep="\n   ")
        rows.append(share_row("nothing planted: a conflict is shown", clean))
    print(markdown(["planted texts", "share", "n", "95 % interval"], rows))


def _answer(question: str, index: Index, within: set[str], embedder: Embedder) -> tuple[str, tuple[Conflict, ...]]:
    """The document of the likeliest sentence, "" if there is none, and the conflicts that it is part of."""
    asked = Question(question, ParsedText(question))
    evidence = gather_evidence(
        asked,
        index.search(question, HITS, within),
        index,
        models=Readers(embedder),
        settings=Settings(),
    )
    if not evidence.prompt.sentences:
        return "", ()
    likeliest = max(evidence.prompt.sentences, key=lambda sentence: sentence.score)
    best = quote_sentence(likeliest, evidence.prompt.number_of(likeliest))
    return best.citations[0].document_id, evidence.conflicts_with([best], index)


def _is_between(conflict: Conflict, false: set[str], gold: str) -> bool:
    sides = {side.citations[0].document_id for side in conflict.sides}
    return bool(sides & false) and gold in sides


def _plants(queries: Path, documents: Sequence[GoldDocument], options: argparse.Namespace) -> Iterator[Plant]:
    """The questions of one half whose answer is a name, a date or a number in one sentence of their document."""
    texts = {document.id: document.text for document in documents}
    entries = [
        entry
        for _, entry in read_jsonl(queries)
        if entry["answerable"] and is_for_fitting(source(entry)) is options.fitting and _kind(entry["answers"][0])
    ]
    entries.sort(key=lambda entry: crc32(entry["id"].encode()))
    kept = 0
    for number, entry in enumerate(entries):
        answer, gold = entry["answers"][0], entry["gold_doc_ids"][0]
        others = (e["answers"][0] for e in entries[number + 1 :] + entries[:number])
        false = next((other for other in others if _kind(other) == _kind(answer) and _differs(other, answer)), "")
        sentence = next((s for s in _sentences(texts[gold]) if answer in s), "")
        if false and sentence and kept < options.questions:
            kept += 1
            swapped = sentence.replace(answer, false)
            yield Plant(entry["id"], entry["question"], gold, swapped, _reworded(entry["question"], false))


def _kind(answer: str) -> str:
    """What an answer is; "" for one that is long or something else."""
    facts = find_facts(f"It is {answer}.")
    if len(answer.split()) > 4:
        return ""
    if facts.dates or re.fullmatch(r"(?:19|18|17|16|20)\d\d", answer):
        return "date"
    if facts.quantities:
        return "number"
    return "name" if facts.names and answer[0].isupper() else ""


def _differs(one: str, other: str) -> bool:
    return not {*one.casefold().split()} & {*other.casefold().split()}


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def _reworded(question: str, answer: str) -> str:
    """The question as a statement with an answer."""
    asked = question.strip().rstrip("?")
    if found := _WHEN.fullmatch(asked):
        return f"It was in {answer} that {found[1]}."
    if found := _WHO.fullmatch(asked):
        return f"{answer} {found[1]}."
    if found := _HOW_MANY.fullmatch(asked):
        return f"{answer} {found[1]}."
    return f"{asked}: it is {answer}."


def _false_documents(plant: Plant) -> Iterator[GoldDocument]:
    for kind, text in (("swapped", plant.swapped), ("reworded", plant.reworded)):
        for number in range(COPIES):
            body = f"{_AROUND[number]} {text} {_AROUND[(number + 2) % COPIES]}"
            yield GoldDocument(f"{plant.id}-{kind}-{number}", "", body)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.planted", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder of the sets")
    parser.add_argument("--questions", type=int, default=100, metavar="N", help="at most so many")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="mix in every Nth other paragraph")
    parser.add_argument("--fitting", action="store_true", help="ask the half that rules are made on")
    parser.add_argument("--show", action="store_true", help="print what was missed, and alarms")
    add_options(parser)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
