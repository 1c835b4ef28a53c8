import pytest

from index.search.fuse import fuse, lead
from index.stores.ranking import best, ranked


def test_a_key_that_both_rankings_like_comes_before_one_that_only_one_likes():
    dense, lexical = {1: 0.9, 2: 0.85, 3: 0.1}, {2: 9.0, 3: 8.0, 4: 1.0}
    assert [key for key, _ in fuse([dense, lexical], 4, weights=[1, 1])] == [2, 1, 3, 4]


def test_the_scale_and_the_zero_of_a_ranking_do_not_matter():
    dense = {1: 0.9, 2: 0.5, 3: 0.1}
    stretched = {key: 100 * score - 7 for key, score in dense.items()}
    lexical = {2: 3.0, 3: 1.0, 1: 0.0}
    fused = dict(fuse([dense, lexical], 3, weights=[0.6, 0.4]))
    assert dict(fuse([stretched, lexical], 3, weights=[0.6, 0.4])) == pytest.approx(fused)


def test_a_heavier_ranking_decides():
    up, down = {1: 1.0, 2: 0.0}, {1: 0.0, 2: 1.0}
    assert fuse([up, down], 2, weights=[0.9, 0.1])[0][0] == 1
    assert fuse([up, down], 2, weights=[0.1, 0.9])[0][0] == 2


def test_a_foreign_passage_is_not_behind_for_want_of_words_that_it_cannot_have():
    dense, lexical = {1: 0.9, 2: 0.8, 3: 0.1}, {1: 0.0, 2: 7.0, 3: 6.0}
    assert fuse([dense, lexical], 1, weights=[0.5, 0.5])[0][0] == 2
    assert fuse([dense, lexical], 3, weights=[0.5, 0.5], foreign={1})[0] == (1, 1.0)
    assert dict(fuse([dense, lexical], 3, weights=[0.5, 0.5], foreign={2}))[2] == pytest.approx((0.875 + 1) / 2)


def test_scores_are_between_0_and_1_whatever_the_weights():
    fused = fuse([{1: 5.0, 2: 3.0}, {1: 0.2, 2: 0.1}], 2, weights=[6, 4])
    assert fused == [(1, 1.0), (2, 0.0)]


def test_equal_scores_are_in_order_of_key():
    assert [key for key, _ in fuse([{5: 1.0, 3: 1.0, 4: 1.0}], 2, weights=[1])] == [3, 4]


def test_nothing_fuses_to_nothing():
    assert fuse([{}, {}], 5, weights=[1, 1]) == []
    assert fuse([{1: 0.5}, {}], 0, weights=[1, 1]) == []
    assert ranked({1: 1.0}, -1) == []


@pytest.mark.parametrize("k", [0, 1, 3, 5, 9, 100])
def test_the_best_do_not_depend_on_the_order_in_which_equal_scores_were_stored(k):
    stored = [(key, score) for score, keys in ((0.9, (8, 2, 5)), (0.5, (7, 1, 4)), (0.1, (3, 9, 6))) for key in keys]
    assert best(lambda n: stored[:n], k) == ranked(dict(stored), k)


def test_a_ranking_of_few_or_equal_scores_has_no_lead():
    assert lead({}) == lead({1: 0.7}) == lead({1: 0.0, 2: 0.0}) == lead({1: 0.5, 2: 0.5, 3: 0.1}) == 0
    assert lead({1: 0.5, 2: -0.5}) == 1
