"""How likely each sentence of the passages found is to answer the question, without a language model.

A conditional logistic regression (McFadden, 1974) over seven features: what it fits is which of a question's sentences
answers it. Its weights are fitted on one half of public question sets, and tested on the other, by
`python -m benchmarks.rank FOLDER`; docs/quality.md has the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from index.arrays import Rows
from index.embedding.embedder import Embedder
from index.records import Hit
from index.text.sentences import sentence_spans
from qa.checking.judge import missing_facts
from qa.evidence.answer_type import adds_what_is_asked
from qa.evidence.filters import are_of_another_case, are_outdated
from qa.records import ScoredSentence
from qa.text.facts import Facts, find_facts
from qa.text.words import content_words, rarity_of

FEATURES = ("cosine", "coverage", "missing", "news", "passage", "kind", "beside")
WEIGHTS = (1.96, 3.62, -0.19, 2.31, 6.24, 1.09, 1.49)
BIAS = -13.69
ASIDE = 0.05  # what is left of the probability of a sentence on another case: not worth reading beside the right one
ENOUGH_NEWS = 4  # words: a heading that repeats the question has none, and answers nothing


@dataclass(frozen=True, slots=True)
class FoundSentence:
    """A sentence of a hit's passage, as characters of the passage's text."""

    hit: Hit
    rank: int  # of the hit, from 0
    order: int  # in its passage, from 0
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.hit.passage.text[self.start : self.end]


def find_sentences(hits: Sequence[Hit]) -> list[FoundSentence]:
    """The sentences of the hits' passages, in order."""
    return [
        FoundSentence(hit, rank, order, start, end)
        for rank, hit in enumerate(hits)
        for order, (start, end) in enumerate(sentence_spans(hit.passage.text))
    ]


def score_sentences(question: str, hits: Sequence[Hit], embedder: Embedder) -> list[ScoredSentence]:
    """The sentences of all passages in order, each with the probability (0 to 1) that it answers the question."""
    sentences = find_sentences(hits)
    if not sentences:
        return []
    logits = measure(question, sentences, embedder) @ np.array(WEIGHTS) + BIAS
    scores = 1 / (1 + np.exp(-logits))
    scores[are_of_another_case(question, [(found.hit, found.text) for found in sentences])] *= ASIDE
    scored = zip([found.hit for found in sentences], scores.tolist(), strict=True)
    scores[are_outdated(question, list(scored))] *= ASIDE
    return [
        ScoredSentence(found.rank, found.order, found.start, found.end, float(score))
        for found, score in zip(sentences, scores, strict=True)
    ]


def measure(question: str, sentences: Sequence[FoundSentence], embedder: Embedder) -> Rows:
    """The `FEATURES` of every sentence that was found, as an array (sentences, features).

    `cosine` is that of sentence and question; `coverage` the share of the question's content words that the sentence or
    the title and heading above it hold, each weighed by how rare it is among these sentences; `missing` is 1 where
    these lack a number, date or name of the question; `news` tells how many words the sentence adds to the question,
    1 for `ENOUGH_NEWS` or more; `passage` is the score of its passage, that of the best passage being 1; `kind` is 1 if
    the sentence adds a quantity, date or name, and the question asks for one; `beside` is the cosine of its neighbour
    in the passage, of the better one, or its own where it has none.
    """
    texts = [found.text for found in sentences]
    cosines = embedder.embed_passages(texts) @ embedder.embed_questions([question])[0]
    asked, facts = content_words(question), find_facts(question)
    words = [set(content_words(text)) for text in texts]
    rarity = rarity_of(asked, words)
    best = sentences[0].hit.score or 1.0

    @cache  # the sentences of a passage, and of a section, share it
    def read_place(place: str) -> tuple[set[str], Facts]:
        return set(content_words(place)), find_facts(place)

    def row(index: int) -> tuple[float, ...]:
        hit, held, said = sentences[index].hit, words[index], find_facts(texts[index])
        place = f"{hit.passage.title} {hit.passage.heading}"
        its_words, its_facts = read_place(place)
        return (
            cosines[index],
            _coverage(asked, held | its_words, rarity),
            float(bool(missing_facts(facts, said | its_facts, f"{place} {texts[index]}"))),
            min(len(held.difference(asked)), ENOUGH_NEWS) / ENOUGH_NEWS,
            hit.score / best,
            float(adds_what_is_asked(question, facts, said)),
            max((cosines[i] for i in _beside(index, sentences)), default=cosines[index]),
        )

    return np.array([row(index) for index in range(len(sentences))])


def _coverage(asked: Sequence[str], held: set[str], rarity: dict[str, float]) -> float:
    total = sum(rarity[word] for word in asked)
    return sum(rarity[word] for word in asked if word in held) / total if total else 0.0


def _beside(index: int, sentences: Sequence[FoundSentence]) -> list[int]:
    """The indices of the sentences before and after one in its passage."""
    around = [i for i in (index - 1, index + 1) if 0 <= i < len(sentences)]
    return [i for i in around if sentences[i].rank == sentences[index].rank]
