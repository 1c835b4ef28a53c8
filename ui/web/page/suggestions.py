"""Questions to start with: the given ones whose documents are there, and others about the user's own documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from index.files.names import visible
from index.records import Hit, Listing
from qa.forms.dispatch import recognise
from ui.render import one_line
from ui.web.words import say

MOST = 4
_LONGEST_TITLE = 60  # characters; nobody would type a longer name
_TRIED = 12  # documents to which questions are tried

Search = Callable[[str], Sequence[Hit]]


def suggest(listings: Sequence[Listing], given: Mapping[str, str], search: Search | None, language: str) -> list[str]:
    """At most `MOST` questions in a language. Without `search`, only those that are given.

    `given` are questions, each with the document that answers it. What is asked about other documents is tried:
    a question counts only if Quoth understands it, and its search finds the document.
    """
    held = {listing.document_id for listing in listings}
    questions = [question for question, document in given.items() if document in held]
    if search is None or len(questions) >= MOST:
        return questions[:MOST]
    others = [listing for listing in listings if listing.document_id not in given.values() and _is_named(listing)]
    others.sort(key=lambda listing: -listing.passages)  # there is most to ask about a long one
    return [*questions, *_about(others[:_TRIED], search, language)][:MOST]


def _about(listings: Sequence[Listing], search: Search, language: str) -> Iterator[str]:
    for listing in listings:
        asked = [say("what_about", code, name=one_line(visible(listing.title))) for code in (language, "en")]
        question = next((words for words in asked if recognise(words) == "summary"), "")
        if question and any(hit.passage.document_id == listing.document_id for hit in search(question)):
            yield question


def _is_named(listing: Listing) -> bool:
    """Whether the document has a title of its own, by which people can ask about it."""
    title = listing.title.strip()
    return bool(title) and title != listing.document_id and len(title) <= _LONGEST_TITLE and listing.passages > 1
