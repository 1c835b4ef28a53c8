import re
import shutil
import sqlite3
from contextlib import closing

import faiss
import pytest
from desk import fox_and_cat, manifest

from index.errors import MissingIndexError, QuothError
from index.stores.checksums import write_checksums
from index.stores.lexical import Lexical
from index.upkeep.doctor import examine, repair


@pytest.fixture
def desk(tmp_path):
    made = fox_and_cat(tmp_path)
    made.write("bad.txt", "\0")
    made.update()
    return made


FORGET = "PRAGMA foreign_keys = ON; DELETE FROM files WHERE path = 'fox.txt'; "
PRUNE = "DELETE FROM vectors WHERE embed_key NOT IN (SELECT embed_key FROM passages)"


def faults(desk):
    return [fault.what for fault in examine(desk.documents, desk.index)]


def mended(desk):
    """The faults that are left after a repair."""
    repair(examine(desk.documents, desk.index), desk.index, update=lambda rebuild: desk.update(rebuild=rebuild))
    return faults(desk)


def execute(desk, script):
    """Change the published catalogue and have the change look as if it was written so."""
    with closing(sqlite3.connect(desk.published / "catalog.sqlite")) as db:
        db.executescript(script)
        db.commit()
    write_checksums(desk.published)


def flip(path, position):
    content = bytearray(path.read_bytes())
    content[position] ^= 1
    path.unlink()  # whoever still has the old file mapped would be killed if it were cut short under them
    path.write_bytes(content)


def test_a_whole_index_has_no_fault_whatever_was_done_to_it_before(desk):
    assert faults(desk) == []
    desk.write("new.txt", "New words.")
    (desk.documents / "fox.txt").unlink()
    desk.update()
    assert faults(desk) == []
    desk.update(rebuild=True)
    assert faults(desk) == []


def test_no_index_is_a_clear_error(tmp_path):
    with pytest.raises(MissingIndexError, match="quoth index"):
        examine(tmp_path, tmp_path / "index")


def test_a_folder_that_is_gone_is_a_fault_that_only_its_owner_can_mend(desk):
    shutil.move(desk.documents, desk.documents.with_name("elsewhere"))
    assert [fault.cure for fault in examine(desk.documents, desk.index)] == ["yours"]
    before = manifest(desk.index)
    assert len(mended(desk)) == 1
    assert manifest(desk.index) == before


def test_files_that_differ_from_the_documents_are_named_and_mended_by_an_update(desk):
    desk.write("new.txt", "New words.")
    desk.write("newer.txt", "Newer words.")
    desk.write("fox.txt", "The fox sleeps.")
    (desk.documents / "sub" / "cat.txt").unlink()
    assert faults(desk) == [
        "new.txt is in the folder but not in the index (and 1 more).",
        "sub/cat.txt is in the index but no longer in the folder.",
        "fox.txt is out of date in the index.",
    ]
    assert mended(desk) == []
    assert desk.search("sleeps")[0] == "The fox sleeps."


def test_a_file_that_changed_behind_its_time_and_size_is_noticed_and_read_again(desk):
    execute(desk, f"UPDATE files SET sha256 = '{'0' * 64}' WHERE path = 'fox.txt'")
    assert faults(desk) == ["fox.txt is different from what was indexed, although its time and size are the same."]
    assert mended(desk) == []
    assert desk.reader.was_read == ["bad.txt", "fox.txt", "sub/cat.txt"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("DELETE FROM vectors WHERE rowid = 1", "1 passages have no vector"),
        ("INSERT INTO vectors SELECT x'00', row FROM vectors LIMIT 1", "1 vectors belong to no passage"),
        ("UPDATE vectors SET row = x'0000' WHERE rowid = 1", "1 or more vectors differ in length from the others"),
        ("UPDATE vectors SET row = zeroblob(256) WHERE rowid = 1", "1 vectors in the catalogue do not have length 1"),
        ("DELETE FROM documents WHERE id = 'fox.txt'", "1 files that were read have no document"),
        ("DELETE FROM documents WHERE id = 'fox.txt'", "1 passages belong to no document"),
        ("DELETE FROM files WHERE path = 'fox.txt'", "1 documents belong to no file that was read"),
        (
            "UPDATE passages SET start = start + 1, end = end + 1",
            r"fox\.txt is split .*not match its text.*1 more",
        ),
        ("UPDATE passages SET text = 'The dog jumps over the fox'", r"split into passages that do not match its text"),
        ("UPDATE documents SET text = upper(text)", r"split into passages that do not match its text"),
        (
            "UPDATE passages SET key = key + 1 WHERE document_id = 'fox.txt'",
            r"fox\.txt is split .*ids, keys or vectors",
        ),
        ("UPDATE passages SET id = '00' WHERE document_id = 'fox.txt'", r"fox\.txt is split .*ids, keys or vectors"),
        ("UPDATE passages SET heading = 'Other'", r"split .*wrong ids, keys or vectors"),
        ("DELETE FROM passages WHERE ordinal = 0 AND heading = 'Cats'", "not numbered in order"),
        (FORGET + PRUNE, r"1 deleted passages are still in vectors\.faiss"),
        (FORGET + PRUNE, "1 deleted passages are still in lexical"),
        (FORGET + PRUNE, r"fox\.txt is in the folder but not in the index"),
        (
            "DELETE FROM passages WHERE document_id = 'fox.txt'; " + PRUNE,
            r"fox\.txt is not completely covered by its passages",
        ),
        ("UPDATE notes SET value = '{}'", "vectors in the catalogue do not have length 1"),
        ("UPDATE documents SET sections = '[[1]]'", "contains something that Quoth never writes"),
        ("UPDATE passages SET start = 'one'", "3 passages have an invalid position"),
        ("UPDATE passages SET start = start - 1000, end = end - 1000", "3 passages have an invalid position"),
    ],
)
def test_what_does_not_match_in_the_catalogue_is_said_and_mended(desk, statement, named):
    before = manifest(desk.index)
    execute(desk, statement)
    assert any(re.search(named, what) for what in faults(desk)), faults(desk)
    assert mended(desk) == []
    assert manifest(desk.index) == before


def test_a_flipped_bit_anywhere_is_noticed_and_mended(desk):
    before = manifest(desk.index)
    for number, path in enumerate(written_files(desk)):
        flip(written_files(desk)[number], -10)
        assert faults(desk), path
        assert mended(desk) == []
        assert manifest(desk.index) == before


def written_files(desk):
    paths = sorted(desk.published.rglob("*"), key=lambda path: path.suffix + path.name)
    return [path for path in paths if path.is_file() and path.name[0] != "."]


def test_a_bit_flipped_in_a_row_is_noticed_even_under_a_right_checksum(desk):
    path = desk.published / "vectors.faiss"
    index = faiss.read_index(str(path))
    row = index.index.reconstruct(0)
    at = path.read_bytes().index(row.tobytes())
    flip(path, at)
    write_checksums(desk.published)
    assert faults(desk) == [f"1 vectors in {path} do not match the catalogue."]
    assert mended(desk) == []


def test_a_view_of_other_passages_is_noticed_under_a_right_checksum(desk):
    shutil.rmtree(desk.published / "lexical")
    (desk.published / "lexical").mkdir()
    Lexical.build([(1, "other words"), (1, "twice")], desk.published / "lexical")
    write_checksums(desk.published)
    assert faults(desk) == [
        "3 passages are missing from lexical.",
        "1 deleted passages are still in lexical.",
        "1 duplicate passages are in lexical.",
    ]
    assert mended(desk) == []


@pytest.mark.parametrize("view", ["vectors.faiss", "lexical"])
def test_a_view_that_is_gone_is_built_again_without_reading_or_embedding(desk, view):
    path = desk.published / view
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert any(view in what for what in faults(desk))
    desk.update()
    assert mended(desk) == []
    assert (desk.reader.was_read, desk.embedder.embedded) == ([], [])


def test_a_catalogue_that_cannot_be_read_is_a_fault_and_is_made_again(desk):
    (desk.published / "catalog.sqlite").write_bytes(b"nonsense" * 1000)
    assert "does not match its checksum" in faults(desk)[0]
    assert "cannot be read" in faults(desk)[-1]
    assert mended(desk) == []
    assert len(desk.embedder.embedded) == 3


def test_vectors_of_a_catalogue_with_a_flipped_bit_are_not_taken_over(desk):
    path = desk.published / "catalog.sqlite"
    row = desk.embedder.embed_questions(["The fox jumps over the dog."])[0]
    flip(path, path.read_bytes().index(row.tobytes()))
    assert mended(desk) == []
    assert "The fox jumps over the dog." in desk.embedder.embedded


def test_a_catalogue_that_lacks_a_table_is_a_fault(desk):
    execute(desk, "DROP TABLE vectors")
    assert faults(desk) == ["catalog.sqlite does not have the tables of a catalogue."]


def index_files(desk):
    """Every file of the published index that is not empty, and the one that names it."""
    return [desk.index / "current", *sorted(path for path in desk.published.rglob("[!.]*") if path.is_file())]


def refusal(desk):
    """The error that a search raises."""
    try:
        assert desk.search("fox")
    except QuothError as error:
        return str(error)
    return ""


@pytest.mark.slow
def test_damage_to_the_first_bytes_of_any_file_is_found_repaired_and_told_by_a_search(desk):
    for number in range(len(index_files(desk))):
        path = index_files(desk)[number]
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(b"\xff" * min(16, len(content)) + content[16:])
        assert re.fullmatch("(.*quoth index --rebuild.*)?", refusal(desk)), path
        assert faults(desk), path
        assert mended(desk) == [], path
        assert refusal(desk) == ""
