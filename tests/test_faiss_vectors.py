"""What FAISS holds at every size: exact rows, scanned in full or by a shortlist, found by it and scored exactly."""

import json
from dataclasses import replace

import numpy as np
import pytest
from desk import fox_and_cat
from test_vectors import DIM, keys, same, unit_rows

from index.errors import DamagedIndexError
from index.stores.faiss_vectors import FaissVectors
from index.stores.vectors import ExactVectors

KINDS = {"Flat": (10**6, 10**6), "SQ8": (100, 10**6), "IVF32,SQ8": (50, 100)}  # from how many rows on there is which


@pytest.fixture(params=KINDS)
def kind(request, monkeypatch):
    scanned, listed = KINDS[request.param]
    monkeypatch.setattr("index.stores.faiss_vectors.SCANNED", scanned)
    monkeypatch.setattr("index.stores.faiss_vectors.LISTED", listed)
    monkeypatch.setattr("index.stores.faiss_vectors._SCORED", 20)
    return request.param


@pytest.fixture
def saved(kind, tmp_path):  # noqa: ARG001 - it sets the sizes
    """500 rows under the keys 0 to 499, saved and opened again."""
    vectors = FaissVectors(DIM)
    vectors.add(np.arange(500), unit_rows(500))
    vectors.save(tmp_path / "vectors")
    return FaissVectors.open(tmp_path / "vectors")


def test_the_kind_follows_from_the_size_and_is_noted_with_its_recall(saved, kind):
    assert saved.shape.kind == kind
    assert saved.shape.recall == pytest.approx(1, abs=0.01)
    assert (str(saved.shape) == "exact") == (kind == "Flat")


@pytest.mark.parametrize("k", [1, 10, 600])
def test_scores_and_order_are_exact(saved, k):
    exact = ExactVectors(DIM)
    exact.add(np.arange(500), unit_rows(500))
    for row in unit_rows(10, seed=1):
        assert same(saved.search(row, k), exact.search(row, k))
        for within in (np.arange(3, 400, 7), np.arange(100, 110)):
            assert same(saved.search(row, k, within), exact.search(row, k, within))
        for without in (np.arange(3, 400, 7), np.arange(20, 520), np.arange(600)):
            assert same(saved.search(row, k, without=without), exact.search(row, k, without=without))
            both = exact.search(row, k, np.arange(300), without=without)
            assert same(saved.search(row, k, np.arange(300), without=without), both)


def test_what_is_opened_can_be_changed_and_saved_again(saved, tmp_path, kind):
    exact = ExactVectors(DIM)
    exact.add(np.arange(500), unit_rows(500))
    for vectors in (saved, exact):
        vectors.remove(np.arange(0, 500, 3))
        vectors.add(np.arange(490, 600), unit_rows(110, seed=5))
    saved.save(tmp_path / "changed")
    again = FaissVectors.open(tmp_path / "changed")
    assert again.shape.kind == kind
    for vectors in (saved, again):
        assert len(vectors) == len(exact)
        for row in unit_rows(10, seed=2):
            assert same(vectors.search(row, 20), exact.search(row, 20))
    assert np.array_equal(again.rows(keys(595, 1)), np.stack([exact._rows[595], exact._rows[1]]))
    assert len(FaissVectors.open(tmp_path / "vectors")) == 500


def test_a_search_within_keys_never_finds_fewer_than_k_however_few_lists_are_looked_into(saved):
    saved.shape = replace(saved.shape, probes=min(1, saved.shape.probes))
    rows = unit_rows(500)
    far = np.sort(np.argsort(rows @ rows[0])[:60]).astype(np.int64)
    for k in (1, 40, 60, 100):
        found = [key for key, _ in saved.search(rows[0], k, far)]
        assert len(found) == min(k, 60)
        assert set(found) <= set(far.tolist())
    assert len(saved.search(rows[0], 450)) == 450


def test_what_is_opened_can_be_saved_in_its_own_place(saved, tmp_path):
    row = unit_rows(1, seed=3)[0]
    found = saved.search(row, 5)
    saved.save(tmp_path / "vectors")
    assert saved.search(row, 5) == FaissVectors.open(tmp_path / "vectors").search(row, 5) == found


def test_few_rows_need_no_shortlist_any_more(saved, tmp_path):
    saved.remove(np.arange(20, 500))
    saved.save(tmp_path / "few")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("few")] == ["few"]
    assert str(FaissVectors.open(tmp_path / "few").shape) == "exact"


def test_lists_are_laid_out_again_once_the_rows_are_many_times_as_many(saved, tmp_path, kind):
    saved.add(np.arange(1000, 9000), unit_rows(8000, seed=4))
    saved.save(tmp_path / "more")
    assert FaissVectors.open(tmp_path / "more").shape.kind == kind.replace("32", "256")


@pytest.mark.parametrize("kind", ["SQ8", "IVF32,SQ8"], indirect=True)
@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("shortlist", None),
        ("shortlist", b"nonsense"),
        ("shape", None),
        ("shape", b"{}?"),
        ("shape", b'{"kind": 1, "x": 2}'),
    ],
)
@pytest.mark.usefixtures("saved")
def test_a_damaged_or_missing_shortlist_is_a_clear_error(tmp_path, file, content):
    path = tmp_path / f"vectors.{file}"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(DamagedIndexError, match=r"vectors\.(shape|shortlist) .*quoth index --rebuild"):
        FaissVectors.open(tmp_path / "vectors")


@pytest.mark.parametrize("kind", ["SQ8", "IVF32,SQ8"], indirect=True)
def test_the_shortlist_of_other_rows_is_a_clear_error(saved, tmp_path):
    saved.remove(np.arange(3))
    saved.save(tmp_path / "other")
    (tmp_path / "other.shortlist").replace(tmp_path / "vectors.shortlist")
    with pytest.raises(DamagedIndexError, match=r"vectors\.shortlist .*not match the rows"):
        FaissVectors.open(tmp_path / "vectors")


def test_an_index_with_a_shortlist_is_searched_updated_and_mended(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr("index.stores.faiss_vectors.SCANNED", 2)
    desk = fox_and_cat(tmp_path)
    desk.update()
    assert json.loads((desk.published / "vectors.faiss.shape").read_text())["kind"] == "SQ8"
    found = desk.search("Who jumps over the dog?")
    desk.write("new.txt", "A new animal sleeps.")
    desk.update()
    (desk.documents / "new.txt").unlink()
    desk.update()
    assert desk.search("Who jumps over the dog?") == found
    (desk.published / "vectors.faiss.shortlist").write_bytes(b"nonsense")
    assert desk.search("Who jumps over the dog?") == found
    assert "vectors.faiss.shortlist" in caplog.text


def test_rows_written_a_few_at_a_time_make_the_file_of_those_saved_at_once(saved, tmp_path):
    rows = unit_rows(500)
    batches = [(np.arange(0, 200), rows[:200]), (np.arange(200, 500), rows[200:])]
    FaissVectors.write(tmp_path / "written", DIM, batches)
    assert (tmp_path / "written").read_bytes() == (tmp_path / "vectors").read_bytes()
    assert FaissVectors.open(tmp_path / "written").shape == saved.shape
    FaissVectors.write(tmp_path / "none", DIM, [])
    assert len(FaissVectors.open(tmp_path / "none")) == 0


def test_what_is_carried_is_what_was_opened_without_some_and_with_others(saved, tmp_path, monkeypatch, kind):
    monkeypatch.setattr("index.stores.faiss_vectors._BATCH", 70)
    exact = ExactVectors(DIM)
    exact.add(np.arange(500), unit_rows(500))
    exact.remove(np.arange(50, 250))
    exact.add(np.arange(600, 900), unit_rows(300, seed=5))
    added = [(np.arange(600, 900), unit_rows(300, seed=5))]
    saved.carry(tmp_path / "carried", without=np.arange(50, 250), added=added)
    carried = FaissVectors.open(tmp_path / "carried")
    assert carried.shape.kind == kind
    assert sorted(carried.keys()) == [*range(50), *range(250, 500), *range(600, 900)]
    for row in unit_rows(10, seed=1):
        assert same(carried.search(row, 5), exact.search(row, 5))
    assert len(FaissVectors.open(tmp_path / "vectors")) == 500
