"""The SQL that a language model writes for a question about tables: the prompts, and the SQL in what it writes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.evidence.prompt import defuse
from qa.forms.tables.mentions import likely_values, names_of, stems_of
from qa.forms.tables.question_words import operations
from qa.forms.tables.sql_text import text_literal
from qa.forms.tables.typed import ROW, Column, Table, Value
from qa.forms.yes_no import asks_yes_or_no
from qa.records import Message, Prompt
from qa.text.messages import yes_no
from qa.text.words import tokens

MAX_TOKENS = 160
_SAMPLES = 3
_ROWS = 5
_TASK = "Write one SELECT that answers the question. Select only what is asked for. Write only the SQL."
_BEFORE = frozenset(
    "before previous preceding vor vorher vorige vorherige avant précédent précédente antes anterior prima precedente"
    " voor vorig przed poprzedni".split()
)
_AFTER = frozenset(
    "after next following nach nachher danach nächste nächster nächstes après suivant suivante después siguiente dopo"
    " successivo successiva na volgende depois seguinte po następny".split()
)
# "How many years after x" is a difference.
_TIMES = frozenset("years days months weeks jahre tage monate wochen ans années jours mois años días meses".split())
_LONGEST = 40  # characters of a value in the prompt
_MOST_COLUMNS = 24
_CODE = re.compile(r"```(?:sql)?\s*(.*?)(?:```|\Z)", re.DOTALL | re.IGNORECASE)
_TYPES = {"number": "DOUBLE", "date": "DATE", "text": "VARCHAR"}
_SYSTEM = "You write SQL for DuckDB."


def schema_prompt(question: str, tables: Sequence[Table]) -> Prompt:
    """Ask with the tables as CREATE TABLE, and values in comments."""
    return _prompt(question, [_create(table, question) for table in tables])


def rows_prompt(question: str, tables: Sequence[Table]) -> Prompt:
    """Ask with the first rows too."""
    return _prompt(question, [_with_rows(table, question) for table in tables])


def find_sql(text: str) -> str:
    """The one query in what a model wrote; "" if there is none."""
    found = _CODE.search(text)
    sql = (found[1] if found else text).strip()
    sql = re.sub(r"--[^\n]*", "", sql).strip()
    match = re.search(r"\b(?:WITH|SELECT)\b.*", sql, re.DOTALL | re.IGNORECASE)
    return match[0].split(";")[0].strip() if match else ""


def _prompt(question: str, tables: Sequence[str]) -> Prompt:
    asked = "\n".join(f"-- {line}" for line in [_TASK, *_hints(question), f"Question: {question}"])
    text = "\n\n".join([*tables, asked])
    return Prompt((), (Message("system", _SYSTEM), Message("user", defuse(text))))


def _hints(question: str) -> Iterator[str]:
    """How things are written that the question asks for. More hints than these lead a small model astray."""
    if asks_yes_or_no(question):
        yes, no, _ = map(str.casefold, yes_no(question))
        yield f"Yes or no: SELECT CASE WHEN ... THEN '{yes}' ELSE '{no}' END"
    words = set(map(str.casefold, tokens(question)))
    if words & _BEFORE and not words & _TIMES:
        yield f"The one before x: WHERE {ROW} = (SELECT {ROW} FROM ... WHERE column = 'x') - 1"
    elif words & _AFTER and not words & _TIMES:
        yield f"The one after x: WHERE {ROW} = (SELECT {ROW} FROM ... WHERE column = 'x') + 1"
    if any(one.kind == "difference" for one in operations(question)):
        yield "A difference: SELECT (SELECT a FROM ... WHERE ...) - (SELECT a FROM ... WHERE ...)"
    if re.search(r"\b(?:1\d|20)\d\d\b", question):
        yield "The year of a date: year(column)"


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


def _with_rows(table: Table, question: str) -> str:
    places = [place for place, _ in _shown(table, question)]
    rows = [
        " | ".join([str(number), *(_literal(row[place]) for place in places)])
        for number, row in enumerate(table.values[:_ROWS], 1)
    ]
    return "\n-- ".join([_create(table, question), "The first rows:", *rows])


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


# They begin alike, so that an engine reads only what differs.
PROMPTS = (schema_prompt, rows_prompt)
