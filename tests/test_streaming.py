"""A blocking iterator read in a thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from ui.web.page.streaming import in_thread


async def collect(start: object) -> list[int]:
    return [value async for value in in_thread(start)]  # type: ignore[arg-type]  # tests give it what they like


def test_everything_comes_in_order() -> None:
    assert asyncio.run(collect(lambda: iter(range(100)))) == list(range(100))


def test_an_error_of_the_iterator_is_raised_where_it_is_read() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        asyncio.run(collect(broken))


def test_an_error_before_the_first_value_is_raised_too() -> None:
    def cannot_start() -> Iterator[int]:
        raise ValueError("cannot start")

    with pytest.raises(ValueError, match="cannot start"):
        asyncio.run(collect(cannot_start))


def test_leaving_early_closes_the_iterator() -> None:
    closed = threading.Event()
    made = 0

    def endless() -> Iterator[int]:
        nonlocal made
        try:
            while True:
                made += 1
                threading.Event().wait(0.001)
                yield made
        finally:
            closed.set()

    async def read_three() -> None:
        async with aclosing(in_thread(endless)) as values:
            async for value in values:
                if value == 3:
                    break

    asyncio.run(read_three())
    assert closed.wait(10)


def test_waiting_for_a_value_does_not_hold_up_anything_else() -> None:
    release = threading.Event()

    def slow() -> Iterator[int]:
        release.wait(30)
        yield 1

    async def main() -> list[int]:
        reading = asyncio.create_task(collect(slow))
        await asyncio.sleep(0.01)  # the loop is free, or this would never go on
        release.set()
        return await reading

    assert asyncio.run(main()) == [1]


def test_cancelling_closes_the_iterator() -> None:
    closed, started = threading.Event(), threading.Event()

    def endless() -> Iterator[int]:
        try:
            while True:
                started.set()
                threading.Event().wait(0.001)
                yield 1
        finally:
            closed.set()

    async def main() -> None:
        reading = asyncio.create_task(collect(endless))
        await asyncio.to_thread(started.wait, 10)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading

    asyncio.run(main())
    assert closed.wait(10)
