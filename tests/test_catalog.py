from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest

from index.errors import DamagedIndexError
from index.files.file_state import Stamp
from index.records import Document, Failure, Listing, Passage, Section
from index.scope import Scope
from index.stores.catalog import Catalog

STAMP = Stamp(size=10, mtime_ns=20, ctime_ns=30)


def document(name, text="One. Two. Three.", sections=None, notes=()):
    return Document(name, "ab" * 32, name.upper(), text, sections or (Section(0, len(text), 1, "Top"),), notes)


def passages(made, *words):
    return [
        Passage(
            sha256((made.id + word).encode()).hexdigest()[:32],
            made.id,
            made.title,
            word,
            start,
            start + len(word),
            1,
            "Top",
        )
        for word in words
        for start in [made.text.index(word)]
    ]


def keyed(made):
    return [(passage, passage.text.encode()) for passage in made]


@pytest.fixture
def catalog(tmp_path):
    made = Catalog.create(tmp_path / "catalog.sqlite")
    yield made
    made.close()


def reopened(catalog, tmp_path):
    catalog.seal()
    return Catalog.open(tmp_path / "catalog.sqlite")


def test_what_is_kept_is_read_back(catalog, tmp_path):
    made = document(
        "a/ü.txt", "One. \0 \U0001f600 Two.", (Section(0, 5, None, ""), Section(5, 14, 3, "A > B")), ("no ü",)
    )
    kept = passages(made, "One.", "Two.")
    catalog.keep(made, keyed(kept), STAMP, "r1")
    with_hits = reopened(catalog, tmp_path)
    assert with_hits.document("a/ü.txt") == made
    assert with_hits.document("b.txt") is None
    keys = with_hits.keys_of(["a/ü.txt", "b.txt"])
    assert sorted(with_hits.passages(keys.tolist()).values(), key=lambda p: p.start) == kept
    assert with_hits.listings() == [Listing("a/ü.txt", "A/Ü.TXT", 3, 2, 10, ("no ü",), STAMP.mtime_ns / 1e9)]
    filed = with_hits.files()["a/ü.txt"]
    assert (filed.stamp, filed.notes) == (STAMP, ("no ü",))
    assert with_hits.changed_at(Scope()) == {"a/ü.txt": STAMP.mtime_ns / 1e9}
    assert with_hits.changed_at(Scope(documents=("a/ü.txt",))) == {"a/ü.txt": STAMP.mtime_ns / 1e9}
    assert with_hits.changed_at(Scope(documents=("b.txt",))) == {}
    with_hits.close()


def test_a_document_kept_again_replaces_itself_and_keeps_the_keys_of_its_passages(catalog):
    made = document("a.txt")
    first = passages(made, "One.", "Two.")
    catalog.keep(made, keyed(first), STAMP, "r1")
    before = set(catalog.keys_of(["a.txt"]).tolist())
    changed = replace(made, text="Zero. One. Three.")
    second = [*passages(changed, "Zero."), replace(first[0], start=6, end=10), *passages(changed, "Three.")]
    catalog.keep(changed, keyed(second), STAMP, "r2")
    after = catalog.passages(catalog.keys_of(["a.txt"]).tolist())
    assert sorted(passage.text for passage in after.values()) == ["One.", "Three.", "Zero."]
    assert len(before & after.keys()) == 1
    assert catalog.document("a.txt") == changed


def test_neighbours_are_those_of_the_same_document(catalog):
    one, other = document("a.txt"), document("b.txt")
    first, second, third = passages(one, "One.", "Two.", "Three.")
    catalog.keep(one, keyed([first, second, third]), STAMP, "r")
    catalog.keep(other, keyed(passages(other, "One.")), STAMP, "r")
    assert catalog.neighbours(second.id) == {-1: first, 1: third}
    assert catalog.neighbours(first.id) == {1: second}
    assert catalog.neighbours("unknown") == {}


def test_a_failure_takes_the_place_of_the_document_and_the_other_way_round(catalog):
    made = document("a.txt")
    catalog.keep(made, keyed(passages(made, "One.")), STAMP, "r")
    catalog.fail("a.txt", "is broken", STAMP, "r")
    assert catalog.document("a.txt") is None
    assert catalog.count_passages() == 0
    assert catalog.failures() == [Failure("a.txt", "is broken")]
    catalog.keep(made, keyed(passages(made, "One.")), STAMP, "r")
    assert catalog.failures() == []
    assert catalog.count_passages() == 1


def test_a_failure_that_can_pass_leaves_the_document_of_an_unchanged_file(catalog):
    made = document("a.txt")
    catalog.keep(made, keyed(passages(made, "One.")), STAMP, "r")
    catalog.postpone("a.txt", "is away", replace(STAMP, ctime_ns=9))
    assert catalog.document("a.txt") == made
    assert catalog.failures() == [Failure("a.txt", "is away")]
    filed = catalog.files()["a.txt"]
    assert (filed.sha256, filed.reader, filed.stamp.ctime_ns) == (made.sha256, "", 9)
    catalog.postpone("a.txt", "is away", replace(STAMP, size=STAMP.size + 1))
    assert catalog.document("a.txt") is None
    catalog.postpone("b.txt", "is away", STAMP)
    assert catalog.failures() == [Failure("a.txt", "is away"), Failure("b.txt", "is away")]


def test_a_document_whose_storing_fails_leaves_what_was_there(catalog):
    made = document("a.txt")
    kept = passages(made, "One.")
    catalog.keep(made, keyed(kept), STAMP, "r")

    def breaks():
        yield from keyed(passages(made, "Two."))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        catalog.keep(made, breaks(), STAMP, "r")
    assert list(catalog.passages(catalog.keys_of(["a.txt"]).tolist()).values()) == kept


def test_vectors_are_found_by_key_and_pruned_when_no_passage_has_them(catalog):
    made = document("a.txt")
    kept = passages(made, "One.", "Two.")
    rows = np.eye(3, dtype=np.float32)
    catalog.add_vectors([b"One.", b"Two.", b"Three."], rows)
    catalog.keep(made, keyed(kept), STAMP, "r")
    assert catalog.embedded([b"One.", b"Three.", b"Four."]) == {b"One.", b"Three."}
    catalog.prune()
    assert catalog.embedded([b"One.", b"Three.", b"Four."]) == {b"One."}
    assert {key: row.tolist() for key, row in catalog.rows_of([p.id for p in kept]).items()} == {
        kept[0].id: [1, 0, 0],
        kept[1].id: [0, 1, 0],
    }
    ((keys, stacked),) = catalog.all_rows()
    assert keys.tolist() == sorted(catalog.keys_of(["a.txt"]).tolist())
    assert stacked.dtype == np.float32


def test_words_to_find_a_passage_by_include_path_title_and_heading(catalog):
    made = document("reports/2024.txt")
    catalog.keep(made, keyed(passages(made, "One.")), STAMP, "r")
    ((_, words),) = catalog.all_words()
    assert words.split("\n") == ["reports/2024.txt", "REPORTS/2024.TXT", "Top", "One."]


def test_deleted_words_are_gone_from_the_bytes_of_the_file(catalog, tmp_path):
    text = "Filler words. " * 500 + "The xylograph is kept. " + "Filler words. " * 500
    made = document("secret-name.txt", text, (Section(0, len(text), None, "Hiddenheading"),))
    catalog.keep(made, keyed(passages(made, "The xylograph is kept.")), STAMP, "r")
    catalog.keep(document("b.txt"), [], STAMP, "r")
    catalog.forget("secret-name.txt")
    catalog.seal()
    assert [path.name for path in tmp_path.iterdir()] == ["catalog.sqlite"]
    content = (tmp_path / "catalog.sqlite").read_bytes()
    for word in (b"xylograph", b"secret-name", b"Hiddenheading", b"SECRET-NAME"):
        assert word not in content
    assert b"b.txt" in content


def test_an_open_catalogue_survives_the_removal_of_its_file(catalog, tmp_path):
    made = document("a.txt")
    catalog.keep(made, keyed(passages(made, "One.")), STAMP, "r")
    opened = reopened(catalog, tmp_path)
    (tmp_path / "catalog.sqlite").unlink()
    assert opened.document("a.txt") == made
    opened.close()


@pytest.mark.parametrize("content", [None, b"", b"nonsense" * 1000, "half"])
def test_a_damaged_or_missing_file_is_a_clear_error(catalog, tmp_path, content):
    made = document("a.txt", "word " * 20_000)
    catalog.keep(made, [], STAMP, "r")
    catalog.seal()
    path = tmp_path / "catalog.sqlite"
    whole = path.read_bytes()
    path.unlink()
    if content is not None:
        path.write_bytes(whole[: len(whole) // 2] if content == "half" else content)
    with pytest.raises(DamagedIndexError, match=r"catalog\.sqlite.*quoth index --rebuild"):
        Catalog.open(path).document("a.txt")


def test_passages_with_a_word_contain_it_as_a_string_whatever_its_case_and_signs(catalog):
    made = document("a.txt", "Gain of 5% a year. Part a_1 fits. Part ab1 does not. C:\\dir is full.")
    kept = passages(made, "Gain of 5% a year.", "Part a_1 fits.", "Part ab1 does not.", "C:\\dir is full.")
    catalog.keep(made, keyed(kept), STAMP, "r1")
    for word, found in [("GAIN", 0), ("5%", 0), ("a_1", 1), ("c:\\DIR", 3)]:
        assert catalog.passages_with(word) == [kept[found]]
    assert catalog.passages_with("a", ["b.txt"]) == []
