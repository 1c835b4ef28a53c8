"""`quoth work` and `quoth index --workers`: processes that go on, and end, when they should."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from postgres_server import PostgresServer
from tiny_bert import make_embedder

from index.embedding.choice import FOR_ENGLISH, FOR_MANY_LANGUAGES
from index.errors import QuothError
from index.stores.postgres.address import Address
from index.stores.postgres.database import Database
from index.stores.postgres.work import waiting
from qa import Chatbot, load_settings

pytestmark = pytest.mark.slow

WAIT_S = 120
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "documents").mkdir()
    for number in range(40):
        (tmp_path / "documents" / f"{number:02}.txt").write_text(f"Cats purr at night {number}.")
    return tmp_path


@pytest.fixture
def start(mortal: PostgresServer, folder: Path) -> Iterator[Start]:
    """Starts a `quoth` command as a process, which writes to the file `said`."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("QUOTH_")}
    environment = {
        **own, "PYTHONPATH": str(Path(__file__).parent.parent), "QUOTH_STORE": mortal.address,
        "QUOTH_EMBEDDER": str(make_embedder(folder / "tiny")), "QUOTH_RERANKER": "off",
    }  # fmt: skip
    processes: list[subprocess.Popen[str]] = []

    def begin(*arguments: str) -> subprocess.Popen[str]:
        with (folder / "said").open("a") as said:
            command = [sys.executable, "-m", "ui.cli.main", *arguments]
            processes.append(
                subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=said, text=True)
            )
        return processes[-1]

    yield begin
    for process in processes:
        process.kill()
        process.wait()


def wait_until(what: Callable[[], object]) -> None:
    ends = time.monotonic() + WAIT_S
    while not what():
        assert time.monotonic() < ends
        time.sleep(0.05)


def left(address: str) -> int:
    """How many files are not finished. -1: there is no index yet, or it cannot be asked."""
    try:
        with closing(Database(Address.read(address))) as database, database.session() as session:
            return waiting(session)
    except QuothError:
        return -1


def workers() -> list[int]:
    """The processes that run `quoth work` for a parent."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"--while-parent" in command and b"ui.cli.main" in command:
            found.append(int(process.name))
    return found


def test_a_worker_that_waits_goes_on_after_a_restart_of_the_database(
    mortal: PostgresServer, folder: Path, start: Start
) -> None:
    assert start("index").wait(WAIT_S) == 0
    (folder / "said").unlink()
    worker = start("work")
    with closing(Database(Address.read(mortal.address))) as database, database.session() as session:
        session.run("INSERT INTO work SELECT path, size, mtime_ns, ctime_ns FROM files WHERE path < '2'")
    wait_until(lambda: left(mortal.address) == 0)  # it works, and will wait then
    mortal.kill()
    wait_until(lambda: "cannot be reached" in (folder / "said").read_text())
    time.sleep(5)
    mortal.start()
    with closing(Database(Address.read(mortal.address))) as database, database.session() as session:
        session.run("INSERT INTO work SELECT path, size, mtime_ns, ctime_ns FROM files")
    wait_until(lambda: left(mortal.address) == 0)
    assert worker.poll() is None
    assert (folder / "said").read_text().count("cannot be reached") == 1
    worker.terminate()
    assert worker.wait(WAIT_S) == 130


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_the_command_that_started_them(
    how: signal.Signals, mortal: PostgresServer, start: Start
) -> None:
    index = start("index", "--workers", "3", "--watch")
    wait_until(lambda: len(workers()) == 2)
    wait_until(lambda: left(mortal.address) >= 0)
    index.send_signal(how)
    assert index.wait(WAIT_S) in (130, -how)
    wait_until(lambda: not workers())


def test_a_worker_uses_the_embedder_that_a_rebuild_has_chosen(
    mortal: PostgresServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"{mortal.address}?schema=chosen"
    tiny = make_embedder(folder / "tiny", dim=384)
    monkeypatch.setattr(Chatbot, "_weights", lambda *_: tiny)
    settings = load_settings(documents=folder / "documents", store=address, engine="extractive", embedder="auto")
    with Chatbot(settings) as one, Chatbot(settings) as other:
        one.update()
        assert one.embedder.name == FOR_ENGLISH
        for path in (folder / "documents").iterdir():
            path.write_text(f"Die Kaution beträgt {path.stem} Euro und wird nach der Abnahme zurückgezahlt.")
        read: list[int] = []

        def help_once(stage: str, *_: object) -> None:
            if stage == "reading" and not sum(read):  # before, it reads a sample
                read.append(other.work())

        one.update(rebuild=True, progress=help_once)
        assert sum(read) == 40
        assert one.embedder.name == other.embedder.name == FOR_MANY_LANGUAGES
