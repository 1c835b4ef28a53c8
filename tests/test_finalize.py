"""The answer that is made of a checked text, and the sentence of the documents that is quoted beside it."""

from dataclasses import replace

from fakes import make_passage, make_prompt, make_sources

from index.records import Passage
from qa.checking.cite import SentenceCheck
from qa.checking.finalize import Checked, finalize
from qa.checking.judge import LexicalJudge
from qa.text.messages import MESSAGES
from qa.text.parsed import ParsedText

ALSO, UNVERIFIED = MESSAGES["likeliest"]["en"], MESSAGES["unverified"]["en"]

GATES = make_passage("Visitors park at gate 3. Lorries park at gate 5.", document_id="gates.md")
FANS = make_passage("Fan: Sirocco 20 | Price (EUR): 59\nFan: Sirocco 30 | Price (EUR): 79", document_id="fans.md")


def finalized(written: str, question: str, passage: Passage, *scores: float) -> Checked:
    prompt = make_prompt(question, passage)
    sentences = (replace(s, score=score) for s, score in zip(prompt.sentences, scores, strict=True))
    check = SentenceCheck(make_sources(passage), LexicalJudge(), ParsedText(question), confidence=0.9)
    return finalize(written, check, replace(prompt, sentences=tuple(sentences)), drops=False)


def test_a_likelier_sentence_than_the_cited_one_is_quoted_and_says_why_it_is_there() -> None:
    found = finalized("Visitors park at gate 3.", "Where do lorries park?", GATES, 0.3, 0.7)
    assert found.text == f"Visitors park at gate 3 [1].\n\n{ALSO} “Lorries park at gate 5.” [1]"
    assert [statement.verbatim for statement in found.statements] == [False, True]


def test_a_sentence_that_probably_does_not_answer_is_not_quoted_beside_the_answer() -> None:
    found = finalized("Visitors park at gate 3.", "Where do visitors park?", GATES, 0.05, 0.1)
    assert found.text == "Visitors park at gate 3 [1]."


def test_a_sentence_without_the_thing_of_the_question_does_not_take_the_place_of_a_withdrawn_answer() -> None:
    for passage in (FANS, make_passage("We sell fans. We deliver them.", document_id="shop.md")):
        found = finalized("Yes, they cost 12 euros.", "Do you sell heaters?", passage, 0.6, 0.5)
        assert not found.is_supported
        assert UNVERIFIED not in found.text
    prompt = make_prompt("Do you sell heaters?", FANS)
    read = replace(prompt, sentences=tuple(replace(s, score=0.6, read=3.0) for s in prompt.sentences))
    check = SentenceCheck(make_sources(FANS), LexicalJudge(), ParsedText("Do you sell heaters?"), confidence=0.9)
    assert finalize("Yes, they cost 12 euros.", check, read, drops=False).text.startswith(UNVERIFIED)


def test_a_sentence_about_another_thing_does_not_take_the_place_of_a_withdrawn_answer() -> None:
    found = finalized("The Sirocco 20 costs 99 euros.", "What does the Sirocco 20 cost?", FANS, 0.6, 0.5)
    assert found.text == f"{UNVERIFIED} “Fan: Sirocco 20 | Price (EUR): 59” [1]"
    found = finalized("The Sirocco 40 costs 79 euros.", "What does the Sirocco 40 cost?", FANS, 0.6, 0.5)
    assert not found.is_supported
    assert UNVERIFIED not in found.text


def test_a_sentence_without_a_name_does_not_take_the_place_of_a_withdrawn_name() -> None:
    moored = make_passage("A small change: the owner of C14 stays on until August, sorry.", document_id="mail.eml")
    asked = "What's the name of the owner of C14 who stays until August?"
    assert not finalized("The owner of C14 stays on until August.", asked, moored, 0.9).is_supported


def test_a_sentence_without_a_code_does_not_take_the_place_of_a_withdrawn_code() -> None:
    door = make_passage(
        "After 22:30 the night code opens the door; it is told to you at the desk.", document_id="door.md"
    )
    found = finalized("The night code opens at 22:30.", "What's the night code for the door?", door, 0.9)
    assert UNVERIFIED not in found.text


def test_a_sentence_that_only_says_where_the_price_stands_does_not_take_the_place_of_a_withdrawn_price() -> None:
    rates = make_passage("The fees for juniors are printed on a separate sheet.", document_id="rules.md")
    found = finalized("The fee for juniors is 40 pounds.", "What is the fee for juniors?", rates, 0.9)
    assert UNVERIFIED not in found.text
    pets = make_passage("Name: Pim | Species: rabbit | Weight kg: 1.9", document_id="pets.md")
    assert UNVERIFIED not in finalized("Pim is 1.9 years old.", "How old is the rabbit Pim?", pets, 0.9).text
