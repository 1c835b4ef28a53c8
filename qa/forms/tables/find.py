"""Finds the tables that a question can be about, in the documents that a search found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import permutations

from index.reading.written_tables import tables_of
from index.records import Document, Hit
from index.text.sentences import sentence_spans
from qa.evidence.editions import can_mean_another
from qa.forms.form import Request, Retriever
from qa.forms.tables.joins import joined_further, joined_tables
from qa.forms.tables.legends import with_legends
from qa.forms.tables.mentions import context_of, find_values, stems_of, words_of
from qa.forms.tables.queries import Source
from qa.forms.tables.question_words import limits, operations, operator_places
from qa.forms.tables.typed import Table, long_form, sql_name, typed, unit_of
from qa.forms.tables.vocabulary import LIGHT, families_around, families_of, families_of_column
from qa.forms.words.roots import roots
from qa.text.dates import years_of
from qa.text.editions import Edition
from qa.text.facts import find_facts
from qa.text.parsed import ParsedText

SEARCHED = 24  # passages
DOCUMENTS = 6  # the best documents of these passages
KEPT = 2  # documents whose tables are kept in memory: one of 200,000 rows takes a gigabyte
_MOST_TABLES = 40


@dataclass(frozen=True)
class Candidates:
    """The tables of the documents found, those nearest to the best passages first. Each has its own name in SQL."""

    tables: tuple[Table, ...]
    hits: tuple[Hit, ...]

    @property
    def is_best(self) -> bool:
        """Whether the best passage contains rows of a table."""
        return bool(self.hits and self.tables) and _rows_in(self.hits[0], self.tables) > 0

    def nearest(self, tables: Sequence[Table]) -> Table | None:
        """The table if it is the only one, or the only one in the best document. None otherwise."""
        best = self.hits[0].passage.document_id if self.hits else ""
        for found in (tables, [table for table in tables if table.written.document_id == best]):
            if len(found) == 1:
                return found[0]
        return None

    @cached_property
    def linked(self) -> list[Table]:
        """The tables that a column links, joined in pairs, well enough to look a row up."""
        return joined_tables(self.tables, in_part=True)

    @cached_property
    def linked_in_threes(self) -> list[Table]:
        """The same with one more table each."""
        return joined_further(self.linked, self.tables, in_part=True)


def tables_for(request: Request) -> Candidates:
    """What `find_tables` finds for the request. It is found once for all forms that are tried."""
    key = "tables", request.text, None if request.within is None else frozenset(request.within)
    if key not in request.kept:
        request.kept[key] = find_tables(request.text, request.index, request.within)
    found: Candidates = request.kept[key]
    return found


def find_tables(question: str, index: Retriever, within: Collection[str] | None) -> Candidates:
    """The tables in the documents that a search for the question finds."""
    hits = index.search(question, k=SEARCHED, within=within)
    names = list(dict.fromkeys(hit.passage.document_id for hit in hits))[:DOCUMENTS]
    found = [table for name in names for table in _typed_tables(_Key.of(index.document(name)))]
    ranked = sorted(found, key=lambda table: -_nearness(table, hits))[:_MOST_TABLES]
    taken: set[str] = set()
    named = []
    for table in ranked:
        name = sql_name(table.sql, taken)
        taken.add(name)
        named.append(table if name == table.sql else replace(table, sql=name))
    return Candidates(tuple(named), tuple(hits))


def text_beside(table: Table, index: Retriever) -> str:
    """The text of the table's document before and after its rows."""
    text = index.document(table.written.document_id).text
    return text[: table.rows[0].start] + "\n" + text[table.written.rows[-1].end :]


def of_newest_editions(question: str, tables: Sequence[Table], index: Retriever) -> list[Table]:
    """The tables that are not of an older edition of another one's document. All, if the question can mean those."""
    if years_of(question) or can_mean_another(ParsedText(question)):
        return list(tables)
    names = dict.fromkeys(table.written.document_id for table in tables)
    editions = {name: Edition.of(index.document(name)) for name in names}
    older = {one for one, two in permutations(editions, 2) if editions[two].is_newer_than(editions[one])}
    return [table for table in tables if table.written.document_id not in older]


def is_said_beside(question: str, cell: Source, found: Candidates) -> bool:
    """Whether a sentence that was found, outside the cell's table, can say it too.

    It then has all words of the question that the row or its columns have, and for a number, an amount of its kind.
    """
    table, values = cell.table, cell.table.values[cell.row]
    columns = [column for column in table.columns if column.sql in cell.columns]
    named = " ".join([*(column.name for column in columns), *(one for one in values if isinstance(one, str))])
    asked = {word.stem for word in words_of(question) if word.is_content} & {*stems_of(named)}
    is_number = any(column.kind == "number" for column in columns)
    kinds = {one.kind for column in columns for one in find_facts(f"1 {unit_of(column)}").quantities if one.kind}
    for hit in found.hits:
        passage, heading = hit.passage, frozenset(stems_of(hit.passage.heading))
        is_table = passage.document_id == table.written.document_id and _rows_in(hit, [table])
        for start, end in () if is_table else sentence_spans(passage.text):
            text = passage.text[start:end]
            if not asked <= heading | {*stems_of(text)}:
                continue
            amounts = {one.kind for one in find_facts(text).quantities} if is_number else set[str]()
            if not is_number or (amounts & kinds if kinds else amounts):
                return True
    return False


def is_said_better(question: str, cells: Sequence[Source], found: Candidates) -> bool:
    """Whether a sentence that was found, outside the table of the cells, has more words of the question than each of
    their rows with its columns and what the table is called: "Nvidia lost 589 billion dollars of market value".
    """
    table = cells[0].table
    asked = {word.root for word in words_of(question) if word.is_content}
    most = max(len(asked & {*roots(_around(cell))}) for cell in cells)
    rows = range(table.rows[0].start, table.rows[-1].end)
    for passage in (hit.passage for hit in found.hits):
        is_same = passage.document_id == table.written.document_id
        for start, end in sentence_spans(passage.text):
            is_row = is_same and passage.start + start in rows
            if not is_row and len(asked & {*roots(passage.text[start:end])}) > most:
                return True
    return False


def _around(cell: Source) -> str:
    """The words of the row, its columns, and what the table is called."""
    columns = (column.name for column in cell.table.columns if column.sql in cell.columns)
    values = (one for one in cell.table.values[cell.row] if isinstance(one, str))
    return " ".join([*columns, *values, *context_of(cell.table)])


def unknown_words(question: str, tables: Sequence[Table]) -> set[str]:
    """The stems of the words of the question that no table has as a column, a value, or in its title."""
    words = words_of(question)
    operators = operator_places(operations(question), limits(question))
    values = {p for table in tables for one in find_values(words, table) for p in range(one.start, one.end)}
    known = frozenset().union(*(context_of(table) | _cell_stems(table) for table in tables))
    columns = (families_of_column(column) for table in tables for column in table.columns)
    families = frozenset[str]().union(*columns, *map(families_around, tables))
    return {
        word.stem
        for place, word in enumerate(words)
        if word.is_content
        and place not in operators | values
        and word.stem not in known | LIGHT
        and not families_of(word.text) & families
    }


def linked(table: Table, others: Sequence[Table]) -> list[Table]:
    """The other tables that share a text column with this one: most of the texts of one are in the other."""
    own = [set(texts) for texts in table.texts.values() if len(texts) > 1]
    return [
        other
        for other in others
        if other is not table
        and any(
            len(mine & theirs) * 2 > min(len(mine), len(theirs))
            for mine in own
            for theirs in map(set, other.texts.values())
            if len(theirs) > 1
        )
    ]


@dataclass(frozen=True, slots=True)
class _Key:
    """A document that is compared by its hash, so that its tables are read once."""

    id: str
    sha256: str
    document: Document

    @classmethod
    def of(cls, document: Document) -> _Key:
        return cls(document.id, document.sha256, document)

    def __hash__(self) -> int:
        return hash((self.id, self.sha256))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and (self.id, self.sha256) == (other.id, other.sha256)


@lru_cache(maxsize=KEPT)
def _typed_tables(key: _Key) -> tuple[Table, ...]:
    """The tables with several rows. A single row of months or years is one if these are read as rows."""
    found = [typed(written) for written in with_legends(tables_of(key.document), key.document.text)]
    read = [long_form(table) or table for table in found if table.rows]
    return tuple(table for table in read if len(table.rows) > 1)


@lru_cache(maxsize=64)
def _cell_stems(table: Table) -> frozenset[str]:
    return frozenset(one for texts in table.texts.values() for text in texts.values() for one in stems_of(text))


def _nearness(table: Table, hits: Sequence[Hit]) -> float:
    return sum(hit.score for hit in hits if _rows_in(hit, [table]))


def _rows_in(hit: Hit, tables: Sequence[Table]) -> int:
    passage = hit.passage
    return sum(
        1
        for table in tables
        if table.written.document_id == passage.document_id
        and table.rows[0].start < passage.end
        and passage.start < table.rows[-1].end
    )
