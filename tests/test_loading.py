"""Which functions work while a model is being downloaded, and which wait for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fakes import FakeEmbedder, FakeReader

from index.embedding.embedder import Embedder
from index.errors import MismatchedIndexError, MissingDocumentError, MissingIndexError
from index.stores.catalog import Catalog
from index.stores.layout import CATALOG
from index.upkeep.ingest import Ingestion
from index.upkeep.update import update
from qa import Chatbot, load_settings
from qa.lazy import Lazy
from qa.settings import Settings

PATIENCE_S = 20  # how long a test waits for something that should happen at once


class SlowChatbot(Chatbot):
    """Its models come only once `arrive` is set, as if they were being downloaded."""

    arrive: threading.Event
    loads = 0

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._embedders._load = self._load_slowly  # type: ignore[method-assign]  # the one place where they are loaded

    def _load_slowly(self, _name: str) -> Embedder:
        self.loads += 1
        assert self.arrive.wait(PATIENCE_S)
        return FakeEmbedder()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "note.txt").write_text("The office opens at nine.")
    (tmp_path / "documents" / "data.bin").write_bytes(b"\0")
    _index(tmp_path)
    return tmp_path


def _index(home: Path) -> None:
    documents = home / "documents"
    update(
        documents, home / "index", Ingestion(embedder=FakeEmbedder(), read=FakeReader(documents), reader_version="1")
    )


@pytest.fixture
def chatbot(home: Path) -> Iterator[SlowChatbot]:
    with SlowChatbot(load_settings(documents=home / "documents", index=home / "index", engine="extractive")) as bot:
        bot.arrive = threading.Event()
        yield bot
        bot.arrive.set()


def test_documents_failures_and_sources_answer_while_a_model_downloads(chatbot: SlowChatbot) -> None:
    with ThreadPoolExecutor(3) as people:
        searches = [people.submit(chatbot.search, "When does the office open?") for _ in range(2)]
        try:
            people.submit(_look_at_everything, chatbot).result(timeout=PATIENCE_S / 4)
            assert not any(search.done() for search in searches)
        finally:
            chatbot.arrive.set()
        assert [hit.passage.document_id for search in searches for hit in search.result()] == ["note.txt"] * 2
    assert chatbot.loads == 1


def _look_at_everything(chatbot: Chatbot) -> None:
    assert [listing.document_id for listing in chatbot.documents()] == ["note.txt"]
    assert [failure.path for failure in chatbot.failures()] == ["data.bin"]
    assert chatbot.document("note.txt").text == "The office opens at nine."
    assert chatbot.reader_version
    assert chatbot.engine.name == "extractive"


def test_what_is_listed_is_what_was_published_last(chatbot: SlowChatbot, home: Path) -> None:
    assert len(chatbot.documents()) == 1
    (home / "documents" / "second.txt").write_text("Lunch is at noon.")
    _index(home)
    assert len(chatbot.documents()) == 2
    (home / "documents" / "second.txt").unlink()
    _index(home)
    with pytest.raises(MissingDocumentError, match=r"second\.txt is not in the index"):
        chatbot.document("second.txt")


def test_without_an_index_the_list_of_documents_says_so_at_once(tmp_path: Path) -> None:
    with (
        SlowChatbot(load_settings(index=tmp_path / "none", engine="extractive")) as bot,
        pytest.raises(MissingIndexError, match="quoth index"),
    ):
        bot.documents()


def test_an_index_of_another_format_is_not_listed(chatbot: SlowChatbot, home: Path) -> None:
    catalog = Catalog.edit(home / "index" / "000001" / CATALOG)
    catalog.write_note("made_with", '{"format": 1}')
    catalog.seal()
    with pytest.raises(MismatchedIndexError, match="format 1, but 2 is configured"):
        chatbot.documents()


def test_a_value_whose_making_failed_is_made_again() -> None:
    outcomes = iter([OSError("no network"), "weights"])

    def make() -> str:
        if isinstance(outcome := next(outcomes), OSError):
            raise outcome
        return outcome

    lazy = Lazy(make)
    with pytest.raises(OSError, match="no network"):
        lazy.get()
    assert lazy.get() == lazy.get() == "weights"


def test_a_value_is_taken_out_once() -> None:
    lazy = Lazy(lambda: "model")
    assert lazy.take() is None
    lazy.get()
    assert lazy.take() == "model"
    assert lazy.take() is None
