"""Yes-or-no questions that a cell of a table decides."""

from __future__ import annotations

import pytest
from fakes import HeldDocuments, make_headed, quoted_answer

from qa.forms.lists.membership import asks_for_membership

MENU = make_headed(
    "menu.csv",
    "Menu",
    (
        "",
        None,
        "Dish: Falafel wrap | Allergens: wheat, sesame | Price: 5.70\n"
        "Dish: Rice pudding | Allergens: milk | Price: 5.95\n"
        "Dish: Sorbet | Allergens: none | Price: 6.95",
    ),
)
STAFF = make_headed(
    "staff.csv", "Team", ("", None, "Name: Ada | Büro: Berlin | Auto: ja\nName: Bob | Büro: Hamburg | Auto: nein")
)
LIBRARY = HeldDocuments(MENU, STAFF)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("does the rice pudding contain wheat?", "No: “Dish: Rice pudding | Allergens: milk"),
        ("Does the falafel wrap contain wheat", "Yes: “Dish: Falafel wrap | Allergens: wheat"),
        ("Are there any sesame allergens in the sorbet?", "No: “Dish: Sorbet"),
        ("Ist Ada im Büro Hamburg?", "Nein: “Name: Ada | Büro: Berlin"),
    ],
)
def test_the_cell_decides(question: str, expected: str) -> None:
    answer = quoted_answer(question, LIBRARY)
    assert answer.text.startswith(expected)
    assert answer.form == "yes or no"
    assert answer.statements[0].citations


@pytest.mark.parametrize(
    "question",
    [
        "Does the rice pudding contain peanuts?",  # no row says where they would stand
        "Does the rice pudding taste of wheat?",
        "Does the pie contain milk?",
        "Does it contain milk?",
    ],
)
def test_it_declines_what_no_cell_decides(question: str) -> None:
    assert not quoted_answer(question, LIBRARY).text.startswith(("Yes", "No"))


def test_negated_and_other_questions_are_left_alone() -> None:
    assert not asks_for_membership("Does the sorbet not contain milk?")
    assert not asks_for_membership("What does the sorbet contain?")
