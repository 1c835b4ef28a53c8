"""Queries over tables: only a SELECT over the tables that are there: no files, network, settings or endless time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_typed import make_table

from qa.forms.tables import database
from qa.forms.tables.database import Database, QueryError
from qa.forms.tables.queries import sources

VISITS = make_table(
    "Visit: V-1 | Town: Orsund | Minutes: 45 | Day: 2025-01-14 | Age: 84 years (about)",
    "Visit: V-2 | Town: Lydmoor | Minutes: 90 | Day: 2025-02-03 | Age: 9 years",
    "Visit: V-3 | Town: Orsund | Minutes: 120 | Day: 2025-02-20 | Age: 30 years, sold",
    name="visits.csv",
)


@pytest.fixture
def visits() -> Iterator[Database]:
    with Database([VISITS]) as opened:
        yield opened


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("SELECT sum(minutes) FROM {t} WHERE town = 'Orsund'", [(165,)]),
        ("SELECT visit FROM {t} ORDER BY minutes DESC LIMIT 1", [("V-3",)]),
        ("WITH x AS (SELECT max(minutes) AS m FROM {t}) SELECT visit FROM {t}, x WHERE minutes = x.m", [("V-3",)]),
        ("SELECT count(*) FROM {t} WHERE month(day) = 2", [(2,)]),
        ("SELECT a.visit FROM {t} a JOIN {t} b ON a.row_no = b.row_no + 1 WHERE b.visit = 'V-1'", [("V-2",)]),
    ],
)
def test_a_select_is_run(visits: Database, sql: str, rows: list[tuple[object, ...]]) -> None:
    assert visits.run(sql.format(t=name_of(visits))) == rows


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM glob('*')",
        "SELECT * FROM duckdb_settings()",
        "SELECT current_setting('memory_limit')",
        "SELECT getenv('HOME')",
        "SELECT 1; DROP TABLE {t}",
        "DROP TABLE {t}",
        "INSERT INTO {t} SELECT * FROM {t}",
        "UPDATE {t} SET minutes = 0",
        "COPY {t} TO '/tmp/x.csv'",
        "ATTACH '/tmp/x.db'",
        "INSTALL httpfs",
        "SET memory_limit = '100GB'",
        "PRAGMA database_list",
        "SELECT wages FROM {t}",
        "SELECT * FROM wages",
        "SELECT repeat('x', 1000000000)",
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT sum(n) FROM r",
        "not a query",
        "",
    ],
)
def test_anything_else_is_refused(visits: Database, sql: str) -> None:
    with pytest.raises(QueryError):
        visits.run(sql.format(t=name_of(visits)))


def test_the_locks_hold_where_the_check_would_not(visits: Database, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n")
    for sql in (f"SELECT * FROM read_csv('{secret}')", f"COPY (SELECT 1) TO '{tmp_path}/out.csv'", "SET threads = 8"):
        with pytest.raises(database.duckdb.Error):
            visits._connection.execute(sql)
    assert list(tmp_path.iterdir()) == [secret]


def test_a_query_that_runs_forever_is_stopped(visits: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "SECONDS", 0.3)
    tables = ", ".join(f"{name_of(visits)} t{n}" for n in range(24))
    started = time.monotonic()
    with pytest.raises(QueryError, match="too long"):
        visits.run(f"SELECT sum(t0.minutes * t23.minutes) FROM {tables}")
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    ("sql", "rows", "columns"),
    [
        ("SELECT sum(minutes) FROM {t} WHERE town = 'Orsund'", [0, 2], {"town", "minutes"}),
        ("SELECT visit FROM {t} ORDER BY minutes DESC LIMIT 1", [2], {"visit", "minutes"}),
        ("SELECT town, count(*) FROM {t} GROUP BY town", [0, 1, 2], {"town"}),
        ("SELECT visit FROM {t} WHERE minutes = (SELECT min(minutes) FROM {t})", [0, 1, 2], {"visit", "minutes"}),
    ],
)
def test_the_rows_and_cells_of_a_result_are_known(
    visits: Database, sql: str, rows: list[int], columns: set[str]
) -> None:
    found = sources(visits.parse(sql.format(t=name_of(visits))), visits, visits.tables)
    assert [source.row for source in found] == rows
    assert set(found[0].columns) == columns


def name_of(opened: Database) -> str:
    return next(iter(opened.tables))
