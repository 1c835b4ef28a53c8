"""Answers questions over HTTP: a few at a time, and only while the client is connected."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Awaitable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Annotated, TypeVar

from fastapi import Request
from pydantic import AfterValidator

from index.errors import QuothError
from index.scope import Scope
from qa.records import Answer, Piece, Turn
from ui.jobs import Jobs
from ui.usage import Usage
from ui.web.errors import RETRY_S
from ui.web.page.streaming import in_thread
from ui.web.visible import seen_in

if TYPE_CHECKING:
    from qa.chatbot import Chatbot

AT_ONCE = 8  # questions that are answered at the same time

T = TypeVar("T")


def _whole(words: str) -> str:
    if any("\ud800" <= sign <= "\udfff" for sign in words):
        raise ValueError("it contains a broken character")
    return words


Words = Annotated[str, AfterValidator(_whole)]  # JSON can contain half a surrogate pair, which cannot be stored or sent


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers the questions of programs. They share `AT_ONCE` places; the page has its own."""

    chatbot: Chatbot
    jobs: Jobs
    usage: Usage = field(default_factory=Usage)
    _free: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(AT_ONCE))

    def seen_in(self, request: Request) -> Answering:
        """The same for the sender of the request, who sees only some documents."""
        return replace(self, chatbot=seen_in(self.chatbot, request))

    def pieces(
        self, question: str, *, history: Sequence[Turn] = (), within: Scope | None = None
    ) -> AsyncGenerator[Piece, None]:
        """What the chatbot yields, computed in a thread. The thread takes a place, and returns it when it ends.

        Raises `QuothError` at once if there is no free place, or if nothing can be answered yet.
        """
        if reason := self.jobs.not_ready():
            raise QuothError(reason)
        if not self._free.acquire(blocking=False):
            raise QuothError(f"Quoth is answering {AT_ONCE} questions already. Try again in {RETRY_S} seconds.")
        return in_thread(partial(self._stream, question, history, within))

    async def answer(
        self, request: Request, question: str, *, history: Sequence[Turn] = (), within: Scope | None = None
    ) -> Answer | None:
        """The answer; None if the client hung up meanwhile, which stops the computing."""
        return await unless_hung_up(request, self.whole(question, within, history=history))

    async def whole(self, question: str, within: Scope | None, *, history: Sequence[Turn] = ()) -> Answer:
        """The whole answer. If the caller is cancelled, the computing stops."""
        return await _last(self.pieces(question, history=history, within=within))

    def _stream(self, question: str, history: Sequence[Turn], within: Scope | None) -> Iterator[Piece]:
        try:
            yield from self.usage.watched(self.chatbot.stream(question, history=history, within=within))
        finally:
            self._free.release()


async def _last(pieces: AsyncGenerator[Piece, None]) -> Answer:
    async with aclosing(pieces):
        async for piece in pieces:
            if isinstance(piece, Answer):
                return piece
    raise QuothError("The answer ended early. Ask again.")


async def unless_hung_up(request: Request, computing: Awaitable[T]) -> T | None:
    """What `computing` returns. If the client hangs up first, stop computing and return None."""

    async def hung_up() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    answering, leaving = asyncio.ensure_future(computing), asyncio.ensure_future(hung_up())
    try:
        await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
        return answering.result() if answering.done() else None
    finally:
        answering.cancel()
        leaving.cancel()
