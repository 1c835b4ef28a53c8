import lzma
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks.hostile_newer_formats import make_7z
from index.errors import DocumentError
from index.reading.read import read
from index.reading.readers.sevenzip import read_7z

SAMPLES = Path(__file__).parent / "samples"  # written by py7zr


def test_the_files_of_an_archive_are_read_under_their_names():
    document = read((SAMPLES / "leave.7z").read_bytes(), "a.7z")
    assert [(s.heading, document.text[s.start : s.end]) for s in document.sections] == [
        ("notes/leave.md > Leave", "# Leave\n\nTwenty days of leave."),
        ("fees.csv", "Item: Lamp | Price: 90 | Unit: each"),
    ]
    assert [note.partition(" inside")[0] for note in document.notes] == ["run.exe"]


@pytest.mark.parametrize("packed", ["stored", "deflated", "bzipped", "lzma"])
def test_a_file_is_unpacked_however_it_was_packed(packed):
    assert read((SAMPLES / f"{packed}.7z").read_bytes(), "a.7z").text == "Twenty days of leave."


@pytest.mark.parametrize(
    ("archive", "reason"),
    [
        ("ppmd", "is packed in a way that Quoth does not unpack: pack it as .zip"),
        ("locked", "is password-protected"),
        ("locked_names", "is password-protected"),
    ],
)
def test_what_cannot_be_unpacked_is_refused_with_what_to_do(archive, reason):
    with pytest.raises(DocumentError, match=reason):
        read((SAMPLES / f"{archive}.7z").read_bytes(), "a.7z")


def test_what_is_too_large_is_noted():
    contents = read_7z(make_7z({"a.txt": b"five!", "c.txt": b"more than is left"}), 10)
    assert [(one.name, one.data) for one in contents.attachments] == [("a.txt", b"five!")]
    assert contents.notes[0].startswith("c.txt inside it was not read: it unpacks, with those before it, to more than")


def test_names_lead_nowhere():
    document = read(make_7z({"../../etc/a.txt": b"words"}), "a.7z")
    assert document.sections[0].heading == "etc/a.txt"


def test_every_cut_and_changed_archive_ends_as_read_or_refused():
    sound = make_7z({"a.txt": b"words of it", "b.txt": b"more"})
    for place in range(6, len(sound)):
        for data in (sound[:place], sound[:place] + bytes([sound[place] ^ 0xFF]) + sound[place + 1 :]):
            with suppress(DocumentError):
                assert read(data, "a.7z").text


def test_a_bomb_is_not_unpacked():
    zeros = lzma.compress(bytes(101 << 20), lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA2, "preset": 0}])
    with pytest.raises(DocumentError, match="unpacks, with those before it, to more than 100 MB"):
        read(make_7z({"a.txt": b""}, packed=zeros, size=101 << 20), "a.7z")
