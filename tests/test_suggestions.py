"""Questions to start with."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from scripted import HOSTILE, hit, make_document

from index.records import Hit, Listing
from ui.web.page.suggestions import MOST, suggest
from ui.web.words import LANGUAGES, say

PUMP = Listing("pump.pdf", "Pump manual", 3, 40, 9000)
LEASE = Listing("lease.docx", "Lease of the hall", 9, 12, 9000)
NOTE = Listing("note.txt", "note.txt", None, 5, 100)  # without a title
ALL = [NOTE, LEASE, PUMP]


def search(_: str) -> Sequence[Hit]:
    """Finds the manual and nothing else."""
    return [hit(make_document("pump.pdf", "Pump manual"), "Pump manual")]


def test_only_given_questions_whose_documents_are_there_are_suggested() -> None:
    assert suggest(ALL, {"Why?": "lease.docx", "Who?": "gone.md"}, None, "en") == ["Why?"]


def test_a_question_about_a_document_counts_only_if_the_search_finds_it() -> None:
    assert suggest(ALL, {}, search, "en") == ["What is “Pump manual” about?"]
    assert suggest(ALL, {}, search, "de") == ["Worum geht es in „Pump manual“?"]
    assert suggest(ALL, {}, lambda _: [], "en") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_is_asked_in_each_language_of_the_page(language: str) -> None:
    assert suggest(ALL, {}, search, language) == [say("what_about", language, name="Pump manual")]


def test_there_are_never_many_and_a_title_stays_a_title() -> None:
    hostile = [Listing(f"{n}.md", HOSTILE[:40] + str(n), None, 2, 9) for n in range(50)]
    documents = {listing.document_id: make_document(listing.document_id, "word") for listing in hostile}
    found = suggest(hostile, {}, lambda _: [hit(document, "word") for document in documents.values()], "en")
    assert len(found) == MOST
    assert all(HOSTILE[:40] in question for question in found)
    long = Listing("a.md", "x" * 200, None, 9, 9)
    assert suggest([long], {}, lambda _: [hit(make_document("a.md", "word"), "word")], "en") == []
