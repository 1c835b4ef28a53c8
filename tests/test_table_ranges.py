"""The row of a table whose range contains the amount of the question."""

import pytest
from fakes import FakeModels, HeldDocuments, ScriptedEngine

from index.reading.read import read
from qa.pipeline import Pipeline
from qa.records import Answer
from qa.settings import Settings

DISCOUNTS = """# Discounts

| From (euros) | To (euros) | Discount |
|---|---|---|
| 0 | 999 | 0 % |
| 1,000 | 2,499 | 3 % |
| 2,500 | 4,999 | 6 % |
| 5,000 |  | 10 % |
"""
PARCELS = """# Parcels

| Weight | Postage |
|---|---|
| up to 2 kg | 5.49 € |
| over 2 to 5 kg | 7.69 € |
| over 5 to 10 kg | 10.49 € |
"""
PAKETE = """# Pakete

| Gewicht | Inland | Ausland |
|---|---|---|
| bis 2 kg | 5,49 € | 12,00 € |
| über 2 bis 5 kg | 7,69 € | 19,00 € |
"""
POOL = """# Swimming pool

| Age | Ticket | Season ticket |
|---|---|---|
| under 6 | free | free |
| 6–17 | 3.50 euros | 40 euros |
| 18–64 | 6 euros | 75 euros |
| 65+ | 4 euros | 50 euros |
"""
LEAVE = """# Leave

| Years of service, from | Days of leave |
|---|---|
| 0 | 25 |
| 5 | 27 |
| 10 | 30 |
"""


def ask(question: str, *texts: str) -> Answer:
    documents = [read(text.encode(), f"{number}.md") for number, text in enumerate(texts)]
    models = FakeModels(ScriptedEngine("", confidence=0.0))
    *_, answer = Pipeline(HeldDocuments(*documents), models, Settings()).answer(question)
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize(
    ("question", "text", "value", "quoted"),
    [
        ("What discount do I get for an order of 3,000 euros?", DISCOUNTS, "6 %", "2,500"),
        ("What discount is there for 1,000 euros?", DISCOUNTS, "3 %", "1,000"),
        ("What discount is there for orders of 20,000 euros?", DISCOUNTS, "10 %", "5,000"),
        ("What is the postage for 800 g?", PARCELS, "5.49 €", "up to 2 kg"),
        ("What postage do I pay for 4 kg?", PARCELS, "7.69 €", "over 2 to 5 kg"),
        ("Was kostet ein Paket mit 3,5 kg ins Ausland?", PAKETE, "19,00 €", "über 2 bis 5 kg"),
        ("What does a season ticket cost at 16 years?", POOL, "40 euros", "6–17"),
        ("How many days of leave after 7 years of service?", LEAVE, "27", "5"),
    ],
)
def test_the_value_of_that_row_is_reported(question: str, text: str, value: str, quoted: str) -> None:
    answer = ask(question, text)
    assert not answer.abstained, answer.text
    assert answer.text.startswith(value), answer.text
    assert answer.form == "table"
    assert any(quoted in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What is the postage for 12 kg?", PARCELS),  # no range contains it
        ("What is the postage for 4 litres?", PARCELS),  # another unit
        ("What discount do students get for 3,000 euros?", DISCOUNTS),  # the table does not know students
        ("What is the delivery time for an order of 3,000 euros?", DISCOUNTS),
    ],
)
def test_nothing_is_given_if_the_table_does_not_say(question: str, text: str) -> None:
    assert ask(question, text).abstained
