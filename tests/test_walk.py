import errno
import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import DocumentError, MissingDocumentError
from index.files.safe_open import open_inside
from index.files.walk import sha256, walk


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "documents"
    for path in ("b.txt", "a/z.txt", "a/b/c.md", ".hidden", ".git/x", "a/~$open.docx", "a/old.txt~", "Thumbs.db"):
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_text(path)
    return made


def test_files_are_listed_in_order_without_hidden_ones_and_left_overs(folder, tmp_path):
    assert list(walk(folder, without=tmp_path / "index")) == ["a/b/c.md", "a/z.txt", "b.txt"]


def test_the_index_itself_is_not_among_the_documents(folder):
    assert list(walk(folder, without=folder / "a" / "b")) == ["a/z.txt", "b.txt"]


def test_links_are_listed_but_not_followed(folder, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text("secret")
    (folder / "link").symlink_to(tmp_path / "outside")
    (folder / "loop").symlink_to(folder)
    (folder / "dangling").symlink_to("nowhere")
    assert list(walk(folder, without=tmp_path)) == ["a/b/c.md", "a/z.txt", "b.txt", "dangling", "link", "loop"]


def test_a_name_that_is_no_unicode_is_listed_with_escapes(folder, tmp_path):
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text("x")
    assert r"caf\xe9.txt" in walk(folder, without=tmp_path)


def test_folders_of_any_depth_are_walked(folder, tmp_path):
    here = os.open(folder, os.O_RDONLY)
    for _ in range(300):
        os.mkdir("d", dir_fd=here)
        here, above = os.open("d", os.O_RDONLY, dir_fd=here), here
        os.close(above)
    os.close(os.open("deep.txt", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    assert any(path.endswith("/deep.txt") for path in walk(folder, without=tmp_path))


def test_a_stamp_changes_with_the_file(folder, tmp_path):
    before = walk(folder, without=tmp_path)
    (folder / "b.txt").write_text("c.txt")
    times = before["a/z.txt"].mtime_ns
    (folder / "a/z.txt").write_text("A/Z.TXT")
    os.utime(folder / "a/z.txt", ns=(times, times))
    after = walk(folder, without=tmp_path)
    assert {path for path in after if after[path] != before[path]} == {"b.txt", "a/z.txt"}


def test_a_missing_folder_is_a_clear_error(tmp_path):
    with pytest.raises(MissingDocumentError, match=r"no folder .*nowhere.*add your documents"):
        walk(tmp_path / "nowhere", without=tmp_path)


def test_the_hash_is_that_of_the_bytes(folder):
    assert sha256(folder / "b.txt") == hashlib.sha256(b"b.txt").hexdigest()


def test_nothing_but_a_regular_file_has_a_hash(folder):
    (folder / "link").symlink_to("b.txt")
    os.mkfifo(folder / "fifo")
    for name in ("link", "fifo", "a", "missing"):
        assert sha256(folder / name) is None


def test_a_time_in_any_century_is_a_stamp_that_can_be_stored(folder, tmp_path):
    for name, seconds in (("b.txt", 10_413_792_000), ("a/z.txt", -10_000_000_000)):  # the years 2300 and 1653
        os.utime(folder / name, (seconds, seconds))
    stamps = walk(folder, without=tmp_path)
    with closing(sqlite3.connect(":memory:")) as db:
        for stamp in stamps.values():
            assert db.execute("SELECT ?, ?, ?", (stamp.size, stamp.mtime_ns, stamp.ctime_ns)).fetchone()


def test_a_path_of_over_4096_bytes_is_listed(folder, tmp_path):
    here, name = os.open(folder, os.O_RDONLY), "d" * 250
    for _ in range(17):
        os.mkdir(name, dir_fd=here)
        here, above = os.open(name, os.O_RDONLY, dir_fd=here), here
        os.close(above)
    os.close(os.open("deep.txt", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    (deep,) = (path for path in walk(folder, without=tmp_path) if path.startswith("ddd"))
    with pytest.raises(DocumentError, match="is a folder that Quoth cannot list"):
        open_inside(str(folder), deep)


def test_a_folder_that_cannot_be_listed_is_itself_listed(folder, tmp_path, monkeypatch):
    def scandir(path):
        if str(path).endswith("/a"):
            raise OSError(errno.EIO, "Input/output error")
        return real(path)

    real = os.scandir
    monkeypatch.setattr(os, "scandir", scandir)
    assert list(walk(folder, without=tmp_path)) == ["a", "b.txt"]


def test_a_documents_folder_that_cannot_be_listed_is_a_clear_error(folder, tmp_path, monkeypatch):
    def denied(path, *_):
        raise PermissionError(errno.EACCES, "Permission denied", path)

    monkeypatch.setattr(os, "scandir", denied)
    monkeypatch.setattr(Path, "read_text", denied)  # of a file in it, too
    with pytest.raises(MissingDocumentError, match=r"documents cannot be listed \(Permission denied\)\. Allow"):
        walk(folder, without=tmp_path)
