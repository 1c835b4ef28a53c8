"""The tables of every format, read back from the text that is in the catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import make_document

from index.reading.read import read
from index.reading.written_tables import WrittenTable, tables_of
from index.records import Document

CORPUS = Path(__file__).parent / "corpus" / "tables"


def texts(table: WrittenTable) -> list[list[str | None]]:
    return [[cell.text if cell else None for cell in row.cells] for row in table.rows]


def one_table(text: str) -> WrittenTable:
    (table,) = tables_of(make_document("t.csv", text))
    return table


def read_bytes(name: str, data: bytes) -> Document:
    return read(data, name)


@pytest.mark.parametrize("path", sorted(CORPUS.iterdir()), ids=lambda path: path.name)
def test_every_cell_stands_where_its_offsets_say(path: Path) -> None:
    document = read_bytes(path.name, path.read_bytes())
    tables = tables_of(document)
    assert bool(tables) == (path.suffix != ".txt")
    for table in tables:
        for row in table.rows:
            for name, cell in zip(table.columns, row.cells, strict=True):
                if cell:
                    assert document.text[cell.start : cell.end] == cell.text
                    assert document.text[cell.begin : cell.start] == (f"{name}: " if name else "")


def test_empty_cells_are_known_by_the_names_of_the_others() -> None:
    table = one_table("A: 1 | B: 2 | C: 3\nA: 4 | C: 5\nB: 6 | C: 7")
    assert table.columns == ("A", "B", "C")
    assert texts(table) == [["1", "2", "3"], ["4", None, "5"], [None, "6", "7"]]


def test_a_row_with_one_value_belongs_to_the_table() -> None:
    assert texts(one_table("A: 1 | B: 2\nA: 3\nA: 4 | B: 5")) == [["1", "2"], ["3", None], ["4", "5"]]


def test_colons_and_bars_in_values_move_no_other_column() -> None:
    data = b'Name,Note,Size\nBolt,see: page 4,10\nNut,a | b,20\nPin,"x: y | z",30\n'
    table = one_table(read_bytes("t.csv", data).text)
    sizes = [row[table.columns.index("Size")] for row in texts(table)]
    assert sizes == ["10", "20", "30"]
    assert texts(table)[0][1] == "see: page 4"


def test_a_column_without_a_name_keeps_its_place() -> None:
    table = one_table(
        "Tank: full | X-200: 5 | X-210: 7\nPower | X-200: 410 | X-210: 560\nWeight | X-200: 16 | X-210: 21"
    )
    assert table.columns == ("", "X-200", "X-210")
    assert texts(table)[0] == ["Tank: full", "5", "7"]


def test_rows_without_names_are_a_table_only_if_all_have_the_same_length() -> None:
    assert one_table("1 | 2 | 3\n4 | 5 | 6").columns == ("", "", "")
    assert tables_of(make_document("t.csv", "1 | 2 | 3\n4 | 5")) == []


def test_two_tables_below_each_other_are_two() -> None:
    document = make_document("t.csv", "North\nA: 1 | B: 2\nA: 3 | B: 4\n\nSouth\nC: 1 | D: 2\nC: 3 | D: 4")
    first, second = tables_of(document)
    assert (first.columns, first.above) == (("A", "B"), "North")
    assert (second.columns, second.above) == (("C", "D"), "South")


def test_a_line_of_text_inside_a_table_names_the_part_below_it() -> None:
    table = one_table("A: 1 | B: 2\nSpain\nA: 3 | B: 4\nA: 5 | B: 6")
    assert [row.group for row in table.rows] == ["", "Spain", "Spain"]


def test_a_table_that_goes_on_on_the_next_page_is_one() -> None:
    pages = "".join(f"<table><tr><th>A<th>B<tr><td>{n}<td>2<tr><td>{n}5<td>4</table>" for n in (1, 2))
    document = read_bytes("t.html", pages.encode())
    start = document.text.index("A: 2 ")
    section = document.sections[0]
    split = [
        type(section)(section.start, start - 2, 1, ""),
        type(section)(start, section.end, 2, ""),
    ]
    joined = type(document)(document.id, document.sha256, document.title, document.text, tuple(split))
    (table,) = tables_of(joined)
    assert len(table.rows) == 4


def test_prose_is_no_table() -> None:
    assert tables_of(make_document("t.txt", "Note: the shop is open.\nNo bar here, no table.")) == []
    assert tables_of(make_document("t.txt", "")) == []
