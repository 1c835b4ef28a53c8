"""Reads the whole body of a request before the application sees it. Refuses large, slow and file-carrying bodies."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST = 4_000_000  # bytes; the page sends the whole conversation with each question
SLOWEST_S = 30.0
# Gradio copies the file or fetches the address in "path", and creates the component in "component".
FILE_KEYS = frozenset(("path", "component"))


class BodyError(Exception):
    """A body is refused: the reason in words, and the status of the reply."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


async def received(scope: Scope, receive: Receive) -> tuple[Receive, Any]:
    """Read the body. Return a `receive` for the application that starts with it, and what it tells Gradio (or None).

    Raises `BodyError` to refuse it.
    """
    try:
        async with asyncio.timeout(SLOWEST_S):
            body = await _read(scope, receive)
    except TimeoutError:
        raise BodyError(408, f"The request did not arrive within {SLOWEST_S:g} seconds.") from None
    said = _checked_text(body) if body and scope["path"].startswith("/gradio_api/") else None
    first: Message | None = {"type": "http.request", "body": body, "more_body": False}

    async def receive_again() -> Message:
        nonlocal first
        if first is None:
            return await receive()  # returns when the client hangs up
        message, first = first, None
        return message

    return receive_again, said


async def _read(scope: Scope, receive: Receive) -> bytes:
    too_large = BodyError(413, f"A request can have at most {LARGEST:,} bytes.")
    declared = dict(scope["headers"]).get(b"content-length", b"")
    if declared.isdigit() and int(declared) > LARGEST:
        raise too_large
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BodyError(400, "The request ended early.")
        body += message.get("body", b"")
        if len(body) > LARGEST:
            raise too_large
        more = message.get("more_body", False)
    return bytes(body)


def _checked_text(body: bytes) -> Any:
    try:
        return json.loads(body, object_pairs_hook=_refuse_files)
    except (ValueError, RecursionError):
        raise BodyError(400, "The request is not valid JSON.") from None


def _refuse_files(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if any(key in FILE_KEYS for key, _ in pairs):
        raise BodyError(400, "The page takes text, not files.")
    return dict(pairs)
