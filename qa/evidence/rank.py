"""Scores each sentence of the retrieved passages: the probability that it answers the question. No language model.

It is a conditional logistic regression (McFadden, 1974) over seven features: it predicts which of a question's
sentences answers it. For the likeliest sentences, the reranker's score is mixed in. `python -m benchmarks.rank FOLDER`
fits the weights on one half of public question sets and tests them on the other half. docs/evidence.md has the figures.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import Rows
from index.embedding.embedder import Embedder
from index.embedding.rerank import Reranker
from index.text.identify import SURE, identify_language
from qa.checking.compare import missing_facts
from qa.evidence.excerpts import place
from qa.evidence.filters import are_mismatched
from qa.evidence.units import beside
from qa.records import Sentence
from qa.text.answer_type import has_answer_type
from qa.text.asked_name import asked_nouns, names_noun
from qa.text.parsed import ParsedText
from qa.text.words import rarity_of

FEATURES = ("cosine", "coverage", "missing", "news", "passage", "kind", "beside")
WEIGHTS = (1.96, 3.62, -0.19, 2.31, 6.24, 1.09, 1.49)
BIAS = -13.69
READ_WEIGHTS = (0.52, 0.21)  # of the logit by these features, and of the reranker's score, for a sentence that it read
READ_BIAS = -0.95
READ_FLOOR = -5.0  # a lower score counts as this one: in both cases the reranker has not understood the question
READ = 24  # sentences that the reranker reads; each takes about 12 ms of one core
DEMOTION = 0.05  # a mismatched sentence keeps this share of its score, so the model does not read it
NAMED = 0.8  # the least score of a sentence that names the thing whose name is asked for
BESIDE_NAMED = 0.3  # the share of their scores that the others keep then
ENOUGH_NEWS = 4  # new words that count; a heading that only repeats the question has none and answers nothing


def score_sentences(
    question: ParsedText,
    sentences: Sequence[Sentence],
    embedder: Embedder,
    reranker: Reranker | None = None,
    *,
    seconds: float = 0.0,
) -> list[Sentence]:
    """All sentences of the retrieved passages, each with the probability (0 to 1) that it answers the question.

    The reranker reads the likeliest of them, as many as `seconds` allow.
    """
    if not sentences:
        return []
    logits = measure(question, sentences, embedder) @ np.array(WEIGHTS) + BIAS
    demotion = np.where(are_mismatched(question, sentences), DEMOTION, 1.0)
    scores = demotion * _probability(logits)
    if reranker and _can_read(question):
        read = _read(question, sentences, scores, reranker, seconds)
        sentences = [replace(sentence, read=read.get(i)) for i, sentence in enumerate(sentences)]
        known = list(read)
        with_read = with_reading(logits[known], np.array(list(read.values())))
        scores[known] = demotion[known] * _probability(with_read)
    return _with(sentences, _with_names(question, sentences, scores))


def _with_names(
    question: ParsedText, sentences: Sequence[Sentence], scores: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The scores. If the question asks what something is called, a sentence with a name beside it goes before others.

    Such a sentence can be about anything else: "All laugh but the dog, Rex".
    """
    nouns, whose = asked_nouns(question.text), question.facts.names
    named = np.array(
        [
            bool(nouns)
            and whose <= one.parsed.folded | one.place.folded
            and names_noun(one.text, nouns, question.folded)
            for one in sentences
        ]
    )
    return np.where(named, np.maximum(scores, NAMED), scores * (BESIDE_NAMED if named.any() else 1.0))


def _can_read(question: ParsedText) -> bool:
    """Whether the question is in the language of the reranker, English. A few words in capitals can be in any."""
    return question.is_english and identify_language(question.text, least=SURE) in ("", "en")


def _read(
    question: ParsedText, sentences: Sequence[Sentence], scores: NDArray[np.float64], reranker: Reranker, seconds: float
) -> dict[int, float]:
    """The reranker's scores of the likeliest sentences, by their index. Each is read below its title and heading."""
    best = np.argsort(-scores, kind="stable")[:READ].tolist()
    texts = [f"{place(sentences[i].passage)}{sentences[i].text}" for i in best]
    return dict(zip(best, reranker.scores(question.text, texts, seconds=seconds), strict=False))


def with_reading(logits: NDArray[Any], read: NDArray[Any]) -> NDArray[Any]:
    """The logits of sentences for which the reranker's scores are known, too: (sentences,)."""
    mixed: NDArray[Any] = logits * READ_WEIGHTS[0] + np.maximum(read, READ_FLOOR) * READ_WEIGHTS[1] + READ_BIAS
    return mixed


def _probability(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    probability: NDArray[np.float64] = 1 / (1 + np.exp(-logits))
    return probability


def _with(sentences: Sequence[Sentence], scores: NDArray[np.float64]) -> list[Sentence]:
    return [replace(sentence, score=float(score)) for sentence, score in zip(sentences, scores, strict=True)]


def measure(question: ParsedText, sentences: Sequence[Sentence], embedder: Embedder) -> Rows:
    """The `FEATURES` of every retrieved sentence, as an array (sentences, features).

    cosine: between the sentence and the question.
    coverage: the share of the question's content words in the sentence, its title and its heading, weighted by rarity.
    missing: 1 if these lack a number, date or name of the question.
    news: how many words the sentence adds to the question; 1 for `ENOUGH_NEWS` or more.
    passage: the score of its passage, divided by that of the best passage.
    kind: 1 if the sentence adds a fact of the type that the question asks for (`has_answer_type`).
    beside: the cosine of its better neighbour in the passage; its own if it has none.
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
            float(has_answer_type(question, said.facts)),
            max((cosines[i] for i in beside(sentences, index)), default=cosines[index]),
        )

    return np.array([row(index) for index in range(len(sentences))])


def _coverage(asked: Sequence[str], held: Set[str], rarity: dict[str, float]) -> float:
    total = sum(rarity[word] for word in asked)
    return sum(rarity[word] for word in asked if word in held) / total if total else 0.0
