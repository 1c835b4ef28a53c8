"""Keeping what a reasoning model thinks out of what it answers. Pure."""

from __future__ import annotations

from collections.abc import Iterator

OPENING, CLOSING = "<think>", "</think>"


def without_thoughts(pieces: Iterator[str], *, thinking: bool = False) -> Iterator[str]:
    """Yield the answer's pieces; a piece of a thought becomes an empty one.

    A thought opens the text, so `<think>` further on is text like any other. `thinking` says that the chat template
    has already opened it, as DeepSeek-R1's does: then everything up to `</think>` is a thought. Tags may be split
    over pieces. A thought that is never closed leaves an empty answer.
    """
    held = ""
    for piece in pieces:
        held += piece
        if not thinking:
            start = held.lstrip()
            if not start.startswith(OPENING[: len(start)]):
                yield held
                yield from pieces
                return
            thinking = start.startswith(OPENING)
        if thinking:
            _, closed, answer = held.partition(CLOSING)
            if closed:
                yield from _from_first_word(answer, pieces)
                return
            held = held[-len(OPENING + CLOSING) :]  # enough for a tag of which a part is still to come
        yield ""
    yield "" if thinking else held


def _from_first_word(piece: str, pieces: Iterator[str]) -> Iterator[str]:
    """Yield the text from its first word on: the empty lines after a thought belong to no one."""
    while not (piece := piece.lstrip()):
        yield ""
        following = next(pieces, None)
        if following is None:
            return
        piece = following
    yield piece
    yield from pieces
