from email.message import EmailMessage

import pytest
from made_archives import make_odf, make_pptx, make_xls, make_xlsx, odf_table, relations, shape
from made_files import make_docx, paragraph, table
from test_pptx import table as slide_table

from index.reading.read import cells, read
from index.reading.sandbox import Sandbox

STAFF = [["name", "born", "city"], ["Ada", 1815, "London"], ["Alan", 1912, ""], ["Bo", "", "Rome"]]
ROWS = [[str(value) for value in row] for row in STAFF]
FILES = {
    "staff.xlsx": make_xlsx({"Cover": [["Our staff"]], "Staff": STAFF}),
    "staff.xls": make_xls({"Cover": [["Our staff"]], "Staff": STAFF}),
    "staff.ods": make_odf("spreadsheet", odf_table(["Our staff"]) + odf_table(*ROWS, name="Staff")),
    "staff.csv": "\n".join(",".join(row) for row in ROWS).encode(),
    "staff.tsv": "\n".join("\t".join(row) for row in ROWS).encode(),
}


def find(data, name, quote, page=None):
    """The cells of the quote, looked for as the page of a source does."""
    document = read(data, name)
    start = document.text.index(quote)
    page_start = min(section.start for section in document.sections if section.page == page)
    return cells(data, name, page, start - page_start, start - page_start + len(quote), quote=quote)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("1815", "B2"),
        ("name: Ada | born: 1815 | city: London", "A2:C2"),
        ("born: 1912", "B3"),
        ("Bo | city: Rome", "A4:C4"),
        ("city: London\nname: Alan", "A2:C3"),
        ("Rome", "C4"),
    ],
)
def test_a_quote_of_a_row_names_its_cells(name, quote, found):
    page = None if name.endswith(("csv", "tsv")) else 2
    assert find(FILES[name], name, quote, page) == found


def test_empty_rows_and_columns_before_the_first_cell_count():
    data = make_xlsx({"S": [["", "", ""], ["", "", ""], ["", "a", "b", "c"], ["", 1, 2, 3]]})
    assert find(data, "a.xlsx", "b: 2", 1) == "C4"
    assert find(b"\n\n,a,b,c\n,1,2,3\n", "a.csv", "b: 2") == "C4"


def test_rows_that_stand_for_many_and_merged_cells_do_not_shift_the_cells_after_them():
    many = '<table:table-row table:number-rows-repeated="5000"><table:table-cell/></table:table-row>'
    merged = (
        '<table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>both</text:p></table:table-cell>'
        "<table:covered-table-cell/><table:table-cell><text:p>third</text:p></table:table-cell></table:table-row>"
    )
    wide = (
        '<table:table-row><table:table-cell table:number-columns-repeated="2000"/>'
        "<table:table-cell><text:p>far</text:p></table:table-cell></table:table-row>"
    )
    data = make_odf("spreadsheet", f'<table:table table:name="S">{many}{merged}{wide}</table:table>')
    assert find(data, "a.ods", "third", 1) == "C5001"
    assert find(data, "a.ods", "far", 1) == "BXY5002"


def test_a_caption_and_a_second_table_name_their_own_cells():
    data = b"Ducks in 2024\n\nyear,count\n2019,120\n\nx,y,z\n7,8,9\n"
    assert find(data, "a.csv", "Ducks in 2024") == "A1"
    assert find(data, "a.csv", "count: 120") == "B4"
    assert find(data, "a.csv", "z: 9") == "C7"


def test_the_name_of_a_sheet_may_hold_any_white_space():
    assert find(make_xlsx({"Our  staff ": STAFF}), "a.xlsx", "1815", 1) == "B2"


def test_a_line_that_states_the_delimiter_is_no_row():
    assert find(b"sep=;\na;b;c\n1;2;3\n", "a.csv", "b: 2") == "B2"


def test_a_quote_that_is_not_at_its_place_has_no_cells():
    data = FILES["staff.csv"]
    assert cells(data, "staff.csv", None, 0, 4, quote="born") == ""
    assert cells(data, "staff.csv", None, 10**6, 10**6 + 4, quote="born") == ""
    assert cells(FILES["staff.xlsx"], "staff.xlsx", 9, 0, 4, quote="Staf") == ""


def test_the_name_of_a_sheet_and_what_hangs_on_it_are_in_no_cell():
    comment = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations(a="comments ../comments1.xml"),
        "xl/comments1.xml": '<comments><comment ref="B2"><text><t>Or 1816?</t></text></comment></comments>',
    }
    data = make_xlsx({"Staff": STAFF}, **comment)
    assert find(data, "a.xlsx", "Staff", 1) == ""
    assert find(data, "a.xlsx", "Or 1816?", 1) == ""
    assert find(make_pptx(shape("words")), "a.pptx", "words", 1) == ""


def test_cells_come_through_the_sandbox(tmp_path):
    (tmp_path / "staff.xlsx").write_bytes(FILES["staff.xlsx"])
    with Sandbox(tmp_path) as sandbox:
        document = sandbox.read("staff.xlsx")
        page_start = min(section.start for section in document.sections if section.page == 2)
        start = document.text.index("1815") - page_start
        assert sandbox.cells("staff.xlsx", 2, start, start + 4, "1815") == "B2"


PLANS = [["Plan", "Price", "Seats"], ["Basic", "5", "1"], ["Team", "20", "10"]]
NAMES = [["Ada", "1815"], ["Alan", "1912"]]


def html_table(rows):
    return f"<table>{''.join(f'<tr><td>{cells}</tr>' for cells in map('<td>'.join, rows))}</table>"


def rtf_table(rows):
    ended = (r"\cell ".join([*cells, ""]) for cells in rows)
    return "".join(rf"\trowd\pard\intbl {cells}\row" for cells in ended)


TABLED = {
    "plans.html": f"<h1>Plans</h1>{html_table(PLANS)}<p>Those were the plans.</p>{html_table(NAMES)}".encode(),
    "plans.docx": make_docx(table(*PLANS) + paragraph("Those were the plans.") + table(*NAMES)),
    "plans.odt": make_odf("text", odf_table(*PLANS) + "<text:p>Those were the plans.</text:p>" + odf_table(*NAMES)),
    "plans.rtf": rf"{{\rtf1 {rtf_table(PLANS)}\pard Those were the plans.\par {rtf_table(NAMES)}\pard\par}}".encode(),
}


@pytest.mark.parametrize("name", TABLED)
@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("20", "table 1, B3"),
        ("Price: 5", "table 1, B2"),
        ("Plan: Basic | Price: 5 | Seats: 1\nPlan: Team", "table 1, A2:C3"),
        ("1912", "table 2, B2"),
        ("Those were", ""),
        ("Seats: 10\n\nThose were the plans.\n\nAda", ""),
    ],
)
def test_a_quote_of_a_table_names_the_table_and_its_cells(name, quote, found):
    assert find(TABLED[name], name, quote) == found


def test_tables_of_slides_are_counted_slide_by_slide():
    data = make_pptx(slide_table(*NAMES), slide_table(*NAMES) + slide_table(*PLANS))
    assert find(data, "plans.pptx", "Price: 20", 2) == "table 2, B3"
    assert find(data, "plans.pptx", "1912", 1) == "table 1, B2"  # its first row is marked as the header


def test_a_cell_that_covers_others_does_not_shift_those_after_it():
    rows = "<tr><th>a<th>b<th>c</tr><tr><td rowspan=2>1<td colspan=2>2</tr><tr><td>3<td>4</tr>"
    assert find(f"<table>{rows}</table>".encode(), "a.html", "c: 4") == "table 1, C3"


def test_the_name_of_a_row_belongs_to_its_cell():
    data = b"<table><tr><th>Weight<td><td>2 kg</tr><tr><th>Height<td>1 m</tr></table>"
    assert find(data, "a.html", "Weight: 2 kg") == "table 1, A1:C1"
    assert find(data, "a.html", "Height: 1 m") == "table 1, A2:B2"


def test_tables_of_mail_and_its_attachments_name_their_cells():
    mail = EmailMessage()
    mail["Subject"] = "Plans"
    mail.set_content("See below.")
    mail.add_attachment(TABLED["plans.docx"], maintype="application", subtype="octet-stream", filename="plans.docx")
    assert find(mail.as_bytes(), "a.eml", "Price: 20") == "table 1, B3"
