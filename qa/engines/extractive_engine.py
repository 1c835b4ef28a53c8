"""The engine without a language model: it quotes the sentences that answer the question best."""

from __future__ import annotations

from collections.abc import Iterator

from qa.records import Prompt
from qa.text.markers import with_markers
from qa.text.quotes import best_sentences, one_line


class ExtractiveEngine:
    """Quotes up to three sentences of the passages as a list, each with its marker, in the order of the passages.

    `qa.evidence.rank` scores the sentences.
    """

    name = "extractive"
    context_tokens = 1_000_000
    thinks = False

    def count_tokens(self, text: str) -> int:
        return len(text) // 4 + 1

    def read(self, prompt: Prompt) -> Iterator[None]:  # noqa: ARG002 - it has no prompt cache
        yield from ()

    def stream(self, prompt: Prompt, *, max_tokens: int) -> Iterator[str]:
        quoted = best_sentences(prompt)
        bullet = "- " if len(quoted) > 1 else ""
        left = max_tokens
        for sentence in quoted:
            piece = f"{bullet}{with_markers(one_line(sentence.text), [prompt.number_of(sentence)])}\n"
            left -= self.count_tokens(piece)
            if left < 0:
                return
            yield piece

    def probability(self, prompt: Prompt, word: str, other: str) -> float | None:  # noqa: ARG002 - it has no model
        return None

    def close(self) -> None:
        pass
