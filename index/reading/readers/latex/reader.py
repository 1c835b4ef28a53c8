"""LaTeX sources (.tex) -> the text that readers of the document see: headings, lists, tables, notes and formulas."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from index.reading.readers.contents import Contents, Draft, left_out, one_line
from index.reading.readers.decode import decode
from index.reading.readers.latex import names
from index.reading.readers.latex.formula import FRACTIONS, chemical, linear_formula
from index.reading.readers.latex.lists import LatexList
from index.reading.readers.latex.rows import filled_down
from index.reading.readers.latex.source import Source
from index.reading.readers.latex.units import number, quantity
from index.reading.readers.scripts import lowered, raised
from index.reading.readers.tables import Cell, table_lines

_DEFINED = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|DeclareRobustCommand)\*?\s*\{?\s*\\([a-zA-Z@]+)\s*\}?\s*(?:\[(\d)\])?"
    r"\s*(?:\[[^\]]*\])?\s*(?=\{)|\\def\s*\\([a-zA-Z@]+)((?:#\d)*)\s*(?=\{)"
)
_FALSE = re.compile(r"\\iffalse\b.*?\\fi\b", re.DOTALL)
_COMMENT = re.compile(r"(?<!\\)(?:\\\\)*%[^\n]*")
_BEGIN = re.compile(r"\\begin\s*\{document\}")
_ROW_END = re.compile(r"\\\\\*?(?:\[[^\]]*\])?|\\tabularnewline\b|\\cr\b")
_WIDE = re.compile(r"\\multicolumn\s*\{(\d{1,3})\}\s*\{(?:[^{}]|\{[^{}]*\})*\}")
_DEEP = re.compile(r"\\multirow\s*\{(\d{1,3})\}")
_MOST_DEFINED, _MOST_EXPANDED, _DEEPEST = 1_000, 20_000, 30
_LONGEST_EXPANDED = 5_000_000  # characters that macros make


def read_latex(data: bytes) -> Contents:
    """The text of a LaTeX source with a section per heading; footnotes come after their paragraphs."""
    return _Reader(_FALSE.sub("", decode(data))).contents()


@dataclass(frozen=True, slots=True)
class _Macro:
    arguments: int
    body: str


class _Reader:
    """Writes the blocks of a source into a draft."""

    def __init__(self, text: str) -> None:
        self.draft = Draft()
        self.head: dict[str, str] = {}  # title, author and date
        self.tops: list[str] = []
        self.line: list[str] = []
        self.notes: list[str] = []  # the footnotes of the paragraph
        self.included: list[str] = []
        self.struck = 0
        self.lists: list[LatexList] = []
        self.macros = dict(_macros(text))
        self.expanded = self.made = 0
        self.is_body = _BEGIN.search(text) is None
        self.source = Source(text)
        self._read("", 0)
        self._end_paragraph()

    def contents(self) -> Contents:
        """The whole text."""
        notes = [left_out(self.struck)] if self.struck else []
        if self.included:
            named = ", ".join(dict.fromkeys(self.included[:10]))
            notes.append(f"it includes other files, which are read only if they are among your documents: {named}")
        top = self.tops[0] if len(self.tops) == 1 else ""
        return replace(self.draft.contents(self.head.get("title", "") or top), notes=tuple(notes))

    def _read(self, closing: str, depth: int) -> None:
        """Read up to the closing brace, or the end of the environment of that name, or the end."""
        while found := self.source.take():
            token, name = found[0], found["name"]
            if name == "end":
                if self._ended() == closing:
                    return
            elif name:
                self._obey(name, depth)
            elif found["sign"]:
                self._obey_sign(found["sign"])
            elif token == "}":
                if closing == "}":
                    return
            elif token == "{":
                if depth < _DEEPEST:
                    self._read("}", depth + 1)
            elif found["math"]:
                self._add(linear_formula(self._expanded(self.source.take_until(token))))
            elif found["blank"]:
                self._end_paragraph()
            else:
                self._add({"~": "\u00a0", "&": " "}.get(token) or _typeset(token))

    def _ended(self) -> str:
        """The name of the environment that ends. LaTeX ignores what follows the document."""
        name = self.source.argument().rstrip("*")
        if name == "document":
            self.source = Source("")
        return name

    def _text(self, source: str | None) -> str:
        """The text of a piece of the source."""
        outer, was, self.line = self.source, self.line, []
        self.source = Source(source or "")
        self._read("", _DEEPEST - 2)
        text = "".join(self.line)
        self.source, self.line = outer, was
        return text

    def _argument(self) -> str:
        return self._text(self.source.argument())

    def _add(self, text: str) -> None:
        self.line.append(text)

    def _obey_sign(self, sign: str) -> None:
        if sign in names.ACCENTS:
            self._accent(sign)
        elif sign in ("(", "["):
            self._add(linear_formula(self._expanded(self.source.take_until("\\)" if sign == "(" else "\\]"))))
        elif sign == "\\":
            self.source.option()
            self._add("\n")
        else:
            self._add(names.SIGNS.get(sign, sign))

    def _accent(self, sign: str) -> None:
        letter = self._argument().replace("ı", "i").replace("ȷ", "j")
        self._add(unicodedata.normalize("NFC", letter[:1] + names.ACCENTS[sign]) + letter[1:])

    def _obey(self, name: str, depth: int) -> None:
        if name in self.macros and self.expanded < _MOST_EXPANDED and self.made < _LONGEST_EXPANDED:
            self._expand(self.macros[name])
        elif name == "begin":
            self._begin(self.source.argument().rstrip("*"), depth)
        elif name in names.LEVELS:
            self._heading(names.LEVELS[name])
        elif name in names.WORDS:
            self._add(names.WORDS[name])
        elif name in names.ACCENTS:
            self._accent(name)
        elif name in _TEXTS:
            self._add(_TEXTS[name](self))
        elif name in _DEEDS:
            _DEEDS[name](self)
        else:
            self._obey_other(name)

    def _plain(self) -> str:
        """The source of an argument after an option."""
        self.source.option()
        return self.source.argument()

    def _coloured(self) -> str:
        colour, text = self._plain(), self._argument()
        return "" if colour.strip() == "white" else text

    def _linked(self) -> str:
        self.source.argument()
        return self._argument()

    def _measured(self) -> str:
        amount = self._plain()
        return quantity(amount, self._expanded(self.source.argument()))

    def _heading_line(self, name: str) -> None:
        self.head[name] = one_line(self._argument())

    def _bibitem(self) -> None:
        self._end_paragraph()
        self._add(f"[{self._plain()}] ")

    def _footnote(self) -> None:
        self.source.option()
        self.notes.append(one_line(self._argument()))

    def _obey_other(self, name: str) -> None:
        """Handle a command whose argument is not shown, or is ordinary text."""
        if name in names.DEFINITIONS:
            self.source.argument()
            while self.source.option() is not None:
                continue
            self.source.argument()
        elif name == "def":
            self.source.take_until("{")
            self.source.put("{")
            self.source.argument()
        elif name in names.REFERENCES:
            places = [one_line(self._text(option)) for option in iter(self.source.option, None) if option]
            self._add(f"[{', '.join([self.source.argument(), *places])}]")
        elif name in names.INCLUDED:
            self.included.append(one_line(self.source.argument())[:200])
        elif name in names.WITHOUT_TEXT:
            self.source.option()
            for _ in range(names.WITHOUT_TEXT[name]):
                self.source.argument()
                self.source.option()
        elif name in names.STRUCK:
            self.struck += bool(self._argument().strip())
        else:
            self.source.option()

    def _expand(self, macro: _Macro) -> None:
        body = _filled(macro, [self.source.argument() for _ in range(macro.arguments)])
        self.expanded += 1
        self.made += len(body)
        self.source.put(body)

    def _expanded(self, formula: str) -> str:
        """A formula with the macros without arguments in it replaced."""
        if not self.macros:
            return formula
        known = "|".join(map(re.escape, sorted(self.macros, key=len, reverse=True)))
        replaced = re.sub(
            rf"\\({known})(?![a-zA-Z])",
            lambda found: found[0] if self.macros[found[1]].arguments else self.macros[found[1]].body,
            formula,
        )
        return replaced if len(replaced) < _LONGEST_EXPANDED else formula

    def _heading(self, level: int) -> None:
        self._end_paragraph()
        self.source.option()
        text = one_line(self._argument())
        if self.is_body:
            self.draft.add_heading(text, level)
            self.tops += [text] if level <= names.LEVELS["section"] else []

    def _begin(self, name: str, depth: int) -> None:
        if name == "document":
            self.line.clear()
            self.is_body = True
        elif name in names.UNSEEN:
            self.source.take_until(f"\\end{{{name}}}")
        elif name in names.FORMULAS:
            formula = self.source.take_until(f"\\end{{{name}")
            self.source.take_until("}")
            self._add(f"\n{linear_formula(self._expanded(formula))}\n")
        elif name in names.VERBATIM:
            self._end_paragraph()
            self.draft.add(self.source.take_until(f"\\end{{{name}}}"))
        elif name in names.TABLES:
            self._table(name)
        else:
            self._environment(name, depth)

    def _environment(self, name: str, depth: int) -> None:
        self._end_paragraph()
        option = self.source.option()
        if name in names.LISTS:
            if name == "thebibliography":
                self.source.argument()
            level = sum(bool(one.pattern) for one in self.lists)
            self.lists.append(LatexList.of(option or "", is_numbered="enum" in name, level=level))
        self._read(name, depth + 1) if depth < _DEEPEST else self.source.take_until(f"\\end{{{name}}}")
        self._end_paragraph()
        if name in names.LISTS:
            self.lists.pop()

    def _item(self) -> None:
        self._end_paragraph()
        label = self.source.option()
        current = self.lists[-1] if self.lists else LatexList()
        self._add(f"{current.marker() if label is None else one_line(self._text(label))} ")

    def _table(self, name: str) -> None:
        self._end_paragraph()
        self.source.option()
        for _ in range(2 if name in names.WIDE_TABLES else 1):
            self.source.argument()
        source = self.source.take_until(f"\\end{{{name}}}")
        rows = list(filled_down(self._row(row) for row in _ROW_END.split(_COMMENT.sub("", source))))
        self.draft.add_lines(table_lines([row for row in rows if any(cell.text for cell in row)]))
        self._add_notes()

    def _row(self, source: str) -> list[Cell]:
        cells: list[Cell] = []
        for part in re.split(r"(?<!\\)&", source):
            wide, deep = _WIDE.search(part), _DEEP.search(part)
            text = one_line(self._text(part.replace(wide[0], "") if wide else part))
            cells.append(Cell(text, columns=int(wide[1]) if wide else 1, rows=int(deep[1]) if deep else 1))
        return cells

    def _end_paragraph(self) -> None:
        text = "\n".join(" ".join(line.split(" ")).strip() for line in "".join(self.line).split("\n"))
        self.line.clear()
        if self.is_body:
            self.draft.add(re.sub("  +", " ", text), gap="\n" if self.lists else "\n\n")
        self._add_notes()

    def _add_notes(self) -> None:
        notes, self.notes = self.notes, []
        for note in notes:
            self.draft.add(note)


def _macros(text: str) -> dict[str, _Macro]:
    found: dict[str, _Macro] = {}
    for definition in _DEFINED.finditer(text):
        if len(found) == _MOST_DEFINED:
            break
        arguments = int(definition[2] or 0) if definition[1] else len(definition[4] or "") // 2
        body = Source(text, definition.end()).argument()
        found[definition[1] or definition[3]] = _Macro(arguments, body)
    return found


def _filled(macro: _Macro, arguments: list[str]) -> str:
    return re.sub(r"#([1-9])", lambda found: [*arguments, *[""] * 9][int(found[1]) - 1], macro.body)


def _typeset(text: str) -> str:
    """A text with the quotation marks and dashes that LaTeX makes of it; the end of a line is a space."""
    for written, shown in names.PUNCTUATION:
        text = text.replace(written, shown)
    return text


# Commands that become a text in a special way, and commands that do something else.
_TEXTS: dict[str, Callable[[_Reader], str]] = {
    "textsuperscript": lambda reader: raised(reader._argument()),
    "textsubscript": lambda reader: lowered(reader._argument()),
    "textcolor": _Reader._coloured,
    **dict.fromkeys(("href", "colorbox"), _Reader._linked),
    **dict.fromkeys(("url", "path", "nolinkurl"), lambda reader: reader.source.argument()),
    "num": lambda reader: number(reader._plain()),
    "ang": lambda reader: f"{number(reader._plain())}°",
    **dict.fromkeys(("SI", "qty"), _Reader._measured),
    **dict.fromkeys(("si", "unit"), lambda reader: quantity("", reader._expanded(reader._plain()))),
    "ensuremath": lambda reader: linear_formula(reader.source.argument()),
    "ce": lambda reader: linear_formula(chemical(reader.source.argument())),
    **dict.fromkeys(FRACTIONS, lambda reader: linear_formula(f"{{{reader._plain()}}}/{{{reader.source.argument()}}}")),
    **dict.fromkeys(("verb", "lstinline"), lambda reader: reader.source.verbatim()),
}
_DEEDS: dict[str, Callable[[_Reader], None]] = {
    "title": lambda reader: reader._heading_line("title"),
    "author": lambda reader: reader._heading_line("author"),
    "date": lambda reader: reader._heading_line("date"),
    "maketitle": lambda reader: reader.draft.add_lines(reader.head.values()),
    **dict.fromkeys(("par", "newpage", "clearpage"), _Reader._end_paragraph),
    "item": _Reader._item,
    "bibitem": _Reader._bibitem,
    **dict.fromkeys(("footnote", "footnotetext"), _Reader._footnote),
}
