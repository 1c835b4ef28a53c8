"""Reads a blocking iterator in a separate thread, so that the event loop can serve others."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import aclosing, closing, nullcontext, suppress
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
    async with aclosing(in_batches(start, 0)) as batches:
        async for batch in batches:
            for value in batch:
                yield value


async def in_batches(start: Callable[[], Iterator[T]], every_s: float) -> AsyncGenerator[list[T], None]:
    """The same in lists, at most one every `every_s` seconds. Each holds what was computed since the last one."""
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[T | _End] = asyncio.Queue()
    left = threading.Event()

    def put(value: T | _End) -> None:
        with suppress(RuntimeError):  # the loop is closed, so nobody is waiting
            loop.call_soon_threadsafe(arrived.put_nowait, value)

    threading.Thread(target=_read, args=(start, put, left), daemon=True, name="answer").start()
    try:
        while True:
            batch: list[T] = []
            value = await arrived.get()
            while not isinstance(value, _End):
                batch.append(value)
                if arrived.empty():
                    break
                value = arrived.get_nowait()
            if batch:
                yield batch
            if isinstance(value, _End):
                break
            await asyncio.sleep(every_s)
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
