"""A newer edition of a document replaces an older one, however the two say which is newer."""

from dataclasses import replace

import pytest
from fakes import make_document, make_passage, make_sentences

from index.records import Document
from qa.evidence.editions import Edition, demote_outdated
from qa.text.parsed import ParsedText


def document(id: str, text: str = "", title: str = "House rules") -> Document:
    return replace(make_document(id, text or "Dogs are welcome."), title=title)


def is_newer(one: Document, two: Document) -> bool:
    new, old = Edition.of(one), Edition.of(two)
    assert not (new.is_newer_than(old) and old.is_newer_than(new))
    return new.is_newer_than(old)


@pytest.mark.parametrize(
    ("new", "old"),
    [
        (document("rules-v2.md"), document("rules-v1.md")),
        (document("rules_v10.md", title="rules v10"), document("rules_v9.md", title="rules v9")),
        (document("a.md", title="Rules 2026"), document("b.md", title="Rules 2024")),
        (document("rules 2026.md"), document("rules 2024.md")),
        (document("a.md", "Version 2.1, May 2026\nText."), document("b.md", "Version 2.0\nText.")),
        (document("a.md", "Rev. 3"), document("b.md", "Rev. 2")),
        (document("a.md", "Ausgabe 4"), document("b.md", "Ausgabe 3")),
        (document("a.md", "Version 2. It replaces version 1."), document("b.md", "Version 1")),
        (document("a.md", "This document supersedes all earlier ones."), document("b.md")),
        (document("a.md", "Diese Ordnung ersetzt die bisherige."), document("b.md")),
        (document("a.md", "These rules replace others: replaces the edition of 2024."), document("b 2024.md")),
        (document("a.md", "As of 1 March 2025, dogs pay."), document("b.md", "Valid from 2 May 2023.")),
        (document("a.md", "Gültig ab 1. März 2025"), document("b.md", "Gültig ab 1. Mai 2024")),
    ],
)
def test_the_newer_edition_is_told(new: Document, old: Document) -> None:
    assert is_newer(new, old)
    assert not is_newer(old, new)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (document("a-v2.md", title="Dogs"), document("b-v1.md", title="Cats")),  # of other documents
        (document("a.md", "Minutes of 3 May 2026"), document("b.md", "Minutes of 3 April 2026")),  # a series
        (document("a.md", "It was replaced by version 2."), document("b.md", "Version 1")),
        (document("a.md", "It replaces version 1."), document("b.md", "Version 1", title="Cats")),
        (document("chapter-2.md", title="Chapter 2"), document("chapter-1.md", title="Chapter 1")),
        (document("a.md"), document("b.md")),
    ],
)
def test_what_is_no_edition_of_the_other_is_not_newer(one: Document, two: Document) -> None:
    assert not is_newer(one, two)
    assert not is_newer(two, one)


NEW = document("rules-v2.md", "Version 2. It replaces version 1.\n\nGuests stay up to 30 nights.")
OLD = document("rules-v1.md", "Version 1.\n\nGuests stay up to 14 nights.")


def scores(question: str, old: float = 0.9, new: float = 0.6) -> list[float]:
    documents = {each.id: each for each in (OLD, NEW)}
    passages = [
        replace(make_passage(each.text.split("\n\n")[1], document_id=each.id), title=each.title) for each in (OLD, NEW)
    ]
    sentences = make_sentences(question, *passages)
    scored = [replace(one, score=score) for one, score in zip(sentences, (old, new), strict=True)]
    return [one.score for one in demote_outdated(ParsedText(question), scored, documents.__getitem__)]


def test_sentences_of_an_older_edition_score_less_if_the_newer_one_answers_too() -> None:
    question = "How many nights can guests stay?"
    assert scores(question) == [pytest.approx(0.045), 0.6]
    assert scores(question, new=0.1) == [pytest.approx(0.045), 0.1]  # it says the same sentence anew


@pytest.mark.parametrize(
    "question",
    [
        "How many nights could guests stay before?",
        "What changed between version 1 and version 2?",
        "How many nights can guests stay in 2024?",
    ],
)
def test_a_question_that_can_mean_another_edition_reads_all(question: str) -> None:
    assert scores(question) == [0.9, 0.6]
