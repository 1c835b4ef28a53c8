"""Adds to each source that begins inside a table what stands above the table: "Berths 2025 (in euros)"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from index.text.sentences import is_row
from qa.records import Source
from qa.text.parsed import ParsedText

LINES = 2  # of a caption
LONGEST = 300  # characters of such a line: a longer one is a paragraph
FURTHEST = 100_000  # characters between a row and the caption of its table


def with_caption(source: Source, text_of: Callable[[str], str]) -> Source:
    """The source with the caption of its table in its `place`, if it begins with a row and not with the caption.

    `text_of` returns the text of a document. A long table is in several passages, and only the first has the caption.
    """
    start = source.passage.start
    if not start or not is_row(source.passage.text.split("\n", 1)[0]):
        return source
    caption = [*islice(_lines_above(text_of(source.passage.document_id), start), LINES)]
    above = "\n".join([source.place.text, *reversed(caption)])
    return replace(source, place=ParsedText(above)) if caption else source


def _lines_above(text: str, start: int) -> Iterator[str]:
    """The lines just above the table that has a row at `start`, the last first."""
    is_above = False
    for line in reversed(text[max(start - FURTHEST, 0) : start].split("\n")):
        if line.strip() and not is_row(line):
            if len(line) > LONGEST:
                return
            is_above = True
            yield line
        elif is_above and is_row(line):
            return
