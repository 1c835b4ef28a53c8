"""Reads on after a refusal: if the server closes a connection while the client sends, the client can lose the reply."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from ui.web import bodies
from ui.web.bodies import Message, Receive, Send

MOST = 64_000_000  # bytes that are read and thrown away: more than the largest file that is accepted by default
_CLOSE = (b"connection", b"close")


def lingering(receive: Receive, send: Send) -> tuple[Receive, Send]:
    """Both for one request. A reply that closes the connection is sent at once, and ends when the request has ended."""
    is_read = closes = False

    async def receive_and_note() -> Message:
        nonlocal is_read
        message = await receive()
        is_read = not message.get("more_body", False)
        return message

    async def read_on() -> None:
        left = MOST
        while not is_read and left > 0:
            left -= len((await receive_and_note()).get("body", b""))

    async def send_and_linger(message: Message) -> None:
        nonlocal closes
        if message["type"] == "http.response.start":
            closes = _CLOSE in message.get("headers", ())
        elif closes and not is_read and not message.get("more_body", False):
            await send({**message, "more_body": True})
            with suppress(TimeoutError):
                async with asyncio.timeout(bodies.SLOWEST_S):
                    await read_on()
            message = {"type": "http.response.body"}
        await send(message)

    return receive_and_note, send_and_linger
