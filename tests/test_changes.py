"""What changed between two editions of a document."""

from __future__ import annotations

import pytest
from fakes import FakeModels, HeldDocuments, make_headed

from index.records import Document
from qa.engines.extractive_engine import ExtractiveEngine
from qa.forms.comparisons.changes import asks_for_changes
from qa.pipeline import Pipeline
from qa.records import Answer
from qa.settings import Settings

OLD = make_headed(
    "loans-2023.md",
    "Loan rules",
    ("Loans", None, "Loan rules, version 1. Books are lent for 14 days. The fine is 20 cents a day. Pens are free."),
)
NEW = make_headed(
    "loans-2025.md",
    "Loan rules",
    (
        "Loans",
        None,
        "Loan rules, version 2. It replaces version 1. Books are lent for 21 days. The fine is 20 cents a day. "
        "Reservations cost nothing.",
    ),
)
COPY = make_headed("copy of loans-2025.md", "Loan rules", ("Loans", None, NEW.text))
DRAFT = make_headed(
    "preise-entwurf-2026.md", "Preisliste", ("Preise", None, "Artikel: Seil | Preis: 9 €\nArtikel: Haken | Preis: 4 €")
)
FINAL = make_headed(
    "preise-2026.md", "Preisliste", ("Preise", None, "Artikel: Seil | Preis: 8 €\nArtikel: Haken | Preis: 4 €")
)
SAYS_SO_OLD = make_headed("manual-v1.md", "Pump manual", ("Use", None, "Rinse the pump weekly."))
SAYS_SO = make_headed(
    "manual-v2.md",
    "Pump manual",
    ("Use", None, "Rinse the pump daily."),
    ("What has changed", None, "Rinsing is more frequent."),
)


def ask(question: str, *documents: Document) -> Answer:
    library = HeldDocuments(*documents)
    *_, answer = Pipeline(library, FakeModels(ExtractiveEngine()), Settings()).answer(question)  # type: ignore[arg-type]
    assert isinstance(answer, Answer)
    for citation in answer.citations:
        assert library.document(citation.document_id).text[citation.start : citation.end] == citation.quote
    return answer


@pytest.mark.parametrize(
    "question",
    [
        "What changed between version 1 and version 2 of the loan rules?",
        "What is new in the 2025 loan rules?",
        "How do the two versions of the loan rules differ?",
        "Was hat sich an den Loan rules geändert?",
    ],
)
def test_sentences_that_differ_are_shown_before_and_after(question: str) -> None:
    answer = ask(question, COPY, OLD, NEW)
    assert answer.form == "comparison"
    assert "“Books are lent for 14 days.”" in answer.text
    assert "“Books are lent for 21 days.”" in answer.text
    assert "Reservations cost nothing" in answer.text
    assert "Pens are free" in answer.text
    assert "version 1." not in answer.text
    assert "20 cents" not in answer.text
    assert "copy of" not in answer.text


def test_the_draft_is_compared_if_it_is_named_and_rows_by_their_labels() -> None:
    answer = ask("Was ist der Unterschied zwischen dem Entwurf und der endgültigen Preisliste?", DRAFT, FINAL)
    assert "**vorher:** “Artikel: Seil | Preis: 9 €” **jetzt:** “Artikel: Seil | Preis: 8 €”" in answer.text
    assert "Haken" not in answer.text


def test_only_the_changes_that_are_asked_for_are_shown() -> None:
    assert "21 days" in ask("What has changed since 2023 about the books?", OLD, NEW).text
    answer = ask("What changed about the books in the loan rules?", OLD, NEW)
    assert "21 days" in answer.text
    assert "Reservations" not in answer.text


def test_what_a_document_says_itself_about_its_changes_comes_first() -> None:
    assert "before" not in ask("What has changed in the pump manual?", SAYS_SO_OLD, SAYS_SO).text


def test_documents_that_are_no_editions_are_not_compared() -> None:
    assert ask("What changed between the manual and the loan rules?", SAYS_SO, OLD).form != "comparison"
    assert not asks_for_changes("How do I change the filter?")
    assert not asks_for_changes("Was kostet ein neuer Filter?")


def test_the_sentence_that_only_tells_the_edition_is_no_change_and_its_number_no_subject() -> None:
    rules = "{edition}\n\nA tool is lent for {days} days. It costs nothing.\n"
    old = make_headed(
        "v3.md", "Tool rules", ("", None, rules.format(edition="Version 3, valid from 1 May 2024.", days=7))
    )
    new = make_headed(
        "v4.md", "Tool rules", ("", None, rules.format(edition="Version 4, in force since 2 May 2026.", days=9))
    )
    answer = ask("What changed between version 3 and version 4 of the tool rules?", old, new)
    assert len(answer.statements) == 1
    assert "“A tool is lent for 7 days.” **now:** “A tool is lent for 9 days.”" in answer.text


def test_revisions_with_letters_are_editions() -> None:
    text = "{revision}\n\nBlades are changed after {hours} hours. Goggles are worn.\n"
    old, new = (
        make_headed(f"saw-rev{letter}.md", f"Saw manual – Revision {letter}", ("", None, text.format(**told)))
        for letter, told in (
            ("B", {"revision": "Status: superseded by Revision C.", "hours": 80}),
            ("C", {"revision": "This revision replaces Revision B.", "hours": 60}),
        )
    )
    for question in (
        "What changed between revision B and revision C of the saw manual?",
        "How did the hours of the blades change from the old to the new revision?",
    ):
        answer = ask(question, old, new)
        assert "“Blades are changed after 80 hours.” **now:** “Blades are changed after 60 hours.”" in answer.text
