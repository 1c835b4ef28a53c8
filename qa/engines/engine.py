"""The `Engine` protocol: what writes text. Each implementation has its own `<name>_engine.py`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from qa.records import Prompt, Thought


class Engine(Protocol):
    """Something that continues a prompt with text.

    Decoding is greedy: the same prompt gives the same text. Several threads may stream at once.
    """

    @property
    def name(self) -> str:
        """The model's name, as shown to the user."""
        ...

    @property
    def context_tokens(self) -> int:
        """How many tokens the prompt and the answer may have together."""
        ...

    def count_tokens(self, text: str) -> int:
        """How many tokens `text` is; where the tokenizer is out of reach, a number that is not too small."""
        ...

    def read(self, prompt: Prompt) -> Iterator[None]:
        """Read the prompt into the engine's prompt cache, where it has one, so that what follows starts at once.

        It yields now and then while it reads. Closing the iterator stops the computing.
        """
        ...

    def stream(self, prompt: Prompt, *, max_tokens: int) -> Iterator[str | Thought]:
        """Yield the text piece by piece, after what the model thinks; empty pieces while nothing is written.

        `max_tokens` bounds thoughts and text together.
        Closing the iterator stops the computing.
        Raises `EngineError` when the model cannot be reached or fails.
        """
        ...

    def probability(self, prompt: Prompt, word: str, other: str) -> float | None:
        """The probability (0 to 1) that the model begins with `word` rather than with `other`.

        None where the engine cannot say. It cannot be stopped: `read` the prompt first.
        """
        ...

    def close(self) -> None:
        """Free the model. Closing twice is allowed."""
        ...
