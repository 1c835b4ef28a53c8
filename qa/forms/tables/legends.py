"""Reads what stands apart from a table and explains it: what its codes mean, and what "Table 2" is called. Pure.

Such are "1 = Tibbs Redstreak; 2 = Old Marrow", "R1 is the print store", "K: keeping, in days" and "Table 2. Humidity".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial

from index.reading.written_tables import WrittenCell, WrittenRow, WrittenTable
from qa.text.ordinals import ORDINALS

_CODE = re.compile(r"(?=.{1,4}$)[^\W_]*[A-Z\d][^\W_]*\.?")
_LEAST = 2  # codes of a row or column of labels that are explained: a legend explains several
_MOST_ROWS = 300
_TABLES = r"(?:table|tabelle|tableau|tabla|tabella|tabela|tabel)"
_CALLED = re.compile(
    rf"\b{_TABLES} (?P<number>\d{{1,2}})(?: ?\((?P<in>[^()\n]+)\)|[.:] ?(?P<name>[^\n]+))", re.IGNORECASE
)
_OF_TABLE = re.compile(
    rf"^\W*(?:(?:the |in |in the )?(?P<nth>\w+) {_TABLES}|(?:in )?{_TABLES} (?P<number>\d{{1,2}}))\b", re.IGNORECASE
)
_MEANS = (
    r"\s?(?:=|:|–|—|\b(?:is|are|means?(?: that)?|stands? for|ist|steht für|bedeutet|est|désigne|signifie|es|significa|è"
    r"|é|indica|betekent|staat voor)\b)\s?"
)
_COLUMN = r"(?:(?:column|spalte|colonne|columna|colonna|coluna|kolom) )?"
_ARTICLE = re.compile(
    r"^(?:that )?(?:(?:the|an?|der|die|das|le|la|les|el|los|las|il|lo|gli|i|het|de|o|os|as) |l['’])?", re.IGNORECASE
)
_SHORT = re.compile(r"[,(:]")

Outside = Callable[[], list[str]]  # the lines of the document beside a table


def with_legends(tables: Sequence[WrittenTable], text: str) -> list[WrittenTable]:
    """The tables of a document with its `text`: codes replaced by what they mean, and each with what it is called.

    A cell keeps its place in the document. A code of a row with a letter stands in brackets after what it means.
    """
    called = {int(match["number"]): match["in"] or match["name"] for match in _CALLED.finditer(text)}
    found = []
    for number, table in enumerate(tables, 1):
        own = _number_of(table) or number
        name = called.get(own, "") if len(tables) > 1 else ""
        above = table.above if name in table.above else f"{table.above}\n{name}"
        outside = cache(partial(_outside, text, table))  # most tables have no codes, and need no text
        names = _explained([name for name in table.columns if name], outside, own)
        columns = tuple(_short(names[name]) if name in names else name for name in table.columns)
        found.append(replace(table, above=above, columns=columns, rows=_with_values(table, outside, own)))
    return found


def _number_of(table: WrittenTable) -> int:
    """The number in the line above the table, as in "Table 2"; 0 if there is none."""
    match = re.search(rf"\b{_TABLES} (\d{{1,2}})\b(?!.*\b{_TABLES} \d)", table.above, re.IGNORECASE | re.DOTALL)
    return int(match[1]) if match else 0


def _outside(text: str, table: WrittenTable) -> list[str]:
    """The lines of the text without the rows of tables."""
    whole = f"{text[: table.rows[0].start]}\n{text[table.rows[-1].end :]}" if table.rows else text
    return [line for line in whole.splitlines() if " | " not in line]


def _with_values(table: WrittenTable, outside: Outside, number: int) -> tuple[WrittenRow, ...]:
    """The rows with the codes of each column that has only codes replaced by what they mean."""
    if len(table.rows) > _MOST_ROWS:
        return table.rows
    by_place: dict[int, dict[str, str]] = {}
    for place in range(len(table.columns)):
        codes = list(dict.fromkeys(cell.text for row in table.rows if (cell := row.cells[place]) and cell.text != "-"))
        if place == 0 or not all(code.isdigit() for code in codes):  # numbers are amounts, but for those of the rows
            by_place[place] = _explained(codes, outside, number)
    if not any(by_place.values()):
        return table.rows
    return tuple(
        replace(row, cells=tuple(_meant(cell, by_place.get(place, {})) for place, cell in enumerate(row.cells)))
        for row in table.rows
    )


def _meant(cell: WrittenCell | None, meanings: dict[str, str]) -> WrittenCell | None:
    if not cell or cell.text not in meanings:
        return cell
    said = meanings[cell.text]
    return replace(cell, text=said if cell.text.isdigit() else f"{said} ({cell.text})")


def _explained(labels: Sequence[str], outside: Outside, number: int) -> dict[str, str]:
    """What the codes among the labels mean in the table of this number. Empty if fewer than two are explained."""
    codes = [label for label in labels if _CODE.fullmatch(label)]
    if len(codes) < _LEAST or len(codes) < len(labels) - 1:
        return {}
    found: dict[str, str] = {}
    for line in outside():
        of = _table_of(line)
        if of in (0, number):
            for code, said in _said_in(line, codes):
                if code not in found or of:
                    found[code] = said
    return found if len(found) >= _LEAST else {}


def _table_of(line: str) -> int:
    match = _OF_TABLE.match(line)
    if not match:
        return 0
    return int(match["number"] or 0) or int(ORDINALS.get((match["nth"] or "").casefold(), 0))


def _said_in(line: str, codes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The codes that the line explains, each with what it means. After the first, the verb can be missing:
    "N hangs by the door, E above the pears".
    """
    one_of = "|".join(map(re.escape, codes))
    ends = re.compile(rf"[.;]|(?:,|,? (?:and|und|et|y|e|en)) (?={_COLUMN}(?:{one_of})\b)")
    goes_on = re.match(rf"(?:{one_of})\b[^,;]+(?:[,;.]|\band) (?:{one_of})\b", line) is not None
    for match in re.finditer(rf"(?<![\w.]){_COLUMN}(?P<code>{one_of})(?!\w)(?P<means>{_MEANS})?\s?", line):
        before = line[: match.start()]
        goes_on |= match["means"] is not None
        is_next = goes_on and (not before or re.search(r"(?:[,;.]|\b(?:and|und|et|y|e|en)) $", before))
        if match["means"] or is_next:
            rest = line[match.end() :]
            end = ends.search(rest)
            said = _ARTICLE.sub("", rest[: end.start()] if end else rest).strip()
            if len(said) > 2:
                yield match["code"], said


def _short(said: str) -> str:
    """The beginning of what is said: "yield" of "yield, in kilograms per tree"."""
    return _SHORT.split(said, maxsplit=1)[0].strip()
