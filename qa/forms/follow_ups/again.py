"""Gives an earlier answer again: one or some of its items, fewer words, the number of items, or as a table. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import ceil

from index.text.sentences import is_row
from qa.forms.follow_ups.follow_up import FollowUp
from qa.forms.structure.written_lists import cells
from qa.records import Answer, Statement
from qa.text.markers import as_markers
from qa.text.messages import message
from qa.text.quotes import one_line

SHORT = 3  # statements of a shortened answer


def answer_again(follow_up: FollowUp, earlier: Answer) -> Answer | None:
    """The earlier answer in the form that the follow-up asks for. None if the earlier answer has no statements."""
    items, say = earlier.statements, partial(message, question=earlier.question)
    if not items:
        return None
    match follow_up.kind:
        case "count":
            return replace(earlier, text=f"{say('there_are', n=len(items))}\n\n{_lines(items)}")
        case "shorter":
            return _shorter(earlier)
        case "table":
            return _as_table(earlier)
        case "some":
            wanted = follow_up.nth
            kept = items[:wanted] if wanted > 0 else items[wanted:]
            text = _lines(kept, first=1 if wanted > 0 else len(items) - len(kept) + 1)
            few = f"{say('only_these', n=len(items))}\n\n" if abs(wanted) > len(items) else ""
            return replace(earlier, text=few + text, statements=kept)
        case _:
            return _nth(follow_up.nth, earlier)


def _nth(number: int, earlier: Answer) -> Answer:
    items = earlier.statements
    position = number - 1 if number > 0 else len(items) - 1
    if position >= len(items):
        text = message("only_so_many", earlier.question, n=len(items))
        return replace(earlier, text=text, statements=(), hits=(), abstained=True)
    return replace(earlier, text=items[position].text, statements=(items[position],))


def _shorter(earlier: Answer) -> Answer:
    """A few statements of the answer: of a summary, from its whole length; of a list, the first."""
    items = earlier.statements
    if earlier.form == "summary":
        sentences = [item for item in items if " | " not in item.text] or list(items)  # rows of tables say less
        kept = tuple(sentences[:: ceil(len(sentences) / SHORT)])
        return replace(earlier, text=_lines(kept), statements=kept)
    if earlier.form in ("list", "steps", "place", "library") and len(items) > SHORT:
        head = message("first_of", earlier.question, most=SHORT, n=len(items))
        text = f"{head}\n\n{_lines(items[:SHORT])}"
        return replace(earlier, text=text, statements=items[:SHORT])
    return replace(earlier, text=items[0].text, statements=items[:1])


def _as_table(earlier: Answer) -> Answer:
    """The statements as rows: with the columns of their table if all quote rows of tables, otherwise numbered."""
    items = earlier.statements
    quotes = [item.citations[0].quote if item.citations else "" for item in items]
    rows = [cells(quote) if is_row(quote) else {} for quote in quotes]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    if all(rows) and not any("|" in column or column.startswith("#") for column in columns):
        items = tuple(_as_row(item, row, columns) for item, row in zip(items, rows, strict=True))
        head = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
        return replace(earlier, text="\n".join([*head, *(f"| {item.text} |" for item in items)]), statements=items)
    if any("|" in item.text or "\n" in item.text for item in items):
        return earlier
    lines = [f"| {n} | {item.text} |" for n, item in enumerate(items, 1)]
    named = " | ".join(message(name, earlier.question) for name in ("item_number", "item"))
    return replace(earlier, text="\n".join([f"| {named} |", "|---|---|", *lines]))


def _as_row(item: Statement, row: Mapping[str, str], columns: Sequence[str]) -> Statement:
    """The statement as a row of a table, with its markers in the last cell."""
    markers = as_markers(dict.fromkeys(citation.number for citation in item.citations))
    return replace(item, text=" | ".join(one_line(row.get(column, "")) for column in columns) + f" {markers}")


def _lines(items: Sequence[Statement], first: int = 1) -> str:
    return "\n".join(f"{n}. {item.text}" for n, item in enumerate(items, first)) if len(items) > 1 else items[0].text
