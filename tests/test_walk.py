import hashlib
import os

import pytest

from index.errors import MissingDocumentError
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
    with pytest.raises(MissingDocumentError, match=r"no folder .*nowhere.*put your documents there"):
        walk(tmp_path / "nowhere", without=tmp_path)


def test_the_hash_is_that_of_the_bytes(folder):
    assert sha256(folder / "b.txt") == hashlib.sha256(b"b.txt").hexdigest()


def test_nothing_but_a_regular_file_has_a_hash(folder):
    (folder / "link").symlink_to("b.txt")
    os.mkfifo(folder / "fifo")
    for name in ("link", "fifo", "a", "missing"):
        assert sha256(folder / name) is None
