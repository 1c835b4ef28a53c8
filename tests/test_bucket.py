"""Documents in a bucket of a real S3 server: copies are complete and up to date, and failures are reported."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import Any

import obstore
import pytest
from fakes import FakeEmbedder, FakeReader
from httpx import Response
from made_pdfs import make_pdf
from obstore.store import S3Store
from postgres_server import PostgresServer
from s3_server import BUCKET, SECRET, S3Server, running_s3
from starlette.testclient import TestClient
from tiny_bert import make_embedder

from index.errors import MissingDocumentError, SettingsError
from index.files.bucket import Bucket
from index.files.walk import walk
from index.reading.readers.pdf import pages as pdf
from index.records import Changes
from index.search.search import Index
from index.stores.postgres.address import Address
from index.stores.postgres.database import Database
from index.upkeep.ingest import Ingestion
from index.upkeep.shared_update import update_shared
from index.upkeep.shared_work import work
from qa import Chatbot, load_settings
from ui.cli.main import main
from ui.web.app import make_app
from ui.web.sources import OTHER_VERSION

pytestmark = pytest.mark.slow
HOST = "127.0.0.1:7860"


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Server]:
    with running_s3() as server:
        yield server


@pytest.fixture(autouse=True)
def environment(s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("QUOTH_", "AWS_"))]:
        monkeypatch.delenv(name)
    for name, value in s3.environment.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def prefix() -> str:
    return token_hex(4)


@pytest.fixture
def objects(prefix: str) -> S3Store:
    """Where the tests put objects, by their path below the prefix."""
    return S3Store(BUCKET, prefix=prefix, client_options={"allow_http": True})


@pytest.fixture
def bucket(prefix: str, tmp_path: Path) -> Bucket:
    return Bucket(f"s3://{BUCKET}/{prefix}", tmp_path / "copies")


def copies(bucket: Bucket) -> dict[str, bytes]:
    paths = [path for path in bucket.folder.rglob("*") if path.is_file()]
    visible = [path for path in paths if not path.relative_to(bucket.folder).parts[0].startswith(".")]
    return {path.relative_to(bucket.folder).as_posix(): path.read_bytes() for path in visible}


def test_the_copies_follow_the_bucket(objects: S3Store, bucket: Bucket) -> None:
    obstore.put(objects, "a.txt", b"one")
    obstore.put(objects, "hr/ü b [1] 50%.txt", b"two")
    obstore.put(objects, "hr/.hidden", b"no")
    bucket.fetch()
    assert copies(bucket) == {"a.txt": b"one", "hr/ü b [1] 50%.txt": b"two"}
    before = walk(bucket.folder, without=bucket.folder / ".quoth")
    assert [(path, stamp.size) for path, stamp in before.items()] == [("a.txt", 3), ("hr/ü b [1] 50%.txt", 3)]
    obstore.put(objects, "a.txt", b"new")  # of the same size, and perhaps in the same second
    obstore.delete(objects, "hr/ü b [1] 50%.txt")
    bucket.fetch()
    assert copies(bucket) == {"a.txt": b"new"}
    assert walk(bucket.folder, without=bucket.folder / ".quoth")["a.txt"] != before["a.txt"]
    assert not (bucket.folder / "hr").exists()


def test_what_has_not_changed_is_not_fetched_again_and_has_the_same_stamp_on_each_machine(
    objects: S3Store, bucket: Bucket, tmp_path: Path
) -> None:
    obstore.put(objects, "a.txt", b"one")
    bucket.fetch()
    inode = (bucket.folder / "a.txt").stat().st_ino
    bucket.fetch()
    assert (bucket.folder / "a.txt").stat().st_ino == inode
    other = Bucket(bucket.address, tmp_path / "other")
    other.fetch()
    nowhere = tmp_path / "nowhere"
    assert walk(other.folder, without=nowhere) == walk(bucket.folder, without=nowhere)


def test_an_object_that_is_gone_since_it_was_listed_is_left_out_and_no_half_is_kept(
    objects: S3Store, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    obstore.put(objects, "a.txt", b"one")
    bucket.fetch()
    obstore.put(objects, "a.txt", b"two!")
    obstore.put(objects, "b.txt", b"new")
    listed = bucket._listed()
    obstore.put(objects, "a.txt", b"three")
    obstore.delete(objects, "b.txt")
    monkeypatch.setattr(bucket, "_listed", lambda: listed)
    bucket.fetch()
    assert copies(bucket) == {"a.txt": b"one"}
    monkeypatch.undo()
    bucket.fetch()
    assert copies(bucket) == {"a.txt": b"three"}
    assert not list(bucket.folder.glob(".incoming-*"))


def test_a_document_that_cannot_be_copied_is_listed_so_that_reading_tells_it(objects: S3Store, bucket: Bucket) -> None:
    obstore.put(objects, "a.txt", b"one")
    obstore.put(objects, "b.txt", b"two")
    (bucket.folder / "a.txt" / "in the way").mkdir(parents=True)
    bucket.fetch()
    assert copies(bucket) == {"b.txt": b"two"}
    assert list(walk(bucket.folder, without=bucket.folder / ".quoth")) == ["a.txt", "b.txt"]
    (bucket.folder / "a.txt" / "in the way").rmdir()
    (bucket.folder / "a.txt").rmdir()
    bucket.fetch()
    assert copies(bucket) == {"a.txt": b"one", "b.txt": b"two"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"AWS_SECRET_ACCESS_KEY": "wrong-horse"}, "SignatureDoesNotMatch"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "AWS_ENDPOINT_URL"),
    ],
)
def test_a_bucket_that_cannot_be_listed_is_one_line_and_changes_nothing(
    objects: S3Store, bucket: Bucket, monkeypatch: pytest.MonkeyPatch, change: dict[str, str], words: str
) -> None:
    obstore.put(objects, "a.txt", b"one")
    bucket.fetch()
    for name, value in change.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(MissingDocumentError) as caught:
        Bucket(bucket.address, bucket.folder).fetch()
    message = str(caught.value)
    assert words in message
    assert "\n" not in message
    assert SECRET not in message
    assert copies(bucket) == {"a.txt": b"one"}


def test_a_bucket_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingDocumentError, match=r"s3://nowhere cannot be listed \(NoSuchBucket"):
        Bucket("s3://nowhere", tmp_path).fetch()


@pytest.mark.parametrize("address", ["s3://", "s3://A_B/c", "s3:///c"])
def test_an_address_that_cannot_be_one_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(SettingsError, match="s3://bucket/folder"):
        Bucket(address, tmp_path)


@pytest.fixture
def run(prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable:
    """Runs a command on the documents of the bucket: its exit status, and what it wrote on stdout and on stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUOTH_DOCUMENTS", f"s3://{BUCKET}/{prefix}")
    monkeypatch.setenv("QUOTH_EMBEDDER", str(make_embedder(tmp_path / "tiny")))
    monkeypatch.setenv("QUOTH_ENGINE", "extractive")
    monkeypatch.setenv("QUOTH_RERANKER", "off")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    capfd.readouterr()

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(list(arguments))
        out, err = capfd.readouterr()
        return status, out, err

    return run


def test_the_commands_work_on_a_bucket(run: Callable, objects: S3Store, monkeypatch: pytest.MonkeyPatch) -> None:
    obstore.put(objects, "prices.md", b"# Prices\n\nThe monthly price is 40 euros.\n")
    obstore.put(objects, "cats.txt", b"Cats purr at night.\n")
    assert run("index")[:2] == (0, "2 added, 0 changed, 0 removed, 0 unchanged, 0 not read\n")
    assert "40 euros" in run("ask", "What is the monthly price?")[1]
    assert run("index")[1] == "0 added, 0 changed, 0 removed, 2 unchanged, 0 not read\n"
    obstore.put(objects, "prices.md", b"# Prices\n\nThe monthly price is 55 euros.\n")
    obstore.delete(objects, "cats.txt")
    assert run("index", "--diff")[1] == "~ prices.md\n- cats.txt\n"
    assert run("index")[1] == "0 added, 1 changed, 1 removed, 0 unchanged, 0 not read\n"
    assert "55 euros" in run("ask", "What is the monthly price?")[1]
    assert run("doctor")[0] == 0
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    status, _, err = run("index")
    assert status == 1
    assert err.count("\n") == 1
    assert "55 euros" in run("ask", "What is the monthly price?")[1]  # the index and the copies are still there


def test_a_worker_lists_the_bucket_only_if_there_is_work(
    run: Callable, objects: S3Store, server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_STORE", f"{server.address}?schema=test_{token_hex(8)}")
    obstore.put(objects, "prices.md", b"# Prices\n\nThe monthly price is 40 euros.\n")
    assert run("work", "--until-done")[:2] == (0, "")
    assert run("index")[0] == 0
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    assert run("work", "--until-done")[:2] == (0, "")
    with closing(Database(Address.read(os.environ["QUOTH_STORE"]))) as database, database.session() as session:
        session.run("INSERT INTO work SELECT path, size, mtime_ns, ctime_ns FROM files")
    status, _, err = run("work", "--until-done")
    assert (status, err.count("\n")) == (1, 1), err
    assert "cannot be listed" in err


@pytest.mark.parametrize("later", ["", "three"])
def test_a_worker_stores_no_older_copy_than_was_planned(
    objects: S3Store, bucket: Bucket, server: PostgresServer, tmp_path: Path, later: str
) -> None:
    address = f"{server.address}?schema=test_{token_hex(8)}"
    planner, worker = bucket, Bucket(bucket.address, tmp_path / "worker")

    def how(here: Bucket, stop: bool = False) -> Ingestion:
        def progress(stage: str, *_: object) -> None:
            if stop and stage == "reading":
                raise KeyboardInterrupt

        read = FakeReader(here.folder)
        return Ingestion(embedder=FakeEmbedder(), read=read, reader_version="1", progress=progress, fetch=here.fetch)

    def text() -> str:
        with Index.open(address, embedder=FakeEmbedder()) as index:
            return index.document("a.txt").text

    def updated(stop: bool = False) -> Changes:
        planner.fetch()
        return update_shared(planner.folder, address, how(planner, stop), without=tmp_path / "nowhere")

    obstore.put(objects, "a.txt", b"one")
    updated()
    worker.fetch()
    obstore.put(objects, "a.txt", b"two")
    with pytest.raises(KeyboardInterrupt):
        updated(stop=True)  # it is killed, and a worker that had fetched before reads what it has planned
    if later:
        obstore.put(objects, "a.txt", later.encode())
    assert work(worker.folder, address, how(worker)) == 1
    assert text() == (later or "two")
    assert updated().unchanged == 1


def test_what_a_worker_cannot_fetch_anew_is_read_again_later(
    objects: S3Store, bucket: Bucket, server: PostgresServer, tmp_path: Path
) -> None:
    address = f"{server.address}?schema=test_{token_hex(8)}"
    old = Bucket(bucket.address, tmp_path / "old")
    obstore.put(objects, "a.txt", b"one")
    for each in (bucket, old):
        each.fetch()
    obstore.put(objects, "a.txt", b"two")
    bucket.fetch()
    found = walk(bucket.folder, without=tmp_path / "nowhere")
    how = Ingestion(embedder=FakeEmbedder(), read=FakeReader(old.folder), reader_version="1")
    update_shared(old.folder, address, how, without=tmp_path / "nowhere")
    with closing(Database(Address.read(address))) as database, database.session() as session:
        (stamp,) = found.values()
        session.rows("INSERT INTO work VALUES ('a.txt', %s, %s, %s)", stamp.size, stamp.mtime_ns, stamp.ctime_ns)
    work(old.folder, address, how)
    anew = replace(how, read=FakeReader(bucket.folder))
    assert update_shared(bucket.folder, address, anew, without=tmp_path / "nowhere").changed == ("a.txt",)


def test_the_page_offers_originals_and_changes_no_document(run: Callable, objects: S3Store, prefix: str) -> None:
    obstore.put(objects, "prices.md", b"# Prices\n\nThe monthly price is 40 euros.\n")
    assert run("index", f"s3://{BUCKET}/{prefix}/")[0] == 0
    with (
        Chatbot(load_settings()) as chatbot,
        TestClient(make_app(chatbot, hosts={HOST}), base_url=f"http://{HOST}") as page,
    ):
        assert b"40 euros" in page.get("/api/original", params={"document": "prices.md"}).content
        for method, address, body in (
            ("PUT", "/api/documents?name=a.txt", None),
            ("DELETE", "/api/documents", {"document": "prices.md"}),
            ("PATCH", "/api/documents", {"document": "prices.md", "name": "b.md"}),
        ):
            reply = page.request(method, address, json=body)
            assert reply.status_code == 403
            assert f"s3://{BUCKET}/{prefix}" in reply.json()["error"]
    assert run("index")[1] == "0 added, 0 changed, 0 removed, 1 unchanged, 0 not read\n"


def test_the_page_of_a_pdf_is_that_of_the_file_that_was_read(run: Callable, objects: S3Store) -> None:
    pages = ["The monthly price is 40 euros.", "Cats purr at night."]
    before, after = make_pdf(pages), make_pdf([pages[0], "Dogs bark at noon."])
    obstore.put(objects, "hr/prices.pdf", before)
    assert run("index")[0] == 0
    with (
        Chatbot(load_settings()) as chatbot,
        TestClient(make_app(chatbot, hosts={HOST}), base_url=f"http://{HOST}") as page,
    ):
        start = chatbot.document("hr/prices.pdf").text.index("Cats")
        asked = {"document": "hr/prices.pdf", "page": 2}

        def image(**headers: str) -> Response:
            return page.get("/api/page-image", params=asked, headers=headers)

        def source() -> dict[str, Any]:
            span = {"document": "hr/prices.pdf", "start": start, "end": start + 4}
            return dict(page.get("/api/source", params=span).json())

        def is_shown(data: bytes) -> bool:
            original = page.get("/api/original", params={"document": "hr/prices.pdf"})
            assert original.headers["content-type"] == "application/pdf"
            return image().content == pdf.page_image(data, 2) and original.content == data

        assert pdf.page_image(before, 2) not in (pdf.page_image(before, 1), pdf.page_image(after, 2))
        assert is_shown(before)
        assert (source()["page"], source()["image"], len(source()["boxes"])) == (2, True, 1)
        obstore.put(objects, "hr/prices.pdf", after)
        assert is_shown(before)  # the copy
        chatbot.fetch_documents()  # as the server does each minute, and any other process that shares the copies
        assert image().status_code == 404
        assert "is not the version that Quoth read" in image().json()["error"]
        assert (source()["page"], source()["image"], source()["note"]) == (2, False, OTHER_VERSION)
        assert source()["quote"] == "Cats"
    assert run("index")[1] == "0 added, 1 changed, 0 removed, 0 unchanged, 0 not read\n"
    with (
        Chatbot(load_settings()) as chatbot,
        TestClient(make_app(chatbot, hosts={HOST}), base_url=f"http://{HOST}") as page,
    ):
        assert is_shown(after)


def test_a_server_whose_copy_is_older_than_the_index_shows_no_other_page(
    run: Callable, objects: S3Store, server: PostgresServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Several servers share an index, and each has copies of its own."""
    monkeypatch.setenv("QUOTH_STORE", f"{server.address}?schema=test_{token_hex(8)}")
    obstore.put(objects, "prices.pdf", make_pdf(["The monthly price is 40 euros."]))
    assert run("index")[0] == 0
    asked = {"document": "prices.pdf", "page": 1}
    with (
        Chatbot(load_settings()) as chatbot,
        TestClient(make_app(chatbot, hosts={HOST}), base_url=f"http://{HOST}") as page,
    ):
        assert page.get("/api/page-image", params=asked).status_code == 200
        obstore.put(objects, "prices.pdf", new := make_pdf(["The monthly price is 55 euros."]))
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "of another server"))
        assert run("index")[1] == "0 added, 1 changed, 0 removed, 0 unchanged, 0 not read\n"
        assert "55 euros" in chatbot.document("prices.pdf").text
        assert page.get("/api/page-image", params=asked).status_code == 404
        chatbot.fetch_documents()
        assert page.get("/api/page-image", params=asked).content == pdf.page_image(new, 1)
