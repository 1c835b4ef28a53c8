"""Which columns and values of a table a question mentions. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.forms.tables.typed import Column, Table
from qa.text.words import STOP_WORDS, stem, tokens

_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_LONGEST = 12  # words of a value that are looked for in a question
_MOST_DISTINCT = 50_000  # values of a column that are compared with the question
_GERMAN_STOP_WORDS = frozenset(
    "der die das den dem des ein eine einen einem einer eines und oder in im am an auf aus bei mit von vom zu zum "
    "zur für über nach ist sind war waren wird werden wurde wurden hat haben hatte hatten es gibt gab sich als "
    "wie was wer wo welche welcher welches welchen welchem wieviel wieviele viel viele alle allen aller insgesamt "
    "je pro".split()
)
STOP = STOP_WORDS | _GERMAN_STOP_WORDS


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question."""

    text: str
    stem: str

    @property
    def is_content(self) -> bool:
        return self.text.casefold() not in STOP


@dataclass(frozen=True, slots=True)
class Mention:
    """The words [start, end) of the question that name a value of a column."""

    start: int
    end: int
    column: Column
    value: str  # as written in the table


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text in order."""
    return tuple(Word(token, stem(token)) for token in tokens(text))


def stems_of(text: str) -> tuple[str, ...]:
    """The stems of the words in the text that carry a meaning."""
    return tuple(stem(token) for token in tokens(text) if token.casefold() not in STOP)


@lru_cache(maxsize=64)
def _values(table: Table, sql: str) -> dict[tuple[str, ...], str]:
    """The texts of a column by the stems of their words."""
    texts = table.texts.get(sql, {})
    if len(texts) > _MOST_DISTINCT:
        return {}
    return {tuple(stem(token) for token in tokens(text)): text for text in texts.values()}


def find_values(words: Sequence[Word], table: Table) -> list[Mention]:
    """The cells whose whole text is in the question, longest first, none inside another of the same column."""
    stems = [word.stem for word in words]
    found: list[Mention] = []
    for column in table.columns:
        if column.kind != "text":
            continue
        values = _values(table, column.sql)
        taken: set[int] = set()
        for size in range(min(_LONGEST, len(stems)), 0, -1):
            for start in range(len(stems) - size + 1):
                value = values.get(tuple(stems[start : start + size]))
                span = set(range(start, start + size))
                if value and not span & taken and any(word.is_content for word in words[start : start + size]):
                    taken |= span
                    found.append(Mention(start, start + size, column, value))
    return sorted(found, key=lambda mention: mention.start - mention.end)


def likely_values(question: str, table: Table, most: int = 5) -> list[tuple[Column, str]]:
    """The texts of cells that the question can mean, best first: it contains at least half of their words."""
    asked = set(stems_of(question))
    scored: list[tuple[float, int, Column, str]] = []
    for column in table.columns:
        for stems, text in _values(table, column.sql).items() if column.kind == "text" else ():
            own = {one for one in stems if one not in STOP}
            shared = {one for one in own & asked if len(one) > 1 or not one.isalnum()}
            if len(shared) * 2 >= len(own) > 0 and not all(one.isdigit() for one in shared):
                scored.append((len(shared) / len(own) + len(shared), len(scored), column, text))
    best = sorted(scored, key=lambda entry: (-entry[0], entry[1]))[:most]
    return [(column, text) for _, _, column, text in best]


def names_of(column: Column) -> frozenset[str]:
    """The stems of a column's name, without words in brackets unless there are no others."""
    bare = frozenset(stems_of(_IN_BRACKETS.sub(" ", column.name)))
    return bare or frozenset(stems_of(column.name))


def context_of(table: Table) -> frozenset[str]:
    """The stems of the words around the table: its title, headings, caption, columns and units."""
    written = table.written
    texts = [
        written.title,
        written.heading,
        written.above,
        written.document_id,
        *(column.name for column in table.columns),
    ]
    return frozenset(one for text in texts for one in _parts(text))


def _parts(text: str) -> Iterator[str]:
    for found in stems_of(re.sub(r"[_/]", " ", text)):
        yield found
        if "-" in found:
            yield from stems_of(found.replace("-", " "))


def stands_inside_others(mention: Mention, table: Table) -> bool:
    """Whether other cells of the column contain the value among other words, so that a query would miss rows."""
    wanted = tuple(stem(token) for token in tokens(mention.value))
    size = len(wanted)
    return any(
        len(cell) > size and any(cell[start : start + size] == wanted for start in range(len(cell) - size + 1))
        for cell in _values(table, mention.column.sql)
    )
