"""The characters of a PDF page -> its text."""

from array import array

import pytest

from index.reading.readers.pdf.glyphs import PageText, page_text
from index.reading.readers.pdf.raised import with_scripts


class Line:
    """Glyphs of one line, 10 points high; by number, some are drawn at another height: (from, to)."""

    def __init__(self, drawn=()):
        self._drawn = dict(drawn)

    def box(self, index):
        return 6.0 * index, -2.0, 6.0 * index + 6.0, 8.0

    def inked(self, index):
        bottom, top = self._drawn.get(index, (0.0, 6.5))
        return 6.0 * index, bottom, 6.0 * index + 5.0, top

    def origin(self, index):
        return 6.0 * index, 0.0

    def is_level(self, _):
        return True


UP, DOWN, OLD = (3.8, 7.5), (-1.2, 2.4), (-2.0, 4.6)


@pytest.mark.parametrize(
    ("text", "drawn", "read"),
    [
        ("holds 106 l", {8: UP}, "holds 10^6 l"),
        ("has 3·1012 l", {8: UP, 9: UP}, "has 3·10^12 l"),
        ("42 euros1 each", {8: UP}, "42 euros ¹ each"),
        ("gas CO2 and", {6: DOWN}, "gas CO₂ and"),
        ("in 1993 all", {4: OLD, 5: OLD, 6: OLD}, "in 1993 all"),
        ("a 12 b", {2: UP, 3: UP}, "a 12 b"),
        ("by 254.6 percent", {3: (3.0, 3.5)}, "by 254.6 percent"),
    ],
)
def test_raised_figures_of_a_font_are_known_by_what_is_drawn(text, drawn, read):
    page = PageText(text, array("i", range(len(text))))
    assert with_scripts(page, Line(drawn)).text == read


class LargeRadical(Line):
    def box(self, index):
        left, bottom, right, top = super().box(index)
        return (left, bottom, right, top + 4.0) if index == 0 else (left, bottom + 1.0, right, top)

    def origin(self, index):
        return 6.0 * index, 1.5 if index == 0 else 0.0


def test_a_number_under_a_large_radical_is_not_lowered():
    page = PageText("√49", array("i", range(3)))
    assert with_scripts(page, LargeRadical()).text == "√49"


@pytest.mark.parametrize("hyphen", ["\u2010", "\xad"])
def test_a_word_is_joined_whatever_hyphen_breaks_it(hyphen):
    codes = [ord(one) for one in f"open from ten to twelve, an infor{hyphen}\r\nmation; a self{hyphen}\r\nservice till"]
    assert page_text(codes, Line()).text == "open from ten to twelve, an information; a self-service till"
    assert page_text([ord(one) for one in "well\u2010known"], Line()).text == "well\u2010known"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("o\x1ece", "office"),
        ("\x1cnal \x1door", "final floor"),
        ("o\x0eer", "offier"),
        ("a\x1b", "aff"),
        ("1 \x1e 2", "1  2"),
    ],
)
def test_ligatures_of_fonts_that_do_not_name_their_letters_are_read(written, shown):
    page = page_text(list(map(ord, written)), Line())
    assert page.text == shown
    assert len(page.index) == len(shown)
