"""Waiting for a database that cannot be reached now."""

from __future__ import annotations

import time

import pytest

from index.errors import StoreError
from index.stores.patience import Patience


class Database:
    """One that cannot be reached for so many tries."""

    def __init__(self, lost: int, *, passing: bool = True) -> None:
        self.lost = lost
        self.tries = 0
        self.passing = passing

    def read(self) -> str:
        self.tries += 1
        if self.tries <= self.lost:
            raise StoreError("it cannot be reached", passing=self.passing)
        return "read"


def test_a_lost_connection_is_made_again_at_once() -> None:
    began = time.monotonic()
    assert Patience(10).apply(Database(1).read) == "read"
    assert time.monotonic() - began < 0.05


def test_a_database_that_is_restarted_is_waited_for() -> None:
    database = Database(4)
    assert Patience(10).apply(database.read) == "read"
    assert database.tries == 5


def test_one_that_is_gone_for_longer_holds_up_only_the_first_who_asks() -> None:
    patience, database = Patience(0.3), Database(100)
    with pytest.raises(StoreError):
        patience.apply(database.read)
    began, tries = time.monotonic(), database.tries
    with pytest.raises(StoreError):
        patience.apply(database.read)
    assert database.tries == tries + 2
    assert time.monotonic() - began < 0.25
    database.lost = 0
    assert patience.apply(database.read) == "read"
    later = Database(3)
    assert patience.apply(later.read) == "read"


def test_what_waiting_does_not_mend_is_raised_at_once() -> None:
    database = Database(1, passing=False)
    with pytest.raises(StoreError):
        Patience(10).apply(database.read)
    assert database.tries == 1
