"""Raised, lowered and struck-out parts of texts in .xls files."""

import struct

import pytest

from index.reading.readers.office.xls_texts import rich_texts
from index.reading.readers.scripts import with_scripts

FONT, TEXTS, CONTINUED = 0x31, 0xFC, 0x3C
PLAIN, STRUCK, RAISED, LOWERED = 0, 1, 2, 5  # numbers of fonts; there is none of number 4
FONTS = [
    (FONT, struct.pack("<HHHHH", 200, flags, 0, 0, position) + bytes(6))
    for flags, position in ((0, 0), (8, 0), (0, 1), (0, 0), (0, 2))
]


def text(words, *runs, is_wide=False):
    looks = b"".join(struct.pack("<HH", *run) for run in runs)
    head = struct.pack("<HBH", len(words), 8 | is_wide, len(runs))
    return head + words.encode("utf-16-le" if is_wide else "latin-1") + looks


def plain(words):
    return struct.pack("<HB", len(words), 0) + words.encode("latin-1")


def table(*texts):
    return struct.pack("<II", len(texts), len(texts)) + b"".join(texts)


def read(*records):
    return {number: with_scripts("".join(one)) for number, one in rich_texts([*FONTS, *records]).items()}


def test_parts_with_a_look_of_their_own_are_written_as_such_and_other_texts_are_left_to_the_cells():
    texts = (
        plain("Town"),
        text("Area in m2", (9, RAISED)),
        text("old 12 euros", (0, STRUCK), (4, PLAIN)),
        text("CO2 of Łódź", (2, LOWERED), (3, PLAIN), is_wide=True),
        text("bold", (1, PLAIN)),
    )
    assert read((TEXTS, table(*texts))) == {1: "Area in m²", 2: "12 euros", 3: "CO₂ of Łódź", 4: "bold"}


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_text_can_go_on_in_the_next_record(cut):
    whole = table(plain("Town"), text("Area in m2", (9, RAISED)))
    begin = len(whole) - len("Area in m2") - 4 + cut - 1  # within the words, the record begins with how wide they are
    rest = (b"\0" if 1 < cut < 11 else b"") + whole[begin:]
    assert read((TEXTS, whole[:begin]), (CONTINUED, rest)) == {1: "Area in m²"}


def test_a_damaged_table_gives_what_is_whole():
    whole = table(text("m2", (1, RAISED)), text("m3", (1, RAISED)))
    for end in range(8, len(whole)):
        assert set(read((TEXTS, whole[:end])).values()) <= {"m²", "m³"}
