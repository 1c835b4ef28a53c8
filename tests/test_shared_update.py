"""An index in PostgreSQL that many processes write: killed workers, a killed database, and wrong addresses."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

import pytest
from fakes import FakeEmbedder, FakeReader
from postgres_server import PASSWORD, running_server
from shared_worker import __file__ as worker

from index.errors import (
    BusyIndexError,
    DamagedIndexError,
    DocumentError,
    MismatchedIndexError,
    MissingDocumentError,
    MissingIndexError,
    SettingsError,
    StoreError,
)
from index.records import Changes, Document
from index.scope import Hidden
from index.search.part import part_of
from index.search.search import Index
from index.stores.postgres.address import Address
from index.stores.postgres.database import Database, Session
from index.stores.postgres.work import waiting
from index.upkeep.ingest import Ingestion
from index.upkeep.shared_doctor import describe_shared, examine_shared
from index.upkeep.shared_update import update_shared
from index.upkeep.shared_work import work

DIM = 64


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    return folder


def how(documents: Path) -> Ingestion:
    return Ingestion(embedder=FakeEmbedder(dim=DIM), read=FakeReader(documents), reader_version="1", max_tokens=30)


def updated(documents: Path, address: str, **options: bool) -> Changes:
    return update_shared(documents, address, how(documents), without=documents / "nowhere", **options)


def opened(address: str) -> Index:
    return Index.open(address, embedder=FakeEmbedder(dim=DIM), max_tokens=30)


def start(what: str, documents: Path, address: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, worker, what, documents, address], env={"PYTHONPATH": ":".join(sys.path)})


def fill(documents: Path, number: int) -> None:
    for each in range(number):
        (documents / f"{each:03}.txt").write_text(f"# One\nThe number {each} is in all.\n# Two\nA text of many.")


def left(address: str) -> int:
    """How many files are not finished. -1: the index is not made yet."""
    with closing(Database(Address.read(address))) as database, database.session() as session:
        try:
            return waiting(session)
        except Exception:
            return -1


def wait_until(what, seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < ends
        time.sleep(0.02)


@pytest.mark.slow
def test_workers_that_are_killed_lose_nothing_and_every_document_is_there_once(documents, address):
    fill(documents, 200)
    killed = [start("update", documents, address)]
    wait_until(lambda: left(address) > 0)
    killed.append(start("work", documents, address))
    survivor = start("work", documents, address)
    wait_until(lambda: left(address) < 150)
    for process in killed:
        process.kill()
        process.wait()
    assert left(address) > 0
    assert survivor.wait(60) == 0
    assert left(address) == 0
    assert updated(documents, address).unchanged == 200
    assert examine_shared(documents, address, without=documents / "nowhere") == []
    with opened(address) as index:
        assert [one.passages for one in index.documents()] == [2] * 200
        assert index.search("number 123", k=1, by="lexical")[0].passage.document_id == "123.txt"


def test_ten_workers_read_each_document_once(documents, address):
    fill(documents, 60)
    with pytest.raises(KeyboardInterrupt):
        update_shared(documents, address, interrupted(), without=documents / "nowhere")
    read: list[str] = []

    def noted(path: str) -> Document:
        read.append(path)
        return FakeReader(documents)(path)

    with ThreadPoolExecutor(10) as pool:
        done = list(pool.map(lambda _: work(documents, address, replace(how(documents), read=noted)), range(10)))
    assert sum(done) == 60
    assert sorted(read) == [path.name for path in sorted(documents.iterdir())]
    assert updated(documents, address).unchanged == 60
    assert examine_shared(documents, address, without=documents / "nowhere") == []


@pytest.mark.slow
def test_a_killed_database_loses_nothing_that_was_finished(documents):
    with running_server() as server:
        fill(documents, 100)
        process = start("update", documents, server.address)
        wait_until(lambda: 0 < left(server.address) < 80)
        server.kill()
        server.start()
        assert process.wait(60) == 0  # it goes on by itself
        assert left(server.address) == 0
        assert examine_shared(documents, server.address, without=documents / "nowhere") == []
        with opened(server.address) as index:
            assert len(index.documents()) == 100
            found = index.search("number 7", k=3)
            server.kill()
            server.start()
            assert index.search("number 7", k=3) == found
            assert len(index.documents()) == 100


def test_the_document_of_an_unchanged_file_stays_while_the_file_cannot_be_read(documents, address):
    def read(path: str) -> Document:
        raise DocumentError("was given up", path, passing=True)

    fill(documents, 2)
    updated(documents, address)
    (documents / "001.txt").write_text("Other words.")
    failing = replace(how(documents), read=read, reader_version="2")
    changes = update_shared(documents, address, failing, without=documents / "nowhere")
    assert [failure.path for failure in changes.failed] == ["000.txt", "001.txt"]
    with opened(address) as index:
        assert [listing.document_id for listing in index.documents()] == ["000.txt"]
    changes = updated(documents, address)
    assert (changes.added, changes.unchanged, changes.failed) == (("001.txt",), 1, ())


def test_a_worker_without_the_files_stops_and_fails_none_of_them(documents, address, tmp_path):
    fill(documents, 5)
    with pytest.raises(KeyboardInterrupt):
        update_shared(documents, address, interrupted(), without=documents / "nowhere")
    assert left(address) == 5
    with pytest.raises(SettingsError, match=r"has none of the files to read, such as 000\.txt"):
        work(tmp_path, address, how(tmp_path))
    assert work(documents, address, how(documents)) == 5
    assert work(documents, address, how(documents)) == 0


def stop(path: str) -> Document:
    raise KeyboardInterrupt(path)


def interrupted() -> Ingestion:
    """One that is stopped at its first file."""
    return Ingestion(embedder=FakeEmbedder(dim=DIM), read=stop, reader_version="1", max_tokens=30)


def test_a_worker_with_another_embedder_is_refused(documents, address):
    fill(documents, 2)
    with pytest.raises(KeyboardInterrupt):
        update_shared(documents, address, interrupted(), without=documents / "nowhere")
    other = Ingestion(embedder=FakeEmbedder("other"), read=FakeReader(documents), reader_version="1", max_tokens=30)
    with pytest.raises(MismatchedIndexError, match="embedder fake, but other is configured"):
        work(documents, address, other)


def test_a_file_that_is_gone_before_a_worker_has_read_it_is_not_indexed(documents, address):
    fill(documents, 3)
    with pytest.raises(KeyboardInterrupt):
        update_shared(documents, address, interrupted(), without=documents / "nowhere")
    (documents / "001.txt").unlink()
    assert updated(documents, address).added == ("000.txt", "002.txt")


def test_two_updates_at_once_are_refused_and_an_empty_folder_is_no_deletion(documents, address):
    fill(documents, 12)
    updated(documents, address)
    with (
        closing(Database(Address.read(address))) as other,
        other.alone(),
        pytest.raises(BusyIndexError, match="schema"),
    ):
        updated(documents, address)
    for path in documents.iterdir():
        path.unlink()
    with pytest.raises(MissingDocumentError, match="the index holds 12 documents"):
        updated(documents, address)


def test_indexes_in_two_schemas_of_one_database_know_nothing_of_each_other(documents, server, address):
    fill(documents, 2)
    updated(documents, address)
    other = f"{server.address}?schema=test_{token_hex(8)}"
    with pytest.raises(MissingIndexError):
        opened(other)
    (documents / "000.txt").unlink()
    updated(documents, other)
    with opened(address) as first, opened(other) as second:
        assert (len(first.documents()), len(second.documents())) == (2, 1)


def other_documents(folder: Path) -> Path:
    folder.mkdir()
    for each in range(4):
        (folder / f"other{each}.txt").write_text(f"Another text {each}.")
    return folder


def test_an_index_of_other_documents_is_not_emptied_by_a_second_deployment(documents, address, tmp_path):
    fill(documents, 4)
    updated(documents, address)
    others = other_documents(tmp_path / "others")
    with pytest.raises(
        SettingsError, match=r"holds 4 documents, and .*others has none of them.*\?schema=NAME"
    ) as caught:
        updated(others, address)
    assert "\n" not in str(caught.value)
    with opened(address) as index:
        assert [one.document_id for one in index.documents()] == [f"{each:03}.txt" for each in range(4)]
    assert len(updated(others, address, rebuild=True).added) == 4
    (others / "moved").mkdir()
    for path in list(others.glob("*.txt")):
        path.rename(others / "moved" / path.name)
    assert len(updated(others, address).added) == 4  # they are the same files


@pytest.mark.parametrize("tables", ["orders (id int)", "notes (id int); CREATE TABLE {schema}.files (id int)"])
def test_tables_of_another_program_are_never_removed(documents, address, tables):
    fill(documents, 1)
    schema = address.partition("schema=")[2]
    with closing(Database(Address.read(address))) as database, database.session() as session:
        session.run(f"CREATE SCHEMA {schema}; CREATE TABLE {schema}.{tables.format(schema=schema)}")
        for rebuild in (False, True):
            with pytest.raises(StoreError, match=f"schema {schema} .* belongs to another program") as caught:
                updated(documents, address, rebuild=rebuild)
            assert "\n" not in str(caught.value)
        held = tables.split()[0]
        assert session.value("SELECT count(*) FROM pg_tables WHERE schemaname = %s AND tablename = %s", schema, held)


@pytest.mark.parametrize(
    "other",
    [
        "TABLE {schema}.orders (id int)",
        "VIEW {schema}.orders AS SELECT path FROM {schema}.files",
        "SEQUENCE {schema}.orders",
        "FUNCTION {schema}.orders() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "TYPE {schema}.orders AS ENUM ('a')",
    ],
)
def test_what_another_program_has_beside_the_index_is_never_removed(documents, address, other):
    fill(documents, 1)
    updated(documents, address)
    schema = address.partition("schema=")[2]
    with closing(Database(Address.read(address))) as database, database.session() as session:
        session.run(f"CREATE {other.format(schema=schema)}")
        held = session.value(f"SELECT count(*) FROM pg_depend WHERE refobjid = '{schema}'::regnamespace")
    (documents / "new.txt").write_text("new")
    assert updated(documents, address).added == ("new.txt",)
    read: list[str] = []
    anew = replace(how(documents), read=read.append)
    with pytest.raises(StoreError, match=f"schema {schema} .* orders belongs to another program") as caught:
        update_shared(documents, address, anew, without=documents / "nowhere", rebuild=True)
    assert "\n" not in str(caught.value)
    assert read == []  # it says so before hours of work
    with closing(Database(Address.read(address))) as database, database.session() as session:
        assert session.value(f"SELECT count(*) FROM pg_depend WHERE refobjid = '{schema}'::regnamespace") == held
    updated(documents, address)


def test_an_index_without_one_of_its_tables_is_damaged_until_it_is_rebuilt(documents, address):
    fill(documents, 2)
    updated(documents, address)
    with closing(Database(Address.read(address))) as database, database.session() as session:
        session.run("DROP TABLE postings, vectors CASCADE")
    for act in (opened, lambda address: updated(documents, address)):
        with pytest.raises(DamagedIndexError, match=r"its table vectors is gone\. Run `quoth index --rebuild`"):
            act(address)
    (fault,) = examine_shared(documents, address, without=documents / "nowhere")
    assert fault.cure == "rebuild"
    assert len(updated(documents, address, rebuild=True).added) == 2
    opened(address).close()


def test_a_rebuild_replaces_the_index_of_readers_that_have_it_open(documents, address):
    fill(documents, 3)
    updated(documents, address)
    with opened(address) as index:
        assert index.is_current()
        updated(documents, address, rebuild=True)
        assert not index.is_current()
        assert len(index.search("number", k=3)) == 3


@pytest.mark.slow
def test_a_shortlist_by_hnsw_finds_nearly_all_of_the_nearest_and_filters_stay_full(documents, address, monkeypatch):
    monkeypatch.setattr("index.stores.postgres.tables.EXACT", 100)
    monkeypatch.setattr("index.stores.postgres.postgres_store.EXACT", 100)
    for each in range(400):
        (documents / f"{each:03}.txt").write_text(" ".join(f"word{(each * 7 + step * 13) % 397}" for step in range(9)))
    hidden = Hidden("private")
    (documents / "private").mkdir()
    for path in [*documents.glob("*7.txt")]:
        path.rename(documents / "private" / path.name)
    updated(documents, address)
    assert re.match(r"HNSW, recall@100 (1\.0|0\.9)", describe_shared(address).dense_search)
    within = [f"{each:03}.txt" for each in range(0, 400, 3) if each % 10 != 7]
    with opened(address) as index:
        listed = [index.search(f"word{each}", k=50, by="dense") for each in range(20)]
        some = [index.search(f"word{each}", k=50, within=within, by="dense") for each in range(20)]
        seen = [index.search(f"word{each}", k=50, within=hidden, by="dense") for each in range(20)]
        monkeypatch.setattr("index.stores.postgres.postgres_store.EXACT", 10**6)
        for each in range(20):
            for found, chosen in ((listed[each], None), (some[each], within), (seen[each], hidden)):
                exact = index.search(f"word{each}", k=50, within=chosen, by="dense")
                assert len(found) == len(exact)
                least = exact[-1].score - 1e-6
                assert sum(hit.score >= least for hit in found) >= 0.9 * len(exact)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("mysql://a:{password}@127.0.0.1/x", "does not start with postgresql://"),
        ("postgresql://quoth:{password}@127.0.0.1:99999/x", "not a valid address"),
        ("postgresql://quoth:{password}@127.0.0.1:{port}/postgres?schema=A-b", "lower-case letters"),
        ("postgresql://quoth:{password}@127.0.0.1:{port}/postgres?schema=public", "not public"),
        ("postgresql://quoth:{password}@127.0.0.1:{port}/postgres?schema=pg_mine", "not public, pg_"),
        ("postgresql://quoth:{password}@127.0.0.1:{port}/postgres?schema=quoth_next", "_next"),
        ("postgresql://quoth:{password}@127.0.0.1:1/postgres", "cannot be reached"),
        ("postgresql://quoth:{password}@127.0.0.1:{port}/nowhere", "nowhere"),
        ("postgresql://quoth:{password}@127.0.0.1:{port}/postgres?frobnicate=1", "frobnicate"),
        ("postgresql://quoth:{password}x@127.0.0.1:{port}/postgres", "refused the password"),
        ("postgresql://quoth@127.0.0.1:{port}/postgres?password={password}y", "refused the password"),
    ],
)
def test_a_wrong_address_is_one_clear_line_without_the_password(server, wrong, message):
    text = wrong.format(port=server.port, password=PASSWORD)
    with pytest.raises((SettingsError, StoreError), match=message) as caught:
        opened(text)
    assert "\n" not in str(caught.value)
    assert PASSWORD not in str(caught.value)
    assert PASSWORD not in repr(Address.read(server.address))
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("postgresql:///quoth?host=/run/postgresql", "/quoth, schema quoth"),
        ("postgresql://ann@a:5432,b:5433/quoth", "ann@a:5432,b:5433/quoth, schema quoth"),
        ("postgresql://[::1]:5432/quoth?schema=other", "[::1]:5432/quoth, schema other"),
        ("postgresql://a/quoth?options=-c%20jit%3Doff", "a/quoth, schema quoth"),
        ("postgresql://", "/, schema quoth"),
    ],
)
def test_every_form_of_an_address_reaches_the_database_as_it_is_written(given, shown):
    address = Address.read(given)
    written = given.replace("?schema=other", "").replace("=/run/postgresql", "=%2Frun%2Fpostgresql")
    assert (address.uri, str(address)) == (written, shown)


def test_if_one_of_several_servers_does_not_run_the_other_is_asked(documents, address, server):
    fill(documents, 1)
    updated(documents, address.replace("@127.0.0.1:", "@127.0.0.1:1,127.0.0.1:"))
    with opened(address.replace(f"127.0.0.1:{server.port}", f"127.0.0.1:{server.port},127.0.0.1:1")) as index:
        assert [one.document_id for one in index.documents()] == ["000.txt"]


def test_a_server_without_pgvector_is_one_clear_line(documents, server):
    fill(documents, 1)
    name = f"bare_{token_hex(4)}"
    with closing(Database(Address.read(server.address))) as database, database.session() as session:
        session.run(f"CREATE DATABASE {name}")
        session.run(f"ALTER DATABASE {name} SET extension_control_path = '/nowhere'")
    with pytest.raises(StoreError, match=r"does not have pgvector\. Install its package") as caught:
        updated(documents, server.address.replace("/postgres", f"/{name}"))
    assert "\n" not in str(caught.value)


@pytest.mark.slow
def test_a_replica_is_refused_because_it_can_find_what_was_deleted(documents):
    with running_server() as server:
        fill(documents, 1)
        updated(documents, server.address)
        server.stop()
        (server.data / "standby.signal").touch()
        server.start()
        for act in (opened, lambda address: updated(documents, address)):
            with pytest.raises(StoreError, match="is a replica"):
                act(server.address)


def test_tables_of_another_version_are_refused_and_a_rebuild_replaces_them(documents, address):
    fill(documents, 1)
    updated(documents, address)
    with closing(Database(Address.read(address))) as database, database.session() as session:
        session.rows("UPDATE notes SET value = %s WHERE name = 'tables'", "0")
    with pytest.raises(MismatchedIndexError, match="tables of version 0"):
        updated(documents, address)
    with pytest.raises(MismatchedIndexError, match="tables of version 0"):
        opened(address)
    updated(documents, address, rebuild=True)
    opened(address).close()


def test_no_ids_are_sent_to_hide_documents(documents, address, monkeypatch):
    fill(documents, 60)
    (documents / "private").mkdir()
    (documents / "private" / "a.txt").write_text("The number is hidden.")
    updated(documents, address)
    sent = []
    rows = Session.rows

    def noting(session, sql, *values, **named):
        sent.extend(one for value in (*values, *named.values()) if isinstance(value, list) for one in value)
        return rows(session, sql, *values, **named)

    with opened(address) as index:
        part = part_of(index, Hidden("private"))
        monkeypatch.setattr(Session, "rows", noting)
        hits = part.search("What is the number?", k=3)
        named = {str(one) for one in sent if str(one).endswith(".txt")}
        assert named == {hit.passage.document_id for hit in hits}  # asked for the names of their copies
        sent.clear()
        assert part.passages_with("hidden") == []
        assert sent == []
