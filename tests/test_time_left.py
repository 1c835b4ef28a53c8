import pytest

from ui.time_left import Remaining, in_words


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def test_the_rest_of_a_stage_takes_as_long_as_what_is_done_of_it():
    clock = Clock()
    remaining = Remaining(clock=clock)
    assert remaining.advance("reading", 0, 10) is None
    clock.now += 8
    assert remaining.advance("reading", 2, 10) == 32
    clock.now += 4
    assert remaining.advance("reading", 10, 10) == 0


def test_stages_that_take_turns_are_distinguished():
    clock = Clock()
    remaining = Remaining(clock=clock)
    remaining.advance("reading", 0, 4)
    clock.now += 2
    remaining.advance("embedding", 0, 100)
    clock.now += 10
    assert remaining.advance("embedding", 50, 100) is None  # nothing has been read yet
    remaining.advance("reading", 1, 4)
    assert remaining.advance("reading", 1, 4) == 2 * 3 + 10


def test_nothing_is_said_before_every_stage_has_begun():
    clock = Clock()
    remaining = Remaining(["reading", "embedding"], clock=clock)
    remaining.advance("reading", 0, 2)
    clock.now += 1
    assert remaining.advance("reading", 1, 2) is None
    remaining.advance("embedding", 0, 2)
    clock.now += 1
    assert remaining.advance("embedding", 1, 2) == 2


def test_a_stage_with_nothing_to_do_takes_no_time():
    remaining = Remaining(["reading", "embedding"], clock=Clock())
    remaining.advance("reading", 2, 2)
    assert remaining.advance("embedding", 0, 0) == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (4.0, ""),
        (7.2, "about 7 s left"),
        (44.0, "about 40 s left"),
        (95.0, "about 2 min left"),
        (3599.0, "about 1 h 0 min left"),
    ],
)
def test_the_rest_is_said_in_round_words(seconds, words):
    assert in_words(seconds) == words
