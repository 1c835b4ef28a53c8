"""The languages of a text and of a folder."""

from __future__ import annotations

import pytest

from index.text.identify import common_languages, excerpts, identify_language, language_probabilities

GERMAN = "Das Vereinsheim kann von Mitgliedern für 120 Euro am Tag gemietet werden."
ENGLISH = "The club house can be rented by members for 120 euros a day."


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (GERMAN, "de"),
        (ENGLISH, "en"),
        ("La caution est de 350 euros et sera rendue après l'état des lieux.", "fr"),
        ("La fianza es de 350 euros y se devuelve después de la inspección.", "es"),
        ("押金为350欧元，验收后退还。", "zh"),
        ("Залог составляет 350 евро и возвращается после приёмки.", "ru"),
        ("تبلغ قيمة التأمين 350 يورو وتُرد بعد المعاينة.", "ar"),
    ],
)
def test_a_sentence_is_in_its_language(text: str, code: str) -> None:
    assert identify_language(text, least=0.9) == code
    assert language_probabilities(text)[code] > 0.9


def test_the_probabilities_of_all_languages_add_up_to_one() -> None:
    assert sum(language_probabilities("X-210").values()) == pytest.approx(1, abs=1e-5)
    assert max(language_probabilities("X-210").values()) < 0.5


def test_one_odd_document_among_many_does_not_make_a_language_common() -> None:
    assert common_languages([[ENGLISH]] * 30 + [[GERMAN]]) == ("en",)
    assert common_languages([[ENGLISH]] * 10 + [[GERMAN]]) == ("en", "de")


def test_a_document_counts_for_each_language_that_it_is_in() -> None:
    assert common_languages([[ENGLISH, GERMAN]]) == ("de", "en")


def test_documents_without_words_have_no_language() -> None:
    assert common_languages([["4711"], [""]]) == ()


def test_the_excerpts_of_a_long_document_are_its_beginning_its_middle_and_its_end() -> None:
    assert excerpts("short") == ["short"]
    beginning, middle, end = excerpts("a" * 2000 + "b" * 2000 + "c" * 2000)
    assert (set(beginning), set(middle), set(end)) == ({"a"}, {"b"}, {"c"})
