"""An index in PostgreSQL whose vectors are also in Milvus: a real server of each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from secrets import token_hex

import numpy as np
import pytest
from fakes import FakeEmbedder, FakeReader
from milvus_server import running_milvus
from postgres_server import PostgresServer
from relay import Relay

from index.errors import SettingsError, StoreError
from index.scope import Hidden
from index.search.search import Index
from index.stores.fingerprint import made_with
from index.stores.postgres.address import Address, with_vectors
from index.stores.postgres.database import Database
from index.stores.postgres.milvus_view import MOST, MilvusView, ViewAddress
from index.stores.postgres.view import _AFTER
from index.upkeep import shared_view as views
from index.upkeep.ingest import Ingestion
from index.upkeep.shared_doctor import describe_shared, examine_shared
from index.upkeep.shared_transfer import export_shared, import_shared
from index.upkeep.shared_update import update_shared
from qa.settings import load_settings

pytestmark = pytest.mark.slow

FILES = 390  # no two are alike


@pytest.fixture(scope="module")
def milvus() -> Iterator[Relay]:
    with running_milvus() as server:
        yield server


@pytest.fixture(autouse=True)
def used_for_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the view above 100 passages, not above 30,000."""
    for module in ("stores.postgres.tables", "stores.postgres.postgres_store"):
        monkeypatch.setattr(f"index.{module}.EXACT", 100)


@pytest.fixture
def store(server: PostgresServer) -> str:
    return f"{server.address}?schema=test_{token_hex(8)}"


@pytest.fixture
def address(store: str, milvus: Relay) -> str:
    return with_vectors(store, f"milvus://127.0.0.1:{milvus.port}")


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    for number in range(FILES):
        write(folder, number)
    return folder


def write(folder: Path, number: int, more: str = "") -> None:
    words = " ".join(f"word{(number * 7 + step * 13) % 397}" for step in range(9))
    (folder / f"{number:03}.txt").write_text(f"{words} {more}")


def updated(documents: Path, address: str, **options: bool) -> None:
    how = Ingestion(embedder=FakeEmbedder(dim=64), read=FakeReader(documents), reader_version="1", max_tokens=30)
    update_shared(documents, address, how, without=documents / "nowhere", **options)


def opened(address: str) -> Index:
    return Index.open(address, embedder=FakeEmbedder(dim=64), max_tokens=30)


def listed(address: str) -> int:
    """How many keys the view does not have yet."""
    with closing(Database(Address.read(address))) as database, database.session() as session:
        return int(session.value("SELECT count(*) FROM unviewed"))


def view_in(address: str) -> MilvusView | None:
    with closing(Database(Address.read(address))) as database:
        return views.view_in(database)


def in_view(address: str) -> set[bytes]:
    """The keys that Milvus holds, as a search finds them."""
    view = view_in(f"{address}%3Fconsistency=strong")
    assert view
    (row,) = FakeEmbedder(dim=64).embed_questions(["word1"])
    return set(view.nearest(row, 1000))


def found(index: Index, question: str, k: int = 5, within: list[str] | None = None) -> list[str]:
    return [hit.passage.document_id for hit in index.search(question, k=k, within=within, by="dense")]


def test_the_nearest_are_found_as_exactly_and_filters_stay_full(
    documents: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (documents / "private").mkdir()
    for n in range(5, FILES, 10):
        (documents / f"{n:03}.txt").rename(documents / "private" / f"{n:03}.txt")
    updated(documents, address)
    assert listed(address) == 0
    assert len(in_view(address)) == FILES
    said = describe_shared(address).dense_search
    assert said.startswith("Milvus at 127.0.0.1:")
    assert float(said.split("recall@100 ")[1].split()[0]) >= 0.9
    assert examine_shared(documents, address, without=documents / "nowhere") == []
    withins = (
        None,
        [f"{n:03}.txt" for n in range(0, FILES, 3) if n % 10 != 5],
        ["007.txt", "300.txt"],
        Hidden("private"),
    )
    with opened(address) as index:
        hits = {
            (n, place): index.search(f"word{n}", k=50, within=within, by="dense")
            for n in range(20)
            for place, within in enumerate(withins)
        }
        monkeypatch.setattr("index.stores.postgres.postgres_store.EXACT", 10**6)
        for (n, place), some in hits.items():
            exact = index.search(f"word{n}", k=50, within=withins[place], by="dense")
            assert len(some) == len(exact)
            assert sum(hit.score >= exact[-1].score - 1e-6 for hit in some) >= 0.9 * len(exact)


def test_new_passages_are_found_before_the_view_has_them_and_deleted_ones_not_while_it_has_them(
    documents: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    updated(documents, address)
    (documents / "005.txt").unlink()
    write(documents, 6, "changed")
    (documents / "new.txt").write_text("zebra quagga okapi")
    with monkeypatch.context() as late:
        late.setattr("index.upkeep.shared_view.bring_into_view", lambda *_: None)
        updated(documents, address)
    assert listed(address) == 4  # two new vectors, and two that are gone
    with opened(address) as index:
        assert found(index, "zebra quagga okapi")[0] == "new.txt"
        every = found(index, "word35 word48", k=FILES)
        assert "005.txt" not in every
        assert every.count("006.txt") == 1
        before = index.search("word35 word48", k=20)
        updated(documents, address)
        assert listed(address) == 0
        assert index.search("word35 word48", k=20) == before
        assert found(index, "zebra quagga okapi")[0] == "new.txt"


def test_a_view_whose_keys_are_not_those_of_the_vectors_is_a_fault(
    documents: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said() -> list[str]:
        return [fault.what for fault in examine_shared(documents, address, without=documents / "nowhere")]

    updated(documents, address)
    view = view_in(address)
    assert view
    some = sorted(in_view(address))[:5]
    monkeypatch.setattr("index.stores.postgres.view._AFTER", _AFTER.replace(str(MOST // 2), "100"))
    view.remove(some)
    assert said() == ["5 vectors are missing from Milvus."]
    (row,) = FakeEmbedder(dim=64).embed_questions(["word1"])
    view.put([bytes(16), b"\1" * 16], np.stack([row, row]))
    assert said() == ["5 vectors are missing from Milvus.", "2 deleted vectors are still in Milvus."]
    with closing(Database(Address.read(address))) as database, database.session() as session:
        session.rows("INSERT INTO unviewed SELECT unnest(%s::bytea[])", some)
        assert said() == []  # they are known to be on their way, and so can be those that are still there
    updated(documents, address, rebuild=True)
    assert said() == []
    view = view_in(address)
    assert view
    view.drop()
    (fault,) = examine_shared(documents, address, without=documents / "nowhere")
    assert "cannot be used" in fault.what
    assert fault.cure == "update"
    updated(documents, address)
    assert said() == []


def test_a_rebuilt_index_has_a_view_of_its_own_and_a_lost_one_is_filled_again(documents: Path, address: str) -> None:
    updated(documents, address)
    old = view_in(address)
    with opened(address) as reader:
        updated(documents, address, rebuild=True)
        assert not reader.is_current()
    assert old
    assert old.make(64)  # it was gone
    old.drop()
    assert len(in_view(address)) == FILES
    view = view_in(address)
    assert view
    view.drop()  # as a server that has lost its data
    with opened(address) as index, pytest.raises(StoreError, match="cannot be used") as caught:
        found(index, "word1")
    assert "\n" not in str(caught.value)
    updated(documents, address)
    assert len(in_view(address)) == FILES


def test_an_import_leaves_no_view_of_the_index_that_it_replaced(documents: Path, address: str, tmp_path: Path) -> None:
    updated(documents, address)
    old = view_in(address)
    export_shared(address, tmp_path / "moved.quoth")
    import_shared(tmp_path / "moved.quoth", address, wanted=made_with(FakeEmbedder(dim=64), 30))
    assert old
    assert old.make(64)  # it was gone
    old.drop()
    updated(documents, address)
    assert len(in_view(address)) == FILES


def test_without_the_setting_no_view_is_kept_and_hnsw_takes_its_place(
    documents: Path, address: str, store: str
) -> None:
    updated(documents, address)
    (documents / "new.txt").write_text("zebra quagga okapi")
    updated(documents, store)
    assert describe_shared(store).dense_search.startswith("HNSW, recall@100")
    with opened(store) as index:
        assert found(index, "zebra quagga okapi")[0] == "new.txt"
    with opened(address) as index:
        assert found(index, "zebra quagga okapi")[0] == "new.txt"
    updated(documents, address)
    assert len(in_view(address)) == FILES + 1


def test_a_milvus_server_that_is_gone_is_one_line_and_what_was_read_is_kept(
    documents: Path, store: str, address: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("index.stores.postgres.milvus_view._CONNECT_S", 1.0)
    updated(documents, address)
    gone = with_vectors(store, "milvus://ann:a-secret@127.0.0.1:1")
    (documents / "new.txt").write_text("zebra quagga okapi")
    with pytest.raises(StoreError, match=r"the Milvus server at 127\.0\.0\.1:1/default cannot be used") as caught:
        updated(documents, gone)
    with opened(gone) as index:
        with pytest.raises(StoreError) as asked:
            found(index, "word1")
        assert index.search("word1", k=1, by="lexical")
    for error in (caught.value, asked.value):
        assert "\n" not in str(error)
        assert "a-secret" not in str(error)
    assert not [record for record in caplog.records if record.name.startswith("pymilvus")]
    updated(documents, address)
    with opened(address) as index:
        assert found(index, "zebra quagga okapi")[0] == "new.txt"


@pytest.mark.parametrize(
    "wrong", ["http://a:1", "milvus://", "milvus://a:port", "milvus://a?consistency=none", "milvus://a?x=1", "milvus"]
)
def test_an_address_that_cannot_be_one_is_refused(wrong: str) -> None:
    with pytest.raises(SettingsError, match="QUOTH_VECTORS is wrong"):
        ViewAddress.read(wrong)


def test_the_address_comes_from_the_settings_and_needs_a_database() -> None:
    given = {
        "QUOTH_STORE": "postgresql://a/b?schema=c",
        "QUOTH_VECTORS": "milvus+tls://ann:x%20y@m/d?consistency=strong",
    }
    settings = load_settings(file=Path("none.toml"), environ=given)
    address = Address.read(settings.store)
    assert (address.uri, address.schema) == ("postgresql://a/b", "c")
    place = ViewAddress.read(address.vectors)
    assert (place.uri, place.database, place.token, place.is_strong) == ("https://m:19530", "d", "ann:x y", True)
    assert "x y" not in repr(settings) + repr(address) + repr(place) + str(place)
    with pytest.raises(SettingsError, match="Set QUOTH_STORE"):
        load_settings(file=Path("none.toml"), environ={"QUOTH_VECTORS": "milvus://m"})
    assert MilvusView(place, "c").address is place
