"""Word documents from before 2007 (.doc): their text with headings, tables, notes, comments and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from index.reading.readers.contents import LETTER, Contents, Draft, left_out, one_line, with_running
from index.reading.readers.office.compound import opened, stated_title, stored_pictures, stream
from index.reading.readers.office.edged_rows import EdgedRow, cells_by_edges
from index.reading.readers.office.equation_fields import equation
from index.reading.readers.office.word_97 import Look, Paragraph, Run, knows_looks, numbered_lists, runs_of
from index.reading.readers.office.word_97_lists import Lists
from index.reading.readers.scripts import lowered, raised
from index.reading.readers.tables import table_lines

_NOTE = "it does not say which of its text is a heading, deleted or hidden: save it as .docx"
_MARK = re.compile("([\x07\r\x0b\x0c\x0e\x13-\x15])")
_CELL, _LINE, _FIELD, _RESULT, _FIELD_END = "\x07", "\x0b", "\x13", "\x14", "\x15"
_SIGNS = str.maketrans({"\x1e": "-", "\x1f": None})  # hyphens: one that stays on its line, one that is seen at its end
_MAIN, _RUNNING, _COMMENTS = 0, (2, 7), 4  # the parts of a document: the others are notes and text boxes
_MAX_CELL = 1_000  # characters; a table with a longer cell lays out a page and holds no data


def read_doc(data: bytes) -> Contents:
    """The text of a Word document with a section per heading; notes, headers and footers come last."""
    with opened(data) as file:
        main = stream(file, "WordDocument")
        tables = [stream(file, name) if file.exists(name) else b"" for name in ("0Table", "1Table")]
        writer = _Writer(numbered_lists(main, tables), knows_looks=knows_looks(main))
        for run in runs_of(main, tables):
            writer.add(run)
        contents = writer.contents(stated_title(file))
        return replace(contents, pictures=stored_pictures(file, "Data"))


class _Writer:
    """Writes the runs of a document into a draft, paragraph by paragraph."""

    def __init__(self, lists: Lists, *, knows_looks: bool) -> None:
        self._draft = Draft()
        self._lists = lists
        self._knows_looks = knows_looks
        self._part = _MAIN
        self._line: list[str] = []
        self._begin = 0  # of the paragraph in the line: a cell can have several
        self._cells: list[str] = []
        self._rows: list[EdgedRow] = []
        self._fields: list[bool] = []  # of each field around: whether its code is being read, and not its result
        self._code: list[str] = []  # of the field that is being read
        self._apart: dict[int, list[str]] = {}  # by part: its paragraphs
        self._tops: list[str] = []  # the headings of level 1
        self._struck = 0  # places
        self._unseen: list[str] = []
        self._before = Look()
        self._was_cell = False  # whether the last mark ended a cell, with no text after it

    def add(self, run: Run) -> None:
        if run.part != self._part:
            self._end_paragraph(Paragraph())
            self._fields.clear()
            self._part = run.part
        for token in _MARK.split(run.text):
            if token and _MARK.fullmatch(token):
                self._obey(token, run.paragraph)
            elif token and not any(self._fields):
                self._add_text(token, run.look)
            elif token:
                self._code.append(token)

    def contents(self, title: str) -> Contents:
        self._end_paragraph(Paragraph())
        self._draft.end_headings()
        running = [line for part in _RUNNING for line in self._apart.pop(part, ())]
        comments = self._apart.pop(_COMMENTS, [])
        lines = [line for lines in self._apart.values() for line in lines]
        if self._draft.length <= LETTER:
            lines, running = [*lines, *dict.fromkeys(running)], []
        self._draft.add_lines([*lines, *(f"Comment: {one_line(comment)}" for comment in comments)])
        top = self._tops[0] if len(self._tops) == 1 else ""
        contents = with_running(self._draft.contents(top or title), running)
        notes = [*[left_out(self._struck)] * bool(self._struck), *[_NOTE] * (not self._knows_looks)]
        return replace(contents, notes=tuple(notes), unseen=tuple(self._unseen))

    def _obey(self, mark: str, paragraph: Paragraph) -> None:
        if mark == _FIELD:
            self._fields.append(True)
            self._code.clear()
        elif mark == _RESULT:
            self._fields[-1:] = [False] * bool(self._fields)
            self._add_equation()
        elif mark == _FIELD_END:
            self._fields[-1:] = []
            self._add_equation()
        elif any(self._fields):
            return
        elif mark == _LINE:
            self._line.append("\n")
        elif mark == _CELL:
            self._end_cell(paragraph)
        else:
            self._end_paragraph(paragraph)

    def _add_equation(self) -> None:
        """Add the formula that the field draws by its code."""
        if shown := equation("".join(self._code)):
            self._add_text(shown, Look())
        self._code.clear()

    def _add_text(self, text: str, look: Look) -> None:
        if look.is_struck or look.is_hidden:
            is_new = look != self._before
            if look.is_struck:
                self._struck += is_new
            elif is_new or not self._unseen:
                self._unseen.append(text)
            else:
                self._unseen[-1] += text
        else:
            said = text.translate(_SIGNS)
            self._line.append(raised(said) if look.height > 0 else lowered(said) if look.height < 0 else said)
            self._was_cell = self._was_cell and not said.strip()
        self._before = look

    def _end_cell(self, paragraph: Paragraph) -> None:
        ends_row = paragraph.ends_row or (not self._knows_looks and self._was_cell)
        if ends_row:
            self._rows.append(EdgedRow(tuple(self._cells), paragraph.edges[1:], below=paragraph.merged))
            self._cells.clear()
            self._line.clear()
            self._begin = 0
        else:
            self._number_in_cell(paragraph)
            self._cells.append(self._taken())
        self._was_cell = not ends_row

    def _number_in_cell(self, paragraph: Paragraph) -> None:
        """Put the number of a paragraph before it. Bullets are left out: before a figure they look like a minus."""
        label = self._lists.label(paragraph.list, paragraph.list_level)
        if label not in ("", "-"):
            self._line.insert(self._begin, f"{label} ")

    def _end_paragraph(self, paragraph: Paragraph) -> None:
        self._was_cell = False
        if paragraph.is_in_table or (self._cells and not self._knows_looks):
            self._number_in_cell(paragraph)
            self._line.append("\n")
            self._begin = len(self._line)
            return
        self._end_table()
        text = self._taken()
        label = self._lists.label(paragraph.list, paragraph.list_level)
        if not text.strip():
            return
        labelled = f"{label} {text.lstrip()}" if label else text
        if self._part != _MAIN:
            self._apart.setdefault(self._part, []).append(labelled)
        elif paragraph.level:
            self._draft.add_heading(text if label == "-" else labelled, paragraph.level)
            self._tops += [one_line(text)] if paragraph.level == 1 else []
        else:
            self._draft.add(labelled, gap="\n" if label else "\n\n")

    def _end_table(self) -> None:
        if self._cells:
            self._rows.append(EdgedRow(tuple(self._cells), ()))
            self._cells.clear()
        rows, self._rows = self._rows, []
        is_layout = max((len(row.texts) for row in rows), default=0) < 2
        is_layout = is_layout or any(len(text) > _MAX_CELL for row in rows for text in row.texts)
        lines = list(self._texts_of(rows) if is_layout else table_lines(cells_by_edges(rows)))
        if self._part == _MAIN:
            self._draft.add_lines(lines)
        else:
            self._apart.setdefault(self._part, []).extend(map(str, lines))

    @staticmethod
    def _texts_of(rows: list[EdgedRow]) -> Iterator[str]:
        for row in rows:
            yield from row.texts

    def _taken(self) -> str:
        """The text of the paragraph or cell; a character outside the basic plane came as two halves."""
        text = "".join(self._line).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        self._line.clear()
        self._begin = 0
        return text
