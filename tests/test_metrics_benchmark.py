"""Measures of answers and judges, on cases whose figures are known."""

import pytest

from benchmarks.metrics import auroc, balanced_accuracy, calibration_error, exact_match, resampled, rouge_l, token_f1


def test_exact_match_passes_over_case_articles_and_punctuation() -> None:
    assert exact_match("the Normans.", ["Vikings", "Normans"]) == 1
    assert exact_match("It was the Normans.", ["Normans"]) == 0


def test_f1_counts_a_repeated_word_as_often_as_both_have_it() -> None:
    assert token_f1("cat cat", ["cat"]) == pytest.approx(2 / 3)
    assert token_f1("dog", ["cat"]) == 0
    assert token_f1("a cat sat", ["dog", "cat sat"]) == 1  # the best of several answers


def test_rouge_l_minds_the_order_of_words_and_f1_does_not() -> None:
    assert token_f1("z y x", ["x y z"]) == 1
    assert rouge_l("x y z", ["x y z"]) == 1
    assert rouge_l("z y x", ["x y z"]) == pytest.approx(1 / 3)
    assert rouge_l("x q z", ["x y z"]) == pytest.approx(2 / 3)


def test_auroc_is_the_share_of_pairs_in_the_right_order() -> None:
    assert auroc([0.9, 0.8, 0.3, 0.1], [True, False, True, False]) == 0.75
    assert auroc([0.5, 0.5], [True, False]) == 0.5  # a tie counts half


def test_always_accepting_has_a_balanced_accuracy_of_one_half() -> None:
    assert balanced_accuracy([True] * 4, [True, True, True, False]) == 0.5
    assert balanced_accuracy([True, True, False, False], [True, True, True, False]) == pytest.approx(5 / 6)


def test_a_judge_that_is_too_sure_has_the_error_of_its_overconfidence() -> None:
    assert calibration_error([1.0, 1.0], [True, False]) == 0.5
    assert calibration_error([0.5, 0.5], [True, False]) == 0


def test_pairs_of_one_text_are_drawn_together() -> None:
    values = [0.0] * 50 + [1.0] * 50
    alone = resampled(lambda i: sum(values[int(j)] for j in i) / len(i), range(100))
    together = resampled(lambda i: sum(values[int(j)] for j in i) / len(i), ["a"] * 50 + ["b"] * 50)
    assert 0.35 < alone[0] < 0.45
    assert 0.55 < alone[1] < 0.65
    assert together == (0.0, 1.0)
