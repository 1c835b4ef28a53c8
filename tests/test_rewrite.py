"""A follow-up becomes a question that stands alone; a whole question stays as it is."""

import pytest

from qa.conversation.rewrite import standalone
from qa.conversation.understand import understand
from qa.records import Turn

HISTORY = [Turn("How long is the probation period?", "Six months [1].")]


@pytest.mark.parametrize(
    ("before", "answer", "question", "alone"),
    [
        (
            "How long is the probation period?",
            "Six months.",
            "And for apprentices?",
            "How long is the probation period for apprentices?",
        ),
        (
            "How big is the tank of the X-200?",
            "5.5 litres.",
            "What about the X-210?",
            "How big is the tank of the X-210?",
        ),
        ("How much does an X-200 cost?", "489 euros.", "And refurbished?", "How much does an X-200 cost refurbished?"),
        ("How much may a hotel cost?", "135 euros.", "And abroad?", "How much may a hotel cost abroad?"),
        (
            "How much milk did Holm Farm deliver in March 2025?",
            "70.3.",
            "and Tarn End, same month (march 2025)?",
            "How much milk did Tarn End deliver in March 2025?",
        ),
        (
            "How far did the Nasdaq fall on 27 January?",
            "3 %.",
            "And the S&P 500?",
            "How far did the S&P 500 fall on 27 January?",
        ),
        (
            "What does a check at your depot cost?",
            "95 euros.",
            "And at our premises?",
            "What does a check at our premises cost?",
        ),
        ("What discount is there on 5 units?", "4 %.", "And on 12?", "What discount is there on 12 units?"),
        (
            "What does it cost to hire an X-210?",
            "52 euros.",
            "And how high is its deposit?",
            "How high is the X-210’s deposit?",
        ),
        (
            "Who founded DeepSeek?",
            "DeepSeek was founded by Liang Wenfeng [1].",
            "Where did he study?",
            "Where did Liang Wenfeng study?",
        ),
        (
            "Who founded DeepSeek?",
            "It was Liang Wenfeng.",
            "What is his fund called?",
            "What is Liang Wenfeng’s fund called?",
        ),
        (
            "How much is an oil change for the Merlin 4?",
            "79 euros.",
            "What about a wheel alignment?",
            "How much is a wheel alignment for the Merlin 4?",
        ),
        (
            "How much is an oil change for the Merlin 4?",
            "79.",
            "And the Merlin 5?",
            "How much is an oil change for the Merlin 5?",
        ),
        (
            "What does a day ticket cost for students?",
            "8.",
            "And a year pass?",
            "What does a year pass cost for students?",
        ),
        (
            "How long is the warranty on the KX-1?",
            "A year.",
            "And the delivery time?",
            "How long is the delivery time on the KX-1?",
        ),
        (
            "Wie lange ist die Probezeit?",
            "6 Monate.",
            "Und für Auszubildende?",
            "Wie lange ist die Probezeit für Auszubildende?",
        ),
        ("Combien coûte l'entrée ?", "9 €.", "Et pour les enfants ?", "Combien coûte l'entrée pour les enfants?"),
        ("¿A qué hora abre la tienda?", "A las 9.", "¿Y los domingos?", "¿A qué hora abre la tienda los domingos?"),
        ("Why is the north gate closed?", "Works.", "Tell me more.", "Tell me more: Why is the north gate closed?"),
    ],
)
def test_a_follow_up_takes_what_it_leans_on_from_the_turn_before(
    before: str, answer: str, question: str, alone: str
) -> None:
    assert standalone(question, [Turn(before, answer)]) == alone


def test_a_chain_of_follow_ups_leans_on_what_the_last_one_was_understood_as() -> None:
    history = [Turn("And the X-210?", "7 litres [1].", "How big is the tank of the X-210?")]
    assert standalone("And the X-310?", history) == "How big is the tank of the X-310?"
    assert understand("Why?", history).searched.text == "How big is the tank of the X-210? Why?"


@pytest.mark.parametrize(
    ("before", "question", "alone"),
    [
        ("Summarise the tenancy agreement", "And what about pets?", "What does the tenancy agreement say about pets?"),
        (
            "What does the tenancy agreement say about pets?",
            "And noise?",
            "What does the tenancy agreement say about noise?",
        ),
        ("What is the club handbook about?", "And Anna Berg?", "What does the club handbook say about Anna Berg?"),
        (
            "Fasse den Vertrag zusammen",
            "Und was ist mit Haustieren?",
            "Was steht in dem Vertrag zu Haustieren?",
        ),
        ("Worum geht es in der Hausordnung?", "Und Lärm?", "Was steht in der Hausordnung zu Lärm?"),
        ("Résume le règlement intérieur", "Et les animaux ?", "Que dit le règlement intérieur sur les animaux ?"),
        ("Summarise the X-200 manual", "And the X-210?", "Summarise the X-210 manual"),
        ("Summarise it", "And hotels?", "Summarise it hotels?"),
    ],
)
def test_after_a_summary_a_topic_is_looked_up_in_the_same_document(before: str, question: str, alone: str) -> None:
    assert standalone(question, [Turn(before, "Some sentences [1].")]) == alone


@pytest.mark.parametrize("question", ["Why?", "Was anything damaged by it?", "Are they the same as those?"])
def test_no_rule_guesses_at_what_could_be_several_things(question: str) -> None:
    assert standalone(question, HISTORY) is None


def test_the_reply_to_a_question_back_takes_the_place_of_the_pronoun() -> None:
    asked_back = Turn("How much does it cost?", "Do you mean the X-200 or the X-210?")
    assert standalone("The X-210.", [asked_back]) == "How much does The X-210 cost?"


@pytest.mark.parametrize(
    "question", ["How many days of annual leave do new employees get?", "When was DeepSeek R1 released to the public?"]
)
def test_a_question_that_stands_alone_is_searched_alone(question: str) -> None:
    assert standalone(question, HISTORY) == question


def test_the_first_question_is_searched_as_it_is() -> None:
    assert standalone("Is it paid?", []) == "Is it paid?"


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("How much is an oil change with a filter?", "And a coffee?"),  # the change, or the filter?
        ("How long is the warranty on the KX-1?", "What about used parts?"),  # a kind of thing, not a model
    ],
)
def test_a_counterpart_of_another_kind_is_left_to_the_model(before: str, question: str) -> None:
    assert standalone(question, [Turn(before, "Yes.")]) is None


def test_it_means_the_thing_with_a_name_of_the_earlier_question() -> None:
    before = [Turn("How much is the Heron rowing boat for an hour?", "£14 [1].")]
    assert standalone("How many people can it take?", before) == "How many people can the Heron take?"
    assert standalone("How long is it?", [Turn("Does Maria Quill get leave?", "Yes [1].")]) is None
