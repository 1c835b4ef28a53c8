"""The address of a database that holds an index."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from index.errors import SettingsError

PREFIXES = ("postgresql://", "postgres://")
_SCHEMA = "quoth"
# Extensions are in `public`, PostgreSQL's own tables in pg_…, and Quoth ends the names of further schemas like this.
_NAME = re.compile(r"(?!public$|pg_|.*_(?:next|import|shared)$)[a-z][a-z0-9_]{0,40}")
_VECTORS = "vectors"  # an option
_HIDDEN = "***"


@dataclass(frozen=True, slots=True)
class Address:
    """Where an index is: a database, and a schema in it, so that several indexes can share one database.

    The address without its password is what messages show.
    """

    uri: str = field(repr=False)  # with the password; without `schema`, which PostgreSQL does not know
    schema: str
    passwords: tuple[str, ...] = field(repr=False)  # as written and as meant
    vectors: str = field(default="", repr=False)  # milvus://…: a server that finds near vectors for this index

    @classmethod
    def read(cls, text: str) -> Address:
        """The address in a text such as `postgresql://user:password@host/database?schema=name`.

        Raises `SettingsError`, whose message does not repeat the text: it can contain a password.
        """
        try:
            parts = urlsplit(text)
            _check_ports(parts.netloc)
            options = dict(parse_qsl(parts.query, keep_blank_values=True))
        except ValueError:
            raise _wrong("it is not a valid address") from None
        if not text.startswith(PREFIXES):
            raise _wrong("it does not start with postgresql://")
        schema, vectors = options.pop("schema", _SCHEMA), options.pop(_VECTORS, "")
        if not _NAME.fullmatch(schema):
            raise _wrong(
                "its schema must be lower-case letters, digits and underscores, and not public, pg_…, …_next, "
                "…_import or …_shared"
            )
        secrets = [parts.password or "", options.get("password", "")]
        passwords = {form for secret in secrets if secret for form in (secret, unquote(secret))}
        # Written out, because `urlunsplit` leaves out "//" where no host follows, as for a socket in the file system.
        query = urlencode(options, quote_via=quote)  # libpq takes "+" for a plus
        uri = f"{parts.scheme}://{parts.netloc}{parts.path}{query and '?'}{query}"
        return cls(uri, schema, tuple(sorted(passwords, key=len, reverse=True)), vectors)

    def with_schema(self, schema: str) -> Address:
        """Another schema of the same database."""
        return replace(self, schema=schema)

    def without_password(self, text: str) -> str:
        """The text with every password of this address hidden."""
        for password in self.passwords:
            text = text.replace(password, _HIDDEN)
        return text

    def __str__(self) -> str:
        parts = urlsplit(self.uri)
        user = f"{unquote(parts.username)}@" if parts.username else ""
        host = parts.netloc.rpartition("@")[2]
        return f"{user}{host}{parts.path or '/'}, schema {self.schema}"


def with_vectors(store: str, vectors: str) -> str:
    """The address of an index, with that of the server that finds near vectors for it."""
    return f"{store}{'&' if '?' in store else '?'}{_VECTORS}={quote(vectors, safe='')}"


def _check_ports(netloc: str) -> None:
    """Raise `ValueError` for a port that cannot be one. A standby follows its primary after a comma."""
    for host in netloc.rpartition("@")[2].split(","):
        _ = urlsplit(f"//{host}").port


def _wrong(what: str) -> SettingsError:
    return SettingsError(
        f"QUOTH_STORE is wrong: {what}. An example: postgresql://quoth@db.example.org/quoth, with the password in "
        "~/.pgpass or PGPASSWORD."
    )
