"""Finds the headings of a PDF without bookmarks, by their type: lines that are larger or bolder than the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from index.reading.readers.bold_lines import FEWEST, MOST_SHARE, can_be_heading
from index.reading.readers.contents import MAX_HEADING, PAGE_NUMBER, Cut, one_line
from index.reading.readers.pdf.glyphs import PageText, Rectangle

_LARGER = 1.12  # times the size of the text
_SAME = 1.04  # times: lines of one size can differ so much
_MOST_LINES = 3  # of a heading
_MOST_OUTSTANDING = 200  # lines of a page
_CLOSE = 1.0  # of a line's height: white space between two lines of one heading
_BOLD = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_BOLD_WEIGHT = 600
_LINE = re.compile(r"[^\n]*\S")
_WORD = re.compile(r"\S+")
_NUMBER = re.compile(r"(?:\w{1,9}\s)?(\d{1,3}(?:\.\d{1,3})*)[.):]?\s")
_WIDE = 0.8  # of a line's height: white space between the parts of a row


class Glyphs(Protocol):
    """The properties of the page's characters that are needed, by PDFium's number of each."""

    def box(self, index: int) -> Rectangle: ...
    def font(self, index: int) -> tuple[bytes, int]: ...


@dataclass(frozen=True, slots=True)
class TypeLine:
    """A line of a page's text at character `start`, and its type. `can_be_heading`: its words and place allow it."""

    start: int
    text: str
    bottom: float
    size: float
    is_bold: bool
    can_be_heading: bool

    def is_beside(self, other: TypeLine) -> bool:
        """Whether both are parts of one row of the page."""
        return abs(self.bottom + self.size / 2 - other.bottom - other.size / 2) < min(self.size, other.size) / 2

    def goes_on_with(self, line: TypeLine) -> bool:
        """Whether the line is close below, has the same size and weight, and no number of its own."""
        is_close = 0 < self.bottom - line.bottom <= line.size * (1 + _CLOSE)
        return is_close and self.has_type_of(line) and not _NUMBER.match(line.text)

    def has_type_of(self, line: TypeLine) -> bool:
        """Whether both have the same size and weight."""
        return self.is_bold == line.is_bold and max(self.size, line.size) <= _SAME * min(self.size, line.size)


@dataclass(slots=True)
class Headings:
    """The lines of all pages of a document, to tell its headings from its text."""

    _pages: dict[int, list[TypeLine]] = field(default_factory=dict)

    def add(self, number: int, page: PageText, glyphs: Glyphs) -> None:
        """Remember the lines of a page."""
        self._pages[number] = list(_lines(page, glyphs))

    def cuts_in(self, texts: Mapping[int, str]) -> dict[int, list[Cut]]:
        """By page of the `texts`: where the headings begin, each with those above it."""
        found = self._headings()
        levels = _levels([heading for page in found.values() for heading in page])
        path: list[tuple[int, str]] = []
        cuts: dict[int, list[Cut]] = {}
        for number, text in texts.items():
            own = [Cut(0, tuple(name for _, name in path))]
            for heading in found.get(number, ()):
                level = levels[_kind(heading)]
                path = [*(one for one in path if one[0] < level), (level, heading.text)]
                own.append(Cut(heading.start, tuple(name for _, name in path)))
            is_first = len(own) > 1 and not text[: own[1].start].strip()
            cuts[number] = [replace(own[1], start=0), *own[2:]] if is_first else own
        return cuts

    def _headings(self) -> dict[int, list[TypeLine]]:
        """The headings of each page; none if they would be much of the document."""
        text = self._type_of_text()
        if text is None:
            return {}
        found = {number: list(_joined(lines, text)) for number, lines in self._pages.items()}
        held = sum(len(heading.text) for page in found.values() for heading in page)
        other = sum(len(line.text) for lines in self._pages.values() for line in lines) - held
        return found if held <= MOST_SHARE * other and other >= FEWEST else {}

    def _type_of_text(self) -> TypeLine | None:
        """A line of the type in which most of the document is."""
        counted: Counter[tuple[float, bool]] = Counter()
        examples: dict[tuple[float, bool], TypeLine] = {}
        for lines in self._pages.values():
            for line in lines:
                kind = round(line.size, 1), line.is_bold
                counted[kind] += len(line.text)
                examples.setdefault(kind, line)
        return examples[counted.most_common(1)[0][0]] if counted else None


def _lines(page: PageText, glyphs: Glyphs) -> Iterator[TypeLine]:
    """The lines of a page that have a place on it."""
    rows = {row.start: row for row in page.rows}
    found = [line for line in _LINE.finditer(page.text) if page.index[line.start()] >= 0]
    for number, line in enumerate(found):
        beside = [rows.get(found[at].start()) for at in (number - 1, number + 1) if 0 <= at < len(found)]
        is_inside = len(beside) == 2 and beside[0] and beside[1] and beside[0].line.headers == beside[1].line.headers
        text = one_line(line[0])
        first = line.start() + len(line[0]) - len(line[0].lstrip())
        _, bottom, _, top = glyphs.box(page.index[first])
        can_be = line.start() not in rows and not is_inside and can_be_heading(text) and not PAGE_NUMBER.fullmatch(text)
        is_bold = _is_bold(page, first, line.end(), glyphs)
        can_be = can_be and _is_one_part(page, first, line.end(), glyphs)
        yield TypeLine(first, text, bottom, top - bottom, is_bold, can_be)


def _is_bold(page: PageText, start: int, end: int, glyphs: Glyphs) -> bool:
    """Whether the first and the last word of a line are bold."""
    for at in (start, end - 1):
        name, weight = glyphs.font(page.index[at])
        if not (_BOLD.search(name) or weight >= _BOLD_WEIGHT):
            return False
    return True


def _is_one_part(page: PageText, start: int, end: int, glyphs: Glyphs) -> bool:
    """Whether no wide gap is between the words of a line, as in a row of a table."""
    right: float | None = None
    for word in _WORD.finditer(page.text, start, end):
        left, bottom, _, top = glyphs.box(page.index[word.start()])
        if right is not None and left - right > _WIDE * (top - bottom):
            return False
        right = glyphs.box(page.index[word.end() - 1])[2]
    return True


def _joined(lines: Sequence[TypeLine], text: TypeLine) -> Iterator[TypeLine]:
    """The headings among the lines of a page. One of several lines is joined, and a longer paragraph is none."""
    runs: list[list[TypeLine]] = []
    outstanding = [line for line in lines if _stands_out(line, text)]
    if len(outstanding) > _MOST_OUTSTANDING:
        return
    for before, line, after in zip([None, *lines], lines, [*lines[1:], None], strict=False):
        if _stands_out(line, text) and not any(other and line.is_beside(other) for other in (before, after)):
            if runs and before is runs[-1][-1] and before.goes_on_with(line):
                runs[-1].append(line)
            else:
                runs.append([line])
    for run in runs:
        others = [line for line in outstanding if line not in run and line.has_type_of(run[0])]
        if any(line.is_beside(other) for line in run for other in others):
            continue  # cells of a table
        heading = " ".join(line.text for line in run)
        if len(run) <= _MOST_LINES and len(heading) <= MAX_HEADING and all(line.can_be_heading for line in run):
            yield replace(run[0], text=heading)


def _stands_out(line: TypeLine, text: TypeLine) -> bool:
    """Whether the line is larger than the text, or bold and not smaller, where the text is not bold."""
    is_bolder = line.is_bold and not text.is_bold and line.size * _SAME >= text.size
    return line.size >= _LARGER * text.size or is_bolder


_Kind = tuple[float, bool, int]


def _kind(heading: TypeLine) -> _Kind:
    number = _NUMBER.match(heading.text)
    return -round(heading.size, 1), not heading.is_bold, number[1].count(".") if number else 0


def _levels(headings: Sequence[TypeLine]) -> dict[_Kind, int]:
    """The level of each kind of heading: larger ones are higher, then bold ones, then those with a shorter number."""
    return {kind: level for level, kind in enumerate(sorted(set(map(_kind, headings))))}
