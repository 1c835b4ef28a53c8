import pytest
from desk import fox_and_cat

from index.errors import DamagedIndexError, MissingDocumentError
from index.records import Changes, Failure
from index.upkeep.diff import preview


@pytest.fixture
def desk(tmp_path):
    made = fox_and_cat(tmp_path)
    made.write("bad.txt", "\0")
    return made


def seen(desk, version="1"):
    return preview(desk.documents, desk.index, reader_version=version)


def test_without_an_index_everything_would_be_added_and_nothing_is_written(desk):
    assert seen(desk) == Changes(added=("bad.txt", "fox.txt", "sub/cat.txt"))
    assert not desk.index.exists()


def test_an_update_then_does_what_was_shown_and_showing_it_changed_nothing(desk):
    desk.update()
    desk.write("new.txt", "New words.")
    desk.write("fox.txt", "The fox sleeps.")
    (desk.documents / "sub" / "cat.txt").unlink()
    before = desk.files()
    shown = seen(desk)
    assert shown == Changes(
        added=("new.txt",),
        changed=("fox.txt",),
        removed=("sub/cat.txt",),
        failed=(Failure("bad.txt", "is not text"),),
    )
    assert desk.files() == before
    assert desk.update() == shown
    assert seen(desk) == Changes(unchanged=2, failed=shown.failed)


def test_a_file_written_again_with_the_same_content_is_unchanged(desk):
    desk.update()
    desk.write("fox.txt", "The fox jumps over the dog.")
    assert seen(desk).unchanged == 2


def test_another_reader_changes_no_document_but_tries_what_failed_again(desk):
    desk.update()
    assert seen(desk, "2") == Changes(added=("bad.txt",), unchanged=2)


def test_a_missing_folder_and_a_damaged_index_are_clear_errors(desk, tmp_path):
    with pytest.raises(MissingDocumentError, match="no folder"):
        preview(tmp_path / "nowhere", desk.index, reader_version="1")
    desk.update()
    (desk.index / "current").write_text("../..")
    with pytest.raises(DamagedIndexError, match="quoth index --rebuild"):
        seen(desk)
