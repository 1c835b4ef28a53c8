"""Quotes spans of documents: a statement for each, with markers of the passages that contain it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.records import Document, Hit, Passage
from index.text.sentences import sentence_spans
from qa.forms.form import Retriever
from qa.records import Citation, Statement
from qa.text.markers import as_markers
from qa.text.quotes import one_line

_BEGIN = re.compile(r"(?:[-*•‣◦▪●○■□·✓]|\(?\d{1,3}[.)]|\d{1,3}(?:\.\d{1,3})+\.?|\(?[a-z]\))\s")


@dataclass(slots=True)
class Quotes:
    """The passages quoted so far, numbered in the order of their first quotation."""

    index: Retriever
    hits: list[Hit] = field(default_factory=list)
    _passages: dict[str, list[Passage]] = field(default_factory=dict)

    def quote(self, document_id: str, start: int, end: int, words: str = "") -> Statement | None:
        """A statement that quotes text[start:end] of the document. None if no passage contains any of it.

        `words` are shown instead of the quotation; they must only repeat it.
        """
        return self.cite([(document_id, start, end)], words)

    def cite(self, spans: Sequence[tuple[str, int, int]], words: str = "") -> Statement | None:
        """A statement that quotes the first span and cites all of them."""
        citations = [citation for span in spans for citation in self._citations(*span)]
        if not citations:
            return None
        first = [c for c in citations if c.document_id == spans[0][0] and c.start < spans[0][2]]
        shown = words or f"“{one_line(' '.join(citation.quote for citation in first))}”"
        markers = as_markers(dict.fromkeys(citation.number for citation in citations))
        return Statement(f"{shown} {markers}", tuple(citations), supported=True, score=1.0, verbatim=True)

    def number_of(self, passage: Passage) -> int:
        """The marker number of the passage."""
        for number, hit in enumerate(self.hits, 1):
            if hit.passage.id == passage.id:
                return number
        self.hits.append(Hit(passage, 1.0, "lexical"))
        return len(self.hits)

    def _citations(self, document_id: str, start: int, end: int) -> Iterator[Citation]:
        if document_id not in self._passages:
            self._passages[document_id] = self.index.passages(document_id)
        for passage in self._passages[document_id]:
            first, last = max(start, passage.start), min(end, passage.end)
            quote = passage.text[first - passage.start : last - passage.start] if first < last else ""
            if any(map(str.isalnum, quote)):
                first += len(quote) - len(quote.lstrip())
                quote = quote.strip()
                yield Citation(self.number_of(passage), passage, quote, first, first + len(quote))


def conclude(words: str, quoted: Sequence[Statement]) -> Statement:
    """A sentence that was computed from the quotations, with the markers and citations of all of them."""
    markers = "".join(dict.fromkeys(match for one in quoted for match in re.findall(r"\[\d+\]", one.text)))
    citations = tuple(citation for one in quoted for citation in one.citations)
    return Statement(f"{words} {markers}.", citations, supported=True, score=1.0)


def blocks(document: Document, start: int, end: int) -> list[tuple[int, int]]:
    """The spans of text[start:end] to quote one by one: paragraphs, list items and rows of tables.

    Sentences that follow each other on the same line or in the same paragraph are one block.
    """
    found: list[tuple[int, int]] = []
    for first, last in sentence_spans(document.text, start, end):
        between = document.text[found[-1][1] : first] if found else "\n\n"
        if between.strip(" ") or _begins_block(document.text[first:last]):
            joined = "\n" in between and "\n\n" not in between and not _begins_block(document.text[first:last])
            if joined and _is_prose(document.text[slice(*found[-1])]):
                found[-1] = (found[-1][0], last)
            else:
                found.append((first, last))
        else:
            found[-1] = (found[-1][0], last)
    return found


def _begins_block(text: str) -> bool:
    return bool(_BEGIN.match(text)) or " | " in text or text[:1] == "#"


def _is_prose(text: str) -> bool:
    return text[-1:] in '.!?:;”"' and not text.startswith("#") and " | " not in text
