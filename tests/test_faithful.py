"""A model's query must use what the question names, and nothing else."""

from __future__ import annotations

import pytest
from test_typed import make_table

from qa.forms.tables.database import Database
from qa.forms.tables.faithful import is_faithful

TABLE = make_table(
    "Show: News | Role: Host | Seats: 30 | Combined tackles: 5 | Day: 2025-01-14",
    "Show: Quiz | Role: Guest | Seats: 40 | Combined tackles: 7 | Day: 2025-08-01",
    "Show: Late | Role: Host | Seats: 50 | Combined tackles: 9 | Day: 2024-02-03",
    name="shows.csv",
)


def check(question: str, sql: str) -> bool:
    with Database([TABLE]) as database:
        return is_faithful(question, database.parse(sql.format(t=TABLE.sql)), [TABLE])


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("How many shows had a host?", "SELECT count(*) FROM {t} WHERE role = 'Host'"),
        ("Which show has 30 seats?", "SELECT show_ FROM {t} WHERE seats = 30"),
        ("Which show has thirty seats?", "SELECT show_ FROM {t} WHERE seats = 30"),
        ("Which shows have more than 35 seats?", "SELECT show_ FROM {t} WHERE seats > 35"),
        ("Which show had the most combined tackles?", "SELECT show_ FROM {t} ORDER BY combined_tackles DESC LIMIT 1"),
        ("How many shows were in the second half of 2025?", "SELECT count(*) FROM {t} WHERE day >= '2025-07-01'"),
        ("How many seats did News have?", "SELECT seats FROM {t} WHERE show_ = 'News'"),
        ("What is the difference in seats of News and Quiz?",
         "SELECT (SELECT seats FROM {t} WHERE show_ = 'News') - (SELECT seats FROM {t} WHERE show_ = 'Quiz')"),
    ],
)  # fmt: skip
def test_a_query_that_says_what_the_question_says_is_faithful(question: str, sql: str) -> None:
    assert check(question, sql)


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("Which show has the most seats?", "SELECT show_ FROM {t} WHERE role = 'Host' ORDER BY seats DESC LIMIT 1"),
        ("How many hosts are there?", "SELECT count(*) FROM {t}"),
        ("Which show has 30 seats?", "SELECT show_ FROM {t} WHERE seats = 40"),
        ("Which shows have more than 35 seats?", "SELECT show_ FROM {t} WHERE seats = 35"),
        ("What is the average of the seats?", "SELECT sum(seats) FROM {t}"),
        ("Which show has the most seats?", "SELECT show_ FROM {t} WHERE seats > 45"),
        ("What is the total of the seats?", "SELECT seats FROM {t}"),
        ("How many shows were there in 2019?", "SELECT count(*) FROM {t}"),
    ],
)
def test_a_query_that_says_more_or_less_is_not(question: str, sql: str) -> None:
    assert not check(question, sql)


@pytest.mark.parametrize(
    ("question", "sql", "is_said"),
    [
        ("Which show does the host have?", "SELECT show_ FROM {t} WHERE role != 'Host'", False),
        ("Which show is not the host's?", "SELECT show_ FROM {t} WHERE role != 'Host'", True),
        ("Which other shows are there than the host's?", "SELECT show_ FROM {t} WHERE role NOT IN ('Host')", True),
        ("Which shows are there beside the host's?", "SELECT show_ FROM {t} WHERE role NOT IN ('Host')", False),
        (
            "Is there a host?",
            "SELECT CASE WHEN count(*) > 0 THEN 'yes' ELSE 'no' END FROM {t} WHERE role = 'Host'",
            True,
        ),
        (
            "Is there a host?",
            "SELECT CASE WHEN count(*) > 0 THEN 'yes' ELSE 'no' END FROM {t} WHERE role = 'Guest'",
            False,
        ),
    ],
)
def test_only_a_question_that_leaves_something_out_is_asked_so(question: str, sql: str, *, is_said: bool) -> None:
    assert check(question, sql) == is_said


DEVICES = make_table(
    "Data: Rated power | Small: 410 W | Large: 560 W",
    "Data: Air flow | Small: 120 m3/h | Large: 150 m3/h",
    name="devices.csv",
)


CREWS = make_table(
    "Boat: Otter | Crew: Ida | Guests (at most): 4 in summer",
    "Boat: Heron | Crew: Ida, Bo | Guests (at most): 6",
    "Boat: Swan | Crew: Jo, Mia | Guests (at most): 9",
    name="crews.csv",
)


@pytest.mark.parametrize(
    ("question", "sql", "is_said"),
    [
        ("How many boats does Ida sail?", "SELECT count(*) FROM {t} WHERE crew IN ('Ida', 'Ida, Bo')", True),
        ("How many boats does Ida sail?", "SELECT count(*) FROM {t} WHERE crew IN ('Ida', 'Jo, Mia')", False),
        ("How many guests can the Otter take?", "SELECT guests_at_most FROM {t} WHERE boat = 'Otter'", True),
        ("How many guests can the Otter take?", "SELECT crew FROM {t} WHERE boat = 'Otter'", False),
        ("How many guests did the Bo regatta have?", "SELECT guests_at_most FROM {t} WHERE crew = 'Ida, Bo'", False),
        ("What do guests of the Otter pay?", "SELECT guests_at_most * 1 FROM {t} WHERE boat = 'Otter'", False),
        (
            "Which boat is before the Swan?",
            "SELECT boat FROM {t} WHERE row_no = (SELECT row_no FROM {t} WHERE boat = 'Swan') - 1",
            True,
        ),
    ],
)
def test_one_part_of_a_list_and_a_number_with_words_are_named(question: str, sql: str, *, is_said: bool) -> None:
    with Database([CREWS]) as database:
        assert is_faithful(question, database.parse(sql.format(t=CREWS.sql)), [CREWS]) == is_said


@pytest.mark.parametrize(
    ("question", "is_said"),
    [
        ("What is the rated power of the small one?", True),
        ("How much power does the small one take?", True),
        ("What is the power of the small one?", True),
        ("How long is the power cord of the small one?", False),
        ("What colour has the power switch of the small one?", False),
    ],
)
def test_a_value_that_is_half_named_before_an_unknown_word_is_another(question: str, is_said: bool) -> None:
    with Database([DEVICES]) as database:
        tree = database.parse(f"SELECT small FROM {DEVICES.sql} WHERE data = 'Rated power'")
        assert is_faithful(question, tree, [DEVICES]) == is_said
