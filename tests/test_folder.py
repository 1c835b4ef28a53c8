"""The documents folder as the page changes it: names, complete files, links, a full disk, and the trash."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.files.walk import walk
from ui.web import folder as folders
from ui.web.file_names import FolderError, checked
from ui.web.folder import Folder, Same


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "documents")


def add(folder: Folder, path: str, data: bytes = b"words", same: Same = "ask") -> str | None:
    with folder.incoming() as incoming:
        incoming.write(data)
        return folder.keep(incoming, path, same=same)


def names(folder: Folder) -> set[str]:
    return set(walk(folder.root, without=folder.root.parent / "index"))


def hidden_files(folder: Folder) -> list[Path]:
    return [path for path in (folder.root / ".quoth" / "incoming").rglob("*") if path.is_file()]


def test_a_file_is_kept_where_it_was_sent_to_and_nothing_is_left_over(folder: Folder) -> None:
    assert add(folder, "a.txt") == "a.txt"
    assert add(folder, " hr / 2026/b .md ") == "hr/2026/b .md"
    assert (folder.root / "hr" / "2026" / "b .md").read_bytes() == b"words"
    assert names(folder) == {"a.txt", "hr/2026/b .md"}
    assert hidden_files(folder) == []


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "../a.txt",
        "a/../../b.txt",
        "/etc/a.txt",
        "a//b.txt",
        "./a.txt",
        "..\\a.txt",
        "c:\\a.txt",
        ".a.txt",
        ".quoth/a.txt",
        "a/.git/b.txt",
        "~$a.docx",
        "Thumbs.db",
        "a\n.txt",
        "a\x00.txt",
        "cod\u202etxt.exe.txt",
        "a\x1b[2J.txt",
        "a\u2028b.txt",
        "\ud800.txt",
        "x" * 300 + ".txt",
        "/".join(["x"] * 30) + ".txt",
        "film.mp4",
        "a.exe",
        "a.rar",
    ],
)
def test_a_name_that_leads_astray_is_refused_in_words(folder: Folder, path: str) -> None:
    with pytest.raises(FolderError) as refused:
        add(folder, path)
    assert refused.value.status == 400
    assert refused.value.args[0].isprintable()
    assert names(folder) == set()
    assert hidden_files(folder) == []
    assert list(folder.root.parent.iterdir()) == [folder.root]


def test_a_taken_name_is_a_choice_and_the_same_file_twice_is_noticed(folder: Folder) -> None:
    add(folder, "a.txt", b"one")
    assert add(folder, "a.txt", b"one") is None
    with pytest.raises(FolderError, match=r"a\.txt is already there, with other contents\.") as refused:
        add(folder, "a.txt", b"two")
    assert refused.value.status == 409
    assert add(folder, "a.txt", b"two", "number") == "a (2).txt"
    assert add(folder, "a.txt", b"three", "number") == "a (3).txt"
    assert add(folder, "a.txt", b"four", "replace") == "a.txt"
    assert {name: (folder.root / name).read_bytes() for name in names(folder)} == {
        "a.txt": b"four",
        "a (2).txt": b"two",
        "a (3).txt": b"three",
    }
    (replaced,) = folder.deleted()
    assert folder.restore(replaced.token) == "a (4).txt"
    assert (folder.root / "a (4).txt").read_bytes() == b"one"


@pytest.mark.usefixtures("no_hard_links")
def test_a_file_system_without_hard_links_serves_too(folder: Folder) -> None:
    assert add(folder, "a.txt", b"one") == "a.txt"
    assert add(folder, "a.txt", b"two", "number") == "a (2).txt"
    assert folder.rename("a.txt", "b/c.txt") == "b/c.txt"
    with pytest.raises(FolderError, match="already there"):
        folder.rename("b/c.txt", "a (2).txt")
    assert names(folder) == {"a (2).txt", "b/c.txt"}


def test_nothing_is_written_through_a_link(folder: Folder, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder.root.mkdir()
    (folder.root / "link").symlink_to(elsewhere)
    (folder.root / "a.txt").symlink_to(elsewhere / "a.txt")
    (elsewhere / "secret.txt").write_text("secret")
    for act in (
        lambda: add(folder, "link/b.txt"),
        lambda: add(folder, "a.txt", same="replace"),
        lambda: folder.delete("link/secret.txt"),
        lambda: folder.rename("link/secret.txt", "mine.txt"),
    ):
        with pytest.raises(FolderError):
            act()
    assert [path.name for path in elsewhere.iterdir()] == ["secret.txt"]


def test_the_own_folder_as_a_link_is_not_followed(folder: Folder, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "trash" / "1-old").mkdir(parents=True)
    folder.root.mkdir()
    (folder.root / ".quoth").symlink_to(elsewhere)
    folder.tidy()
    with pytest.raises(FolderError):
        add(folder, "a.txt")
    assert (elsewhere / "trash" / "1-old").is_dir()
    assert folder.deleted() == []


def test_a_full_disk_is_reported_in_words(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(FolderError, match="the disk is full") as refused:
        add(folder, "a.txt")
    assert refused.value.status == 507
    assert names(folder) == set()
    assert hidden_files(folder) == []


def test_a_folder_that_cannot_be_written_is_reported_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderError):
        add(Folder(tmp_path / "file"), "a.txt")


def test_a_server_killed_while_it_receives_leaves_nothing_half(folder: Folder) -> None:
    program = (
        "import os, sys; from pathlib import Path; from ui.web.folder import Folder\n"
        "with Folder(Path(sys.argv[1])).incoming() as incoming:\n"
        "    incoming.write(b'half'); incoming.file.flush(); os.kill(os.getpid(), 9)"
    )
    root = Path(__file__).resolve().parent.parent
    subprocess.run([sys.executable, "-c", program, folder.root], cwd=root, check=False)
    assert len(hidden_files(folder)) == 1
    assert names(folder) == set()
    folder.tidy()  # when the next one starts
    assert hidden_files(folder) == []


def test_a_server_that_starts_leaves_what_another_is_receiving(folder: Folder) -> None:
    with Folder(folder.root).incoming() as incoming:
        incoming.write(b"half")
        folder.tidy()
        incoming.write(b" and half")
        assert Folder(folder.root).keep(incoming, "a.txt") == "a.txt"
    assert (folder.root / "a.txt").read_bytes() == b"half and half"
    assert hidden_files(folder) == []


def test_a_deleted_file_comes_back_and_is_gone_after_a_day(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    add(folder, "hr/a.txt", b"one")
    token = folder.delete("hr/a.txt")
    assert names(folder) == set()
    assert [(one.path, one.token) for one in folder.deleted()] == [("hr/a.txt", token)]
    assert folder.restore(token) == "hr/a.txt"
    assert folder.deleted() == []
    assert (folder.root / "hr" / "a.txt").read_bytes() == b"one"
    with pytest.raises(FolderError, match="can no longer be brought back"):
        folder.restore(token)
    late = folder.delete("hr/a.txt")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + folders.KEPT_S + 1)
    folder.tidy()
    assert folder.deleted() == []
    with pytest.raises(FolderError):
        folder.restore(late)


@pytest.mark.parametrize("path", ["gone.txt", "../a.txt", ".quoth/trash", "hr/../a.txt", "", "a\x00b", "hr"])
def test_only_documents_are_deleted_and_renamed(folder: Folder, path: str) -> None:
    add(folder, "a.txt")
    add(folder, "hr/b.txt")
    for act in (lambda: folder.delete(path), lambda: folder.rename(path, "new.txt")):
        with pytest.raises(FolderError):
            act()
    assert names(folder) == {"a.txt", "hr/b.txt"}


@pytest.mark.parametrize("token", ["..", "../..", "", "a", "1-a/../../x", "/"])
def test_only_what_was_deleted_is_brought_back(folder: Folder, token: str) -> None:
    with pytest.raises(FolderError):
        folder.restore(token)


def test_the_time_of_a_file_is_kept_where_it_is_known(folder: Folder) -> None:
    with folder.incoming() as incoming:
        incoming.write(b"old")
        folder.keep(incoming, "a.txt", modified=1_600_000_000.5)
    assert (folder.root / "a.txt").stat().st_mtime == 1_600_000_000.5


def test_a_name_in_any_script_is_kept() -> None:
    for name in ("Übersicht.pdf", "年报 2026.docx", "отчёт (1).txt", "a b/c'd.md"):
        assert checked(name) == name
