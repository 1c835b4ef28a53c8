"""Questions that must be computed from a table: `python -m benchmarks.computing FOLDER`.

FOLDER has `questions.jsonl` ({"id", "question", "table", "answers"}) and `tables/`. Each question is asked about its
own table: by the rules, and if they do not understand it, with the model's SQL. A question counts as right if the
values of the result are those wanted, as the evaluator of WikiTableQuestions compares them (Pasupat and Liang, 2015).
Beside it, the same model answers from the rows that the embedder finds nearest to the question, as a system does that
only retrieves.

`--half even` or `odd` keeps the questions whose id has an even or odd checksum, so that one half stays unseen. With
`--answers FILE` an interrupted run resumes.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from benchmarks.generators import returned
from benchmarks.tables import share
from index.errors import QuothError
from index.reading.read import read
from index.reading.written_tables import tables_of
from qa import Chatbot, load_settings
from qa.engines.engine import Engine
from qa.engines.write_text import write_text
from qa.forms.tables.database import Database
from qa.forms.tables.model import compute_with_model
from qa.forms.tables.solve import solve_by_rules, tables_that_fit
from qa.forms.tables.typed import Table, long_form, typed
from qa.forms.tables.values import read_dates, read_number
from qa.records import Message, Prompt

Entry = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask the questions and print how many were answered, and how many of those right."""
    options = _options(arguments)
    held = _held(options.answers)
    entries: list[Entry] = []
    ends = time.monotonic() + 60 * options.minutes
    with Chatbot(load_settings()) as chatbot:
        for question in _questions(options):
            entry = held.get(question["id"])
            if entry is None and time.monotonic() < ends:
                entry = _ask(question, options.folder / "tables", chatbot)
                if options.answers:
                    with options.answers.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(entry, ensure_ascii=False) + "\n")
            if entry is not None:
                entries.append(entry)
    _report(entries)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.computing", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=100)
    parser.add_argument("--skip", type=int, default=0, metavar="N", help="leave out the first so many")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--half", choices=("even", "odd", "all"), default="all")
    parser.add_argument("--answers", type=Path)
    parser.add_argument("--minutes", type=float, default=600.0)
    return parser.parse_args(arguments)


def _questions(options: argparse.Namespace) -> list[Entry]:
    lines = (options.folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    kept = [one for one in questions if options.half in ("all", ("even", "odd")[crc32(one["id"].encode()) % 2])]
    random.Random(options.seed).shuffle(kept)
    return kept[options.skip :][: options.most]


def _held(path: Path | None) -> dict[str, Entry]:
    lines = path.read_text(encoding="utf-8").splitlines() if path and path.exists() else []
    return {entry["id"]: entry for entry in map(json.loads, lines)}


def _ask(question: Entry, folder: Path, chatbot: Chatbot) -> Entry:
    entry = {"id": question["id"], "question": question["question"], "by": "", "sql": "", "right": False, "fits": False}
    try:
        tables = _tables(folder / question["table"])
    except QuothError:
        return entry
    started = time.perf_counter()
    solved = solve_by_rules(question["question"], tables)
    entry["fits"] = bool(solved or tables_that_fit(question["question"], tables))
    result = solved.result if solved else None
    by = "rule" if result else ""
    if solved is None and tables:
        result = _with_model(question["question"], tables[:1], chatbot.engine)
        by = "model" if result else ""
    entry["seconds"] = time.perf_counter() - started
    said = _from_rows(question["question"], tables[0], chatbot) if tables else []
    entry |= {"said": said, "right_from_rows": is_right(said, question["answers"])}
    if result:
        values = [value for row in result.rows for value in row[: len(row) - result.extra]]
        entry |= {"by": by, "sql": result.sql, "right": is_right(values, question["answers"])}
        entry |= {"values": [str(value) for value in values[:20]], "wanted": question["answers"]}
    return entry


def _with_model(question: str, tables: Sequence[Table], engine: Engine) -> Any:
    with Database(tables) as database:
        return returned(compute_with_model(question, tables, database, engine))


def _from_rows(question: str, table: Table, chatbot: Chatbot) -> list[str]:
    """The values that the model says when it is shown the rows nearest to the question."""
    rows = [
        "; ".join(f"{column.label}: {cell.text}" for column, cell in zip(table.columns, cells, strict=True) if cell)
        for cells in table.cells
    ]
    nearness = chatbot.embedder.embed_passages(rows) @ chatbot.embedder.embed_questions([question])[0]
    nearest = sorted(np.argsort(-nearness)[:RETRIEVED].tolist())
    text = "\n".join([*(rows[place] for place in nearest), "", _FROM_ROWS, f"Question: {question}"])
    prompt = Prompt((), (Message("system", "You answer from rows of a table."), Message("user", text)))
    written = returned(write_text(chatbot.engine, prompt, max_tokens=80))
    return [value.strip() for value in written.strip().removesuffix(".").split("|")]


def _tables(path: Path) -> list[Table]:
    written = sorted(tables_of(read(path.read_bytes(), path.name)), key=lambda table: -len(table.rows))
    found = [typed(one) for one in written[:1]]
    return [long_form(table) or table for table in found]


RETRIEVED = 8  # rows
_FROM_ROWS = "Answer with the value only. If there are several, write | between them."


def is_right(values: Sequence[Any], wanted: Sequence[str]) -> bool:
    """Whether the values are those wanted, in any order.

    >>> is_right([3683.0], ["3,683"]), is_right(["Ada ", "Bob"], ["bob", "ada"]), is_right(["Ada"], ["Ada", "Bob"])
    (True, True, False)
    """
    left = list(values)
    for one in wanted:
        match = next((value for value in left if _same(value, one)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def _same(value: Any, wanted: str) -> bool:
    if isinstance(value, date):
        return read_dates([wanted]) == [date(value.year, value.month, value.day)]
    if isinstance(value, int | float) and (number := read_number(wanted, ".")):
        return abs(float(value) - float(number.value)) < 1e-6
    if (own := read_number(str(value), ".")) and (number := read_number(wanted, ".")) and own.value == number.value:
        return True
    return _plain(str(value)) == _plain(wanted)


def _plain(text: str) -> str:
    """The text as the set's evaluator compares it: without accents, case, footnotes, brackets and quotation marks."""
    split = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in split if not unicodedata.combining(letter)).lower()
    plain = re.sub("[‘’´`]", "'", re.sub("[“”]", '"', re.sub("[‐‑‒–—−]", "-", plain)))
    before = ""
    while before != plain:
        before = plain
        plain = re.sub(r"((?<!^)\[[^\]]*\]|\[\d+\]|[•♦†‡*#+])*$", "", plain.strip())
        plain = re.sub(r"(?<!^)( \([^)]*\))*$", "", plain.strip())
        plain = re.sub(r'^"([^"]*)"$', r"\1", plain.strip())
    return " ".join(plain.removesuffix(".").split())


def _report(entries: Sequence[Entry]) -> None:
    for line in _lines(entries):
        print(line)


def _lines(entries: Sequence[Entry]) -> Iterator[str]:
    yield f"questions {len(entries)}"
    yield f"right, of all {share([entry['right'] for entry in entries])}"
    yield f"answered {share([bool(entry['by']) for entry in entries])}"
    for by in ("rule", "model"):
        yield f"right, of those answered by {by} {share([entry['right'] for entry in entries if entry['by'] == by])}"
    yield f"right, of those answered {share([entry['right'] for entry in entries if entry['by']])}"
    fits = [entry for entry in entries if entry["fits"]]
    said = [entry["right_from_rows"] for entry in entries if "right_from_rows" in entry]
    yield f"right, of all, from the {RETRIEVED} nearest rows alone {share(said)}"
    yield f"in a folder, taken for a question to compute {share([entry['fits'] for entry in entries])}"
    yield f"right, of those taken and answered {share([entry['right'] for entry in fits if entry['by']])}"


if __name__ == "__main__":
    main()
