"""The engine that needs no language model: it quotes the sentences that answer the question best."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.markers import with_markers
from qa.records import Prompt

MAX_SENTENCES = 3
# A further sentence is quoted only if its probability is at least this share of the best one's.
NEARLY_AS_LIKELY = 0.5


class ExtractiveEngine:
    """Quotes up to three sentences of the passages, each with its marker, as a list in the order of the passages.

    How sentences are scored: `qa.salience`.
    """

    name = "extractive"
    context_tokens = 1_000_000

    def count_tokens(self, text: str) -> int:
        return len(text) // 4 + 1

    def read(self, prompt: Prompt) -> Iterator[None]:  # noqa: ARG002 - there is nothing to read ahead
        yield from ()

    def stream(self, prompt: Prompt, *, max_tokens: int) -> Iterator[str]:
        quoted = self._best_sentences(prompt)
        bullet = "- " if len(quoted) > 1 else ""
        left = max_tokens
        for number, sentence in quoted:
            piece = f"{bullet}{with_markers(_one_line(sentence), [number])}\n"
            left -= self.count_tokens(piece)
            if left < 0:
                return
            yield piece

    def probability(self, prompt: Prompt, word: str, other: str) -> float | None:  # noqa: ARG002 - it has no words
        return None

    def close(self) -> None:
        pass

    def _best_sentences(self, prompt: Prompt) -> list[tuple[int, str]]:
        """The numbers of the passages and the sentences."""
        best_first = sorted(prompt.sentences, key=lambda sentence: -sentence.score)[:MAX_SENTENCES]
        quoted = [s for s in best_first if s.score >= NEARLY_AS_LIKELY * best_first[0].score]
        quoted.sort(key=lambda sentence: (sentence.rank, sentence.order))
        return [(s.rank + 1, prompt.passages[s.rank].text[s.start : s.end]) for s in quoted]


def _one_line(sentence: str) -> str:
    """The sentence without line breaks and without the bullet of a list that it stood in."""
    return re.sub(r"^[-*•#>]+ ", "", " ".join(sentence.split()))
