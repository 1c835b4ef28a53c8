"""Reads a blocking iterator in a separate thread, so that the event loop can serve others."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import closing, nullcontext, suppress
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _End:
    error: Exception | None


async def in_thread(start: Callable[[], Iterator[T]]) -> AsyncGenerator[T, None]:
    """Yield and raise what the iterator made by `start` yields and raises.

    If the caller leaves early, the iterator is closed once its current value is computed.
    """
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[T | _End] = asyncio.Queue()
    left = threading.Event()

    def put(value: T | _End) -> None:
        with suppress(RuntimeError):  # the loop is closed, so nobody is waiting
            loop.call_soon_threadsafe(arrived.put_nowait, value)

    threading.Thread(target=_read, args=(start, put, left), daemon=True, name="answer").start()
    try:
        while not isinstance(value := await arrived.get(), _End):
            yield value
        if value.error is not None:
            raise value.error
    finally:
        left.set()


def _read(start: Callable[[], Iterator[T]], put: Callable[[T | _End], None], left: threading.Event) -> None:
    error = None
    try:
        stream = start()
        with closing(stream) if isinstance(stream, Generator) else nullcontext():
            for value in stream:
                if left.is_set():
                    break
                put(value)
    except Exception as raised:
        error = raised
    put(_End(error))
