from __future__ import annotations

import threading

import pytest

from qa.engines.fair_lock import Turns


def test_turns_go_to_the_one_who_waited_longest() -> None:
    turns = Turns()
    order: list[int] = []

    def take(number: int) -> None:
        with turns.take():
            order.append(number)

    threads = [threading.Thread(target=take, args=(number,)) for number in range(8)]
    with turns.take():
        for waiting, thread in enumerate(threads, start=2):
            thread.start()
            while len(turns._queue) < waiting:  # the next may only come when this one waits
                pass
    for thread in threads:
        thread.join()
    assert order == list(range(8))


def test_a_turn_ends_with_an_error_too() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.take():
        raise ZeroDivisionError
    with turns.take():
        pass
