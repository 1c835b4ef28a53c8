"""The lexical judge: exact about facts, lenient about words."""

import pytest

from qa.verify import Evidence, LexicalJudge

QUOTE = "Up to five unused days carry over into the next year and expire on 31 March."
EVIDENCE = Evidence(
    QUOTE, place="Employee handbook 2026\nLeave > Carry-over", passage=f"Harrowick staff have 25 days of leave. {QUOTE}"
)


@pytest.mark.parametrize(
    "statement",
    [
        "Up to five unused days carry over into the next year.",
        "At most 5 unused days carry over to the next year.",
        "Unused days expire on March 31.",
        "In Harrowick, five unused days carry over and expire on 31 March.",  # the name stands around the quote
    ],
)
def test_a_faithful_paraphrase_is_supported(statement: str) -> None:
    verdict = LexicalJudge().judge(statement, EVIDENCE)
    assert verdict.supported, verdict.reason
    assert verdict.score >= 0.5


@pytest.mark.parametrize(
    ("statement", "lacking"),
    [
        ("Up to ten unused days carry over into the next year.", "10 day"),
        ("Up to five unused weeks carry over into the next year.", "5 week"),
        ("Unused days carry over into the next year and expire on 31 May.", "31 May"),
        ("Unused days in Lydmoor carry over into the next year.", "lydmoor"),
        ("Up to five unused days do not carry over into the next year.", "not"),
        ("Unused days carry over and expire at 18:40 on 31 March.", "18:40"),
        ("The 25 days of leave carry over into the next year.", "25 day"),  # in the context, not in the quote
    ],
)
def test_a_fact_that_the_quote_does_not_hold_is_named(statement: str, lacking: str) -> None:
    verdict = LexicalJudge().judge(statement, EVIDENCE)
    assert not verdict.supported
    assert lacking in verdict.reason


def test_other_words_are_about_something_else() -> None:
    verdict = LexicalJudge().judge("The canteen serves soup and fresh bread daily.", EVIDENCE)
    assert not verdict.supported
    assert verdict.reason == "the cited words speak of something else"


def test_a_sentence_without_content_is_never_supported() -> None:
    assert not LexicalJudge().judge("It is so.", EVIDENCE).supported


def test_a_better_covered_statement_scores_higher() -> None:
    judge = LexicalJudge()
    close = judge.judge("Five unused days carry over into the next year.", EVIDENCE)
    loose = judge.judge("Five unused days travel with employees into the coming year.", EVIDENCE)
    assert close.score > loose.score


def test_a_fact_may_stand_in_the_heading_above_the_quote() -> None:
    assert LexicalJudge().judge("In 2026 up to five unused days carry over.", EVIDENCE).supported
    assert not LexicalJudge().judge("In 2024 up to five unused days carry over.", EVIDENCE).supported


def test_what_only_repeats_the_question_needs_no_support() -> None:
    statement = "With 12 unused days, up to five unused days carry over, but not beyond 31 March."
    assert LexicalJudge().judge(statement, EVIDENCE, "I have 12 unused days. Can I not keep them?").supported
    verdict = LexicalJudge().judge(statement, EVIDENCE, "How many days can I keep?")
    assert not verdict.supported
    assert "12 day" in verdict.reason
    assert "not" in verdict.reason


def test_a_quarter_of_the_year_is_one_fact_in_words_and_in_a_table() -> None:
    row = Evidence("Model: X-210 | Q4 2025, sold: 1,180 | Q1 2026, forecast: 1,730")
    assert LexicalJudge().judge("We forecast 1,730 of the model X-210 for the first quarter of 2026.", row).supported
    verdict = LexicalJudge().judge(
        "The turnover in the third quarter was 2.71 million.",
        Evidence("Turnover in the fourth quarter was 2.71 million."),
    )
    assert verdict.reason == "the cited words do not say q3"


def test_the_words_of_the_question_need_not_be_those_of_the_source() -> None:
    statement = "When you cycle to a customer on your own bike, you get 0.15 euros per kilometre."
    row = Evidence("For your own bicycle the company pays 0.15 euros per kilometre.")
    assert (
        LexicalJudge()
        .judge(statement, row, "What do I get per kilometre when I cycle to a customer by bike?")
        .supported
    )
    assert not LexicalJudge().judge(statement, row).supported


def test_a_name_of_the_question_must_stand_in_the_source() -> None:
    row = Evidence("Model: X-210 | Noise: 41 dB")
    assert not LexicalJudge().judge("The X-310 makes 41 dB.", row, "How loud is the X-310?").supported
