"""A document of changes replaces what another document says under the same label, where the question is about that."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from fakes import make_document, make_passage, make_sentences

from index.records import Document
from qa.evidence.amendments import mark_amended
from qa.text.parsed import ParsedText

PLAN = "Course: Gilding | Day: Thursday | Time: 18:00 | Room: Blue | Teacher: Herve Istin | Fee: 40 euros"


def document(id: str, title: str, text: str) -> Document:
    return replace(make_document(id, text), title=title)


def outdated(question: str, old: Document, new: Document, *, headings: Sequence[str] = ("", "")) -> list[bool]:
    """Whether the text of each of the two documents is outdated."""
    held = {each.id: each for each in (old, new)}
    passages = [
        replace(make_passage(each.text, document_id=each.id, heading=heading), title=each.title)
        for each, heading in zip((old, new), headings, strict=True)
    ]
    sentences = make_sentences(question, *passages)
    marked = mark_amended(ParsedText(question), sentences, held.__getitem__)
    assert all(one.replaced_by is None or one.replaced_by.text == new.text for one in marked)
    return [one.outdated for one in marked]


@pytest.mark.parametrize(
    ("question", "change", "expected"),
    [
        ("On which day is gilding?", "Gilding: now on Friday.", True),
        ("What day is gilding on", "Gilding: now on Friday.", True),
        ("When is the gilding course?", "Gilding: at 17:15.", True),
        ("How much is the fee for gilding?", "Gilding: 55 euros.", True),
        ("Who teaches gilding?", "Gilding is taught by Eugenie Talbot.", True),
        ("Can I still join the gilding course?", "The gilding course is cancelled.", True),
        ("Who teaches gilding?", "Gilding: now on Friday.", False),
        ("On which day is gilding?", "Gilding: 55 euros.", False),
        ("On which day is gilding?", "Drawing: now on Friday.", False),
        ("On which day was gilding before?", "Gilding: now on Friday.", False),
        ("On which day is gilding in 2024?", "Gilding: now on Friday.", False),
        ("On which day is drawing?", "Gilding: now on Friday.", False),
    ],
)
def test_a_change_replaces_the_row_for_what_it_says_anew(question: str, change: str, expected: bool) -> None:
    plan = document("plan.md", "Programme of the season", PLAN)
    changes = document("new.md", "Changes to the programme", change)
    assert outdated(question, plan, changes) == [expected, False]


@pytest.mark.parametrize(
    ("question", "title", "old", "changes", "change"),
    [
        ("Wann ist das Töpfern?", "Kursplan", "Töpfern: 18 Uhr", "Änderungen im Kursplan", "Töpfern: um 19 Uhr."),
        ("Wann ist das Töpfern?", "Programm", "Töpfern: um 18 Uhr", "Programm-Änderungen", "Töpfern entfällt."),
        ("Combien coûte la reliure ?", "Tarifs", "Reliure: 190 €", "Modification des tarifs", "Reliure : 205 €."),
        ("¿Cuándo es la danza?", "Programa", "Danza: 4 de mayo", "Cambios de programa", "Danza: 5 de mayo."),
        ("Wanneer is de schaakles?", "Rooster", "Schaakles: 18.00 uur", "Wijzigingen rooster", "De schaakles vervalt."),
    ],
)  # fmt: skip
def test_changes_are_known_in_other_languages(question: str, title: str, old: str, changes: str, change: str) -> None:
    assert outdated(question, document("a.md", title, old), document("b.md", changes, change)) == [True, False]


def test_a_heading_can_say_that_something_was_cancelled() -> None:
    plan, changes = (
        document("a.md", "Programme", "Trip: 4 May"),
        document("b.md", "Programme: changes", "Trip"),
    )
    question = "When is the trip?"
    assert outdated(question, plan, changes, headings=("", "Changes > Cancelled")) == [True, False]
    assert outdated(question, plan, changes, headings=("", "Changes > Cancelled > Also new")) == [False, False]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("Programme", "May\n\nTrip: 4 May"), ("Climate change", "Warm days\n\nTrip: 11 May")),  # of another thing
        (("Programme", "Trip: 4 May"), ("Programme of June", "Trip: 11 May")),  # none of changes
        (
            ("Programme", "Dated 3 May 2026.\n\nTrip: 4 May"),
            ("Changes to the programme", "Dated 3 May 2025.\n\nTrip: 11 May"),
        ),  # of an earlier one
    ],
)
def test_what_changes_no_such_document_replaces_nothing(old: tuple[str, str], new: tuple[str, str]) -> None:
    held = {id: document(id, *one) for id, one in (("a.md", old), ("b.md", new))}
    passages = [
        replace(make_passage(one.text.split("\n\n")[-1], document_id=id), title=one.title) for id, one in held.items()
    ]
    question = "When is the trip?"
    marked = mark_amended(ParsedText(question), make_sentences(question, *passages), held.__getitem__)
    assert [one.outdated for one in marked] == [False, False]


RULES = "Rules\n\nAs of 12 March 2022\n\n{}"
LETTER = "Letter\n\n18 April 2023\n\n{}"


def changed(question: str, before: str, after: str, *, rules: str = RULES, letter: str = LETTER) -> bool:
    """Whether what the rules say is outdated beside the letter."""
    held = {"rules.md": document("rules.md", "Rules of the press room", rules.format(before))}
    held["letter.md"] = document("letter.md", "Letter of the board", letter.format(after))
    passages = [
        replace(make_passage(text, document_id=id), title=held[id].title)
        for id, text in (("rules.md", before), ("letter.md", after))
    ]
    old, *_ = mark_amended(ParsedText(question), make_sentences(question, *passages), held.__getitem__)
    return old.outdated


@pytest.mark.parametrize(
    ("question", "before", "after", "expected"),
    [
        (
            "What is the fee for the press?",
            "The fee for the press is 6 euros.",
            "The fee rises from 6 to 8 euros.",
            True,
        ),
        (
            "What is the fee for the press?",
            "The fee for the press is 7 euros.",
            "The fee rises from 6 to 8 euros.",
            False,
        ),
        ("How much is the deposit?", "The deposit is 50 euros.", "The deposit is now 80 euros.", True),
        ("How much is the deposit?", "The deposit is 50 euros.", "The deposit is now paid by card.", False),
        ("How much is the deposit?", "The deposit is 50 euros.", "The deposit is no longer paid in cash.", False),
        ("Can I borrow the smelter?", "The smelter is lent for 8 euros.", "The smelter is no longer lent.", True),
        ("Can I borrow the press?", "The press is lent for 8 euros.", "The smelter is no longer lent.", False),
        ("How many hours must I work?", "Each must work 10 hours.", "The hours are lowered from 10 to 8.", True),
        ("How much was the deposit before?", "The deposit is 50 euros.", "The deposit is now 80 euros.", False),
        ("Wie hoch ist die Kaution?", "Die Kaution beträgt 50 Euro.", "Die Kaution wird auf 80 Euro angehoben.", True),
        ("Combien coûte la salle ?", "La salle coûte 40 €.", "La salle passe de 40 € à 45 €.", True),
        ("¿Cuánto cuesta la sala?", "La sala cuesta 40 €.", "La sala cuesta ahora 45 €.", True),
        ("Hoeveel kost de zaal?", "De zaal kost 40 euro.", "De zaal kost voortaan 45 euro.", True),
    ],
)
def test_a_later_notice_changes_what_it_says_is_otherwise(
    question: str, before: str, after: str, expected: bool
) -> None:
    assert changed(question, before, after) is expected


def test_what_is_earlier_or_without_a_date_changes_only_the_value_that_it_names() -> None:
    question, before = "How much is the deposit?", "The deposit is 50 euros."
    assert not changed(question, before, "The deposit is now 80 euros.", letter="Letter\n\n{}")
    assert not changed(question, before, "The deposit is now 80 euros.", letter="Letter\n\n18 April 2021\n\n{}")
    assert changed(question, before, "The deposit is raised from 50 to 80 euros.", letter="Letter\n\n{}")
