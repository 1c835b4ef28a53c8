"""Separates what a reasoning model thinks from what it answers. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qa.records import Thought

OPENING, CLOSING = "<think>", "</think>"


def part_thoughts(pieces: Iterable[str | Thought], *, thinking: bool = False) -> Iterator[str | Thought]:
    """Yield the answer's pieces as texts and what is thought before it as thoughts.

    A thought opens the text, so `<think>` further on is text like any other. `thinking` says that the chat template
    has already opened it, as DeepSeek-R1's does: then everything up to `</think>` is a thought. Tags may be split
    over pieces. A thought that is never closed leaves an empty answer.
    """
    held, begun = "", False  # begun: the opening tag, if any, has been read
    pieces = iter(pieces)
    for piece in pieces:
        if isinstance(piece, Thought):  # the endpoint separates them itself
            yield piece
            continue
        held += piece
        if not begun:
            start = held.lstrip()
            if len(start) < len(OPENING) and OPENING.startswith(start):
                yield Thought("") if thinking else ""
                continue
            begun = True
            if start.startswith(OPENING):
                thinking, held = True, start.removeprefix(OPENING)
        if not thinking:
            yield held
            yield from pieces
            return
        thought, closed, answer = held.partition(CLOSING)
        if closed:
            yield Thought(thought)
            yield from _from_first_word(answer, pieces)
            return
        kept = _begun_tag(held)
        yield Thought(held[: len(held) - kept])
        held = held[len(held) - kept :]
    yield Thought(held) if thinking else held


def _begun_tag(text: str) -> int:
    """How many characters at the end of `text` could begin the closing tag."""
    return next(n for n in range(len(CLOSING) - 1, -1, -1) if text.endswith(CLOSING[:n]))


def _from_first_word(piece: str, pieces: Iterator[str | Thought]) -> Iterator[str | Thought]:
    """Yield the text from its first word on, without the empty lines after a thought."""
    while not (piece := piece.lstrip()):
        yield ""
        following = next(pieces, None)
        if following is None:
            return
        piece = following if isinstance(following, str) else ""
    yield piece
    yield from pieces
