"""What happens to a shared index when something fails: nothing is lost, nothing deleted is found, nothing is seen half.

Each test changes, deletes and adds documents while somebody reads them, and lets something fail meanwhile. The servers,
workers and connections are real.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from secrets import token_hex

import pytest
from fakes import FakeEmbedder, FakeReader
from far_network import HERE, THERE, far_network
from postgres_server import USER, PostgresServer, running_server
from relay import running_relay
from shared_worker import __file__ as worker

from index.errors import QuothError, StoreError
from index.records import Document
from index.search.search import Index
from index.stores.postgres.address import Address
from index.stores.postgres.database import Database
from index.stores.postgres.postgres_store import PostgresStore
from index.stores.postgres.work import waiting
from index.upkeep.ingest import Ingestion
from index.upkeep.shared_doctor import examine_shared
from index.upkeep.shared_update import update_shared
from ui.conversations import Reply
from ui.shared_conversations import SharedConversations

pytestmark = pytest.mark.slow

FILES = 60
CHANGED, DELETED, ADDED = range(40), range(50, FILES), range(FILES, FILES + 10)
PATIENCE_S = 120
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    return folder


@pytest.fixture
def start(documents: Path) -> Iterator[Start]:
    """Starts a slow process that updates the index (`update`), or works on it (`work`).

    While there is a file `hold`, it returns when the process stands in the middle of its second claim.
    """
    hold = documents.parent / "hold"
    processes: list[subprocess.Popen[bytes]] = []

    def begin(what: str, address: str, *, through: Sequence[str] = ()) -> subprocess.Popen[bytes]:
        command = [*through, sys.executable, worker, what, str(documents), address]
        processes.append(subprocess.Popen(command, env={"PYTHONPATH": ":".join(sys.path)}))
        holds = documents.parent / str(processes[-1].pid)
        wait_until(lambda: holds.exists() or not hold.exists())
        return processes[-1]

    yield begin
    for process in processes:
        process.kill()
        process.wait()


def name_of(number: int) -> str:
    return f"{number:03}.txt"


def write(documents: Path, number: int, version: int) -> None:
    """A document of two passages, which both say its number and version."""
    words = f"document{number} version{version}"
    text = f"# First\nThe first part of {words}.\n# Second\nThe second part of {words}.\n"
    part = documents / "part"
    part.write_text(text)
    part.rename(documents / name_of(number))


def updated(documents: Path, address: str) -> None:
    how = Ingestion(embedder=FakeEmbedder(dim=64), read=FakeReader(documents), reader_version="1", max_tokens=30)
    update_shared(documents, address, how, without=documents / "nowhere")


def filled(documents: Path, address: str) -> None:
    """Index the first version of all documents, and then change, delete and add some in the folder alone."""
    for number in range(FILES):
        write(documents, number, 1)
    updated(documents, address)
    for number in (*CHANGED, *ADDED):
        write(documents, number, 2)
    for number in DELETED:
        (documents / name_of(number)).unlink()


def left(address: str) -> int:
    """How many files are not finished. -1: the database cannot say so now."""
    try:
        with closing(Database(Address.read(address))) as database, database.session() as session:
            return waiting(session)
    except QuothError:
        return -1


def free(address: str) -> int:
    """How many files a worker could claim now."""
    with closing(Database(Address.read(address))) as database, database.session() as session:
        return int(session.value("SELECT count(*) FROM (SELECT FROM work FOR UPDATE SKIP LOCKED) unclaimed"))


def wait_until(what: Callable[[], object]) -> None:
    ends = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < ends
        time.sleep(0.02)


class Watching(threading.Thread):
    """Reads all documents again and again, and notes what it must not see."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.looks = 0
        self.wrong: list[object] = []
        self._address = address
        self._is_over = threading.Event()

    def run(self) -> None:
        with closing(PostgresStore.open(self._address)) as store:
            while not self._is_over.is_set():
                try:
                    self._look(store)
                except StoreError as error:  # it says so in one line, and the next look can succeed
                    if not error.passing or "\n" in str(error):
                        self.wrong.append(str(error))
                    time.sleep(0.05)

    def _look(self, store: PostgresStore) -> None:
        with store.snapshot() as moment:
            found = {one.document_id: moment.passages_of(one.document_id) for one in moment.listings()}
            ranked = moment.passages(key for key, _ in moment.lexical("first second document7 version2", 200))
        for document_id, passages in found.items():
            versions = {passage.text.split()[-1] for _, passage, _ in passages}
            if len(passages) != 2 or len(versions) != 1:
                self.wrong.append((document_id, versions))
        self.wrong += [passage.document_id for passage in ranked.values() if passage.document_id not in found]
        self.looks += 1
        time.sleep(0.005)

    def end(self) -> None:
        self._is_over.set()
        self.join()


@contextmanager
def watched(address: str) -> Iterator[None]:
    """Somebody reads the index meanwhile, also before and after, and sees nothing wrong."""
    watching = Watching(address)
    watching.start()
    try:
        wait_until(lambda: watching.looks)
        yield
        seen = watching.looks
        wait_until(lambda: watching.looks > seen + 1 or not watching.is_alive())
    finally:
        watching.end()
    assert watching.wrong == []


def check_whole(documents: Path, address: str) -> None:
    """Every document is there once, in its last version, and no deleted one is found."""
    assert left(address) == 0
    assert examine_shared(documents, address, without=documents / "nowhere") == []
    with Index.open(address, embedder=FakeEmbedder(dim=64), max_tokens=30) as index:
        assert [one.document_id for one in index.documents()] == sorted(path.name for path in documents.iterdir())
        for number in (*CHANGED, *ADDED):
            hit = index.search(f"document{number} version2", k=1, by="lexical")[0]
            assert hit.passage.document_id == name_of(number)
            assert "version2" in hit.passage.text
        for number in DELETED:
            hits = index.search(f"document{number}", k=20) + index.search(f"document{number}", k=20, by="lexical")
            assert name_of(number) not in {hit.passage.document_id for hit in hits}


@pytest.mark.parametrize("fault", ["worker killed", "database killed", "worker and database killed"])
def test_what_is_killed_loses_nothing_and_shows_nothing_half(
    fault: str, mortal: PostgresServer, documents: Path, start: Start
) -> None:
    address = f"{mortal.address}?schema=test_{token_hex(8)}"
    filled(documents, address)
    hold = documents.parent / "hold"
    hold.touch()
    with watched(address):
        workers = [start("update", address), start("work", address)]
        if "worker" in fault:
            workers.pop(0).kill()  # the one that also deletes
        if "database" in fault:
            mortal.kill()
            mortal.start()
        hold.unlink()
        workers.append(start("work", address))
        for process in workers:
            assert process.wait(PATIENCE_S) == 0
    updated(documents, address)
    check_whole(documents, address)
    mortal.kill()  # what was committed is on the disk
    mortal.start()
    check_whole(documents, address)


def test_a_network_that_is_cut_for_a_while_loses_nothing_and_lost_connections_end(
    mortal: PostgresServer, documents: Path, start: Start
) -> None:
    address = f"{mortal.address}?schema=test_{token_hex(8)}"
    filled(documents, address)
    hold = documents.parent / "hold"
    hold.touch()
    with running_relay(mortal.port) as relay:
        far = address.replace(f":{mortal.port}/", f":{relay.port}/")
        with watched(address), watched(far):
            relay.cut()
            threading.Timer(1, relay.mend).start()  # a short cut is only a delay
            workers = [start("update", far), start("work", far)]
            relay.cut()
            hold.unlink()
            time.sleep(1)
            relay.lose()
            relay.mend()
            near = start("work", address)
            wait_until(lambda: 0 <= left(address) <= 16)  # two workers had claimed eight each
            relay.notice()  # as the server does by itself after half a minute
            for process in (*workers, near):
                assert process.wait(PATIENCE_S) == 0
        updated(documents, far)
        check_whole(documents, far)


def test_a_network_that_is_cut_for_30_seconds_loses_nothing_and_the_workers_go_on(
    documents: Path, start: Start
) -> None:
    """Two workers update the index from another network, whose interface goes down and comes up again."""
    with far_network() as network, running_server(configured=f"listen_addresses = '127.0.0.1,{HERE}'\n") as server:
        with (server.data / "pg_hba.conf").open("a") as allowed:
            allowed.write(f"host all all {THERE}/32 scram-sha-256\n")
        server.stop()
        server.start()
        address = f"{server.address}?schema=test_{token_hex(8)}"
        filled(documents, address)
        hold = documents.parent / "hold"
        hold.touch()
        with watched(address):
            far = address.replace("127.0.0.1", HERE)
            workers = [start(what, far, through=network.command) for what in ("update", "work")]
            assert left(address) - free(address) == 16  # each stands in the middle of a claim of eight
            network.unplug()
            hold.unlink()
            time.sleep(30)
            assert [process.poll() for process in workers] == [None, None]
            network.plug_in()
            mended_at = time.monotonic()
            for process in workers:
                assert process.wait(PATIENCE_S) == 0
            assert time.monotonic() - mended_at < 30
        check_whole(documents, address)


READS: dict[str, Callable[[Index], object]] = {
    "search": lambda index: index.search("document1", k=3),
    "documents": lambda index: index.documents(),
    "document": lambda index: index.document("001.txt"),
    "passages": lambda index: [index.neighbours(passage) for passage in index.passages("001.txt")],
    "passages with": lambda index: index.passages_with("document1"),
    "vectors": lambda index: index.similarities("document1", index.passages("001.txt")).tolist(),
    "changed": lambda index: index.changed_on("001.txt"),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_what_a_question_reads_is_read_again_if_the_connection_is_lost(
    read: Callable[[Index], object], mortal: PostgresServer, documents: Path
) -> None:
    address = f"{mortal.address}?schema=test_{token_hex(8)}"
    for number in range(3):
        write(documents, number, 1)
    updated(documents, address)
    with running_relay(mortal.port) as relay:
        far = address.replace(f":{mortal.port}/", f":{relay.port}/")
        with Index.open(far, embedder=FakeEmbedder(dim=64), max_tokens=30) as index:
            expected = read(index)
            index._store._listed = (-1, [])  # type: ignore[attr-defined]  # not from memory
            relay.cut()
            with ThreadPoolExecutor(1) as asking:
                found = asking.submit(read, index)
                time.sleep(0.2)
                relay.lose()
                relay.mend()
                assert found.result(PATIENCE_S) == expected


def test_a_question_waits_while_the_database_is_restarted(mortal: PostgresServer, documents: Path) -> None:
    address = f"{mortal.address}?schema=test_{token_hex(8)}"
    for number in range(3):
        write(documents, number, 1)
    updated(documents, address)
    with Index.open(address, embedder=FakeEmbedder(dim=64), max_tokens=30) as index, ThreadPoolExecutor() as asking:
        expected = {name: read(index) for name, read in READS.items()}
        mortal.kill()
        asked = {name: asking.submit(read, index) for name, read in READS.items()}
        time.sleep(2)
        mortal.start()
        assert {name: found.result(PATIENCE_S) for name, found in asked.items()} == expected
        assert index.is_current()


def test_the_server_too_notices_lost_connections_within_half_a_minute(mortal: PostgresServer) -> None:
    with closing(Database(Address.read(mortal.address))) as database, database.session() as session:
        names = ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count", "tcp_user_timeout")
        assert [session.value(f"SHOW {name}") for name in names] == ["10", "5", "3", "30000"]


def test_what_an_administrator_allows_idle_sessions_does_not_end_a_worker_that_reads_a_long_file(
    mortal: PostgresServer, documents: Path
) -> None:
    address = f"{mortal.address}?schema=test_{token_hex(8)}"
    write(documents, 1, 1)

    def read(path: str) -> Document:
        time.sleep(1)
        return FakeReader(documents)(path)

    how = Ingestion(embedder=FakeEmbedder(dim=64), read=read, reader_version="1", max_tokens=30)
    settings = ("idle_in_transaction_session_timeout", "idle_session_timeout", "transaction_timeout")
    with closing(Database(Address.read(address))) as database, database.session() as session:
        try:
            for name in settings:
                session.run(f"ALTER ROLE {USER} SET {name} = '300ms'")
            assert update_shared(documents, address, how, without=documents / "nowhere").added == ("001.txt",)
            assert session.is_alive()
        finally:
            for name in settings:
                session.run(f"ALTER ROLE {USER} RESET {name}")


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A disk of its own for the folder, small enough to be filled. Skips the test if none can be made here."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=96m", "quoth-test", folder]
    if shutil.which("mount") is None or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("this machine does not let the tests make a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def small_disk_for_its_log(data: Path) -> AbstractContextManager[None]:
    """A small disk for what PostgreSQL writes ahead, while its tables are on a large one."""
    return small_disk(data.parent / "wal")


def fill_disk(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(2**14))
    assert shutil.disk_usage(ballast.parent).free < 2**14


def use_up(documents: Path, address: str) -> None:
    """Change the documents until there is no free space inside the tables either."""
    for version in range(2, 100):
        updated(documents, address)
        for number in CHANGED:
            write(documents, number, version)


def test_a_reply_that_a_full_disk_has_no_room_for_is_stored_once_there_is_some(tmp_path: Path) -> None:
    with running_server(small_disk) as server:
        kept = SharedConversations(server.address, tmp_path / "none")
        conversation = kept.create("a" * 43, "Why?")
        turn = kept.begin("a" * 43, conversation, "Why?")
        ballast, reply = server.data / "ballast", Reply(random.Random(1).randbytes(500_000).hex())
        fill_disk(ballast)
        kept.finish(turn, reply)
        assert kept.turns("a" * 43, conversation)[0].reply.html == ""
        ballast.unlink()
        wait_until(lambda: kept.turns("a" * 43, conversation)[0].reply == reply)


def test_a_full_disk_of_the_database_is_one_line_and_costs_nothing(documents: Path) -> None:
    with running_server(small_disk) as server:
        filled(documents, server.address)
        ballast = server.data / "ballast"
        with watched(server.address):
            fill_disk(ballast)
            with pytest.raises(StoreError, match=r"the disk of the database .* is full") as caught:
                use_up(documents, server.address)
            assert "\n" not in str(caught.value)
            ballast.unlink()
            for number in CHANGED:
                write(documents, number, 2)
            updated(documents, server.address)
        check_whole(documents, server.address)


def test_a_full_disk_that_stops_the_database_is_one_line_and_costs_nothing(
    documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If what it writes ahead has no room, PostgreSQL ends at once, and starts when there is some."""
    monkeypatch.setattr("index.upkeep.shared_work.PATIENCE_S", 2.0)
    monkeypatch.setattr("index.upkeep.shared_update.PATIENCE_S", 2.0)
    with running_server(small_disk_for_its_log) as server:
        filled(documents, server.address)
        ballast = server.folder / "wal" / "ballast"
        with watched(server.address):
            fill_disk(ballast)
            with pytest.raises(StoreError, match=r"the disk of the database .* is full|cannot be reached") as caught:
                use_up(documents, server.address)
            assert "\n" not in str(caught.value)
            ballast.unlink()
            server.stop()
            server.start()
            for number in CHANGED:
                write(documents, number, 2)
            updated(documents, server.address)
        check_whole(documents, server.address)
