"""Tables of people, asked as people speak: who earns the most, how many women, who is the oldest."""

import pytest
from fakes import ask_texts

PAYROLL = (
    "Name,Department,Monthly salary (EUR),Weekly hours,Date of birth,Gender\n"
    "Anna Kolb,Sales,3200,40,1985-03-01,f\nBen Ohm,Workshop,2950,38,1979-07-15,m\n"
    "Clara Wenz,Sales,3600,40,1990-01-10,f\nDirk Auer,Workshop,2700,32,1968-11-02,m\n"
    "Eva Linn,Office,2400,24,2001-05-20,f\n"
)
VEREIN = (
    "Name,Abteilung,Beitrag (Euro),Eintritt\nAnna Kolb,Turnen,120,2019-03-01\nBernd Ohm,Fußball,95,2021-07-15\n"
    "Clara Wenz,Turnen,130,2020-01-10\nDirk Auer,Schwimmen,80,2022-11-02\n"
)
CLUB = (
    "Nom,Section,Cotisation (€),Inscription,Âge\nAnnie Colbert,Judo,120,2019-03-01,34\n"
    "Bruno Olm,Yoga,95,2021-07-15,52\n"
    "Clara Venz,Judo,130,2020-01-10,28\nDenis Auer,Natation,80,2022-11-02,61\n"
)
CREW = (
    "First name,Last name,Trade,Pay (EUR),Start\nUma,Reed,Tiler,2100,2020-02-01\nVic,Sand,Joiner,2600,2019-02-01\n"
    "Wes,Tull,Joiner,2300,2021-05-01\n"
)
STOCK = "Name,Colour,Price (EUR)\nHeron,blue,20\nKestrel,green,35\nOsprey,blue,28\n"
PEOPLE = {"payroll.csv": PAYROLL, "verein.csv": VEREIN, "adherents.csv": CLUB, "crew.csv": CREW, "kites.csv": STOCK}


@pytest.mark.parametrize(
    ("file", "question", "answer"),
    [
        ("payroll.csv", "Who earns the most?", "Clara Wenz: “Name”"),
        ("payroll.csv", "Who works the fewest hours?", "Eva Linn: “Name” in the row of “payroll” where “Weekly hours”"),
        ("payroll.csv", "How many women are there?", "3: the rows"),
        ("payroll.csv", "How many of them are men?", "2: the rows"),
        ("payroll.csv", "Who is the oldest?", "Dirk Auer: "),
        ("payroll.csv", "Who is the youngest?", "Eva Linn: "),
        ("payroll.csv", "Who is the oldest woman?", "Anna Kolb: "),
        ("payroll.csv", "What do the people in the workshop earn on average?", "2,825 EUR: "),
        ("payroll.csv", "How many people work here?", "5: the rows"),
        ("payroll.csv", "Who was born in 1990?", "Clara Wenz: "),
        ("verein.csv", "Wer zahlt am meisten?", "Clara Wenz: "),
        ("verein.csv", "Was zahlen alle zusammen?", "425 Euro: "),
        ("verein.csv", "Wer ist am längsten dabei?", "Anna Kolb: "),
        ("verein.csv", "Wie viele Leute sind im Verein?", "4: "),
        ("verein.csv", "Wann ist Bernd eingetreten?", "15. Juli 2021: "),
        ("adherents.csv", "Qui paie le plus ?", "Clara Venz : "),
        ("adherents.csv", "Combien de membres y a-t-il ?", "4 : "),
        ("adherents.csv", "Combien paient-ils tous ensemble ?", "425 € : "),
        ("adherents.csv", "Combien font du judo ?", "2 : "),
        ("crew.csv", "Who earns the most?", "Vic (Sand): "),
        ("crew.csv", "Who has been here the longest?", "Vic (Sand): "),
        ("crew.csv", "Who started in 2021?", "Wes (Tull): "),
    ],
)
def test_a_table_of_people_is_asked_as_people_speak(file: str, question: str, answer: str) -> None:
    found = ask_texts(question, {file: PEOPLE[file]})
    assert found.text.startswith(answer), found.text
    assert found.statements[0].citations


@pytest.mark.parametrize("question", ["How many women are there?", "Who is the oldest?", "How many people are there?"])
def test_things_are_not_taken_for_people(question: str) -> None:
    assert ask_texts(question, {"kites.csv": STOCK}).form != "table"


def test_what_is_asked_of_the_whole_table_is_not_limited_to_rows_that_share_its_title() -> None:
    costs = "Supplier,Item,Amount (EUR)\nHolm,roof tiles,4200\nBretz,rafters,1850\nHolm,gutters,640\n"
    found = ask_texts("What did we spend on the roof altogether?", {"roof costs.csv": costs})
    assert found.text.startswith("6,690 EUR: ")


def test_an_amount_is_limited_by_a_column_of_yes_and_no() -> None:
    bills = "Supplier,Item,Amount (EUR),Paid\nHolm,tiles,4200,yes\nBretz,rafters,1850,yes\nHolm,gutters,640,no\n"
    found = ask_texts("How much have we not paid yet?", {"bills.csv": bills})
    assert found.text.startswith("640 EUR: ")


def test_a_word_of_several_values_does_not_mean_the_one_that_is_short() -> None:
    rates = (
        "Bracket,Course,Price (EUR)\nBracket A (up to 600),Sailing,48\nBracket B (from 601 up to 1 000),Sailing,66\n"
        "Bracket C (from 1 001 up to 1 500),Sailing,87\nOutside the town,Sailing,120\n"
    )
    found = ask_texts("What is the price of sailing in bracket C?", {"rates.csv": rates})
    assert found.text.startswith("87 EUR: "), found.text
