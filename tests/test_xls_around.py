"""Comments, hidden rows and columns, and partly struck-out cells of .xls workbooks."""

import struct
from pathlib import Path

from index.reading.read import read
from index.reading.readers.office.hidden_cells import HiddenCells
from index.reading.readers.office.xls_around import xls_around, xls_hidden

BEGIN, END = struct.pack("<HHHH", 0x809, 4, 0x600, 5), struct.pack("<HH", 0xA, 0)
SAMPLE = (Path(__file__).parent / "samples" / "around.xls").read_bytes()  # written by LibreOffice


def record(kind, content):
    return struct.pack("<HH", kind, len(content)) + content


def stream(*sheet):
    """A workbook of one sheet, "S"."""
    named = record(0x85, bytes(6) + b"\1\0S")
    begin = len(BEGIN) + len(named) + len(END)
    named = record(0x85, struct.pack("<I", begin) + b"\0\0\1\0S")
    return BEGIN + named + END + BEGIN + b"".join(sheet) + END


def row(number, look):
    return record(0x208, struct.pack("<HHHHHHHH", number, 0, 9, 255, 0, 0, look, 0))


def test_hidden_rows_and_columns_are_found_but_not_those_of_groups_and_filters():
    columns = record(0x7D, struct.pack("<6H", 1, 2, 100, 0, 0x01, 0)) + record(
        0x7D, struct.pack("<6H", 5, 5, 9, 0, 0x101, 0)
    )
    rows = row(3, 0x20), row(4, 0), row(5, 0x21)
    assert xls_hidden(stream(*rows, columns)) == {"S": HiddenCells(frozenset({3}), frozenset({1, 2}))}
    assert xls_hidden(stream(*rows, record(0x9B, b"")))["S"].rows == frozenset()


def comment(number, words, *, cut=None, is_wide=False):
    encoded = words.encode("utf-16-le" if is_wide else "latin-1")
    cut = len(encoded) if cut is None else cut
    parts = (encoded[:cut], encoded[cut:]) if cut < len(encoded) else (encoded,)
    head = record(0x5D, struct.pack("<HHHH", 0x15, 0x12, 0x19, number) + bytes(14))
    text = record(0x1B6, struct.pack("<5HHH4x", 0, 0, 0, 0, 0, len(words), 16))
    return head + text + b"".join(record(0x3C, bytes([is_wide]) + part) for part in parts) + record(0x3C, bytes(16))


def note(row_number, column, number):
    return record(0x1C, struct.pack("<4H", row_number, column, 0, number) + bytes(4))


def test_comments_are_read_with_their_cells_also_after_a_chart():
    chart = BEGIN + row(9, 0x20) + END
    sheet = comment(1, "Roof leaks", cut=4), comment(2, "Łódź", is_wide=True), chart, note(4, 28, 2), note(1, 0, 1)
    assert xls_around(stream(*sheet)) == {"S": ["Comment on A2: Roof leaks", "Comment on AC5: Łódź"]}
    assert xls_hidden(stream(*sheet))["S"].rows == frozenset()
    whole = stream(*sheet)
    for end in range(len(whole)):
        xls_around(whole[:end])


def test_a_workbook_has_its_comments_and_parts_but_not_its_hidden_rows():
    document = read(SAMPLE, "a.xls")
    text = document.text
    assert "Depot: Hill | Area: 7 m² | Load: 900 l" in text
    assert "Comment on A5: Roof leaks in winter" in text
    assert "Secret" not in text
    assert "800" not in text
    assert any("1 row of sheet “Stock”" in one for one in document.notes)
