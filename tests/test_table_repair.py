"""A model's query gets the names and values of the tables: nearly right names, parts of cells, texts with dates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from test_database import VISITS
from test_typed import make_table

from qa.forms.tables.compute import compute
from qa.forms.tables.database import Database
from qa.forms.tables.repair import repair


@pytest.fixture
def visits() -> Iterator[Database]:
    with Database([VISITS]) as opened:
        yield opened


@pytest.fixture
def boats() -> Iterator[Database]:
    """Names with accents, dots and brackets, days written out, and a column of dates with other texts in it."""
    table = make_table(
        "Boat: St. Olav | Skipper: Tom Eck (NED) | Débuté: 4 March 2011 | Sold: 31 August 2007"
        " | Place: 1 (0) | Crew: Ida",
        "Boat: Grey Lady | Skipper: Tom Eck (GBR) | Débuté: 9 May 2011 | Sold: still ours"
        " | Place: 10 (0) | Crew: Ida, Bo",
        "Boat: Möwe | Skipper: Ann Moor | Débuté: 2 June 2012 | Sold: 1 September 2006"
        " | Place: 11 (1) | Crew: Jo and Ida",
        "Boat: Otter | Skipper: Jo Lind | Débuté: 7 July 2013 | Sold: 1999 | Place: 12 (2) | Crew: Bo Lind",
        name="boats.csv",
    )
    with Database([table]) as opened:
        yield opened


@pytest.mark.parametrize(
    ("written", "rows"),
    [
        ("SELECT visit FROM {t} WHERE town = 'lydmoor'", [("V-2",)]),
        ("SELECT visit FROM {t} WHERE lower(town) = 'Lydmoor'", [("V-2",)]),
        ("SELECT visit FROM {t} WHERE town LIKE '%LYD%'", [("V-2",)]),
        ("SELECT visit FROM {t} WHERE age = '9'", [("V-2",)]),
        ("SELECT visit FROM {t} WHERE day LIKE '2025-02%'", [("V-2",), ("V-3",)]),
        ("SELECT visit FROM {t} WHERE day = '3 February 2025'", [("V-2",)]),
        ("SELECT visit FROM {t} ORDER BY age LIMIT 1", [("V-2",)]),
        ("SELECT max(CAST(age AS INT)) FROM {t}", [(84,)]),
        ("SELECT visit FROM {t} WHERE age > 50", [("V-1",)]),
    ],
)
def test_values_are_repaired_to_what_the_cells_say(
    visits: Database, written: str, rows: list[tuple[object, ...]]
) -> None:
    tree = repair(visits.read(written.format(t=next(iter(visits.tables)))), visits.tables)
    assert visits.run(visits.written(tree)) == rows


@pytest.mark.parametrize(
    ("written", "rows"),
    [
        ("SELECT boat FROM your_table_name WHERE skipper = 'Ann Moor'", [("Möwe",)]),
        ("SELECT boat FROM boat WHERE boat.skipper = 'Ann Moor'", [("Möwe",)]),
        ("SELECT count(debute) FROM boats", [(4,)]),
        ("SELECT skippers FROM boats WHERE boat = 'Otter'", [("Jo Lind",)]),
        ("SELECT skipper FROM boats WHERE boat = 'St Olav'", [("Tom Eck (NED)",)]),
        ("SELECT skipper FROM boats WHERE boat = 'Mowe'", [("Ann Moor",)]),
        ("SELECT skipper FROM boats WHERE boat = 'Gray Lady'", [("Tom Eck (GBR)",)]),
        ("SELECT count(*) FROM boats WHERE skipper = 'Tom Eck'", [(2,)]),
        ("SELECT count(*) FROM boats WHERE crew = 'Ida'", [(3,)]),
        ("SELECT count(*) FROM boats WHERE crew = 'Bo'", [(1,)]),
        ("SELECT count(*) FROM boats WHERE skipper != 'Ann Moor'", [(3,)]),
        ("SELECT count(*) FROM boats WHERE débuté LIKE '2011%'", [(2,)]),
        ("SELECT boat FROM boats WHERE débuté LIKE '2011-05%'", [("Grey Lady",)]),
        ("SELECT boat FROM boats WHERE débuté = 'May 2011'", [("Grey Lady",)]),
        ("SELECT boat FROM boats WHERE débuté LIKE 'June 2012%'", [("Möwe",)]),
        ("SELECT count(*) FROM boats WHERE débuté = '2011'", [(2,)]),
        ("SELECT count(*) FROM boats WHERE débuté NOT LIKE '%2011%'", [(2,)]),
        ("SELECT max(sold) FROM boats", [("31 August 2007",)]),
        ("SELECT boat FROM boats ORDER BY sold LIMIT 1", [("Otter",)]),
        ("SELECT boat FROM boats WHERE sold = (SELECT max(sold) FROM boats)", [("St. Olav",)]),
        ("SELECT boat FROM boats WHERE sold < '2007-01-01' ORDER BY row_no", [("Möwe",), ("Otter",)]),
        ("SELECT boat FROM boats WHERE sold < 'long ago'", [("St. Olav",), ("Möwe",), ("Otter",)]),
    ],
)
def test_names_and_values_that_are_nearly_right_are_those_of_the_table(
    boats: Database, written: str, rows: list[tuple[object, ...]]
) -> None:
    assert boats.run(boats.written(repair(boats.read(written), boats.tables))) == rows


@pytest.mark.parametrize(
    "written",
    [
        "SELECT count(*) FROM boats WHERE place = '1'",  # a number is no part of a cell
        "SELECT count(*) FROM boats WHERE boat = 'Heron'",
        "SELECT count(*) FROM boats WHERE boat = 'St. Olav 2'",
    ],
)
def test_what_is_not_in_the_table_stays_so(boats: Database, written: str) -> None:
    assert boats.run(boats.written(repair(boats.read(written), boats.tables))) == [(0,)]


@pytest.mark.parametrize("written", ["SELECT wages FROM boats", "SELECT boat FROM boats, crews", "DROP TABLE boats"])
def test_what_has_no_likeness_is_refused(boats: Database, written: str) -> None:
    assert compute(written, _tables(boats), boats) is None


def test_the_latest_date_among_other_texts_is_told_in_words(boats: Database) -> None:
    result = compute("SELECT max(sold) FROM boats", _tables(boats), boats)
    assert result
    assert result.shown() == [("31 August 2007",)]
    assert result.how.told().startswith("the latest “Sold” over 4 rows of ")


def test_an_unknown_table_is_not_guessed_among_several(boats: Database, visits: Database) -> None:
    both = [*_tables(boats), *_tables(visits)]
    with Database(both) as database:
        assert compute("SELECT count(*) FROM your_table", both, database) is None
        found = compute(f"SELECT count(*) FROM {next(iter(visits.tables))[:-1]}", both, database)
        assert found
        assert found.rows == ((3,),)


def _tables(database: Database) -> list[Any]:
    return list(database.tables.values())
