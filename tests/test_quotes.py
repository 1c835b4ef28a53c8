"""Sentences of the passages that are quoted as they are."""

from dataclasses import replace

from fakes import make_passage, make_prompt, make_sources

from qa.checking.cite import SentenceCheck, cite
from qa.checking.judge import LexicalJudge
from qa.records import Prompt
from qa.text.quotes import best_sentences, likeliest_uncited, one_line, quote_best

LEAVE = make_passage("The office is closed on Sundays. Every employee gets 25 days of annual leave.", start=7)
PARKING = make_passage("Parking costs 40 euros a month.", document_id="parking.md")


def test_the_best_sentences_are_statements_that_quote_their_exact_words() -> None:
    prompt = make_prompt("annual leave parking", LEAVE, PARKING)
    quotes = quote_best(replace(prompt, sentences=tuple(replace(s, score=0.5) for s in prompt.sentences[1:])))
    assert [quote.text for quote in quotes] == [
        "“Every employee gets 25 days of annual leave.” [1]",
        "“Parking costs 40 euros a month.” [2]",
    ]
    for quote, passage in zip(quotes, (LEAVE, PARKING), strict=True):
        (citation,) = quote.citations
        assert quote.supported
        assert quote.verbatim
        assert passage.text[citation.start - passage.start : citation.end - passage.start] == citation.quote


def test_without_passages_nothing_is_quoted() -> None:
    assert quote_best(make_prompt("Why?")) == ()


def test_the_likeliest_sentence_is_the_one_that_the_answer_does_not_cite() -> None:
    prompt = make_prompt("What does parking cost a month?", LEAVE, PARKING)
    check = SentenceCheck(make_sources(LEAVE, PARKING), LexicalJudge())
    likeliest = likeliest_uncited(prompt, cite("You get 25 days of annual leave [1].", check))
    assert likeliest is not None
    assert likeliest.text == PARKING.text
    assert likeliest_uncited(prompt, cite("Parking costs 40 euros [2].", check)) is None
    assert likeliest_uncited(make_prompt("Why?"), ()) is None


def scored(text: str, *scores: float, heading: str = "") -> Prompt:
    prompt = make_prompt("Where do I park?", make_passage(text, heading=heading))
    pairs = zip(prompt.sentences, scores, strict=True)
    return replace(prompt, sentences=tuple(replace(sentence, score=score) for sentence, score in pairs))


def test_a_second_quote_beside_an_answer_is_nearly_as_likely_as_the_first() -> None:
    prompt = scored("Park at gate 3. Cars park at gate 5. Parks are green.", 0.5, 0.41, 0.3)
    assert [quote.text for quote in quote_best(prompt)] == ["“Park at gate 3.” [1]", "“Cars park at gate 5.” [1]"]
    assert len(best_sentences(prompt)) == 3  # without a model, they are the answer


def test_a_question_or_a_heading_is_not_quoted_as_an_answer() -> None:
    prompt = scored("5. Where do I park?\n\nPark at gate 3.", 0.9, 0.2, heading="Site > Where do I park?")
    assert [quote.text for quote in quote_best(prompt)] == ["“Park at gate 3.” [1]"]
    prompt = scored("Parking\n\nPark at gate 3.", 0.9, 0.2, heading="Site > Parking")
    assert [quote.text for quote in quote_best(prompt)] == ["“Park at gate 3.” [1]"]


def test_a_marker_that_a_document_holds_is_no_marker_of_the_answer() -> None:
    noted = make_passage("Parking costs 40 euros a month [9].")
    (quote,) = quote_best(make_prompt("What does parking cost?", noted))
    assert quote.text == "“Parking costs 40 euros a month.” [1]"
    assert quote.citations[0].quote == noted.text


def test_a_quoted_mail_is_shown_without_the_marks_of_its_lines() -> None:
    assert one_line("> > - The coach leaves\n> > at 6:45, if a > b.\n>> All else stays.") == (
        "The coach leaves at 6:45, if a > b. All else stays."
    )
