"""Answers "does the rice pudding contain wheat?" from the row of a table: its cell has the word, or lists others.

"No" needs certainty: the word must stand in the same column of another row, so that the column is where it would stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.reading.written_tables import WrittenRow, WrittenTable, tables_of
from qa.forms.form import Request
from qa.forms.lists.listing import candidate_documents
from qa.forms.quoting import Quotes
from qa.forms.structure.documents import held_documents, named_documents
from qa.forms.words.roots import roots
from qa.forms.words.synonyms import matches
from qa.forms.yes_no import asks_yes_or_no
from qa.records import Piece
from qa.text.denial import SAYS_NO
from qa.text.facts import is_negated
from qa.text.messages import yes_no

_OPENS = re.compile(r"\W*(?:enthält|enthalten|contiene|contienen|lleva|contient|contém|bevat)\b", re.IGNORECASE)
# Verbs that only say that a row has what its cell says.
_HAVING = frozenset(
    roots(
        "contain contains containing include includes included have has having offer offers come comes use uses need"
        " needs got made any some there enthält enthalten hat haben bietet braucht verwendet drin contient contiennent"
        " comprend a ont propose contiene contienen tiene tienen incluye lleva llevan contengono ha"
    )
)


@dataclass(frozen=True, slots=True)
class Member:
    """The span of a row's document that decides, and whether the row has what is asked."""

    document_id: str
    start: int
    end: int
    has_it: bool


def asks_for_membership(text: str) -> bool:
    """Whether the question can be answered by yes or no, and denies nothing."""
    return (asks_yes_or_no(text) or _OPENS.match(text) is not None) and not is_negated(text)


def answer_membership(request: Request) -> Iterator[Piece]:
    """Yield Yes or No with the row. Decline if not exactly one row of one table decides."""
    listings = held_documents(request.index.documents(), request.within)
    documents = candidate_documents(request, request.text, named_documents(request.text, listings))
    asked = set(roots(request.text))
    found = [one for document in documents for table in tables_of(document) if (one := find_member(asked, table))]
    if len(found) != 1:
        return
    member, quotes = found[0], Quotes(request.index)
    yes, no, _ = yes_no(request.text)
    statement = quotes.quote(member.document_id, member.start, member.end)
    if statement:
        text = f"{yes if member.has_it else no}: {statement.text}"
        yield text
        yield request.finish(text, [statement], quotes.hits)


def find_member(asked: set[str], table: WrittenTable) -> Member | None:
    """The row of the table that the question (its roots) names, if one of its cells decides.

    None if the question names no row or several, or has a word that no column explains.
    """
    labels = [_words(row, 0) for row in table.rows]
    named = [at for at, label in enumerate(labels) if label and label <= asked]
    longest = max((len(labels[at]) for at in named), default=0)
    named = [at for at in named if len(labels[at]) == longest]
    if len(named) != 1:
        return None
    row, rest = table.rows[named[0]], asked - labels[named[0]]
    deciding = []
    for at in range(1, len(table.columns)):
        values = [_words(other, at) for other in table.rows]
        wanted = rest & frozenset().union(*values)
        name = roots(table.columns[at])
        unknown = {word for word in rest - wanted - _HAVING if not matches(word, name)}
        cell = row.cells[at]
        if not wanted or unknown or cell is None or any(word[0].isdigit() for word in wanted):
            continue
        own = values[named[0]]
        if wanted <= own and not SAYS_NO.fullmatch(cell.text.strip()):
            deciding.append(Member(table.document_id, row.start, row.end, has_it=True))
        elif any(wanted <= value for value in values) and not wanted & own:
            deciding.append(Member(table.document_id, row.start, row.end, has_it=False))
    return deciding[0] if len(deciding) == 1 else None


def _words(row: WrittenRow, at: int) -> frozenset[str]:
    cell = row.cells[at] if at < len(row.cells) else None
    return frozenset(roots(cell.text)) if cell else frozenset()
