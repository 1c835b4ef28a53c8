"""PDF pages with fixed-width characters: six points wide and ten high, fourteen points a line."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import count

from index.reading.readers.pdf.glyphs import PageText, Rectangle
from index.reading.readers.pdf.tables.rows import with_rows


class Typed:
    """A page and its glyphs: pieces of text in the order of the file, each with the line and column it begins at."""

    def __init__(self, pieces: Iterable[tuple[int, int, str]], *, bold: Iterable[int] = ()) -> None:
        self._places: list[tuple[int, int]] = []
        self._bold = set(bold)  # lines
        text = ""
        for line, column, words in pieces:
            self._places += [(line, column + number) for number in range(len(words) + 1)]
            text += f"{words}\n"
        self.page = PageText(text[:-1], array("i", range(len(text) - 1)))

    def box(self, index: int) -> Rectangle:
        line, column = self._places[index]
        return 6.0 * column, -14.0 * line, 6.0 * column + 6.0, 10.0 - 14.0 * line

    def font(self, index: int) -> object:
        return "bold" if self._places[index][0] in self._bold else "plain"


def read_typed(text: str, *, is_headed: bool = False) -> str:
    """The text of a page that was typed line by line, and written into the file so; the first line may be bold."""
    page = Typed(map(_typed, count(), text.split("\n")), bold=[0] if is_headed else ())
    return with_rows(page.page, page).text


def _typed(number: int, line: str) -> tuple[int, int, str]:
    """Spaces before the first word are no characters of a PDF."""
    indent = len(line) - len(line.lstrip()) if line.strip() else 0
    return number, indent, line[indent:]


def read_placed(*pieces: tuple[int, int, str]) -> PageText:
    """The page of pieces that were written into the file in this order: each with its line and column."""
    page = Typed(pieces)
    return with_rows(page.page, page)
