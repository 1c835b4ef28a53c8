"""What must be true of each document and its passages in every index, in a folder or in PostgreSQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from index.embedding.embedder import embed_key, embedded_text, title_in_text
from index.records import Document, Passage
from index.stores.catalog import key_of
from index.text.normalise import normalise
from index.text.split import passage_id

HeldPassages = Sequence[tuple[int, Passage, bytes]]  # in order, each with its key and the key of its vector


class UnsoundDocuments:
    """Collects the documents that are stored wrongly, and names them in sentences."""

    def __init__(self) -> None:
        self._found: dict[str, list[str]] = {what: [] for what in _FAULTS}

    def examine(self, document: Document, passages: HeldPassages) -> None:
        """Note what is wrong with this document."""
        for what, is_wrong in _FAULTS.items():
            if is_wrong(document, passages):
                self.note(document.id, what)

    def note(self, document_id: str, what: str) -> None:
        """Note something else that is wrong with a document: it "is `what`"."""
        self._found.setdefault(what, []).append(document_id)

    def sentences(self) -> Iterator[str]:
        """One sentence for each fault."""
        for what, document_ids in self._found.items():
            yield from sentence_of(document_ids, what)


def sentence_of(names: Sequence[str], what: str) -> Iterator[str]:
    """One sentence that names the first of these documents and counts the others."""
    if names:
        others = f" (and {len(names) - 1:,} more)" if len(names) > 1 else ""
        yield f"{names[0]} is {what}{others}."


def _differs_from_its_text(document: Document, passages: HeldPassages) -> bool:
    return any(document.text[passage.start : passage.end] != passage.text for _, passage, _ in passages)


def _has_wrong_keys(document: Document, passages: HeldPassages) -> bool:
    """Whether an id, a key or the key of a vector is not the one of its text."""
    title = title_in_text(document)
    seen: Counter[str] = Counter()
    for key, passage, vector in passages:
        words = normalise(passage.text)
        if passage.id != passage_id(document.id, words, seen[words]) or key != key_of(passage.id):
            return True
        if vector != embed_key(embedded_text(passage, title)):
            return True
        seen[words] += 1
    return False


def _says_more(document: Document, passages: HeldPassages) -> bool:
    """Whether the document's sections contain a letter or digit that is in none of its passages."""
    text, at = document.text, 0
    spans = [(passage.start, passage.end) for _, passage, _ in passages]
    for start, end in [*spans, (len(text), len(text))]:
        for section in document.sections:
            if any(map(str.isalnum, text[max(at, section.start) : min(start, section.end)])):
                return True
        at = end
    return False


_FAULTS: dict[str, Callable[[Document, HeldPassages], bool]] = {
    "split into passages that do not match its text": _differs_from_its_text,
    "split into passages with wrong ids, keys or vectors": _has_wrong_keys,
    "not completely covered by its passages": _says_more,
}
