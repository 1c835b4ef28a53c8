"""Measures how often the text that the model reads contains the answer: `python -m benchmarks.evidence FOLDER`.

Asks answerable questions of the half of each set that nothing is fitted on. A budget is in tokens of the embedder. The
vectors and the reranker's scores are kept in the cache folder.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

from benchmarks.cached_embedder import CachedEmbedder, open_cached
from benchmarks.cached_reranker import open_cached_reranker
from benchmarks.cases import is_for_fitting, source
from benchmarks.rank import answers
from benchmarks.retrieval import sample
from benchmarks.tables import share
from index.embedding.rerank import Reranker
from qa.evaluation.datasets import GoldSet, read_jsonl, read_sets
from qa.evaluation.report import markdown
from qa.evaluation.retrieval import index_gold
from qa.evidence.excerpts import choose_excerpts, place
from qa.evidence.rank import score_sentences
from qa.evidence.sentences import read_sentences
from qa.records import Sentence
from qa.settings import Settings
from qa.text.parsed import ParsedText
from ui.cli.shell import shown_progress

_SETS = ("squad2", "clapnq", "hotpot100", "nq_oracle")
_BUDGETS = (150, 300, 600, 900)


@dataclass(frozen=True, slots=True)
class Found:
    """The sentences that were found for a question, scored without and with the reranker, and which of them answer."""

    alone: Sequence[Sentence]
    reread: Sequence[Sentence]
    answers: Sequence[bool]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table: each set, ranking and budget."""
    options = _options(arguments)
    embedder = open_cached(options.cache)
    reranker = open_cached_reranker(options.cache)
    rows: list[tuple[str, ...]] = []
    for gold in read_sets(options.folder, options.sets):
        found = list(_found(options.folder / gold.name, gold, options, embedder, reranker))
        rows += rows_of(gold.name, found, options.budgets, lambda text: len(embedder.token_starts(text)))
    print(markdown(["set", "ranking", "tokens at most", "tokens read", "best sentence answers", "answer read"], rows))


def rows_of(
    name: str, found: Sequence[Found], budgets: Sequence[int], count_tokens: Callable[[str], int]
) -> Iterator[tuple[str, ...]]:
    """The rows of one set."""
    for label, with_reranker in (("without reranker", False), ("with reranker", True)):
        scored = [one.reread if with_reranker else one.alone for one in found]
        best = [max(range(len(its)), key=lambda i: its[i].score) for its in scored]
        first = share([one.answers[i] for one, i in zip(found, best, strict=True)])
        for budget in budgets:
            read = [choose_excerpts(its, budget_tokens=budget, count_tokens=count_tokens) for its in scored]
            tokens = [sum(count_tokens(place(part.passage) + part.text) for part in parts) for parts in read]
            chosen = [{id(sentence) for part in parts for sentence in part.sentences} for parts in read]
            holds = [
                any(id(sentence) in ids for sentence, right in zip(its, one.answers, strict=True) if right)
                for its, ids, one in zip(scored, chosen, found, strict=True)
            ]
            yield name, label, f"{budget}", f"{mean(tokens):.0f}", first, share(holds)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evidence", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder of gold sets")
    parser.add_argument("--sets", nargs="+", default=_SETS, metavar="NAME")
    parser.add_argument("--budgets", type=int, nargs="+", default=_BUDGETS, metavar="TOKENS")
    parser.add_argument("--questions", type=int, default=100, metavar="N", help="at most this many of a set")
    parser.add_argument("--documents", type=int, metavar="N", help="search among this many of a set (default: all)")
    parser.add_argument("--cache", type=Path, default=Path(".quoth/rank"), metavar="FOLDER")
    return parser.parse_args(arguments)


def _found(
    folder: Path, gold: GoldSet, options: argparse.Namespace, embedder: CachedEmbedder, reranker: Reranker
) -> Iterator[Found]:
    """Questions whose answer is in what was found."""
    entries = {entry["id"]: entry for _, entry in read_jsonl(folder / "queries.jsonl")}
    tested = tuple(one for one in gold.questions if not is_for_fitting(source(entries[one.id])))
    chosen = sample(
        GoldSet(gold.name, gold.documents, tested), questions=options.questions, documents=options.documents
    )
    with TemporaryDirectory() as scratch, shown_progress() as progress:
        index, ids = index_gold(chosen.documents, Path(scratch), embedder=embedder, progress=progress)
        with index:
            for done, one in enumerate(chosen.questions):
                progress("reading", done, len(chosen.questions), gold.name)
                question = ParsedText(one.question)
                sentences = read_sentences(index.search(one.question, Settings().k), embedder)
                right = [answers(sentence, entries[one.id], ids) for sentence in sentences]
                if any(right):
                    alone = score_sentences(question, sentences, embedder)
                    yield Found(alone, score_sentences(question, sentences, embedder, reranker, seconds=60), right)


if __name__ == "__main__":
    main()
