"""The ratings of answers, in one SQLite file. Each is kept with the question, the answer and its passages."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.text.markers import without_markers
from qa.text.quantities import find_quantities
from ui.conversations import StoredTurn, owner_of, storable
from ui.database import Database

LONGEST_COMMENT = 2000  # characters
_TABLES = """
CREATE TABLE IF NOT EXISTS rating (
    conversation TEXT NOT NULL,
    number INTEGER NOT NULL,
    owner TEXT NOT NULL,
    is_good INTEGER NOT NULL,
    comment TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    rated_at REAL NOT NULL,
    PRIMARY KEY (conversation, number)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Rating:
    """The rating of one answer. `answer` is everything that it says, with its passages."""

    conversation: str
    number: int  # of the answer in its conversation, from 0
    is_good: bool
    comment: str
    question: str
    answer: dict[str, Any]
    rated_at: float  # seconds since 1970

    def documents(self) -> set[str]:
        """The documents that the answer was found in."""
        return {one["document"] for kind in ("citations", "hits") for one in self.answer.get(kind, [])}


class Ratings:
    """The ratings in `file`. Threads and processes can share it."""

    def __init__(self, file: Path) -> None:
        self._database = Database(file, _TABLES, "Ratings")

    def rate(self, visitor: str, conversation: str, number: int, turn: StoredTurn, said: tuple[bool, str]) -> None:
        """Store a rating, which replaces an earlier one. `said` is whether the answer is good, and a comment."""
        is_good, comment = said
        values = (conversation, number, owner_of(visitor), is_good, storable(comment), turn.question, turn.reply.answer)
        with self._database.writing() as database:
            database.execute("INSERT OR REPLACE INTO rating VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*values, time.time()))

    def of_conversation(self, visitor: str, conversation: str) -> dict[int, bool]:
        """Whether each rated answer of the conversation is good, by its number."""
        with self._database.reading() as database:
            query = "SELECT number, is_good FROM rating WHERE conversation = ? AND owner = ?"
            return {number: bool(good) for number, good in database.execute(query, (conversation, owner_of(visitor)))}

    def all(self) -> list[Rating]:
        """Everybody's ratings, oldest first."""
        with self._database.reading() as database:
            rows = database.execute(
                "SELECT conversation, number, is_good, comment, question, answer, rated_at FROM rating"
                " ORDER BY rated_at"
            )
            return [
                Rating(conversation, number, bool(good), comment, question, json.loads(answer or "{}"), at)
                for conversation, number, good, comment, question, answer, at in rows
            ]


def gold_question(question: str, answer: dict[str, Any], name: str) -> dict[str, Any]:
    """A good answer as a line for `quoth eval`: what a right answer contains, from which document.

    That is at most two amounts that the question does not name, or else the first sentence. People can edit the line.
    """
    citations = answer.get("citations", [])
    documents = list(dict.fromkeys(citation["document"] for citation in citations))
    line: dict[str, Any] = {"id": name, "question": question, "answerable": bool(documents), "document": None}
    if not documents:
        return line
    amounts = _amounts(answer["statements"], question)
    first = without_markers(answer["statements"][0]["text"]).strip()
    return {
        **line,
        "answers": amounts[:1] or [first],
        "also": amounts[1:2],
        "document": documents[0] if len(documents) == 1 else documents,
        "quote": citations[0]["quote"],
    }


def _amounts(statements: list[dict[str, Any]], question: str) -> list[str]:
    """The amounts in the supported statements, as they are written, except those of the question."""
    found = []
    for statement in statements:
        text = without_markers(statement["text"])
        if statement["supported"]:
            found += [text[start:end].strip("* ") for _, start, end in find_quantities(text)]
    return [amount for amount in dict.fromkeys(found) if amount not in question]
