from __future__ import annotations

from pathlib import Path

from index.stores.checksums import CHECKSUMS, read_checksums, write_checksums, wrong_files


def test_a_name_with_signs_that_python_takes_for_line_ends_is_one_name(tmp_path: Path) -> None:
    (tmp_path / "two\u2028lines\x85of\x0cwords").write_text("content")
    write_checksums(tmp_path)
    assert list(read_checksums(tmp_path)) == ["two\u2028lines\x85of\x0cwords"]
    assert wrong_files(tmp_path) == []


def test_an_empty_folder_has_no_checksums(tmp_path: Path) -> None:
    write_checksums(tmp_path)
    assert (tmp_path / CHECKSUMS).read_text() == ""
    assert wrong_files(tmp_path) == []
