"""Lets an engine write a short text that is not shown while it is written, such as a translation or a query."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing

from qa.engines.engine import Engine
from qa.records import Prompt


def write_text(engine: Engine, prompt: Prompt, *, max_tokens: int) -> Generator[str, None, str]:
    """Return the whole text that `engine` writes, without its thoughts.

    Until then, yield "" for each piece. Closing it stops the engine.
    """
    written = ""
    with closing(engine.stream(prompt, max_tokens=max_tokens)) as pieces:  # type: ignore[type-var]  # a generator
        for piece in pieces:
            written += piece if isinstance(piece, str) else ""
            yield ""
    return written
