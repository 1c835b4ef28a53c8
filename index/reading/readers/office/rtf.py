r"""Rich text (.rtf): control words such as `\par`, groups in braces, and text in several encodings between them."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from dataclasses import replace

from index.errors import DocumentError
from index.reading.readers.contents import LETTER, Attachment, Contents, Draft, left_out, one_line, with_running
from index.reading.readers.descriptions import described
from index.reading.readers.office.colours import LIGHT
from index.reading.readers.office.edged_rows import EdgedRow, cells_by_edges
from index.reading.readers.office.equation_fields import equation
from index.reading.readers.office.rtf_state import State, with_look
from index.reading.readers.scripts import lowered, raised
from index.reading.readers.symbols import in_font
from index.reading.readers.tables import table_lines

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\", re.DOTALL
)
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_SPECIAL = {
    "line": "\n", "tab": "\t", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ",
    "nestcell": ", ",
}  # fmt: skip
_SYMBOLS = {"~": "\u00a0", "_": "-", "{": "{", "}": "}", "\\": "\\"}
_TARGETS = {  # the words that begin a destination, and where its text goes; most others are marked to be ignored
    "pict": "pict",
    "fldinst": "field",
    **dict.fromkeys("objdata info filetbl nonshppict xe tc".split(), ""),
    **dict.fromkeys("headerf footerf footnote".split(), "note"),
    "annotation": "comment",
    **dict.fromkeys("header headerl headerr footer footerl footerr".split(), "running"),
    "colortbl": "colortbl",
    "fonttbl": "fonttbl",
    "stylesheet": "stylesheet",
    "title": "title",
    "shptxt": "text",
    "sn": "name of property",
    "sv": "property",
}
_DESCRIPTION = "wzDescription"  # the property of a picture or shape that says what it shows
_ASIDE = ("stylesheet", "field", "title", "name of property", "property")
_MERGES = ("clmgf", "clmrg", "clvmgf", "clvmrg")
_COLOURS = ("red", "green", "blue")
_PICTURES, _MOST_PICTURES = (b"\x89PNG", b"\xff\xd8\xff"), 200
_TINY = 4  # half points
_CODE_PAGES = {  # of the font's \fcharset
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip


def read_rtf(data: bytes) -> Contents:
    """The text of a rich text file, with sections by its heading styles and outline levels; notes come last."""
    if not data.lstrip().startswith(rb"{\rtf"):
        raise DocumentError("is not a rich text file")
    return _Parser(data).contents()


class _Parser:
    """Reads the tokens one after another."""

    def __init__(self, data: bytes) -> None:
        self.draft = Draft()
        self.state = State()
        self.outer: list[State] = []
        self.default_encoding = "cp1252"
        self.fonts: dict[int, str] = {}  # number -> encoding
        self.names: dict[int, str] = {}  # of the fonts
        self.styles: dict[int, int] = {}  # number -> level of heading
        self.font = self.style = 0  # the font and the style whose table entry is being read
        self.raw = bytearray()  # bytes of text that are not decoded yet: a character can have two
        self.line: list[str] = []
        # The texts that are no text of the document, by target: of a style, field or property of a shape being read.
        self.aside: dict[str, list[str]] = {target: [] for target in _ASIDE}
        # The texts outside the main text, by target.
        self.apart: dict[str, list[str]] = {"note": [], "running": [], "comment": []}
        self.cells: list[str] = []
        self.rows: list[EdgedRow] = []
        self.merges: list[frozenset[str]] = []  # how each cell of the row is merged
        self.merging: set[str] = set()  # the same of the next cell
        self.edges: list[int] = []  # the right edges of the cells of the row
        self.level = 0
        self.is_in_table = False
        self.to_skip = 0
        self.colours: list[tuple[int, ...]] = []
        self.mixed = [0, 0, 0]  # the colour whose entry is being read
        self.picture: list[str] = []  # the one that is being read, in hexadecimal digits
        self.pictures: list[Attachment] = []
        self.struck = 0  # places where text is struck out or deleted
        self.unseen: list[str] = []  # the texts that nobody sees
        self.was_struck = self.was_hidden = False
        self.is_bold = True  # whether all words of the paragraph are
        self._parse(data)

    def contents(self) -> Contents:
        self.is_in_table = False
        self._end_paragraph()
        notes, running, comments = ("".join(lines).split("\n") for lines in self.apart.values())
        if self.draft.length <= LETTER:
            notes, running = running + notes, []
        notes = list(filter(None, dict.fromkeys(notes)))  # headers and footers come several times
        notes += [f"Comment: {one_line(comment)}" for comment in comments if comment.strip()]
        if any(notes):
            self.draft.end_headings()
            self.draft.add_lines(notes)
        contents = with_running(self.draft.contents(one_line("".join(self.aside["title"]))), running)
        of_struck = (left_out(self.struck),) if self.struck else ()
        return replace(contents, notes=of_struck, unseen=tuple(self.unseen), pictures=tuple(self.pictures))

    def _parse(self, data: bytes) -> None:
        position = 0
        while match := _TOKEN.match(data, position):
            position = match.end()
            word, digits, code, symbol, brace, plain = match.groups()
            number = int(digits) if digits else None
            if word == b"bin":
                size = max(0, number or 0)
                self._add_picture(data[position : position + size].hex())
                position += size
            elif word:
                self._flush()
                self._obey(word.decode(), number)
            elif code:
                self._add_bytes(bytes.fromhex(code.decode()))
            elif symbol:
                self._flush()
                self._obey_symbol(symbol.decode("latin-1"))
            elif brace:
                self._flush()
                self._open() if brace == b"{" else self._close()
            elif plain:
                self._add_bytes(plain)
        self._flush()

    def _open(self) -> None:
        self.outer.append(self.state)
        self.to_skip = 0

    def _close(self) -> None:
        was = self.state.target
        if was == "stylesheet" and (heading := _HEADING.match(self._taken_aside(was).strip())):
            self.styles[self.style] = int(heading[1])
        if was == "pict":
            self._end_picture()
        self.state = self.outer.pop() if self.outer else self.state
        if was == "property" != self.state.target:
            self._end_property()
        if was == "field" and self.state.target != "field":
            self._add(equation(self._taken_aside("field")))
        if was in self.apart and was != self.state.target:
            self.apart[was].append("\n")
        self.to_skip = 0

    def _obey_symbol(self, symbol: str) -> None:
        if symbol == "*":  # a destination that older programs may ignore, and so may we
            self.state = replace(self.state, target="")
        elif symbol in "\r\n":
            self._obey("par", None)
        elif symbol in _SYMBOLS:
            self._add(_SYMBOLS[symbol])

    def _obey(self, word: str, number: int | None) -> None:
        if word == "u" and number is not None:
            self._add_unit(number % 0x10000)
        elif word in _SPECIAL:
            self._add(_SPECIAL[word])
        elif word == "nestrow":  # it ends a row inside a cell, and is in a group for newer programs
            self.line[-1:] = ["; "] if self.line[-1:] == [_SPECIAL["nestcell"]] else self.line[-1:]
        elif word in _TARGETS:
            self.state = replace(self.state, target=_TARGETS[word])
        elif word in ("par", "sect", "page", "cell", "row"):
            self._end(word)
        else:
            self._set(word, number)

    def _set(self, word: str, number: int | None) -> None:
        if word == "ansicpg":
            self.default_encoding = _codec(f"cp{number}")
            self.state = replace(self.state, encoding=self.default_encoding)
        elif word == "mac":
            self.default_encoding = "mac_roman"
        elif word == "uc":
            self.state = replace(self.state, skipped=max(0, number or 0))
        elif word == "f":
            self.font = number or 0
            encoding, name = self.fonts.get(self.font, self.default_encoding), self.names.get(self.font, "")
            self.state = replace(self.state, encoding=encoding, font=name)
        elif word == "fcharset" and self.state.target == "fonttbl":
            self.fonts[self.font] = _CODE_PAGES.get(number or 0, self.default_encoding)
        elif self.state.target == "stylesheet" and word == "s":
            self.style = number or 0
        elif word in _COLOURS:
            self.mixed[_COLOURS.index(word)] = number or 0
        elif word == "plain":
            plain = State(self.state.target, self.default_encoding, skipped=self.state.skipped)
            self.state = replace(plain, has_ground=self.state.has_ground)
        elif look := with_look(self.state, word, number):
            self.state = look
        elif self.state.target == "text":
            self._set_paragraph(word, number)

    def _set_paragraph(self, word: str, number: int | None) -> None:
        if word == "pard":
            self.level, self.is_in_table = 0, False
            self.state = replace(self.state, has_ground=False)
        elif word == "intbl":
            self.is_in_table = True
        elif word == "trowd":
            self.merges.clear()
            self.merging.clear()
            self.edges.clear()
        elif word in _MERGES:
            self.merging.add(word)
        elif word == "cellx":
            self.merges.append(frozenset(self.merging))
            self.edges.append(number or 0)
            self.merging.clear()
        elif word == "outlinelevel" and 0 <= (number or 0) < 9:
            self.level = (number or 0) + 1
        elif word == "s":
            self.level = self.styles.get(number or 0, self.level)

    def _end(self, word: str) -> None:
        """End a paragraph, cell or row."""
        if self.state.target in self.apart:
            self.apart[self.state.target].append("\n")
        elif self.state.target == "text" and word == "cell":
            self.cells.append(self._taken())
        elif self.state.target == "text" and word == "row":
            self.rows.append(self._row())
            self.cells.clear()
        elif self.state.target == "text":
            self._end_paragraph()

    def _row(self) -> EdgedRow:
        beside, below = ([i for i, merges in enumerate(self.merges) if word in merges] for word in ("clmrg", "clvmrg"))
        return EdgedRow(tuple(self.cells), tuple(self.edges), beside, below)

    def _end_paragraph(self) -> None:
        if self.is_in_table:
            self.line.append("\n")
            return
        self._end_table()
        text = self._taken()
        if self.level and text.strip():
            self.draft.add_heading(text, self.level)
        elif self.is_bold:
            self.draft.add_bold(text)
        else:
            self.draft.add(text)
        self.is_bold = True

    def _end_table(self) -> None:
        if self.cells:  # a row that was cut off
            self._end("row")
        self.draft.add_lines(table_lines(cells_by_edges(self.rows)))
        self.rows.clear()

    def _taken(self) -> str:
        """The text of the paragraph or cell. Surrogate pairs are joined into characters."""
        text = "".join(self.line).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        self.line.clear()
        return text

    def _taken_aside(self, target: str) -> str:
        text = "".join(self.aside[target])
        self.aside[target].clear()
        return text

    def _add_unit(self, unit: int) -> None:
        self._add(chr(unit))
        self.to_skip = self.state.skipped

    def _add_bytes(self, data: bytes) -> None:
        skipped = min(self.to_skip, len(data))
        self.to_skip -= skipped
        self.raw += data[skipped:]

    def _flush(self) -> None:
        if self.raw:
            encoding = "latin-1" if in_font(self.state.font, "m") != "m" else self.state.encoding
            self._add(self.raw.decode(encoding, "replace"))
            self.raw.clear()

    def _add(self, text: str) -> None:
        self.to_skip = 0
        target = self.state.target
        self._add_picture(text)
        if self.state.is_struck and target in ("text", *self.apart):
            self.struck += not self.was_struck and bool(text.strip())
            self.was_struck = self.was_struck or bool(text.strip())
            return
        self.was_struck = False
        if target in ("text", *self.apart) and self._is_hidden():
            self._add_hidden(text)
            return
        if target in ("text", *self.apart) and text.strip():
            self.was_hidden = False
        if target in ("text", *self.apart):
            text = in_font(self.state.font, text)
        if target == "text":
            self.is_bold = self.is_bold and (self.state.is_bold or not text.strip())
            height = self.state.height
            self.line.append(raised(text) if height > 0 else lowered(text) if height < 0 else text)
        elif target in self.apart:
            self.apart[target].append(text)
        elif target in self.aside:
            self.aside[target].append(text)
        elif target == "fonttbl":
            self.names[self.font] = f"{self.names.get(self.font, '')}{text}".partition(";")[0].strip()
        elif target == "colortbl":
            for _ in range(text.count(";")):
                self.colours.append(tuple(self.mixed))
                self.mixed = [0, 0, 0]

    def _add_picture(self, digits: str) -> None:
        if self.state.target == "pict" and len(self.pictures) < _MOST_PICTURES:
            self.picture.append(digits)

    def _end_property(self) -> None:
        """Write the description of a picture, unless it is in a note, a header or the like."""
        name, value = self._taken_aside("name of property"), self._taken_aside("property")
        around = [state.target for state in self.outer if state.target in ("text", *self.apart)]
        if name.strip() == _DESCRIPTION and around[-1:] == ["text"] and (shown := described(value)):
            self.line.append(f" {shown} ")

    def _end_picture(self) -> None:
        with suppress(ValueError):
            picture = bytes.fromhex("".join(self.picture))
            if picture.startswith(_PICTURES):
                self.pictures.append(Attachment("picture", picture))
        self.picture.clear()

    def _add_hidden(self, text: str) -> None:
        if self.was_hidden:
            self.unseen[-1] += text
        elif text.strip():
            self.unseen.append(text)
            self.was_hidden = True

    def _is_hidden(self) -> bool:
        """Whether the text is hidden: it is marked as hidden, tiny, or white without a colour behind it."""
        state, known = self.state, 0 < self.state.colour < len(self.colours)
        is_white = known and min(self.colours[state.colour]) >= LIGHT and not state.has_ground and not self.is_in_table
        return state.is_hidden or 0 < state.size <= _TINY or is_white


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
