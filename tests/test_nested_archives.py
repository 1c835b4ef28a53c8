"""Archives inside archives, which are read within the limits of one archive."""

import bz2
import gzip

import pytest
from made_archives import make_zip

from benchmarks.hostile_newer_formats import make_7z, make_tar
from index.errors import DocumentError
from index.reading.read import read
from index.reading.readers import attachments

WORDS = {"notes/c.txt": b"words"}
INSIDE = {
    "b.zip": make_zip(WORDS),
    "b.ZIP": make_zip(WORDS),
    "b.tar": make_tar(WORDS),
    "b.tgz": gzip.compress(make_tar(WORDS)),
    "b.tar.bz2": bz2.compress(make_tar(WORDS)),
    "b.7z": make_7z(WORDS),
}


def found_in(document):
    return [(section.heading, document.text[section.start : section.end]) for section in document.sections]


@pytest.mark.parametrize("name", INSIDE)
@pytest.mark.parametrize("pack", [make_zip, make_7z, make_tar])
def test_the_documents_in_an_archive_in_an_archive_are_read_under_their_path(pack, name):
    document = read(pack({name: INSIDE[name], "a.txt": b"more"}), "a.zip")
    assert found_in(document) == [("a.txt", "more"), (f"{name}/notes/c.txt", "words")]
    assert document.notes == ()


def test_a_compressed_file_in_an_archive_is_read():
    assert found_in(read(make_zip({"b.txt.bz2": bz2.compress(b"words")}), "a.zip")) == [("b.txt.bz2/b.txt", "words")]


def test_what_cannot_be_read_in_an_inner_archive_is_noted_with_its_path():
    document = read(make_zip({"b.zip": make_zip({"c.rar": b"x", "d.txt": b"words"}), "e.zip": b"PK"}), "a.zip")
    assert found_in(document) == [("b.zip/d.txt", "words")]
    assert document.notes[0].startswith("e.zip inside it was not read: it is named .zip but is something else")
    assert document.notes[1].startswith("b.zip/c.rar inside it was not read: it is an archive that Quoth does not open")


def nested(levels, files):
    for level in range(levels):
        files = {f"{level}.zip": make_zip(files)}
    return make_zip(files)


def test_archives_are_opened_to_a_certain_depth():
    assert found_in(read(nested(2, {"c.txt": "words"}), "a.zip")) == [("1.zip/0.zip/c.txt", "words")]
    with pytest.raises(DocumentError, match="nested too deeply"):
        read(nested(3, {"c.txt": "words"}), "a.zip")


def test_all_archives_inside_each_other_unpack_to_no_more_than_one_archive(monkeypatch):
    inner = {f"{number}.zip": make_zip({f"{number}.txt": f"{number}" * 1000}) for number in range(3)}
    monkeypatch.setattr(attachments, "MAX_UNPACKED", sum(map(len, inner.values())) + 2000)
    document = read(make_zip(inner), "a.zip")
    assert [heading for heading, _ in found_in(document)] == ["0.zip/0.txt", "1.zip/1.txt"]
    assert document.notes[0].startswith(
        "2.zip: 2.txt inside it was not read: it unpacks, with those before it, to more"
    )
