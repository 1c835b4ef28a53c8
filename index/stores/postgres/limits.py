"""What limits a ranking to some documents, as conditions of SQL."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

from index.scope import Hidden, Within
from index.stores.scoped import where_hidden

_ALL = "SELECT sum(passages)::bigint FROM totals"


@dataclass(frozen=True, slots=True)
class Limit:
    """Conditions with named values. Hidden documents are described, so that their ids are never sent."""

    values: dict[str, object] = field(default_factory=dict)
    _holds: str = ""  # for a document whose id is in the column {0}; "" for all
    _excludes: bool = False  # it is for documents that are left out

    @classmethod
    def to(cls, within: Within | None) -> Limit:
        """The limit to these documents. None: no limit."""
        if within is None:
            return cls()
        if not isinstance(within, Hidden):
            return cls({"within": list(within)}, "{0} = ANY(%(within)s)")
        sql, values = where_hidden(within, "{0}")
        number = count()
        named = "".join(f"%(hidden{next(number)})s" if sign == "?" else sign for sign in sql)
        return cls({f"hidden{place}": value for place, value in enumerate(values)}, named, _excludes=True)

    def document(self, column: str) -> str:
        """The condition on the id of a document in this column."""
        condition = self._holds.format(column) or "true"
        return f"NOT ({condition})" if self._excludes else condition

    def key(self, column: str) -> str:
        """The condition on the key of a passage in this column.

        Few documents are hidden or asked for, so their passages are looked up, and not those of all others.
        """
        if not self._holds:
            return "true"
        holds = self._holds.format("limited.document_id")
        found = f"EXISTS (SELECT FROM passages limited WHERE limited.key = {column} AND {holds})"
        return f"NOT {found}" if self._excludes else found

    def vector(self, column: str) -> str:
        """The condition on the key of a vector in this column: a passage that is searched has it."""
        if not self._holds:
            return "true"
        holds = self.document("limited.document_id")
        return f"EXISTS (SELECT FROM passages limited WHERE limited.embed_key = {column} AND {holds})"

    def counted(self) -> str:
        """The statement that counts the passages of the documents."""
        if not self._holds:
            return _ALL
        chosen = f"SELECT coalesce(sum(passages), 0)::bigint FROM documents WHERE {self._holds.format('id')}"
        return f"SELECT ({_ALL}) - ({chosen})" if self._excludes else chosen

    def __bool__(self) -> bool:
        return bool(self._holds)
