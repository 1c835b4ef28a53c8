import pytest

from index.stores.lexical import terms
from index.text.language import is_english

GERMAN = "Die Katze schläft und der Hund bellt im Garten, wenn die Post kommt."


@pytest.mark.parametrize(
    "text",
    [
        "The cat sleeps in the garden of the house.",
        "parental leave policy",
        "Where was the café of the town?",
        "42",
        "",
        "🙂",
    ],
)
def test_a_text_is_english_unless_it_shows_another_language(text):
    assert is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        GERMAN,
        "¿Cuántos puntos dejaron escapar en defensa los Panthers?",
        "Wie viele Menschen leben in der Stadt?",
        "Il gatto dorme nel giardino della casa di Maria.",
        "Кошка спит в саду",
        "القطة تنام في الحديقة",
        "猫は庭で寝ています",
        "แมวนอนในสวน",
    ],
)
def test_another_language_shows_in_its_small_words_its_letters_or_its_script(text):
    assert not is_english(text)


def test_english_is_found_by_stems_alone():
    assert terms("The cats are running in cafés of the town") == "the cat are run in cafe of the town".split()


def test_words_of_other_languages_share_pieces_whatever_their_ending_or_compound():
    assert {"~_hau", "~haus"} <= set(terms("das Haus und der Garten")) & set(terms("die Hausmeisterwohnung ist neu"))


def test_a_piece_is_no_stem_that_has_the_same_letters():
    pieces = {term for term in terms("Das Netzwerk ist neu und schön") if term.startswith("~")}
    assert "~werk" in pieces
    assert not any(piece in terms("a werk in the house") for piece in pieces)


def test_accents_tell_pieces_apart_but_not_stems():
    assert "cafe" in terms("the café")
    assert {"ban", "~_bán"} <= set(terms("bán và của là được"))
    assert {"ban", "~_bàn"} <= set(terms("bàn và của là được"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("東京タワー2015年", {"東", "京", "東京", "年", "2015"}),
        ("ปลาทู", {"ปลา", "ลาท", "าทู"}),
        ("猫", {"猫"}),
        ("กา", {"กา"}),
    ],
)
def test_scripts_without_spaces_are_found_by_runs_of_characters(text, found):
    assert found <= set(terms(text))


def test_vowel_signs_stay_with_their_word():
    assert "हिन्दी" in terms("यह हिन्दी है")


def test_no_term_holds_white_space_or_is_endless():
    for term in terms("a\u2028b " + "x" * 200 + " " + "ю" * 300 + " " + GERMAN):
        assert len(term.split()) == 1
        assert len(term.encode()) <= 100
