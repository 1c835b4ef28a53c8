"""Milvus as a view of the vectors of an index in PostgreSQL: keys and rows only. The one file that imports pymilvus."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from index.arrays import Rows
from index.errors import SettingsError, StoreError

_SCHEMES = {"milvus": "http", "milvus+tls": "https"}
_CONNECT_S = 5.0
_TIMEOUT_S = 10.0
_KEY_CHARACTERS = 128
MOST = 16_384  # keys that Milvus returns at once
# As HNSW in PostgreSQL. `ef` must be at least the number of neighbours.
_INDEX = {"index_type": "HNSW", "metric_type": "IP", "params": {"M": 16, "efConstruction": 64}}
_LEAST_EF = 200


@dataclass(frozen=True, slots=True)
class ViewAddress:
    """Where the view is. Shown without its password."""

    host: str
    uri: str
    database: str
    is_strong: bool  # each search waits until Milvus has seen all writes
    token: str = field(repr=False)

    @classmethod
    def read(cls, text: str) -> ViewAddress:
        """The address in `milvus://[user:password@]host:19530[/database][?consistency=strong]`. `SettingsError`."""
        try:
            parts = urlsplit(text)
            port, options = parts.port or 19530, parse_qs(parts.query, strict_parsing=bool(parts.query))
        except ValueError:
            raise _wrong() from None
        (consistency,) = options.pop("consistency", ["bounded"])
        if parts.scheme not in _SCHEMES or not parts.hostname or options or consistency not in ("bounded", "strong"):
            raise _wrong()
        host = f"[{parts.hostname}]:{port}" if ":" in parts.hostname else f"{parts.hostname}:{port}"
        token = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else ""
        uri = f"{_SCHEMES[parts.scheme]}://{host}"
        return cls(host, uri, parts.path.strip("/") or "default", consistency == "strong", token)

    def __str__(self) -> str:
        return f"{self.host}/{self.database}"


class MilvusView:
    """The collection of one index. A key that the index no longer has can still be in it. Threads can share it.

    Its methods raise `StoreError`.
    """

    def __init__(self, address: ViewAddress, collection: str) -> None:
        self.address = address
        self._name = collection

    def make(self, dim: int) -> bool:
        """Make the collection if there is none. Returns whether it is new."""
        with self._errors():
            if self._client.has_collection(self._name, timeout=_TIMEOUT_S):
                return False
            kind = _pymilvus().DataType
            schema = self._client.create_schema(auto_id=False)
            schema.add_field("key", kind.VARCHAR, is_primary=True, max_length=_KEY_CHARACTERS)
            schema.add_field("row", kind.FLOAT_VECTOR, dim=dim)
            index = self._client.prepare_index_params()
            index.add_index("row", **_INDEX)
            self._client.create_collection(self._name, schema=schema, index_params=index, timeout=6 * _TIMEOUT_S)
            return True

    def put(self, keys: Sequence[bytes], rows: Rows) -> None:
        """Add rows (n, dim), one for each key. Adding a held key replaces its row."""
        with self._errors():
            given = [{"key": key.hex(), "row": row.tolist()} for key, row in zip(keys, rows, strict=True)]
            self._client.upsert(self._name, given, timeout=6 * _TIMEOUT_S)

    def remove(self, keys: Sequence[bytes]) -> None:
        """Remove these keys, if they are held."""
        with self._errors():
            self._client.delete(self._name, ids=[key.hex() for key in keys], timeout=6 * _TIMEOUT_S)

    def settle(self) -> None:
        """Return once every search sees what was added."""
        self._query(["key"], filter='key == ""')

    def nearest(self, row: Rows, k: int) -> list[bytes]:
        """At most k keys whose rows are nearest to `row` (dim,), nearest first."""
        k = min(k, MOST)
        with self._errors():
            (found,) = self._client.search(
                self._name,
                [row.tolist()],
                limit=k,
                search_params={"metric_type": "IP", "params": {"ef": max(k, _LEAST_EF)}},
                consistency_level="Strong" if self.address.is_strong else "Bounded",
                timeout=_TIMEOUT_S,
            )
            return [bytes.fromhex(hit["key"] if "key" in hit else hit["id"]) for hit in found]

    def held(self, keys: Sequence[bytes]) -> set[bytes]:
        """Which of these keys, at most `MOST`, are in the collection once every write is seen."""
        return {bytes.fromhex(found["key"]) for found in self._query(["key"], ids=[key.hex() for key in keys])}

    def count(self) -> int:
        """How many keys the collection holds once every write is seen."""
        return int(self._query(["count(*)"])[0]["count(*)"])

    def _query(self, fields: list[str], **what: Any) -> list[Any]:
        with self._errors():
            found = self._client.query(
                self._name, output_fields=fields, consistency_level="Strong", timeout=6 * _TIMEOUT_S, **what
            )
            return list(found)

    def drop(self) -> None:
        """Remove the collection, if there is one."""
        with self._errors():
            self._client.drop_collection(self._name, timeout=_TIMEOUT_S)

    @property
    def _client(self) -> Any:
        return _client(self.address)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        pymilvus = _pymilvus()
        try:
            yield
        except pymilvus.MilvusException as error:
            lines = str(error.message).replace(self.address.token or "\0", "***").splitlines() or [""]
            raise StoreError(
                f"the Milvus server at {self.address} cannot be used ({lines[0].strip()}). Check QUOTH_VECTORS and the "
                "server. Quoth tries again at the next question or update."
            ) from None  # not `passing`: pymilvus itself has tried again


def _pymilvus() -> Any:
    try:
        import pymilvus
    except ImportError as missing:
        raise SettingsError(
            "QUOTH_VECTORS names a Milvus server, but pymilvus is not installed. Run `pip install -e '.[milvus]'`."
        ) from missing
    for name in ("pymilvus", "pymilvus.milvus_client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # our errors say what it logs
    return pymilvus


@cache
def _client(address: ViewAddress) -> Any:
    """The client of this process. It is never closed, because pymilvus gives all clients of a server one connection."""
    return _pymilvus().MilvusClient(address.uri, token=address.token, db_name=address.database, timeout=_CONNECT_S)


def _wrong() -> SettingsError:
    return SettingsError(
        "QUOTH_VECTORS is wrong. An example: milvus://milvus.example.org:19530, or with everything: "
        "milvus+tls://user:password@milvus.example.org:19530/database?consistency=strong."
    )
