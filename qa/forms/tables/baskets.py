"""Adds up the prices of several things: "What do two adult tickets and a child ticket cost together?".

Each thing is one row of a table of prices. If one of them is in no row, the answer says so, and nothing is added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from index.records import Hit
from qa.forms.form import Request
from qa.forms.tables.cite import cite_rows, quote_cells
from qa.forms.tables.find import tables_for, unknown_words
from qa.forms.tables.mentions import names_of, words_of
from qa.forms.tables.prepared import prepare
from qa.forms.tables.queries import Source
from qa.forms.tables.typed import Column, Table
from qa.forms.tables.vocabulary import FAMILIES, families_of, families_of_column, is_function
from qa.forms.tables.wording import shown_number
from qa.forms.words.roots import root, roots
from qa.records import Citation, Piece, Statement
from qa.text.markers import as_markers
from qa.text.quantities import find_quantities
from qa.text.units import NUMBER_WORDS, UNITS, currencies
from qa.text.words import TOKEN, without_accents

_MORE_NUMBERS = (
    "un um una uma een één a an",
    "due dois duas twee dwa dwie",
    "tre três drie trzy",
    "quattro quatro vier cztery",
    "cinque cinco vijf pięć",
    "sei seis zes sześć",
    "sette sete zeven siedem",
    "otto oito acht osiem",
    "nove negen dziewięć",
    "dieci dez tien dziesięć",
)
_NUMBERS = NUMBER_WORDS | {word: number for number, words in enumerate(_MORE_NUMBERS, 1) for word in words.split()}
_TOGETHER = re.compile(
    r"\b(?:together|altogether|in total|all in all|in all|combined|total|zusammen|insgesamt|gesamt|in summe|ensemble"
    r"|en tout|au total|en total|juntos|juntas|en conjunto|insieme|in totale|in tutto|complessivamente|ao todo"
    r"|no total|samen|in totaal|bij elkaar|razem|łącznie|вместе|всего)\b",
    re.IGNORECASE,
)
_JOINS = re.compile(
    r"(?<![\w'’])(?:and|plus|und|sowie|et|ainsi que|y|e|ed|en|i|oraz|и)(?![\w'’])|[&+,;]", re.IGNORECASE
)
_HOW_MUCH = re.compile(
    r"\b(?:how much (?:is|are|would|will)|wie ?viel (?:macht|machen|sind)|combien (?:font|fait|pour)"
    r"|cuánto (?:es|son|sale)|quanto (?:fa|fanno|viene|vengono|é|são|fica|ficam)|hoeveel (?:is|zijn))\b",
    re.IGNORECASE,
)
_COST = FAMILIES["cost"] | frozenset("come comes together zahlt zahle zahlen koste coûtera cuestan sono".split())
_OF = frozenset("of de di da do von van d' d".split())  # "cups of coffee"
_PER = re.compile(r"(?:\b(?:per|pro|je|par|por|al|alla|a|an)\s|/\s?)(\w+)", re.IGNORECASE)
_MOST = 1000  # of one thing
_MOST_ROWS = 5_000  # of a price list
_STEM = 3  # letters that a word and its plural share
_PLURALS = frozenset(" s es e n en er ern eren se sen i a o os as x aux al ux f fe ves z ces che chi".split()) | {""}


@dataclass(frozen=True, slots=True)
class _Item:
    """So many of one thing, as the question names it."""

    count: int
    name: str


@dataclass(frozen=True, slots=True)
class _Basket:
    """The things that a question names, and its other words."""

    items: tuple[_Item, ...]
    rest: str


def names_basket(text: str) -> bool:
    """Whether the question asks for the price of several things, with their numbers.

    >>> names_basket("What do 3 chairs and a table cost together?"), names_basket("What does a table cost?")
    (True, False)
    """
    return _read(text) is not None


def _read(text: str) -> _Basket | None:
    """The things that are to be paid for. None if the question does not ask for that."""
    if any(one.unit for one, *_ in find_quantities(text)):
        return None  # "for 3 days": a number that is multiplied with all of them
    if not _HOW_MUCH.search(text) and not any("cost" in families_of(match[0]) for match in TOKEN.finditer(text)):
        return None
    items: list[_Item] = []
    rest: list[str] = []
    for part in _JOINS.split(_TOGETHER.sub(" ; ", text)):
        item, others = _item(part)
        items += [item] if item else []
        rest += others
    is_sum = bool(_TOGETHER.search(text)) or any(item.count > 1 for item in items)
    return _Basket(tuple(items), " ".join(rest)) if len(items) > 1 and is_sum else None


def _item(part: str) -> tuple[_Item | None, list[str]]:
    """The thing that a part of the question names after a number, and its words that do not belong to it."""
    words = [match[0] for match in TOKEN.finditer(part)]
    places = [place for place, word in enumerate(words) if _number(word) is not None]
    if not places:
        return None, words
    at = places[-1]
    name: list[str] = []
    end = at + 1
    while end < len(words) and not _ends(words[end]):
        name.append(words[end])
        end += 1
    count = _number(words[at])
    if not name or count is None:
        return None, words
    return _Item(count, " ".join(name)), [*words[:at], *words[end:]]


def _number(word: str) -> int | None:
    if word.isdecimal():
        return int(word) if 0 < int(word) <= _MOST else None
    return _NUMBERS.get(word.casefold())


def _ends(word: str) -> bool:
    """Whether the word ends the name of a thing: a preposition or a verb of paying."""
    text = word.casefold()
    return (is_function(word) and text not in _OF) or text in _COST


def answer_basket(request: Request) -> Iterator[Piece]:
    """Yield the sum of the prices of all things, or which of them no row has. Decline if a price is not clear."""
    basket = _read(request.text)
    if basket is None:
        return
    found = tables_for(request)
    request.watch.lap("search")
    for table in found.tables:
        price = _price_of(basket, table)
        if price is None or len(table.rows) > _MOST_ROWS or _unknown(basket, table):
            continue
        rows = [_rows_for(prepare(item.name, table), table) for item in basket.items]
        if all(len(own) == 1 for own in rows):
            yield from _sum(request, basket, table, price, [own[0] for own in rows])
            return
        missing = [item for item, own in zip(basket.items, rows, strict=True) if not own]
        texts = {hit.passage.document_id for hit in found.hits}
        nowhere = [item for item in missing if not _is_elsewhere(item, request, texts)]
        if missing and nowhere == missing and max(map(len, rows)) == 1:
            yield from _lacking(request, basket, table, price, rows)
            return


def _price_of(basket: _Basket, table: Table) -> Column | None:
    """The one column of prices, or the one of several that the question names. A price per kilogram is none."""
    columns = [column for column in table.columns if column.kind == "number" and _is_price(column)]
    asked = set(roots(basket.rest))
    named = [column for column in columns if set(map(root, names_of(column))) <= asked]
    chosen = named if len(columns) > 1 else columns
    if len(chosen) != 1:
        return None
    per = [match[1].casefold() for match in _PER.finditer(chosen[0].name)]
    return None if any(one in UNITS and root(one) not in asked for one in per) else chosen[0]


def _is_price(column: Column) -> bool:
    return "cost" in families_of_column(column) or bool(currencies(f"{column.name} {column.unit}"))


def _unknown(basket: _Basket, table: Table) -> bool:
    """Whether the rest of the question has a word that the table does not know: it could change the price."""
    rest = prepare(basket.rest, table)
    words = unknown_words(rest, [table]) - {root(word) for word in _COST}
    return any(word.isalnum() and word not in _COST and not _is_cost(word, rest) for word in words)


def _is_cost(stemmed: str, rest: str) -> bool:
    return any(word.stem == stemmed and word.text.casefold() in _COST for word in words_of(rest))


def _rows_for(name: str, table: Table) -> list[int]:
    """The rows that the name of a thing can mean: those with all its words, of these the ones with no others."""
    around = set(map(_plain, re.findall(r"[^\W_]+", " ".join(_texts_around(table)))))
    asked = set(map(_plain, _content(name)))
    found: list[tuple[int, int, int]] = []  # the words of the row that are not asked for, and those that are only alike
    for row, values in enumerate(table.values):
        own = set(map(_plain, _content(" ".join(str(value) for value in values if isinstance(value, str)))))
        same = {one: next((word for word in own if _is_same(one, word)), "") for one in asked}
        if any(same.values()) and all(word or _has(around, one) for one, word in same.items()):
            others = {word for word in own - set(same.values()) if not _has(around, word)}
            found.append((len(others), sum(one != word for one, word in same.items() if word), row))
    whole = [one for one in found if not one[0]] or found
    fewest = min((one[1] for one in whole), default=0)
    return [row for _, alike, row in whole if alike == fewest]


def _texts_around(table: Table) -> Iterator[str]:
    yield from (column.name for column in table.columns)
    yield from (table.written.title, table.written.heading, table.written.above, table.written.document_id)


def _content(text: str) -> list[str]:
    return [match[0] for match in TOKEN.finditer(text) if not is_function(match[0])]


@lru_cache(maxsize=1 << 15)
def _plain(word: str) -> str:
    return without_accents(word.casefold())


def _has(words: set[str], one: str) -> bool:
    return any(_is_same(one, word) for word in words)


def _is_same(one: str, other: str) -> bool:
    """Whether two words are one but for an ending of the plural: "loaves" and "loaf", "Rosen" and "Rose"."""
    shared = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one == other or (shared >= _STEM and {one[shared:], other[shared:]} <= _PLURALS)


def _is_elsewhere(item: _Item, request: Request, documents: set[str]) -> bool:
    """Whether a document that was found has all words of the thing: its price can stand in a sentence."""
    asked = set(map(_plain, _content(item.name)))
    texts = (set(map(_plain, _content(request.index.document(name).text))) for name in documents)
    return any(all(_has(held, one) for one in asked) for held in texts)


def _sum(request: Request, basket: _Basket, table: Table, price: Column, rows: Sequence[int]) -> Iterator[Piece]:
    """Yield the sum, with the prices that are added. If a row has no price, say so."""
    values = [table.values[row][table.by_sql[price.sql]] for row in rows]
    if not all(isinstance(value, Decimal) for value in values):
        yield from _lacking(request, basket, table, price, [[row] for row in rows])
        return
    amounts = [item.count * Decimal(str(value)) for item, value in zip(basket.items, values, strict=True)]
    parts = [
        f"{item.count} × {shown_number(float(str(value)), price)} ({_name_of(table, row)})"
        for item, value, row in zip(basket.items, values, rows, strict=True)
    ]
    hits, citations = _cited(request, table, price, rows)
    markers = as_markers(range(1, len(hits) + 1))
    text = f"{shown_number(float(sum(amounts)), price)}: {' + '.join(parts)} {markers}."
    yield text
    yield request.finish(text, [Statement(text, citations, supported=True, score=1.0)], hits)


def _lacking(
    request: Request, basket: _Basket, table: Table, price: Column, rows: Sequence[Sequence[int]]
) -> Iterator[Piece]:
    """Yield which things have no price in the table, and the prices of the others."""
    place = table.by_sql[price.sql]
    known = [own[0] for own in rows if own and table.values[own[0]][place] is not None]
    missing = [
        item.name
        for item, own in zip(basket.items, rows, strict=True)
        if not own or table.values[own[0]][place] is None
    ]
    hits, citations = _cited(request, table, price, known) if known else ((), ())
    quotes = quote_cells(citations)
    named = request.listed([request.say("quoted", text=name) for name in missing])
    reason = request.say("no_price", table=table.name, things=named)
    text = "\n".join([reason, *(f"- {quote.text}" for quote in quotes)])
    yield text
    yield replace(request.finish(text, quotes, hits), abstained=True, confidence=0.0)


def _cited(
    request: Request, table: Table, price: Column, rows: Sequence[int]
) -> tuple[tuple[Hit, ...], tuple[Citation, ...]]:
    """The passages and the citations of the names and the prices in the rows."""
    columns = (*(column.sql for column in table.columns if column.kind == "text"), price.sql)
    return cite_rows(request.index, [Source(table, row, columns) for row in dict.fromkeys(rows)])


def _name_of(table: Table, row: int) -> str:
    """The texts of the row that name it."""
    values = zip(table.columns, table.cells[row], strict=True)
    return ", ".join(cell.text for column, cell in values if cell and column.kind == "text")
