"""What the source says of one person beside their name is not said of another."""

import pytest

from qa.checking.judge import LexicalJudge, Premise, Verdict
from qa.text.parsed import ParsedText

BOAT = "Bruno had moored the boat and waited. With him was Timo, a deckhand of fourteen, who laughed."
BARCA = "Bruno aveva legato la barca. Con lui c'era Timo, un mozzo di quattordici anni, che rideva."
SISTER = "Bruno's sister Clara, a doctor in Leer, came by bus."


def judge(question: str, statement: str, quote: str) -> Verdict:
    return LexicalJudge().judge(ParsedText(statement), Premise.from_text(quote, passage=quote), ParsedText(question))


@pytest.mark.parametrize(
    ("question", "statement", "quote"),
    [
        ("What does Bruno do for a living?", "Bruno is a deckhand of fourteen.", BOAT),
        ("Che mestiere fa Bruno?", "Bruno è un mozzo di quattordici anni.", BARCA),
    ],
)
def test_it_is_said_of_another_person(question: str, statement: str, quote: str) -> None:
    assert judge(question, statement, quote).reason == "the cited text is about Timo"


@pytest.mark.parametrize(
    ("question", "statement", "quote"),
    [
        ("What does Timo do?", "Timo is a deckhand of fourteen.", BOAT),
        ("What is the job of Bruno's sister?", "Bruno's sister is a doctor in Leer.", SISTER),
        ("What is Clara?", "Clara is a doctor in Leer.", SISTER),
    ],
)
def test_the_right_person_is_supported(question: str, statement: str, quote: str) -> None:
    verdict = judge(question, statement, quote)
    assert verdict.supported, verdict.reason
