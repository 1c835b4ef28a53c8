"""Lets a language model write the SQL, asks in two ways, and keeps a result only if both agree and are faithful."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence

from index.errors import EngineError
from qa.engines.engine import Engine
from qa.engines.write_text import write_text
from qa.forms.tables.compute import Result, compute
from qa.forms.tables.database import Database
from qa.forms.tables.faithful import is_faithful
from qa.forms.tables.typed import Table
from qa.forms.tables.written_sql import MAX_TOKENS, PROMPTS, find_sql
from qa.records import Prompt


def _is_any(_: Result) -> bool:
    return True


def compute_with_model(
    question: str,
    tables: Sequence[Table],
    database: Database,
    engine: Engine,
    *,
    is_wanted: Callable[[Result], bool] = _is_any,
) -> Generator[str, None, Result | None]:
    """Yield "" while the model writes. Return the result if both ways of asking give the same, otherwise None.

    The ways are prompts that show more or less of the tables. None also if a result is not of the kind that is wanted.
    """
    results: list[Result] = []
    for prompt in PROMPTS:
        try:
            result = yield from _written(prompt(question, tables), tables, database, engine)
        except EngineError:
            return None  # the tables are too wide for its context
        if result is None or not is_wanted(result) or (results and result.key != results[0].key):
            return None
        if not is_faithful(question, database.parse(result.sql), tables):
            return None
        results.append(result)
    return min(results, key=lambda one: not one.how.told())  # the one that can be described in words


def agrees_with_model(
    question: str, tables: Sequence[Table], result: Result, database: Database, engine: Engine
) -> Generator[str, None, bool]:
    """Yield "" while the model writes. Return whether its SQL gives the result, in one of the ways of asking."""
    for prompt in PROMPTS:
        try:
            written = yield from _written(prompt(question, tables), tables, database, engine)
        except EngineError:
            return False
        if written and written.key == result.key:
            return True
    return False


def _written(
    prompt: Prompt, tables: Sequence[Table], database: Database, engine: Engine
) -> Generator[str, None, Result | None]:
    """Yield "" while the model writes. Return the result of its SQL; None if that is no query or fails."""
    text = yield from write_text(engine, prompt, max_tokens=MAX_TOKENS)
    return compute(sql, tables, database) if (sql := find_sql(text)) else None
