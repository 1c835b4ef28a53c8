"""The engine that needs no language model: it quotes the sentences that answer the question best."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.markers import with_markers
from qa.records import Prompt, ScoredSentence

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
        best_first = sorted(prompt.sentences, key=lambda sentence: -sentence.score)
        different: dict[str, ScoredSentence] = {}  # two documents may say the same
        for sentence in best_first:
            different.setdefault(_one_line(_text(prompt, sentence)), sentence)
        quoted = [s for s in different.values() if s.score >= NEARLY_AS_LIKELY * best_first[0].score][:MAX_SENTENCES]
        quoted.sort(key=lambda sentence: (sentence.rank, sentence.order))
        return [(s.rank + 1, _text(prompt, s)) for s in quoted]


def _text(prompt: Prompt, sentence: ScoredSentence) -> str:
    return prompt.passages[sentence.rank].text[sentence.start : sentence.end]


def _one_line(sentence: str) -> str:
    """The sentence without line breaks and without the bullet of a list that it stood in."""
    return re.sub(r"^[-*•#>]+ ", "", " ".join(sentence.split()))
