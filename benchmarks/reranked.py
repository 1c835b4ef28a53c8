"""What a reranker gains over fused search, by itself and mixed with it. Pure but for two."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from benchmarks.cross_encoder import MatchingCrossEncoder
from benchmarks.tables import Row, markdown
from index.search.fuse import fuse
from qa.evaluation.datasets import read_jsonl
from qa.evaluation.metrics import Mean, ndcg
from qa.evaluation.report import signed

SHARES = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)  # of the reranker beside fused search; 1: it alone


@dataclass(frozen=True, slots=True)
class Reranked:
    """The hits of a question, best first by fused search, with the document and both scores of each."""

    set: str
    question: str  # its id
    gold: tuple[str, ...]
    documents: tuple[str, ...]
    fused: tuple[float, ...]
    scores: tuple[float, ...]  # the reranker's
    computing: float  # seconds of the processor that the reranker took

    def ndcg(self, share: float) -> float:
        """nDCG@10 where the reranker's scores have this share beside the fused ones, both spread over 0 to 1."""
        rankings = [dict(enumerate(scores)) for scores in (self.fused, self.scores)]
        mixed = fuse(rankings, len(self.documents), weights=(1 - share, share))
        return self._ndcg([self.documents[place] for place, _ in mixed])

    def best_ndcg(self) -> float:
        """nDCG@10 in the best order that these hits can be put in."""
        return self._ndcg(sorted(self.documents, key=lambda document: document not in self.gold))

    def _ndcg(self, documents: Sequence[str]) -> float:
        return ndcg(list(dict.fromkeys(documents)), dict.fromkeys(self.gold, 1.0), k=10)


def read_reranked(file: Path) -> list[Reranked]:
    """What an earlier run read."""
    if not file.exists():
        return []
    return [
        Reranked(
            e["set"], e["question"], tuple(e["gold"]), tuple(e["documents"]), tuple(e["fused"]), tuple(e["scores"]),
            e["computing"],
        )
        for _, e in read_jsonl(file)
    ]  # fmt: skip


def score(scorer: MatchingCrossEncoder, question: str, texts: Sequence[str]) -> tuple[tuple[float, ...], float]:
    """The reranker's score of each text, and the seconds of the processor that they took."""
    started = time.process_time()
    scores = tuple(scorer.scores(question, texts))
    return scores, time.process_time() - started


def choose_share(made: Sequence[Reranked]) -> tuple[float, str]:
    """The share with the best nDCG@10 on made questions, the smaller of equal ones, and the table of all."""
    quality = {share: fmean(each.ndcg(share) for each in made) for share in SHARES}
    shown = [f"{level:.3f}" for level in quality.values()]
    table = markdown(["share of the reranker", *map(str, SHARES)], [(f"nDCG@10, {len(made)} made questions", *shown)])
    return max(quality, key=lambda share: quality[share]), table


def gains_table(reranked: Iterable[Reranked], share: float) -> str:
    """nDCG@10 with and without the reranker, by set and on their mean, question by question; and what it costs."""
    by_set: dict[str, list[Reranked]] = {}
    for each in reranked:
        by_set.setdefault(each.set, []).append(each)
    rows = [_row(name, each, share) for name, each in by_set.items()]
    rows.append(("mean of the sets", f"{sum(map(len, by_set.values())):,}", *_means(by_set, share), ""))
    head = [
        "set",
        "questions",
        "fused",
        "reranker alone",
        "gain",
        f"mixed, share {share}",
        "gain",
        "best possible",
        "CPU ms a pair",
    ]
    return markdown(head, rows)


def _row(name: str, reranked: Sequence[Reranked], share: float) -> Row:
    cost = 1000 * sum(each.computing for each in reranked) / sum(len(each.scores) for each in reranked)
    return name, f"{len(reranked):,}", *_means({name: reranked}, share), f"{cost:.1f}"


def _means(by_set: Mapping[str, Sequence[Reranked]], share: float) -> tuple[str, ...]:
    """Fused; alone and its gain; mixed and its gain; in the best order: the means of the sets' means."""
    alone, mixed = (_mean_of_means(_differences(each, one) for each in by_set.values()) for one in (1.0, share))
    levels = [fmean(fmean(each.ndcg(one) for each in every) for every in by_set.values()) for one in (0.0, 1.0, share)]
    best = fmean(fmean(each.best_ndcg() for each in every) for every in by_set.values())
    shown = [f"{level:.3f}" for level in (*levels, best)]
    return shown[0], shown[1], signed(alone), shown[2], signed(mixed), shown[3]


def _differences(reranked: Sequence[Reranked], share: float) -> list[float]:
    return [each.ndcg(share) - each.ndcg(0.0) for each in reranked]


def _mean_of_means(samples: Iterable[Sequence[float]]) -> Mean:
    """Of samples that count the same, whatever their sizes: the variances of their means add up."""
    means = [Mean.of(sample) for sample in samples]
    middle = fmean(mean.mean for mean in means)
    margin = sum((mean.high - mean.mean) ** 2 for mean in means) ** 0.5 / len(means)
    return Mean(middle, middle - margin, middle + margin, sum(mean.n for mean in means))
