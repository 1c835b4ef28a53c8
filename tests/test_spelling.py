"""Misspelt words are corrected with words of the documents if nothing else answers, and the answer says so."""

from __future__ import annotations

import pytest
from fakes import FakeEmbedder, FakeModels, HeldDocuments, make_headed

from qa.engines.extractive_engine import ExtractiveEngine
from qa.forms.spelling import distance
from qa.pipeline import Pipeline
from qa.records import Answer
from qa.settings import Settings

SHOP = make_headed(
    "shop.md",
    "Shop",
    ("Refunds", None, "# Refunds\n\nThe refund period is 30 days."),
    ("Vouchers", None, "# Vouchers\n\nVouchers of the refrigerator department are valid for three years."),
)
LIBRARY = HeldDocuments(SHOP)
KNOWN = frozenset("where mentioned valid what period how long are does garden house refund vouchers".split())


class Vocabulary(FakeEmbedder):
    """An embedder that knows some words whole and all others only in two pieces."""

    def token_starts(self, text: str) -> list[int]:
        return [0] if text.casefold() in KNOWN else [0, 2]


def ask(question: str, library: HeldDocuments = LIBRARY) -> Answer:
    models = FakeModels(ExtractiveEngine(), embedder=Vocabulary())  # type: ignore[arg-type]
    *_, answer = Pipeline(library, models, Settings(min_confidence=0.3)).answer(question)
    assert isinstance(answer, Answer)
    return answer


def test_a_misspelt_word_is_corrected_and_said() -> None:
    answer = ask("WHAT IS THE REFNUD PERIOD?")
    assert answer.text.startswith("I searched for “refund” instead of “REFNUD”, which your documents do not mention.")
    assert "30 days" in answer.text
    assert answer.question == "WHAT IS THE REFNUD PERIOD?"


def test_mentions_of_a_misspelt_word_are_found() -> None:
    answer = ask("Where is refridgerator mentioned?")
    assert answer.text.startswith("I searched for “refrigerator” instead of “refridgerator”")
    assert "“refrigerator” is mentioned once" in answer.text


@pytest.mark.parametrize(
    "question", ["Where is “refnud” mentioned?", "Where is the garden mentioned?", "Where is refRigarator mentioned?"]
)
def test_what_is_quoted_or_a_known_word_is_not_corrected(question: str) -> None:
    assert ask(question).abstained


def test_a_word_that_nothing_is_near_stays() -> None:
    assert ask("Where is the zylqvard mentioned?").text == "“zylqvard” is not mentioned in your documents."


@pytest.mark.parametrize(
    ("one", "other", "letters"), [("refnud", "refund", 1), ("vouchr", "voucher", 1), ("abc", "abc", 0), ("ab", "xy", 2)]
)
def test_letters_that_differ_are_counted(one: str, other: str, letters: int) -> None:
    assert distance(one, other) == letters


def test_accents_that_were_not_typed_are_those_of_the_documents() -> None:
    acta = make_headed(
        "acta.md",
        "Acta",
        (
            "Reunión de la comisión",
            None,
            "# Reunión de la comisión\n\nLa fiesta será el sábado 12 de octubre en la plaza y no en la era.",
        ),
    )
    answer = ask("puntos clave de la reunion de la comision", HeldDocuments(acta, SHOP))
    assert answer.form == "summary"
    assert "el sábado 12 de octubre" in answer.text
