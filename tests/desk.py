"""A folder of documents and its index, for the tests that change them."""

from __future__ import annotations

from contextlib import closing

from fakes import FakeEmbedder, FakeReader

from index.search.search import Index
from index.stores.catalog import Catalog
from index.stores.layout import published_name
from index.upkeep.ingest import Ingestion
from index.upkeep.update import update


class Desk:
    """A folder of documents and its index."""

    def __init__(self, folder):
        self.documents = folder / "documents"
        self.index = folder / "index"
        self.documents.mkdir(parents=True)
        self.embedder = FakeEmbedder()
        self.reader = FakeReader(self.documents)

    def write(self, path, text):
        (self.documents / path).parent.mkdir(parents=True, exist_ok=True)
        (self.documents / path).write_text(text, encoding="utf-8", errors="surrogatepass")

    def update(self, *, rebuild=False, accept_empty=False, keep=0, **changed):
        self.reader.was_read.clear()
        self.embedder.embedded.clear()
        ingestion = Ingestion(**{"embedder": self.embedder, "read": self.reader, "reader_version": "1"} | changed)
        return update(self.documents, self.index, ingestion, rebuild=rebuild, accept_empty=accept_empty, keep=keep)

    def open(self):
        return Index.open(self.index, embedder=self.embedder)

    def search(self, question):
        with self.open() as opened:
            return [hit.passage.text for hit in opened.search(question)]

    def files(self):
        stats = {path.relative_to(self.index): path.stat() for path in self.index.rglob("*")}
        return {path: (stat.st_ino, stat.st_size, stat.st_mtime_ns) for path, stat in stats.items()}

    @property
    def published(self):
        return self.index / published_name(self.index)


def fox_and_cat(folder):
    """A desk with two documents, of three passages, that are not indexed yet."""
    made = Desk(folder)
    made.write("fox.txt", "The fox jumps over the dog.")
    made.write("sub/cat.txt", "# Cats\nA cat purrs at night.\n# Moon\nThe moon is bright.")
    return made


def manifest(index):
    """Everything that an index holds, except the times of files."""
    with closing(Catalog.open(index / published_name(index) / "catalog.sqlite")) as catalog:
        vectors = {
            key: row.tobytes()
            for keys, rows in catalog.all_rows()
            for key, row in zip(keys.tolist(), rows, strict=True)
        }
        documents = [catalog.document(listing.document_id) for listing in catalog.listings()]
        return documents, catalog.listings(), catalog.failures(), sorted(catalog.all_words()), vectors
