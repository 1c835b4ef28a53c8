"""Negated questions: what rows, list items and sentences do not have or do."""

from __future__ import annotations

import pytest
from fakes import FakeModels, HeldDocuments, ask_texts, make_document, make_headed

from qa.engines.extractive_engine import ExtractiveEngine
from qa.forms.lists.exclusions import asks_for_exclusions
from qa.forms.words.negation import find_negated
from qa.pipeline import Pipeline
from qa.records import Answer
from qa.settings import Settings

STAFF = make_headed(
    "staff.csv",
    "Staff",
    (
        "",
        None,
        "Name: Ada | City: Berlin | Signed: 2025-03-01 | Car: yes\nName: Bob | City: Hamburg | Car: no\n"
        "Name: Eve | City: Berlin | Signed: 2025-03-04 | Car: no",
    ),
)
ORDERS = make_headed(
    "orders.md",
    "Orders",
    (
        "Orders",
        None,
        "Order: A-1 | Status: delivered\nOrder: A-2 | Status: open\nOrder: A-3 | Status: not yet delivered",
    ),
)
ROOMS = make_headed(
    "rooms.md",
    "Rooms",
    ("Rooms", None, "# Rooms\n\n- Ash: first floor, no projector\n- Elm: second floor, projector\n- Oak: third floor"),
    ("Räume", None, "# Räume\n\n- Ahorn: erster Stock\n- Birke: zweiter Stock\n- Linde: dritter Stock"),
    ("Salles", None, "# Salles\n\n- Acacia : premier étage\n- Bouleau : deuxième étage"),
    ("Salas", None, "# Salas\n\n- Acacia: primer piso\n- Abedul: segundo piso"),
)
COVER = make_headed(
    "cover.md",
    "Travel cover",
    ("Travel cover", None, "The travel cover pays for illness. It does not pay for skiing injuries."),
    ("Garantie", None, "# Garantie\n\nVon der Garantie ausgeschlossen sind:\n\n- Akkus\n- Filter"),
)
DRILL = make_headed(
    "drill.md", "Fire drill", ("", None, "# Fire drill\n\n- Ida: done on 4 March\n- Max: not yet done\n- Zoe: no")
)
PRACTICE = make_headed(
    "übung.md", "Brandübung", ("", None, "# Brandübung\n\n- Ida: ja\n- Max: noch nicht\n- Zoe: nein")
)
LIBRARY = HeldDocuments(STAFF, ORDERS, ROOMS, COVER, DRILL, PRACTICE)


def ask(question: str) -> Answer:
    models = FakeModels(ExtractiveEngine())  # type: ignore[arg-type]
    *_, answer = Pipeline(LIBRARY, models, Settings()).answer(question)
    assert isinstance(answer, Answer)
    for citation in answer.citations:
        assert LIBRARY.document(citation.document_id).text[citation.start : citation.end] == citation.quote
    return answer


def names(answer: Answer) -> list[str]:
    lines = [line for line in answer.text.splitlines() if line.startswith("- ")]
    return [line.split()[1].strip("“”:") for line in lines]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which employees don't have a car?", ["Bob", "Eve"]),
        ("Which employees do not work in Berlin?", ["Bob"]),
        ("Wer arbeitet nicht in Berlin?", ["Bob"]),
        ("Qui ne travaille pas à Berlin ?", ["Bob"]),
        ("All employees except Ada", ["Bob", "Eve"]),
        ("Which orders have not been delivered?", ["A-2", "A-3"]),
        ("Who still hasn't been to the fire drill?", ["Max", "Zoe"]),
        ("Wer war noch nicht bei der Brandübung?", ["Max", "Zoe"]),
        ("How many orders are not yet delivered?", ["A-2", "A-3"]),
        ("Which rooms are NOT on the second floor?", ["Ash", "Oak"]),
        ("Which rooms have no projector?", ["Ash", "Oak"]),
        ("Welche Räume liegen nicht im zweiten Stock?", ["Ahorn", "Linde"]),
        ("Quelles salles ne sont pas au deuxième étage ?", ["Acacia"]),
        ("¿Qué salas no están en el segundo piso?", ["Acacia"]),
        ("Was ist von der Garantie ausgeschlossen?", ["Akkus", "Filter"]),
        ("Was ist nicht von der Garantie abgedeckt?", ["Akkus", "Filter"]),
    ],
)
def test_what_lacks_something_is_listed(question: str, expected: list[str]) -> None:
    answer = ask(question)
    assert names(answer) == expected
    assert answer.form == "list"


def test_a_sentence_that_denies_it_is_quoted() -> None:
    assert "skiing injuries" in ask("What does the travel cover not pay for?").text


def test_the_answer_says_how_many_there_are_and_what_was_compared() -> None:
    assert ask("Who has no car?").text.startswith("2 of 3 rows: no, or nothing, under “Car”:")
    assert ask("Which rooms are not on the second floor?").text.startswith("2 of 3 items: not “second floor”:")


def test_what_is_not_done_is_told_by_empty_cells() -> None:
    assert ask("Who has not signed?").text.startswith("Bob: “Name” in the row")


def test_if_all_have_it_they_are_shown() -> None:
    only = HeldDocuments(make_document("keys.md", "Keys\n\nKey: K1 | Owner: Ada\nKey: K2 | Owner: Ada"))
    models = FakeModels(ExtractiveEngine())  # type: ignore[arg-type]
    *_, answer = Pipeline(only, models, Settings()).answer("Which keys do not have an owner?")
    assert isinstance(answer, Answer)
    assert answer.text.startswith("0 of 2 rows")
    assert len(answer.statements) == 2


@pytest.mark.parametrize(
    "question",
    ["Which rooms have no sauna?", "Which customers are not from Berlin?", "Which planes do not have a car?"],
)
def test_lists_of_other_things_and_of_other_traits_do_not_answer(question: str) -> None:
    assert ask(question).form != "list"


@pytest.mark.parametrize(
    "question",
    [
        "What happens if the pump does not start?",
        "Why is the pump not covered?",
        "Which trips cost not more than 300 euros?",
        "Is the guarantee not transferable?",
        "What is no. 5?",
        "How do I not lose my data?",
        "Welche Reisen kosten nicht mehr als 300 Euro?",
    ],
)
def test_other_questions_are_left_alone(question: str) -> None:
    assert not asks_for_exclusions(question)


def test_the_things_end_where_the_verb_begins() -> None:
    negated = find_negated("Welche offenen Aufträge wurden nicht geliefert?")
    assert negated is not None
    assert (negated.things, negated.lacking) == ("offenen Aufträge", ("geliefert",))


def test_words_before_the_things_choose_the_rows() -> None:
    menu = make_headed(
        "menu.csv",
        "Menu of dishes",
        (
            "",
            None,
            "Dish: Curry | Allergens: none | Vegetarian: yes\nDish: Chicken | Allergens: none | Vegetarian: no\n"
            "Dish: Lasagne | Allergens: milk | Vegetarian: yes",
        ),
    )
    pipeline = Pipeline(HeldDocuments(menu), FakeModels(ExtractiveEngine()), Settings())
    *_, answer = pipeline.answer("Which veggie dishes have no allergens?")
    assert isinstance(answer, Answer)
    assert "Curry" in answer.text
    assert "Chicken" not in answer.text
    *_, answer = pipeline.answer("Which purple dishes have no allergens?")
    assert isinstance(answer, Answer)
    assert answer.form != "list"


def test_what_does_not_count_is_what_is_not_covered_and_a_limit_denies_nothing() -> None:
    policy = make_headed(
        "policy.md",
        "Travel cover",
        (
            "",
            None,
            "Luggage is covered up to 1,800 euros, of which no more than 400 for one item. Diving below 30 metres is"
            " excluded. Cash and tickets are not covered as luggage.",
        ),
    )
    pipeline = Pipeline(HeldDocuments(policy), FakeModels(ExtractiveEngine()), Settings())
    *_, answer = pipeline.answer("what things dont count as luggage")
    assert isinstance(answer, Answer)
    assert [statement.text for statement in answer.statements] == ["“Cash and tickets are not covered as luggage.” [1]"]


PASSES = (
    "pass;price;Saturday;Sunday;sauna\nAll;34;yes;yes;yes\nOff-peak;20;yes;no;no\nStudent;22;yes;yes;no\n"
    "Senior;24;yes;yes;yes\n"
)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("With which pass can I not swim on Sunday?", {}),
        ("Met welk abonnement kun je niet op zondag zwemmen?", {"pass": "abonnement", "Sunday": "zondag", "no": "nee"}),
        ("Welk abonnement geldt niet op zondag?", {"pass": "abonnement", "Sunday": "zondag", "no": "nee"}),
        (
            "Mit welcher Karte kann ich am Sonntag nicht schwimmen?",
            {"pass": "Karte", "Sunday": "Sonntag", "no": "nein"},
        ),
    ],
)
def test_what_one_can_not_do_with_which_is_a_column_too(question: str, words: dict[str, str]) -> None:
    table = PASSES
    for word, other in words.items():
        table = table.replace(f"{word};", f"{other};").replace(f"{word}\n", f"{other}\n")
    text = ask_texts(question, {"passes.csv": table}).text
    assert "Off-peak" in text
    assert "Student" not in text
