"""Passages -> excerpts: the model reads only the relevant sentences, so that it starts to write sooner. Pure.

A sentence comes with its neighbours, because "it" and "they" refer to them. A table row comes alone, because the next
rows are about other things. Gaps are marked, and citations still point into the whole passage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from index.records import Hit, Passage
from index.text.sentences import is_row
from qa.evidence.injection import is_suspicious
from qa.records import Sentence

GAP = " … "
# A sentence with less than this share of the best score is read only as a neighbour of another. More sentences cost
# time, and a similar but wrong fact misleads a small model (measured: docs/quality.md).
WORTH_READING = 0.1


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The part of a passage that the model reads."""

    passage: Passage
    text: str
    sentences: tuple[Sentence, ...]  # the sentences in the text, in order


def choose_excerpts(
    sentences: Sequence[Sentence], *, budget_tokens: int, count_tokens: Callable[[str], int]
) -> list[Excerpt]:
    """The excerpts that fit into the budget, in the order of the passages. The best sentence is always included.

    `sentences` are all sentences of the passages, in order, with their scores.
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
    """The title and the innermost heading of a passage, as the model reads them: "Handbook, Carry-over: ".

    One that gives orders to a language model is left out.
    """
    names = dict.fromkeys((passage.title, passage.heading.rsplit(" > ", 1)[-1]))
    shown = ", ".join(name for name in names if name and not is_suspicious(name))
    return f"{shown}: " if shown else ""


def _windows(sentences: Sequence[Sentence]) -> Iterator[set[int]]:
    """For each sentence, best first: its own index, then the indices of it and its neighbours."""
    best_first = sorted(range(len(sentences)), key=lambda i: -sentences[i].score)
    for i in best_first:
        if sentences[i].score < WORTH_READING * sentences[best_first[0]].score:
            return
        yield {i}
        if not is_row(sentences[i].text):
            around = (j for j in (i - 1, i, i + 1) if 0 <= j < len(sentences))
            yield {j for j in around if sentences[j].hit is sentences[i].hit}


def _excerpt(passage: Passage, sentences: tuple[Sentence, ...]) -> Excerpt:
    """The sentences as written in the passage, with a mark at each gap."""
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
