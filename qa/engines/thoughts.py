"""Separates the thoughts of a reasoning model from its answer. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qa.records import Thought

OPENING, CLOSING = "<think>", "</think>"


def part_thoughts(pieces: Iterable[str | Thought], *, thinking: bool = False) -> Iterator[str | Thought]:
    """Yield the thoughts as `Thought`, then the answer as text.

    `<think>` counts only at the start of the text. `thinking` says that the chat template has already opened the
    thought, as DeepSeek-R1's does: then everything up to `</think>` is a thought. A tag can be split over several
    pieces. If a thought is never closed, the answer is empty.
    """
    held, begun = "", False  # begun: the start of the text, with its opening tag if any, has been read
    pieces = iter(pieces)
    for piece in pieces:
        if isinstance(piece, Thought):  # the endpoint separates thoughts itself
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
    """How many characters at the end of `text` can be the start of the closing tag."""
    return next(n for n in range(len(CLOSING) - 1, -1, -1) if text.endswith(CLOSING[:n]))


def _from_first_word(piece: str, pieces: Iterator[str | Thought]) -> Iterator[str | Thought]:
    """Yield the text without the white space at its start, which follows a thought."""
    while not (piece := piece.lstrip()):
        yield ""
        following = next(pieces, None)
        if following is None:
            return
        piece = following if isinstance(following, str) else ""
    yield piece
    yield from pieces
