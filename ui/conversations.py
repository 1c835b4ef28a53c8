"""The conversations of the page, in one SQLite file. Each belongs to a visitor; nobody else can find it.

`ui.shared_conversations` keeps them in the database of the index instead, where several servers share them.

A visitor is a person with an account, or else a browser, known by the secret in its cookie. Only a hash of the secret
is stored, so nobody can use the file to open conversations. A question is stored before it is answered, so a killed
server loses at most the answer.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import QuestionError, QuothError
from ui.database import Database, Statements
from ui.render import one_line
from ui.versions import Version, parent_of_next, path_to, shown_path, versions

KEPT_S = 24 * 3600  # how long a deleted conversation can be brought back
LISTED = 100
_TITLE_CHARACTERS = 80
_TABLES = """
CREATE TABLE IF NOT EXISTS conversation (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    title TEXT NOT NULL,
    changed_at REAL NOT NULL,
    deleted_at REAL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS of_owner ON conversation (owner, changed_at);
CREATE TABLE IF NOT EXISTS turn (
    id INTEGER PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    asked_at REAL NOT NULL,
    html TEXT NOT NULL DEFAULT '',
    markdown TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    searched TEXT NOT NULL DEFAULT '',
    answer TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS of_conversation ON turn (conversation, id);
CREATE TABLE IF NOT EXISTS version (
    turn INTEGER PRIMARY KEY REFERENCES turn (id) ON DELETE CASCADE,
    parent INTEGER NOT NULL,
    chosen_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS pinned (
    conversation TEXT PRIMARY KEY REFERENCES conversation (id) ON DELETE CASCADE
) WITHOUT ROWID;
"""
_IS_PINNED = "EXISTS (SELECT 1 FROM pinned p WHERE p.conversation = c.id)"


class MissingConversationError(QuothError):
    """There is no such conversation, or it is somebody else's."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation without its turns."""

    id: str
    title: str
    changed_at: float  # seconds since 1970
    pinned: bool = False  # listed before the others


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one question in the forms in which it is shown again."""

    html: str  # as the page shows it
    text: str = ""  # what was answered; "" if nothing was
    searched: str = ""  # the question that was searched
    markdown: str = ""  # with its sources
    answer: str = ""  # everything, as JSON


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A question and its reply. `reply.html` is "" until there is one."""

    question: str
    asked_at: float
    reply: Reply
    id: int = 0
    number: int = 0  # in its conversation, in the order of asking, from 0
    versions: tuple[int, ...] = ()  # the numbers of all versions of the question, with its own


class Conversations:
    """The conversations in `file`. Threads and processes can share it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._database = Database(file, _TABLES, "Conversations")

    def create(self, visitor: str, question: str) -> str:
        """A new conversation that is named after its first question. Returns its id, which nobody can guess."""
        conversation = secrets.token_urlsafe(16)
        title = one_line(storable(question), _TITLE_CHARACTERS)
        self.purge()
        with self._writing() as database:
            database.execute(
                "INSERT INTO conversation (id, owner, title, changed_at) VALUES (?, ?, ?, ?)",
                (conversation, owner_of(visitor), title, time.time()),
            )
        return conversation

    def purge(self) -> None:
        """Remove for good what was deleted more than a day ago."""
        if not self.file.exists():
            return
        with self._writing() as database:
            self._purge(database)

    def begin(self, visitor: str, conversation: str, question: str, instead: int | None = None) -> int:
        """Store a question that is about to be answered. Returns the id of its turn.

        It is another version of the question with the number `instead`, or else follows those that are shown.
        """
        with self._writing() as database:
            self._touch(database, visitor, conversation, "changed_at = ?", time.time())
            turns = self._all(database, conversation)
            parent = parent_of_next(turns, instead)
            ((turn,),) = database.execute(
                "INSERT INTO turn (conversation, question, asked_at) VALUES (?, ?, ?) RETURNING id",
                (conversation, storable(question), time.time()),
            )
            self._choose(database, turns, turn, parent)
            return int(turn)

    def finish(self, turn: int, reply: Reply) -> None:
        """Store the reply to a question. If its conversation was deleted meanwhile, do nothing."""
        values = map(storable, (reply.html, reply.text, reply.searched, reply.markdown, reply.answer))
        with self._writing() as database:
            database.execute(
                "UPDATE turn SET html = ?, text = ?, searched = ?, markdown = ?, answer = ? WHERE id = ?",
                (*values, turn),
            )

    def turns(self, visitor: str, conversation: str, last: int | None = None) -> list[StoredTurn]:
        """The turns of a conversation that are shown, oldest first; or those that lead to the turn with the id `last`.

        Raises `MissingConversationError`.
        """
        with self._reading() as database:
            self._require(database, visitor, conversation)
            turns = self._all(database, conversation)
        path = shown_path(turns) if last is None else path_to(turns, last)
        number = {turn.id: place for place, turn in enumerate(turns)}
        return [
            replace(
                turn.told,
                id=turn.id,
                number=number[turn.id],
                versions=tuple(number[one] for one in versions(turns, turn)),
            )
            for turn in path
        ]

    def choose(self, visitor: str, conversation: str, number: int) -> None:
        """Show this version of a question from now on, with what follows it. Raises `MissingConversationError`."""
        with self._writing() as database:
            self._require(database, visitor, conversation)
            turns = self._all(database, conversation)
            if not 0 <= number < len(turns):
                raise MissingConversationError("There is no such question in this conversation.")
            self._choose(database, turns, turns[number].id, turns[number].parent)

    def get(self, visitor: str, conversation: str) -> Conversation:
        """One conversation. Raises `MissingConversationError`."""
        with self._reading() as database:
            return self._require(database, visitor, conversation)

    def listed(self, visitor: str, find: str = "") -> list[Conversation]:
        """The visitor's conversations: the pinned ones, then the others, newest first.

        `find` limits them to those with these words.
        """
        with self._reading() as database:
            rows = database.execute(
                f"SELECT id, title, changed_at, {_IS_PINNED} AS is_pinned FROM conversation c"
                " WHERE owner = ? AND deleted_at IS NULL AND ("
                "holds(title, ?) OR EXISTS (SELECT 1 FROM turn WHERE conversation = c.id"
                " AND (holds(question, ?) OR holds(text, ?)))) ORDER BY is_pinned DESC, changed_at DESC, id LIMIT ?",
                (owner_of(visitor), *[storable(find)] * 3, LISTED),
            )
            return [Conversation(id_, title, changed_at, bool(pinned)) for id_, title, changed_at, pinned in rows]

    def rename(self, visitor: str, conversation: str, title: str) -> str:
        """Give a conversation another title, and return it as it is stored. Raises `MissingConversationError`."""
        title = one_line(storable(title), _TITLE_CHARACTERS)
        if not title:
            raise QuestionError("A conversation needs a title.")
        with self._writing() as database:
            self._touch(database, visitor, conversation, "title = ?", title)
        return title

    def pin(self, visitor: str, conversation: str, *, pinned: bool) -> None:
        """List a conversation before the others, or no longer. Raises `MissingConversationError`."""
        change = (
            "INSERT INTO pinned (conversation) VALUES (?) ON CONFLICT (conversation) DO NOTHING"
            if pinned
            else "DELETE FROM pinned WHERE conversation = ?"
        )
        with self._writing() as database:
            self._require(database, visitor, conversation)
            database.execute(change, (conversation,))

    def delete(self, visitor: str, conversation: str) -> None:
        """Delete a conversation. For a day, `restore` brings it back. Raises `MissingConversationError`."""
        with self._writing() as database:
            self._touch(database, visitor, conversation, "deleted_at = ?", time.time())

    def restore(self, visitor: str, conversation: str) -> None:
        """Bring a deleted conversation back. Raises `MissingConversationError`."""
        with self._writing() as database:
            since = time.time() - KEPT_S
            found = database.execute(
                "UPDATE conversation SET deleted_at = NULL WHERE id = ? AND owner = ? AND deleted_at >= ? RETURNING id",
                (conversation, owner_of(visitor), since),
            )
            if not list(found):
                raise MissingConversationError("This conversation can no longer be brought back.")

    def adopt(self, visitor: str, other: str) -> None:
        """Give all conversations of `visitor` to `other`: the account that the visitor's browser has logged in with."""
        if visitor:
            with self._writing() as database:
                database.execute(
                    "UPDATE conversation SET owner = ? WHERE owner = ?", (owner_of(other), owner_of(visitor))
                )

    def forget(self, visitor: str) -> int:
        """Delete everything of this visitor for good. Returns how many conversations there were."""
        with self._writing() as database:
            query = "DELETE FROM conversation WHERE owner = ? RETURNING id"
            return len(list(database.execute(query, (owner_of(visitor),))))

    def _all(self, database: Statements, conversation: str) -> list[Version[StoredTurn]]:
        """Every turn of the conversation, in the order of asking."""
        rows = database.execute(
            "SELECT id, question, asked_at, html, text, searched, markdown, answer, parent, chosen_at FROM turn "
            "LEFT JOIN version ON version.turn = turn.id WHERE conversation = ? ORDER BY id",
            (conversation,),
        )
        turns: list[Version[StoredTurn]] = []
        for id_, question, asked_at, *reply, parent, chosen_at in rows:
            # Turns from before there were versions each follow the one before.
            before = parent if parent is not None else turns[-1].id if turns else 0
            turns.append(Version(id_, before, chosen_at or asked_at, StoredTurn(question, asked_at, Reply(*reply))))
        return turns

    def _choose(self, database: Statements, turns: Sequence[Version[StoredTurn]], turn: int, parent: int) -> None:
        """Show this turn, of all that have the parent. `turns` are all others of its conversation."""
        last = max((one.chosen_at for one in turns), default=0.0)
        database.execute(
            "INSERT INTO version (turn, parent, chosen_at) VALUES (?, ?, ?)"
            " ON CONFLICT (turn) DO UPDATE SET chosen_at = excluded.chosen_at",
            (turn, parent, max(time.time(), last + 0.001)),  # also if the clock was set back
        )

    def _purge(self, database: Statements) -> None:
        database.execute("DELETE FROM conversation WHERE deleted_at < ?", (time.time() - KEPT_S,))

    def _touch(self, database: Statements, visitor: str, conversation: str, change: str, value: str | float) -> None:
        self._require(database, visitor, conversation)
        database.execute(f"UPDATE conversation SET {change} WHERE id = ?", (value, conversation))

    def _require(self, database: Statements, visitor: str, conversation: str) -> Conversation:
        found = database.execute(
            f"SELECT id, title, changed_at, {_IS_PINNED} FROM conversation c"
            " WHERE id = ? AND owner = ? AND deleted_at IS NULL",
            (storable(conversation), owner_of(visitor)),
        )
        for id_, title, changed_at, pinned in found:
            return Conversation(id_, title, changed_at, bool(pinned))
        raise MissingConversationError(
            "There is no such conversation of yours. It was deleted, or it belongs to somebody else."
        )

    def _reading(self) -> AbstractContextManager[Statements]:
        """A connection that reads."""
        return self._opened()

    def _writing(self) -> AbstractContextManager[Statements]:
        """A transaction that writes. One writer at a time; readers never wait."""
        return self._database.writing()

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        with self._database.reading() as database:
            database.create_function("holds", 2, _holds, deterministic=True)
            yield database


def owner_of(visitor: str) -> str:
    """The hash by which a visitor is stored."""
    return hashlib.sha256(visitor.encode("utf-8", "replace")).hexdigest()


def storable(text: str) -> str:
    """The text with a question mark for each lone surrogate, which is half a character and cannot be stored or sent."""
    return text.encode("utf-8", "replace").decode()


def _holds(text: str, wanted: str) -> bool:
    return all(word in text.casefold() for word in wanted.casefold().split())
