"""What was planned and what was spent: which project is over budget, and what is left."""

import pytest
from fakes import ask_texts

from qa.forms.tables.budget import asks_about_budget

PROJECTS = (
    "Project,Lead,Budget (EUR),Spent (EUR)\nGreenhouse,Lucy Marin,12000,9800\nRoof,Paul Gird,45000,47200\n"
    "Car park,Lucy Marin,30000,11250\n"
)
PROJETS = PROJECTS.replace("Project,Lead,Budget (EUR),Spent (EUR)", "Projet,Responsable,Budget (€),Dépensé (€)")
BAUTEN = PROJECTS.replace("Project,Lead,Budget (EUR),Spent (EUR)", "Bau,Leitung,Soll (Euro),Ist (Euro)")
FILES = {"projects.csv": PROJECTS, "projets.csv": PROJETS, "bauten.csv": BAUTEN}


@pytest.mark.parametrize(
    ("file", "question", "answer"),
    [
        ("projects.csv", "Which project is over budget?", "Roof (45,000 EUR, 47,200 EUR)"),
        ("projects.csv", "How much is left for the greenhouse?", "2,200 EUR: "),
        ("projects.csv", "By how much did the roof exceed its budget?", "2,200 EUR: "),
        ("projects.csv", "How much money is left in total?", "18,750 EUR: "),
        ("projets.csv", "Quel projet a dépassé son budget ?", "Roof ("),
        ("projets.csv", "Combien reste-t-il pour le car park ?", "18,750 € : "),
        ("bauten.csv", "Welcher Bau hat das Budget überschritten?", "Roof ("),
    ],
)
def test_what_was_spent_is_compared_with_what_was_planned(file: str, question: str, answer: str) -> None:
    found = ask_texts(question, {file: FILES[file]})
    assert found.text.startswith(answer), found.text
    assert found.statements[0].citations


def test_nothing_is_compared_without_a_column_for_each() -> None:
    costs = "Project,Lead,Spent (EUR)\nGreenhouse,Lucy Marin,9800\nRoof,Paul Gird,47200\n"
    assert not ask_texts("Which project is over budget?", {"projects.csv": costs}).text.startswith(
        ("Roof", "Greenhouse")
    )
    assert not ask_texts("How much is left for the cellar?", {"projects.csv": PROJECTS}).text.startswith("1")


def test_a_rest_that_is_no_money_is_not_asked_of_a_budget() -> None:
    assert not asks_about_budget("Who left the firm in May?")
