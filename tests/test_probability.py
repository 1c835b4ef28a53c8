from __future__ import annotations

import math

import pytest

from qa.engines.probability import first_word_probability


def test_tokens_count_for_the_word_they_begin() -> None:
    likely = [("Yes", math.log(0.3)), (" Yes", math.log(0.2)), ("Y", math.log(0.1)), ("No", math.log(0.2))]
    assert first_word_probability("Yes", "No", likely) == pytest.approx(0.75)


def test_tokens_that_begin_neither_or_both_are_ignored() -> None:
    likely = [("Yes", math.log(0.2)), ("Yesterday", -0.1), ("yes", -0.1), ("", -0.1), (" ", -0.1), ("It", -0.1)]
    assert first_word_probability("Yes", "No", likely) == 1.0
    assert first_word_probability("Now", "No", [("N", -0.1), ("No", -0.1)]) is None


def test_without_either_word_there_is_no_probability() -> None:
    assert first_word_probability("Yes", "No", []) is None
    assert first_word_probability("Yes", "No", [("<think>", 0.0), ("No", -math.inf)]) is None


@pytest.mark.parametrize("logarithm", [math.nan, math.inf, 1e9])
def test_impossible_logarithms_still_give_a_probability(logarithm: float) -> None:
    assert first_word_probability("Yes", "No", [("Yes", logarithm), ("No", 0.0)]) == 0.5
