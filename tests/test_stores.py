"""What every store of an index must do: the same tests for the folder and for a real PostgreSQL server."""

from __future__ import annotations

import math
import os
import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import product
from pathlib import Path
from secrets import token_hex

import numpy as np
import pytest
from fakes import FakeEmbedder, FakeReader

from index.errors import MissingDocumentError, MissingIndexError
from index.records import Changes, Document
from index.scope import Hidden, Scope
from index.search.part import part_of
from index.search.search import Index
from index.stores.fingerprint import MadeWith, made_with
from index.stores.lexical import terms
from index.stores.open import Place
from index.stores.store import Store
from index.stores.vectors import ExactVectors
from index.upkeep.ingest import Ingestion
from index.upkeep.shared_transfer import export_shared, import_shared
from index.upkeep.transfer import export_index, import_index
from index.upkeep.update import update

DIM = 256
NUL = "␀"  # becomes the character NUL when it is read
WORDS = (
    "invoice contract leave travel budget cat dog bird price month year report signed paid open closed river north "
    "garden window paper engine light storm market ticket doctor bread copper tunnel valley"
).split()


@dataclass
class Kept:
    """An index of a folder of documents, in one kind of store."""

    documents: Path
    place: Place
    embedder: FakeEmbedder

    def write(self, name: str, text: str) -> None:
        path = self.documents / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def update(self, *, rebuild: bool = False, accept_empty: bool = False) -> Changes:
        how = Ingestion(embedder=self.embedder, read=self._read, reader_version="1", max_tokens=30)
        if isinstance(self.place, Path):
            return update(self.documents, self.place, how, rebuild=rebuild, accept_empty=accept_empty)
        from index.upkeep.shared_update import update_shared

        nowhere = self.documents / "nowhere"
        return update_shared(
            self.documents, self.place, how, without=nowhere, rebuild=rebuild, accept_empty=accept_empty
        )

    def _read(self, path: str) -> Document:
        document = FakeReader(self.documents)(path)
        return replace(document, text=document.text.replace(NUL, "\0"))  # no file of text has it, but others can

    def open(self) -> Index:
        return Index.open(self.place, embedder=self.embedder, max_tokens=30)


@pytest.fixture(params=["folder", "postgres"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    documents = tmp_path / "documents"
    documents.mkdir()
    place: Place = tmp_path / "index"
    if request.param == "postgres":
        server = request.getfixturevalue("server")
        place = f"{server.address}?schema=test_{token_hex(8)}"
    return Kept(documents, place, FakeEmbedder(dim=DIM))


@pytest.fixture
def filled(kept: Kept) -> Kept:
    """120 documents in four folders, of two to six passages each."""
    random = np.random.default_rng(7)
    for number in range(120):
        paragraphs = [" ".join(random.choice(WORDS, random.integers(5, 60))) for _ in range(random.integers(2, 7))]
        text = "\n".join(f"# Part {part}\n{paragraph}." for part, paragraph in enumerate(paragraphs))
        kept.write(f"{'abcd'[number % 4]}/{number:03}.txt", text)
    kept.update()
    return kept


def held(index: Index) -> Store:
    return index._store


@dataclass
class Oracle:
    """Exact rankings over the same passages, in a few lines each."""

    vectors: ExactVectors
    words: dict[int, Counter[str]]
    documents: dict[int, str]

    @classmethod
    def of(cls, index: Index) -> Oracle:
        store, vectors = held(index), ExactVectors(DIM)
        words: dict[int, Counter[str]] = {}
        documents: dict[int, str] = {}
        for listing in index.documents():
            for key, passage, _ in store.passages_of(listing.document_id):
                text = "\n".join((passage.document_id, passage.title, passage.heading, passage.text))
                words[key], documents[key] = Counter(terms(text)), passage.document_id
                vectors.add(np.array([key]), store.rows_of([passage.id])[passage.id][np.newaxis])
        return cls(vectors, words, documents)

    def dense(self, row, within=None):
        keys = [key for key in self.documents if within is None or self.documents[key] in within]
        return dict(self.vectors.search(row, len(keys), np.array(keys, np.int64)))

    def lexical(self, question, within=None):
        """BM25 as Lucene and tantivy compute it, with lengths that they keep in one byte."""
        average = sum(map(Counter.total, self.words.values())) / len(self.words)
        scores = {}
        for key, words in self.words.items():
            if within is not None and self.documents[key] not in within:
                continue
            length = one_byte(words.total())
            asked = Counter(terms(question))
            for term in asked.keys() & words.keys():
                n = sum(term in other for other in self.words.values())
                weight = asked[term] * math.log(1 + (len(self.words) - n + 0.5) / (n + 0.5))
                gain = 2.2 * words[term] / (words[term] + 1.2 * (0.25 + 0.75 * length / average))
                scores[key] = scores.get(key, 0) + weight * gain
        return scores


def one_byte(length):
    """The largest of the lengths with four significant bits above 24 that is not larger."""
    if length < 40:
        return length
    step = 1 << ((length - 24).bit_length() - 4)
    return 24 + (length - 24) // step * step


def assert_ranks(ranking, exact, k):
    """The ranking has the k best scores, best first, and each passage has its exact score."""
    assert len(ranking) == min(k, len(exact))
    assert [score for _, score in ranking] == pytest.approx(
        sorted(exact.values(), reverse=True)[:k], rel=1e-5, abs=2e-6
    )
    assert [score for _, score in ranking] == pytest.approx([exact[key] for key, _ in ranking], rel=1e-5, abs=2e-6)


QUESTIONS = [
    "the price of bread",
    "bread, bread and more bread",
    "a doctor in the valley",
    "open invoice budget report",
    "Part 3",
    "bread in a part of a txt",  # two words that all passages have, and one that some have
    "invoice, part 001, txt",
    "001",
    "nothing!",
]


@pytest.mark.slow
def test_every_ranking_is_the_exact_one_in_all_documents_and_in_some(filled):
    with filled.open() as index:
        oracle = Oracle.of(index)
        names = set(oracle.documents.values())
        for within, question in product((None, "a/", "b/00", "none"), QUESTIONS):
            chosen = None if within is None else {one for one in names if one.startswith(within)}
            check_rankings(filled, held(index), oracle, question, within=chosen, chosen=chosen)
        for hidden, question in product((Hidden("a"), Hidden("nowhere"), Hidden("")), QUESTIONS):
            seen = {one for one in names if one not in hidden}
            assert len(seen) == {"a": 90, "nowhere": 120, "": 0}[hidden.folder]
            check_rankings(filled, held(index), oracle, question, within=hidden, chosen=seen)


def check_rankings(filled, store, oracle, question, *, within, chosen):
    """The rankings limited to `within`, which are the documents `chosen`, are the exact ones."""
    row = filled.embedder.embed_questions([question])[0]
    dense, lexical = oracle.dense(row, chosen), oracle.lexical(question, chosen)
    for k in (1, 10, 1000):
        assert_ranks(store.dense(row, k, within), dense, k)
        assert_ranks(store.lexical(question, k, within), lexical, k)
    found = store.candidates(question, lambda: row, 20, within)
    assert found.dense.keys() == found.lexical.keys()
    assert found.dense == pytest.approx({key: dense[key] for key in found.dense}, abs=1e-5)
    assert found.lexical == pytest.approx({key: lexical.get(key, 0) for key in found.lexical}, rel=1e-5, abs=2e-6)
    assert list(found.worded) == [key for key, _ in store.lexical(question, 20, within)]
    best = sorted(dense.values(), reverse=True)[:20]
    assert sorted(found.dense.values(), reverse=True)[: len(best)] == pytest.approx(best, abs=1e-5)


def test_both_stores_find_the_same_hits(filled, tmp_path):
    other = Kept(filled.documents, tmp_path / "another", FakeEmbedder(dim=DIM))
    other.update()
    with filled.open() as index, other.open() as folder:
        for question in QUESTIONS:
            ours, theirs = index.search(question, k=10), folder.search(question, k=10)
            assert [hit.passage for hit in ours] == [hit.passage for hit in theirs]
            assert [hit.score for hit in ours] == pytest.approx([hit.score for hit in theirs], abs=1e-4)


def test_a_document_and_its_passages_are_what_was_read(kept):
    kept.write("a.txt", f"# One\nA cat purrs.\n# Two\nA dog{NUL} barks.")
    kept.write("b/c.txt", "A bird sings.")
    assert kept.update().added == ("a.txt", "b/c.txt")
    with kept.open() as index:
        document = index.document("a.txt")
        assert [document.text[p.start : p.end] for p in index.passages("a.txt")] == [
            p.text for p in index.passages("a.txt")
        ]
        assert [listing.document_id for listing in index.documents()] == ["a.txt", "b/c.txt"]
        assert [listing.passages for listing in index.documents()] == [2, 1]
        first, second = index.passages("a.txt")
        assert index.neighbours(first) == (None, second)
        assert index.neighbours(second) == (first, None)
        assert [p.document_id for p in index.passages_with("SINGS")] == ["b/c.txt"]
        assert index.passages_with("sing%") == []
        assert index.similarities("A bird sings.", index.passages("b/c.txt"))[0] == pytest.approx(1, abs=1e-5)
        assert index.search("dog\0 barks", k=1)[0].passage == second
        for missing in ("c.txt", "a\0.txt", "a'; DROP TABLE files; --"):
            with pytest.raises(MissingDocumentError):
                index.document(missing)


@pytest.mark.slow
def test_a_changed_document_is_found_by_its_new_text_alone_and_a_deleted_one_not_at_all(filled):
    filled.write("a/000.txt", "A zebra eats grass.")
    (filled.documents / "b/001.txt").unlink()
    filled.embedder.embedded.clear()
    changes = filled.update()
    assert (changes.changed, changes.removed) == (("a/000.txt",), ("b/001.txt",))
    assert len(filled.embedder.embedded) == 1
    with filled.open() as index:
        assert [hit.passage.document_id for hit in index.search("zebra", by="lexical")] == ["a/000.txt"]
        assert [p.text for p in index.passages("a/000.txt")] == ["A zebra eats grass."]
        assert "b/001.txt" not in {hit.passage.document_id for hit in index.search("001", k=1000)}
        oracle, row = Oracle.of(index), filled.embedder.embed_questions(["open report"])[0]
        assert_ranks(held(index).dense(row, 1000), oracle.dense(row), 1000)
        assert_ranks(held(index).lexical("open report", 1000), oracle.lexical("open report"), 1000)


def test_a_search_sees_one_state_although_documents_are_deleted_meanwhile(filled):
    with filled.open() as index, held(index).snapshot() as store:
        before = store.lexical("open report", 1000)
        listed = store.listings()
        for path in (filled.documents / "a").iterdir():
            path.unlink()
        assert len(filled.update().removed) == 30
        assert store.lexical("open report", 1000) == before
        assert store.listings() == listed
        assert store.passages(key for key, _ in before).keys() == {key for key, _ in before}
    with filled.open() as index:
        assert len(held(index).lexical("open report", 1000)) < len(before)


PATHS = ("a/1.txt", "a/b/2.md", "ab/3.txt", "a%/4.TXT", "a_/5.txt", "a0.txt", "Ä/6.ÄB", "ä.tar.gz", "x")
DAYS = {"a/1.txt": date(2001, 1, 1), "a/b/2.md": date(2026, 3, 5), "x": date(2026, 3, 6)}


@pytest.mark.parametrize(
    ("scope", "read"),
    [
        (Scope(), len(PATHS)),
        (Scope(folders=("a",)), 2),
        (Scope(folders=("./a%/", "a_")), 2),
        (Scope(folders=("/Ä",), types=("äb",)), 1),
        (Scope(folders=(".",), types=(".TXT",)), 5),
        (Scope(types=("gz", "tar.gz", "%")), 1),
        (Scope(types=("äb",)), len(PATHS)),
        (Scope(since=date(2026, 3, 5), until=date(2026, 3, 5)), 2),
        (Scope(until=date(2001, 1, 1)), 1),
        (Scope(since=date(1, 1, 1), until=date(9999, 12, 31)), len(PATHS)),
        (Scope(documents=("x", "a0.txt")), 2),
        (Scope(documents=tuple(f"{n}.txt" for n in range(40_000)) + PATHS), len(PATHS)),
        (Scope(documents=("x",), folders=("a",)), 1),
        (Scope(folders=("nowhere",)), 0),
    ],
)
def test_a_scope_selects_exactly_its_documents_and_reads_only_those_that_can_be_in_it(kept, scope, read):
    for path in PATHS:
        kept.write(path, f"A cat reads {path}.")
        noon = datetime.combine(DAYS.get(path, date(2020, 2, 2)), time(12)).timestamp()
        os.utime(kept.documents / path, (noon, noon))
    kept.update()
    with kept.open() as index:
        assert len(index.changed(scope)) == read
        try:
            expected = frozenset(scope.select(index.changed(Scope())))
        except MissingDocumentError as error:
            with pytest.raises(MissingDocumentError, match=re.escape(str(error))):
                index.search("cat", within=scope)
        else:
            assert index.select(scope) == expected
            assert {hit.passage.document_id for hit in index.search("cat", k=20, within=scope)} == expected


MAZE = (
    *("a.txt", "private.txt", "Private/top.txt", "private/ann/1.txt", "private/Ann/deep/2.txt", "PRIVATE/anna/3.txt"),
    *("private/b_b/4.txt", "private/bxb/5.txt", "privates/6.txt", "pRivate/b%b/7.txt", "hr/private/8.txt"),
)


@pytest.mark.parametrize(
    ("hidden", "seen"),
    [
        (Hidden("private", own="private/ann"), 6),
        (Hidden("private", own="private/ANN", shows_loose=True), 7),
        (Hidden("private", own="private/b_b"), 5),
        (Hidden("PRIVATE", own="private/b%b"), 5),
        (Hidden("hr"), 10),
        (Hidden("zoo"), 11),
        (Hidden(""), 0),
    ],
)
def test_what_is_hidden_is_found_in_no_way_and_everything_else_in_each(kept, hidden, seen):
    for path in MAZE:
        kept.write(path, f"A cat reads {path}.")
    kept.update()
    expected = {path for path in MAZE if path not in hidden}
    assert len(expected) == seen
    with kept.open() as index:
        for by in ("dense", "lexical", "fused"):
            hits = index.search("A cat reads", k=20, within=hidden, by=by)
            assert {hit.passage.document_id for hit in hits} == expected
        assert {passage.document_id for passage in index.passages_with("CAT", hidden)} == expected
        part = part_of(index, hidden)
        assert {listing.document_id for listing in part.documents()} == expected
        assert {hit.passage.document_id for hit in part.search("A cat reads", k=20, within=MAZE)} == expected


def test_a_copy_that_is_hidden_is_not_named(kept):
    for path in ("a.txt", "private/bob/a.txt", "b.txt"):
        kept.write(path, "A cat reads.")
    kept.update()
    with kept.open() as index:
        (hit, *_) = index.search("cat", within=Hidden("private"))
        assert {hit.passage.document_id, *hit.passage.also} == {"a.txt", "b.txt"}


def test_copies_are_named_and_a_file_that_cannot_be_read_is_listed(kept):
    kept.write("a.txt", "The price is 40 euros.")
    kept.write("copy.txt", "The price is 40 euros.")
    kept.write("bad.txt", "not\0text")
    changes = kept.update()
    assert [failure.path for failure in changes.failed] == ["bad.txt"]
    with kept.open() as index:
        (hit,) = index.search("price", k=1)
        assert {hit.passage.document_id, *hit.passage.also} == {"a.txt", "copy.txt"}
        assert [failure.path for failure in index.failures()] == ["bad.txt"]
    kept.write("bad.txt", "It can be read now.")
    assert kept.update().added == ("bad.txt",)
    with kept.open() as index:
        assert index.failures() == []


@pytest.mark.slow
def test_a_second_update_finds_nothing_to_do_and_a_rebuild_takes_another_embedder(filled):
    filled.embedder.embedded.clear()
    assert filled.update().unchanged == 120
    assert filled.embedder.embedded == []
    filled.embedder = FakeEmbedder("other", dim=32)
    assert filled.update(rebuild=True).unchanged == 120
    with filled.open() as index:
        assert len(index.search("price", k=8)) == 8
        assert index.vectors(index.passages("a/000.txt")).shape[1] == 32


def test_all_documents_can_be_removed(kept):
    kept.write("a.txt", "A cat purrs.")
    kept.update()
    (kept.documents / "a.txt").unlink()
    assert kept.update(accept_empty=True).removed == ("a.txt",)
    with kept.open() as index:
        assert index.documents() == []
        assert index.search("cat") == []


def test_no_index_is_a_clear_error(kept):
    with pytest.raises(MissingIndexError, match="Run `quoth index` to make it"):
        kept.open()


@pytest.mark.slow
def test_an_index_moves_to_the_other_store_and_back_without_embedding_again(filled, server, tmp_path):
    filled.write("bad.txt", "not\0text")
    filled.update()
    folder, database = tmp_path / "moved", f"{server.address}?schema=test_{token_hex(8)}"
    for number, (source, target) in enumerate([(filled.place, database), (database, folder), (folder, filled.place)]):
        move(source, target, tmp_path / f"{number}.quoth", made_with(filled.embedder, 30))
        moved = Kept(filled.documents, target, FakeEmbedder(dim=DIM))
        with moved.open() as index:
            assert [failure.path for failure in index.failures()] == ["bad.txt"]
            oracle, row = Oracle.of(index), filled.embedder.embed_questions(["open report"])[0]
            assert len(oracle.documents) > 300
            assert_ranks(held(index).dense(row, 1000), oracle.dense(row), 1000)
            assert_ranks(held(index).lexical("open report", 1000), oracle.lexical("open report"), 1000)
        moved.embedder.embedded.clear()
        assert moved.update().unchanged == 120
        assert moved.embedder.embedded == []


def move(source: Place, target: Place, file: Path, wanted: MadeWith) -> None:
    if isinstance(source, Path):
        export_index(source, file)
    else:
        export_shared(source, file)
    if isinstance(target, Path):
        import_index(file, target, wanted=wanted)
    else:
        import_shared(file, target, wanted=wanted)
