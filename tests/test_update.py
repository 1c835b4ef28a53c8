import errno
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from desk import Desk, fox_and_cat, manifest
from fakes import FakeEmbedder, FakeReader
from filelock import FileLock

import index.upkeep.ingest
import index.upkeep.update
from index.errors import (
    BusyIndexError,
    DamagedIndexError,
    DocumentError,
    MismatchedIndexError,
    MissingDocumentError,
    QuothError,
    ReadersError,
    SettingsError,
    StoppedError,
)
from index.reading.sandbox import Sandbox
from index.records import Failure
from index.search.search import Index
from index.stores.catalog import FORMAT, Catalog
from index.stores.layout import CATALOG, published_name
from index.upkeep.diff import preview
from index.upkeep.doctor import examine, unlike_the_folder, vectors_precisions
from index.upkeep.ingest import Ingestion
from index.upkeep.snapshots import snapshots
from index.upkeep.update import update


@pytest.fixture
def desk(tmp_path):
    return fox_and_cat(tmp_path)


# What an update does


def test_an_index_holds_what_the_folder_holds(desk):
    changes = desk.update()
    assert (changes.added, changes.changed, changes.removed) == (("fox.txt", "sub/cat.txt"), (), ())
    assert desk.search("Where does the moon shine?")[0] == "# Moon\nThe moon is bright."
    with desk.open() as opened:
        assert [(d.document_id, d.passages) for d in opened.documents()] == [("fox.txt", 1), ("sub/cat.txt", 2)]


def test_only_what_changed_is_read_and_only_new_text_is_embedded(desk):
    desk.update()
    desk.write("sub/cat.txt", "# Cats\nA cat purrs at night.\n# Sun\nThe sun is hot.")
    desk.write("new.txt", "Something new.")
    (desk.documents / "fox.txt").unlink()
    changes = desk.update()
    assert (changes.added, changes.changed, changes.removed) == (("new.txt",), ("sub/cat.txt",), ("fox.txt",))
    assert desk.reader.was_read == ["new.txt", "sub/cat.txt"]
    assert sorted(desk.embedder.embedded) == ["Something new.", "Sun\n# Sun The sun is hot."]


def test_nothing_is_written_when_nothing_changed(desk):
    desk.update()
    before = desk.files()
    changes = desk.update()
    assert (changes.added, changes.changed, changes.removed, changes.unchanged) == ((), (), (), 2)
    assert desk.reader.was_read == []
    after = desk.files()
    del before[Path("lock")], after[Path("lock")]
    assert after == before


def test_a_file_written_again_with_the_same_content_is_not_read(desk):
    desk.update()
    desk.write("fox.txt", "The fox jumps over the dog.")
    os.utime(desk.documents / "fox.txt", ns=(1, 1))
    assert desk.update().unchanged == 2
    desk.write("new.txt", "New.")
    assert desk.update().unchanged == 2
    assert desk.reader.was_read == ["new.txt"]


def test_a_renamed_file_embeds_nothing(desk):
    desk.write("plan.txt", "plan\n\nThe plan is secret.")  # its first line looks like the name
    desk.update()
    (desk.documents / "fox.txt").rename(desk.documents / "renamed fox.txt")
    (desk.documents / "sub").rename(desk.documents / "moved")
    changes = desk.update()
    assert (changes.added, changes.removed) == (
        ("moved/cat.txt", "renamed fox.txt"),
        ("fox.txt", "sub/cat.txt"),
    )
    assert desk.embedder.embedded == []


def test_the_same_content_under_two_names_is_embedded_once_and_found_under_both(desk):
    desk.write("copy.txt", "The fox jumps over the dog.")
    desk.update()
    assert desk.embedder.embedded.count("The fox jumps over the dog.") == 1
    with desk.open() as opened:
        found = {hit.passage.document_id: hit.passage.also for hit in opened.search("fox", k=9)}
        within = {hit.passage.document_id: hit.passage.also for hit in opened.search("fox", k=9, within=["copy.txt"])}
    assert found == {"copy.txt": ("fox.txt",), "fox.txt": ("copy.txt",), "sub/cat.txt": ()}
    assert within == {"copy.txt": ()}
    (desk.documents / "fox.txt").unlink()
    desk.update()
    with desk.open() as opened:
        assert opened.search("fox")[0].passage.also == ()


def test_another_reader_version_reads_everything_and_embeds_nothing(desk):
    desk.update()
    assert desk.update(reader_version="2").unchanged == 2
    assert desk.reader.was_read == ["fox.txt", "sub/cat.txt"]
    assert desk.embedder.embedded == []
    desk.update(reader_version="2")
    assert desk.reader.was_read == []


def test_an_index_made_step_by_step_is_the_one_made_at_once(desk, tmp_path):
    desk.update()
    for number in range(5):
        desk.write(f"{number}.txt", f"# Part {number}\n" + f"Words of step {number}. " * 90)
        desk.update()
    desk.write("0.txt", "Part zero is short now.")
    (desk.documents / "3.txt").unlink()
    desk.update()
    update(desk.documents, tmp_path / "other", Ingestion(embedder=FakeEmbedder(), read=desk.reader, reader_version="1"))
    assert manifest(tmp_path / "other") == manifest(desk.index)
    with desk.open() as one, Index.open(tmp_path / "other", embedder=desk.embedder) as other:
        for question in ("words of part 4", "the fox", "step"):
            assert one.search(question, k=50) == other.search(question, k=50)


def test_an_index_read_by_several_threads_is_the_one_read_by_none(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(index.upkeep.ingest, "_WAITING_PASSAGES", 3)
    for number in range(30):
        desk.write(f"{number}.txt", "\0" if number == 7 else f"# Part {number}\n" + f"Words of {number}. " * 90)
    desk.update(readers=3)
    update(desk.documents, tmp_path / "other", Ingestion(embedder=FakeEmbedder(), read=desk.reader, reader_version="1"))
    assert manifest(tmp_path / "other") == manifest(desk.index)


@pytest.mark.slow
def test_the_first_index_is_published_in_parts_that_can_be_asked_meanwhile(desk, tmp_path, monkeypatch):
    for number in range(30):
        desk.write(f"{number:02}.txt", f"Number {number} is about bird {number}.")
    monkeypatch.setattr(index.upkeep.update, "_FIRST_S", 0.0)
    monkeypatch.setattr(index.upkeep.update, "_SLOWER", 1)
    held, told = [], []

    def progress(stage, done, total, *_):
        if stage == "publishing" and done:
            with desk.open() as opened:
                held.append(len(opened.documents()))
        told.append((stage, done, total))

    changes = desk.update(progress=progress, keep=5)
    assert (len(changes.added), changes.changed, changes.removed) == (32, (), ())
    assert held == list(range(1, 33))  # a file at a time
    assert [done for stage, done, total in told if stage == "reading" and total == 32] == list(range(33))
    assert len(snapshots(desk.index)) == 1
    at_once = fox_and_cat(tmp_path / "at once")
    shutil.copytree(desk.documents, at_once.documents, dirs_exist_ok=True)
    monkeypatch.undo()
    at_once.update()
    assert manifest(desk.index)[3:] == manifest(at_once.index)[3:]
    for name in ("another", "one more"):
        desk.write(f"{name}.txt", name)
    monkeypatch.setattr(index.upkeep.update, "_FIRST_S", 0.0)
    held.clear()
    assert desk.update(progress=progress).added == ("another.txt", "one more.txt")
    assert held == [34]


def test_how_many_passages_there_will_be_is_judged_by_the_size_of_what_was_read(desk, monkeypatch):
    monkeypatch.setattr(index.upkeep.ingest, "_WAITING_PASSAGES", 1)
    (desk.documents / "fox.txt").unlink()
    (desk.documents / "sub" / "cat.txt").unlink()
    for number in range(4):
        desk.write(f"{number}.txt", f"Text number {number}.")
    told = []
    desk.update(progress=lambda *event: told.append(event))
    assert {event for event in told if event[0] == "embedding" and event[1] == event[2]} == {("embedding", 4, 4)}
    assert ("embedding", 2, 4) in told


def test_a_lexical_index_of_other_terms_is_built_again_whole_and_never_mixed(desk, monkeypatch):
    for number in range(8):
        desk.write(f"{number}.txt", f"Words of file {number}.")
    monkeypatch.setattr("index.stores.lexical_parts._PASSAGES_A_PART", 1)
    with monkeypatch.context() as earlier:
        earlier.setattr("index.stores.lexical._FIELD", "older_terms")
        desk.update()
    desk.write("new.txt", "Words that are new.")
    desk.update()
    assert examine(desk.documents, desk.index) == []
    with desk.open() as opened:
        found = {hit.passage.document_id for hit in opened.search("words", k=20, by="lexical")}
    assert found == {"new.txt", *(f"{number}.txt" for number in range(8))}


def test_progress_is_reported_by_stage_and_file(desk):
    told = []
    desk.update(progress=lambda *event: told.append(event))
    assert told == [
        ("reading", 0, 2, "fox.txt"),
        ("reading", 1, 2, "sub/cat.txt"),
        ("reading", 2, 2),
        ("embedding", 0, 3),
        ("embedding", 3, 3),
        ("publishing", 0, 1),
        ("publishing", 1, 1),
    ]


# Bad files


def test_a_bad_file_makes_that_file_unreadable_and_is_tried_again_only_when_it_changed(desk):
    desk.write("bad.txt", "\0")
    assert desk.update().failed == (Failure("bad.txt", "is not text"),)
    assert desk.update().failed == (Failure("bad.txt", "is not text"),)
    assert desk.reader.was_read == []
    desk.write("bad.txt", "Good now.")
    changes = desk.update()
    assert (changes.added, changes.failed) == (("bad.txt",), ())


AGAIN = " (Quoth tries again at the next update)"


def test_a_failure_that_can_pass_is_tried_again_at_the_next_update(desk):
    def read(path):
        if path == "fox.txt":
            raise DocumentError("was given up", path, passing=True)
        return desk.reader(path)

    for _ in range(2):
        changes = desk.update(read=read)
        assert changes.failed == (Failure("fox.txt", f"was given up{AGAIN}"),)
    with desk.open() as opened:
        assert opened.failures() == list(changes.failed)
    changes = desk.update()
    assert (changes.added, changes.failed) == (("fox.txt",), ())
    assert desk.reader.was_read == ["fox.txt"]


def test_a_file_whose_reader_the_system_killed_is_read_at_the_next_update(desk):
    desk.write("end.txt", "The owl hoots.")
    with Sandbox(desk.documents, worker=(sys.executable, Path(__file__).with_name("hostile_worker.py"))) as killed:
        changes = desk.update(read=lambda path: killed.read(path) if path == "end.txt" else desk.reader(path))
    (failure,) = changes.failed
    assert failure == Failure(
        "end.txt", f"was not read: the system killed its reader, perhaps because memory is low{AGAIN}"
    )
    assert changes.added == ("fox.txt", "sub/cat.txt")
    with Sandbox(desk.documents) as sandbox:
        changes = desk.update(read=sandbox.read)
    assert (changes.added, changes.failed) == (("end.txt",), ())
    assert desk.search("owl")[0] == "The owl hoots."


def test_nothing_is_published_when_what_was_tried_again_failed_again(desk):
    def read(path):
        raise DocumentError("was given up", path, passing=True)

    desk.update(read=read)
    before = desk.published
    desk.update(read=read)
    assert desk.published == before
    assert not (desk.index / "work").exists()


def test_documents_in_a_folder_that_cannot_be_listed_stay_until_it_can_be(desk, monkeypatch):
    def scandir(path):
        if str(path).endswith("/sub"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return real(path)

    real = os.scandir
    desk.update()
    with Sandbox(desk.documents) as sandbox:
        for _ in range(2):  # the second time, the failure is known
            with monkeypatch.context() as patched:
                patched.setattr(os, "scandir", scandir)
                assert preview(desk.documents, desk.index, reader_version="1").removed == ()
                changes = desk.update(read=sandbox.read)
                found = list(unlike_the_folder(desk.documents, desk.index, known(desk)))
            assert (changes.removed, changes.unchanged) == ((), 2)
            (failure,) = changes.failed
            assert failure.path == "sub"
            assert re.fullmatch(
                r"is a folder that Quoth cannot list: .* stays in the index \(Quoth tries .*", failure.reason
            )
            assert "# Cats\nA cat purrs at night." in desk.search("cat")
            assert found == []
    (desk.documents / "sub" / "cat.txt").unlink()
    changes = desk.update()
    assert (changes.removed, changes.failed) == (("sub/cat.txt",), ())
    assert not any("cat" in text for text in desk.search("cat"))


def test_the_document_of_an_unchanged_file_stays_while_the_file_cannot_be_read(desk, monkeypatch):
    """Its permissions were taken away, its drive fails, or its reader was killed: none of them changes what it says."""

    def read(path):
        raise DocumentError("was given up", path, passing=True)

    desk.update()
    for _ in range(2):
        changes = desk.update(read=read, reader_version="2")
        assert (changes.removed, changes.unchanged) == ((), 2)
        assert changes.failed == tuple(Failure(path, f"was given up{AGAIN}") for path in ("fox.txt", "sub/cat.txt"))
        assert desk.search("fox")[0] == "The fox jumps over the dog."
    monkeypatch.setattr("index.upkeep.doctor.sha256", lambda _: None)
    assert list(unlike_the_folder(desk.documents, desk.index, known(desk))) == []
    assert desk.update(reader_version="2").failed == ()
    assert desk.reader.was_read == ["fox.txt", "sub/cat.txt"]
    assert desk.search("fox")[0] == "The fox jumps over the dog."


def test_the_document_of_a_changed_file_is_removed_if_the_file_cannot_be_read(desk):
    def read(path):
        raise DocumentError("was given up", path, passing=True)

    desk.update()
    desk.write("fox.txt", "The fox sleeps now.")
    assert desk.update(read=read).failed == (Failure("fox.txt", f"was given up{AGAIN}"),)
    assert not any("fox" in text for text in desk.search("fox"))


def known(desk):
    with closing(Catalog.open(desk.published / CATALOG)) as catalog:
        return catalog.files()


def test_a_file_that_vanishes_before_it_is_read_is_tried_again(desk):
    with Sandbox(desk.documents) as sandbox:

        def read(path):
            (desk.documents / path).rename(desk.documents.parent / "away")
            try:
                return sandbox.read(path)
            finally:
                (desk.documents.parent / "away").rename(desk.documents / path)

        assert [failure.reason for failure in desk.update(read=read).failed] == [f"is no longer there{AGAIN}"] * 2
        assert desk.update(read=sandbox.read).added == ("fox.txt", "sub/cat.txt")


def test_a_bad_file_is_tried_again_when_only_its_permissions_changed(desk):
    desk.write("bad.txt", "\0")
    desk.update()
    os.chmod(desk.documents / "bad.txt", 0o600)
    desk.update()
    assert desk.reader.was_read == ["bad.txt"]


def test_a_file_that_turns_bad_is_no_longer_found(desk):
    desk.update()
    desk.write("fox.txt", "\0")
    changes = desk.update()
    assert changes.failed == (Failure("fox.txt", "is not text"),)
    assert changes.removed == ()
    assert not any("fox" in text for text in desk.search("fox"))


def test_what_could_not_be_read_of_a_document_is_said_until_it_is_gone(desk):
    def read(path):
        return replace(desk.reader(path), notes=("no text on page 2",) if path == "fox.txt" else ())

    for _ in range(2):
        changes = desk.update(read=read)
        assert (changes.failed, changes.in_part) == ((), (Failure("fox.txt", "no text on page 2"),))
    with desk.open() as opened:
        assert [listing.notes for listing in opened.documents()] == [("no text on page 2",), ()]
        assert opened.document("fox.txt").notes == ("no text on page 2",)
    (desk.documents / "fox.txt").unlink()
    assert desk.update(read=read).in_part == ()


@pytest.mark.parametrize("text", ["half \ud800 a pair", "# heading \udfff\ntext"])
def test_text_that_is_no_unicode_makes_that_file_unreadable(desk, text):
    desk.write("odd.txt", text)
    changes = desk.update()
    assert [failure.path for failure in changes.failed] == ["odd.txt"]
    assert changes.added == ("fox.txt", "sub/cat.txt")


def test_a_name_that_is_no_unicode_makes_that_file_unreadable(desk):
    (desk.documents / os.fsdecode(b"caf\xe9.txt")).write_text("x")
    with Sandbox(desk.documents) as sandbox:
        changes = desk.update(read=sandbox.read)
    assert changes.failed == (Failure(r"caf\xe9.txt", "has a name that is not valid Unicode: rename it"),)
    assert desk.update().failed == changes.failed


def test_a_file_of_another_century_is_indexed_like_any_other(desk):
    desk.write("future.txt", "A letter to the future.")
    os.utime(desk.documents / "future.txt", (10_413_792_000, 10_413_792_000))  # the year 2300
    assert "future.txt" in desk.update().added
    assert desk.update().unchanged == 3
    with desk.open() as opened:
        assert opened.changed_on("future.txt").year > 2200


def test_only_bad_files_make_an_index_that_finds_nothing_and_says_why(tmp_path):
    desk = Desk(tmp_path)
    desk.write("bad.txt", "\0")
    desk.update()
    assert desk.search("anything") == []
    with desk.open() as opened:
        assert opened.failures() == [Failure("bad.txt", "is not text")]


def test_empty_files_hold_no_passages(desk):
    desk.write("empty.txt", "")
    desk.write("rule.txt", "-----\n")
    desk.update()
    with desk.open() as opened:
        assert {d.document_id: d.passages for d in opened.documents()}["rule.txt"] == 0


# Folders that are not there


def test_a_missing_folder_is_an_error_and_leaves_the_index(desk):
    desk.update()
    shutil.rmtree(desk.documents)
    with pytest.raises(MissingDocumentError, match="no folder"):
        desk.update()
    assert desk.search("fox")


def test_an_empty_folder_is_an_error(tmp_path):
    with pytest.raises(MissingDocumentError, match=r"no documents in .*documents\. Put files there"):
        Desk(tmp_path).update()


def test_a_folder_that_was_emptied_empties_the_index(desk):
    desk.update()
    shutil.rmtree(desk.documents)
    desk.documents.mkdir()
    assert desk.update().removed == ("fox.txt", "sub/cat.txt")
    assert desk.search("fox") == []
    with pytest.raises(MissingDocumentError, match="no documents"):
        desk.update()


def test_many_documents_are_not_removed_because_their_folder_is_suddenly_empty(desk):
    for number in range(20):
        desk.write(f"{number}.txt", f"Text {number}.")
    desk.update()
    before = desk.files()
    desk.documents.rename(desk.documents.parent / "away")
    desk.documents.mkdir()
    with pytest.raises(MissingDocumentError, match=r"is empty, but the index holds 22 documents\. .* --accept-empty"):
        desk.update()
    assert {path: stamp for path, stamp in desk.files().items() if path.name != "lock"} == {
        path: stamp for path, stamp in before.items() if path.name != "lock"
    }
    with pytest.raises(MissingDocumentError, match="is empty"):
        desk.update(rebuild=True)
    assert len(desk.update(accept_empty=True).removed) == 22


# Deletion


def test_deleted_words_are_found_nowhere(desk):
    desk.write("secret.txt", "# Xylography\nThe password is quetzalcoatl.")
    desk.update()
    assert b"quetzalcoatl" in all_bytes(desk.index)
    (desk.documents / "secret.txt").unlink()
    desk.update()
    assert not any("quetzalcoatl" in text for text in desk.search("password quetzalcoatl"))
    with desk.open() as opened, pytest.raises(MissingDocumentError, match=r"secret\.txt is not in the index"):
        opened.document("secret.txt")
    for word in (b"quetzalcoatl", b"xylograph", b"secret.txt"):
        assert word not in all_bytes(desk.index).lower()
    assert examine(desk.documents, desk.index) == []  # that is, no vector and no posting without its passage


def test_words_of_an_update_that_was_cut_short_are_gone_too(desk, monkeypatch):
    desk.update()
    desk.write("secret.txt", "The password is quetzalcoatl.")
    monkeypatch.setattr(index.upkeep.update, "carry_views", interrupt)
    with pytest.raises(KeyboardInterrupt):
        desk.update()
    monkeypatch.undo()
    assert b"quetzalcoatl" in all_bytes(desk.index)
    (desk.documents / "secret.txt").unlink()
    desk.update()
    assert b"quetzalcoatl" not in all_bytes(desk.index)


def all_bytes(folder):
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def interrupt(*_, **__):
    raise KeyboardInterrupt


# Settings


def test_another_embedder_or_passage_size_is_an_error_that_names_the_cure(desk):
    desk.update()
    for settings, named in (
        ({"embedder": FakeEmbedder("other")}, "embedder fake, but other is configured"),
        ({"embedder": FakeEmbedder(dim=32)}, "dimensions 64, but 32 is configured"),
        ({"max_tokens": 50}, "tokens a passage 200, but 50 is configured"),
    ):
        with pytest.raises(MismatchedIndexError, match=f"{named}.*quoth index --rebuild"):
            desk.update(**settings)
        with pytest.raises(MismatchedIndexError, match=named):
            Index.open(desk.index, **{"embedder": desk.embedder} | settings)
    assert desk.search("fox")


def test_a_rebuild_serves_the_old_index_until_the_new_one_is_complete(desk):
    desk.update()
    seen = []

    def look(*_):
        if not (desk.index / "000002").exists():
            with desk.open() as opened:
                seen.append(opened.search("moon")[0].passage.text)

    other = FakeEmbedder("other", dim=32)
    desk.update(embedder=other, rebuild=True, progress=look)
    assert seen == ["# Moon\nThe moon is bright."] * 6
    with pytest.raises(MismatchedIndexError):
        desk.open()
    assert len(other.embedded) == 3
    with Index.open(desk.index, embedder=other) as opened:
        assert opened.search("moon")[0].passage.text == "# Moon\nThe moon is bright."


def test_a_rebuild_with_the_same_embedder_embeds_only_new_text(desk):
    desk.write("long.txt", "Some words in a row. " * 30)
    desk.update()
    desk.update(max_tokens=20, rebuild=True)
    assert desk.reader.was_read == ["fox.txt", "long.txt", "sub/cat.txt"]
    assert len(desk.embedder.embedded) == 2  # the long one is seven equal parts now, and a shorter one


def test_an_index_goes_on_in_another_precision_and_notes_both(desk):
    desk.update()
    assert vectors_precisions(desk.index) == ["float32"]
    elsewhere = FakeEmbedder(precision="bfloat16")
    before = snapshots(desk.index)[0].manifest
    with Index.open(desk.index, embedder=elsewhere) as opened:
        assert opened.search("moon")[0].passage.text == "# Moon\nThe moon is bright."
    desk.write("new.txt", "Something new.")
    desk.update(embedder=elsewhere)
    assert elsewhere.embedded == ["Something new."]
    assert vectors_precisions(desk.index) == ["bfloat16", "float32"]
    (desk.documents / "new.txt").unlink()
    desk.update(embedder=elsewhere)
    assert snapshots(desk.index)[0].manifest == before
    desk.update(embedder=elsewhere, rebuild=True)
    assert elsewhere.embedded == ["Something new."]
    assert vectors_precisions(desk.index) == ["bfloat16", "float32"]


def test_the_precision_is_that_of_what_embedded_and_float32_where_an_older_index_does_not_say(desk):
    desk.update(embedder=FakeEmbedder(precision="bfloat16"))
    assert vectors_precisions(desk.index) == ["bfloat16"]
    with closing(sqlite3.connect(desk.published / "catalog.sqlite")) as db, db:
        db.execute("DELETE FROM notes WHERE name = 'precisions'")
    assert vectors_precisions(desk.index) == ["float32"]


def test_a_rebuild_of_an_index_of_an_older_format_embeds_nothing(desk, monkeypatch):
    monkeypatch.setattr("index.stores.fingerprint.FORMAT", FORMAT - 1)
    desk.update()
    monkeypatch.undo()
    with pytest.raises(MismatchedIndexError, match=f"format {FORMAT - 1}, but {FORMAT} is .*quoth index --rebuild"):
        desk.update()
    desk.update(rebuild=True)
    assert desk.embedder.embedded == []


def test_a_rebuild_of_a_damaged_index_makes_a_good_one(desk):
    for damage in ("current", "catalog.sqlite", "folder"):
        desk.update(rebuild=True)
        if damage == "current":
            (desk.index / "current").write_bytes(b"\xff../..")
        elif damage == "folder":
            shutil.rmtree(desk.index / published_name(desk.index))
        else:
            (desk.index / published_name(desk.index) / damage).write_bytes(b"nonsense")
        with pytest.raises(DamagedIndexError, match="quoth index --rebuild"):
            desk.update()
        with pytest.raises(DamagedIndexError, match="quoth index --rebuild"):
            desk.open()
        desk.update(rebuild=True)
        assert desk.search("fox")


# Several at once


def test_a_second_update_at_the_same_time_is_told_so(desk):
    desk.index.mkdir()
    with FileLock(desk.index / "lock"), pytest.raises(BusyIndexError, match="Wait for it to finish"):
        desk.update()
    desk.update()


@pytest.mark.parametrize("place", ["documents", "."])
def test_a_folder_of_other_files_is_never_made_an_index(desk, place):
    desk.write("2024/report.txt", "Sales of the year.")
    desk.index = desk.documents / place if place == "." else desk.documents.parent
    with pytest.raises(SettingsError, match=r"contains other files \(.*QUOTH_INDEX"):
        desk.update()
    assert (desk.documents / "2024" / "report.txt").exists()
    assert not (desk.index / "lock").exists()


def test_a_place_that_cannot_be_written_is_a_clear_error(desk):
    desk.index.write_text("a file")
    with pytest.raises(QuothError, match=r"index in .* cannot be written .*run `quoth index` again"):
        desk.update()


@pytest.mark.parametrize("limit", [30_000, 100_000])
def test_a_disk_without_space_is_a_clear_error_and_leaves_the_index(desk, limit):
    desk.update()
    before = manifest(desk.index)
    for number in range(40):
        desk.write(f"{number}.txt", " ".join(f"word{number * word}" for word in range(500)))
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        with pytest.raises(QuothError, match=r"cannot be written.*has not changed.*`quoth index` again"):
            desk.update()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert manifest(desk.index) == before
    assert len(desk.update().added) == 40


def test_readers_see_the_old_index_or_the_new_one_and_never_half(desk):
    for number in range(20):
        desk.write(f"old/{number}.txt", f"Old words number {number}.")
    desk.update()
    desk.open().close()
    wrong, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            with desk.open() as opened:
                found = {hit.passage.document_id.split("/")[0] for hit in opened.search("words number", k=20)}
                listed = {d.document_id.split("/")[0] for d in opened.documents()} & {"old", "new"}
                if found != listed or len(found) != 1:
                    wrong.append((found, listed))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for name in ("new", "old") * 3:
        shutil.rmtree(desk.documents / "old", ignore_errors=True)
        shutil.rmtree(desk.documents / "new", ignore_errors=True)
        for number in range(20):
            desk.write(f"{name}/{number}.txt", f"{name.title()} words number {number}.")
        desk.update()
    stop.set()
    for reader in readers:
        reader.join()
    assert wrong == []


def test_an_open_index_keeps_working_after_it_was_replaced_and_knows_it(desk):
    desk.update()
    with desk.open() as opened:
        assert opened.is_current()
        before = opened.search("cat fox moon")
        desk.write("new.txt", "A cat and a fox on the moon.")
        desk.update()
        assert not opened.is_current()
        assert opened.search("cat fox moon") == before
        assert opened.document("fox.txt").text == "The fox jumps over the dog."


# Killed


def test_an_interrupted_update_is_taken_up_where_it_stopped(desk, monkeypatch):
    monkeypatch.setattr(index.upkeep.ingest, "_WAITING_PASSAGES", 1)
    for number in range(6):
        desk.write(f"{number}.txt", f"Text of file {number}.")

    def stops(path):
        if path == "4.txt":
            raise KeyboardInterrupt
        return desk.reader(path)

    with pytest.raises(KeyboardInterrupt):
        desk.update(read=stops)
    assert desk.reader.was_read == ["0.txt", "1.txt", "2.txt", "3.txt"]
    assert len(desk.update().added) == 8
    assert desk.reader.was_read == ["4.txt", "5.txt", "fox.txt", "sub/cat.txt"]
    assert len(desk.embedder.embedded) == 5


@pytest.mark.parametrize("readers", [0, 2])
def test_an_update_whose_readers_cannot_start_stops_and_calls_no_file_bad(desk, readers):
    desk.update()
    desk.write("new.txt", "Something new.")
    desk.write("sub/cat.txt", "Changed.")
    before = manifest(desk.index)
    with Sandbox(desk.documents, worker=("false",)) as sandbox, pytest.raises(ReadersError):
        desk.update(read=sandbox.read, readers=readers)
    assert manifest(desk.index) == before
    changes = desk.update()
    assert (changes.added, changes.changed, changes.failed) == (("new.txt",), ("sub/cat.txt",), ())


def test_an_update_whose_sandbox_is_closed_stops_and_calls_no_file_bad(desk):
    desk.update()
    before = manifest(desk.index)
    for number in range(4):
        desk.write(f"{number}.txt", f"Text of file {number}.")
    with Sandbox(desk.documents) as sandbox:

        def closes(path):
            if path == "2.txt":
                sandbox.close()
            return sandbox.read(path)

        with pytest.raises(StoppedError, match="program is ending"):
            desk.update(read=closes)
    assert manifest(desk.index) == before
    changes = desk.update()
    assert (len(changes.added), changes.failed) == (4, ())


def test_an_update_is_cancelled_through_its_progress_and_the_next_one_goes_on(desk, monkeypatch):
    monkeypatch.setattr(index.upkeep.ingest, "_WAITING_PASSAGES", 1)

    def cancels(stage, done, _total, _name=""):
        if stage == "reading" and done == 1:
            raise StoppedError("enough.")

    with pytest.raises(StoppedError, match="enough"):
        desk.update(progress=cancels)
    assert not (desk.index / "current").exists()
    desk.update()
    assert desk.reader.was_read == ["sub/cat.txt"]


def test_an_update_stopped_in_an_embedding_keeps_the_vectors_it_has(desk, monkeypatch):
    monkeypatch.setattr(index.upkeep.ingest, "_EMBEDDED_AT_ONCE", 1)

    class Stops(FakeEmbedder):
        def embed_passages(self, texts):
            if len(self.embedded) == 2:
                raise KeyboardInterrupt
            return super().embed_passages(texts)

    with pytest.raises(KeyboardInterrupt):
        desk.update(embedder=Stops())
    desk.update()
    assert len(desk.embedder.embedded) == 1


def test_work_begun_with_other_settings_is_thrown_away(desk, monkeypatch):
    desk.update()
    desk.write("new.txt", "New words.")
    monkeypatch.setattr(index.upkeep.update, "write_views", interrupt)
    with pytest.raises(KeyboardInterrupt):
        desk.update(embedder=FakeEmbedder("other"), rebuild=True)
    monkeypatch.undo()
    desk.update()
    assert desk.reader.was_read == ["new.txt"]
    assert desk.search("new words")[0] == "New words."


@pytest.mark.slow
def test_killed_at_any_instant_the_index_is_as_before_or_as_after_and_the_next_update_ends_the_work(tmp_path):
    desk = Desk(tmp_path)
    for number in range(8):
        desk.write(f"{number}.txt", f"# One\nText of file {number}.\n# Two\nMore about number {number}.")
    desk.write("gone.txt", "Soon gone.")
    desk.update()
    before = manifest(desk.index)
    desk.write("2.txt", "Changed text.")
    desk.write("new.txt", "New text.")
    desk.write("bad.txt", "\0")
    (desk.documents / "gone.txt").unlink()
    copies = [tmp_path / f"copy{number}" for number in range(120)]
    whole = tmp_path / "whole"
    for copy in (whole, *copies):
        shutil.copytree(desk.index, copy)
    script = [sys.executable, Path(__file__).with_name("killed.py"), desk.documents, whole, *copies]
    calls = subprocess.run(script, check=True, capture_output=True, text=True, cwd=Path(__file__).parent.parent)
    assert int(calls.stdout) > 300
    after = manifest(whole)
    assert after != before
    seen = []
    for copy in copies:
        seen.append(manifest(copy) == after)
        assert seen[-1] or manifest(copy) == before
        desk.index = copy
        assert desk.search("text of file 1")[0].endswith("Text of file 1.")
        desk.update()
        assert manifest(copy) == after
        assert examine(desk.documents, copy) == []
        assert re.fullmatch(r"0+[23]", published_name(copy))
        assert {path.name for path in copy.iterdir()} == {"current", "documents", "lock", published_name(copy)}
    assert seen == sorted(seen)
    assert True in seen
    assert False in seen


@pytest.mark.parametrize("held", [1, 3])
def test_three_documents_are_enough_to_ask_before_an_empty_folder_removes_them(tmp_path, held):
    documents, place = tmp_path / "documents", tmp_path / "index"
    documents.mkdir()
    for number in range(held):
        (documents / f"{number}.txt").write_text(f"Note {number} speaks of zebras.")
    how = Ingestion(embedder=FakeEmbedder(), read=FakeReader(documents), reader_version="1")
    update(documents, place, how)
    for path in documents.iterdir():
        path.unlink()
    if held == 3:
        with pytest.raises(MissingDocumentError, match="is empty, but the index holds 3 documents"):
            update(documents, place, how)
    assert len(update(documents, place, how, accept_empty=held == 3).removed) == held
