"""How much each sentence of the passages bears on the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.embed import Embedder
from index.records import Passage
from index.sentences import sentence_spans
from qa.verify import coverage
from qa.words import content_words


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of a passage, as characters of the passage's text, and how much it bears on the question."""

    rank: int  # of its passage, from 0
    order: int  # in its passage, from 0
    start: int
    end: int
    score: float


def score_sentences(question: str, passages: Sequence[Passage], embedder: Embedder) -> list[ScoredSentence]:
    """The sentences of all passages in order, each with the mean of two numbers: its cosine to the question, and the
    share of the question's content words that it or its heading holds.
    """
    spans = [
        (rank, order, start, end)
        for rank, passage in enumerate(passages)
        for order, (start, end) in enumerate(sentence_spans(passage.text))
    ]
    if not spans:
        return []
    texts = [passages[rank].text[start:end] for rank, _, start, end in spans]
    cosines = embedder.embed_passages(texts) @ embedder.embed_questions([question])[0]
    words = content_words(question)
    shares = [coverage(words, f"{passages[span[0]].heading} {text}") for span, text in zip(spans, texts, strict=True)]
    return [
        ScoredSentence(*span, score=float(cosine + share) / 2)
        for span, cosine, share in zip(spans, cosines, shares, strict=True)
    ]
