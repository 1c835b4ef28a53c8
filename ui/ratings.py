"""The ratings of answers. Each is kept with the question, the answer and its passages.

They are in one SQLite file, or in the database of the index if several servers share that.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qa.text.markers import without_markers
from qa.text.quantities import find_quantities
from ui.conversations import StoredTurn, owner_of, storable
from ui.database import Database

if TYPE_CHECKING:
    from qa.settings import Settings
    from ui.shared_database import SharedDatabase

RATINGS_FILE = "ratings.sqlite"  # beside the index
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
    rated_at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (conversation, number)
);
"""
_COLUMNS = "conversation, number, owner, is_good, comment, question, answer, rated_at"


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
    """The ratings in a database. Threads and processes can share it."""

    def __init__(self, database: Database | SharedDatabase) -> None:
        self._database = database

    def rate(self, visitor: str, conversation: str, number: int, turn: StoredTurn, said: tuple[bool, str]) -> None:
        """Store a rating, which replaces an earlier one. `said` is whether the answer is good, and a comment."""
        is_good, comment = said
        said_of = (turn.question, turn.reply.answer, time.time())
        with self._database.writing() as database:
            database.execute(
                f"INSERT INTO rating ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (conversation, number)"
                " DO UPDATE SET owner = excluded.owner, is_good = excluded.is_good, comment = excluded.comment,"
                " question = excluded.question, answer = excluded.answer, rated_at = excluded.rated_at",
                (conversation, number, owner_of(visitor), int(is_good), storable(comment), *said_of),
            )

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


def ratings_of(settings: Settings) -> Ratings:
    """The ratings beside the index: in a file, or in the database that several servers share."""
    if not settings.store:
        return Ratings(Database(settings.index.parent / RATINGS_FILE, _TABLES, "Ratings"))
    from ui.shared_database import SharedDatabase  # psycopg is optional

    return Ratings(SharedDatabase(settings.store, _TABLES))


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
