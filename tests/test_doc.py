"""Word documents from before 2007. `samples/looks.doc` was written by LibreOffice from a document of our own."""

import struct
from contextlib import suppress
from pathlib import Path

import pytest
from made_archives import make_compound

from index.errors import DocumentError
from index.reading.readers.office.compound import opened, stored_pictures
from index.reading.readers.office.doc import read_doc
from index.reading.readers.office.edged_rows import EdgedRow, cells_by_edges

LOOKS = (Path(__file__).parent / "samples" / "looks.doc").read_bytes()


def test_an_old_word_document_is_read_as_a_new_one() -> None:
    contents = read_doc(LOOKS)
    assert contents.text.split("\n\n") == [
        "Rules of the hall",
        "The tank holds 10^6 litres of H₂O.",
        "The notice is ten days.",
        "Fees",
        "Region: North | 2022 Sales: 10 | 2022 Profit: 11 | 2023 Sales: 12 | 2023 Profit: 13\n"
        "Region: South | 2022 Sales: 20 | 2022 Profit: 21 | 2023 Sales: 22 | 2023 Profit: 23",
        "See the plan for more. Straße and 😀.",
        "Open daily.",
        "Hall of Ulm",
    ]
    headings = [section.heading for section in contents.sections]
    assert headings == ["Rules of the hall", "Rules of the hall > Fees", ""]
    assert contents.title == "Rules of the hall"
    assert contents.notes == ("struck-out or deleted text was left out (3 places)",)
    assert contents.unseen == (" in secret",)


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_old_word_document_is_read_or_refused(seed: int) -> None:
    """Every byte of what says where things are can be wrong."""
    damaged = bytearray(LOOKS)
    for i in range(30):
        place = (seed * 7919 + i * 104729) % (len(damaged) - 4)
        struct.pack_into("<I", damaged, place, (seed * 2654435761 + i * 40503) % (1 << 32))
    with suppress(DocumentError):
        read_doc(bytes(damaged))


def test_words_of_word_95_and_locked_files_are_refused_with_the_cure() -> None:
    def with_flags(magic: int, flags: int) -> bytes:
        main = bytearray(0x400)
        struct.pack_into("<H8xH", main, 0, magic, flags)
        return make_compound({"WordDocument": bytes(main), "1Table": b"\2\0\0\0\0"})

    with pytest.raises(DocumentError, match=r"Word 95"):
        read_doc(with_flags(0xA5DC, 0))
    with pytest.raises(DocumentError, match=r"password"):
        read_doc(with_flags(0xA5EC, 0x0100))


def test_wide_cells_cover_the_columns_whose_edges_lie_in_them() -> None:
    rows = [
        EdgedRow(("Region", "2022", "2023"), (1000, 3000, 5000)),
        EdgedRow(("", "Sales", "Profit", "Sales", "Profit"), (1000, 2010, 2990, 4000, 5000), below=(0,)),
    ]
    spans = [[(cell.text, cell.columns) for cell in row] for row in cells_by_edges(rows)]
    assert spans == [
        [("Region", 1), ("2022", 2), ("2023", 2)],
        [("Region", 1), ("Sales", 1), ("Profit", 1), ("Sales", 1), ("Profit", 1)],
    ]


def test_rows_whose_edges_have_nothing_to_do_with_each_other_keep_their_cells() -> None:
    rows = [EdgedRow(("a", "b"), (1000, 5000)), EdgedRow(("c", "d"), (3000, 5000)), EdgedRow(("e",), (4000,))]
    assert all(cell.columns == 1 for row in cells_by_edges(rows) for cell in row)


def test_pictures_are_found_by_how_they_begin_and_end() -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"x" * 50 + b"IEND\xaeB`\x82"
    jpeg = b"\xff\xd8\xff\xe0" + b"y" * 50 + b"\xff\xd9"
    held = b"head" + png + b"between" + jpeg + b"\x89PNG\r\n\x1a\ncut off"
    with opened(make_compound({"WordDocument": b"x", "Data": held})) as file:
        assert [picture.data for picture in stored_pictures(file, "Data")] == [png, jpeg]
        assert stored_pictures(file, "Pictures") == ()
