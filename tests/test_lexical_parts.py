import numpy as np
import pytest
from desk import Desk, manifest
from fakes import FakeEmbedder

from index.search.search import Index
from index.stores import lexical_parts, views
from index.stores.lexical import Lexical
from index.stores.lexical_parts import count_parts, fitting_parts
from index.upkeep.doctor import examine
from index.upkeep.ingest import Ingestion
from index.upkeep.update import update


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setattr(lexical_parts, "_PASSAGES_A_PART", 4)
    made = Desk(tmp_path)
    for number in range(16):
        made.write(f"{number}.txt", f"Text {number} about {'cats' if number % 3 else 'dogs'} and number {number % 7}.")
    made.update()
    return made


QUESTIONS = ("cats", "dogs and number 5", "text about number 3", "shrew", "fox and dog")


def segments(desk):
    return {path.name: path.stat().st_ino for path in (desk.published / "lexical").glob("*.term")}


def is_as_made_at_once(desk, folder):
    """Whether both hold the same, and both rankings give the same scores in the same order."""
    update(desk.documents, folder, Ingestion(embedder=FakeEmbedder(), read=desk.reader, reader_version="1"))
    assert manifest(folder) == manifest(desk.index)
    assert examine(desk.documents, desk.index) == []
    with desk.open() as one, Index.open(folder, embedder=FakeEmbedder()) as other:
        for question in QUESTIONS:
            assert one.search(question, k=100) == other.search(question, k=100)
    (once,) = folder.glob("0*")
    one, other = Lexical.open(desk.published / "lexical"), Lexical.open(once / "lexical")
    for question in QUESTIONS:
        assert one.search(question, 100) == other.search(question, 100)
        assert one.search(question, 3, np.sort(one.keys())[:20]) == other.search(question, 3, np.sort(one.keys())[:20])
    return True


def test_an_index_has_more_parts_the_more_passages_it_has():
    assert [fitting_parts(n) for n in (0, 4000, 61_000, 10_000_000)] == [1, 1, 29, 64]


def test_one_changed_file_builds_one_part_again_and_ranks_as_if_all_were(desk, tmp_path):
    before = segments(desk)
    assert count_parts(desk.published / "lexical") == 4
    desk.write("7.txt", "A shrew is no fox and no dog.")
    desk.update()
    after = segments(desk)
    assert len(after.items() & before.items()) == len(before) - 1
    assert is_as_made_at_once(desk, tmp_path / "once")


def test_files_added_removed_and_broken_leave_the_ranking_of_an_index_made_at_once(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(views, "_FEW", 1)
    desk.write("shrew.txt", "A shrew.")
    desk.write("8.txt", "\0")
    (desk.documents / "9.txt").unlink()
    (desk.documents / "10.txt").rename(desk.documents / "moved.txt")
    desk.update()
    assert is_as_made_at_once(desk, tmp_path / "once")


def test_a_part_that_becomes_empty_and_is_filled_again_is_right(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(views, "_FEW", 1)
    texts = {path.name: path.read_text() for path in desk.documents.iterdir()}
    part = [name for name in texts if lexical_parts._part_of(name, 4) == lexical_parts._part_of("7.txt", 4)]
    for name in part:
        (desk.documents / name).unlink()
    before = segments(desk)
    desk.update()
    assert len(segments(desk)) == len(before) - 1
    assert is_as_made_at_once(desk, tmp_path / "once")
    for name in part:
        desk.write(name, texts[name])
    desk.update()
    assert is_as_made_at_once(desk, tmp_path / "again")


def test_the_files_that_hold_the_words_of_a_removed_document_are_gone(desk):
    before = segments(desk).keys()
    desk.write("secret.txt", "quetzalcoatl")
    desk.update()
    held = segments(desk).keys() - before
    assert len(held) == 1
    (desk.documents / "secret.txt").unlink()
    desk.update()
    assert not held & {path.name for path in desk.index.rglob("*")}
    assert Lexical.open(desk.published / "lexical").search("quetzalcoatl", 9) == []


@pytest.mark.slow
@pytest.mark.parametrize("view", ["vectors.faiss", "lexical/meta.json"])
@pytest.mark.parametrize("damage", ["gone", "a flipped bit"])
def test_views_that_are_damaged_are_not_carried_on_but_built_again(desk, tmp_path, view, damage):
    path = desk.published / view
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.unlink() if damage == "gone" else path.write_bytes(content)
    desk.write("7.txt", "A shrew.")
    desk.update()
    assert is_as_made_at_once(desk, tmp_path / "once")


def test_an_index_that_outgrew_its_parts_gets_more(desk, tmp_path):
    for number in range(40, 42):
        desk.write(f"{number}.txt", f"# a\n{number}\n" * 12)
    desk.update()
    assert count_parts(desk.published / "lexical") == fitting_parts(16 + 24) == 10
    assert is_as_made_at_once(desk, tmp_path / "once")


@pytest.mark.usefixtures("no_hard_links")
def test_where_no_hard_links_can_be_made_the_parts_are_copied(desk, tmp_path):
    before = segments(desk)
    desk.write("7.txt", "A shrew is no fox and no dog.")
    desk.update()
    after = segments(desk)
    assert len(after.keys() & before.keys()) == len(before) - 1
    assert not after.items() & before.items()
    assert is_as_made_at_once(desk, tmp_path / "once")
