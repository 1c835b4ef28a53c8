"""Text of an Office file that nobody sees is left out, with a note; what could be seen stays."""

import io
import zipfile

import pytest
from made_archives import make_odf, make_pptx, make_xlsx, make_zip, odf_table, relations, shape, slide
from made_files import make_docx, make_pdf, paragraph, show

from index.reading.read import read, reader_version
from index.reading.readers.office.docx import read_docx
from index.reading.readers.office.opendocument import read_opendocument
from index.reading.readers.office.pptx import read_pptx
from index.reading.readers.office.rtf import read_rtf
from index.reading.readers.office.spreadsheets import read_workbook
from index.reading.readers.unseen import ALL, HIDDEN, SKIP, with_hidden

NOTE = ("hidden text was left out (1 place)",)


def run(look: str, text: str = "Say nine.") -> str:
    return f"<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>"


def in_word(run: str, *, properties: str = "", around: tuple[str, str] = ("", ""), styles: str = ""):
    body = f"{paragraph('It opens at eight.')}{around[0]}<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>{around[1]}"
    return read_docx(make_docx(body, **({"styles": styles} if styles else {})))


WHITE = '<w:color w:val="FFFFFF"/>'


@pytest.mark.parametrize(
    "look",
    ["<w:vanish/>", WHITE, '<w:color w:val="FEFEFE"/>', '<w:color w:themeColor="background1"/>', '<w:sz w:val="2"/>'],
)
def test_word_runs_that_nobody_sees_are_left_out(look: str) -> None:
    contents = in_word(run(look))
    assert contents.text == "It opens at eight."
    assert with_hidden(contents, SKIP).notes == NOTE


def test_a_word_style_can_hide_text() -> None:
    style = f'<w:style w:styleId="x"><w:rPr>{WHITE}</w:rPr></w:style>'
    assert with_hidden(in_word(run('<w:rStyle w:val="x"/>'), styles=style), SKIP).notes == NOTE
    assert with_hidden(in_word(run(""), properties='<w:pStyle w:val="x"/>', styles=style), SKIP).notes == NOTE


@pytest.mark.parametrize(
    ("look", "properties", "around"),
    [
        ('<w:vanish w:val="0"/>', "", ("", "")),
        ('<w:color w:val="808080"/>', "", ("", "")),
        ('<w:color w:val="auto"/>', "", ("", "")),
        (WHITE + '<w:shd w:fill="112233"/>', "", ("", "")),
        (WHITE + '<w:highlight w:val="darkBlue"/>', "", ("", "")),
        (WHITE, '<w:shd w:fill="112233"/>', ("", "")),
        (WHITE, "", ('<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill="1F3864"/></w:tcPr>', "</w:tc></w:tr></w:tbl>")),
        (
            WHITE,
            "",
            ('<w:tbl><w:tblPr><w:tblStyle w:val="Grid4"/></w:tblPr><w:tr><w:tc>', "</w:tc></w:tr></w:tbl>"),
        ),
        (WHITE, "", ("<w:p><w:r><w:txbxContent>", "</w:txbxContent></w:r></w:p>")),
    ],
)
def test_word_runs_that_could_be_seen_stay(look: str, properties: str, around: tuple[str, str]) -> None:
    contents = in_word(run(look), properties=properties, around=around)
    assert "Say nine." in contents.text
    assert with_hidden(contents, SKIP).notes == ()


COLOURS = rb"{\rtf1{\colortbl;\red255\green255\blue255;\red10\green10\blue10;}It opens at eight. "


@pytest.mark.parametrize("look", [rb"\v ", rb"\cf1 ", rb"\fs2 "])
def test_rich_text_that_nobody_sees_is_left_out(look: bytes) -> None:
    contents = read_rtf(COLOURS + b"{" + look + rb"Say nine. }Dogs eat free.\par}")
    assert contents.text == "It opens at eight. Dogs eat free."
    assert with_hidden(contents, SKIP).notes == NOTE


@pytest.mark.parametrize(
    "look", [rb"\cf2 ", rb"\cf0 ", rb"\cf1\highlight2 ", rb"\cf1\cb2 ", rb"\fs20 ", rb"\cf1\plain "]
)
def test_rich_text_that_could_be_seen_stays(look: bytes) -> None:
    contents = read_rtf(COLOURS + b"{" + look + rb"Say nine. }Dogs eat free.\par}")
    assert "Say nine." in contents.text
    assert with_hidden(contents, SKIP).notes == ()


STYLES = (
    '<styleSheet><fonts><font/><font><color rgb="FFFFFFFF"/></font></fonts><fills><fill><patternFill '
    'patternType="none"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FF000080"/></patternFill></fill>'
    '</fills><cellXfs><xf fontId="0" fillId="0"/><xf fontId="1" fillId="0"/><xf fontId="1" fillId="1"/></cellXfs>'
    "</styleSheet>"
)


def changed(data: bytes, part: str, old: str, new: str) -> bytes:
    """The archive with other words in one of its parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[part]
    return make_zip(parts | {part: parts[part].replace(old.encode(), new.encode())})


ROWS = [["Item", "Cost", "Key"], ["Tent", 40, "a"], ["Rope", 50, "b"]]


def test_a_hidden_sheet_is_left_out_and_named() -> None:
    data = make_xlsx({"Open": ROWS, "Secret": [["Code", "Who"], ["x", "y"]]})
    contents = read_workbook(changed(data, "xl/workbook.xml", 'name="Secret"', 'name="Secret" state="hidden"'))
    assert "Code" not in contents.text
    assert "Tent" in contents.text
    assert with_hidden(contents, SKIP).notes == (
        "hidden, and so left out: sheet “Secret” (show it in the file to have it read)",
    )


def test_hidden_rows_and_columns_are_left_out_but_not_those_of_filters_and_groups() -> None:
    data = make_xlsx({"Open": ROWS})
    part = "xl/worksheets/sheet1.xml"
    hidden = changed(data, part, '<row r="2"', '<row hidden="1" r="2"')
    hidden = changed(hidden, part, "<sheetData>", '<cols><col min="3" max="3" hidden="1"/></cols><sheetData>')
    contents = read_workbook(hidden)
    assert contents.text == "Open\n\nItem: Rope | Cost: 50"
    assert with_hidden(contents, SKIP).notes == (
        "hidden, and so left out: 1 row of sheet “Open”, 1 column of sheet “Open” "
        "(show them in the file to have them read)",
    )
    filtered = changed(data, part, '<row r="2"', '<row hidden="1" r="2"')
    assert "Tent" in read_workbook(changed(filtered, part, "</sheetData>", "</sheetData><autoFilter/>")).text
    assert "Tent" in read_workbook(changed(data, part, '<row r="2"', '<row hidden="1" outlineLevel="1" r="2"')).text


def test_white_cells_are_left_out_unless_they_have_a_ground() -> None:
    data = make_xlsx({"Open": ROWS}, **{"xl/styles.xml": STYLES})
    part = "xl/worksheets/sheet1.xml"
    contents = read_workbook(changed(data, part, '<c r="B3"', '<c s="1" r="B3"'))
    assert "50" not in contents.text
    assert with_hidden(contents, SKIP).notes == NOTE
    assert "50" in read_workbook(changed(data, part, '<c r="B3"', '<c s="2" r="B3"')).text


def test_a_hidden_slide_and_a_hidden_shape_are_left_out() -> None:
    secret = shape("Secret too").replace("<p:nvSpPr>", '<p:nvSpPr><p:cNvPr hidden="1"/>')
    data = make_pptx(shape("Open") + secret, shape("Secret"))
    contents = read_pptx(changed(data, "ppt/slides/slide2.xml", "<p:sld ", '<p:sld show="0" '))
    assert contents.text == "Open"
    assert with_hidden(contents, SKIP).notes == (
        "hidden, and so left out: slide 2 (show it in the file to have it read)",
        "hidden text was left out (1 place)",
    )


PALE = '<a:rPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></a:rPr>'
GROUND = '<p:bg><p:bgPr><a:solidFill><a:srgbClr val="{}"/></a:solidFill></p:bgPr></p:bg>'
FILLED = '<p:sp><p:spPr><a:solidFill><a:srgbClr val="0000FF"/></a:solidFill></p:spPr></p:sp>'


def on_slide(look: str, *, ground: str = "FFFFFF", beside: str = "") -> bytes:
    """A slide with a run of that look, its layout, its master and its theme."""
    pale = shape("Say nine.").replace("<a:r>", f"<a:r>{look}")
    data = changed(make_pptx(shape("Open") + pale + beside), "ppt/slides/slide1.xml", "<p:cSld>", f"<p:cSld>{GROUND}")
    data = changed(data, "ppt/slides/slide1.xml", 'val="{}"', f'val="{ground}"')
    layers = {"slideLayout": "slides/slide1", "slideMaster": "layout", "theme": "master"}
    parts = {f"ppt/{name}.xml": slide("", root="sldLayout") for name in ("layout", "master", "theme")}
    for (kind, name), target in zip(layers.items(), ("layout", "master", "theme"), strict=True):
        folder, _, stem = f"ppt/{name}".rpartition("/")
        parts[f"{folder}/_rels/{stem}.xml.rels"] = relations(r1=f"{kind} /ppt/{target}.xml")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return make_zip({name: archive.read(name).decode() for name in archive.namelist()} | parts)


@pytest.mark.parametrize("look", [PALE, '<a:rPr sz="100"/>'])
def test_white_and_tiny_text_on_a_white_slide_is_left_out(look: str) -> None:
    contents = read_pptx(on_slide(look))
    assert contents.text == "Open"
    assert with_hidden(contents, SKIP).notes == NOTE


@pytest.mark.parametrize("around", [{"ground": "204080"}, {"beside": FILLED}])
def test_white_text_on_a_slide_that_can_be_seen_stays(around: dict[str, str]) -> None:
    assert "Say nine." in read_pptx(on_slide(PALE, **around)).text


@pytest.mark.parametrize(
    ("page", "beside", "is_seen"),
    [("", "", False), ('draw:style-name="B"', "", True), ("", "<draw:rect/>", True)],
)
def test_white_text_on_a_slide_of_opendocument(page: str, beside: str, is_seen: bool) -> None:
    body = '<text:p>It opens.<text:span text:style-name="W"> Say nine.</text:span></text:p>'
    slides = f"<draw:page {page}>{beside}<draw:frame><draw:text-box>{body}</draw:text-box></draw:frame></draw:page>"
    contents = read_opendocument(make_odf("presentation", slides, styles=ODF_STYLES))
    assert ("Say nine." in contents.text) == is_seen


ODF_STYLES = (
    '<style:style style:name="B"><style:drawing-page-properties draw:fill="solid" draw:fill-color="#204080"/>'
    "</style:style>"
    '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="W"><style:text-properties fo:color="#ffffff"/></style:style>'
    '<style:style style:name="D"><style:text-properties fo:color="#ffffff" fo:background-color="#080"/></style:style>'
    '<style:style style:name="S"><style:table-properties table:display="false"/></style:style>'
)


@pytest.mark.parametrize("style", ["H", "W"])
def test_opendocument_text_that_nobody_sees_is_left_out(style: str) -> None:
    body = f'<text:p>It opens at eight.<text:span text:style-name="{style}"> Say nine.</text:span></text:p>'
    contents = read_opendocument(make_odf("text", body, styles=ODF_STYLES))
    assert contents.text == "It opens at eight."
    assert with_hidden(contents, SKIP).notes == NOTE


def test_opendocument_text_in_white_on_a_colour_stays() -> None:
    body = '<text:p>It opens.<text:span text:style-name="D"> Say nine.</text:span></text:p>'
    contents = read_opendocument(make_odf("text", body, styles=ODF_STYLES))
    assert contents.text == "It opens. Say nine."
    assert with_hidden(contents, SKIP).notes == ()


def test_a_hidden_opendocument_sheet_is_left_out_and_named() -> None:
    body = odf_table(["a", "b"], ["c", "d"], name="Open")
    body += odf_table(["x", "y"], ["z", "w"], name="Secret").replace(
        "<table:table ", '<table:table table:style-name="S" '
    )
    contents = read_opendocument(make_odf("spreadsheet", body, styles=ODF_STYLES))
    assert "z" not in contents.text
    assert with_hidden(contents, SKIP).notes == (
        "hidden, and so left out: sheet “Secret” (show it in the file to have it read)",
    )


def test_hidden_sheets_and_slides_are_read_under_a_heading_that_says_so() -> None:
    book = changed(
        make_xlsx({"Open": ROWS, "Secret": [["Code", "Who"], ["x", "y"]]}),
        "xl/workbook.xml",
        'name="Secret"',
        'name="Secret" state="hidden"',
    )
    show = changed(make_pptx(shape("Open"), shape("Secret")), "ppt/slides/slide2.xml", "<p:sld ", '<p:sld show="0" ')
    styled = odf_table(["x", "y"], ["z", "w"], name="Secret").replace(
        "<table:table ", '<table:table table:style-name="S" '
    )
    sheets = make_odf("spreadsheet", odf_table(["a", "b"], ["c", "d"], name="Open") + styled, styles=ODF_STYLES)
    for data, name, heading, said in (
        (book, "a.xlsx", "hidden sheet “Secret” > Secret", "Code | Who\nx | y"),
        (show, "a.pptx", "hidden slide 2", "Secret"),
        (sheets, "a.ods", "hidden sheet “Secret” > Secret", "x | y\nz | w"),
    ):
        document = read(data, name)
        section = document.sections[-1]
        assert (section.page, section.heading) == (None, heading)
        assert document.text[section.start : section.end].endswith(said)
        assert document.notes == ()
        assert "Secret" not in read(data, name, hidden=SKIP).text


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (make_docx(f"{paragraph('It opens at eight.')}<w:p>{run(WHITE)}</w:p>"), "a.docx"),
        (rb"{\rtf1 It opens at eight.{\v  Say nine.}\par}", "a.rtf"),
        (
            make_odf(
                "text",
                '<text:p>It opens at eight.<text:span text:style-name="W"> Say nine.</text:span></text:p>',
                styles=ODF_STYLES,
            ),
            "a.odt",
        ),
        (make_pdf(show("It opens at eight.", 72, 700) + f"3 Tr {show('Say nine.', 72, 680)} 0 Tr "), "a.pdf"),
        (b"<p>It opens at eight.</p><p style='color:#fff'>Say nine.</p>", "a.html"),
        (b"It opens at eight. <!-- Say nine. -->", "a.md"),
    ],
)
def test_hidden_text_is_read_on_demand_under_a_heading_that_says_so(data: bytes, name: str) -> None:
    document = read(data, name, hidden=ALL)
    section = document.sections[-1]
    assert section.heading == "hidden text"
    assert "Say nine." in document.text[section.start : section.end]
    assert "hidden" not in " ".join(document.notes)
    assert "Say nine." not in read(data, name).text
    assert read(data, name).notes == ("hidden text was left out (1 place)",)


def test_the_version_of_the_readers_changes_with_what_is_read_of_hidden_text() -> None:
    assert len({reader_version("", which) for which in HIDDEN}) == 3
