"""The lexical judge: exact about facts, lenient about words."""

import pytest

from qa.verify import LexicalJudge

QUOTE = "Up to five unused days carry over into the next year and expire on 31 March."
CONTEXT = "Employee handbook\nLeave > Carry-over\nHarrowick staff have 25 days of leave. " + QUOTE


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
    verdict = LexicalJudge().judge(statement, QUOTE, CONTEXT)
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
    verdict = LexicalJudge().judge(statement, QUOTE, CONTEXT)
    assert not verdict.supported
    assert lacking in verdict.reason


def test_other_words_are_about_something_else() -> None:
    verdict = LexicalJudge().judge("The canteen serves soup and fresh bread daily.", QUOTE, CONTEXT)
    assert not verdict.supported
    assert verdict.reason == "the cited words speak of something else"


def test_a_sentence_without_content_is_never_supported() -> None:
    assert not LexicalJudge().judge("It is so.", QUOTE).supported


def test_a_better_covered_statement_scores_higher() -> None:
    judge = LexicalJudge()
    close = judge.judge("Five unused days carry over into the next year.", QUOTE)
    loose = judge.judge("Five unused days travel with employees into the coming year.", QUOTE)
    assert close.score > loose.score
