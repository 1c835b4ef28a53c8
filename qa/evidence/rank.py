"""How likely each sentence of the passages found is to answer the question, without a language model.

A conditional logistic regression (McFadden, 1974) over seven features: what it fits is which of a question's sentences
answers it. Its weights are fitted on one half of public question sets, and tested on the other, by
`python -m benchmarks.rank FOLDER`; docs/quality.md has the figures.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

import numpy as np

from index.arrays import Rows
from index.embedding.embedder import Embedder
from qa.checking.judge import missing_facts
from qa.evidence.answer_type import adds_what_is_asked
from qa.evidence.filters import are_of_another_case, are_outdated
from qa.records import Sentence
from qa.text.parsed import ParsedText
from qa.text.words import rarity_of

FEATURES = ("cosine", "coverage", "missing", "news", "passage", "kind", "beside")
WEIGHTS = (1.96, 3.62, -0.19, 2.31, 6.24, 1.09, 1.49)
BIAS = -13.69
ASIDE = 0.05  # what is left of the probability of a sentence on another case: not worth reading beside the right one
ENOUGH_NEWS = 4  # words: a heading that repeats the question has none, and answers nothing


def score_sentences(question: ParsedText, sentences: Sequence[Sentence], embedder: Embedder) -> list[Sentence]:
    """The sentences, which are all of the passages found, each with the probability (0 to 1) that it answers."""
    if not sentences:
        return []
    logits = measure(question, sentences, embedder) @ np.array(WEIGHTS) + BIAS
    scores = 1 / (1 + np.exp(-logits))
    scores[are_of_another_case(question, sentences)] *= ASIDE
    scores[are_outdated(question, _with(sentences, scores))] *= ASIDE
    return _with(sentences, scores)


def _with(sentences: Sequence[Sentence], scores: Rows) -> list[Sentence]:
    return [replace(sentence, score=float(score)) for sentence, score in zip(sentences, scores, strict=True)]


def measure(question: ParsedText, sentences: Sequence[Sentence], embedder: Embedder) -> Rows:
    """The `FEATURES` of every sentence that was found, as an array (sentences, features).

    `cosine` is that of sentence and question; `coverage` the share of the question's content words that the sentence or
    the title and heading above it hold, each weighed by how rare it is among these sentences; `missing` is 1 where
    these lack a number, date or name of the question; `news` tells how many words the sentence adds to the question,
    1 for `ENOUGH_NEWS` or more; `passage` is the score of its passage, that of the best passage being 1; `kind` is 1 if
    the sentence adds a quantity, date or name, and the question asks for one; `beside` is the cosine of its neighbour
    in the passage, of the better one, or its own where it has none.
    """
    cosines = np.stack([sentence.vector for sentence in sentences]) @ embedder.embed_questions([question.text])[0]
    rarity = rarity_of(question.words, [sentence.parsed.word_set for sentence in sentences])
    best = sentences[0].hit.score or 1.0

    def row(index: int) -> tuple[float, ...]:
        sentence = sentences[index]
        said, place = sentence.parsed, sentence.place
        lacking = missing_facts(question.facts, said.facts | place.facts, (place, said))
        return (
            cosines[index],
            _coverage(question.words, said.word_set | place.word_set, rarity),
            float(bool(lacking)),
            min(len(said.word_set - question.word_set), ENOUGH_NEWS) / ENOUGH_NEWS,
            sentence.hit.score / best,
            float(adds_what_is_asked(question, said.facts)),
            max((cosines[i] for i in _beside(index, sentences)), default=cosines[index]),
        )

    return np.array([row(index) for index in range(len(sentences))])


def _coverage(asked: Sequence[str], held: Set[str], rarity: dict[str, float]) -> float:
    total = sum(rarity[word] for word in asked)
    return sum(rarity[word] for word in asked if word in held) / total if total else 0.0


def _beside(index: int, sentences: Sequence[Sentence]) -> list[int]:
    """The indices of the sentences before and after one in its passage."""
    around = [i for i in (index - 1, index + 1) if 0 <= i < len(sentences)]
    return [i for i in around if sentences[i].hit is sentences[index].hit]
