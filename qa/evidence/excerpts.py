"""Passages -> excerpts: only what bears on the question is read by the model, so that it begins to write sooner. Pure.

A sentence comes with its neighbours, for "it" and "they" point at them; a row of a table comes alone, for its
neighbours say the same of other things. What is left out is marked, and a citation still points into the whole passage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from index.records import Passage
from index.text.sentences import is_row
from qa.records import ScoredSentence

GAP = " … "
# A sentence that is less likely to answer than this share of the likeliest is read only as a neighbour: it costs time,
# and a near fact misleads a small model. docs/quality.md has what was measured.
WORTH_READING = 0.1


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The words of a passage that are shown to the model."""

    passage: Passage
    text: str
    sentences: tuple[ScoredSentence, ...]  # what the text is made of, in order


def choose_excerpts(
    passages: Sequence[Passage],
    sentences: Sequence[ScoredSentence],
    *,
    budget_tokens: int,
    count_tokens: Callable[[str], int],
) -> list[Excerpt]:
    """The excerpts that fit into the budget, in the order of the passages; at least the best sentence.

    `sentences` are all sentences of the passages in order, as `score_sentences` gives them.
    """

    @cache
    def size_of(index: int) -> int:
        sentence = sentences[index]
        return count_tokens(passages[sentence.rank].text[sentence.start : sentence.end])

    @cache
    def size_of_place(rank: int) -> int:
        return count_tokens(place(passages[rank]))

    def size(indices: set[int]) -> int:
        return sum(map(size_of, indices)) + sum(map(size_of_place, {sentences[i].rank for i in indices}))

    chosen: set[int] = set()
    for window in _windows(passages, sentences):
        if not chosen or size(chosen | window) <= budget_tokens:
            chosen |= window
    return _excerpts(passages, sentences, chosen)


def place(passage: Passage) -> str:
    """Where a passage stands, as the model reads it: its title and its innermost heading, "Handbook, Carry-over: "."""
    heading = passage.heading.rsplit(" > ", 1)[-1]
    return f"{passage.title}, {heading}: " if heading and heading != passage.title else f"{passage.title}: "


def _windows(passages: Sequence[Passage], sentences: Sequence[ScoredSentence]) -> Iterator[set[int]]:
    """The indices of each sentence, best first: alone, then with its neighbours."""
    rows = [is_row(passages[s.rank].text[s.start : s.end]) for s in sentences]
    best_first = sorted(range(len(sentences)), key=lambda i: -sentences[i].score)
    for i in best_first:
        if sentences[i].score < WORTH_READING * sentences[best_first[0]].score:
            return
        yield {i}
        if not rows[i]:
            yield {j for j in (i - 1, i, i + 1) if 0 <= j < len(sentences) and sentences[j].rank == sentences[i].rank}


def _excerpts(passages: Sequence[Passage], sentences: Sequence[ScoredSentence], chosen: set[int]) -> list[Excerpt]:
    by_rank: dict[int, list[ScoredSentence]] = defaultdict(list)
    for i in sorted(chosen):
        by_rank[sentences[i].rank].append(sentences[i])
    return [
        Excerpt(passages[rank], _text(passages[rank], by_rank[rank]), tuple(by_rank[rank])) for rank in sorted(by_rank)
    ]


def _text(passage: Passage, sentences: Sequence[ScoredSentence]) -> str:
    """The sentences as they stand in the passage, with a mark where some are left out."""
    pieces: list[str] = []
    for previous, sentence in zip([None, *sentences], sentences, strict=False):
        if previous is None:
            pieces.append(GAP.lstrip() if sentence.order else "")
        elif sentence.order == previous.order + 1:
            pieces.append(passage.text[previous.end : sentence.start])
        else:
            pieces.append(GAP)
        pieces.append(passage.text[sentence.start : sentence.end])
    return "".join(pieces)
