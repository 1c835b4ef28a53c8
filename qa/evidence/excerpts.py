"""Passages -> excerpts: the model reads only the relevant sentences, so that it starts to write sooner. Pure.

A sentence comes with what it needs (`qa.evidence.units`), and then with its neighbours, because "it" and "they" refer
to them. Gaps are marked, and citations still point into the whole passage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from index.records import Hit, Passage
from index.text.headings import innermost
from qa.evidence.injection import is_suspicious
from qa.evidence.units import neighbours, repeats, unit
from qa.records import Sentence
from qa.text.facts import Facts

GAP = " … "
# Reading ends when the next sentence is worth less than this share of the best one. Its worth is the probability that
# it answers and that no sentence before it does. More sentences cost time, and a similar but wrong fact misleads a
# small model (measured: docs/evidence.md).
WORTH_READING = 0.05


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

    best_first = _distinct(sentences)
    readable, chosen = set(best_first), set[int]()
    for window in _windows(sentences, best_first):
        wanted = chosen | window & readable
        if not chosen or size(wanted) <= budget_tokens:
            chosen = wanted
    by_passage = groupby((sentences[i] for i in sorted(chosen)), key=lambda sentence: sentence.passage)
    return [_excerpt(passage, tuple(own)) for passage, own in by_passage]


def place(passage: Passage) -> str:
    """The title and the innermost heading of a passage, as the model reads them: "Handbook, Carry-over: ".

    One that gives orders to a language model is left out.
    """
    names = dict.fromkeys((passage.title, innermost(passage.heading)))
    shown = ", ".join(name for name in names if name and not is_suspicious(name))
    return f"{shown}: " if shown else ""


def _distinct(sentences: Sequence[Sentence]) -> list[int]:
    """The indices of the sentences, best first, without those that repeat a better one."""
    kept: dict[Facts, list[int]] = {}  # those that repeat each other have the same facts
    best_first = sorted(range(len(sentences)), key=lambda i: -sentences[i].score)
    for i in best_first:
        alike = kept.setdefault(sentences[i].parsed.facts, [])
        if not any(repeats(sentences[i], sentences[j]) for j in alike):
            alike.append(i)
    readable = {i for alike in kept.values() for i in alike}
    return [i for i in best_first if i in readable]


def _windows(sentences: Sequence[Sentence], best_first: Sequence[int]) -> Iterator[set[int]]:
    """For each sentence, best first: the indices of its unit, and then of the unit and its neighbours."""
    unanswered = 1.0  # the chance that no sentence so far answers
    for i in best_first:
        score = sentences[i].score
        if score * unanswered < WORTH_READING * sentences[best_first[0]].score:
            return
        unanswered *= 1 - score
        own = unit(sentences, i)
        yield own
        yield own | neighbours(sentences, i)


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
