"""The accounts, in one SQLite file: people, their sessions in browsers, and the tokens of their programs.

`shared_accounts` keeps them in the database of the index instead, where several servers share them.

Passwords, sessions and tokens are stored only as hashes, so nobody can log in with what is in the file.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from ui.database import Database, Statements
from ui.web.accounts.passwords import hashed, is_right
from ui.web.accounts.people import AccountError, Person, Role

SESSION_S = 30 * 24 * 3600  # after this time, a browser has to log in again
MOST_TOKENS = 50  # of one person
_NAME = re.compile(r"[\w.@+-]{1,64}", re.ASCII)
_NAMED = "lower(name) = ?"
_TOKEN = "quoth_"  # how a token begins, so that people and scanners know it
_LABEL_CHARACTERS = 60
TABLES = """
CREATE TABLE IF NOT EXISTS user (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    role INTEGER NOT NULL,
    password TEXT NOT NULL,
    added_at REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS session (
    hash TEXT PRIMARY KEY,
    user TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    begun_at REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS token (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    user TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    label TEXT NOT NULL,
    made_at REAL NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a program, without its secret, which is shown only once."""

    id: int
    label: str
    made_at: float  # seconds since 1970


class Accounts:
    """The accounts in `file`. Threads and processes can share it. Names are the same in either case."""

    takes_time = False  # whether looking somebody up can wait for another machine

    def __init__(self, file: Path) -> None:
        self.file = file
        self._database = Database(file, TABLES, "Accounts")

    def exist(self) -> bool:
        """Whether there is any account."""
        if not self._are_kept():
            return False
        with self._reading() as database:
            return any(database.execute('SELECT 1 FROM "user" LIMIT 1'))

    def people(self) -> list[Person]:
        """Everyone who has an account, by name."""
        if not self._are_kept():
            return []
        with self._reading() as database:
            rows = database.execute('SELECT name, role, id FROM "user" ORDER BY lower(name)')
            return [_person(row) for row in rows]

    def add(self, name: str, role: Role, password: str | None) -> Person:
        """A new account. Without a password, only a proxy can sign this person on. Raises `AccountError`."""
        if not _NAME.fullmatch(name):
            raise AccountError("A name has 1 to 64 letters, digits and signs out of . _ - + @.")
        secret = "" if password is None else hashed(password)
        identity = secrets.token_urlsafe(16)  # not the name, which another person can get later
        with self._writing() as database:
            added = database.execute(
                'INSERT INTO "user" VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id',
                (identity, name, int(role), secret, time.time()),
            )
            if not list(added):
                raise AccountError(f"{name} has an account already. Change it with `quoth users password`.")
        return _person((name, role, identity))

    def remove(self, name: str) -> Person:
        """Remove an account with its sessions and tokens, and return whose it was. Raises `AccountError`."""
        person = self._require(name)
        with self._writing() as database:
            database.execute(f'DELETE FROM "user" WHERE {_NAMED}', (_folded(name),))
        return person

    def set_role(self, name: str, role: Role) -> None:
        """Give somebody another role. Raises `AccountError`."""
        self._require(name)
        with self._writing() as database:
            database.execute(f'UPDATE "user" SET role = ? WHERE {_NAMED}', (int(role), _folded(name)))

    def set_password(self, name: str, password: str) -> None:
        """Change a password, which logs the person out everywhere. Their tokens stay. Raises `AccountError`."""
        self._require(name)
        secret = hashed(password)
        with self._writing() as database:
            database.execute(f'UPDATE "user" SET password = ? WHERE {_NAMED}', (secret, _folded(name)))
            self._end_sessions(database, name)

    def is_password(self, name: str, password: str) -> bool:
        """Whether this is the person's password. It takes equally long for names without an account."""
        with self._reading() as database:
            rows = list(database.execute(f'SELECT password FROM "user" WHERE {_NAMED}', (_folded(name),)))
        return is_right(password, rows[0][0] if rows else "")

    def named(self, name: str) -> Person | None:
        """The person with this name; None if nobody has it."""
        return self._find(f'SELECT name, role, id FROM "user" WHERE {_NAMED}', _folded(name))

    # ---- sessions in browsers ----

    def begin_session(self, name: str) -> str:
        """The secret of a new session."""
        secret = secrets.token_urlsafe(32)
        with self._writing() as database:
            database.execute("DELETE FROM session WHERE begun_at < ?", (time.time() - SESSION_S,))
            database.execute(
                f'INSERT INTO session SELECT ?, id, ? FROM "user" WHERE {_NAMED}',
                (_hash(secret), time.time(), _folded(name)),
            )
        return secret

    def of_session(self, secret: str) -> Person | None:
        """Whose session it is; None if it has ended."""
        query = (
            'SELECT name, role, "user".id FROM session JOIN "user" ON "user".id = session."user"'
            " WHERE hash = ? AND begun_at >= ?"
        )
        return self._find(query, _hash(secret), time.time() - SESSION_S) if secret else None

    def end_session(self, secret: str) -> None:
        with self._writing() as database:
            database.execute("DELETE FROM session WHERE hash = ?", (_hash(secret),))

    def end_sessions(self, name: str) -> None:
        """Log the person out in every browser."""
        with self._writing() as database:
            self._end_sessions(database, name)

    # ---- tokens of programs ----

    def add_token(self, name: str, label: str) -> str:
        """A new token, which cannot be read again. Raises `AccountError`."""
        self._require(name)
        if len(self.tokens(name)) >= MOST_TOKENS:
            raise AccountError(f"You have {MOST_TOKENS} tokens already. Delete one first.")
        secret = _TOKEN + secrets.token_urlsafe(32)
        label = " ".join(label.split())[:_LABEL_CHARACTERS]
        with self._writing() as database:
            database.execute(
                f'INSERT INTO token (hash, "user", label, made_at) SELECT ?, id, ?, ? FROM "user" WHERE {_NAMED}',
                (_hash(secret), label, time.time(), _folded(name)),
            )
        return secret

    def tokens(self, name: str) -> list[Token]:
        """The person's tokens, oldest first."""
        with self._reading() as database:
            rows = database.execute(
                'SELECT token.id, label, made_at FROM token JOIN "user" ON "user".id = token."user"'
                f" WHERE {_NAMED} ORDER BY token.id",
                (_folded(name),),
            )
            return [Token(*row) for row in rows]

    def remove_token(self, name: str, token: int) -> bool:
        """Remove the token. Returns whether the person had it."""
        with self._writing() as database:
            query = f'DELETE FROM token WHERE id = ? AND "user" = (SELECT id FROM "user" WHERE {_NAMED}) RETURNING id'
            return bool(list(database.execute(query, (token, _folded(name)))))

    def of_token(self, secret: str) -> Person | None:
        """Whose token it is; None if there is no such token."""
        query = 'SELECT name, role, "user".id FROM token JOIN "user" ON "user".id = token."user" WHERE hash = ?'
        return self._find(query, _hash(secret)) if secret.startswith(_TOKEN) else None

    def _require(self, name: str) -> Person:
        person = self.named(name)
        if person is None:
            raise AccountError(f"{name} has no account. `quoth users list` shows who has.")
        return person

    def _find(self, query: str, *values: str | float) -> Person | None:
        if not self._are_kept():
            return None
        with self._reading() as database:
            return next(map(_person, database.execute(query, values)), None)

    def _end_sessions(self, database: Statements, name: str) -> None:
        query = f'DELETE FROM session WHERE "user" = (SELECT id FROM "user" WHERE {_NAMED})'
        database.execute(query, (_folded(name),))

    def _are_kept(self) -> bool:
        """Whether there can be accounts. Looking for some does not make the file."""
        return self.file.exists()

    def _reading(self) -> AbstractContextManager[Statements]:
        """A connection that reads."""
        return self._database.reading()

    def _writing(self) -> AbstractContextManager[Statements]:
        """A transaction that writes."""
        return self._database.writing()


def _person(row: tuple[str, int, str]) -> Person:
    name, role, identity = row
    return Person(name, Role(role), visitor_with(identity))


def visitor_with(identity: str) -> str:
    """The key to the conversations of the person whose account has this id. Cookies of visitors contain no colon."""
    return f"user:{identity}"


def _folded(name: str) -> str:
    """The name in lower case, as `lower` makes it in each database: names have only letters of ASCII."""
    return name.lower() if name.isascii() else name


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
