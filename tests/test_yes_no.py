"""Answers to yes-or-no questions begin with Yes, No or It depends if the cited words show which."""

from __future__ import annotations

import pytest
from fakes import FakeModels, ListedPassages, ScriptedEngine, make_passage

from qa.forms.yes_no import asks_yes_or_no
from qa.pipeline import Pipeline
from qa.records import Answer
from qa.settings import Settings


def ask(question: str, source: str, written: str, confidence: float = 1.0) -> Answer:
    index = ListedPassages([make_passage(source)])
    engine = ScriptedEngine(written, confidence=confidence)
    *_, answer = Pipeline(index, FakeModels(engine), Settings()).answer(question)
    assert isinstance(answer, Answer)
    assert answer.form == "yes or no"
    return answer


@pytest.mark.parametrize(
    ("question", "source", "word"),
    [
        ("Is the warranty transferable?", "The warranty is transferable to a buyer.", "Yes"),
        ("Are receipts needed for meals?", "No receipts are needed for meals.", "No"),
        ("May I use an extension lead?", "Do not use an extension lead.", "No"),
        ("May I have a second job?", "You may have a second job if it does not compete with us.", "It depends"),
        ("Can I go back to an older version?", "Going back to an older version is possible, but never to 2.0.", "Yes"),
        ("Is there a bar on deck 4?", "There is no bar on\ndeck 4; drinks are served on deck 5.", "No"),
        ("Was the fee raised?", "The fee stays at 36 euros.", ""),
        ("Darf ich Hunde mitbringen?", "Hunde mitbringen darf man nicht.", "Nein"),
    ],
)
def test_the_word_is_what_the_cited_words_show(question: str, source: str, word: str) -> None:
    answer = ask(question, source, source)
    if word:
        assert answer.text.startswith(f"{word}. {' '.join(source.split()).rstrip('.')}"[:20])
    else:
        assert not answer.text.startswith(("Yes", "No", "It depends", "Ja", "Nein"))
    assert answer.statements[0].text in answer.text


@pytest.mark.parametrize(
    ("question", "source", "text"),
    [
        (
            "Are dogs allowed in the lake?",
            "Dogs are not allowed in the lake.",
            "No: “Dogs are not allowed in the lake.”",
        ),
        ("Does the hall have 40 seats?", "The hall has 40 seats.", "Yes: “The hall has 40 seats.”"),
        ("Darf man im Hof parken?", "Im Hof darf man nicht parken.", "Nein: “Im Hof darf man nicht parken.”"),
    ],
)
def test_a_quotation_that_repeats_the_question_decides_though_the_model_does_not(
    question: str, source: str, text: str
) -> None:
    answer = ask(question, source, "I do not know.", confidence=0.0)
    assert answer.text == f"{text} [1]"
    assert answer.citations[0].quote == source


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("Can I bring my cat?", "Can I bring my cat to the campsite?"),  # a question decides nothing
        ("Can I bring my cat to the lake?", "You can bring a dog to the lake."),
        ("Does the hall have 60 seats?", "The hall has 40 seats."),
    ],
)
def test_a_quotation_about_something_else_decides_nothing(question: str, source: str) -> None:
    assert ask(question, source, "I do not know.", confidence=0.0).abstained


def test_a_yes_to_the_whole_question_needs_a_source_for_all_of_it() -> None:
    source = "Adults take one tablet twice a day."
    answer = ask("May a child of 10 take a tablet?", source, "Yes, a child of 10 may take a tablet [1].")
    assert not any("child" in one.text and one.supported for one in answer.statements)


def test_a_number_elsewhere_supports_no_yes() -> None:
    source = "Rash is common in up to 10 people."
    answer = ask("May a child of 10 take a tablet?", source, "Yes, a child of 10 may take a tablet [1].")
    assert not any("child" in one.text and one.supported for one in answer.statements)


def test_a_yes_that_what_follows_does_not_say_is_left_out() -> None:
    source = "At the reception yes, at the kiosk only cash."
    answer = ask("Can I pay by card at the kiosk?", source, "Yes, at the kiosk only cash [1].")
    assert answer.text == "At the kiosk only cash [1]."
    assert answer.statements[0].text == answer.text


@pytest.mark.parametrize(
    ("question", "source", "written", "text"),
    [
        (
            "May I keep a cat?",
            "You may keep one cat with the landlord's written consent.",
            "Yes, you may keep a cat [1].",
            "Yes, you may keep a cat: “You may keep one cat with the landlord's written consent.” [1]",
        ),
        (
            "Darf ich eine Katze halten?",
            "Sie dürfen eine Katze halten, wenn die Nachbarn zustimmen.",
            "Ja, Sie dürfen eine Katze halten [1].",
            "Ja, Sie dürfen eine Katze halten: “Sie dürfen eine Katze halten, wenn die Nachbarn zustimmen.” [1]",
        ),
        (
            "May I keep a cat?",
            "You may keep a cat here.",
            "Yes, you may keep a cat [1].",
            "Yes, you may keep a cat [1].",
        ),
        (
            "May I keep a cat if the neighbours agree?",
            "You may keep a cat if the neighbours agree.",
            "Yes, you may keep a cat if the neighbours agree [1].",
            "Yes, you may keep a cat if the neighbours agree [1].",
        ),
    ],
)
def test_a_yes_shows_the_condition_that_it_leaves_out(question: str, source: str, written: str, text: str) -> None:
    answer = ask(question, source, written)
    assert answer.text == text
    assert answer.statements[0].text == text


def test_what_was_rejected_is_no_yes() -> None:
    source = "The fee stays at 36 euros. A proposal to raise it to 40 euros was rejected."
    answer = ask("Was the fee raised?", source, "Yes, the fee was raised to 40 euros [1].")
    assert not any(one.text.startswith("Yes") and one.supported for one in answer.statements)


def test_a_sentence_that_its_source_does_not_say_gets_no_word() -> None:
    answer = ask("Are dogs allowed in the hall?", "Dogs are not allowed in the hall.", "Dogs are allowed in the hall.")
    assert not answer.text.startswith(("Yes", "No"))


def test_words_about_something_else_decide_nothing() -> None:
    answer = ask("Is the pool heated in winter?", "The sauna opens at nine.", "The sauna opens at nine.")
    assert not answer.text.startswith(("Yes", "No"))


@pytest.mark.parametrize("question", ["Is it red or blue?", "What is it?", "Do you know when it opens?", "Is this it"])
def test_other_questions_are_left_alone(question: str) -> None:
    assert not asks_yes_or_no(question)


@pytest.mark.parametrize(
    ("question", "source", "written", "text"),
    [
        (
            "and can we light a fire when the flag is red?",
            "No fire may be lit when the flag at the gate is red, not even a small one.",
            "Yes, we can light a fire when the flag at the gate is red.",
            "No: “No fire may be lit when the flag",
        ),
        (
            "Darf ich auf der Wiese parken?",
            "Auf der Wiese parken ist verboten.",
            "Ja, du darfst auf der Wiese parken.",
            "Nein: ",
        ),
        (
            "Is the town office open on Friday 15 May 2026?",
            "Because of Ascension Day the town office is closed on Thursday 14 May and on Friday 15 May.",
            "Yes, the town office is open on Friday 15 May 2026.",
            "No: “Because of Ascension Day the town office is closed",
        ),
        (
            "Muss ich noch Pfand für den Torschlüssel zahlen?",
            "Das bisherige Pfand für den Torschlüssel entfällt.",
            "Ja, du musst noch Pfand für den Torschlüssel zahlen, da das bisherige Pfand entfällt.",
            "Nein: “Das bisherige Pfand für den Torschlüssel entfällt.”",
        ),
        (
            "The carpet is ruined and I had left the window open. Does the insurance pay for rain?",
            "The insurance does not pay for rain that came in through open windows.",
            "Yes, the insurance pays for rain that came in through open windows.",
            "No: “The insurance does not pay for rain",
        ),
    ],
)
def test_a_yes_that_the_quotation_denies_becomes_no(question: str, source: str, written: str, text: str) -> None:
    answer = ask(question, source, written)
    assert answer.text.startswith(text)
    assert not answer.abstained
    assert answer.statements[0].citations[0].quote == source
