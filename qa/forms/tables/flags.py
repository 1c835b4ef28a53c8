"""Columns of yes and no: "Which cakes contain neither milk nor egg?" asks for rows with no under two of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.forms.tables.mentions import Word
from qa.forms.tables.sql_text import is_one_of
from qa.forms.tables.typed import Column, Table
from qa.text.denial import SAYS_NO, SAYS_YES
from qa.text.facts import is_negated

_MORE_NEGATIONS = frozenset("except excluding non niet geen zonder né nem sem nor noch ni außer".split())
_FREE = frozenset("free frei".split())  # after the name: "nut free"
_JOINING = frozenset("or and oder und ou et o y e of en a an any the".split())
# Verbs between the things and the name of the column: they only say that a row has it.
_HAVING = frozenset(
    """include includes included including contain contains containing have has having had got offer offers offered come
    comes with allow allows allowed permit permits accept accepts suitable good okay fine safe provide provides support
    supports enthält enthalten hat haben bietet bieten mit erlaubt erlauben gibt geeignet inclut incluent comprend
    contient contiennent a ont avec propose proposent accepte acceptent incluye incluyen contiene contienen tiene tienen
    con ofrece ofrecen acepta aceptan""".split()
)


@dataclass(frozen=True, slots=True)
class Flags:
    """The conditions in SQL on columns of yes and no, and the words of the question that state them."""

    conditions: tuple[str, ...] = ()
    places: frozenset[int] = frozenset()


def find_flags(words: Sequence[Word], table: Table, columns: dict[Column, set[int]], asked: Sequence[Column]) -> Flags:
    """What the question demands of the columns of yes and no that it names, other than those `asked` for."""
    named = sorted((min(places), column) for column, places in columns.items() if is_flag(column, table))
    named = [(place, column) for place, column in named if column not in asked]
    conditions, used, before, is_denied = [], set[int](), 0, False
    for place, column in named:
        between = range(before, place)
        denying = {at for at in between if _denies(words[at])}
        denying |= {at for at in range(place + 1, min(place + 2, len(words))) if words[at].text.casefold() in _FREE}
        joined = bool(before) and all(words[at].text.casefold() in _JOINING for at in between)
        is_denied = is_denied if joined and not denying else bool(denying)
        said = SAYS_NO if is_denied else SAYS_YES
        values = [text for text in table.texts[column.sql].values() if said.fullmatch(text)]
        conditions.append(is_one_of(column.sql, values) if values else "false")
        used |= denying | {at for at in between if words[at].text.casefold() in _HAVING | _JOINING}
        before = place + 1
    return Flags(tuple(conditions), frozenset(used))


def is_flag(column: Column, table: Table) -> bool:
    """Whether all cells of the column say yes or no."""
    texts = table.texts.get(column.sql, {}).values()
    return bool(texts) and all(SAYS_YES.fullmatch(text) or _is_plain_no(text) for text in texts)


def _is_plain_no(text: str) -> bool:
    return SAYS_NO.fullmatch(text) is not None and len(text.split()) == 1


def _denies(word: Word) -> bool:
    return is_negated(word.text) or word.text.casefold() in _MORE_NEGATIONS
