"""How support is scored: the probability that a text supports a statement, without a language model.

It is a logistic regression. `python -m benchmarks.judge FOLDER` fits its weights on one half of public sets of right
and wrong summaries, and tests them on the other half. docs/checking.md has the figures.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

import numpy as np

from index.arrays import Rows
from index.embedding.embedder import Embedder
from qa.checking.compare import missing_facts
from qa.checking.judge import NO_TEXT, LexicalJudge, Premise, Verdict
from qa.engines.probability import logit, sigmoid
from qa.text.facts import NO_FACTS
from qa.text.parsed import ParsedText
from qa.text.words import rarity_of, stem

FEATURES = ("cosine", "coverage", "trigrams", "amounts", "names", "denied", "opposites")
WEIGHTS = (1.51, 1.11, 0.84, -0.69, -1.01, -1.39, -0.95)
BIAS = -1.69
# The weights of support and confidence, and the bias, for sentences of answers: `python -m benchmarks.doubts --fit`.
OF_ANSWERS = (1.6, 0.32, -0.49)
MAX_COUNT = 3  # the counting features stop here
_OPPOSITES = """
    increase decrease|increased decreased|increasing decreasing|rise fall|rose fell|rising falling|up down|more less
    more fewer|most least|higher lower|high low|highest lowest|gain loss|gained lost|win lose|won lost|before after
    first last|early late|earlier later|accept reject|accepted rejected|accepted declined|agree disagree|agreed refused
    include exclude|including excluding|included excluded|success failure|successful unsuccessful|succeed fail
    succeeded failed|support oppose|supported opposed|allow forbid|allowed banned|always never|all none
    positive negative|better worse|best worst|strong weak|stronger weaker|strength weakness|improve worsen
    improved worsened|growth decline|grow shrink|grew shrank|expand reduce|expanded reduced|open closed|start end
    started ended|begin end|began ended|buy sell|bought sold|old new|large small|larger smaller|big small|long short
    fast slow|man woman|men women|he she|his her|male female|mother father|son daughter|brother sister|husband wife
    north south|northern southern|east west|eastern western|left right|same different|with without|possible impossible
    able unable|likely unlikely|certain uncertain|public private|many few|maximum minimum|above below|over under
    remember forget|love hate|safe dangerous|easy difficult|cheap expensive|rich poor|alive dead|guilty innocent
    convicted acquitted|effective ineffective|necessary unnecessary|optimistic pessimistic|significant minor|major minor
    morning evening|yesterday tomorrow|day night|internal external|profit loss|surplus deficit|domestic foreign
    temporary permanent|simple complex|local global|confirm deny|confirmed denied|continue stop|prevent cause
    enhance diminish|encourage discourage|reluctant willing|satisfied dissatisfied|majority minority
"""


def _both_ways(pairs: str) -> dict[str, set[str]]:
    opposites: dict[str, set[str]] = {}
    for pair in (pair for line in pairs.split("\n") for pair in line.split("|") if pair.strip()):
        one, other = map(stem, pair.split())
        opposites.setdefault(one, set()).add(other)
        opposites.setdefault(other, set()).add(one)
    return opposites


OPPOSITES = _both_ways(_OPPOSITES)


class FittedJudge:
    """Decides as `LexicalJudge` does, and scores with a probability that was calibrated on summaries.

    The probability does not decide: every threshold would also reject right answers.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._facts = LexicalJudge()

    def judge(
        self, statement: ParsedText, premise: Premise, question: ParsedText = NO_TEXT, confidence: float | None = None
    ) -> Verdict:
        verdict = self._facts.judge(statement, premise, question)
        if not statement.words:
            return verdict
        return replace(verdict, score=estimate_support(statement, premise, self._embedder, confidence))


def estimate_support(
    statement: ParsedText, premise: Premise, embedder: Embedder, confidence: float | None = None
) -> float:
    """The probability (0 to 1) that the premise supports `statement`.

    If `statement` is a sentence of an answer, `confidence` is the probability that the passages answer the question.
    It is ignored if the statement is copied from the premise.
    """
    features = measure_support(statement, premise, embedder)
    score = sigmoid(float(features @ np.array(WEIGHTS)) + BIAS)
    copied = features[FEATURES.index("trigrams")] == 1
    return score if confidence is None or copied else combine(score, confidence)


def combine(support: float, confidence: float) -> float:
    """The probability (0 to 1) that a sentence of an answer is supported.

    `support` is that probability judged by its words alone. `confidence` is the probability that the passages answer
    the question.
    """
    of_support, of_confidence, bias = OF_ANSWERS
    return sigmoid(of_support * logit(support) + of_confidence * logit(confidence) + bias)


def measure_support(statement: ParsedText, premise: Premise, embedder: Embedder) -> Rows:
    """The `FEATURES` of a statement and its premise, as an array (features,).

    cosine: between each sentence of the statement and the most similar sentence of the quote; the lowest of these.
    The other features compare the statement with the whole passage, its title and its heading:
    coverage: the share of the statement's content words in the best sentence, weighted by rarity.
    trigrams: the share of the statement's word trigrams in the text.
    amounts, names: how many numbers, dates and times, and how many names of the statement are not in the text.
    denied: 1 if the statement is negated and the two best sentences are not.
    opposites: how many words of the statement are not in the text while their opposites are.
    """
    texts = (premise.place, premise.passage if premise.passage.text else premise.quote)
    sentences = [sentence for text in texts for sentence in text.sentences] or [NO_TEXT]
    source = [word for text in texts for word in text.stems]
    covered = _coverage(statement.words, [sentence.word_set for sentence in sentences])
    denies = any(sentences[i].facts.negated for i in np.argsort(covered)[-2:])
    said, held = statement.facts, texts[0].facts | texts[1].facts
    nameless = replace(said, names=frozenset(), negated=False)
    return np.array(
        [
            _cosine(statement, premise, embedder),
            max(covered),
            _copied(statement.stems, source, 3),
            min(MAX_COUNT, len(missing_facts(nameless, held, texts))),
            min(MAX_COUNT, len(missing_facts(replace(NO_FACTS, names=said.names), held, texts))),
            float(said.negated and not denies),
            min(MAX_COUNT, len(_opposed(statement.stems, source))),
        ]
    )


def _cosine(statement: ParsedText, premise: Premise, embedder: Embedder) -> float:
    parts, sentences = statement.sentences, premise.quote.sentences
    if not parts or not sentences:
        return 0.0
    held = premise.vectors
    rows = embedder.embed_passages([text.text for text in (parts if held is not None else (*parts, *sentences))])
    if held is None:
        held = rows[len(parts) :]
    return float((rows[: len(parts)] @ held.T).max(axis=1).min())


def _coverage(said: Sequence[str], sentences: Sequence[Set[str]]) -> list[float]:
    """The share of the words that each sentence contains, weighted by their inverse sentence frequency."""
    rarity = rarity_of(said, sentences)
    total = sum(rarity.values()) or 1.0
    return [sum(weight for word, weight in rarity.items() if word in sentence) / total for sentence in sentences]


def _copied(said: Sequence[str], source: Sequence[str], n: int) -> float:
    held = set(zip(*(source[i:] for i in range(n)), strict=False))
    grams = list(zip(*(said[i:] for i in range(n)), strict=False))
    return sum(gram in held for gram in grams) / len(grams) if grams else 0.0


def _opposed(said: Sequence[str], source: Sequence[str]) -> set[str]:
    held = set(source)
    return {word for word in said if word not in held and OPPOSITES.get(word, set()) & held}
