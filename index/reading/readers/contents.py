"""The result of a reader (`Contents`), and functions that put text and sections together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from index.reading.readers.bold_lines import LEVEL, Bold, can_be_heading, headings_among
from index.reading.readers.scripts import with_scripts
from index.reading.readers.tabbed import tabbed_lines
from index.reading.readers.tables import Line, TableLine
from index.records import Section
from index.text.headings import path_of

PAGE_BREAK = "\n\n"  # between two pages or other parts; it is in no section
PROPERTIES = "Document properties"  # the heading of the section on who wrote a file, and when
AUTHOR, CREATED, CHANGED = "Author", "Created", "Last changed"  # what it states
MAX_HEADING = 200  # characters; a longer heading, such as a whole paragraph, is cut
LETTER = 2_000  # characters; the header of a shorter text is that of a letter, not a running header
PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|pagina|página|side|sida|strona|p)\b\.?)?\s*\d*\s*(?:(?:of|/|von|de|sur|di|van)\s*\d*)?\W*",
    re.IGNORECASE,
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")  # all but the white space \t \n \f \r
# What colours the text of a terminal. Only its first character is a control character.
TERMINAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)|[()][0-9A-Z]|[=>78M])")
_SOFT_HYPHEN = "\xad"  # invisible; it marks where a word can be divided, and would keep search from finding the word


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a file: its name, never used as a path, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table that begins at character `start`; `table` is the number of its table, 1 for the first."""

    start: int
    table: int
    line: Line


@dataclass(frozen=True, slots=True)
class Contents:
    """A file's text and its sections. `title` is "" if the file states none."""

    title: str
    text: str
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()  # the parts that could not be read, in words for the owner of the file
    attachments: tuple[Attachment, ...] = ()  # not read yet
    unpacked: int = 0  # the bytes of the attachments of an archive
    pictures: tuple[Attachment, ...] = ()  # the same; each is named after its place, such as "picture on slide 2"
    rows: tuple[TableRow, ...] = ()  # of its tables; those of sheets are not among them
    properties: tuple[tuple[str, str], ...] = ()  # of a PDF: who wrote it, and when, as it states them
    unseen: tuple[str, ...] = ()  # texts that readers of the document do not see; they are in no section
    hidden: tuple[Part, ...] = ()  # the same for whole sheets and slides, each under its name, such as "slide 3"


@dataclass(frozen=True, slots=True)
class Part:
    """A page, slide, sheet, chapter or attachment: its contents, and the headings above it."""

    contents: Contents
    page: int | None = None
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A heading that begins at character `start`. Level 1 is the highest; level 0 ends all headings before it."""

    start: int
    level: int
    heading: str


@dataclass(frozen=True, slots=True)
class Cut:
    """From character `start` on, the text is under the headings of `path`, highest first."""

    start: int
    path: tuple[str, ...]


def one_line(text: str) -> str:
    """The text on one line without control characters, as titles and headings are stored."""
    return " ".join(printable(text).split())


def printable(text: str) -> str:
    r"""The text with `\n` line ends and plain scripts, without control characters, soft hyphens and surrogates.

    A terminal would obey some control characters of a quote.
    """
    unified = with_scripts(text).replace("\r\n", "\n").replace("\r", "\n")
    unified = TERMINAL.sub("", unified) if "\x1b" in unified else unified
    return CONTROL.sub("", unified.replace(_SOFT_HYPHEN, "")).encode("utf-8", "replace").decode()


def sections_of(text: str, marks: Iterable[Mark]) -> tuple[Section, ...]:
    """The sections that headings make of a text without pages; each begins with its own heading line."""
    cuts = [Cut(0, ())]
    above: list[Mark] = []
    for mark in marks:
        above = [upper for upper in above if upper.level < mark.level]
        above += [mark] if mark.level else []
        cuts.append(Cut(mark.start, tuple(upper.heading for upper in above)))
    return tuple(sections_between(cuts, text))


def with_bold(text: str, marks: Sequence[Mark], bold: Sequence[Bold]) -> list[Mark]:
    """The headings that a format marks, and those among the bold lines of the text, in order."""
    found = headings_among(text, bold, [mark.start for mark in marks])
    return sorted([*marks, *(Mark(start, LEVEL, line) for start, line in found)], key=lambda mark: mark.start)


def sections_between(cuts: Sequence[Cut], text: str, *, offset: int = 0, page: int | None = None) -> Iterator[Section]:
    """The sections of a text that begins at `offset` of its document, from each cut to the next.

    A heading with nothing but a lower heading under it is joined with that. The first section of a page begins with the
    page, so that offsets in the document can be turned into offsets in the page.
    """
    start = 0
    for cut, following in pairwise([*cuts, Cut(len(text), ())]):
        own = text[cut.start : following.start].strip()
        is_bare = "\n" not in own and cut.path and following.path[: len(cut.path)] == cut.path != following.path
        if own and not is_bare:
            body = text[start : following.start]
            begin = start if page else start + len(body) - len(body.lstrip())
            yield Section(offset + begin, offset + start + len(body.rstrip()), page, path_of(cut.path))
            start = following.start


def appended(contents: Contents, parts: Iterable[Part], notes: Iterable[str] = ()) -> Contents:
    """The contents, followed by further parts, which are on no page. It has no unread attachments."""
    added = joined("", parts)
    notes = (*contents.notes, *added.notes, *notes)
    if not added.sections:
        return replace(contents, notes=notes, attachments=(), pictures=())
    start = len(contents.text) + len(PAGE_BREAK) if contents.text else 0
    tables = contents.rows[-1].table if contents.rows else 0
    moved = (replace(one, start=one.start + start, end=one.end + start) for one in added.sections)
    placed = (replace(row, start=row.start + start, table=row.table + tables) for row in added.rows)
    text = PAGE_BREAK.join(filter(None, (contents.text, added.text)))
    sections, rows = (*contents.sections, *moved), (*contents.rows, *placed)
    return Contents(contents.title, text, sections, notes, rows=rows, properties=contents.properties)


def joined(title: str, parts: Iterable[Part], notes: Iterable[str] = ()) -> Contents:
    """The parts one after another, without empty ones. Tables are numbered through, or page by page."""
    texts: list[str] = []
    sections: list[Section] = []
    rows: list[TableRow] = []
    all_notes = list(notes)
    unseen: list[str] = []
    hidden: list[Part] = []
    length = 0
    for part in parts:
        all_notes += part.contents.notes
        unseen += part.contents.unseen
        hidden += part.contents.hidden
        if part.contents.sections:
            sections += _moved(part, length)
            tables = 0 if part.page or not rows else rows[-1].table
            rows += (replace(row, start=row.start + length, table=row.table + tables) for row in part.contents.rows)
            texts.append(part.contents.text)
            length += len(part.contents.text) + len(PAGE_BREAK)
    return Contents(
        title,
        PAGE_BREAK.join(texts),
        tuple(sections),
        tuple(all_notes),
        rows=tuple(rows),
        unseen=tuple(unseen),
        hidden=tuple(hidden),
    )


def _moved(part: Part, offset: int) -> Iterator[Section]:
    """The sections of a part that begins at character `offset` of the document."""
    for section in part.contents.sections:
        heading = path_of((part.heading, section.heading))
        yield Section(offset + section.start, offset + section.end, part.page, heading)


def with_running(contents: Contents, lines: Iterable[str]) -> Contents:
    """The contents, followed by the running headers and footers without repetitions and page numbers.

    They are in no section, so nothing cites them.
    """
    kept = [line for line in dict.fromkeys(map(one_line, lines)) if line and not PAGE_NUMBER.fullmatch(line)]
    return replace(contents, text=PAGE_BREAK.join([contents.text, "\n".join(kept)])) if kept else contents


def left_out(places: int) -> str:
    """The note on text that its author has struck out or deleted.

    >>> left_out(1)
    'struck-out or deleted text was left out (1 place)'
    """
    return f"struck-out or deleted text was left out ({places} place{'s' * (places != 1)})"


def numbered(noun: str, numbers: Sequence[int]) -> str:
    """The noun with its numbers.

    >>> numbered("page", [3]), numbered("page", [1, 2, 3, 7])
    ('page 3', 'pages 1-3 and 7')
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    *others, last = ["-".join(map(str, run)) for run in runs]
    listed = f"{', '.join(others)} and {last}" if others else last
    return f"{noun}{'s' if len(numbers) > 1 else ''} {listed}"


@dataclass(slots=True)
class Draft:
    """A text that grows block by block, and the headings in it."""

    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _marks: list[Mark] = field(default_factory=list)
    _rows: list[TableRow] = field(default_factory=list)
    _tables: int = 0
    _bold: list[Bold] = field(default_factory=list)
    _tabbed: list[tuple[str, str]] = field(default_factory=list)  # blocks with tabs that can be rows, and their gaps

    def add(self, block: str, *, gap: str = "\n\n") -> None:
        """Append a block, with `gap` before it. A block of white space is ignored.

        Blocks whose tabs divide the cells of a table become a line for each row.
        """
        if "\t" in block.strip() and not isinstance(block, TableLine):
            self._tabbed.append((block, gap))
        else:
            self._end_tabbed()
            self._add(block, gap)

    def _end_tabbed(self) -> None:
        """Append the blocks with tabs that wait."""
        blocks, self._tabbed = self._tabbed, []
        rows = tabbed_lines([line for block, _ in blocks for line in block.strip("\n").split("\n")]) if blocks else []
        for number, row in enumerate(rows):
            self._add(row, "\n" if number else "\n\n")
        for block, gap in () if rows else blocks:
            self._add(block, gap)

    def _add(self, block: str, gap: str) -> None:
        text = printable(block).strip("\n")
        if text.strip():
            self._append(gap if self._parts else "")
            if isinstance(block, TableLine):
                self._tables += block.begins
                if text == block:
                    self._rows.append(TableRow(self._length, self._tables, block.line))
            self._append(text)

    @property
    def length(self) -> int:
        """The number of characters so far."""
        self._end_tabbed()
        return self._length

    def add_lines(self, lines: Iterable[str]) -> None:
        """Append the lines of a list or table as one block."""
        for i, line in enumerate(lines):
            self.add(line, gap="\n" if i else "\n\n")

    def add_heading(self, heading: str, level: int) -> None:
        """Append a heading, which starts a section."""
        self._end_tabbed()
        heading = one_line(heading)
        if heading:
            self._append("\n\n" if self._parts else "")
            self._marks.append(Mark(self._length, level, heading[:MAX_HEADING]))
            self._append(heading)

    def add_bold(self, block: str) -> None:
        """Append a paragraph that stands out by its type. It is a heading if the whole text shows that it is one."""
        heading = one_line(block)
        if not can_be_heading(heading) or "\t" in block or "\n" in block.strip():
            self.add(block)
            return
        self._end_tabbed()
        start = self._length + 2 * bool(self._parts)
        self._add(block, "\n\n")
        self._bold.append((start, heading[:MAX_HEADING]))

    def end_headings(self) -> None:
        """Start a section without a heading."""
        self._end_tabbed()
        self._marks.append(Mark(self._length, 0, ""))

    def contents(self, title: str) -> Contents:
        """The whole text with its sections."""
        self._end_tabbed()
        text = "".join(self._parts)
        marks = with_bold(text, self._marks, self._bold)
        return Contents(title, text, sections_of(text, marks), rows=tuple(self._rows))

    def _append(self, part: str) -> None:
        self._parts.append(part)
        self._length += len(part)
