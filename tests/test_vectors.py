import numpy as np
import pytest

from index.errors import DamagedIndexError
from index.stores.faiss_vectors import FaissVectors
from index.stores.vectors import ExactVectors

DIM = 16


@pytest.fixture(params=[ExactVectors, FaissVectors])
def vectors(request):
    return request.param(DIM)


def unit_rows(n, seed=0):
    rows = np.random.default_rng(seed).normal(size=(n, DIM)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def keys(*numbers):
    return np.array(numbers, np.int64)


def same(one, other):
    """The same keys in the same order; the scores to the last bits of float32."""
    return [key for key, _ in one] == [key for key, _ in other] and np.allclose(
        [score for _, score in one], [score for _, score in other], atol=1e-6
    )


@pytest.mark.parametrize("seed", range(5))
def test_scores_are_those_of_the_exact_one_after_adds_updates_and_removals(vectors, seed):
    draw = np.random.default_rng(seed)
    exact = ExactVectors(DIM)
    for step in range(12):
        some = draw.choice(2**62 + np.arange(60), size=20, replace=False).astype(np.int64)
        for one in (vectors, exact):
            if step % 3 == 2:
                one.remove(some)
            else:
                one.add(some, unit_rows(20, seed=100 * seed + step))
        assert len(vectors) == len(exact)
        for row in unit_rows(3, seed=7 + step):
            assert same(vectors.search(row, 10), exact.search(row, 10))
            assert same(vectors.search(row, 10, some), exact.search(row, 10, some))
            assert same(vectors.search(row, 10, without=some), exact.search(row, 10, without=some))


def test_adding_a_held_key_replaces_its_row(vectors):
    first, second = unit_rows(2)
    vectors.add(keys(7), first[None])
    vectors.add(keys(7), second[None])
    assert len(vectors) == 1
    assert vectors.search(second, 5) == [(7, pytest.approx(1, abs=1e-6))]


def test_removed_rows_are_not_found_and_unknown_keys_are_passed_over(vectors):
    vectors.add(keys(1, 2, 3), unit_rows(3))
    vectors.remove(keys(2, 99))
    assert {key for key, _ in vectors.search(unit_rows(3)[1], 3)} == {1, 3}
    vectors.remove(keys())
    assert len(vectors) == 2


def test_equal_rows_are_in_order_of_key_wherever_the_cut_falls(vectors):
    row = unit_rows(1)
    for key in (50, 10, 40, 20, 30):
        vectors.add(keys(key), row)
    assert [key for key, _ in vectors.search(row[0], 3)] == [10, 20, 30]


def test_a_search_within_keys_finds_k_of_them_even_if_all_others_are_nearer(vectors):
    rows = unit_rows(200)
    vectors.add(np.arange(200), rows)
    far = np.argsort(rows @ rows[0])[:5].astype(np.int64)
    assert {key for key, _ in vectors.search(rows[0], 5, far)} == set(far.tolist())
    assert vectors.search(rows[0], 5, keys()) == []
    assert vectors.search(rows[0], 5, keys(1000)) == []


def test_an_empty_store_and_a_k_of_nothing_find_nothing(vectors):
    row = unit_rows(1)[0]
    assert vectors.search(row, 5) == []
    vectors.add(keys(1), row[None])
    assert vectors.search(row, 0) == []
    assert len(vectors.search(row, 1000)) == 1


def test_what_is_saved_is_opened_again(vectors, tmp_path):
    vectors.add(keys(5, 6, 2**62), unit_rows(3))
    vectors.save(tmp_path / "ü rows")
    again = type(vectors).open(tmp_path / "ü rows")
    row = unit_rows(1, seed=3)[0]
    assert again.search(row, 3) == vectors.search(row, 3)
    again.add(keys(8), row[None])
    assert again.search(row, 1)[0][0] == 8


def test_a_file_that_cannot_be_written_is_an_error_of_the_system(vectors, tmp_path):
    with pytest.raises(OSError, match="missing"):
        vectors.save(tmp_path / "missing" / "vectors")


@pytest.mark.parametrize(
    ("numbers", "rows"),
    [
        (keys(1), np.zeros((1, DIM + 1), np.float32)),
        (keys(1), np.zeros((1, DIM), np.float64)),
        (keys(1, 2), np.zeros((1, DIM), np.float32)),
        (np.array([1], np.int32), np.zeros((1, DIM), np.float32)),
        (keys(1), np.full((1, DIM), np.nan, np.float32)),
        (keys(1, 1), np.zeros((2, DIM), np.float32)),
    ],
)
def test_rows_of_the_wrong_kind_are_refused_and_nothing_is_stored(vectors, numbers, rows):
    with pytest.raises(ValueError, match=r"expected|finite|twice"):
        vectors.add(numbers, rows)
    assert len(vectors) == 0


@pytest.mark.parametrize(
    "row", [np.zeros(DIM - 1, np.float32), np.zeros(DIM), np.full(DIM, np.inf, np.float32), unit_rows(1)]
)
def test_a_question_of_the_wrong_kind_is_refused(vectors, row):
    vectors.add(keys(1), unit_rows(1))
    with pytest.raises(ValueError, match=r"expected|finite"):
        vectors.search(row, 1)


@pytest.mark.parametrize("content", [b"", b"nonsense", None])
def test_a_damaged_or_missing_file_is_a_clear_error(vectors, tmp_path, content):
    path = tmp_path / "vectors"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DamagedIndexError, match=r"vectors.*quoth index --rebuild"):
        type(vectors).open(path)


def test_a_file_cut_short_anywhere_is_a_clear_error(tmp_path):
    vectors = FaissVectors(DIM)
    vectors.add(np.arange(20), unit_rows(20))
    vectors.save(tmp_path / "whole")
    whole = (tmp_path / "whole").read_bytes()
    for size in range(0, len(whole), 37):
        (tmp_path / "part").write_bytes(whole[:size])
        with pytest.raises(DamagedIndexError):
            FaissVectors.open(tmp_path / "part")
