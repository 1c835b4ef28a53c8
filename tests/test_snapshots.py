import re
import shutil
import signal
import subprocess
import sys

import pytest
from desk import fox_and_cat, manifest
from filelock import FileLock

from index.errors import BusyIndexError, DamagedIndexError, MissingIndexError
from index.upkeep.doctor import examine
from index.upkeep.ingest import Ingestion
from index.upkeep.snapshots import rollback, snapshots
from index.upkeep.update import update


@pytest.fixture
def desk(tmp_path):
    made = fox_and_cat(tmp_path)
    made.update(keep=9)
    return made


def add(desk, name, keep=9):
    desk.write(f"{name}.txt", f"Words of {name}.")
    desk.update(keep=keep)


def names(desk):
    return [snapshot.name for snapshot in snapshots(desk.index)]


def test_no_older_index_is_kept_unless_that_is_asked_for(desk):
    add(desk, "new", keep=0)
    assert names(desk) == ["000002"]
    assert [path.name for path in desk.index.glob("0*")] == ["000002"]


def test_as_many_older_ones_are_kept_as_asked_for_and_no_more(desk):
    for name in "abcd":
        add(desk, name, keep=2)
    assert names(desk) == ["000005", "000004", "000003"]
    assert [(s.documents, s.passages) for s in snapshots(desk.index)] == [(6, 7), (5, 6), (4, 5)]
    desk.update(keep=1)
    assert names(desk) == ["000005", "000004"]
    desk.update()
    assert names(desk) == ["000005"]


def test_the_manifest_is_the_same_for_the_same_documents_however_the_index_came_about(desk, tmp_path):
    first = snapshots(desk.index)[0].manifest
    assert re.fullmatch("[0-9a-f]{64}", first)
    add(desk, "new")
    assert snapshots(desk.index)[0].manifest != first
    (desk.documents / "new.txt").unlink()
    desk.update()
    assert snapshots(desk.index)[0].manifest == first
    update(desk.documents, tmp_path / "other", Ingestion(embedder=desk.embedder, read=desk.reader, reader_version="1"))
    assert snapshots(tmp_path / "other")[0].manifest == first


@pytest.mark.parametrize("other", ["name", "text", "passage size", "reader"])
def test_the_manifest_differs_for_other_documents_or_settings(desk, other):
    desk.write("fox.txt", "The fox jumps. " * 20)
    desk.update()
    first = snapshots(desk.index)[0].manifest
    if other == "name":
        (desk.documents / "fox.txt").rename(desk.documents / "dog.txt")
    elif other == "text":
        desk.write("fox.txt", "The fox jumps! " * 20)
    desk.update(
        rebuild=True,
        max_tokens=20 if other == "passage size" else 200,
        reader_version="2" if other == "reader" else "1",
    )
    assert snapshots(desk.index)[0].manifest != first


def test_a_rollback_puts_an_older_index_in_use_and_keeps_the_newer_one(desk):
    before = manifest(desk.index)
    add(desk, "new")
    after = manifest(desk.index)
    with desk.open() as opened:
        rollback(desk.index, "000001", keep=9)
        assert not opened.is_current()
    assert manifest(desk.index) == before
    assert desk.search("words of new")[0] != "Words of new."
    assert names(desk) == ["000003", "000002", "000001"]
    rollback(desk.index, "000002", keep=9)
    assert manifest(desk.index) == after
    assert examine(desk.documents, desk.index) == []


def test_an_update_after_a_rollback_brings_the_index_in_step_again_and_leaves_the_older_ones(desk):
    before = manifest(desk.index)
    add(desk, "new")
    after = manifest(desk.index)
    rollback(desk.index, "000001", keep=9)
    assert desk.update(keep=9).added == ("new.txt",)
    assert manifest(desk.index) == after
    rollback(desk.index, "000001", keep=9)
    assert manifest(desk.index) == before


@pytest.mark.usefixtures("no_hard_links")
def test_a_rollback_copies_where_no_hard_links_can_be_made(desk):
    before = manifest(desk.index)
    add(desk, "new")
    rollback(desk.index, "000001", keep=9)
    assert manifest(desk.index) == before
    older, newer = (desk.index / name / "catalog.sqlite" for name in ("000001", "000003"))
    assert older.stat().st_ino != newer.stat().st_ino


def test_a_rollback_keeps_no_more_than_asked_for(desk):
    add(desk, "new")
    rollback(desk.index, "000001", keep=0)
    assert names(desk) == ["000003"]
    assert [path.name for path in desk.index.glob("0*")] == ["000003"]


@pytest.mark.parametrize("name", ["000009", "000002", "", "../index", "current", "work"])
def test_a_name_that_is_not_kept_is_a_clear_error_and_changes_nothing(desk, name):
    add(desk, "new")
    before = desk.files().keys()
    with pytest.raises(MissingIndexError, match=f"no older index '{re.escape(name)}' .*Choose one of: 000001"):
        rollback(desk.index, name, keep=9)
    assert desk.files().keys() == before


def test_where_none_is_kept_the_setting_is_named(desk):
    with pytest.raises(MissingIndexError, match="snapshots_kept"):
        rollback(desk.index, "000000")


def test_a_damaged_older_index_is_not_put_in_use(desk):
    add(desk, "new")
    after = manifest(desk.index)
    path = desk.index / "000001" / "vectors.faiss"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DamagedIndexError, match=r"000001/vectors\.faiss does not match its checksum"):
        rollback(desk.index, "000001", keep=9)
    assert manifest(desk.index) == after


def test_no_index_and_one_in_use_are_clear_errors(desk, tmp_path):
    for folder in (tmp_path / "nowhere", tmp_path / "documents"):
        with pytest.raises(MissingIndexError, match="Run `quoth index`"):
            snapshots(folder)
    with FileLock(desk.index / "lock"), pytest.raises(BusyIndexError, match="Wait for it to finish"):
        rollback(desk.index, "000001")


@pytest.mark.slow
def test_a_rollback_killed_at_any_call_leaves_the_one_index_or_the_other_and_the_next_update_is_right(desk, tmp_path):
    before = manifest(desk.index)
    add(desk, "new")
    after = manifest(desk.index)
    original = desk.index

    def roll_back(folder, kill_at=0):
        shutil.copytree(original, folder)
        command = [sys.executable, "-c", _KILLED_ROLLBACK, folder, str(kill_at)]
        return subprocess.run(command, check=False, capture_output=True, text=True, env={"PYTHONPATH": "tests:."})

    calls = int(roll_back(tmp_path / "whole").stdout)
    seen = []
    for tenth in range(1, 11):
        desk.index = tmp_path / f"copy{tenth}"
        assert roll_back(desk.index, kill_at=tenth * (calls - 1) // 10).returncode == -signal.SIGKILL
        seen.append(manifest(desk.index) == before)
        assert seen[-1] or manifest(desk.index) == after
        desk.update(keep=9)
        assert manifest(desk.index) == after
        assert {path.name for path in desk.index.iterdir()} >= {"000001", "000002", "current", "lock"}
        assert not (desk.index / "work").exists() or not seen[-1]
    assert seen == sorted(seen)
    assert set(seen) == {True, False}


_KILLED_ROLLBACK = """
import sys
from pathlib import Path
from killed import count_calls
from index.upkeep.snapshots import rollback
print(count_calls(lambda: rollback(Path(sys.argv[1]), "000001", keep=9), kill_at=int(sys.argv[2])))
"""
