from __future__ import annotations

import threading

import pytest

from qa.engines.fair_lock import FairLock


def test_the_lock_goes_to_the_thread_that_waited_longest() -> None:
    lock = FairLock()
    order: list[int] = []

    def take(number: int) -> None:
        with lock:
            order.append(number)

    threads = [threading.Thread(target=take, args=(number,)) for number in range(8)]
    with lock:
        for waiting, thread in enumerate(threads, start=2):
            thread.start()
            while len(lock._queue) < waiting:  # the next may only come when this one waits
                pass
    for thread in threads:
        thread.join()
    assert order == list(range(8))


def test_an_error_releases_the_lock() -> None:
    lock = FairLock()
    with pytest.raises(ZeroDivisionError), lock:
        raise ZeroDivisionError
    with lock:
        pass
