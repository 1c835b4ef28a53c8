import threading
from contextlib import closing

import pytest
from fakes import make_document

from index.errors import DocumentError
from index.reading.prefetch import read_ahead

DEADLINE_S = 20


def read(path):
    if path == "bad":
        raise DocumentError("is damaged", path)
    return make_document(path)


@pytest.mark.parametrize("threads", [0, 1, 3])
def test_each_outcome_is_a_document_or_the_reason_in_order(threads):
    names = [f"{number}" for number in range(20)]
    found = []
    for outcome in read_ahead(read, [*names, "bad", *names], threads=threads):
        try:
            found.append(outcome().id)
        except DocumentError as error:
            found.append(error.reason)
    assert found == [*names, "is damaged", *names]


def test_several_are_read_at_once_and_only_so_many_ahead():
    begun, both = [], threading.Barrier(2)

    def waits(path):
        begun.append(path)
        both.wait(DEADLINE_S)
        return make_document(path)

    with closing(read_ahead(waits, map(str, range(20)), threads=2)) as outcomes:
        next(outcomes)()
    assert len(begun) <= 6


def test_what_nobody_asks_for_any_more_is_not_read():
    begun, go_on = [], threading.Event()

    def waits(path):
        begun.append(path)
        go_on.wait(DEADLINE_S)
        return make_document(path)

    outcomes = read_ahead(waits, map(str, range(20)), threads=1)
    next(outcomes)
    outcomes.close()
    go_on.set()
    assert len(begun) <= 1
