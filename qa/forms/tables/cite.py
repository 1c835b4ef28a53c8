"""Cites the cells of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from index.reading.written_tables import WrittenCell
from index.records import Hit, Passage
from qa.forms.form import Retriever
from qa.forms.tables.queries import Source
from qa.records import Citation

_BETWEEN = 3  # characters between neighbouring cells of a row


def cite_rows(index: Retriever, sources: Sequence[Source]) -> tuple[tuple[Hit, ...], tuple[Citation, ...]]:
    """The passages of the rows, and citations of the used cells of each row. Neighbouring cells are one citation."""
    hits: dict[str, Hit] = {}
    citations: list[Citation] = []
    passages: dict[str, list[Passage]] = {}
    for source in sources:
        document = source.table.written.document_id
        held = passages.setdefault(document, index.passages(document) if document not in passages else [])
        for start, end in _spans(source):
            for passage in held:
                begin, stop = max(start, passage.start), min(end, passage.end)
                if begin < stop:
                    hits.setdefault(passage.id, Hit(passage, 1.0, "lexical"))
                    number = list(hits).index(passage.id) + 1
                    quote = passage.text[begin - passage.start : stop - passage.start]
                    citations.append(Citation(number, passage, quote, begin, stop))
    return tuple(hits.values()), tuple(citations)


def _spans(source: Source) -> Iterator[tuple[int, int]]:
    """The spans of the used cells of a row, with the names of their columns. The whole row if it uses none."""
    table = source.table
    cells = [
        cell
        for column, cell in zip(table.columns, table.cells[source.row], strict=True)
        if cell and column.sql in source.columns
    ]
    row = table.rows[source.row]
    yield from _joined(cells) if cells else [(row.start, row.end)]


def _joined(cells: Iterable[WrittenCell]) -> Iterator[tuple[int, int]]:
    spans = sorted({(cell.begin, cell.end) for cell in cells})
    start, end = spans[0]
    for begin, stop in spans[1:]:
        if begin - end > _BETWEEN:
            yield start, end
            start = begin
        end = stop
    yield start, end
