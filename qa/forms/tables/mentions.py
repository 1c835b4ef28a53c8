"""Which columns and values of a table a question mentions. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from qa.forms.tables.typed import Column, Table
from qa.forms.tables.vocabulary import STOP, is_function
from qa.forms.words.roots import root
from qa.text.ordinals import ORDINALS
from qa.text.words import IN_BRACKETS, stem, tokens

_IN_ROUND_BRACKETS = re.compile(r"\([^()]*\)")
# A number with its unit or a short code: "75 mm", "BS 200", "X-210".
_MODEL = re.compile(r"\b(?:[A-Z]{1,3}[ -]?)?\d[\w.,]*(?: [a-z]{1,2}\b)?|\b[A-Z]{1,3}\b(?= \d)")
_LONGEST = 12  # words of a value that are looked for in a question
_LONGEST_HOLDER = 6  # words of a value that a part of it can stand for: longer texts are notes
_DIGITS = 4  # of a number that a cell begins with
# "4 (11:00)" and "Lesson 4", but no time of day and no decimal number.
_BEGINS = re.compile(rf"(?:[^\W\d_]+ )?(\d{{1,{_DIGITS}}})(?![\d,]|\.\d|:)")
_SUFFIXES = frozenset("st nd rd th e er ème".split())
_LONGEST_NUMBERED = 40  # characters
_MOST_DISTINCT = 50_000  # values of a column that are compared with the question


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question."""

    text: str
    stem: str

    @property
    def is_content(self) -> bool:
        return not is_function(self.text)

    @property
    def root(self) -> str:
        return root(self.text)


@dataclass(frozen=True, slots=True)
class Mention:
    """The words [start, end) of the question that name a value of a column, or a part that several values share."""

    start: int
    end: int
    column: Column
    value: str  # as written in the table
    others: tuple[str, ...] = ()  # further values that hold the same words

    @property
    def values(self) -> tuple[str, ...]:
        return (self.value, *self.others)


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text in order."""
    return tuple(Word(token, stem(token)) for token in tokens(text))


def stems_of(text: str) -> tuple[str, ...]:
    """The stems of the words in the text that carry a meaning."""
    return tuple(stem(token) for token in tokens(text) if token.casefold() not in STOP)


@lru_cache(maxsize=64)
def _values(table: Table, sql: str) -> dict[tuple[str, ...], str]:
    """The texts of a column by the roots of their words."""
    texts = table.texts.get(sql, {})
    if len(texts) > _MOST_DISTINCT:
        return {}
    return {tuple(root(token) for token in tokens(text)): text for text in texts.values()}


def find_values(words: Sequence[Word], table: Table) -> list[Mention]:
    """The cells whose whole text is in the question, longest first, none inside another of the same column."""
    roots = [word.root for word in words]
    found: list[Mention] = []
    for column in table.columns:
        if column.kind != "text":
            continue
        values = _values(table, column.sql)
        taken: set[int] = set()
        for size in range(min(_LONGEST, len(roots)), 0, -1):
            for start in range(len(roots) - size + 1):
                value = values.get(tuple(roots[start : start + size]))
                span = set(range(start, start + size))
                if (
                    value
                    and not span & taken
                    and any(word.is_content for word in words[start : start + size])
                    and value.casefold() != column.name.casefold()  # a header that is repeated among the rows
                ):
                    taken |= span
                    found.append(Mention(start, start + size, column, value))
    return sorted(found, key=lambda mention: mention.start - mention.end)


def find_numbered(words: Sequence[Word], table: Table) -> list[Mention]:
    """The cells that a number beside the name of their column means: "4 (11:00)", for "the fourth period".

    Only if one cell of the column begins with the number.
    """
    found: list[Mention] = []
    for column in table.columns if any(map(_number_in, words)) else ():
        names, by_number = names_of(column), _by_number(table, column.sql)
        for place, word in enumerate(words):
            end = place + 1 + (place + 1 < len(words) and words[place + 1].text.casefold() in _SUFFIXES)  # "4th"
            after, before = (words[p].stem if 0 <= p < len(words) else "" for p in (end, place - 1))
            is_beside = after in names or (word.text.isdecimal() and before in names)
            texts = by_number.get(_number_in(word), ()) if is_beside else ()
            if len(texts) == 1:
                found.append(Mention(place, end, column, texts[0]))
    return found


def _number_in(word: Word) -> int:
    """The number of "4" or "fourth"; 0 if it is none."""
    text = word.text.casefold()
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else ORDINALS.get(text, 0)


@lru_cache(maxsize=64)
def _by_number(table: Table, sql: str) -> dict[int, tuple[str, ...]]:
    """The texts of a column by the number that they begin with, if other words follow."""
    found: dict[int, tuple[str, ...]] = {}
    for text in table.texts.get(sql, {}).values():
        if (match := _BEGINS.match(text)) and len(text) <= _LONGEST_NUMBERED:
            number = int(match[1])
            found[number] = (*found.get(number, ()), text)
    return found


def find_parts(words: Sequence[Word], table: Table, free: Set[int]) -> list[Mention]:
    """The free words that stand together in cells of a column among other words, such as "Leeds" in "Fuel Leeds".

    A part that most values of the column share tells none apart.
    """
    found: list[Mention] = []
    places = [place for place in sorted(free) if words[place].is_content and _tells(words[place])]
    for column in table.columns:
        holders = _holders(table, column.sql) if column.kind == "text" else {}
        distinct = len(table.texts.get(column.sql, {}))
        taken: set[int] = set()
        for place in places:
            texts = holders.get(words[place].root, ()) if place not in taken else ()
            if not texts:
                continue
            end, held = place + 1, list(texts)
            while end in free and (more := [text for text in held if text in holders.get(words[end].root, ())]):
                held, end = more, end + 1
            start = place  # a short word tells nothing alone, as "eye" of "eye drops"
            while (
                start - 1 in free - taken
                and words[start - 1].is_content
                and all(text in holders.get(words[start - 1].root, ()) for text in held)
            ):
                start -= 1
            if any(map(_is_note, held)):
                continue  # it can mean that one
            if len(held) * 2 <= distinct or len(held) == 1:
                taken |= set(range(start, end))
                found.append(Mention(start, end, column, held[0], tuple(held[1:])))
    return found


def _tells(word: Word) -> bool:
    """Whether the word is long enough, or a name or code."""
    return len(word.text) > 3 or (not word.text.isdigit() and (word.text[0].isupper() or not word.text.isalpha()))


@lru_cache(maxsize=64)
def _holders(table: Table, sql: str) -> dict[str, tuple[str, ...]]:
    """By the root of a word: the texts of a column that hold it among other words."""
    found: dict[str, list[str]] = {}
    for roots, text in _values(table, sql).items():
        if len(roots) > 1:
            for one in dict.fromkeys(roots):
                found.setdefault(one, []).append(text)
    return {one: tuple(texts) for one, texts in found.items()}


@lru_cache(maxsize=1 << 12)
def is_known(word: Word, table: Table) -> bool:
    """Whether a value, or what stands around the table and its columns, has the word."""
    return word.stem in context_of(table) or any(
        word.root in roots for column in table.columns for roots in _values(table, column.sql)
    )


def _is_note(text: str) -> bool:
    return len(list(tokens(_IN_ROUND_BRACKETS.sub(" ", text)))) > _LONGEST_HOLDER


def likely_values(question: str, table: Table, most: int = 5) -> list[tuple[Column, str]]:
    """The texts of cells that the question can mean, best first: it contains at least half of their words."""
    asked = set(stems_of(question))
    scored: list[tuple[float, int, Column, str]] = []
    for column in table.columns:
        for text in table.texts.get(column.sql, {}).values() if _values(table, column.sql) else ():
            own = set(stems_of(text))
            shared = {one for one in own & asked if len(one) > 1 or not one.isalnum()}
            if len(shared) * 2 >= len(own) > 0 and not all(one.isdigit() for one in shared):
                scored.append((len(shared) / len(own) + len(shared), len(scored), column, text))
    best = sorted(scored, key=lambda entry: (-entry[0], entry[1]))[:most]
    return [(column, text) for _, _, column, text in best]


def names_of(column: Column) -> frozenset[str]:
    """The stems of a column's name, without words in brackets unless there are no others."""
    bare = frozenset(stems_of(IN_BRACKETS.sub(" ", column.name)))
    return bare or frozenset(stems_of(column.name))


def context_of(table: Table) -> frozenset[str]:
    """The stems of the words around the table: its title, headings, caption, columns and units."""
    texts = [column.name for column in table.columns]
    for written in table.all_written:
        texts += [written.title, written.heading, written.above, written.document_id]
    return frozenset(one for text in texts for one in _parts(text))


def title_of(table: Table) -> frozenset[str]:
    """The stems of the words that the table is called by: its name and title."""
    return frozenset(one for text in (table.name, table.written.title) for one in _parts(text))


def place_of(table: Table) -> frozenset[str]:
    """The stems of the words above the table: its headings and caption."""
    return frozenset(one for text in (table.written.heading, table.written.above) for one in _parts(text))


def _parts(text: str) -> Iterator[str]:
    for found in stems_of(re.sub(r"[_/]", " ", text)):
        yield found
        if (bare := found.rstrip("0123456789")) and bare != found:  # "summer25"
            yield bare
        if "-" in found:
            yield from stems_of(found.replace("-", " "))


def is_half_named(mention: Mention) -> bool:
    """Whether the question has half of the words of the value, and they are in no other value.

    What only tells a model or size, as in "Bodenschleifer BS 200", is not counted.
    """
    bare = _IN_ROUND_BRACKETS.sub(" ", mention.value)
    words = stems_of(_MODEL.sub(" ", bare)) or stems_of(bare) or stems_of(mention.value)
    return not mention.others and 2 * (mention.end - mention.start) >= len(words)


def stands_inside_others(mention: Mention, table: Table) -> bool:
    """Whether other cells of the column contain the value among other words, so that a query would miss rows."""
    wanted = tuple(root(token) for token in tokens(mention.value))
    size = len(wanted)
    return any(
        len(cell) > size and any(cell[start : start + size] == wanted for start in range(len(cell) - size + 1))
        for cell in _values(table, mention.column.sql)
    )
