"""Files of Word and Excel in a single XML file, under any name."""

import pytest

from index.reading.read import cells, read

SHEETS = 'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
WORD = 'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"'


def value(text, kind="String", attributes=""):
    return f'<Cell {attributes}><Data ss:Type="{kind}">{text}</Data></Cell>'


def workbook(*rows, more=""):
    lines = "".join(f"<Row>{''.join(row)}</Row>" if isinstance(row, tuple) else row for row in rows)
    styles = (
        '<Styles><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>'
        '<Style ss:ID="d"><NumberFormat ss:Format="dd/mm/yyyy"/></Style></Styles>'
    )
    return (
        f'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook {SHEETS}>{styles}'
        f'<Worksheet ss:Name="A &amp; B"><Table>{lines}</Table></Worksheet>{more}</Workbook>'
    ).encode()


@pytest.mark.parametrize("name", ["loans.xls", "loans.xml", "loans.xlsx"])
def test_a_workbook_shows_its_cells_as_excel_does(name):
    data = workbook(
        (value("Bank"), value("Rate"), value("Due"), value("Open")),
        (
            value("Corvin"),
            value("0.035", "Number", 'ss:StyleID="p"'),
            value("2026-04-01T00:00:00.000", "DateTime", 'ss:StyleID="d"'),
            value("1", "Boolean"),
        ),
        (value("Delta"), value("7", "Number", 'ss:Index="4"')),
    )
    found = read(data, name)
    assert found.text.split("\n")[2:] == [
        "Bank: Corvin | Rate: 3.50% | Due: 01/04/2026 | Open: TRUE",
        "Bank: Delta | Open: 7",
    ]
    assert (found.sections[0].page, found.sections[0].heading) == (1, "A & B")
    start = found.text.index("3.50%")
    assert cells(data, name, 1, start, start + 5, quote="3.50%") == "B2"


def test_merged_and_hidden_cells_and_comments_of_a_workbook_are_known():
    remark = '<Cell><Data ss:Type="String">v2</Data><Comment><Data>ask Lena</Data></Comment></Cell>'
    hidden = f'<Row ss:Hidden="1">{value("Zoe")}{value("9")}</Row>'
    away = (
        f'<Worksheet ss:Name="Away"><Table><Row>{value("secret")}</Row></Table>'
        "<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>"
    )
    head = (value("Open items", attributes='ss:MergeAcross="1"'),)
    found = read(
        workbook(
            head,
            (value("Who"), value("Code"), value("No")),
            (value("Vik"), remark, value("7", "Number")),
            hidden,
            more=away,
        ),
        "a.xls",
    )
    assert "Open items\nWho: Vik | Code: v2 | No: 7" in found.text
    assert "Comment on B3: ask Lena" in found.text
    assert "Zoe" not in found.text
    assert "hidden" in found.notes[0]
    assert found.sections[-1].heading == "hidden sheet “Away” > Away"


def test_a_document_of_word_2003_is_read_with_headings_tables_and_notes():
    def text(words):
        return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"

    def cell(words, merge=""):
        return f"<w:tc><w:tcPr>{merge}</w:tcPr>{text(words) if words else '<w:p/>'}</w:tc>"

    begun, on = '<w:vmerge w:val="restart"/>', "<w:vmerge/>"
    rows = [
        [cell("Floor"), cell("Valve"), cell("Bar")],
        [cell("First", begun), cell("V1"), cell("2.5")],
        [cell("", on), cell("V2"), cell("3.0")],
    ]
    table = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    style = '<w:style w:styleId="H"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    data = (
        f'<?xml version="1.0"?><w:wordDocument {WORD}><w:styles>{style}</w:styles><w:body>'
        '<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr><w:r><w:t>Heating</w:t></w:r></w:p>'
        f"<w:p><w:r><w:t>It holds 80 l</w:t></w:r><w:r><w:footnote>{text('Since 2019.')}</w:footnote></w:r>"
        f"<w:r><w:t> of water.</w:t></w:r></w:p><w:tbl>{table}</w:tbl></w:body></w:wordDocument>"
    ).encode()
    found = read(data, "report.doc")
    assert found.text == (
        "Heating\n\nIt holds 80 l (Since 2019.) of water.\n\n"
        "Floor: First | Valve: V1 | Bar: 2.5\nFloor: First | Valve: V2 | Bar: 3.0"
    )
    assert found.sections[0].heading == "Heating"


def test_the_parts_of_a_package_in_one_file_are_read():
    part = "http://schemas.microsoft.com/office/2006/xmlPackage"
    body = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
        "<w:t>The key is under the mat.</w:t></w:r></w:p></w:body></w:document>"
    )
    data = (
        f'<?xml version="1.0"?><p:package xmlns:p="{part}"><p:part p:name="/word/document.xml">'
        f"<p:xmlData>{body}</p:xmlData></p:part></p:package>"
    )
    assert read(data.encode(), "a.xml").text == "The key is under the mat."


@pytest.mark.parametrize(
    "data", [b"<?xml version='1.0'?><Workbook urn:schemas-microsoft-com:office:spreadsheet", b"<?xml?>"]
)
def test_a_damaged_file_is_read_as_text(data):
    assert read(b"Note: urn:schemas-microsoft-com:office:spreadsheet is a name.", "a.txt").text
    assert read(data, "a.xml").text
