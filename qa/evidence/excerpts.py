"""Passages -> excerpts: only what bears on the question is read by the model, so that it begins to write sooner. Pure.

A sentence comes with its neighbours, for "it" and "they" point at them; a row of a table comes alone, for its
neighbours say the same of other things. What is left out is marked, and a citation still points into the whole passage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from index.records import Hit, Passage
from index.text.sentences import is_row
from qa.records import Sentence

GAP = " … "
# A sentence that is less likely to answer than this share of the likeliest is read only as a neighbour: it costs time,
# and a near fact misleads a small model. docs/quality.md has what was measured.
WORTH_READING = 0.1


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The words of a passage that are shown to the model."""

    passage: Passage
    text: str
    sentences: tuple[Sentence, ...]  # what the text is made of, in order


def choose_excerpts(
    sentences: Sequence[Sentence], *, budget_tokens: int, count_tokens: Callable[[str], int]
) -> list[Excerpt]:
    """The excerpts that fit into the budget, in the order of the passages; at least the best sentence.

    `sentences` are those of the passages in order, with their scores.
    """

    @cache
    def size_of(index: int) -> int:
        return count_tokens(sentences[index].text)

    @cache
    def size_of_place(hit: Hit) -> int:
        return count_tokens(place(hit.passage))

    def size(indices: set[int]) -> int:
        return sum(map(size_of, indices)) + sum(map(size_of_place, {sentences[i].hit for i in indices}))

    chosen: set[int] = set()
    for window in _windows(sentences):
        if not chosen or size(chosen | window) <= budget_tokens:
            chosen |= window
    by_passage = groupby((sentences[i] for i in sorted(chosen)), key=lambda sentence: sentence.passage)
    return [_excerpt(passage, tuple(own)) for passage, own in by_passage]


def place(passage: Passage) -> str:
    """Where a passage stands, as the model reads it: its title and its innermost heading, "Handbook, Carry-over: "."""
    heading = passage.heading.rsplit(" > ", 1)[-1]
    return f"{passage.title}, {heading}: " if heading and heading != passage.title else f"{passage.title}: "


def _windows(sentences: Sequence[Sentence]) -> Iterator[set[int]]:
    """The indices of each sentence, best first: alone, then with its neighbours."""
    best_first = sorted(range(len(sentences)), key=lambda i: -sentences[i].score)
    for i in best_first:
        if sentences[i].score < WORTH_READING * sentences[best_first[0]].score:
            return
        yield {i}
        if not is_row(sentences[i].text):
            around = (j for j in (i - 1, i, i + 1) if 0 <= j < len(sentences))
            yield {j for j in around if sentences[j].hit is sentences[i].hit}


def _excerpt(passage: Passage, sentences: tuple[Sentence, ...]) -> Excerpt:
    """The sentences as they stand in the passage, with a mark where some are left out."""
    pieces: list[str] = []
    for previous, sentence in zip([None, *sentences], sentences, strict=False):
        if previous is None:
            pieces.append(GAP.lstrip() if sentence.order else "")
        elif sentence.order == previous.order + 1:
            pieces.append(passage.text[previous.end : sentence.start])
        else:
            pieces.append(GAP)
        pieces.append(sentence.text)
    return Excerpt(passage, "".join(pieces), sentences)
