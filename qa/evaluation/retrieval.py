"""Gold questions -> a `RetrievalReport`: how well each way of searching ranks the right documents."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any, Protocol

from index.embedding.embedder import Embedder
from index.embedding.rerank import Reranker
from index.errors import DocumentError, MismatchedIndexError, SettingsError
from index.records import Document, Hit, Progress, Section, no_progress
from index.search.fuse import By
from index.search.search import Index
from index.upkeep.ingest import Ingestion
from index.upkeep.update import update
from qa.evaluation.datasets import GoldDocument, RetrievalQuestion
from qa.evaluation.metrics import Mean, all_recalled, ndcg, recall, reciprocal_rank

Measure = Callable[[Sequence[str], Collection[str]], float]
Values = dict[str, dict[str, dict[str, float]]]  # by way of searching, measure and question

MEASURES: dict[str, Measure] = {
    "nDCG@10": lambda ranking, gold: ndcg(ranking, dict.fromkeys(gold, 1.0), k=10),
    "RR@10": lambda ranking, gold: reciprocal_rank(ranking, gold, k=10),
    "recall@5": lambda ranking, gold: recall(ranking, gold, k=5),
    "recall@20": lambda ranking, gold: recall(ranking, gold, k=20),
    "recall@100": lambda ranking, gold: recall(ranking, gold, k=100),
}
MULTI_DOCUMENT_MEASURES: dict[str, Measure] = {  # only for questions with several gold documents
    "all gold@5": lambda ranking, gold: all_recalled(ranking, gold, k=5),
    "all gold@10": lambda ranking, gold: all_recalled(ranking, gold, k=10),
}
_MIN_GAP = 1e-4  # between scores; float32 can represent it for scores up to 1,000
_PASSAGES = 100  # passages ranked for a question; a document has the rank of its best passage


class Searcher(Protocol):
    """The part of an `Index` that is evaluated."""

    @property
    def ways(self) -> Sequence[By]: ...

    def search(
        self, question: str, k: int = 8, within: Collection[str] | None = None, *, by: By = "fused"
    ) -> list[Hit]: ...


@dataclass(frozen=True, slots=True)
class RetrievalReport:
    """The documents that each way of searching retrieved for each question, best first."""

    name: str
    questions: tuple[RetrievalQuestion, ...]
    runs: Mapping[By, Mapping[str, Mapping[str, float]]]  # the scores of the documents, by question

    def values(self) -> Values:
        """Every metric of every question, by way of searching."""
        return {by: self._values_of(run) for by, run in self.runs.items()}

    def figures(self) -> dict[str, dict[str, Mean]]:
        """The mean of every metric, by way of searching."""
        return {by: _means(measures) for by, measures in self.values().items()}

    def as_baseline(self) -> dict[str, Any]:
        """The baseline for `differences` of another report, ready for JSON."""
        return {"set": self.name, "values": self.values()}

    def differences(self, baseline: Mapping[str, Any]) -> dict[str, dict[str, Mean]]:
        """The paired difference of each metric from the baseline, over the questions that both have.

        Raises `SettingsError` if the baseline is for another set.
        """
        if baseline.get("set") != self.name:
            raise SettingsError(
                f"The baseline is for {baseline.get('set')!r}, not for {self.name!r}. Choose the baseline of this set."
            )
        before: Values = baseline["values"]
        return {
            by: _means({name: _paired(values, before.get(by, {}).get(name, {})) for name, values in measures.items()})
            for by, measures in self.values().items()
        }

    def trec(self, by: By) -> str:
        """The run in TREC's format, one document per line: question, Q0, document, rank, score and name.

        Equal scores get a small gap that keeps our order, because TREC's tools sort only by the scores, as float32.
        """
        return "".join(
            f"{_one_word(question)} Q0 {_one_word(document)} {rank} {score:.4f} quoth-{by}\n"
            for question, scores in self.runs[by].items()
            for rank, (document, score) in enumerate(_with_gaps(scores), start=1)
        )

    def qrels(self) -> str:
        """The gold documents in TREC's format: question, 0, document and grade."""
        return "".join(
            f"{_one_word(question.id)} 0 {_one_word(document)} 1\n"
            for question in self.questions
            for document in question.gold
        )

    def _values_of(self, run: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
        measured = [
            (MEASURES, self.questions),
            (MULTI_DOCUMENT_MEASURES, [q for q in self.questions if len(q.gold) > 1]),
        ]
        return {
            name: {question.id: measure(list(run[question.id]), question.gold) for question in questions}
            for measures, questions in measured
            for name, measure in measures.items()
        }


def evaluate_retrieval(
    name: str,
    questions: Sequence[RetrievalQuestion],
    index: Searcher,
    *,
    ids: Mapping[str, str] | None = None,
    progress: Progress = no_progress,
) -> RetrievalReport:
    """Search for every question in each way that the index supports, and report.

    `ids` maps the documents of the index to gold ids, if they are different.
    """
    runs: dict[By, dict[str, dict[str, float]]] = {by: {} for by in index.ways}
    for done, question in enumerate(questions):
        progress("searching", done, len(questions), name)
        for by, run in runs.items():
            hits = index.search(question.question, _PASSAGES, by=by)
            run[question.id] = _documents(hits, ids, question.excluded)
    progress("searching", len(questions), len(questions), name)
    return RetrievalReport(name, tuple(questions), runs)


def index_gold(
    documents: Sequence[GoldDocument],
    folder: Path,
    *,
    embedder: Embedder,
    reranker: Reranker | None = None,
    rerank_s: float = 1.0,
    progress: Progress = no_progress,
) -> tuple[Index, dict[str, str]]:
    """Index the documents in `folder`, the same way as a user's. Return the index, and the gold id of each of its ids.

    The index of an earlier call is reused. File names are numbers, so that the words of a gold id do not help to find
    its document. Close the index after use.
    """
    by_path = {f"{number:06d}": document for number, document in enumerate(documents)}
    _write_files(by_path, folder / "documents")
    ingestion = Ingestion(
        embedder=embedder,
        read=lambda path: as_read(path, by_path[path]),
        reader_version="gold 1",
        progress=progress,
    )
    try:
        update(folder / "documents", folder / "index", ingestion)
    except MismatchedIndexError:
        update(folder / "documents", folder / "index", ingestion, rebuild=True)
    index = Index.open(folder / "index", embedder=embedder, reranker=reranker, rerank_s=rerank_s)
    return index, {path: document.id for path, document in by_path.items()}


def _documents(hits: Sequence[Hit], ids: Mapping[str, str] | None, excluded: Collection[str]) -> dict[str, float]:
    """The score of each document's best passage, best first."""
    scores: dict[str, float] = {}
    for hit in hits:
        found = hit.passage.document_id
        scores.setdefault(found if ids is None else ids[found], hit.score)
    return {document: score for document, score in scores.items() if document not in excluded}


def _with_gaps(scores: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """The documents, best first. Each score is at least `_MIN_GAP` lower than the one before."""
    lowest = inf
    for document, score in scores.items():
        lowest = min(score, lowest - _MIN_GAP)
        yield document, lowest


def _means(measures: Mapping[str, Mapping[str, float]]) -> dict[str, Mean]:
    return {name: Mean.of(list(values.values())) for name, values in measures.items() if values}


def _paired(values: Mapping[str, float], before: Mapping[str, float]) -> dict[str, float]:
    return {question: value - before[question] for question, value in values.items() if question in before}


def _one_word(name: str) -> str:
    return "_".join(name.split())


def _write_files(by_path: Mapping[str, GoldDocument], folder: Path) -> None:
    """Make the folder contain exactly these documents. Unchanged files keep their times."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.name not in by_path:
            path.unlink()
    for name, document in by_path.items():
        content = _text_of(document).encode(errors="surrogatepass")
        if not (folder / name).exists() or (folder / name).read_bytes() != content:
            (folder / name).write_bytes(content)


def _text_of(document: GoldDocument) -> str:
    return f"{document.title}\n\n{document.text}" if document.title else document.text


def as_read(path: str, document: GoldDocument) -> Document:
    """The document as a reader returns it: one section, whose text begins with the title."""
    text = _text_of(document)
    if not text.strip():
        raise DocumentError("is empty")
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
    return Document(path, digest, document.title or path, text, (Section(0, len(text), None, ""),))
