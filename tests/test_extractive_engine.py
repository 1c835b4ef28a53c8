"""The engine without a model quotes sentences, with markers, and nothing else."""

from fakes import make_passage, make_prompt

from index.records import Passage
from qa.engines.extractive_engine import ExtractiveEngine

LEAVE = make_passage("The office is closed on Sundays. Every employee gets 25 days of annual leave. Dogs may stay.")
PARKING = make_passage("Parking costs 40 euros a month.", document_id="parking.md")


def written(question: str, *passages: Passage, max_tokens: int = 300) -> str:
    prompt = make_prompt(question, *(passages or (LEAVE, PARKING)))
    return "".join(ExtractiveEngine().stream(prompt, max_tokens=max_tokens))


def test_the_best_sentence_is_quoted_with_the_marker_of_its_passage() -> None:
    assert written("How many days of annual leave?").strip() == "Every employee gets 25 days of annual leave [1]."
    assert written("What does parking cost a month?").strip() == "Parking costs 40 euros a month [2]."


def test_several_sentences_are_a_list_of_single_lines() -> None:
    leave = make_passage("* Annual leave for employees:\n  25 days.\n* Annual leave for apprentices:\n  30 days.")
    assert written("annual leave", leave).splitlines() == [
        "- Annual leave for employees: 25 days [1].",
        "- Annual leave for apprentices: 30 days [1].",
    ]


def test_what_is_written_stays_inside_its_budget() -> None:
    assert written("How many days of annual leave?", max_tokens=3) == ""


def test_without_passages_nothing_is_written() -> None:
    assert list(ExtractiveEngine().stream(make_prompt("Why?"), max_tokens=100)) == []


def test_the_same_question_gives_the_same_quotes() -> None:
    assert written("annual leave parking") == written("annual leave parking")


def test_a_sentence_that_two_documents_share_is_quoted_once() -> None:
    copy = make_passage(LEAVE.text, document_id="copy.md")
    assert written("How many days of annual leave?", LEAVE, copy).strip() == (
        "Every employee gets 25 days of annual leave [1]."
    )
