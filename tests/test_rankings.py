"""Measures of rankings, by hand. On random runs they agreed with ir_measures 0.4.3: see docs/retrieval.md."""

from math import log2

import pytest

from qa.evaluation.metrics import Mean, all_recalled, ndcg, recall, reciprocal_rank


def test_ndcg_is_1_for_the_best_order_and_0_where_nothing_is_found():
    assert ndcg(["a", "b", "x"], {"a": 2.0, "b": 1.0}) == 1
    assert ndcg(["x", "y"], {"a": 1.0}) == 0
    assert ndcg([], {"a": 1.0}) == 0
    assert ndcg(["a"], {}) == 0


def test_ndcg_discounts_by_rank_and_weighs_by_grade():
    found = 1 / log2(2) + 3 / log2(4)
    ideal = 3 / log2(2) + 1 / log2(3)
    assert ndcg(["b", "x", "a"], {"a": 3.0, "b": 1.0}) == pytest.approx(found / ideal)


def test_ndcg_looks_no_further_than_k_in_the_ranking_and_in_the_ideal():
    assert ndcg(["x", "a"], {"a": 1.0}, k=1) == 0
    assert ndcg(["a"], {"a": 1.0, "b": 1.0}, k=1) == 1


def test_a_grade_of_0_or_below_is_not_relevant():
    assert ndcg(["bad", "a"], {"bad": -1.0, "a": 1.0, "none": 0.0}) == pytest.approx(1 / log2(3))


def test_recall_is_the_share_of_the_relevant():
    assert recall(["a", "x", "b", "c"], {"a", "b", "c", "d"}, k=3) == 0.5
    assert recall(["a"], {"a"}, k=0) == 0
    assert recall(["a"], [], k=5) == 0


def test_all_recalled_needs_every_one():
    assert all_recalled(["a", "x", "b"], {"a", "b"}, k=3) == 1
    assert all_recalled(["a", "x", "b"], {"a", "b"}, k=2) == 0
    assert all_recalled(["a"], [], k=2) == 0


def test_the_reciprocal_rank_is_that_of_the_first_relevant():
    assert reciprocal_rank(["x", "y", "b", "a"], {"a", "b"}) == pytest.approx(1 / 3)
    assert reciprocal_rank([*"xxxxxxxxxx", "a"], {"a"}) == 0


def test_a_mean_has_the_interval_of_its_standard_error():
    mean = Mean.of([0.0, 1.0, 1.0, 0.0])
    margin = 1.96 * (1 / 3) ** 0.5 / 2
    assert (mean.mean, mean.n) == (0.5, 4)
    assert (mean.low, mean.high) == pytest.approx((0.5 - margin, 0.5 + margin))
    assert Mean.of([0.7]) == Mean(0.7, 0.7, 0.7, 1)
