import io
import re
import zipfile

import pytest
from made_archives import ERROR, chart, make_xls, make_xlsb, make_xlsx, make_zip, relations

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


def test_the_preamble_of_a_file_of_values_names_nothing():
    data = b"Report of the town\nAs of 3 May\n\ncity;2021;2022\nRome;5;6\n"
    assert read_csv(data).text == "Report of the town\nAs of 3 May\ncity: Rome | 2021: 5 | 2022: 6"
    assert read_csv(b"name\nAda\nAlan\n").text == "name: Ada\nname: Alan"


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


RATES = [["item", "share", "price", "start", "time", "code"], ["Alfa", 0.025, 1599.99, 46082, 1.25, 42]]
CODES = ["General", "0.0%", '#,##0.00 "€"', "dd.mm.yyyy", "[h]:mm", "00000"]
SHOWN = "item: Alfa | share: 2.5% | price: 1,599.99 € | start: 01.03.2026 | time: 30:00 | code: 00042"


def formatted_xlsx(rows, codes, fonts="<font/>", looks=None, **parts):
    """A workbook whose columns have these formats."""
    data = make_xlsx({"Sheet": rows}, **parts)
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    for column, letter in enumerate("ABCDEFGH"[: len(codes)], start=1):
        sheet = re.sub(rf'(<c r="{letter}\d+")', rf'\1 s="{column}"', sheet)
    named = "".join(f"<numFmt numFmtId='{163 + i}' formatCode='{code}'/>" for i, code in enumerate(codes, start=1))
    cells = "".join(looks or (f'<xf numFmtId="{163 + i}" fontId="0"/>' for i in range(1, len(codes) + 1)))
    styles = (
        f'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>{named}</numFmts>'
        f'<fonts>{fonts}</fonts><cellXfs><xf numFmtId="0" fontId="0"/>{cells}</cellXfs></styleSheet>'
    )
    relation = relations(s1="worksheet worksheets/sheet1.xml", st="styles styles.xml")
    made = {"xl/worksheets/sheet1.xml": sheet, "xl/styles.xml": styles, "xl/_rels/workbook.xml.rels": relation}
    return make_xlsx({"Sheet": rows}, **{**parts, **made})


@pytest.mark.parametrize("make", [formatted_xlsx, lambda rows, codes: make_xls({"Sheet": rows}, codes), make_xlsb])
def test_what_a_cell_shows_is_what_is_read(make):
    assert read_workbook(make(RATES, CODES)).text == f"Sheet\n\n{SHOWN}"


@pytest.mark.parametrize("make", [formatted_xlsx, lambda rows, codes: make_xls({"Sheet": rows}, codes), make_xlsb])
def test_an_error_is_read_as_the_cell_shows_it(make):
    rows = [["item", "share", "note"], ["Alfa", ERROR, "x"], ["Beta", 0.5, "y"]]
    text = read_workbook(make(rows, ["General", "0%", '"Nr. "@'])).text
    assert text == "Sheet\n\nitem: Alfa | share: #DIV/0! | Nr. note: Nr. x\nitem: Beta | share: 50% | Nr. note: Nr. y"


def test_an_error_is_read_from_a_workbook_without_formats():
    assert read_workbook(make_xlsx({"S": [["Alfa", ERROR]]})).text == "S\n\nAlfa | #DIV/0!"


def test_a_built_in_format_whose_order_depends_on_the_country_is_read_as_an_unmistakable_date():
    data = formatted_xlsx([["day"], [46082]], ["x"], looks=['<xf numFmtId="14"/>'])
    assert read_workbook(data).text == "Sheet\n\nday\n2026-03-01"


def test_cells_that_are_struck_out_are_left_out_and_noted():
    struck = '<xf numFmtId="0" fontId="1"/>'
    data = formatted_xlsx([["old", "new"], ["8 %", "9 %"]], ["x"], "<font/><font><strike/></font>", [struck])
    contents = read_workbook(data)
    assert contents.text == "Sheet\n\nnew: 9 %"
    assert contents.notes == ("struck-out or deleted text was left out (2 places)",)
    contents = read_workbook(make_xls({"Sheet": [["old", "new"], ["8 %", "9 %"]]}, ["~0"]))
    assert contents.text == "Sheet\n\nnew: 9 %"


def test_raised_and_struck_parts_of_a_text_in_a_cell_say_what_it_shows():
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rich = (
        "<r><t>10</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>6</t></r><r><rPr><strike/></rPr><t> l</t></r>"
    )
    sheet = '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>'
    data = make_xlsx(
        {"Sheet": []},
        **{
            "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{sheet}</sheetData></worksheet>",
            "xl/sharedStrings.xml": f"<sst {main}><si><t>plain</t></si><si>{rich}</si></sst>",
            "xl/_rels/workbook.xml.rels": relations(
                s1="worksheet worksheets/sheet1.xml", x="sharedStrings sharedStrings.xml"
            ),
        },
    )
    assert read_workbook(data).text == "Sheet\n\n10^6 | plain"


def test_formulas_whose_result_is_not_stored_are_noted():
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    cells = (
        '<c r="A1"><v>2</v></c><c r="B1"><f>A1*2</f><v></v></c><c r="C1"><f>A1</f></c><c r="D1"><f>A1</f><v>2</v></c>'
    )
    sheet = f'<worksheet {main}><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
    contents = read_workbook(make_xlsx({"S": []}, **{"xl/worksheets/sheet1.xml": sheet}))
    assert contents.text == "S\n\n2 | 2"
    assert contents.notes == (
        "2 formulas have no stored result, such as S!B1: open the file in a spreadsheet program and save it",
    )


def test_texts_in_the_cells_themselves_have_powers_and_lose_struck_out_words():
    cell = (
        '<c r="B1" t="inlineStr"><is><r><t>10</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>6</t></r>'
        '<r><rPr><strike/></rPr><t> old</t></r><r><t xml:space="preserve"> new</t></r></is></c>'
    )
    data = make_xlsx({"S": [["Cells", "x"]]})
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    start = sheet.index("<c ", sheet.index("<c ") + 1)
    parts["xl/worksheets/sheet1.xml"] = sheet[:start] + cell + sheet[sheet.index("</row>") :]
    contents = read_workbook(make_zip(parts))
    assert contents.text == "S\n\nCells | 10^6 new"
    assert contents.notes == ("struck-out or deleted text was left out (1 place)",)


def test_values_of_a_chart_are_written_as_their_format_shows_them():
    drawn = chart("Sales", "Share", [("May", "0.425"), ("June", "0.5")])
    drawn = drawn.replace("<c:numRef>", "<c:numRef><c:numCache><c:formatCode>0.0%</c:formatCode></c:numCache>")
    parts = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations(d="drawing ../drawings/drawing1.xml"),
        "xl/drawings/drawing1.xml": "<d/>",
        "xl/drawings/_rels/drawing1.xml.rels": relations(c="chart ../charts/chart1.xml"),
        "xl/charts/chart1.xml": drawn,
    }
    assert read_workbook(make_xlsx({"S": [["a", 1]]}, **parts)).text.endswith("May | Share: 42.5%\nJune | Share: 50.0%")


def test_a_value_whose_format_shows_nothing_is_hidden():
    contents = read_workbook(formatted_xlsx([["Item", "Cost"], ["Net", 9]], ["", ";;;"]))
    assert "9" not in contents.text
    assert contents.unseen == ("9",)
