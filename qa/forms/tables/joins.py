"""Tables of one document joined by a column that links them, so that a question can use the columns of both. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa.forms.tables.typed import Column, Table, sql_name

_MOST_ROWS = 20_000  # of a table that is joined


def joined_tables(tables: Sequence[Table]) -> list[Table]:
    """Each pair of tables of one document in which the texts of a column of one name the rows of the other."""
    found: list[Table] = []
    taken = {table.sql for table in tables}
    for table in tables:
        for other in tables:
            if other is table or other.written.document_id != table.written.document_id:
                continue
            for place, key in _links(table, other):
                name = sql_name(f"{table.sql}_{other.sql}", taken)
                taken.add(name)
                found.append(_joined(table, other, place, key, name))
    return found


def _links(table: Table, other: Table) -> Iterator[tuple[int, int]]:
    """The places of a column, and of the column of the other table that has each of its texts exactly once."""
    if len(table.rows) > _MOST_ROWS or len(other.rows) > _MOST_ROWS:
        return
    for place, column in enumerate(table.columns):
        own = set(table.texts.get(column.sql, {}))
        for key, other_column in enumerate(other.columns):
            theirs = [row[key] for row in other.values if isinstance(row[key], str)]
            folded = {str(text).casefold() for text in theirs}
            is_key = len(theirs) == len(folded) == len(other.rows)
            if column.kind == other_column.kind == "text" and len(own) > 1 and is_key and own <= folded:
                yield place, key


def _joined(table: Table, other: Table, place: int, key: int, name: str) -> Table:
    """The rows of a table, each with the other columns of the row that its text names."""
    rows = {str(row[key]).casefold(): number for number, row in enumerate(other.values)}
    kept = [number for number in range(len(other.columns)) if number != key]
    taken = {column.sql for column in table.columns}
    columns: list[Column] = list(table.columns)
    for number in kept:
        sql = sql_name(other.columns[number].sql, taken)
        taken.add(sql)
        columns.append(replace(other.columns[number], sql=sql, repeats=True))
    matches = [rows.get(str(row[place]).casefold()) for row in table.values]
    empty = (None,) * len(kept)
    return replace(
        table,
        sql=name,
        columns=tuple(columns),
        cells=tuple(
            (*own, *(empty if match is None else (other.cells[match][number] for number in kept)))
            for own, match in zip(table.cells, matches, strict=True)
        ),
        values=tuple(
            (*own, *(empty if match is None else (other.values[match][number] for number in kept)))
            for own, match in zip(table.values, matches, strict=True)
        ),
        also=other.written,
    )
