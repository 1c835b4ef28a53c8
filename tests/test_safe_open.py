import os
import socket

import pytest

from index.errors import DocumentError
from index.files.safe_open import open_inside, read_whole


@pytest.fixture
def folder(tmp_path):
    inside = tmp_path / "inside"
    (inside / "deep" / "er").mkdir(parents=True)
    (inside / "deep" / "er" / "note.txt").write_bytes(b"words")
    (tmp_path / "secret.txt").write_bytes(b"secret")
    return inside


def read(folder, document_id):
    with open_inside(str(folder), document_id) as file:
        return read_whole(file, max_mb=1)


def test_a_file_in_a_folder_inside_is_read(folder):
    assert read(folder, "deep/er/note.txt") == b"words"


def test_the_folder_itself_may_be_a_link(folder, tmp_path):
    (tmp_path / "link").symlink_to(folder)
    assert read(tmp_path / "link", "deep/er/note.txt") == b"words"


@pytest.mark.parametrize("path", ["../secret.txt", "deep/../../secret.txt", "/etc/passwd", "", ".", "deep//er", "a\0b"])
def test_a_path_that_leads_out_or_has_no_sense_is_refused(folder, path):
    with pytest.raises(DocumentError, match="not a path inside"):
        read(folder, path)


@pytest.mark.parametrize("target", ["/etc/passwd", "../secret.txt", "deep/er/note.txt"])
def test_a_link_is_not_followed_wherever_it_leads(folder, target):
    (folder / "link.txt").symlink_to(target)
    with pytest.raises(DocumentError, match="is a link"):
        read(folder, "link.txt")


@pytest.mark.parametrize("target", ["/etc", "..", "deep"])
def test_a_linked_folder_is_not_followed(folder, target):
    (folder / "linked").symlink_to(target)
    with pytest.raises(DocumentError, match="is inside one"):
        read(folder, "linked/passwd")


def test_a_pipe_is_refused_without_waiting_for_its_writer(folder):
    os.mkfifo(folder / "pipe.txt")
    with pytest.raises(DocumentError, match="not a regular file"):
        read(folder, "pipe.txt")


def test_a_socket_is_refused(folder, monkeypatch):
    monkeypatch.chdir(folder)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.txt")
        with pytest.raises(DocumentError, match="not a regular file"):
            read(folder, "socket.txt")


def test_a_folder_is_no_document(folder):
    with pytest.raises(DocumentError, match="is a folder"):
        read(folder, "deep")


@pytest.mark.parametrize("path", ["gone.txt", "gone/note.txt", "deep/er/note.txt/more"])
def test_a_file_that_is_gone_says_so(folder, path):
    with pytest.raises(DocumentError, match="no longer there"):
        read(folder, path)


def test_a_name_that_is_too_long_is_refused(folder):
    with pytest.raises(DocumentError, match="cannot be opened"):
        read(folder, "x" * 1_000)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_says_so(folder):
    (folder / "deep" / "er" / "note.txt").chmod(0)
    with pytest.raises(DocumentError, match="permission denied"):
        read(folder, "deep/er/note.txt")


def test_the_size_limit_is_exact(folder):
    (folder / "full.txt").write_bytes(bytes(1 << 20))
    (folder / "over.txt").write_bytes(bytes((1 << 20) + 1))
    assert len(read(folder, "full.txt")) == 1 << 20
    with pytest.raises(DocumentError, match="larger than 1 MB"):
        read(folder, "over.txt")


def test_no_descriptor_stays_open(folder):
    before = len(os.listdir("/dev/fd"))
    for path in ("deep/er/note.txt", "gone/x", "deep"):
        with pytest.MonkeyPatch.context():
            try:
                read(folder, path)
            except DocumentError:
                continue
    assert len(os.listdir("/dev/fd")) == before
