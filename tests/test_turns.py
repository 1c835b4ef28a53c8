"""Two updates of one index: each has its turn, also if the database forgets whose turn it is."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest
from fakes import FakeEmbedder, FakeReader
from postgres_server import running_server

from index.errors import BusyIndexError
from index.records import Changes, Document, Progress, no_progress
from index.search.search import Index
from index.stores.postgres.address import Address
from index.stores.postgres.database import Database
from index.stores.postgres.update_board import UpdateBoard
from index.upkeep.ingest import Ingestion
from index.upkeep.shared_doctor import examine_shared
from index.upkeep.shared_update import update_shared
from index.upkeep.shared_work import work
from ui.shared_job import UpdatesElsewhere

FILES = 20
WAIT_S = 30


@dataclass
class Updater:
    """Updates the index. At the file or the stage `stops_at`, it waits until it may go on."""

    documents: Path
    address: str
    stops_at: str = ""
    stands: threading.Event = field(default_factory=threading.Event)
    may_go_on: threading.Event = field(default_factory=threading.Event)
    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)

    def update(self, *, rebuild: bool = True) -> Changes:
        return update_shared(
            self.documents, self.address, self.how, without=self.documents / "nowhere", rebuild=rebuild
        )

    @property
    def settings(self) -> SimpleNamespace:
        return SimpleNamespace(store=self.address)

    def work(self, *, progress: Progress = no_progress) -> int:
        progress("reading", 0, 0)
        return work(self.documents, self.address, self.how)

    @property
    def how(self) -> Ingestion:
        return Ingestion(embedder=self.embedder, read=self._read, reader_version="1", progress=self._progress)

    def _read(self, path: str) -> Document:
        self._stop(path)
        return FakeReader(self.documents)(path)

    def _progress(self, stage: str, done: int, _total: int, _name: str = "") -> None:
        if not done:
            self._stop(stage)

    def _stop(self, at: str) -> None:
        if at == self.stops_at:
            self.stands.set()
            assert self.may_go_on.wait(WAIT_S)


Start = Callable[[Callable[[], object]], "Future[object]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts something in a thread of its own."""
    with ThreadPoolExecutor(4) as pool:
        yield pool.submit


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number:02}.txt").write_text(f"The number {number} is in all.")
    return folder


def lose_turn(address: str) -> None:
    """End the connection that holds the lock of updates, as a network does that was cut."""
    with closing(Database(Address.read(address))) as database, database.session() as session:
        ended = session.rows(
            "SELECT pg_terminate_backend(l.pid, 5000) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
            " WHERE locktype = 'advisory' AND l.granted AND a.query !~ 'hashtext' AND l.database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
    assert ended == [(True,)]


def wait_until(what: Callable[[], object]) -> None:
    ends = time.monotonic() + WAIT_S
    while not what():
        assert time.monotonic() < ends
        time.sleep(0.02)


def runs(address: str) -> int:
    """How many updates have begun."""
    with closing(UpdateBoard(address)) as board:
        return board.seen().run


def names(address: str) -> list[str]:
    with closing(Index.open(address, embedder=FakeEmbedder())) as index:
        return [listing.document_id for listing in index.documents()]


def check_whole(documents: Path, address: str) -> None:
    assert names(address) == sorted(path.name for path in documents.iterdir())
    assert examine_shared(documents, address, without=documents / "nowhere") == []


@pytest.mark.parametrize("stops_at", ["10.txt", "publishing"])
@pytest.mark.parametrize("rebuild", [True, False])
def test_an_update_that_has_lost_its_turn_to_another_ends_and_replaces_nothing(
    documents: Path, address: str, start: Start, stops_at: str, rebuild: bool
) -> None:
    Updater(documents, address).update()
    (documents / "new.txt").write_text("It came later.")
    first, second = Updater(documents, address, stops_at), Updater(documents, address, "new.txt")
    one = start(first.update)
    assert first.stands.wait(WAIT_S)
    lose_turn(address)
    other = start(lambda: second.update(rebuild=rebuild))
    wait_until(lambda: runs(address) == 3)  # then it waits until the first has finished what it reads
    first.may_go_on.set()
    with pytest.raises(BusyIndexError, match="another `quoth` has begun to update the index") as caught:
        one.result(WAIT_S)
    assert "\n" not in str(caught.value)
    assert second.stands.wait(WAIT_S)
    assert len(names(address)) == FILES  # the old index serves
    second.may_go_on.set()
    assert other.result(WAIT_S)
    check_whole(documents, address)


def test_an_update_that_has_lost_its_turn_stops_no_other_and_takes_no_work_from_it(
    documents: Path, address: str, start: Start
) -> None:
    first, second = Updater(documents, address, "10.txt"), Updater(documents, address, "11.txt")
    one = start(first.update)
    assert first.stands.wait(WAIT_S)
    lose_turn(address)
    (documents / "new.txt").write_text("It came later.")
    other = start(lambda: second.update(rebuild=False))
    wait_until(lambda: runs(address) == 2)
    first.may_go_on.set()
    with pytest.raises(BusyIndexError):
        one.result(WAIT_S)
    second.may_go_on.set()
    assert other.result(WAIT_S)
    check_whole(documents, address)


def test_a_turn_that_was_lost_is_taken_again_if_no_other_has_begun(documents: Path, address: str, start: Start) -> None:
    first = Updater(documents, address, "05.txt")
    one = start(first.update)
    assert first.stands.wait(WAIT_S)
    lose_turn(address)
    first.stands.clear()
    first.stops_at = "15.txt"
    first.may_go_on.set()
    assert first.stands.wait(WAIT_S)
    with pytest.raises(BusyIndexError):
        Updater(documents, address).update()
    assert one.result(WAIT_S)
    check_whole(documents, address)


@pytest.mark.slow
@pytest.mark.parametrize("stops_at", ["05.txt", "publishing"])
def test_a_rebuild_goes_on_after_a_restart_of_the_database_and_keeps_its_turn(
    documents: Path, start: Start, stops_at: str
) -> None:
    with running_server() as server:
        Updater(documents, server.address).update()
        first = Updater(documents, server.address, stops_at)
        one = start(first.update)
        assert first.stands.wait(WAIT_S)
        server.kill()
        server.start()
        first.may_go_on.set()
        assert one.result(WAIT_S)
        check_whole(documents, server.address)


@pytest.mark.slow
def test_a_server_that_waits_for_its_turn_does_not_take_that_of_a_rebuild_while_the_database_restarts(
    documents: Path, start: Start
) -> None:
    with running_server() as server:
        Updater(documents, server.address).update()
        first, second = Updater(documents, server.address, "05.txt"), Updater(documents, server.address)
        one = start(first.update)
        assert first.stands.wait(WAIT_S)
        waiting = UpdatesElsewhere(second)  # type: ignore[arg-type]  # a stand-in for a chatbot
        told: list[str] = []
        other = start(
            lambda: waiting.after(lambda _: second.update(rebuild=False), lambda stage, *_: told.append(stage))
        )
        wait_until(lambda: told)
        server.kill()
        time.sleep(1)
        server.start()
        time.sleep(1)  # the first reads a long file, and does not know yet that it has lost the lock
        first.may_go_on.set()
        assert one.result(WAIT_S)
        assert other.result(WAIT_S)
        check_whole(documents, server.address)


def test_a_worker_reads_nothing_into_an_index_that_another_embedder_fills(
    documents: Path, address: str, start: Start
) -> None:
    """A rebuild that another one replaced has the same name in the database, but not the same vectors."""
    Updater(documents, address).update()
    first, helper = Updater(documents, address, "03.txt"), Updater(documents, address, "reading")
    second = Updater(documents, address, "03.txt", embedder=FakeEmbedder("other", dim=32))
    one = start(first.update)
    assert first.stands.wait(WAIT_S)
    helping = start(helper.work)
    assert helper.stands.wait(WAIT_S)
    lose_turn(address)
    other = start(second.update)
    wait_until(lambda: runs(address) == 3)
    first.may_go_on.set()
    with pytest.raises(BusyIndexError):
        one.result(WAIT_S)
    assert second.stands.wait(WAIT_S)
    helper.may_go_on.set()
    assert helping.result(WAIT_S) == 0
    second.may_go_on.set()
    assert other.result(WAIT_S)
    with closing(Database(Address.read(address))) as database, database.session() as session:
        assert session.value("SELECT count(DISTINCT vector_dims(row)) FROM vectors") == 1
        assert session.value("SELECT count(*) FROM documents") == FILES
