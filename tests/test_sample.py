"""Some documents of a folder are read first, to learn their languages, and none of them twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import FakeReader

from index.errors import DocumentError
from index.upkeep.sample import Sample

GERMAN = "Die Kaution beträgt 350 Euro und wird nach der Abnahme zurückgezahlt."
ENGLISH = "The deposit is 350 euros and is paid back after the inspection."


@pytest.fixture
def reader(tmp_path: Path) -> FakeReader:
    return FakeReader(tmp_path)


def spoken(sample: Sample, folder: Path) -> tuple[str, ...]:
    return sample.languages(without=folder / "index")


def test_the_languages_of_a_folder_are_told_and_nothing_is_read_twice(tmp_path: Path, reader: FakeReader) -> None:
    (tmp_path / "a.txt").write_text(GERMAN)
    (tmp_path / "b.txt").write_text(ENGLISH)
    sample = Sample(tmp_path, reader)
    assert spoken(sample, tmp_path) == ("de", "en")
    assert [sample.read(name).text for name in ("a.txt", "b.txt")] == [GERMAN, ENGLISH]
    assert reader.was_read == ["a.txt", "b.txt"]


def test_a_file_that_changed_since_is_read_again(tmp_path: Path, reader: FakeReader) -> None:
    (tmp_path / "a.txt").write_text(GERMAN)
    sample = Sample(tmp_path, reader)
    spoken(sample, tmp_path)
    (tmp_path / "a.txt").write_text(ENGLISH)
    assert sample.read("a.txt").text == ENGLISH


def test_a_file_that_cannot_be_read_counts_for_no_language_and_is_tried_once(
    tmp_path: Path, reader: FakeReader
) -> None:
    (tmp_path / "a.txt").write_text(ENGLISH)
    (tmp_path / "data.bin").write_bytes(b"\0")
    sample = Sample(tmp_path, reader)
    assert spoken(sample, tmp_path) == ("en",)
    with pytest.raises(DocumentError):
        sample.read("data.bin")
    assert reader.was_read == ["a.txt", "data.bin"]


def test_of_many_files_some_are_read_from_all_parts_of_the_folder(tmp_path: Path, reader: FakeReader) -> None:
    for number in range(200):
        (tmp_path / f"{number:03}.txt").write_text(GERMAN if number < 100 else ENGLISH)
    assert spoken(Sample(tmp_path, reader), tmp_path) == ("de", "en")
    assert len(reader.was_read) == 40


@pytest.mark.parametrize("exists", [True, False])
def test_an_empty_or_missing_folder_has_no_languages(tmp_path: Path, exists: bool) -> None:
    folder = tmp_path if exists else tmp_path / "none"
    assert spoken(Sample(folder, FakeReader(folder)), folder) == ()
