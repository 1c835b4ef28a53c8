"""Columns of yes and no as conditions."""

from __future__ import annotations

import pytest

from index.reading.read import read
from index.reading.written_tables import tables_of
from qa.forms.tables.answer import is_about_tables
from qa.forms.tables.rules import read_question
from qa.forms.tables.typed import typed
from qa.forms.words.negation import denies_several

CARDS = b"""Card,Books,Films,Home delivery
Junior,yes,no,no
Adult,yes,yes,no
Household,yes,yes,yes
"""
CAKES = """Kuchen,N\u00fcsse,Milch,Ei
Nusszopf,ja,ja,nein
Mohnstrudel,ja,nein,nein
Linzer Torte,ja,ja,ja
""".encode()


def conditions(content: bytes, name: str, question: str) -> set[str]:
    (table,) = tables_of(read(content, name))
    return {reading.sql.partition(" WHERE ")[2] for reading in read_question(question, typed(table))}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which cards include films?", "films = 'yes'"),
        ("Which card comes with films but no home delivery?", "films = 'yes' AND home_delivery = 'no'"),
        ("How many cards have home delivery?", "home_delivery = 'yes'"),
        ("Which card doesn't include films?", "films = 'no'"),
        ("Which cards have films and home delivery?", "films = 'yes' AND home_delivery = 'yes'"),
    ],
)
def test_the_words_before_a_column_of_yes_and_no_say_which_of_them_is_meant(question: str, expected: str) -> None:
    assert conditions(CARDS, "cards.csv", question) == {expected}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Welche Kuchen sind ohne Milch?", "milch = 'nein'"),
        ("Welcher Kuchen enth\u00e4lt weder Milch noch Ei?", "milch = 'nein' AND ei = 'nein'"),
        ("In welchen Kuchen ist keine Milch und kein Ei?", "milch = 'nein' AND ei = 'nein'"),
    ],
)
def test_so_they_do_in_german(question: str, expected: str) -> None:
    assert conditions(CAKES, "kuchen.csv", question) == {expected}


def test_a_question_about_one_row_asks_for_its_cell() -> None:
    assert conditions(CARDS, "cards.csv", "Does the Adult card have films?") <= {"card = 'Adult'"}


@pytest.mark.parametrize(
    ("text", "denies"),
    [
        ("which dishes have no nuts AND no gluten?", True),
        ("Which cakes contain neither milk nor egg?", True),
        ("Welche Kuchen enthalten weder Milch noch Ei?", True),
        ("Which rooms are not on the second floor?", False),
        ("which dishes have nuts and gluten?", False),
    ],
)
def test_several_things_are_denied(text: str, denies: bool) -> None:
    assert denies_several(text) is denies
    assert is_about_tables(text) is denies
