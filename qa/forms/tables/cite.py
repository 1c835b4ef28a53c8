"""Cites the cells of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from index.reading.written_tables import WrittenCell
from index.records import Hit, Passage
from qa.forms.form import Retriever
from qa.forms.tables.queries import Source
from qa.records import Citation, Statement

_BETWEEN = 3  # characters between neighbouring cells of a row


def cite_rows(index: Retriever, sources: Sequence[Source]) -> tuple[tuple[Hit, ...], tuple[Citation, ...]]:
    """The passages of the rows, and citations of the used cells of each row. Neighbouring cells are one citation."""
    hits: dict[str, Hit] = {}
    citations: list[Citation] = []
    passages: dict[str, list[Passage]] = {}
    for document, start, end in chain.from_iterable(map(_spans, sources)):
        held = passages.setdefault(document, index.passages(document) if document not in passages else [])
        for passage in held:
            begin, stop = max(start, passage.start), min(end, passage.end)
            if begin < stop:
                hits.setdefault(passage.id, Hit(passage, 1.0, "lexical"))
                number = list(hits).index(passage.id) + 1
                quote = passage.text[begin - passage.start : stop - passage.start]
                citation = Citation(number, passage, quote, begin, stop)
                if citation not in citations:  # a row that several rows are joined to
                    citations.append(citation)
    return tuple(hits.values()), tuple(citations)


def quote_cells(citations: Iterable[Citation]) -> tuple[Statement, ...]:
    """A statement that only quotes the cells, for each of the citations."""
    return tuple(
        Statement(f"{one.quote} [{one.number}]", (one,), supported=True, score=1.0, verbatim=True) for one in citations
    )


def _spans(source: Source) -> Iterator[tuple[str, int, int]]:
    """The documents and spans of the used cells of a row, with the names of their columns. The whole row if none is.

    If cells of a joined table are used, the two cells that link the rows are cited too.
    """
    table, cells, row = source.table, source.table.cells[source.row], source.table.rows[source.row]
    used: dict[int, list[WrittenCell]] = {number: [] for number in range(len(table.joins) + 1)}  # by join; 0: its own
    for column, cell in zip(table.columns, cells, strict=True):
        if cell and column.sql in source.columns:
            used[column.join].append(cell)
    for number, join in reversed(list(enumerate(table.joins, 1))):  # the link of one can be in one joined before
        if used[number]:
            link = table.by_sql[join.link]
            used[table.columns[link].join] += filter(None, [cells[link]])
            used[number] += filter(None, [join.keys[source.row]])
    if not any(used.values()):
        yield table.written.document_id, row.start, row.end
    for number, written in enumerate(table.all_written):
        yield from ((written.document_id, *span) for span in _neighbours(used[number]))


def _neighbours(cells: Iterable[WrittenCell]) -> Iterator[tuple[int, int]]:
    """The spans of the cells, those of neighbours as one."""
    spans = sorted({(cell.begin, cell.end) for cell in cells})
    if not spans:
        return
    start, end = spans[0]
    for begin, stop in spans[1:]:
        if begin - end > _BETWEEN:
            yield start, end
            start = begin
        end = stop
    yield start, end
