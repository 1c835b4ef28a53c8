r"""Formulas that old documents of Word draw by fields such as EQ \f(12,5)."""

import pytest
from made_files import make_docx
from test_formats import make_doc

from index.reading.read import read
from index.reading.readers.office.equation_fields import equation
from index.reading.readers.scripts import with_scripts


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (r"EQ \f(12,5)", "12/5"),
        (r" eq \f(a+b;c) + 1", "(a+b)/c + 1"),
        (r"EQ x\s\up 6(2) and H\s\do4(2)O", "x² and H₂O"),
        (r"EQ \r(,2) \r(3,x)", "√(2) ∛(x)"),
        (r"EQ \b\lc\[(\f(1,2))", "(1/2)"),
        (r'EQ \* jc2 \* "Font:MS Mincho" \o\ad(\s\up 9(とうきょう),東京)', "東京"),
        (r"EQ \a \al (1,2,3)", "1; 2; 3"),
        (r"EQ f\(x\, y\)", "f(x, y)"),
        ("PAGE", ""),
        (r"EQ \f(12", "12"),
    ],
)
def test_the_code_of_a_field_is_read_as_the_formula_that_it_draws(code, shown):
    assert with_scripts(equation(code)) == shown


def run(content):
    return f"<w:r>{content}</w:r>"


CODE = [run(f"<w:instrText xml:space='preserve'>{part}</w:instrText>") for part in (" EQ \\f(1", "2,5) ")]
BEGIN, END = (run(f'<w:fldChar w:fldCharType="{kind}"/>') for kind in ("begin", "end"))
WORDS = [run(f"<w:t xml:space='preserve'>{part}</w:t>") for part in ("The share is ", " of all.")]
DOCX = make_docx(f"<w:p>{WORDS[0]}{BEGIN}{''.join(CODE)}{END}{WORDS[1]}</w:p>")
RTF = rb"{\rtf1 The share is {\field{\*\fldinst EQ \\f(12,5)}{\fldrslt}} of all.\par}"


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.docx", DOCX), ("a.rtf", RTF), ("a.doc", make_doc("The share is \x13 EQ \\f(12,5) \x15 of all.\r"))],
)
def test_a_fraction_that_a_field_draws_is_in_its_place(name, data):
    assert read(data, name).text == "The share is 12/5 of all."


@pytest.mark.parametrize("opening", [r"\f(", "(", r"\s\up(", r"\r(,"])
def test_a_code_nested_without_end_is_read_to_a_certain_depth(opening):
    assert len(equation("EQ " + opening * 500)) < 4_000
