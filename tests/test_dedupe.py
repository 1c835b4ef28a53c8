from dataclasses import replace

import pytest
from fakes import make_passage

from index.records import Hit
from index.search.dedupe import tell_copies

TEXT = "Employees may work from home on up to three days a week. They agree on the days with their manager beforehand."


def hits(*texts, **fields):
    return [
        Hit(make_passage(text, document_id=f"{number}.txt", **fields), 1 - number / 100, "fused")
        for number, text in enumerate(texts)
    ]


def distinct(made, k):
    kept, copies = tell_copies(made, k)
    return kept + copies


def numbers(found):
    return [int(hit.passage.document_id.split(".")[0]) for hit in found]


def test_the_same_text_from_several_documents_is_found_once_while_there_is_other():
    kept, _ = tell_copies(hits(TEXT, TEXT, "Other words.", TEXT, "And other words still."), 3)
    assert numbers(kept) == [0, 2, 4]


@pytest.mark.parametrize(
    "copy",
    [
        TEXT.upper(),
        TEXT.replace(" ", "\n  "),
        TEXT.replace(".", " –"),
        TEXT.replace("fr", "f\u00adr"),
        TEXT.replace("Employees may", "May employees"),
        TEXT + " " + TEXT,
    ],
)
def test_what_differs_only_in_form_is_a_copy(copy):
    assert numbers(tell_copies(hits(TEXT, copy, "Other."), 2)[0]) == [0, 2]


@pytest.mark.parametrize(
    "other",
    [
        TEXT.replace("three", "four"),
        TEXT.replace("three", "3"),
        TEXT.replace("may", "may not"),
        TEXT.replace("manager", "director"),
        TEXT + " Not on Mondays.",
        TEXT.split(". ", maxsplit=1)[1],
        "manager with days on agree They beforehand their the",
        "",
        "—",
    ],
)
def test_one_word_that_is_new_makes_it_distinct(other):
    assert numbers(tell_copies(hits(TEXT, other, "Other."), 2)[0]) == [0, 1]


def test_a_longer_passage_is_no_copy_of_a_better_one_that_says_less():
    assert numbers(distinct(hits(TEXT.split(". ", maxsplit=1)[0], TEXT), 2)) == [0, 1]


def test_the_same_words_under_another_heading_mean_something_else():
    (one, other) = hits("Price: 40 euros", "Price: 40 euros")
    other = replace(other, passage=replace(other.passage, heading="Students"))
    assert tell_copies([one, other, *hits("a", "b")], 2) == ([one, other], [])


def test_nothing_is_lost_where_there_are_too_few_others():
    found = distinct(hits(TEXT, TEXT, "Other words.", TEXT), 8)
    assert numbers(found) == [0, 2, 1, 3]
    assert [numbers(some) for some in tell_copies(hits(TEXT, TEXT, TEXT), 2)] == [[0], [1, 2]]


@pytest.mark.parametrize("k", [0, -1])
def test_a_k_of_nothing_and_no_hits_give_nothing(k):
    assert tell_copies(hits(TEXT), k) == ([], [])
    assert tell_copies([], 5) == ([], [])


def test_hits_that_all_differ_stay_as_they_are():
    made = hits("a b c", "d e f", "a d g", "c b a x")
    assert distinct(made, 3) == made[:3]
