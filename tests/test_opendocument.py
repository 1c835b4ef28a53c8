import io
import zipfile

import pytest
from made_archives import make_odf, make_zip, odf_table

from index.errors import DocumentError
from index.reading.read import cells, read
from index.reading.readers.office.opendocument import opendocument_sheets, read_opendocument


def read_body(body, kind="text", **options):
    return read_opendocument(make_odf(kind, body, **options))


def found_in(contents):
    return [(s.page, s.heading, contents.text[s.start : s.end]) for s in contents.sections]


def test_headings_make_sections_and_the_only_top_one_the_title():
    body = (
        '<text:h text:outline-level="1">Leave</text:h><text:p>Twenty days.</text:p>'
        '<text:h text:outline-level="2">Sick</text:h><text:p>Call us.</text:p>'
    )
    contents = read_body(body, title="stated")
    assert contents.title == "Leave"
    assert found_in(contents) == [(None, "Leave", "Leave\n\nTwenty days."), (None, "Leave > Sick", "Sick\n\nCall us.")]


def test_a_title_is_known_by_its_style_also_through_one_made_of_it():
    styles = '<style:style style:name="P1" style:parent-style-name="Title"/>'
    assert read_body('<text:p text:style-name="P1">House Rules</text:p>', styles=styles).title == "House Rules"
    assert read_body("<text:p>x</text:p>", title="Stated").title == "Stated"


def test_spaces_tabs_and_line_breaks_are_kept():
    assert read_body('<text:p>a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d</text:p>').text == "a   b\tc\nd"


def test_lists_tables_text_boxes_and_notes_are_read():
    body = (
        "<text:list><text:list-item><text:p>one</text:p></text:list-item>"
        "<text:list-item><text:p>two</text:p></text:list-item></text:list>"
        + odf_table(["day", "city", "fee"], ["Mon", "Rome", "9"])
        + "<text:p>Around<draw:frame><draw:text-box><text:p>Boxed</text:p></draw:text-box></draw:frame> it"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Noted</text:p></text:note-body>"
        "</text:note>.</text:p>"
    )
    assert read_body(body).text == "- one\n- two\n\nday: Mon | city: Rome | fee: 9\n\nAround it.\n\nBoxed\n\nNoted"


def test_deleted_text_is_left_out_and_comments_come_last():
    body = (
        "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
        "<text:p>seen<office:annotation><text:p>a remark</text:p></office:annotation></text:p>"
    )
    assert read_body(body).text == "seen\n\nComment: a remark"


def test_a_slide_is_a_page_with_its_title_and_notes():
    frame = '<draw:frame presentation:class="{}"><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>'
    first = frame.format("subtitle", "Sales rose.") + frame.format("title", "Results")
    notes = f"<presentation:notes>{frame.format('notes', 'Say hello.')}</presentation:notes>"
    contents = read_body(f"<draw:page>{first}{notes}</draw:page><draw:page/>", "presentation")
    assert found_in(contents) == [(1, "Results", "Results\n\nSales rose.\n\nNotes: Say hello.")]
    assert contents.notes == ("no text on slide 2, only pictures perhaps",)


def test_a_sheet_is_a_page_under_its_name():
    body = odf_table(["a", "b", "c"], ["1", "2", "3"], name="First") + odf_table(["x"], name="Second")
    assert found_in(read_body(body, "spreadsheet")) == [
        (1, "First", "First\n\na: 1 | b: 2 | c: 3"),
        (2, "Second", "Second\n\nx"),
    ]


def test_cells_and_rows_that_stand_for_millions_are_bounded():
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    rows = f'<table:table-row table:number-rows-repeated="1048576">{empty}</table:table-row>'
    full = '<table:table-cell table:number-columns-repeated="999999999"><text:p>x</text:p></table:table-cell>'
    body = f"<table:table>{rows}<table:table-row>{full}</table:table-row></table:table>"
    assert read_body(body, "spreadsheet").text.count("x") == 1_000


def test_a_locked_file_is_refused_as_password_protected():
    manifest = "<manifest><encryption-data/></manifest>"
    with pytest.raises(DocumentError, match="password"):
        read_opendocument(make_zip({"META-INF/manifest.xml": manifest, "content.xml": b"\x00\x01"}))


def test_powers_indices_and_formulas_say_what_the_document_shows():
    styles = (
        '<style:style style:name="T1"><style:text-properties style:text-position="super 58%"/></style:style>'
        '<style:style style:name="T2"><style:text-properties style:text-position="-33% 58%"/></style:style>'
        '<style:style style:name="T3" style:parent-style-name="T1"/>'
    )

    def span(style, text):
        return f'<text:span text:style-name="{style}">{text}</text:span>'

    body = f"<text:p>10{span('T1', '6')} l of H{span('T2', '2')}O for 42 euros{span('T3', '1')}.</text:p>"
    assert read_body(body, styles=styles).text == "10^6 l of H₂O for 42 euros ¹."
    content = '<d><body><text><p>It is <frame><object href="./Object 1"/></frame>.</p></text></body></d>'
    formula = "<math><mfrac><mn>12</mn><mn>5</mn></mfrac></math>"
    data = make_zip({"content.xml": content, "Object 1/content.xml": formula})
    assert read_opendocument(data).text == "It is 12/5."


def test_a_cell_without_a_text_is_read_by_its_value_and_a_formula_without_a_result_is_noted():
    cells = (
        '<table:table-cell office:value-type="percentage" office:value="0.025"/>'
        '<table:table-cell office:value-type="currency" office:value="42" office:currency="EUR"/>'
        '<table:table-cell office:value-type="date" office:date-value="2026-03-01"/>'
        '<table:table-cell table:formula="of:=A1*2"/><table:table-cell><text:p>30:00</text:p></table:table-cell>'
    )
    contents = read_body(f"<table:table><table:table-row>{cells}</table:table-row></table:table>", "spreadsheet")
    assert contents.text == "2.5% | 42 EUR | 2026-03-01 | 30:00"
    assert contents.notes == ("1 formula has no stored result: open the file in a spreadsheet program and save it",)


def test_struck_out_and_deleted_text_is_left_out_and_noted():
    styles = (
        '<style:style style:name="T1"><style:text-properties style:text-line-through-style="solid"/></style:style>'
        '<style:style style:name="T2" style:parent-style-name="T1">'
        '<style:text-properties style:text-line-through-style="none"/></style:style>'
    )
    body = (
        "<text:tracked-changes><text:deletion><text:p>gone</text:p></text:deletion></text:tracked-changes>"
        '<text:p>Fee: <text:span text:style-name="T1">8 <text:span>percent</text:span></text:span>'
        '<text:span text:style-name="T2">9 percent</text:span></text:p><text:p text:style-name="T1">old</text:p>'
    )
    contents = read_body(body, styles=styles)
    assert contents.text == "Fee: 9 percent"
    assert contents.notes == ("struck-out or deleted text was left out (3 places)",)
    row = '<table:table-row><table:table-cell table:style-name="T1"><text:p>8</text:p></table:table-cell>'
    row += "<table:table-cell><text:p>9</text:p></table:table-cell></table:table-row>"
    row += '<table:table-row><table:table-cell table:style-name="T1" office:value-type="float" office:value="8">'
    row += "<text:p>8</text:p></table:table-cell></table:table-row>"
    data = make_odf("spreadsheet", f'<table:table table:name="S">{row}</table:table>', styles=styles)
    assert read_opendocument(data).text == "S\n\n9"
    assert [line.text for sheet in opendocument_sheets(data) for line in sheet.lines()] == ["9"]


REMARK = "<office:annotation><dc:creator>Ana</dc:creator><text:p>Is this right?</text:p></office:annotation>"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text", f"<text:p>Five{REMARK} days.</text:p>"),
        ("spreadsheet", '<table:table table:name="S"><table:table-row><table:table-cell>'
         f"{REMARK}<text:p>Five days.</text:p></table:table-cell></table:table-row></table:table>"),
        ("presentation", f"<draw:page><text:p>Five days.</text:p>{REMARK}</draw:page>"),
    ],
)  # fmt: skip
def test_comments_are_read_last_and_marked_as_such(kind, body):
    text = read_opendocument(make_odf(kind, body)).text
    assert text.removeprefix("S\n\n").split() == "Five days. Comment: Is this right?".split()


def test_words_of_a_struck_out_paragraph_can_be_valid():
    styles = (
        '<style:style style:name="old"><style:text-properties style:text-line-through-style="solid"/></style:style>'
        '<style:style style:name="new"><style:text-properties style:text-line-through-style="none"/></style:style>'
    )
    valid = '<text:span text:style-name="new">ten days</text:span>'
    body = f'<text:p text:style-name="old">Ninety days, {valid} or so</text:p>'
    contents = read_opendocument(make_odf("text", body, styles=styles))
    assert contents.text == "ten days"
    assert contents.notes == ("struck-out or deleted text was left out (1 place)",)


CHART = (
    '<chart:chart xmlns:chart="urn:oasis:names:tc:opendocument:xmlns:chart:1.0"><chart:title>'
    "<text:p>Sales of the week</text:p></chart:title>"
    + odf_table(["", "Tea", "Rum"], ["Monday", "4", "9"], ["Friday", "5", "8"], name="local-table")
    + "</chart:chart>"
)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text", "<text:p>Before.{}</text:p>"),
        ("presentation", "<draw:page><draw:frame><text:p>Before.</text:p></draw:frame>{}</draw:page>"),
        ("spreadsheet", '<table:table table:name="S"><table:shapes>{}</table:shapes>{row}</table:table>'),
    ],
)
def test_charts_are_read_as_their_tables(kind, body):
    frame = '<draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>'
    row = "<table:table-row><table:table-cell><text:p>Before.</text:p></table:table-cell></table:table-row>"
    main = make_odf(kind, body.format(frame, row=row))
    chart = make_odf("chart", CHART)
    with zipfile.ZipFile(io.BytesIO(main)) as archive, zipfile.ZipFile(io.BytesIO(chart)) as other:
        parts = {name: archive.read(name) for name in archive.namelist()}
        parts["Object 1/content.xml"] = other.read("content.xml")
    text = read_opendocument(make_zip(parts)).text
    assert text.index("Before.") < text.index("Sales of the week")
    assert text.endswith("Monday | Tea: 4 | Rum: 9\nFriday | Tea: 5 | Rum: 8")


def test_flat_files_are_read_as_packed_ones():
    with zipfile.ZipFile(io.BytesIO(make_odf("text", "<text:h>Leave</text:h><text:p>Twenty days.</text:p>"))) as packed:
        flat = packed.read("content.xml").replace(b"document-content", b"document")
    document = read(b'<?xml version="1.0"?>\n' + flat, "a.fodt")
    assert document.text == "Leave\n\nTwenty days."
    sheet = make_odf("spreadsheet", odf_table(["Place", "2022", "2023"], ["Ulm", "120", "130"], ["Bonn", "310", "320"]))
    with zipfile.ZipFile(io.BytesIO(sheet)) as packed:
        flat = packed.read("content.xml").replace(b"document-content", b"document")
    document = read(flat, "a.fods")
    start = document.text.index("2023: 130")
    assert cells(flat, "a.fods", 1, start, start + 9, quote="2023: 130") == "C2"


def test_pictures_of_a_flat_file_are_kept_for_reading():
    picture = (
        "<draw:frame><draw:image><office:binary-data>cGlj\ndHVyZQ==</office:binary-data></draw:image></draw:frame>"
    )
    packed = make_odf("text", f"<text:p>See:{picture}</text:p>")
    flat = zipfile.ZipFile(io.BytesIO(packed)).read("content.xml")
    contents = read_opendocument(flat)
    assert contents.text == "See:"
    assert [one.data for one in contents.pictures] == [b"picture"]


def test_what_stands_on_every_notes_page_is_no_note():
    notes = (
        '<presentation:notes xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0">'
        "<draw:frame><text:p>Speak up.</text:p></draw:frame>"
        '<draw:frame presentation:class="page-number"><text:p>&lt;number&gt;</text:p></draw:frame></presentation:notes>'
    )
    body = f"<draw:page><draw:frame><text:p>Hello.</text:p></draw:frame>{notes}</draw:page>"
    assert read_opendocument(make_odf("presentation", body)).text == "Hello.\n\nNotes: Speak up."


def test_a_shape_in_a_cell_of_a_sheet_is_a_line_after_it_and_no_name_of_a_column():
    def row(*cells):
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    def cell(text, more=""):
        return f"<table:table-cell><text:p>{text}</text:p>{more}</table:table-cell>"

    box = "<table:table-cell><draw:custom-shape><text:p>Net only</text:p></draw:custom-shape></table:table-cell>"
    rows = row(cell("Place"), cell("2022"), cell("2023"), box) + row(cell("Ulm"), cell("120"), cell("130"))
    contents = read_body(f'<table:table table:name="S">{rows}</table:table>', "spreadsheet")
    assert contents.text == "S\n\nPlace: Ulm | 2022: 120 | 2023: 130\nNet only"


def test_names_over_two_rows_keep_their_columns_though_the_cells_below_them_are_stored_as_one():
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
    deep, wide = ' table:number-rows-spanned="2"', ' table:number-columns-spanned="2"'
    covered = '<table:covered-table-cell table:number-columns-repeated="{}"/>'
    rows = [
        cell.format(deep, "Port") + cell.format(deep, "Kind") + cell.format(wide, "Ships") + covered.format(1),
        covered.format(2) + cell.format("", "2024") + cell.format("", "2025"),
        *(
            "".join(cell.format("", value) for value in values)
            for values in (["Kiel", "Ferry", "1", "2"], ["Oslo", "Cargo", "3", "4"])
        ),
    ]
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    text = read(make_odf("spreadsheet", f'<table:table table:name="S">{table}</table:table>'), "a.ods").text
    assert "Port: Oslo | Kind: Cargo | Ships 2024: 3 | Ships 2025: 4" in text


def test_paragraphs_that_are_bold_as_a_whole_are_headings():
    styles = '<style:style style:name="B"><style:text-properties fo:font-weight="bold"/></style:style>'
    prose = f"<text:p>{'The wardens counted the visitors on every day. ' * 5}</text:p>"
    body = (
        f'<text:p text:style-name="B">North Hall</text:p>{prose}'
        f'<text:p><text:span text:style-name="B">South Hall</text:span></text:p>{prose}'
        f'<text:p><text:span text:style-name="B">East Hall</text:span> is open</text:p>{prose}'
    )
    headings = [heading for _, heading, _ in found_in(read_body(body, styles=styles))]
    assert headings == ["North Hall", "South Hall"]


def test_the_description_of_a_picture_and_how_a_word_is_read_are_part_of_the_text():
    frame = "<draw:frame><draw:image/><svg:desc xmlns:svg='svg'>Photo of the rusted door</svg:desc></draw:frame>"
    ruby = "<text:ruby><text:ruby-base>東京</text:ruby-base><text:ruby-text>とうきょう</text:ruby-text></text:ruby>"
    text = read_body(f"<text:p>Door.{frame}</text:p><text:p>{ruby}都</text:p>").text
    assert text == "Door.\n\n[Picture: Photo of the rusted door]\n\n東京(とうきょう)都"
