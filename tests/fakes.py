"""Small real implementations for the tests: deterministic, offline, and good enough to rank with."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from numpy.typing import NDArray

from index.embedding.prompts import Prompts
from index.embedding.rerank import Reranker
from index.errors import DocumentError
from index.reading.read import read
from index.records import Document, Failure, Hit, Listing, Passage, Section
from index.text.identify import identify_language
from index.text.split import split
from qa.checking.judge import LexicalJudge
from qa.embedders import Embedders
from qa.engines.extractive_engine import ExtractiveEngine
from qa.evidence.rank import score_sentences
from qa.evidence.sentences import group_sources, read_sentences
from qa.pipeline import Pipeline
from qa.records import Answer, Message, Prompt, Question, Sentence, Source, Turn
from qa.settings import Settings
from qa.text.parsed import ParsedText

_WORD = re.compile(r"\w+")


class FakeEmbedder:
    """An `Embedder` of hashed words: texts that share words are near each other. It counts what it embeds."""

    prompts = Prompts()
    multilingual = False

    def __init__(self, name: str = "fake", dim: int = 64, precision: str = "float32") -> None:
        self.name = name
        self.precision = precision
        self.dim = dim
        self.embedded: list[str] = []

    def token_starts(self, text: str) -> list[int]:
        return [word.start() for word in _WORD.finditer(text)]

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded.extend(texts)
        return self.embed_questions(texts)

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        for i, text in enumerate(texts):
            for word in _WORD.findall(text.lower()):
                rows[i, crc32(word.encode()) % self.dim] += 1
            rows[i, 0] += not rows[i].any()  # a text without words still has a direction
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def always(embedder: FakeEmbedder) -> Callable[..., FakeEmbedder]:
    """What stands for `Embedders.named`: this embedder, whatever the name."""
    return lambda *_: embedder


def use_embedder(monkeypatch: pytest.MonkeyPatch, embedder: FakeEmbedder) -> None:
    """Have every chatbot use this embedder."""
    monkeypatch.setattr(Embedders, "named", always(embedder))


class ScriptedEngine:
    """An `Engine` that writes what it was given, word by word, and remembers the prompts and whether it was stopped."""

    name = "scripted"
    context_tokens = 4096
    thinks = False

    def __init__(self, text: str, *, confidence: float | None = 1.0, of_quotes: float | None = None) -> None:
        self.text = text
        self.confidence = confidence
        self.of_quotes = confidence if of_quotes is None else of_quotes  # when it reads the cited words alone
        self.prompts: list[Prompt] = []
        self.written = 0
        self.read_batches = 0
        self.stopped = False

    def count_tokens(self, text: str) -> int:
        return len(_WORD.findall(text))

    def read(self, prompt: Prompt) -> Iterator[None]:
        for _ in prompt.passages:
            self.read_batches += 1
            yield

    def stream(self, prompt: Prompt, *, max_tokens: int) -> Iterator[str]:
        self.prompts.append(prompt)
        try:
            for word in re.findall(r"\S+\s*", self.text)[:max_tokens]:
                self.written += 1
                yield word
        except GeneratorExit:
            self.stopped = True
            raise

    def probability(self, prompt: Prompt, word: str, other: str) -> float | None:  # noqa: ARG002 - scripted
        return self.confidence if prompt.passages else self.of_quotes

    def close(self) -> None:
        self.stopped = True


@dataclass
class FakeModels:
    """The models of a pipeline: only the engine differs from test to test."""

    engine: ScriptedEngine
    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)
    judge: LexicalJudge = field(default_factory=LexicalJudge)
    reranker: Reranker | None = None


class ListedPassages:
    """An index that finds the passages it was given, in their order, and remembers the questions."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.held = passages
        self.embedder = FakeEmbedder()
        self.questions: list[str] = []

    def search(self, question: str, k: int = 8, within: Collection[str] | None = None) -> list[Hit]:
        self.questions.append(question)
        found = [passage for passage in self.held if within is None or passage.document_id in within]
        return make_hits(found[:k])

    def document(self, document_id: str) -> Document:
        passages = [passage for passage in self.held if passage.document_id == document_id]
        return replace(make_document(document_id, passages[0].text), title=passages[0].title)

    def documents(self) -> list[Listing]:
        names = dict.fromkeys(passage.document_id for passage in self.held)
        return [Listing(name, self.document(name).title, None, 1, 100) for name in names]

    def languages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(identify_language(passage.text) for passage in self.held))

    def failures(self) -> list[Failure]:
        return []

    def passages(self, document_id: str) -> list[Passage]:
        return [passage for passage in self.held if passage.document_id == document_id]

    def passages_with(self, word: str, within: Collection[str] | None = None) -> list[Passage]:
        found = [passage for passage in self.held if word.lower() in passage.text.lower()]
        return [passage for passage in found if within is None or passage.document_id in within]

    def vectors(self, passages: Sequence[Passage]) -> NDArray[np.float32]:
        return FakeEmbedder().embed_passages([passage.text for passage in passages])

    def changed_on(self, document_id: str) -> date:  # noqa: ARG002 - all on one day
        return date(2025, 5, 3)


class HeldDocuments(ListedPassages):
    """The same for whole documents, split into passages as an index does it."""

    def __init__(self, *documents: Document) -> None:
        self.texts = {document.id: document for document in documents}
        tokens = FakeEmbedder().token_starts
        super().__init__([p for d in documents for p in split(d, max_tokens=40, token_starts=tokens)])

    def document(self, document_id: str) -> Document:
        return self.texts[document_id]

    def documents(self) -> list[Listing]:
        pages = {d.id: max((section.page or 0 for section in d.sections), default=0) for d in self.texts.values()}
        return [Listing(d.id, d.title, pages[d.id] or None, 1, 100) for d in self.texts.values()]


def make_hits(passages: Sequence[Passage]) -> list[Hit]:
    """Hits on the passages, in their order, all of them good."""
    return [Hit(passage, 1 - rank / 100, "fused") for rank, passage in enumerate(passages)]


def make_prompt(question: str, *passages: Passage) -> Prompt:
    """A prompt of the question alone, with the scored sentences of the passages."""
    return Prompt(passages, (Message("user", question),), tuple(make_sentences(question, *passages)))


def make_sentences(question: str, *passages: Passage) -> list[Sentence]:
    """The scored sentences of the passages."""
    return score_sentences(ParsedText(question), read_sentences(make_hits(passages), FakeEmbedder()), FakeEmbedder())


def make_sources(*passages: Passage) -> list[Source]:
    """The passages, as answers are checked against them."""
    return group_sources(read_sentences(make_hits(passages), FakeEmbedder()))


def make_question(text: str, *history: Turn) -> Question:
    """A question; with a history it is a follow-up."""
    return Question(text, ParsedText(text), history)


def make_passage(text: str, *, document_id: str = "handbook.md", start: int = 0, heading: str = "") -> Passage:
    """A passage that is the whole text of its document from `start` on."""
    return Passage(
        id=f"{document_id}:{start}",
        document_id=document_id,
        title=document_id.rsplit(".", 1)[0].capitalize(),
        text=text,
        start=start,
        end=start + len(text),
        page=None,
        heading=heading,
    )


def make_document(document_id: str, text: str = "Text.") -> Document:
    """A document of one section, with the title and SHA-256 of its text."""
    return Document(document_id, sha256(text.encode()).hexdigest(), text, text, (Section(0, len(text), None, ""),))


def make_headed(document_id: str, title: str, *sections: tuple[str, int | None, str]) -> Document:
    """A document of sections, each with its heading path, page and text."""
    text, spans = "", []
    for heading, page, words in sections:
        spans.append(Section(len(text), len(text) + len(words), page, heading))
        text += f"{words}\n\n"
    return Document(document_id, sha256(text.encode()).hexdigest(), title, text, tuple(spans))


class FakeReader:
    """Reads the text files of a folder, with a section for each "# heading" line. It remembers what it read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.was_read: list[str] = []

    def __call__(self, path: str) -> Document:
        self.was_read.append(path)
        try:
            data = (self.folder / path).read_bytes()
        except OSError as error:
            raise DocumentError("cannot be opened", path) from error
        if b"\0" in data:
            raise DocumentError("is not text", path)
        text = data.decode(errors="surrogatepass")
        starts = [0, *(match.start() for match in re.finditer(r"^# ", text, re.MULTILINE)), len(text)]
        headings = ("", *re.findall(r"^# (.*)", text, re.MULTILINE))
        sections = (Section(*span, None, heading) for span, heading in zip(pairwise(starts), headings, strict=True))
        return Document(path, sha256(data).hexdigest(), Path(path).stem, text, tuple(sections))


def quoted_answer(question: str, library: HeldDocuments) -> Answer:
    """The answer without a language model. Each of its citations quotes its document, and each statement is shown."""
    models = FakeModels(ExtractiveEngine())  # type: ignore[arg-type]
    *_, answer = Pipeline(library, models, Settings()).answer(question)
    assert isinstance(answer, Answer)
    for citation in answer.citations:
        assert library.document(citation.document_id).text[citation.start : citation.end] == citation.quote
        assert answer.hits[citation.number - 1].passage == citation.passage
    for statement in answer.statements:
        assert statement.text in answer.text
    return answer


def ask_texts(question: str, texts: Mapping[str, str]) -> Answer:
    """The answer of the rules to a question about documents, by their names: no model answers anything."""
    held = HeldDocuments(*(read(text.encode(), name) for name, text in texts.items()))
    *_, answer = Pipeline(held, FakeModels(ScriptedEngine("", confidence=0.0)), Settings()).answer(question)
    assert isinstance(answer, Answer)
    return answer
