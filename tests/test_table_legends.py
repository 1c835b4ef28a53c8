"""Tables are read with the words that stand apart from them."""

from __future__ import annotations

import pytest
from fakes import ask_texts

from index.reading.read import read
from index.reading.written_tables import WrittenTable, tables_of
from qa.forms.tables.legends import with_legends

TRIAL = """# Trial

Table 1

| Var. | Y | K |
|---|---|---|
| 1 | 38.2 | 61 |
| 2 | 51.7 | 44 |

Table 2

| Var. | Y | K |
|---|---|---|
| 1 | 40.1 | 63 |
| 2 | 49.9 | 41 |

The results stand in Table 1 (season 2023) and Table 2 (season 2022).

1 = Tibbs Redstreak; 2 = Old Marrow

Y: yield, in kilograms a tree

K: keeping, in days
"""
ROOMS = """# Stores

| Room | Damp | Warm |
|---|---|---|
| R1 | 46 | 14 |
| R2 | 41 | 18 |
| R3 | 58 | 9 |

R1 is the print store. R2 is the cart shed, R3 the loft.
"""
LAMPS = """# Lamps

| Gallery | I | II |
|---|---|---|
| Weavers | 165 | 140 |
| Bakers | 88 | 41 |

The weavers' gallery is too bright.

| Gallery | I | II |
|---|---|---|
| Weavers | 2011 | 64 |
| Bakers | 2014 | 52 |

First table: I is the light at the window, II the light at the wall.

Second table: I is the year of fitting, II the share of faded lamps.
"""


def read_tables(text: str) -> list[WrittenTable]:
    document = read(text.encode(), "report.md")
    return with_legends(tables_of(document), document.text)


def test_codes_are_read_as_what_they_mean_and_keep_their_places() -> None:
    (table,) = read_tables(ROOMS)
    cells = [row.cells[0] for row in table.rows]
    assert [cell.text for cell in cells if cell] == ["print store (R1)", "cart shed (R2)", "loft (R3)"]
    text = read(ROOMS.encode(), "report.md").text
    assert [text[cell.start : cell.end] for cell in cells if cell] == ["R1", "R2", "R3"]


def test_each_of_several_tables_has_its_own_legend_and_name() -> None:
    assert [table.columns for table in read_tables(LAMPS)] == [
        ("Gallery", "light at the window", "light at the wall"),
        ("Gallery", "year of fitting", "share of faded lamps"),
    ]
    assert [table.above.splitlines()[-1] for table in read_tables(TRIAL)[:2]] == ["season 2023", "season 2022"]


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        ("How long did Old Marrow keep in 2022?", TRIAL, "41:"),
        ("What was the yield of Tibbs Redstreak in 2023?", TRIAL, "38.2:"),
        ("How damp is the cart shed?", ROOMS, "41:"),
        ("How damp is R3?", ROOMS, "58:"),
        ("In which year of fitting did the Weavers get lamps?", LAMPS, "2011:"),
    ],
)
def test_questions_use_the_words_of_the_legend(question: str, text: str, said: str) -> None:
    assert ask_texts(question, {"report.md": text}).text.startswith(said)


def test_words_that_happen_to_follow_a_code_are_no_legend() -> None:
    plans = "# Hall\n\n| Plan | Price |\n|---|---|\n| A | 10 |\n| B | 20 |\n"
    (table,) = read_tables(f"{plans}\nA hall is hired by the day. Plans are paid in advance.\n")
    assert [cell.text for row in table.rows if (cell := row.cells[0])] == ["A", "B"]
