"""How good the answers are on public sets: `python -m benchmarks.answers FOLDER` prints the report as Markdown.

It covers squad2 (with its own paragraph given, and open), clapnq, abstention, injected instructions, the seconds of
each stage, and the check of sentences. Vectors are kept in the cache folder. To split a long run, name its `--parts`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import judge
from benchmarks.cached_embedder import CachedEmbedder, open_cached
from benchmarks.cases import Case, clapnq_cases, distractors, harmless_and_ordering, injected_cases, squad_cases
from benchmarks.reports import Result, abstention_table, answers_table, attacks_table, latency_table, marking_table
from index.embedding.rerank import Reranker
from index.search.search import Index
from qa.chatbot import Chatbot
from qa.checking.fitted_judge import FittedJudge
from qa.checking.judge import Judge
from qa.engines.engine import Engine
from qa.evaluation.datasets import GoldDocument, read_documents
from qa.evaluation.retrieval import index_gold
from qa.pipeline import Pipeline
from qa.records import Answer
from qa.settings import Settings, load_settings
from ui.cli.shell import shown_progress

ASKED = ("given", "open", "clapnq", "bipia")
PARTS = (*ASKED, "notinject", "judge")


@dataclass(frozen=True, slots=True)
class Answering:
    """The models and settings that answer the questions."""

    settings: Settings
    embedder: CachedEmbedder
    reranker: Reranker | None
    engine: Engine
    judge: Judge
    cache: Path


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask the questions and print the tables."""
    options = _options(arguments)
    with opened(options) as answering:
        results = {part: _ask(part, options, answering) for part in ASKED if part in options.parts}
        for table in (answers_table, abstention_table, attacks_table, latency_table):
            print(table(results, answering.settings.min_confidence))
        if "notinject" in options.parts:
            print(marking_table(*harmless_and_ordering(options.folder)))
        if "judge" in options.parts:
            print(judge.report(options.folder, answering.embedder))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.answers", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder of the sets")
    parser.add_argument("--parts", nargs="+", default=PARTS, choices=PARTS)
    parser.add_argument("--questions", type=int, default=60, metavar="N", help="at most this many of each part")
    parser.add_argument("--distractors", type=int, default=0, metavar="N", help="open: mix in every Nth of scale_docs")
    add_options(parser)
    return parser.parse_args(arguments)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that `opened` needs: which engine answers, and where vectors are kept."""
    parser.add_argument("--engine", help="auto, llamacpp, transformers or openai")
    parser.add_argument("--cache", type=Path, default=Path(".quoth/answers"), metavar="FOLDER")


@contextmanager
def opened(options: argparse.Namespace) -> Iterator[Answering]:
    """Yield the models that answer the questions; the options are those of `add_options`."""
    settings = load_settings(engine=options.engine)
    embedder = open_cached(options.cache)
    with Chatbot(settings) as chatbot:
        yield Answering(settings, embedder, chatbot.reranker, chatbot.engine, FittedJudge(embedder), options.cache)


def _ask(part: str, options: argparse.Namespace, answering: Answering) -> list[Result]:
    """The results of all cases of a part."""
    return ask_cases(part, *_documents_and_cases(part, options), answering)


def ask_cases(
    part: str, documents: Sequence[GoldDocument], cases: Sequence[Case], answering: Answering
) -> list[Result]:
    """The results of the cases, asked of the documents; their index is kept under the name of the part."""
    with shown_progress() as progress:
        folder = answering.cache / "indexes" / part
        index, ids = index_gold(documents, folder, embedder=answering.embedder, progress=progress)
        with index:
            results = []
            for done, case in enumerate(cases):
                progress("asking", done, len(cases), part)
                results.append(_result(case, index, ids, answering))
    return results


def _documents_and_cases(part: str, options: argparse.Namespace) -> tuple[Sequence[GoldDocument], list[Case]]:
    folder, most = options.folder, options.questions
    match part:
        case "given":
            return read_documents(folder / "squad2" / "corpus.jsonl"), squad_cases(folder, most, given=True)
        case "open":
            mixed_in = distractors(folder, options.distractors)
            documents = [*read_documents(folder / "squad2" / "corpus.jsonl"), *mixed_in]
            return documents, squad_cases(folder, most, given=False)
        case "clapnq":
            return read_documents(folder / "clapnq" / "corpus.jsonl"), clapnq_cases(folder, most)
        case _:
            return injected_cases(folder, most)


def _result(case: Case, index: Index, ids: dict[str, str], answering: Answering) -> Result:
    """The answer with nothing withheld, so that every threshold can be read from it."""
    own = {gold: document for document, gold in ids.items()}
    settings = replace(answering.settings, min_confidence=0.0)
    pipeline = Pipeline(index, answering, settings)
    *pieces, answer = pipeline.answer(case.question, within=[own[case.within]] if case.within else None)
    assert isinstance(answer, Answer)
    return Result(
        case=case,
        answer=answer,
        wrote="".join(piece for piece in pieces if isinstance(piece, str)),
        cited=tuple((ids[citation.document_id], citation.quote) for citation in answer.citations),
        found=tuple(ids[hit.passage.document_id] for hit in answer.hits),
        seconds=answer.timings,
    )


if __name__ == "__main__":
    main()
