"""The numbers of lists and headings, which programs show and do not store in the text."""

import struct
from pathlib import Path

import pytest
from made_archives import make_odf, make_pptx
from made_files import make_docx, paragraph
from test_numbering import item, level, lists

from index.reading.read import read
from index.reading.readers.list_numbers import Level, NumberedList, numeral
from index.reading.readers.office.word_97_lists import lists_of

SAMPLES = Path(__file__).parent / "samples"


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("decimal", "1 4 27 111"),
        ("decimalZero", "01 04 27 111"),
        ("lowerLetter", "a d aa ggggg"),
        ("upperRoman", "I IV XXVII CXI"),
        ("ordinal", "1st 4th 27th 111th"),
        ("russianLower", "а г э шшшш"),
        ("unknown", "1 4 27 111"),
    ],
)
def test_numerals_are_written_as_programs_write_them(kind, shown):
    assert [numeral(count, kind) for count in (1, 4, 27, 111)] == shown.split()


@pytest.mark.parametrize("kind", ["lowerRoman", "upperLetter", "russianLower", "ordinal", "decimalZero"])
@pytest.mark.parametrize("count", [0, -7, 10**9, 10**12])
def test_no_numeral_is_long(kind, count):
    assert len(numeral(count, kind)) < 20
    assert len(NumberedList({0: Level(kind, "%1.", count)}).label(0)) < 20


def test_a_list_counts_each_of_its_levels():
    counted = NumberedList({0: Level("upperRoman", "%1."), 1: Level("decimal", "%1.%2", is_legal=True)})
    assert [counted.label(index) for index in (0, 1, 1, 0, 1, 5)] == ["I.", "1.1", "1.2", "II.", "2.1", ""]
    assert counted.label(0, restart=7) == "VII."


def texts(data, name):
    return [line for line in read(data, name).text.split("\n") if line]


def test_word_numbers_cells_and_counts_empty_paragraphs():
    body = item("Keep out") + item("") + item("Go home")
    cells = "".join(
        f"<w:tr><w:tc>{item(text, list_id=2)}</w:tc><w:tc>{paragraph(who)}</w:tc></w:tr>"
        for text, who in (("Fill the kettle", "Ada"), ("", "Bo"))
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="8">'
        + level(0, "%1.")
        + "</w:abstractNum>"
        + lists(level(0, "%1)"))
        + '<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>'
    )
    found = texts(make_docx(f"{body}<w:tbl>{cells}</w:tbl>", numbering=numbering), "a.docx")
    assert found == ["1) Keep out", "3) Go home", "1. Fill the kettle | Ada", "2. | Bo"]


def test_word_lists_can_be_styles_and_change_single_levels():
    numbering = (
        f'<w:abstractNum w:abstractNumId="1">{level(0, "§ %1")}<w:styleLink w:val="Law"/></w:abstractNum>'
        '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="Law"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="2"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
        f"{level(0, '(%1)', kind='lowerLetter')}</w:lvlOverride></w:num>"
    )
    found = texts(make_docx(item("a") + item("b") + item("c", list_id=3), numbering=numbering), "a.docx")
    assert found == ["§ 1 a", "§ 2 b", "(c) c"]


NUMBERED = """<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1"
style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="("
style:num-suffix=")"/><text:list-level-style-number text:level="3" style:num-format="1" text:display-levels="3"/>
</text:list-style><text:list-style style:name="B"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/>
</text:list-style>"""


def odf_item(text, *, more="", start=""):
    begin = f' text:start-value="{start}"' if start else ""
    return f"<text:list-item{begin}><text:p>{text}</text:p>{more}</text:list-item>"


def odf_list(items, name="L", **more):
    settings = "".join(f' text:{key.replace("_", "-")}="{value}"' for key, value in more.items())
    named = f' text:style-name="{name}"' if name else ""
    return f"<text:list{named}{settings}>{items}</text:list>"


def test_opendocument_lists_have_their_numbers():
    inner = odf_list(odf_item("c", more=odf_list(odf_item("d"), "")) + odf_item("e"), "")
    body = odf_list(odf_item("a") + odf_item("b", more=inner)) + "<text:p>between</text:p>"
    body += odf_list(odf_item("f"), continue_numbering="true") + odf_list(odf_item("g"))
    body += odf_list(odf_item("h", start=9)) + odf_list(odf_item("i"), "B") + odf_list(odf_item("j"), "unknown")
    found = texts(make_odf("text", body, styles=NUMBERED), "a.odt")
    assert found == [
        *["1. a", "2. b", "(a) c", "2.a.1 d", "(b) e", "between", "3. f"],
        *["1. g", "9. h", "- i", "- j"],
    ]


def test_opendocument_cells_and_slides_have_their_numbers():
    cell = "<table:table-cell>{}</table:table-cell>"
    row = f"<table:table-row>{cell.format(odf_list(odf_item('Boil')))}{cell.format('<text:p>Ada</text:p>')}"
    table = f"<table:table>{row}</table:table-row>{row}</table:table-row></table:table>"
    assert texts(make_odf("text", table, styles=NUMBERED), "a.odt") == ["1. Boil | Ada", "1. Boil | Ada"]
    page = (
        f"<draw:page><draw:frame><draw:text-box>{odf_list(odf_item('a') + odf_item('b'))}</draw:text-box></draw:frame>"
    )
    found = texts(make_odf("presentation", f"{page}</draw:page>", styles=NUMBERED), "a.odp")
    assert found == ["1. a", "2. b"]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("<ol type=a><li>x<li>y</ol>", "a. x|b. y"),
        ("<ol type=I start=4><li>x<li value=9>y<li>z</ol>", "IV. x|IX. y|X. z"),
        ("<ol reversed><li>x<li>y</ol>", "2. x|1. y"),
        ("<ol style='list-style-type: lower-roman'><li>x<li>y</ol>", "i. x|ii. y"),
        ("<style>ol.a {list-style: upper-alpha inside}</style><ol class=a><li>x<li>y</ol>", "A. x|B. y"),
        ("<ol><li>x<ol type=a><li>y</ol><li>z</ol>", "1. x|a. y|2. z"),
        ("<ul><li>x</ul>", "- x"),
    ],
)
def test_web_lists_have_the_numerals_that_the_page_states(given, shown):
    assert texts(f"<html><body>{given}</body></html>".encode(), "a.html") == shown.split("|")


def slide(*paragraphs):
    return f"<p:sp><p:txBody>{''.join(paragraphs)}</p:txBody></p:sp>"


def point(text, scheme="", *, lvl=0, start=""):
    begin = f' startAt="{start}"' if start else ""
    number = f'<a:buAutoNum type="{scheme}"{begin}/>' if scheme else ""
    return f'<a:p><a:pPr lvl="{lvl}">{number}</a:pPr><a:r><a:t>{text}</a:t></a:r></a:p>'


def test_slides_have_the_numbers_of_their_lists():
    numbered = [
        *(point("a", "arabicPeriod"), point("b", "alphaLcParenR", lvl=1), point("c", "alphaLcParenR", lvl=1)),
        *(point("d", "arabicPeriod"), point("e", "alphaLcParenR", lvl=1), point("f"), point("g", "arabicPeriod")),
        *(
            point("h", "romanUcParenBoth", start=3),
            point("i", "romanUcParenBoth", start=3),
            point("j", "circleNumDbPlain"),
        ),
    ]
    found = texts(make_pptx(slide(*numbered)), "a.pptx")
    assert found == ["1. a", "a) b", "b) c", "2. d", "a) e", "f", "1. g", "(III) h", "(IV) i", "1 j"]


def test_the_points_of_a_slide_are_a_list():
    points = "".join(point(text) for text in ("Saws: hall A", "Glue: hall B", "Paint: hall C"))
    body = '<p:nvSpPr><p:nvPr><p:ph type="body"/></p:nvPr></p:nvSpPr>'
    found = read(make_pptx(f"<p:sp>{body}<p:txBody>{points}</p:txBody></p:sp>"), "a.pptx").text
    assert found == "- Saws: hall A\n- Glue: hall B\n- Paint: hall C"
    free = points.replace("</a:pPr>", '<a:buChar char="•"/></a:pPr>', 1)
    assert read(make_pptx(slide(free)), "a.pptx").text == "- Saws: hall A\nGlue: hall B\nPaint: hall C"
    plain = points.replace("</a:pPr>", "<a:buNone/></a:pPr>")
    assert "- " not in read(make_pptx(f"<p:sp>{body}<p:txBody>{plain}</p:txBody></p:sp>"), "a.pptx").text


def word_97_level(kind, pattern, first=1):
    stored = pattern.encode("utf-16-le")
    return struct.pack("<iBB18xBBHH", first, kind, 0, 0, 0, 0, len(pattern)) + stored


def test_word_97_lists_have_their_numbers():
    levels = [word_97_level(0, "\0."), word_97_level(4, "(\1)"), word_97_level(2, "\0.\1.\2")]
    levels += [word_97_level(255, "")] * 6
    records = struct.pack("<i22xBx", 77, 0) + struct.pack("<i22xBx", 88, 1)
    table = b"before" + struct.pack("<h", 2) + records + b"".join(levels) + word_97_level(23, "\uf0b7")
    change = struct.pack("<iI", 5, 0x10) + struct.pack("<iI", 0, 0x21) + word_97_level(3, "\1:")
    uses = struct.pack("<I", 3) + b"".join(struct.pack("<i8xB3x", *use) for use in ((77, 0), (77, 2), (88, 0)))
    uses += b"\xff" * 4 + b"\xff" * 4 + change + b"\xff" * 4
    found = lists_of(table, 6, uses)
    places = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (2, 0), (2, 1), (2, 0), (3, 0), (4, 0), (0, 0)]
    assert [found.label(*place) for place in places] == [
        *["1.", "(a)", "(b)", "1.b.i", "2.", "5.", "A:", "6.", "-", "", ""],
    ]
    for end in range(len(uses)):
        lists_of(table, 6, uses[:end]).label(1, 0)
    for end in range(6, len(table)):
        lists_of(table[:end], 6, uses).label(1, 0)


def test_a_word_97_document_has_its_numbers():
    found = texts((SAMPLES / "numbered.doc").read_bytes(), "a.doc")  # written by LibreOffice
    assert [line for line in found if not line.startswith("Text")] == [
        *("I. Purpose", "II. Members", "III. Fees", "Step | Who"),
        *("01. Fill the kettle | Ada", "02. Boil the water | Bo"),
    ]
