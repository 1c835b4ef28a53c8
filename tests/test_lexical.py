import gc
import os
import tempfile
import time

import numpy as np
import pytest
import tantivy

from index.errors import DamagedIndexError
from index.stores.lexical import Lexical

TEXTS = {
    11: "The cat sat on the mat.",
    12: "Dogs run in the garden with other dogs.",
    13: "Parking is free on Sundays; C++ and C# developers pay.",
    14: "Café Zürich opens at 9:30. AND OR NOT",
}


@pytest.fixture
def lexical():
    return Lexical.build(TEXTS.items())


def keys(ranking):
    return [key for key, _ in ranking]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Where did the cats sit?", 11),
        ("a running dog", 12),
        ("parking", 13),
        ("CAFE ZURICH", 14),
        ("cafe\u0301 zu\u00adrich", 14),
        ("NOT", 14),
    ],
)
def test_words_are_found_whatever_their_ending_case_or_accents(lexical, question, found):
    assert keys(lexical.search(question, 1)) == [found]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Wo schlafen die Katzen?", "Die Katze schläft im Garten und der Hund wacht."),
        ("Где спят кошки?", "Кошка спит в саду, а собака лает."),
        ("猫はどこで寝ますか", "猫は庭で寝ています。"),
        ("แมวนอนที่ไหน", "แมวกำลังนอนในสวนดอกไม้"),
        ("बिल्ली कहाँ सोती है", "बिल्ली बगीचे में सोती है।"),
        ("أين تنام القطط؟", "القطة تنام في الحديقة كل يوم."),
    ],
)
def test_every_language_is_found_beside_english_ones(question, found):
    texts = [*TEXTS.values(), "Der Zug fährt um neun ab und kommt an.", "Поезд уходит в девять часов.", found]
    assert Lexical.build(enumerate(texts)).search(question, 1)[0][0] == texts.index(found)


def test_an_english_question_is_not_drawn_to_the_few_passages_in_other_languages():
    texts = ["The price of the house is in the contract."] * 20 + ["Der Preis des Hauses the ist im Vertrag zu finden."]
    assert 20 not in keys(Lexical.build(enumerate(texts)).search("the price of the house", 5))


def test_a_better_match_has_a_higher_score(lexical):
    ranking = lexical.search("dogs in the garden on the mat", 4)
    assert keys(ranking)[0] == 12
    assert [score for _, score in ranking] == sorted((score for _, score in ranking), reverse=True)
    assert all(score > 0 for _, score in ranking)


@pytest.mark.parametrize(
    "question",
    [
        "",
        " ",
        "?",
        "🙂🙂",
        "the of and",
        'cat" OR "dog',
        "words:cat",
        "key:12",
        "key:[0 TO 99]",
        "*",
        "/.*/",
        "cat~2 dog^9 -mat +sat",
        "((((",
        "\\",
        "\0cat\0",
        "NOT cat",
        "cat " * 25_000,
        "x" * 100_000,
        " ".join(f"word{i}" for i in range(20_000)),
    ],
)
def test_no_question_raises_or_is_read_as_a_command(lexical, question):
    found = lexical.search(question, 4)
    words = {"cat", "dog", "mat", "sat", "the"}
    if not any(word in question for word in words):
        assert found == []


def test_operators_are_only_words(lexical):
    assert lexical.search("cat AND NOT mat", 4)[0] == lexical.search("cat and not mat", 4)[0]
    assert keys(lexical.search('"the mat sat"', 1)) == [11]
    assert keys(lexical.search("-cat", 1)) == [11]


@pytest.mark.parametrize("looked_up", [1000, 1])
def test_a_search_within_keys_finds_only_those_with_the_same_scores(lexical, monkeypatch, looked_up):
    monkeypatch.setattr("index.stores.lexical._LOOKED_UP", looked_up)
    everywhere = dict(lexical.search("the cat, the dogs in the garden", 4))
    within = lexical.search("the cat, the dogs in the garden", 4, np.array([12, 13, 999], np.int64))
    assert keys(within) == [12]
    assert within[0][1] == pytest.approx(everywhere[12])
    assert lexical.search("cat", 4, np.array([], np.int64)) == []
    without = lexical.search("the cat, the dogs in the garden", 4, without=np.array([12, 999], np.int64))
    assert dict(without) == {key: pytest.approx(score) for key, score in everywhere.items() if key != 12}


def test_equal_scores_are_in_order_of_key_wherever_the_cut_falls():
    lexical = Lexical.build((key, "the same words") for key in (9, 3, 7, 1, 5))
    assert keys(lexical.search("same words", 2)) == [1, 3]


def test_keys_keep_all_their_63_bits():
    lexical = Lexical.build([(2**63 - 1, "edge"), (2**63 - 2, "case")])
    assert keys(lexical.search("edge", 1)) == [2**63 - 1]
    assert keys(lexical.search("case", 1, np.array([2**63 - 2], np.int64))) == [2**63 - 2]


def test_an_empty_one_finds_nothing():
    assert Lexical.build([]).search("cat", 3) == []
    assert len(Lexical.build([])) == 0


def test_what_is_built_in_a_folder_is_opened_again(lexical, tmp_path):
    Lexical.build(TEXTS.items(), tmp_path)
    assert Lexical.open(tmp_path).search("the cat in the garden", 4) == lexical.search("the cat in the garden", 4)


def test_an_index_of_other_terms_is_refused_so_that_it_is_built_again(tmp_path):
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("key", indexed=True, fast=True)
    builder.add_text_field("words")
    tantivy.Index(builder.build(), path=str(tmp_path)).writer().commit()
    with pytest.raises(DamagedIndexError, match=r"quoth index --rebuild"):
        Lexical.open(tmp_path)


def test_a_folder_that_cannot_be_written_is_an_error_of_the_system(tmp_path):
    with pytest.raises(OSError, match=r"missing cannot be written"):
        Lexical.build(TEXTS.items(), tmp_path / "missing")


@pytest.mark.parametrize("damage", ["no folder", "no meta", "cut short", "nonsense"])
def test_a_damaged_or_missing_folder_is_a_clear_error(tmp_path, damage):
    folder = tmp_path / "lexical"
    folder.mkdir()
    Lexical.build(TEXTS.items(), folder)
    for path in sorted(folder.iterdir()):
        if damage == "no folder" or (damage == "no meta" and path.name == "meta.json"):
            path.unlink()
        elif damage == "cut short" and path.stat().st_size:
            path.write_bytes(path.read_bytes()[:-20])
        elif damage == "nonsense" and path.suffix == ".term":
            path.write_bytes(b"nonsense")
    if damage == "no folder":
        folder.rmdir()
    with pytest.raises(DamagedIndexError, match=r"lexical.*quoth index --rebuild"):
        Lexical.open(folder)


def test_an_index_on_a_read_only_drive_is_read_without_writing_there(tmp_path, monkeypatch):
    folder = tmp_path / "lexical"
    folder.mkdir()
    Lexical.build([(1, "the fox jumps"), (2, "the cat purrs")], folder)
    for lock in folder.glob("*.lock"):
        lock.unlink()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(os, "access", lambda *_: False)
    opened = Lexical.open(folder)
    assert [key for key, _ in opened.search("fox", 1)] == [1]
    assert list(folder.glob("*.lock")) == []
    del opened
    ends = time.monotonic() + 10  # a thread of the index can hold it for a moment
    while len(list(tmp_path.iterdir())) > 1 and time.monotonic() < ends:
        gc.collect()
        time.sleep(0.05)
    assert [path.name for path in tmp_path.iterdir()] == ["lexical"]


def test_a_word_that_the_question_repeats_counts_as_often_as_it_occurs():
    lexical = Lexical.build(enumerate(["the pump and the valve", "the pump and the gasket"]))
    assert keys(lexical.search("gasket, valve, valve", 2)) == [0, 1]
    assert keys(lexical.search("gasket, gasket, valve", 2)) == [1, 0]
