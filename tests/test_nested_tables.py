"""Tables inside the cells of other tables, which stay apart from the columns around them."""

import pytest
from made_archives import make_odf
from made_files import make_docx, paragraph

from index.reading.read import read

ROWS = [("Depot", "Staff"), ("Harbour", [("Name", "Duty"), ("Ines", "night"), ("Karl", "day")]), ("Hill", "nobody")]
READ = "Depot | Staff\nHarbour | Name, Duty; Ines, night; Karl, day\nHill | nobody"


def written(rows, table, row, cell, text):
    """The rows as a table in any markup: each of the others is a pattern for what is in it."""

    def content(value):
        return text.format(value) if isinstance(value, str) else written(value, table, row, cell, text)

    return table.format("".join(row.format("".join(cell.format(content(v)) for v in values)) for values in rows))


DOCX = written(ROWS, "<w:tbl>{}</w:tbl>", "<w:tr>{}</w:tr>", "<w:tc>{}</w:tc>", paragraph("{}"))
ODT = written(
    ROWS,
    "<table:table>{}</table:table>",
    "<table:table-row>{}</table:table-row>",
    "<table:table-cell>{}</table:table-cell>",
    "<text:p>{}</text:p>",
)
HTML = written(ROWS, "<table>{}</table>", "<tr>{}</tr>", "<td>{}</td>", "{}")


@pytest.mark.parametrize(
    ("name", "data"), [("a.docx", make_docx(DOCX)), ("a.odt", make_odf("text", ODT)), ("a.html", HTML.encode())]
)
def test_a_table_in_a_cell_is_read_as_the_text_of_that_cell(name, data):
    assert read(data, name).text == READ


def test_rows_and_cells_of_an_inner_table_in_rich_text_stay_apart():
    inner = (
        r"Ines\nestcell night\nestcell{\*\nesttableprops\nestrow}Karl\nestcell day\nestcell{\*\nesttableprops\nestrow}"
    )
    rich = r"{\rtf1\trowd\cellx1\cellx2\intbl Depot\cell Staff\cell\row\intbl Hill\cell " + inner + r"\cell\row}"
    assert read(rich.encode(), "a.rtf").text == "Depot | Staff\nHill | Ines, night; Karl, day;"


def test_a_table_that_lays_out_a_page_is_not_read_as_rows():
    boxes = "<table><tr><td>{}</td></tr></table>"
    page = f"<table><tr><td>{boxes.format('Menu')}</td><td>{boxes.format('Opening hours')}</td></tr></table>"
    assert read(f"<html><body>{page}</body></html>".encode(), "a.html").text == "Menu\n\nOpening hours"
