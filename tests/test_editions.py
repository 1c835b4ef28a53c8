"""A newer edition of a document replaces an older one, in all the ways in which documents say which is newer."""

from dataclasses import replace

import pytest
from fakes import make_document, make_passage, make_sentences

from index.reading.readers.quoted import QUOTED
from index.records import Document
from qa.evidence.editions import mark_outdated
from qa.text.editions import Edition
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
        (document("a.md", "Version 3. It replaces version 2."), document("b.md", "Version 1")),
        (document("a.md", "This memo supersedes the memo of 4 May 2023."), document("b.md", "Memo of 4 May 2023.")),
        (
            document("a.md", "It replaces the Dress code of 2019.", "Clothing"),
            document("dress code 2019.md", "", "Dress code"),
        ),
        (document("a.md"), document("b.md", "This text is superseded by version 2.")),
        (document("rules.md"), document("old/rules.md")),
        (document("2025/rules.md", title="a"), document("2024/rules.md", title="b")),
        (document("v2/rules.md", title="a"), document("v1/rules.md", title="b")),
        (document("rules.md"), document("rules-draft.md", "Version 7")),
        (document("rules_v2.md", title="rules v2"), document("rules_v1_final.md", title="rules v1 final")),
        (document("rules_final.md", title="rules final"), document("rules.md", title="rules")),
        (document("a.md"), document("b.md", "Status: superseded")),
        (document("a.md"), document("b.md", "ENTWURF\n\nHunde sind erlaubt.")),
        (document("a.md", title="Guide, third edition"), document("b.md", title="Guide (2nd edition)")),
        (document("a.md", title="Leitfaden 3. Auflage"), document("b.md", title="Leitfaden, zweite Auflage")),
        (document("a.txt", "Opening hours\n\nVersion 2", "a"), document("b.txt", "Opening hours\n\nVersion 1", "b")),
    ],
)
def test_the_newer_edition_is_reported(new: Document, old: Document) -> None:
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
        (document("pump/old/rules.md", title="a"), document("fan/rules.md", title="b")),  # of other things
        (document("new-employees.md", title="a"), document("employees.md", title="b")),
        (
            document("a.txt", "Marn Pumps\n\n5 June 2025. You get an answer within five days.", "Handbook"),
            document("b.txt", "Marn Pumps\n\nVersion 1. The warranty for the boiler lasts two years.", "Warranty"),
        ),  # one letterhead
        (document("a.md", "The warranty is no longer valid if the case is open."), document("b.md")),
        (document("a.md", "It runs on 12 V. Dogs pay."), document("b.md", "It runs on 24 V. Dogs pay.")),
    ],
)
def test_what_is_no_edition_of_the_other_is_not_newer(one: Document, two: Document) -> None:
    assert not is_newer(one, two)
    assert not is_newer(two, one)


NEW = document("rules-v2.md", "Version 2. It replaces version 1.\n\nGuests stay up to 30 nights.")
OLD = document("rules-v1.md", "Version 1.\n\nGuests stay up to 14 nights.")


def mark(question: str, *documents: Document, scores: tuple[float, ...] = (0.9, 0.6)) -> list[tuple[float, bool]]:
    """The score of the last paragraph of each document, and whether it is outdated."""
    held = {each.id: each for each in documents}
    passages = [
        replace(make_passage(each.text.split("\n\n")[-1], document_id=each.id), title=each.title) for each in documents
    ]
    sentences = make_sentences(question, *passages)
    scored = [replace(one, score=score) for one, score in zip(sentences, scores, strict=True)]
    return [(one.score, one.outdated) for one in mark_outdated(ParsedText(question), scored, held.__getitem__)]


def test_a_sentence_that_a_newer_edition_says_again_is_outdated_and_gives_its_score_to_the_new_one() -> None:
    question = "How many nights can guests stay?"
    assert mark(question, OLD, NEW) == [(0.9, True), (0.9, False)]
    assert mark(question, OLD, NEW, scores=(0.9, 0.1)) == [(0.9, True), (0.9, False)]


def test_of_three_editions_only_the_newest_is_not_outdated() -> None:
    newest = document("rules-v3.md", "Version 3.\n\nGuests stay up to 40 nights.")
    marked = mark("How many nights can guests stay?", OLD, newest, NEW, scores=(0.9, 0.5, 0.6))
    assert [is_outdated for _, is_outdated in marked] == [True, False, True]


def test_a_later_date_orders_documents_with_one_title() -> None:
    old = document("a.md", "2 March 2024\n\nGuests stay up to 14 nights.")
    new = document("b.md", "5 June 2025\n\nGuests stay up to 30 nights.")
    assert mark("How many nights can guests stay?", old, new) == [(0.9, True), (0.9, False)]


@pytest.mark.parametrize(
    ("question", "old", "new"),
    [
        ("How many nights can guests stay at the lake?", "Guests stay at the lake up to 14 nights.", NEW.text),
        (
            "How much is invoice 117?",
            "2 May 2024\n\nInvoice 117: the total is 40.",
            "3 May 2025\n\nInvoice 118: the total is 60.",
        ),
        (
            "What does the lamp cost?",
            "Version 1\n\nItem: Lamp | Price: 40 euros",
            "Version 2\n\nItem: Chair | Price: 60 euros",
        ),
    ],
)
def test_a_sentence_about_what_only_the_older_edition_names_is_not_outdated(question: str, old: str, new: str) -> None:
    marked = mark(question, document("rules-v1.md", old), document("rules-v2.md", new))
    assert marked == [(0.9, False), (0.6, False)]


def test_a_word_of_the_question_elsewhere_in_the_older_edition_does_not_save_its_sentence() -> None:
    old = document("rules-v1.md", "Version 1\n\nGuests stay up to 14 nights. You may take dogs.")
    held = {each.id: each for each in (old, NEW)}
    passages = [replace(make_passage(each.text, document_id=each.id), title=each.title) for each in (old, NEW)]
    question = "How many nights can guests take?"
    marked = mark_outdated(ParsedText(question), make_sentences(question, *passages), held.__getitem__)
    assert [one.text for one in marked if one.outdated and "stay" in one.text] == ["Guests stay up to 14 nights."]


def test_a_sentence_is_replaced_only_by_the_new_text_of_the_same_sentence() -> None:
    old = document(
        "rules-v1.md",
        "Version 1\n\nWe travel in first class if the journey by rail takes more than four hours. You may take an "
        "aeroplane if the journey by rail takes more than five hours.",
    )
    new = document("rules-v2.md", "We travel in first class if the journey by rail takes more than three hours.")
    held = {each.id: each for each in (old, new)}
    passages = [replace(make_passage(each.text, document_id=each.id), title=each.title) for each in (old, new)]
    question = "How long must a journey by rail be?"
    marked = mark_outdated(ParsedText(question), make_sentences(question, *passages), held.__getitem__)
    assert [one.outdated for one in marked if "rail" in one.text] == [True, False, False]


def test_a_question_that_names_a_version_is_answered_from_it() -> None:
    assert mark("How many nights can guests stay in version 1?", OLD, NEW) == [(0.9, False), (0.6, True)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many nights could guests stay in the old 2021 edition?", [False, True]),
        ("Wie viele Nächte waren es in der Fassung von 2021?", [False, True]),
        ("How many nights can guests stay by the 2024 rules?", [True, False]),
        ("What is the difference of the 2021 edition and the 2024 edition?", [False, False]),
        ("How many nights did guests stay in 2021?", [False, False]),
    ],
)
def test_a_question_that_names_the_edition_of_a_year_is_answered_from_it(question: str, expected: list[bool]) -> None:
    old = document("rules 2021.md", "Guests stay up to 14 nights.", "Rules 2021")
    new = document("rules 2024.md", "Guests stay up to 30 nights.", "Rules 2024")
    assert [is_outdated for _, is_outdated in mark(question, old, new)] == expected


@pytest.mark.parametrize(
    "question",
    [
        "How many nights could guests stay before?",
        "What changed between version 1 and version 2?",
        "How many nights can guests stay in 2024?",
        "Wie viele Nächte durften Gäste früher bleiben?",
        "Combien de nuits dans l'ancien règlement ?",
        "¿Cuántas noches era antes?",
    ],
)
def test_a_question_that_can_mean_another_edition_reads_all(question: str) -> None:
    assert mark(question, OLD, NEW) == [(0.9, False), (0.6, False)]


@pytest.mark.parametrize(
    "question",
    [
        "For how many years can guests stay?",
        "How old must guests be?",
        "How often must passwords be changed?",
        "Until when can guests stay?",
        "How long do guests last?",
        "How long can guests stay according to the version in force?",
        "Wie lange bleiben die Gäste nach der geltenden Fassung?",
        "Wie lange bleiben die Gäste?",
        "Was kostet es die Gäste?",
    ],
)
def test_a_question_of_today_reads_the_newest(question: str) -> None:
    assert [is_outdated for _, is_outdated in mark(question, OLD, NEW)] == [True, False]


@pytest.mark.parametrize(
    ("question", "old", "new", "expected"),
    [
        ("Who orders the chairs?", "Amir orders 60 chairs.", "The orders of chairs are done.", False),
        ("When is the summer party?", "The summer party is on 13 June.", "The summer party is on 20 June.", True),
    ],
)
def test_the_next_minutes_replace_only_what_they_state_otherwise(
    question: str, old: str, new: str, expected: bool
) -> None:
    first = document("minutes-2026-03-04.md", old, "Minutes of 4 March 2026")
    second = document("minutes-2026-05-06.md", new, "Minutes of 6 May 2026")
    assert [is_outdated for _, is_outdated in mark(question, first, second)] == [expected, False]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does a cubic metre of water cost this year?", True),
        ("Was kostet das Wasser jetzt?", True),
        ("What does a cubic metre of water cost?", False),
    ],
)
def test_what_a_replaced_edition_alone_says_does_not_hold_today(question: str, expected: bool) -> None:
    old = document("rules-v1.md", "Version 1\n\nA cubic metre of water costs 2.40 euros (Wasser).")
    new = document("rules-v2.md", "Version 2. It replaces version 1.\n\nPrices are told on the board.")
    assert [is_outdated for _, is_outdated in mark(question, old, new)] == [expected, False]


def test_of_the_mails_of_one_thread_the_newest_tells_how_it_is() -> None:
    mail = "From: Gwen <g@a.example>\nDate: {day}\nSubject: {subject}\n\nThe coach leaves the baths at {time}."
    first = document("1.eml", mail.format(day="Mon, 08 Jun 2026 19:20:11 +0100", subject="Ghent", time="7:30"), "Ghent")
    last = document(
        "2.eml", mail.format(day="Sun, 27 Sep 2026 17:48:29 +0100", subject="Re: Ghent", time="6:15"), "Re: Ghent"
    )
    marked = mark("When does the coach leave the baths in the end?", first, last)
    assert [is_outdated for _, is_outdated in marked] == [True, False]


@pytest.mark.parametrize(
    ("question", "old", "new"),
    [
        (
            "What rate was agreed in the end?",
            "We thought of 6.8 cents per word.",
            "Good, 7.2 cents then.",
        ),
        ("Welk tarief is het uiteindelijk geworden?", "Wij dachten aan 6,8 cent per woord.", "Goed, 7,2 cent dan."),
        ("Welcher Satz ist es schließlich?", "Wir dachten an 6,8 Cent pro Wort.", "Gut, 7,2 Cent also."),
        ("Quel tarif finalement ?", "Nous pensions à 6,8 centimes par mot.", "D'accord, 7,2 centimes."),
        ("When must it be delivered now?", "Delivery would be on 1 March.", "Then it is delivered on 28 March."),
    ],
)
def test_what_was_agreed_in_the_end_is_what_the_newest_mail_of_the_thread_says(
    question: str, old: str, new: str
) -> None:
    first = document("1.eml", f"Date: Mon, 08 Jun 2026 19:20:11 +0100\n\n{old}", "Novel")
    last = document("2.eml", f"Date: Sun, 27 Sep 2026 17:48:29 +0100\n\n{new}", "Re: Novel")
    assert [is_outdated for _, is_outdated in mark(question, first, last)] == [True, False]
    assert [is_outdated for _, is_outdated in mark("What was first said of it?", first, last)] == [False, False]


@pytest.mark.parametrize(
    ("subject", "expected"),
    [("Re: Spring concert : decision", True), ("Spring concert : decision", False), ("Re: Invoices : decision", False)],
)
def test_a_reply_with_another_ending_of_its_subject_belongs_to_the_thread(subject: str, expected: bool) -> None:
    first = document(
        "1.eml", "Date: Mon, 08 Jun 2026 19:20:11 +0100\n\nWe thought of 12 euros.", "Spring concert : fee"
    )
    last = document("2.eml", "Date: Sun, 27 Sep 2026 17:48:29 +0100\n\nIt is 10 euros.", subject)
    assert mark("Quel prix a été retenu ?", first, last)[0][1] is expected


def test_a_date_of_something_else_in_the_newest_mail_is_not_what_was_agreed() -> None:
    first = document("1.eml", "Date: Mon, 08 Jun 2026 19:20:11 +0100\n\nThe proofs come on 30 April.", "Novel")
    last = document("2.eml", "Date: Sun, 27 Sep 2026 17:48:29 +0100\n\nI am away until 3 May.", "Re: Novel")
    assert [is_outdated for _, is_outdated in mark("When do the proofs come now?", first, last)] == [False, False]


def test_what_a_mail_quotes_from_an_earlier_one_does_not_replace_that_one() -> None:
    first = document("1.eml", "Date: Mon, 08 Jun 2026 19:20:11 +0100\n\nThe coach leaves at 7:30.", "Ghent")
    last = document("2.eml", "Date: Sun, 27 Sep 2026 17:48:29 +0100\n\nThe coach leaves at 6:15.", "Re: Ghent")
    held = {each.id: each for each in (first, last)}
    said = [
        make_passage("The coach leaves at 7:30.", document_id="1.eml"),
        make_passage("The coach leaves at 6:15.", document_id="2.eml"),
        replace(make_passage("The coach leaves at 7:30.", document_id="2.eml"), heading=QUOTED),
    ]
    question = "When does the coach leave?"
    titled = [replace(one, title=held[one.document_id].title) for one in said]
    marked = mark_outdated(ParsedText(question), make_sentences(question, *titled), held.__getitem__)
    assert [one.outdated for one in marked] == [True, False, True]


def mark_sections(question: str, *sections: tuple[Document, str, str]) -> list[bool]:
    """Whether each sentence is outdated; a section is a document, a heading and the text below it."""
    held = {each.id: each for each, _, _ in sections}
    passages = [
        replace(make_passage(text, document_id=each.id, heading=f"{each.title} > {heading}"), title=each.title)
        for each, heading, text in sections
    ]
    return [
        one.outdated
        for one in mark_outdated(ParsedText(question), make_sentences(question, *passages), held.__getitem__)
    ]


KEYS_OLD, KEYS_NEW = "Keys are collected from the Post Office.", "A coded safe at the depot holds them."


@pytest.mark.parametrize(("heading", "is_outdated"), [("4 Keys", True), ("Lost keys", False)])
def test_a_section_that_the_newer_edition_writes_otherwise_is_outdated(heading: str, is_outdated: bool) -> None:
    marked = mark_sections("Where do I pick up the keys?", (OLD, "3. Keys", KEYS_OLD), (NEW, heading, KEYS_NEW))
    assert marked == [is_outdated, False]


def test_a_section_of_later_minutes_replaces_none_of_earlier_ones() -> None:
    old, new = document("a.md", "Minutes of 3 April 2026"), document("b.md", "Minutes of 3 May 2026")
    marked = mark_sections("What was said about keys?", (old, "Keys", KEYS_OLD), (new, "Keys", KEYS_NEW))
    assert marked == [False, False]
