"""A source does not support a sentence if it is about another thing, or if it excludes or forbids what is said."""

import pytest

from qa.checking.judge import LexicalJudge, Premise, Verdict
from qa.text.parsed import ParsedText


def judge(question: str, statement: str, passage: str) -> Verdict:
    """The verdict on the statement, cited to the first sentence of the passage."""
    quote = ParsedText(passage).sentences[0].text
    return LexicalJudge().judge(ParsedText(statement), Premise.from_text(quote, passage=passage), ParsedText(question))


@pytest.mark.parametrize(
    ("question", "statement", "passage", "instead"),
    [
        (
            "How long does delivery to Norway take?",
            "It takes five days.",
            "Delivery to Sweden takes five days. We ship to Norway on Mondays.",
            "Sweden",
        ),
        (
            "Who signs the contract?",
            "The treasurer signs the contract.",
            "The treasurer signs the invoice. The mayor signs the contract.",
            "invoice",
        ),
        (
            "Who leads the Hull branch?",
            "Ada Fenn leads the Hull branch.",
            "Ada Fenn leads the Leeds branch. The Hull branch is new.",
            "Leeds",
        ),
        (
            "Does it include phone support?",
            "The Basic plan includes phone support.",
            "The Plus plan includes phone support. The Basic plan costs 5 euros.",
            "Plus",
        ),
        ("How many units were sold in May?", "340 units were sold.", "In April, 340 units were sold.", "April"),
        (
            "Can the X-200 run on batteries?",
            "The X-200 runs on batteries.",
            "The X-210 runs on batteries. The X-200 needs a socket.",
            "X-210",
        ),
        (
            "Was hat der Gasthof im März bezahlt?",
            "Der Gasthof hat im März 1.128 Euro bezahlt.",
            "Datum: 14.01.2026 | Abnehmer: Gasthof | Betrag (EUR): 1.128",
            "January",
        ),
        (
            "And what does a student membership cost?",
            "A student membership costs 20 pounds a year.",
            "A single membership costs 20 pounds a year, a household membership 35 pounds.",
            "single",
        ),
    ],
)
def test_what_is_said_of_another_thing_of_the_passage_does_not_support(
    question: str, statement: str, passage: str, instead: str
) -> None:
    verdict = judge(question, statement, passage)
    assert (verdict.supported, verdict.reason) == (False, f"the cited text is about {instead}")


@pytest.mark.parametrize(
    ("question", "statement", "passage"),
    [
        ("How long does the pump run?", "The pump runs for 12 hours.", "The unit runs for 12 hours. Clean the pump."),
        ("How long is the guarantee?", "The guarantee is two years.", "The warranty is two years."),
        ("How long does delivery to Norway take?", "It takes five days.", "Delivery to Scandinavia takes five days."),
        ("Who leads the Hull branch?", "Ada Fenn leads it.", "Ada Fenn leads the branch. The Hull branch is new."),
        ("How many were sold in May?", "340 were sold.", "In May, 340 units were sold."),
        ("May guests smoke?", "Guests may smoke in the garden.", "In May, guests may smoke in the garden."),
    ],
)
def test_another_word_for_the_same_thing_supports(question: str, statement: str, passage: str) -> None:
    assert judge(question, statement, passage).supported


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("The pool opens on Mondays.", "The pool opens on all days except Mondays."),
        ("Dogs are allowed.", "All animals except dogs are allowed."),
        ("Hunde sind erlaubt.", "Alle Tiere außer Hunde sind erlaubt."),
        ("The fee is refunded.", "The fee is rarely refunded."),
        ("Two vaccines are required.", "Two vaccines are recommended."),
        ("Smoking is allowed on the roof.", "Smoking is forbidden on the roof."),
        ("Rauchen ist auf dem Dach erlaubt.", "Rauchen ist auf dem Dach verboten."),
    ],
)
def test_what_is_excepted_seldom_forbidden_or_only_recommended_contradicts(statement: str, quote: str) -> None:
    verdict = judge(f"Is it so? {statement}", statement, quote)
    assert (verdict.supported, verdict.contradicted) == (False, True)


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("The pool opens on Sundays.", "On Sundays and on all days except Mondays, the pool opens at nine."),
        ("Cats are allowed.", "All animals except dogs are allowed, and cats too."),
        ("The fee is seldom refunded.", "The fee is rarely refunded."),
        ("The shop is open until 18:00.", "The shop is closed from 18:00; until then it is open."),
        ("A helmet is mandatory.", "A helmet is required."),
        ("Smoking is not forbidden on the roof.", "Smoking is not forbidden on the roof. It is allowed."),
    ],
)
def test_what_the_source_says_too_is_supported(statement: str, quote: str) -> None:
    assert judge(f"Is it so? {statement}", statement, quote).supported


def test_another_cited_sentence_that_names_the_thing_does_not_support_the_claim() -> None:
    quote = "The adult subscription stays at 240 pounds. Juniors: Dev will bring a proposal in May."
    statement, question = "The junior subscription stays at 240 pounds.", "What is the subscription for juniors?"
    verdict = LexicalJudge().judge(ParsedText(statement), Premise.from_text(quote), ParsedText(question))
    assert (verdict.supported, verdict.reason) == (False, "the cited text is about adult")
