"""A reranker of our own, and what it is worth: `python -m benchmarks.reranker FOLDER --questions 700 --train --report`.

FOLDER holds the gold sets and scale_docs. `--questions` has the language model make up questions for passages of
permissively licensed documents of scale_docs; `--train` searches for them and trains the embedder's weights to tell the
right passage from those found beside it; `--report` reranks the gold sets, none of which it ever saw. All that is made
is kept in the cache folder, step by step, so that each may be cut short and gone on with.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import fmean

from benchmarks.cross_encoder import MatchingCrossEncoder
from benchmarks.embedded import RememberingEmbedder
from benchmarks.general import general
from benchmarks.pairs import (
    SEEN,
    Candidates,
    find_candidates,
    groups,
    permissive,
    read_candidates,
    sources,
    worth_asking,
)
from benchmarks.questions import make_questions, read_made
from benchmarks.reranked import Reranked, choose_share, gains_table, read_reranked, score
from benchmarks.sampled import sampled
from benchmarks.training import Training
from index.embedding.embedder import SentenceTransformersEmbedder
from index.text.normalise import normalise
from index.weights.fetch import fetch
from qa.chatbot import Chatbot
from qa.evaluation.datasets import GoldDocument, GoldSet, read_documents, read_sets
from qa.evaluation.retrieval import index_gold
from qa.settings import load_settings
from ui.cli.shell import shown_progress

SETS = ("clapnq", "cranfield", "hotpot100", "nq_oracle", "squad2", "xquad.en")
_MOST_FOR_CHOOSING = 200
_MOST_FOR_CHECKING = 60


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what is asked for, in order."""
    options = _options(arguments)
    settings = load_settings()
    weights = options.weights or fetch(settings.embedder, cache=settings.cache, hub=settings.hub)
    embedder = RememberingEmbedder(SentenceTransformersEmbedder(weights, name=settings.embedder), options.cache)
    documents = permissive(read_documents(options.folder / "scale_docs/corpus.jsonl"), options.documents)
    if options.general:
        more = general(options.general)
        if not more:
            raise SystemExit(f"{options.general} holds none of the packages that benchmarks/general.py names.")
        documents += more
    file = options.cache / "questions.jsonl"
    if options.questions:
        passages = worth_asking(documents, embedder.token_starts)
        print(f"{sources(documents)}; {len(passages):,} passages of prose", flush=True)
        passages = passages[: options.questions]
        with Chatbot(settings) as chatbot:
            make_questions(passages, chatbot.engine, file)
    if options.train:
        _train(options, weights, embedder, documents)
    if options.report:
        _report(options, embedder)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reranker", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder of the sets")
    parser.add_argument("--documents", type=int, default=700, metavar="N", help="of the permissive sources")
    parser.add_argument("--general", type=Path, metavar="FOLDER", help="with more text: see benchmarks/general.py")
    parser.add_argument("--questions", type=int, metavar="N", help="make up a question for each of so many passages")
    parser.add_argument("--train", action="store_true")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--report", action="store_true", help="on every second question of the sets")
    parser.add_argument("--sets", nargs="+", default=SETS, metavar="NAME")
    parser.add_argument("--most", type=int, default=120, metavar="N", help="questions of a set")
    parser.add_argument("--weights", type=Path, help="the folder of the embedder's weights (default: fetched)")
    parser.add_argument("--cache", type=Path, default=Path(".quoth/reranker"), metavar="FOLDER")
    return parser.parse_args(arguments)


def _train(
    options: argparse.Namespace, weights: Path, embedder: RememberingEmbedder, documents: Sequence[GoldDocument]
) -> None:
    made = read_made(options.cache / "questions.jsonl")
    with shown_progress() as progress:
        index, _ = index_gold(documents, options.cache / "index", embedder=embedder, progress=progress)
        with index:
            found = find_candidates(made, index, options.cache / "candidates.jsonl")
    learnt, choosing = _parts(found)
    trained_on = list(groups(learnt))
    print(
        f"{len(documents)} documents, {len(made)} passages asked about, {sum(bool(each.question) for each in made)} "
        f"questions, {len(found)} of use: {len(trained_on)} to train with, {len(choosing)} for choosing"
    )
    checked = choosing[:_MOST_FOR_CHECKING]
    training = Training(weights, options.cache / "trained", lambda model: _quality(model, checked))
    training.run(trained_on, epochs=options.epochs)


def _quality(scorer: MatchingCrossEncoder, choosing: Sequence[Candidates]) -> float:
    """nDCG@10 on the questions for choosing, by the reranker alone."""
    return fmean(each.ndcg(1.0) for each in _made_reranked(scorer, choosing))


def _made_reranked(scorer: MatchingCrossEncoder, choosing: Sequence[Candidates]) -> list[Reranked]:
    reranked = []
    for each in choosing:
        places = tuple(map(str, range(len(each.texts[:SEEN]))))
        scores = score(scorer, each.question, each.texts[:SEEN])
        gold = (str(each.place),)
        reranked.append(Reranked("made", each.question, gold, places, each.scores[:SEEN], *scores))
    return reranked


def _report(options: argparse.Namespace, embedder: RememberingEmbedder) -> None:
    """Choose the reranker's share on made questions, and print what it gains on the gold sets."""
    scorer = MatchingCrossEncoder(options.cache / "trained" / "best")
    found = [each for each in read_candidates(options.cache / "candidates.jsonl") if each.is_of_use]
    _, choosing = _parts(found)
    share, table = choose_share(_made_reranked(scorer, choosing))
    print(table)
    sets = read_sets(options.folder, options.sets)
    print(gains_table([each for gold in sets for each in _gold_reranked(gold, scorer, embedder, options)], share))


def _gold_reranked(
    gold: GoldSet, scorer: MatchingCrossEncoder, embedder: RememberingEmbedder, options: argparse.Namespace
) -> Iterator[Reranked]:
    """The hits of every second question of a set, at most so many; those that an earlier run read are looked up."""
    file = options.cache / "trained" / f"{gold.name}.jsonl"  # trained anew, it reads anew
    read = {each.question: each for each in read_reranked(file)}
    half = GoldSet(gold.name, gold.documents, gold.questions[1::2])
    with shown_progress() as progress:
        folder = options.cache / "sets" / gold.name
        index, ids = index_gold(gold.documents, folder, embedder=embedder, progress=progress)
    with index, file.open("a", encoding="utf-8") as out:
        for question in sampled(half, documents=None, questions=options.most).questions:
            if question.id not in read:
                hits = index.search(question.question, SEEN, by="fused")
                hits = [hit for hit in hits if ids[hit.passage.document_id] not in question.left_out]
                scores = score(scorer, question.question, [normalise(hit.passage.text) for hit in hits])
                documents = tuple(ids[hit.passage.document_id] for hit in hits)
                fused = tuple(hit.score for hit in hits)
                read[question.id] = Reranked(gold.name, question.id, question.gold, documents, fused, *scores)
                print(json.dumps(asdict(read[question.id])), file=out, flush=True)
            yield read[question.id]


def _parts(found: Sequence[Candidates]) -> tuple[list[Candidates], list[Candidates]]:
    """What is trained with, and what is for choosing, at most so many."""
    general = any(each.is_general for each in found)
    learnt = [each for each in found if not each.is_for_choosing(general=general)]
    choosing = [each for each in found if each.is_for_choosing(general=general)]
    return learnt, choosing[:_MOST_FOR_CHOOSING]


if __name__ == "__main__":
    main()
