import pytest
from made_archives import make_odf, make_xls, make_xlsx, odf_table
from made_files import make_docx, make_pdf, paragraph, table
from test_rows import grid
from test_rtf import read_body as read_rtf_body

from index.reading.read import cells, read
from index.reading.readers.headers import Covered, header_size, is_note

YEARS = [["EUR million", "2023", "2024", "2025"], ["Revenue", "500", "610", "702"], ["Costs", "410", "480", "533"]]
NUMBERED = [[*row[:1], *(int(value) for value in row[1:])] for row in YEARS]
BY_YEAR = (
    "EUR million: Revenue | 2023: 500 | 2024: 610 | 2025: 702\nEUR million: Costs | 2023: 410 | 2024: 480 | 2025: 533"
)
HTML = "".join(f"<tr><td>{'<td>'.join(row)}</tr>" for row in YEARS)
RTF = "".join(r"\trowd\pard\intbl " + "".join(rf"{value}\cell " for value in row) + r"\row" for row in YEARS)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", make_xlsx({"S": NUMBERED})),
        ("a.xls", make_xls({"S": NUMBERED})),
        ("a.ods", make_odf("spreadsheet", odf_table(*YEARS, name="S"))),
        ("a.csv", "\n".join(map(",".join, YEARS)).encode()),
        ("a.docx", make_docx(table(*YEARS))),
        ("a.odt", make_odf("text", odf_table(*YEARS))),
        ("a.html", f"<table>{HTML}</table>".encode()),
        ("a.pdf", make_pdf(grid(*YEARS, lefts=(72, 250, 350, 450)))),
    ],
)
def test_a_header_row_of_years_names_the_columns(name, data):
    assert read(data, name).text.removeprefix("S\n\n") == BY_YEAR


def test_a_header_row_of_years_names_the_columns_of_rich_text():
    assert read_rtf_body(f"{RTF}\\pard\\par".encode()).text == BY_YEAR


def spans(*rows):
    """The rows with None for a cell that the one before it covers."""
    return [[Covered.by(row[i - 1] or "") if value is None else value for i, value in enumerate(row)] for row in rows]


@pytest.mark.parametrize(
    ("rows", "size"),
    [
        ([["Size", "36", "38", "40"], ["Length", "71", "72", "74"]], 1),
        ([["Founded", "1987"], ["Employees", "250"]], 0),
        ([["EUR", "2024", "2025", "Change"], ["Revenue", "500", "610", "22 %"], ["Costs", "410", "480", "17 %"]], 1),
        ([["Opened", "2019", "2021", "Yes"], ["Closed", "2023", "2024", "No"]], 0),
        ([["Region", "2021", "2022", "2023"], ["North", "1", "2", "3"], ["South", "40", "50", "60"]], 1),
        ([["2021", "2022", "2023"], ["1.5", "2.5", "3.5"], ["4", "5", "6"]], 1),
        ([["Item", "Price", "", "City", "People"], ["A", "1", "", "Rome", "5"], ["B", "2", "", "Oslo", "6"]], 1),
        ([["2019", "2020", "2021"], ["2022", "2023", "2024"]], 0),
        ([["Year", "2021", "2022"], ["1", "5", "6"], ["2", "7", "8"]], 1),
        ([["", "", "City", "2021", "2022"], ["", "", "Ulm", "5", "6"], ["", "", "Bonn", "7", "8"]], 1),
        ([["", "2021", "2022"], ["", "5", "6"], ["", "7", "8"]], 1),
        ([["Born", "2001", "2002", "2003"], ["Moved", "2011", "2012", "2013"]], 0),
        ([["Revenue", "500", "610", "702"], ["Costs", "410", "480", "533"]], 0),
        ([["2019", "120", "7"], ["2020", "135", "8"]], 0),
        ([["", "Plan", None, "Actual", None], ["Site", "Q1", "Q2", "Q1", "Q2"], ["Alfa", "1", "2", "3", "4"]], 2),
        ([["", "2024", "", "2025", ""], ["Site", "Plan", "Actual", "Plan", "Actual"], ["Alfa", "1", "2", "3", "4"]], 2),
        ([["Name", "Born", "City"], ["Ada", "1815", "London"], ["Alan", "1912", ""]], 1),
        ([["Report", None, None], ["Name", "Born", "City"], ["Ada", "1815", "London"]], 0),
        ([["a", "b", "c"]], 0),
        ([[], ["a", "b"], []], 0),
    ],
)
def test_rows_are_names_only_where_that_is_clear(rows, size):
    assert header_size(spans(*rows)) == size


def test_two_rows_of_names_with_merged_cells_name_the_columns_in_a_sheet():
    merges = '<mergeCells><mergeCell ref="B1:C1"/><mergeCell ref="A3:A4"/></mergeCells>'
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rows = [["", "Revenue"], ["Site", "2024", "2025", "Kind"], ["Alfa", 31, 32, "old"], ["", 41, 42, "new"]]
    lines = "".join(
        f'<row r="{i}">'
        + "".join(
            f'<c r="{letter}{i}" t="inlineStr"><is><t>{value}</t></is></c>'
            for letter, value in zip("ABCD", row, strict=False)
            if value
        )
        + "</row>"
        for i, row in enumerate(rows, start=1)
    )
    sheet = f"<worksheet {main}><sheetData>{lines}</sheetData>{merges}</worksheet>"
    data = make_xlsx({"S": []}, **{"xl/worksheets/sheet1.xml": sheet})
    text = read(data, "a.xlsx").text
    assert text == (
        "S\n\nSite: Alfa | Revenue 2024: 31 | Revenue 2025: 32 | Kind: old\n"
        "Site: Alfa | Revenue 2024: 41 | Revenue 2025: 42 | Kind: new"
    )
    start = text.index("41")
    assert cells(data, "a.xlsx", 1, start, start + 2, quote="41") == "B4"


def test_two_rows_of_names_with_merged_cells_name_the_columns_in_word_and_on_a_page_and_in_opendocument():
    lines = "Site: Alfa | Revenue 2024: 31 | Revenue 2025: 32\nSite: Beta | Revenue 2024: 41 | Revenue 2025: 42"
    rows = [["Site", "2024", "2025"], ["Alfa", "31", "32"], ["Beta", "41", "42"]]
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph("Revenue")}</w:tc>'
    first = f"<w:tr><w:tc><w:p/></w:tc>{wide}</w:tr>"
    assert read(make_docx(table(*rows).replace("<w:tr>", f"{first}<w:tr>", 1)), "a.docx").text == lines
    body = "".join(f"<tr><td>{'<td>'.join(row)}</tr>" for row in rows)
    page = f"<table><tr><td><td colspan=2>Revenue</tr>{body}</table>"
    assert read(page.encode(), "a.html").text == lines
    start = read(page.encode(), "a.html").text.index("41")
    assert cells(page.encode(), "a.html", None, start, start + 2, quote="41") == "table 1, B4"
    covered = (
        '<table:table-row><table:table-cell/><table:table-cell table:number-columns-spanned="2">'
        "<text:p>Revenue</text:p></table:table-cell><table:covered-table-cell/></table:table-row>"
    )
    made = odf_table(*rows, name="S").replace("<table:table-row>", f"{covered}<table:table-row>", 1)
    assert read(make_odf("spreadsheet", made), "a.ods").text == f"S\n\n{lines}"
    assert read(make_odf("text", made), "a.odt").text == lines


def test_a_cell_merged_downwards_counts_for_every_row_of_an_opendocument_sheet():
    head = odf_table(["team", "name", "age"], name="S")
    down = (
        '<table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>Red</text:p></table:table-cell>'
        "<table:table-cell><text:p>Ada</text:p></table:table-cell><table:table-cell><text:p>36</text:p></table:table-cell>"
        "</table:table-row><table:table-row><table:covered-table-cell/><table:table-cell><text:p>Alan</text:p>"
        "</table:table-cell><table:table-cell><text:p>41</text:p></table:table-cell></table:table-row></table:table>"
    )
    data = make_odf("spreadsheet", head.replace("</table:table>", down))
    assert read(data, "a.ods").text == "S\n\nteam: Red | name: Ada | age: 36\nteam: Red | name: Alan | age: 41"


def test_a_title_over_the_whole_table_is_a_line_above_its_names():
    page = b"<table><tr><td colspan=3>Our staff</tr><tr><td>a<td>b<td>c</tr><tr><td>1<td>2<td>3</tr></table>"
    assert read(page, "a.html").text == "Our staff\n\na: 1 | b: 2 | c: 3".replace("\n\n", "\n")


@pytest.mark.parametrize(
    "note", ["Source: annual report", "* without tax", "All figures are not audited.", "1) without tax"]
)
def test_a_remark_below_a_table_is_no_value_of_its_first_column(note):
    rows = [*YEARS, [note], ["Total", "90", "130", "169"]]
    text = read("\n".join(map(",".join, rows)).encode(), "a.csv").text
    assert text == f"{BY_YEAR}\n{note}\nEUR million: Total | 2023: 90 | 2024: 130 | 2025: 169"
    assert is_note([note])
    assert not is_note(["Ada"])


def test_a_lone_marked_cell_over_several_rows_names_these_rows_and_no_column():
    page = (
        b"<table><tr><th>Year<th>Month<th>Sales</tr><tr><th rowspan=3>2025</tr>"
        b"<tr><td>May<td>7</tr><tr><td>June<td>9</tr></table>"
    )
    assert read(page, "a.html").text == (
        "Year: 2025\nYear: 2025 | Month: May | Sales: 7\nYear: 2025 | Month: June | Sales: 9"
    )


def test_years_above_columns_that_begin_below_each_other_name_them_on_a_page():
    rows = [["Item", "2022", "2023"], ["Revenue", "1,200", "1,350"], ["Costs", "90", "98"]]
    table = grid(*rows, lefts=(72, 250, 330))
    assert read(make_pdf(table), "a.pdf").text == (
        "Item: Revenue | 2022: 1,200 | 2023: 1,350\nItem: Costs | 2022: 90 | 2023: 98"
    )
    years = [["Born", "2001", "2002"], ["Moved", "2011", "2012"], ["Left", "2021", "2022"]]
    assert ":" not in read(make_pdf(grid(*years, lefts=(72, 250, 330))), "a.pdf").text


def test_a_remark_below_two_columns_or_after_a_gap_is_no_value_of_the_first_column():
    two = b"Team,Runs\nReds,10\nBlues,20\n* without friendly games,\n"
    assert read(two, "a.csv").text.splitlines()[-1] == "* without friendly games"
    gap = b"Farm,Wheat,Rye\nHolte,10,12\nVelen,20,22\n\nAll figures in tons,,\n"
    assert read(gap, "a.csv").text.splitlines()[-1] == "All figures in tons"
    part = b"Farm,Wheat,Rye\nHolte,10,12\n\nVelen,20,22\nLoon,,\n\nGoor,1,2\n"
    assert read(part, "a.csv").text.splitlines()[-2:] == ["Farm: Loon", "Farm: Goor | Wheat: 1 | Rye: 2"]


@pytest.mark.parametrize(
    "names",
    [
        ("04.05.", "05.05.", "06.05."),
        ("08:00", "09:00", "10:00"),
        ("1", "2", "3"),
        ("4/5/2026", "5/5/2026", "6/5/2026"),
    ],
)
def test_dates_times_and_numbers_above_words_name_their_columns(names):
    rows = [("Name", *names), ("Ole", "early", "late", "free"), ("Kari", "late", "early", "late")]
    text = read("\n".join(map(",".join, rows)).encode(), "a.csv").text
    assert text.splitlines()[0] == f"Name: Ole | {names[0]}: early | {names[1]}: late | {names[2]}: free"
