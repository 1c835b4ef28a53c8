import pytest
from made_archives import make_odf, make_pptx, make_xls, make_xlsx, odf_table, relations, shape

from index.readers import cells, read
from index.sandbox import Sandbox

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
