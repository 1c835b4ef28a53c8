"""`Chatbot`: opens the index and loads the models of the settings, and answers questions with them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from index.embedding.embedder import Embedder
from index.embedding.rerank import CrossEncoderReranker, OptionalReranker, Reranker
from index.errors import QuothError, SettingsError
from index.reading.read import reader_version
from index.reading.sandbox import READERS, Sandbox
from index.records import Changes, Document, Failure, Hit, Listing, Passage, Progress, no_progress
from index.scope import Hidden, Scope
from index.search.library import Library
from index.search.part import document_in, documents_in, failures_in, part_of
from index.search.search import Index
from index.upkeep.ingest import Ingestion
from index.upkeep.sample import Sample
from index.upkeep.update import update
from index.weights.fetch import fetch, is_held
from index.weights.hub import find_on_hub, is_hub_name
from index.weights.models import catalogue
from qa.embedders import Embedders, in_words
from qa.engines.engine import Engine
from qa.engines.load import convert_if_needed, load_engine
from qa.engines.memory import warning_of
from qa.lazy import Lazy
from qa.pipeline import Pipeline, check_question
from qa.question_models import QuestionModels
from qa.records import Answer, Piece, Turn
from qa.settings import DEFAULT_RERANKER, RERANKER_OFF, RUN_HERE, Settings, load_settings

_log = logging.getLogger(__name__)


class Chatbot:
    """Answers questions from one folder of documents. Models are loaded at first use. Threads can share a chatbot.

    `progress` reports downloads of weights. Use the chatbot as a context manager, or `close` it.
    """

    def __init__(self, settings: Settings, *, progress: Progress = no_progress) -> None:
        self.settings = settings
        self._progress = progress
        self._hidden: Hidden | None = None
        self._library = Lazy(lambda: Library.open_published(settings.place), Library.is_current)
        self._index = Lazy(self._open_index, Index.is_current)
        self._embedders = Embedders(settings, self._weights)
        name = settings.reranker
        self.reranker = OptionalReranker(name, self._load_reranker) if name not in RERANKER_OFF else None
        self._engine = Lazy(self._load_engine)
        self._sandbox = Lazy(lambda: Sandbox(settings.documents, hidden=settings.hidden))

    def ask(
        self, question: str, *, history: Sequence[Turn] = (), within: Collection[str] | Scope | None = None
    ) -> Answer:
        """The finished answer. See `stream`."""
        *_, answer = self.stream(question, history=history, within=within)
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        within: Collection[str] | Scope | None = None,
        preferences: Mapping[str, Any] | None = None,
    ) -> Iterator[Piece]:
        """Yield a `Draft` with the likeliest sentences, then the answer's text in pieces, and last the `Answer`.

        Another `Draft` follows each finished sentence. Closing the iterator stops the computation.

        `within` limits the search to a scope or to these document ids. `preferences` replace settings of answers, such
        as `min_confidence`, for this question. Raises `QuothError`.
        """
        question = check_question(question)
        first = history[0].question if history else question
        index = self.index
        models = QuestionModels(self, index.embedder, first)
        pipeline = Pipeline(index, models, replace(self.settings, **(preferences or {})))
        scope = index.select(within) if isinstance(within, Scope) else within
        return pipeline.answer(question, history=history, within=scope)

    def search(
        self, question: str, *, within: Collection[str] | Scope | None = None, k: int | None = None
    ) -> list[Hit]:
        """The `k` passages that match the question best (None: as many as the settings say), best first."""
        return self.index.search(check_question(question), k=k or self.settings.k, within=within)

    def update(self, *, progress: Progress = no_progress, rebuild: bool = False, accept_empty: bool = False) -> Changes:
        """Update the index from the documents folder, and return what changed.

        If the folder is empty and the index is not, `accept_empty` removes all documents from the index.
        """
        self.fetch_documents(progress=progress)
        settings, ingestion = self.settings, self._ingestion(progress, rebuild=rebuild)
        if settings.store:
            from index.upkeep.shared_update import update_shared  # psycopg is optional

            return update_shared(
                settings.documents,
                settings.store,
                ingestion,
                without=settings.index,
                rebuild=rebuild,
                accept_empty=accept_empty,
            )
        return update(
            settings.documents,
            settings.index,
            ingestion,
            rebuild=rebuild,
            accept_empty=accept_empty,
            keep=settings.snapshots_kept,
        )

    def fetch_documents(self, *, progress: Progress = no_progress) -> None:
        """If the documents are in a bucket, update the copies on this machine."""
        if self.settings.bucket:
            from index.files.bucket import Bucket  # obstore is optional

            Bucket(self.settings.bucket, self.settings.documents).fetch(progress)

    def work(self, *, progress: Progress = no_progress) -> int:
        """Read files that wait in the shared index until none is left, and return how many."""
        if not self.settings.store:
            raise SettingsError(
                "Only an index in a database is shared by workers. Set QUOTH_STORE to its address, such as "
                "postgresql://quoth@db.example.org/quoth."
            )
        from index.upkeep.shared_work import waiting_in, work

        found = waiting_in(self.settings.store)
        if found:  # workers ask often, and listing a bucket each time would be slow and dear
            self.fetch_documents(progress=progress)
        done = 0
        for schema, built_with in found.items():  # an index that is rebuilt can have another embedder than before
            how = self._how(self._embedders.named(self._embedders.name_for(built_with)), self.sandbox.read, progress)
            done += work(self.settings.documents, self.settings.store, how, schema=schema)
        return done

    def _ingestion(self, progress: Progress, *, rebuild: bool = False) -> Ingestion:
        read: Callable[[str], Document] = self.sandbox.read
        if self._embedders.must_choose(rebuild=rebuild):
            sample = Sample(self.settings.documents, read)
            spoken = sample.languages(without=self.settings.index, readers=READERS, progress=progress)
            return self._how(self._embedders.choose(spoken), sample.read, progress)
        return self._how(self._embedders.named(self._embedders.name()), read, progress)

    def _how(self, embedder: Embedder, read: Callable[[str], Document], progress: Progress) -> Ingestion:
        return Ingestion(
            embedder=embedder,
            read=read,
            readers=READERS,
            reader_version=self.reader_version,
            progress=progress,
            fetch=self.fetch_documents,
        )

    def without(self, hidden: Hidden) -> Self:
        """The same chatbot, with the same models, for somebody from whom some documents are hidden."""
        same = copy(self)
        same._hidden = hidden
        return same

    def documents(self) -> list[Listing]:
        """The documents in the index."""
        return documents_in(self._library.get(), self._hidden)

    def failures(self) -> list[Failure]:
        """The files that could not be read, and why."""
        return failures_in(self._library.get(), self._hidden)

    def document(self, document_id: str) -> Document:
        """One document of the index. Raises `MissingDocumentError` if the index has none with this id."""
        return document_in(self._library.get(), self._hidden, document_id)

    def passages(self, document_id: str) -> list[Passage]:
        """The passages of one document, in order. Raises `MissingDocumentError`, as `document` does."""
        return self._library.get().passages(self.document(document_id).id)

    @property
    def index(self) -> Index:
        """The newest published index. Raises `MissingIndexError` and `MismatchedIndexError`."""
        return part_of(self._index.get(), self._hidden)

    @property
    def embedder(self) -> Embedder:
        """The embedder of the index. Without an index, it is that of the settings, or that for English."""
        return self._embedders.named(self._embedders.serving())

    def embedder_for(self, languages: Collection[str]) -> Embedder:
        """The embedder for another index, of texts in these languages: that of the settings, or one that suits them."""
        automatic = self._embedders.is_automatic
        return self._embedders.choose(languages) if automatic else self._embedders.named(self._embedders.name())

    def embedder_of(self, exported: str) -> Embedder:
        """The embedder for an index that is imported: that of the settings, or the `exported` one if Quoth chooses."""
        return self._embedders.named(self._embedders.name_for(exported))

    def describe_embedder(self) -> str:
        """The embedder of the index, the languages of its documents, and the advice if another embedder suits them."""
        library = self._library.get()
        languages = in_words(library.languages())
        return f"Embedder: {library.built_with}. Languages: {languages}. {self.advise_embedder()}".rstrip()

    def advise_embedder(self) -> str:
        """What to do if another embedder suits the languages of the documents better; "" if none does."""
        library = self._library.get()
        return self._embedders.advice(library.built_with, library.languages())

    @property
    def engine(self) -> Engine:
        return self._engine.get()

    @property
    def sandbox(self) -> Sandbox:
        """Reads files, images of pages, and the positions of words on them, from the documents folder."""
        return self._sandbox.get()

    @property
    def reader_version(self) -> str:
        """The version of the readers. If it changes, all documents are read again."""
        return reader_version(self.sandbox.tesseract, self.settings.hidden)

    def load(self) -> None:
        """Load the models and open the index now, not at the first question."""
        if not self._embedders.must_choose(rebuild=False):  # otherwise the first update chooses it
            self.embedder.embed_questions([""])
        if self.reranker:
            self.reranker.scores("", [""], seconds=0)
        _ = self.engine
        with suppress(QuothError):  # the first question reports the error
            self.index.languages()

    def fetch_weights(self, names: Sequence[str] = ()) -> dict[str, Path]:
        """Fetch and verify these models, or those of the settings. Return the folders of their files by name."""
        settings = self.settings
        needed = [
            *([] if settings.embedder_url else [self._embedders.name()]),
            *([settings.model] if settings.engine in RUN_HERE else []),
            *([settings.reranker] if self.reranker else []),  # last, because the others matter more
        ]
        fetched = {name: self._weights(name) for name in names or needed}
        if not names and settings.engine in RUN_HERE:
            convert_if_needed(fetched[settings.model], settings, self._progress)
        return fetched

    def close(self) -> None:
        """Free the models and stop the sandbox."""
        for lazy in (self._engine, self._index, self._library, self._sandbox):
            if held := lazy.take():
                held.close()
        for embedder in self._embedders.take():
            close = getattr(embedder, "close", None)  # only one behind an endpoint has connections
            if close:
                close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open_index(self) -> Index:
        settings = self.settings
        # The default reranker reads sentences alone: passages gain too little by it for the time (docs/embedding.md).
        reranker = None if settings.reranker == DEFAULT_RERANKER else self.reranker
        return Index.open(settings.place, embedder=self.embedder, reranker=reranker, rerank_s=settings.rerank_s)

    def _load_reranker(self) -> Reranker:
        name = self.settings.reranker
        return CrossEncoderReranker(self._weights(name), name=name)

    def _load_engine(self) -> Engine:
        return load_engine(self.settings, self._weights, self._progress)

    def _weights(self, name: str) -> Path:
        """The path of the weights `name`: a path, or the name of a model of the catalogue or the hub."""
        settings = self.settings
        if name not in catalogue():
            if Path(name).exists():
                return Path(name)
            if is_hub_name(name):
                download = settings.hub_models == "fetch"
                return find_on_hub(name, hub=settings.hub, download=download, progress=self._progress)
        elif not is_held(name, settings.cache) and (warning := warning_of(catalogue()[name])):
            _log.warning(warning)
        return fetch(name, cache=settings.cache, folder=settings.weights, hub=settings.hub, progress=self._progress)


def ask(
    question: str, *, history: Sequence[Turn] = (), within: Collection[str] | Scope | None = None, **settings: Any
) -> Answer:
    """The cited, checked answer to `question` from the indexed documents.

    `history` is the earlier turns, needed to understand a follow-up. `within` limits the search to a scope, such as
    `Scope(types=("pdf",))`, or to these document ids. `settings` are those of `qa.settings.Settings`, such as
    `engine="extractive"`. Models are loaded at the first call and kept. Raises `QuothError`, which says what to do.
    """
    return _chatbot(load_settings(**settings)).ask(question, history=history, within=within)


def stream(
    question: str, *, history: Sequence[Turn] = (), within: Collection[str] | Scope | None = None, **settings: Any
) -> Iterator[Piece]:
    """Yield drafts and pieces of the answer's text, and last the same `Answer` that `ask` returns.

    The first `Draft` comes at once. It quotes and cites the likeliest sentences of the documents. Another `Draft`
    follows each sentence that is finished and checked.
    """
    return _chatbot(load_settings(**settings)).stream(question, history=history, within=within)


@lru_cache(maxsize=2)
def _chatbot(settings: Settings) -> Chatbot:
    return Chatbot(settings)
