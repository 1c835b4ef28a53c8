"""The `Engine` protocol: what writes text. Each implementation has its own `<name>_engine.py`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from qa.records import Prompt, Thought


class Engine(Protocol):
    """Writes text that continues a prompt.

    The same prompt always gives the same text. Several threads can stream at once.
    """

    @property
    def name(self) -> str:
        """The model's name, as shown to the user."""
        ...

    @property
    def context_tokens(self) -> int:
        """The maximum number of tokens of a prompt and its answer together."""
        ...

    @property
    def thinks(self) -> bool:
        """Whether the model thinks before it answers, so that its first word is a thought."""
        ...

    def count_tokens(self, text: str) -> int:
        """The number of tokens of `text`. Without the tokenizer, an upper estimate."""
        ...

    def read(self, prompt: Prompt) -> Iterator[None]:
        """Read the prompt into the engine's prompt cache, if it has one, so that the next call starts at once.

        Yield from time to time while it reads. Closing the iterator stops the computation.
        """
        ...

    def stream(self, prompt: Prompt, *, max_tokens: int) -> Iterator[str | Thought]:
        """Yield the model's thoughts, then the text piece by piece. Pieces are empty while nothing is written.

        `max_tokens` limits thoughts and text together. Closing the iterator stops the computation.
        Raises `EngineError` if the model cannot be reached or fails.
        """
        ...

    def probability(self, prompt: Prompt, word: str, other: str) -> float | None:
        """The probability (0 to 1) that the model begins with `word` rather than with `other`.

        None if the engine gives no probabilities. This call cannot be stopped, so `read` the prompt first.
        """
        ...

    def close(self) -> None:
        """Free the model. Closing twice is allowed."""
        ...
