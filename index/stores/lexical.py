"""BM25 over the terms of passages, with tantivy."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, Self
from weakref import finalize

import numpy as np
import tantivy
from tantivy import Filter, Occur, Query, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from index.arrays import Keys
from index.errors import DamagedIndexError
from index.stores.ranking import Ranking, best
from index.text.language import UNSPACED, are_english, pieces, unspaced_pieces
from index.text.normalise import normalise

_MAX_CHARACTERS = 10_000  # of a question; a longer one takes time and finds no more
_MAX_TERMS = 512
_MAX_WORD_BYTES = 100
_WRITER_BYTES = 64_000_000
_LOOKED_UP = (
    1000  # keys or fewer become terms of a query: 100 take a third of the time of a set, but 10,000 take twice as long
)
_FIELD = "terms"  # rename it when `terms` changes, so that old indexes are rebuilt


class Lexical:
    """The terms of passages, by key, built from the catalogue. Several threads can search at once."""

    def __init__(self, index: tantivy.Index) -> None:
        index.register_tokenizer("spaces", _SPACES)
        index.config_reader("manual")  # a published folder never changes, so nothing is watched
        index.reload()
        self._index = index
        self._searcher = index.searcher()

    def __len__(self) -> int:
        return self._searcher.num_docs

    @classmethod
    def build(cls, entries: Iterable[tuple[int, str]], folder: Path | None = None) -> Self:
        """Index these keys and texts in the empty folder `folder`, or in memory.

        Raises `OSError` if the folder cannot be written.
        """
        try:
            index = tantivy.Index(_schema(), path=str(folder) if folder else None)
            index.register_tokenizer("spaces", _SPACES)
            # One thread keeps the entries in order.
            writer = index.writer(_WRITER_BYTES, num_threads=1)
            for key, text in entries:
                writer.add_document(tantivy.Document(key=key, **{_FIELD: " ".join(terms(text))}))
            writer.commit()
            writer.wait_merging_threads()
        except ValueError as error:
            raise OSError(f"{folder} cannot be written ({error})") from error
        return cls(index)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """What `build` wrote. Raises `DamagedIndexError` if it cannot be read or has the terms of another version."""
        with _reading(str(folder)):
            if os.access(folder, os.W_OK):
                return cls._opened(folder)
            # On a read-only drive. tantivy makes a lock file to read an index, so it is given a folder of links to it.
            links = Path(mkdtemp(prefix="quoth-"))
            try:
                for path in folder.absolute().iterdir():
                    if path.suffix != ".lock":
                        (links / path.name).symlink_to(path)
                opened = cls._opened(links)
                finalize(opened, rmtree, links, ignore_errors=True)
                return opened
            except BaseException:
                rmtree(links, ignore_errors=True)
                raise

    @classmethod
    def _opened(cls, folder: Path) -> Self:
        index = tantivy.Index.open(str(folder))
        Query.term_query(index.schema, _FIELD, "")  # raises if there is no such field
        return cls(index)

    def keys(self) -> Keys:
        """The keys of all texts, in any order: (n,)."""
        found = self._searcher.search(Query.all_query(), max(1, len(self)), count=False).hits
        return np.array(self._searcher.fast_field_values("key", [address for _, address in found]), np.int64)

    def search(self, question: str, k: int, within: Keys | None = None, *, without: Keys | None = None) -> Ranking:
        """The k keys (of those in `within`, or not in `without`) with the best scores for the terms of the question.

        A term counts as often as the question has it. A question has no operators. One without a known term finds
        nothing.
        """
        schema = self._index.schema
        query = _any_of(schema, _FIELD, question_terms(question), "freq")
        if within is not None:
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, _one_of(schema, within.tolist()))])
        if without is not None and len(without):
            query = Query.boolean_query([(Occur.Must, query), (Occur.MustNot, _one_of(schema, without.tolist()))])

        def fetch(n: int) -> Ranking:
            with _reading("the lexical index"):
                found = self._searcher.search(query, min(n, max(1, len(self))), count=False).hits
                keys = self._searcher.fast_field_values("key", [address for _, address in found])
            return [(int(key or 0), float(score)) for key, (score, _) in zip(keys, found, strict=True)]

        return best(fetch, k)


@contextmanager
def _reading(what: str) -> Iterator[None]:
    """Turn the errors and panics of tantivy about damaged files into `DamagedIndexError`."""
    try:
        yield
    except BaseException as error:
        if not isinstance(error, OSError | ValueError) and type(error).__name__ != "PanicException":
            raise
        reason = str(error).splitlines()[-1]
        raise DamagedIndexError(f"{what} cannot be read ({reason}). Run `quoth index --rebuild`.") from error


def _one_of(schema: tantivy.Schema, keys: list[int]) -> Query:
    """A query that matches these keys and adds nothing to the score."""
    if len(keys) > _LOOKED_UP:
        held = Query.term_set_query(schema, "key", keys)
    else:
        held = _any_of(schema, "key", dict.fromkeys(keys, 1), "basic")
    return Query.const_score_query(held, 0.0)


def _any_of(schema: tantivy.Schema, field: str, values: Mapping[Any, int], indexed: str) -> Query:
    """A query that matches any of these terms, each with its weight; `indexed` is the index option of the field."""
    terms = ((Query.term_query(schema, field, value, indexed), weight) for value, weight in values.items())
    weighted = (Query.boost_query(term, weight) if weight > 1 else term for term, weight in terms)
    return Query.boolean_query([(Occur.Should, term) for term in weighted])


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("key", indexed=True, fast=True)
    builder.add_text_field(_FIELD, tokenizer_name="spaces", index_option="freq")
    return builder.build()


def question_terms(question: str) -> dict[str, int]:
    """The terms of a question that are searched, and how often it has each."""
    return dict(islice(Counter(terms(question[:_MAX_CHARACTERS])).items(), _MAX_TERMS))


def terms(text: str) -> list[str]:
    """The terms of a text or a question: stems first, with repetitions."""
    text = normalise(text)
    analyzers = _ANALYZERS if _BEYOND_LATIN.search(text) else _LATIN_ANALYZERS
    words, stems = (analyzer.analyze(text) for analyzer in analyzers)
    found = [] if are_english(words) else [piece for word in words for piece in pieces(word)]
    return [*stems, *found, *unspaced_pieces(text)]


def _analyzers(tokenizer: Tokenizer) -> tuple[TextAnalyzer, TextAnalyzer]:
    """The analyzers for the words of a text and for their English stems."""
    words, stems = (
        TextAnalyzerBuilder(tokenizer).filter(Filter.remove_long(_MAX_WORD_BYTES)).filter(Filter.lowercase())
        for _ in range(2)
    )
    return words.build(), stems.filter(Filter.ascii_fold()).filter(Filter.stemmer("english")).build()


# Vowel signs and accents belong to their word. In Latin letters they are part of the letter, so the simple tokenizer,
# which is four times as fast, finds the same words.
_ANALYZERS = _analyzers(Tokenizer.regex(r"[[\p{L}\p{M}\p{N}]--[" + UNSPACED + "]]+"))
_LATIN_ANALYZERS = _analyzers(Tokenizer.simple())
_BEYOND_LATIN = re.compile("[\u0300-\u1dff\u1f00-\u1fff\u2c00-\U0010ffff]")
_SPACES = TextAnalyzerBuilder(Tokenizer.whitespace()).build()
