"""What the documents say of a thing: the sentences of its document or section, or its cells of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.arrays import Rows
from index.reading.written_tables import WrittenCell, WrittenTable
from index.records import Hit
from index.text.sentences import is_row
from qa.forms.comparisons.named_things import Thing
from qa.forms.form import Request
from qa.forms.words.roots import roots
from qa.forms.words.synonyms import matches
from qa.text.quantities import Quantity, find_quantities, in_measure
from qa.text.units import declared_measure

MOST = 16  # passages of a thing that are read; of a longer one, the best


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """Something that the documents say of a thing: text[start:end] of its document."""

    thing: Thing
    document_id: str
    start: int
    end: int
    text: str  # the words on this thing: a sentence, or a column with its cell
    amounts: tuple[tuple[Quantity, int], ...]  # each with where it stands in `text`
    vector: Rows
    is_cell: bool = False

    @property
    def words(self) -> frozenset[str]:
        return frozenset(roots(self.text))

    @property
    def kinds(self) -> frozenset[str]:
        """The smallest units of its amounts."""
        return frozenset(one.kind for one, _ in self.amounts)


def read_thing(request: Request, thing: Thing, aspect: str) -> list[Said]:
    """What is said of the thing, in order."""
    return _cells(request, thing) if thing.table else _sentences(request, thing, aspect)


def _sentences(request: Request, thing: Thing, aspect: str) -> list[Said]:
    end = 1 << 60 if thing.end is None else thing.end
    own = [one for one in request.index.passages(thing.document_id) if one.start < end and one.end > thing.start]
    hits = [Hit(one, 1.0, "lexical") for one in own]
    if len(hits) > MOST:
        wanted = {one.id for one in own}
        hits = request.index.search(f"{aspect} {thing.name}", MOST, {thing.document_id})
        hits = [hit for hit in hits if hit.passage.id in wanted]
    read = request.read(hits)
    said = []
    for one in read:
        start, last = one.passage.start + one.start, one.passage.start + one.end
        headings = roots(f"{thing.name} {one.passage.title} {one.passage.heading}")
        is_heading = one.text.startswith("#") or set(roots(one.text)) <= set(headings)
        if start >= thing.start and last <= end and not is_heading:
            amounts = tuple((found, at) for found, at, _ in find_quantities(one.text) if found.unit)
            said.append(Said(thing, thing.document_id, start, last, one.text, amounts, one.vector, is_row(one.text)))
    return said


def _cells(request: Request, thing: Thing) -> list[Said]:
    """The cells of a row or column, each with the name of the other one."""
    table = thing.table
    if table is None:
        return []
    found = [*_of_row(table, thing.place)] if thing.group[0] == "row" else [*_of_column(table, thing.place)]
    texts = [f"{name}: {cell.text}" for name, cell, *_ in found]
    if not texts:
        return []
    rows = request.models.embedder.embed_passages(texts)
    return [
        Said(thing, thing.document_id, start, end, text, _amounts_of(name, cell.text), row, is_cell=True)
        for (name, cell, start, end), text, row in zip(found, texts, rows, strict=True)
    ]


_Named = tuple[str, WrittenCell, int, int]


def _of_row(table: WrittenTable, place: int) -> list[_Named]:
    row = table.rows[place]
    pairs = list(zip(table.columns, row.cells, strict=True))[1:]
    return [(name, cell, row.start, row.end) for name, cell in pairs if cell]


def _of_column(table: WrittenTable, place: int) -> list[_Named]:
    pairs = [(row.cells[0], row.cells[place], row) for row in table.rows]
    return [(label.text, cell, row.start, row.end) for label, cell, row in pairs if label and cell]


def _amounts_of(name: str, text: str) -> tuple[tuple[Quantity, int], ...]:
    scale, unit = declared_measure(name)
    return tuple((one if one.unit else in_measure(one, scale, unit), 0) for one, *_ in find_quantities(text))


def share_of(aspect: Sequence[str], text: str) -> float:
    """The share of the words (roots) of what is asked that the text has, or words that mean the same."""
    words = frozenset(roots(text))
    return sum(matches(word, words) for word in aspect) / len(aspect) if aspect else 0.0


def alike(one: Said, others: Sequence[Said]) -> Rows:
    """The cosines of the sentence and the others: (others,)."""
    return np.stack([other.vector for other in others]) @ one.vector
