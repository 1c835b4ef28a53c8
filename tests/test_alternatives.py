"""A question that fits several things is answered for each of them."""

from dataclasses import replace

import pytest
from fakes import make_passage, make_prompt, make_sentences

from index.records import Passage
from qa.evidence.alternatives import MOST, answer_each, find_alternatives
from qa.text.parsed import ParsedText

PUMPS = make_passage("The warranty for the Alpha pump is two years. The warranty for the Beta pump is three years.")
ROWS = make_passage(
    "Model: Zephyr 20 | Price (euros): 129\nModel: Zephyr 30 | Price (euros): 149\nModel: Sirocco 40 | Price (euros): 9"
)


def found(question: str, *passages: Passage) -> list[str]:
    sentences = [replace(s, score=0.5) for s in make_sentences(question, *passages)]
    return [sentence.text for sentence in find_alternatives(ParsedText(question), sentences)]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How long is the warranty?", PUMPS.text),
        ("When does the depot open?", "The depot in Leeds opens at 7:00. The depot in Hull opens at 8:30."),
        ("Who is the manager?", "The manager in Leeds is Ada Fenn. The manager in Hull is Bo Lind."),
        ("How many days do staff get?", "Full-time staff get 28 days of leave. Part-time staff get 14 days of leave."),
        ("How much does the tank hold?", "The tank of the X-200 holds 5 litres. The tank of the X-210 holds 7 litres."),
        ("Wie lange ist die Garantie?", "Die Garantie der A1 ist zwei Jahre. Die Garantie der B2 ist drei Jahre."),
    ],
)  # fmt: skip
def test_a_question_that_names_none_of_several_things_fits_all_of_them(question: str, text: str) -> None:
    assert len(found(question, make_passage(text))) == 2


def test_rows_that_fit_alike_are_all_found() -> None:
    assert found("What does the Zephyr cost?", ROWS) == ROWS.text.split("\n")[:2]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How long is the warranty for the Beta pump?", PUMPS.text),
        ("How long is the warranty for the Delta pump?", PUMPS.text),
        ("Which pump has the longest warranty?", PUMPS.text),
        ("Why is there a warranty?", PUMPS.text),
        ("When does the depot open?", "The depot opens at 7:00. The depot closes at 18:00."),
        ("How long is the warranty?", "The warranty for the Alpha is two years. The Beta has a warranty of two years."),
        ("What does the Zephyr 20 cost?", ROWS.text),
    ],
)  # fmt: skip
def test_a_question_that_fits_one_thing_or_none_has_no_alternatives(question: str, text: str) -> None:
    assert found(question, make_passage(text)) == []


def test_headings_and_titles_name_the_things_too() -> None:
    sections = [
        make_passage(f"The warranty lasts {years} years.", start=100 * n, heading=f"Terms > {pump} pump")
        for n, (years, pump) in enumerate([("two", "Alpha"), ("three", "Beta")])
    ]
    question = "How long does the warranty last?"
    sentences = [replace(s, score=0.5) for s in make_sentences(question, *sections)]
    checked = answer_each(find_alternatives(ParsedText(question), sentences), make_prompt(question, *sections), "en")
    assert checked.text == (
        "That depends on which one you mean:\n- Alpha pump: “The warranty lasts two years.” [1]\n"
        "- Beta pump: “The warranty lasts three years.” [2]"
    )
    assert all(statement.text in checked.text for statement in checked.statements)
    manuals = [
        make_passage(f"The warranty lasts {years} years.", document_id=f"{pump} pump manual.md")
        for years, pump in [("two", "Alpha"), ("three", "Beta")]
    ]
    assert len(found(question, *manuals)) == 2
    others = [
        replace(manual, title=title)
        for manual, title in zip(manuals, ("Warranty terms", "Minutes of May"), strict=True)
    ]
    assert found(question, *others) == []  # they are not known to be about different things


def test_of_many_things_some_are_shown() -> None:
    rows = make_passage("\n".join(f"Room: R{n} | Seats: {n}" for n in range(10, 20)))
    question = "How many seats does the room have?"
    sentences = [replace(s, score=0.5) for s in make_sentences(question, rows)]
    checked = answer_each(find_alternatives(ParsedText(question), sentences), make_prompt(question, rows), "en")
    assert checked.text.startswith("That depends on which one you mean. Some of them:")
    assert len(checked.statements) == MOST
