"""Sentences of the passages that are quoted as they are."""

from dataclasses import replace

from fakes import make_passage, make_prompt, make_sources

from qa.checking.cite import SentenceCheck, cite
from qa.checking.judge import LexicalJudge
from qa.text.quotes import quote_best, quote_likeliest

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


def test_the_likeliest_sentence_is_quoted_where_the_answer_does_not_quote_it() -> None:
    prompt = make_prompt("What does parking cost a month?", LEAVE, PARKING)
    check = SentenceCheck(make_sources(LEAVE, PARKING), LexicalJudge())
    quote = quote_likeliest(prompt, cite("You get 25 days of annual leave [1].", check))
    assert quote is not None
    assert quote.verbatim
    assert quote.text == "“Parking costs 40 euros a month.” [2]"
    assert [(c.number, c.quote) for c in quote.citations] == [(2, PARKING.text)]
    assert quote_likeliest(prompt, cite("Parking costs 40 euros [2].", check)) is None
    assert quote_likeliest(make_prompt("Why?"), ()) is None


def test_a_marker_that_a_document_holds_is_no_marker_of_the_answer() -> None:
    noted = make_passage("Parking costs 40 euros a month [9].")
    quote = quote_likeliest(make_prompt("What does parking cost?", noted), ())
    assert quote is not None
    assert quote.text == "“Parking costs 40 euros a month.” [1]"
    assert quote.citations[0].quote == noted.text
