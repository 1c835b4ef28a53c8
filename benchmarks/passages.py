"""How long passages should be, and whether titles and neighbours help: `python -m benchmarks.passages FOLDER`.

The paragraphs of each squad2 article are joined into one long document, which is split, embedded and indexed like a
user's: at several sizes, with and without the title before each passage. The table compares them at equal length: how
often the words that answer are within the first so many tokens of what is found, with and without neighbours.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.cached_embedder import WrappedEmbedder, open_cached
from benchmarks.tables import Row
from index.arrays import Rows
from index.embedding.choice import FOR_ENGLISH
from index.embedding.embedder import Embedder
from index.records import Document, Hit, Passage, Section
from index.search.search import Index
from index.text.split import MAX_TOKENS
from index.upkeep.ingest import Ingestion
from index.upkeep.update import update
from qa.evaluation.datasets import GoldDocument, read_documents, read_jsonl
from qa.evaluation.metrics import wilson_interval
from qa.evaluation.report import markdown
from ui.cli.shell import shown_progress

SIZES = (50, 100, 150, MAX_TOKENS, 240)  # MiniLM reads 256 tokens
READ = (300, 800, 1600)  # tokens
_HITS = 40  # enough to fill the largest of `READ` with passages of 50 tokens


@dataclass(frozen=True, slots=True)
class Article:
    """A document made of paragraphs."""

    document: Document
    starts: Mapping[str, int]  # of the paragraphs by their ids, in characters of the document's text


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its article, and the place of the first words there that answer it."""

    question: str
    article: str  # the id of its document
    start: int
    end: int

    def stands_in(self, passage: Passage) -> bool:
        """Whether the passage contains all of these words."""
        return passage.document_id == self.article and passage.start <= self.start and self.end <= passage.end


class WithoutTitle(WrappedEmbedder):
    """An `Embedder` that leaves out the title before a passage."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(embedder)
        self.name = f"{embedder.name} without titles"

    def embed_passages(self, texts: Sequence[str]) -> Rows:
        return super().embed_passages([text.partition("\n")[2] or text for text in texts])


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a row for each size, with titles and without."""
    options = _options(arguments)
    embedder = open_cached(options.cache, FOR_ENGLISH)
    articles = put_together(read_documents(options.folder / "squad2" / "corpus.jsonl"))
    asked = list(read_asked(options.folder / "squad2" / "queries.jsonl", articles))
    asked = asked[:: max(1, len(asked) // options.questions)]
    print(f"{len(articles)} articles, {len(asked)} questions\n", flush=True)
    rows = [
        (f"{size}{' (in use)' * (size == MAX_TOKENS and named)}", "yes" if named else "no", *cells)
        for named in (True, False)
        for size in options.sizes
        for cells in [_cells(size, embedder if named else WithoutTitle(embedder), articles, asked)]
    ]
    near = [f"answer in {read:,} tokens{beside}" for read in READ for beside in ("", ", with neighbours")]
    print(markdown(["tokens at most", "title", "passages", *near], rows))


def put_together(documents: Sequence[GoldDocument]) -> dict[str, Article]:
    """The articles by name, from paragraphs that follow each other and share a title."""
    articles = {}
    for number, (title, several) in enumerate(groupby(documents, lambda document: document.title)):
        paragraphs = list(several)
        texts = [title, *(paragraph.text for paragraph in paragraphs)]
        starts = accumulate(len(text) + 2 for text in texts)
        text = "\n\n".join(texts)
        name = f"{number:03d}.txt"
        document = Document(name, name, title, text, (Section(0, len(text), None, ""),))
        articles[name] = Article(document, {each.id: start for each, start in zip(paragraphs, starts, strict=False)})
    return articles


def read_asked(file: Path, articles: Mapping[str, Article]) -> Iterator[Asked]:
    """The questions of the file whose answer is in their paragraph."""
    homes = {paragraph: article for article in articles.values() for paragraph in article.starts}
    for entry in (entry for _, entry in read_jsonl(file) if entry["answerable"]):
        article, answer = homes[entry["source_doc_id"]], entry["answers"][0]
        start = article.document.text.find(answer, article.starts[entry["source_doc_id"]])
        if start >= 0:
            yield Asked(entry["question"], article.document.id, start, start + len(answer))


def in_order(hits: Sequence[Hit], index: Index, *, neighbours: bool) -> list[Passage]:
    """The passages that are read: each hit, with its neighbours if asked for, none twice."""
    read: dict[str, Passage] = {}
    for hit in hits:
        before, behind = index.neighbours(hit.passage) if neighbours else (None, None)
        read |= {each.id: each for each in (before, hit.passage, behind) if each and each.id not in read}
    return list(read.values())


def tokens_until(asked: Asked, passages: Sequence[Passage], embedder: Embedder) -> float:
    """The number of tokens up to the end of the answer; infinite if no passage contains it."""
    tokens = 0
    for passage in passages:
        if asked.stands_in(passage):
            return tokens + len(embedder.token_starts(passage.text[: asked.end - passage.start]))
        tokens += len(embedder.token_starts(passage.text))
    return inf


def _cells(size: int, embedder: Embedder, articles: Mapping[str, Article], asked: Sequence[Asked]) -> Row:
    with (
        TemporaryDirectory() as folder,
        shown_progress() as progress,
        indexed(articles, Path(folder), embedder, size) as index,
    ):
        tokens: dict[bool, list[float]] = {False: [], True: []}
        for done, each in enumerate(asked):
            progress("searching", done, len(asked), f"in passages of {size}")
            hits = index.search(each.question, _HITS)
            for near, taken in tokens.items():
                taken.append(tokens_until(each, in_order(hits, index, neighbours=near), embedder))
        passages = sum(listing.passages for listing in index.documents())
    return f"{passages:,}", *(_share([each <= read for each in tokens[near]]) for read in READ for near in tokens)


def _share(held: Sequence[bool]) -> str:
    low, high = wilson_interval(sum(held), len(held))
    return f"{sum(held) / len(held):.3f} ({low:.2f} to {high:.2f})"


def indexed(articles: Mapping[str, Article], folder: Path, embedder: Embedder, size: int) -> Index:
    """An index of the articles in passages of at most so many tokens. Close it after use."""
    (folder / "documents").mkdir()
    for name, article in articles.items():
        (folder / "documents" / name).write_text(article.document.text, encoding="utf-8")
    update(
        folder / "documents",
        folder / "index",
        Ingestion(
            embedder=embedder,
            read=lambda path: articles[path].document,
            reader_version="articles 1",
            max_tokens=size,
        ),
    )
    return Index.open(folder / "index", embedder=embedder, max_tokens=size)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.passages", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder of the sets")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="TOKENS")
    parser.add_argument("--questions", type=int, default=500, metavar="N", help="about this many")
    parser.add_argument("--cache", type=Path, default=Path(".quoth/retrieval"), metavar="FOLDER")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
