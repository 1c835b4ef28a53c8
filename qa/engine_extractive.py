"""The engine that needs no language model: it quotes the sentences that answer the question best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np

from index.records import Passage
from index.sentences import sentence_spans
from qa.markers import with_markers
from qa.records import Prompt
from qa.verify import coverage
from qa.words import content_words

MAX_SENTENCES = 3
# A further sentence is quoted only if its score is at least this share of the best one's.
NEARLY_AS_GOOD = 0.85


class QuestionEmbedder(Protocol):
    """The part of an embedder that this engine uses."""

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray: ...
    def embed_questions(self, texts: Sequence[str]) -> np.ndarray: ...


class ExtractiveEngine:
    """Quotes up to three sentences of the passages, each with its marker, in the order of the passages.

    A sentence's score is the mean of its cosine to the question and the share of the question's words that it or its
    heading holds.
    """

    name = "extractive"
    context_tokens = 1_000_000

    def __init__(self, embedder: QuestionEmbedder) -> None:
        self._embedder = embedder

    def count_tokens(self, text: str) -> int:
        return len(text) // 4 + 1

    def stream(self, prompt: Prompt, *, max_tokens: int) -> Iterator[str]:
        left = max_tokens
        for number, sentence in self._best_sentences(prompt):
            piece = with_markers(sentence, [number]) + " "
            left -= self.count_tokens(piece)
            if left < 0:
                return
            yield piece

    def probability(self, prompt: Prompt, word: str, other: str) -> float | None:  # noqa: ARG002 - it has no words
        return None

    def close(self) -> None:
        pass

    def _best_sentences(self, prompt: Prompt) -> list[tuple[int, str]]:
        sentences = [
            (number, passage, passage.text[start:end])
            for number, passage in enumerate(prompt.passages, start=1)
            for start, end in sentence_spans(passage.text)
        ]
        if not sentences:
            return []
        scores = self._scores(prompt.question, [(passage, text) for _, passage, text in sentences])
        order = np.argsort(-scores, kind="stable")[:MAX_SENTENCES]
        chosen = sorted(i for i in order if scores[i] >= NEARLY_AS_GOOD * scores[order[0]])
        return [(sentences[i][0], sentences[i][2]) for i in chosen]

    def _scores(self, question: str, sentences: Sequence[tuple[Passage, str]]) -> np.ndarray:  # (n,)
        rows = self._embedder.embed_passages([text for _, text in sentences])
        cosines = rows @ self._embedder.embed_questions([question])[0]
        words = content_words(question)
        shares = [coverage(words, f"{passage.heading} {text}") for passage, text in sentences]
        return np.asarray((cosines + np.array(shares)) / 2)
