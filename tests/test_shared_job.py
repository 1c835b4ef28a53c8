"""The update of an index that several servers share: each of them shows it, helps, and can stop it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from fakes import FakeEmbedder, FakeReader

from index.errors import STOPPED, StoppedError
from index.records import Changes, Document, Progress
from index.search.search import Index
from index.stores.postgres.address import Address
from index.stores.postgres.database import Database
from index.upkeep.ingest import Ingestion
from index.upkeep.shared_update import update_shared
from index.upkeep.shared_work import work
from ui.index_job import IndexJob
from ui.jobs import index_job

FILES = 40


class Server:
    """A server with its index job. It reads a file only if `may_read` allows it."""

    def __init__(self, documents: Path, address: str) -> None:
        self.settings = SimpleNamespace(store=address, documents=documents)
        self.may_read = threading.Semaphore(0)
        self.was_read: list[str] = []
        self._documents = documents
        self._reader = FakeReader(documents)
        self.job: IndexJob = index_job(self)  # type: ignore[arg-type]  # a stand-in for a chatbot

    def update(self, *, progress: Progress, accept_empty: bool) -> Changes:
        how, without = self._how(progress), self._documents / "nowhere"
        return update_shared(self._documents, self.settings.store, how, without=without, accept_empty=accept_empty)

    def work(self, *, progress: Progress) -> int:
        return work(self._documents, self.settings.store, self._how(progress))

    def documents(self) -> list[str]:
        return []

    def _how(self, progress: Progress) -> Ingestion:
        return Ingestion(embedder=FakeEmbedder(dim=8), read=self._read, reader_version="1", progress=progress)

    def _read(self, path: str) -> Document:
        assert self.may_read.acquire(timeout=60)
        self.was_read.append(path)
        return self._reader(path)

    def allow(self, files: int = FILES) -> None:
        self.may_read.release(files)


@pytest.fixture
def servers(tmp_path: Path, address: str) -> tuple[Server, Server]:
    for number in range(FILES):
        (tmp_path / f"{number:02}.txt").write_text(f"The number {number} is in all.")
    return Server(tmp_path, address), Server(tmp_path, address)


def wait_until(what: Callable[[], object]) -> None:
    ends = time.monotonic() + 60
    while not what():
        assert time.monotonic() < ends
        time.sleep(0.01)


def names(address: str) -> list[str]:
    with closing(Index.open(address, embedder=FakeEmbedder(dim=8))) as index:
        return [listing.document_id for listing in index.documents()]


def test_each_server_sees_how_the_update_of_the_other_is_going(servers: tuple[Server, Server]) -> None:
    one, other = servers
    one.job.start()
    one.allow(3)
    wait_until(lambda: other.job.state.stage == "reading")
    state = other.job.state
    assert (state.running, state.total) == (True, FILES)
    one.allow()
    wait_until(lambda: not one.job.state.running)
    assert not other.job.state.running
    assert one.job.state.changes == Changes(added=tuple(f"{number:02}.txt" for number in range(FILES)))


def test_a_server_stops_the_update_of_the_other_and_does_not_go_on_with_it_by_itself(
    servers: tuple[Server, Server], address: str
) -> None:
    one, other = servers
    one.job.start()
    wait_until(lambda: other.job.state.stage == "reading")
    other.job.start()
    wait_until(lambda: other.job.own.stage not in ("", "starting"))
    third = Server(one.settings.documents, address)
    third.job.stop()
    one.allow()
    other.allow()
    wait_until(lambda: not one.job.own.running and not other.job.own.running)
    assert one.job.state.error == other.job.state.error == STOPPED
    assert len(names(address)) < FILES
    third.allow()
    third.job.start()
    wait_until(lambda: third.job.state.changes)
    assert len(names(address)) == FILES
    assert one.job.state.error == other.job.state.error == ""  # the stopped update is no longer the last one


def test_a_server_that_waits_for_the_update_of_the_other_helps_and_then_finds_what_is_new(
    servers: tuple[Server, Server], address: str
) -> None:
    one, other = servers
    one.allow(1)
    one.job.start()
    wait_until(lambda: one.was_read)
    other.allow(FILES + 1)
    other.job.start()
    wait_until(lambda: len(other.was_read) >= 8)
    (one.settings.documents / "new.txt").write_text("It came later.")
    one.allow()
    wait_until(lambda: not one.job.own.running and not other.job.own.running)
    assert one.job.own.error == other.job.own.error == ""
    assert len(names(address)) == FILES + 1
    assert sorted(one.was_read + other.was_read) == names(address)  # each file once


def test_an_update_whose_process_is_gone_does_not_seem_to_run(servers: tuple[Server, Server], address: str) -> None:
    one, other = servers
    with closing(Database(Address.read(address))) as database:
        with database.alone():
            assert other.job.state.running
        assert not other.job.state.running
    del one


def test_a_stop_without_an_update_stops_no_later_one(servers: tuple[Server, Server]) -> None:
    one, other = servers
    other.job.stop()
    one.allow()
    one.job.start()
    wait_until(lambda: one.job.state.changes)


def interrupted(server: Server) -> None:
    """An update that is killed before it reads anything: its plan stays."""

    def killed(stage: str, *_: object) -> None:
        if stage == "reading":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        server.update(progress=killed, accept_empty=False)


def nothing(*_: object) -> None:
    """A progress that nobody looks at."""


def test_what_workers_read_after_the_update_was_killed_is_seen_by_all(servers: tuple[Server, Server]) -> None:
    one, other = servers
    interrupted(one)
    one.allow(10)
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(one.work, progress=nothing)
        wait_until(lambda: other.job.state.done >= 8)
        state = other.job.state
        assert (state.running, state.stage, state.total) == (True, "reading", FILES)
        one.allow()
        assert working.result(60) == FILES
    assert not other.job.state.running


def test_workers_are_stopped_after_the_update_was_killed(servers: tuple[Server, Server], address: str) -> None:
    one, other = servers
    interrupted(one)
    one.allow(10)
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(one.work, progress=nothing)
        wait_until(lambda: other.job.state.running)
        other.job.stop()
        time.sleep(0.6)  # progress is noted twice a second
        one.allow()
        with pytest.raises(StoppedError):
            working.result(60)
    assert not other.job.state.running
    assert one.work(progress=nothing) == 0
    assert len(names(address)) < FILES
    one.update(progress=nothing, accept_empty=False)
    assert len(names(address)) == FILES


def test_the_total_stays_the_same_while_others_help(servers: tuple[Server, Server]) -> None:
    one, other = servers
    told: list[tuple[int, int]] = []

    def noted(stage: str, done: int, total: int, _name: str = "") -> None:
        if stage == "reading":
            told.append((done, total))

    one.allow(4)
    with ThreadPoolExecutor(1) as pool:
        updating = pool.submit(one.update, progress=noted, accept_empty=False)
        wait_until(lambda: len(one.was_read) == 4)
        other.allow(8)
        with ThreadPoolExecutor(1) as more:
            helped = more.submit(other.work, progress=nothing)
            wait_until(lambda: len(other.was_read) == 8)
            one.allow()
            other.allow()
            helped.result(60)
        updating.result(60)
    assert {total for _, total in told} == {FILES}
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == FILES
