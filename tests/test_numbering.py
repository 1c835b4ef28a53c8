import pytest
from made_files import make_docx, paragraph

from index.reading.readers.office.docx import read_docx


def level(index, pattern, *, kind="decimal", start=1, style=""):
    style_link = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{style_link}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def lists(*levels, more=""):
    return (
        f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>{more}'
    )


def item(text, *, list_id=1, index=0, style=""):
    numbers = f'<w:numPr><w:ilvl w:val="{index}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return paragraph(text, style=style, properties=numbers)


def lines(body, numbering, **parts):
    return read_docx(make_docx(body, numbering=numbering, **parts)).text.split("\n")


def test_the_items_of_a_list_are_numbered_as_word_shows_them():
    numbering = lists(level(0, "%1."), level(1, "%1.%2"))
    body = item("a") + item("b") + item("c", index=1) + item("d", index=1) + item("e") + item("f", index=1)
    assert lines(body, numbering) == ["1. a", "2. b", "2.1 c", "2.2 d", "3. e", "3.1 f"]


def test_bullets_are_dashes_whatever_their_symbol():
    assert lines(item("a") + item("b"), lists(level(0, "\uf0b7", kind="bullet"))) == ["- a", "- b"]


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("lowerLetter", "(z) (aa)"),
        ("upperLetter", "(Z) (AA)"),
        ("lowerRoman", "(xxvi) (xxvii)"),
        ("upperRoman", "(XXVI) (XXVII)"),
        ("decimalZero", "(26) (27)"),
        ("none", "() ()"),
        ("somethingNew", "(26) (27)"),
    ],
)
def test_letters_and_roman_numerals_are_written_out(kind, shown):
    found = lines(item("x") + item("x"), lists(level(0, "(%1)", kind=kind, start=26)))
    assert found == [f"{label} x" for label in shown.split()]


def test_text_between_does_not_stop_the_counting():
    assert lines(item("a") + paragraph("between") + item("b"), lists(level(0, "%1)"))) == [
        "1) a",
        "",
        "between",
        "2) b",
    ]


def test_a_second_list_begins_again_where_it_says_so():
    more = (
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    body = item("a") + item("b") + item("c", list_id=2) + item("d", list_id=2)
    assert lines(body, lists(level(0, "%1."), more=more)) == ["1. a", "2. b", "5. c", "6. d"]


def test_headings_numbered_by_their_style_have_their_number_in_the_path():
    numbered = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = "".join(
        f'<w:style w:styleId="H{depth}"><w:name w:val="heading {depth}"/>{numbered}</w:style>' for depth in (1, 2)
    )
    numbering = lists(level(0, "%1", style="H1"), level(1, "%1.%2", style="H2"))
    body = paragraph("Scope", style="H1") + paragraph("Terms", style="H2") + paragraph("Text.")
    document = read_docx(make_docx(body, numbering=numbering, styles=styles))
    assert [section.heading for section in document.sections] == ["1 Scope > 1.1 Terms"]
    assert document.title == "Scope"


@pytest.mark.parametrize("item_of", [{"list_id": 0}, {"list_id": 99}, {"index": 8}])
def test_a_list_that_is_not_defined_numbers_nothing(item_of):
    assert lines(item("a", **item_of), lists(level(0, "%1."))) == ["a"]
