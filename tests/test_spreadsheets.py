import pytest
from made_archives import chart, make_xls, make_xlsx, make_zip, relations

from index.errors import DocumentError
from index.reading.readers.grid import grid_lines
from index.reading.readers.office import spreadsheets as sheets
from index.reading.readers.office.spreadsheets import read_csv, read_workbook

STAFF = [["name", "born", "city"], ["Ada", 1815, "London"], ["Alan", 1912.5, ""]]


def lines_of(*rows):
    return [line.text for line in grid_lines(enumerate((row.split("|") for row in rows), start=1))]


@pytest.mark.parametrize("make", [make_xlsx, make_xls])
def test_a_sheet_is_a_page_under_its_name_with_a_line_a_row(make):
    contents = read_workbook(make({"Staff": STAFF, "Empty": [], "Notes": [["Closed on Monday."]]}))
    found = [(s.page, s.heading, contents.text[s.start : s.end]) for s in contents.sections]
    assert found == [
        (1, "Staff", "Staff\n\nname: Ada | born: 1815 | city: London\nname: Alan | born: 1912.5"),
        (3, "Notes", "Notes\n\nClosed on Monday."),
    ]


def test_comments_and_charts_follow_the_cells_of_their_sheet():
    contents = read_workbook(
        make_xlsx(
            {"Staff": STAFF},
            **{
                "xl/worksheets/_rels/sheet1.xml.rels": relations(a="comments ../comments1.xml", b="drawing ../d1.xml"),
                "xl/comments1.xml": '<comments><comment ref="B2"><text><t>Or 1816?</t></text></comment></comments>',
                "xl/d1.xml": "<drawing/>",
                "xl/_rels/d1.xml.rels": relations(c="chart charts/chart1.xml"),
                "xl/charts/chart1.xml": chart("Sales", "Units", [("May", "7"), ("June", "9")]),
            },
        )
    )
    assert contents.text.endswith("Comment on B2: Or 1816?\nSales\nMay | Units: 7\nJune | Units: 9")


def test_a_cell_at_the_far_end_of_the_sheet_does_not_fill_the_memory():
    sheet = '<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    for written in (sheet, sheet.replace('"', "'")):
        with pytest.raises(DocumentError, match="1,048,576 rows and 16,384 columns"):
            read_workbook(make_xlsx({"S": [["x"]]}, **{"xl/worksheets/sheet2.xml": written}))


@pytest.mark.parametrize("data", [b"PK\x03\x04", make_zip({"xl/workbook.xml": "<workbook/>"}), b"\xd0\xcf\x11\xe0 old"])
def test_a_broken_workbook_is_refused_as_damaged(data):
    with pytest.raises(DocumentError, match="damaged"):
        read_workbook(data)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_of_values_is_found(delimiter):
    lines = ["name,born,city", "Ada,1815,London", "Alan,1912,London"]
    data = "\r\n".join(lines).replace(",", delimiter).encode()
    assert read_csv(data).text.split("\n")[1] == "name: Alan | born: 1912 | city: London"


def test_a_delimiter_that_the_file_states_is_believed():
    assert read_csv(b"sep=;\na,x;b\n1,5;2,5\n").text == "a,x: 1,5 | b: 2,5"


def test_quoted_values_may_hold_delimiters_and_line_ends():
    assert read_csv(b'name,note\n"Lee, Bo","first\nsecond"\n').text == "name: Lee, Bo | note: first second"


def test_two_columns_of_words_have_a_header_in_a_file_of_values():
    assert read_csv(b"city,country\nRome,Italy\nBonn,Germany\n").text.startswith("city: Rome | country: Italy")


def test_rows_that_are_too_short_or_too_long_lose_nothing():
    assert read_csv(b"a,b,c\n1,2\n1,2,3,4\n").text == "a: 1 | b: 2\na: 1 | b: 2 | c: 3 | 4"


def test_a_line_of_20_megabytes_is_read():
    assert len(read_csv(b"name,text\nx," + b"word " * 4_000_000).text) > 19_000_000


def test_a_title_above_a_table_is_a_line_of_its_own():
    lines = lines_of("Ducks in 2024", "", "Year|Count", "2019|120", "2020|135")
    assert lines == ["Ducks in 2024", "Year: 2019 | Count: 120", "Year: 2020 | Count: 135"]


def test_a_second_table_has_its_own_header_and_rows_after_a_gap_keep_the_one_above():
    first = ["a|b|c", "1|2|3", "", "4|5|6", ""]
    second = ["x|y|z", "7|8|9"]
    assert lines_of(*first, *second) == [
        "a: 1 | b: 2 | c: 3",
        "a: 4 | b: 5 | c: 6",
        "x: 7 | y: 8 | z: 9",
    ]


def test_a_wider_block_does_not_take_the_header_above():
    assert lines_of("a|b|c", "1|2|3", "", "4|5|6|7", "8|9|1|2")[1] == "4 | 5 | 6 | 7"


def test_the_limit_of_cells_counts_the_empty_ones(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_CELLS", 5)
    with pytest.raises(DocumentError, match="delete the far cells"):
        read_workbook(make_xlsx({"Staff": STAFF}))
