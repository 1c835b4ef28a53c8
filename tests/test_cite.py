"""Every sentence is tied to the exact words it rests on, or said not to be."""

import re
from collections.abc import Sequence

from fakes import make_passage, make_sources

from index.records import Passage
from qa.checking.cite import STITCHED, SentenceCheck, join, locate, statement_spans
from qa.checking.cite import cite as cite_by
from qa.checking.judge import Judge, LexicalJudge
from qa.records import Statement
from qa.text.parsed import ParsedText

TEXT = (
    "Every full-time employee receives 25 days of annual leave. Up to five unused days carry over into the next year. "
    "They expire on 31 March."
)
BEFORE = "Leave\n\n"


LEAVE = make_passage(TEXT, start=len(BEFORE), heading="Leave")
PARKING = make_passage("Parking costs 40 euros a month.", document_id="parking.md")


def cite(text: str, passages: Sequence[Passage], judge: Judge) -> tuple[Statement, ...]:
    return cite_by(text, SentenceCheck(make_sources(*passages), judge))


def test_a_citation_holds_the_exact_words_of_the_document() -> None:
    (statement,) = cite("You get 25 days of annual leave [1].", [LEAVE], LexicalJudge())
    (citation,) = statement.citations
    assert statement.supported
    assert citation.quote == "Every full-time employee receives 25 days of annual leave."
    assert (BEFORE + TEXT)[citation.start : citation.end] == citation.quote
    assert (citation.number, citation.document_id, citation.page) == (1, "handbook.md", None)


def test_two_sentences_of_one_passage_have_their_own_quotes() -> None:
    first, second = cite("You get 25 days of leave [1]. Unused days expire on 31 March [1].", [LEAVE], LexicalJudge())
    assert first.citations[0].quote.startswith("Every full-time")
    assert "31 March" in second.citations[0].quote
    assert first.citations[0].start < second.citations[0].start


def test_a_quote_grows_to_a_second_sentence_only_for_a_fact_that_it_needs() -> None:
    (statement,) = cite("Up to five unused days carry over and expire on 31 March [1].", [LEAVE], LexicalJudge())
    assert statement.supported
    assert statement.citations[0].quote == (
        "Up to five unused days carry over into the next year. They expire on 31 March."
    )


def test_a_wrong_passage_is_repaired() -> None:
    (statement,) = cite("Parking costs 40 euros a month [1].", [LEAVE, PARKING], LexicalJudge())
    assert statement.supported
    assert [citation.number for citation in statement.citations] == [2]
    assert statement.text == "Parking costs 40 euros a month [2]."


def test_a_number_in_round_brackets_behind_a_sentence_is_no_sentence_of_its_own() -> None:
    place = make_passage("The office is in Vienna.", document_id="2.md", heading="2. Places")
    (statement,) = cite("Parking costs 40 euros a month. (2)", [PARKING, place], LexicalJudge())
    assert statement.text == "Parking costs 40 euros a month [1]."
    assert statement.failures == ("wrong passage",)


def test_a_sentence_without_a_marker_gets_the_one_that_supports_it() -> None:
    (statement,) = cite("Parking costs 40 euros a month.", [LEAVE, PARKING], LexicalJudge())
    assert statement.text == "Parking costs 40 euros a month [2]."


def test_an_unsupported_sentence_says_why_and_keeps_its_marker() -> None:
    (statement,) = cite("Parking costs 60 euros a month [2].", [LEAVE, PARKING], LexicalJudge())
    assert statement.supported is False
    assert statement.text == "Parking costs 60 euros a month [2]."
    assert "60 EUR" in statement.reason


def test_a_sentence_that_nothing_supports_and_that_cites_nothing_has_no_citation() -> None:
    (statement,) = cite("Dogs are welcome in the canteen.", [LEAVE, PARKING], LexicalJudge())
    assert statement.supported is False
    assert statement.citations == ()
    assert statement.text == "Dogs are welcome in the canteen [no source]."


def test_a_sentence_that_needs_two_passages_is_checked_against_both() -> None:
    text = "Annual leave is 25 days, and parking costs 40 euros a month [1][2]."
    (statement,) = cite(text, [LEAVE, PARKING], LexicalJudge())
    assert statement.supported
    assert [citation.number for citation in statement.citations] == [1, 2]


def test_a_passage_that_adds_nothing_is_not_cited() -> None:
    (statement,) = cite("Parking costs 40 euros a month [1][2].", [LEAVE, PARKING], LexicalJudge())
    assert statement.text == "Parking costs 40 euros a month [2]."


def test_a_sentence_without_content_is_not_checked() -> None:
    (statement,) = cite("It is so [1].", [LEAVE], LexicalJudge())
    assert statement.supported is None
    assert statement.citations == ()
    assert statement.text == "It is so [no source]."


def test_markers_behind_the_full_stop_belong_to_the_sentence_before() -> None:
    text = "It is 25 days. [1] Unused days expire. [2]"
    assert [text[a:b] for a, b in statement_spans(text)] == ["It is 25 days. [1]", "Unused days expire. [2]"]


def test_the_joined_statements_are_the_answer_with_its_line_breaks() -> None:
    text = "Two things:\n\n- Parking costs 40 euros a month [1].\n- You get 25 days of leave [1]."
    statements = cite(text, [LEAVE, PARKING], LexicalJudge())
    assert join(text, statements).splitlines()[-2:] == [
        "- Parking costs 40 euros a month [2].",
        "- You get 25 days of leave [1].",
    ]


def test_locate_prefers_the_sentence_with_the_facts_over_the_one_with_the_words() -> None:
    decoy = make_passage("Annual leave is annual leave for every employee. It is 25 days.")
    quoted = locate(ParsedText("Annual leave for every employee is 25 days."), *make_sources(decoy))
    assert "25 days" in quoted[-1].text


def test_a_heading_inside_the_passage_is_not_quoted_for_its_words() -> None:
    released = make_passage("## The release\n\nDeepSeek published R1 on 20 January 2025.", heading="News > The release")
    (statement,) = cite("DeepSeek released R1 on 20 January 2025 [1].", [released], LexicalJudge())
    assert statement.citations[0].quote == "DeepSeek published R1 on 20 January 2025."


def test_the_first_statements_replace_the_first_sentences_and_the_rest_stays() -> None:
    text = "Parking costs 40 euros a month. You get 25 da"
    statements = cite("Parking costs 40 euros a month.", [LEAVE, PARKING], LexicalJudge())
    assert join(text, statements) == "Parking costs 40 euros a month [2]. You get 25 da"


def test_a_sentence_is_checked_once() -> None:
    check = SentenceCheck(make_sources(LEAVE), LexicalJudge())
    assert check("You get 25 days of leave.") is check("You get 25 days of leave.")


def test_a_fabricated_marker_is_told_and_its_sentence_cited_anew() -> None:
    (statement,) = cite("Parking costs 40 euros a month [7].", [LEAVE, PARKING], LexicalJudge())
    assert statement.failures == ("fabricated marker",)
    assert statement.supported
    assert statement.text == "Parking costs 40 euros a month [2]."
    assert statement.reason == "[7] is not a retrieved passage"


def test_a_wrong_passage_is_told_with_what_it_was() -> None:
    (statement,) = cite("Parking costs 40 euros a month [1].", [LEAVE, PARKING], LexicalJudge())
    assert statement.failures == ("wrong passage",)
    assert statement.reason == "[1] does not support this sentence"


def test_several_wrong_passages_are_named_together() -> None:
    dogs = make_passage("Dogs are welcome in the canteen.", document_id="dogs.md")
    (statement,) = cite("Parking costs 40 euros a month [1][2].", [LEAVE, dogs, PARKING], LexicalJudge())
    assert statement.reason == "[1] and [2] do not support this sentence"
    (statement,) = cite("Parking costs 40 euros a month [7][8].", [LEAVE, PARKING], LexicalJudge())
    assert statement.reason == "[7] and [8] are not retrieved passages"


def test_a_quote_stitched_from_several_places_is_not_supported() -> None:
    text = "The handbook says “five unused days carry over into the next year and expire on 31 March” [1]."
    stitched = make_passage(
        "Up to five unused days carry over into the next year. Vouchers lapse and expire on 31 March."
    )
    (statement,) = cite(text, [stitched], LexicalJudge())
    assert statement.failures == ("stitched quote",)
    assert statement.supported is False
    assert statement.reason == STITCHED
    (honest,) = cite("It says “five unused days carry over into the next year” [1].", [stitched], LexicalJudge())
    assert (honest.failures, honest.supported) == ((), True)


def test_a_quote_of_another_passage_is_cited_to_that_one() -> None:
    (statement,) = cite("It says “Parking costs 40 euros a month” [1].", [LEAVE, PARKING], LexicalJudge())
    assert (statement.failures, statement.text) == (
        ("wrong passage",),
        "It says “Parking costs 40 euros a month” [2].",
    )


def test_an_unsupported_sentence_is_told_from_the_other_failures() -> None:
    for text in (
        "Parking costs 60 euros a month [2].",
        "Dogs are welcome in the canteen.",
        "He said “dogs eat for free here” [1].",
    ):
        (statement,) = cite(text, [LEAVE, PARKING], LexicalJudge())
        assert statement.failures == ("unsupported",)


def test_a_sentence_that_nothing_is_wrong_with_has_no_failures() -> None:
    for text in ("Parking costs 40 euros a month [2].", "Parking costs 40 euros a month."):
        (statement,) = cite(text, [LEAVE, PARKING], LexicalJudge())
        assert (statement.failures, statement.reason) == ((), "")


def test_every_sentence_ends_with_a_marker_or_with_no_source() -> None:
    text = (
        "Well.\n\n- Parking costs 40 euros【2】\n- Dogs eat free [9]\n---\nIt is so. You get 25 days of leave [1, 2]."
    )
    statements = cite(text, [LEAVE, PARKING], LexicalJudge())
    assert [re.findall(r"\[[^\]]*\]", s.text) for s in statements if any(map(str.isalnum, s.text))] == [
        ["[no source]"],
        ["[2]"],
        ["[no source]"],
        ["[no source]"],
        ["[1]"],
    ]
