"""BM25 over the words of passages. The only import of tantivy."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Self

import tantivy
from tantivy import Filter, Occur, Query, TextAnalyzerBuilder, Tokenizer

from index.arrays import Keys
from index.errors import DamagedIndexError
from index.fuse import Ranking, best
from index.normalise import normalise

_MAX_TERMS = 64  # of a question; a pasted page adds only time
_MAX_CHARACTERS = 10_000
_MAX_WORD_BYTES = 100
_WRITER_BYTES = 64_000_000


class Lexical:
    """The words of passages, each under its key. Built whole from the catalogue; several threads may search at once."""

    def __init__(self, index: tantivy.Index) -> None:
        index.register_tokenizer("words", _ANALYZER)
        index.config_reader("manual")  # a published folder never changes: nothing to watch for
        index.reload()
        self._index = index
        self._searcher = index.searcher()

    def __len__(self) -> int:
        return self._searcher.num_docs

    @classmethod
    def build(cls, entries: Iterable[tuple[int, str]], folder: Path | None = None) -> Self:
        """The keys and their texts, in `folder`, which must be empty, or else in memory.

        Raises `OSError` where the folder cannot be written.
        """
        try:
            index = tantivy.Index(_schema(), path=str(folder) if folder else None)
            index.register_tokenizer("words", _ANALYZER)
            # One thread keeps the entries in their order.
            writer = index.writer(_WRITER_BYTES, num_threads=1)
            for key, text in entries:
                writer.add_document(tantivy.Document(key=key, words=normalise(text)))
            writer.commit()
            writer.wait_merging_threads()
        except ValueError as error:
            raise OSError(f"{folder} cannot be written ({error})") from error
        return cls(index)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """What `build` wrote. Raises `DamagedIndexError` where that cannot be read."""
        try:
            return cls(tantivy.Index.open(str(folder)))
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[-1]
            raise DamagedIndexError(f"{folder} cannot be read ({reason}). Run `quoth index --rebuild`.") from error

    def search(self, question: str, k: int, within: Keys | None = None) -> Ranking:
        """The k keys (of those in `within`, if given) that score best for the words of the question, best first.

        The question is words and nothing else: there are no operators. One without a known word finds nothing.
        """
        schema = self._index.schema
        words = list(dict.fromkeys(_ANALYZER.analyze(normalise(question[:_MAX_CHARACTERS]))))[:_MAX_TERMS]
        query = Query.boolean_query([(Occur.Should, Query.term_query(schema, "words", word, "freq")) for word in words])
        if within is not None:
            only = Query.const_score_query(Query.term_set_query(schema, "key", within.tolist()), 0.0)
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, only)])

        def fetch(n: int) -> Ranking:
            found = self._searcher.search(query, min(n, max(1, len(self))), count=False).hits
            keys = self._searcher.fast_field_values("key", [address for _, address in found])
            return [(int(key or 0), float(score)) for key, (score, _) in zip(keys, found, strict=True)]

        return best(fetch, k)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("key", indexed=True, fast=True)
    builder.add_text_field("words", tokenizer_name="words", index_option="freq")
    return builder.build()


_ANALYZER = (
    TextAnalyzerBuilder(Tokenizer.simple())
    .filter(Filter.remove_long(_MAX_WORD_BYTES))
    .filter(Filter.lowercase())
    .filter(Filter.ascii_fold())
    .filter(Filter.stemmer("english"))
    .build()
)
