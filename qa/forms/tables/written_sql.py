"""The SQL that a language model writes for a question about tables: the prompts, and the SQL in what it writes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.evidence.prompt import defuse
from qa.forms.tables.mentions import likely_values, names_of, stems_of
from qa.forms.tables.sql_text import text_literal
from qa.forms.tables.typed import ROW, Column, Table, Value
from qa.records import Message, Prompt

MAX_TOKENS = 160
_SAMPLES = 3
_LONGEST = 40  # characters of a value in the prompt
_MOST_COLUMNS = 24
_CODE = re.compile(r"```(?:sql)?\s*(.*?)(?:```|\Z)", re.DOTALL | re.IGNORECASE)
_TYPES = {"number": "DOUBLE", "date": "DATE", "text": "VARCHAR"}
_SYSTEM = "You write SQL for DuckDB."


def schema_prompt(question: str, tables: Sequence[Table]) -> Prompt:
    """Ask with the tables as CREATE TABLE, and values in comments."""
    parts = [_create(table, question) for table in tables]
    task = "Write one SELECT that answers the question. Select only what is asked for. Write only the SQL."
    return _prompt("\n\n".join(parts) + f"\n\n-- {task}\n-- Question: {question}")


def rows_prompt(question: str, tables: Sequence[Table]) -> Prompt:
    """Ask with the question first, the tables as lists of columns with sample rows, and hints."""
    parts = [_listed(table, question) for table in tables]
    return _prompt(f"Question: {question}\n\n" + "\n\n".join(parts) + f"\n\n{_HINTS}")


_HINTS = f"""Answer the question with one SQL query (SELECT) for the table above, nothing else.
- to count rows: COUNT(*); to count different things: COUNT(DISTINCT column)
- the one with the most: ORDER BY column DESC LIMIT 1
- the one that occurs most often: GROUP BY column ORDER BY COUNT(*) DESC LIMIT 1
- the next or previous row: {ROW} = (SELECT {ROW} FROM ... WHERE ...) + 1
- a difference between two rows: SELECT (SELECT column FROM ... WHERE ...) - (SELECT column FROM ... WHERE ...)"""


def find_sql(text: str) -> str:
    """The one query in what a model wrote; "" if there is none."""
    found = _CODE.search(text)
    sql = (found[1] if found else text).strip()
    sql = re.sub(r"--[^\n]*", "", sql).strip()
    match = re.search(r"\b(?:WITH|SELECT)\b.*", sql, re.DOTALL | re.IGNORECASE)
    return match[0].split(";")[0].strip() if match else ""


def _prompt(text: str) -> Prompt:
    return Prompt((), (Message("system", _SYSTEM), Message("user", defuse(text))))


def _create(table: Table, question: str) -> str:
    lines = [f"  {ROW} INTEGER, -- order of the rows, from 1"]
    for place, column in _shown(table, question):
        named = f"{_short(column.name)}; " if column.name and column.name.casefold() != column.sql else ""
        samples = ", ".join(
            dict.fromkeys(_literal(row[place]) for row in table.values[:_SAMPLES] if row[place] is not None)
        )
        unit = f" in {column.unit}" if column.unit else ""
        lines.append(f"  {column.sql} {_TYPES[column.kind]}, -- {named}such as {samples}{unit}")
    matches = "".join(
        f"\n-- In the question: {column.sql} = {_literal(text)}" for column, text in likely_values(question, table)
    )
    return (
        f"CREATE TABLE {table.sql} ( -- {_about(table)}\n"
        + "\n".join(lines)
        + f"\n); -- {len(table.rows)} rows"
        + matches
    )


def _listed(table: Table, question: str) -> str:
    kinds = [f"{ROW} (number)"]
    kinds += [
        f"{c.sql} ({c.kind}{f', {chr(34)}{c.unit}{chr(34)}' if c.unit else ''})" for _, c in _shown(table, question)
    ]
    rows = [
        " | ".join([str(number), *(_literal(row[place]) for place, _ in _shown(table, question))])
        for number, row in enumerate(table.values[:_SAMPLES], 1)
    ]
    matches = [f"{column.sql} = {_literal(text)}" for column, text in likely_values(question, table)]
    found = f"Values like in the question: {'; '.join(matches)}\n" if matches else ""
    return (
        f"Table {table.sql}: {_about(table)}\nColumns: {', '.join(kinds)}\nFirst rows:\n"
        + "\n".join(rows)
        + "\n"
        + found
    )


def _shown(table: Table, question: str) -> list[tuple[int, Column]]:
    """The columns that fit into the prompt; those that the question names are chosen first."""
    asked = set(stems_of(question))
    places = sorted(range(len(table.columns)), key=lambda place: not names_of(table.columns[place]) & asked)
    return [(place, table.columns[place]) for place in sorted(places[:_MOST_COLUMNS])]


def _about(table: Table) -> str:
    written = table.written
    above = " ".join(written.above.split())[-120:]
    return " · ".join(dict.fromkeys(filter(None, [written.title, written.heading, above])))


def _literal(value: Value) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return text_literal(_short(value))
    return f"'{value}'" if hasattr(value, "year") else f"{value:f}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


PROMPTS = (schema_prompt, rows_prompt)
