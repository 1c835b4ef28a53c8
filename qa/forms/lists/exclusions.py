"""Answers "which ... not?" with the rows and list items that lack what the question names, or sentences that deny it.

A list answers only if it is about what is lacking: another of its items must have it, or one must say that it lacks it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from index.reading.written_tables import WrittenTable, tables_of
from index.records import Document, Hit
from index.text.headings import innermost
from index.text.sentences import is_row
from qa.forms.form import Request
from qa.forms.lists.listing import Found, candidate_documents, show_items, show_row
from qa.forms.structure.documents import held_documents, named_documents
from qa.forms.structure.written_lists import ItemList, find_lists
from qa.forms.words.negation import EXCLUDED, Negated, find_negated, is_negated
from qa.forms.words.roots import roots
from qa.forms.words.synonyms import matches
from qa.records import Piece
from qa.text.denial import SAYS_NO, SAYS_YES
from qa.text.quotes import one_line

SENTENCES = 6  # the most sentences that are quoted
SEARCHED = 12  # passages in which they are looked for
LEAST_PART = 4  # a word of at least so many letters also counts inside a longer word
_CLAUSE = re.compile(r"[,;:.()–—|]+|\b(?:but|and|aber|und|mais|et|pero|y)\b", re.IGNORECASE)
PEOPLE = frozenset(
    roots(
        "people persons employees staff colleagues members personen leute mitarbeiter kollegen mitglieder"
        " mitarbeiterinnen personnes gens employés salariés collègues membres personas empleados trabajadores"
        " compañeros miembros"
    )
)
# "Do not count as luggage" can also be "are not covered as luggage".
_COUNTING = frozenset(
    roots("count counts counted qualify qualifies considered regarded treated gelten gilt zählen zählt compte cuenta")
)


@dataclass(frozen=True, slots=True)
class Lacking:
    """The entries of a list or table that lack something, and what the list says about it."""

    found: tuple[Found, ...]
    others: tuple[Found, ...]  # the entries that have it
    words: int  # the number of words of the question that the list contains
    name: str  # of the message that tells what the list says about it, and what is put into that
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return len(self.found) + len(self.others)


def asks_for_exclusions(text: str) -> bool:
    """Whether the question asks which things do not have or do something."""
    return find_negated(text) is not None


def answer_exclusions(request: Request) -> Iterator[Piece]:
    """Yield what lacks what the question names. Decline if no list and no sentence of the documents says so."""
    negated = find_negated(request.text)
    if negated is None:
        return
    phrase = f"{negated.things} {' '.join(negated.lacking)}"
    listings = held_documents(request.index.documents(), request.within)
    documents = candidate_documents(request, phrase, named_documents(phrase, listings))
    searched = [] if negated.is_excluding else documents
    lacking = [one for document in searched for one in _in_document(negated, document)]
    most = max((one.words for one in lacking), default=0)
    best = [one for one in lacking if one.words == most]
    if best:
        found = [item for one in best for item in one.found]
        head = request.say(best[0].name, n=len(found), all=sum(one.total for one in best), **best[0].said)
        yield from show_items(request, found or [item for one in best for item in one.others], head=head)
    elif denied := [*_listed_exclusions(negated, documents), *_denials(request, negated, phrase)]:
        yield from show_items(request, denied[:SENTENCES])


def _in_document(negated: Negated, document: Document) -> Iterator[Lacking]:
    for table in tables_of(document):
        if lacking := _in_table(negated, table, document):
            yield lacking
    for one in find_lists(document):
        if one.kind != "rows" and (lacking := _in_list(negated, one, document)):
            yield lacking


def _known(negated: Negated, own: set[str], place: set[str]) -> set[str] | None:
    """The roots of what is lacking that the list itself contains.

    None if another root is neither in the list nor in what names it (`place`). A verb of the question can be missing.
    """
    wanted = set(roots(" ".join(negated.lacking)))
    if wanted - own - place - negated.verbs:
        return None
    known = wanted & own
    return known - (negated.verbs & place) or known or None


def _is_of_things(negated: Negated, names: set[str]) -> bool:
    """Whether the names of a list (its heading and columns) contain a word of the things; always for people."""
    things = set(roots(negated.things))
    return not things or things <= PEOPLE or bool(things & names)


def _in_table(negated: Negated, table: WrittenTable, document: Document) -> Lacking | None:
    """The rows whose cell says no, or has another value than the one that is lacking."""
    columns = [set(roots(name)) for name in table.columns]
    values = [[set(roots(cell.text)) if cell else set() for cell in row.cells] for row in table.rows]
    own = set().union(*columns, *(cell for row in values for cell in row))
    place = set(roots(f"{table.title} {table.heading} {table.above} {document.id}"))
    known = _known(negated, own, place)
    if not known or len(table.rows) < 2 or not _is_of_things(negated, place.union(*columns)):
        return None
    meant = _rows_meant(negated, table, place)
    if not meant:
        return None
    named = [at for at, column in enumerate(columns) if column and column <= known] or [
        at for at, column in enumerate(columns) if known <= column
    ]
    rest = known.difference(*(columns[at] for at in named))
    if len(named) == 1 and not rest:
        at = named[0]
        said = [cell.text.strip() if (cell := row.cells[at]) else "" for row in table.rows]
        # An empty cell says no too, if other cells of its column are not empty.
        lacks = [not text or SAYS_NO.fullmatch(text) is not None for text in said]
        if not any(lacks) and all(text[0].isdigit() for text in said):
            return None  # the amount of a fee does not say who has paid it
        name, words = "rows_without", ""
    else:
        at = next((at for at in named or range(len(columns)) if any(rest <= row[at] for row in values)), -1)
        if at < 0 or not rest:
            return None
        lacks = [not _has(cell.text if (cell := row.cells[at]) else "", rest) for row in table.rows]
        name, words = "rows_without_words", _as_asked(negated, rest)
    rows: list[Found] = [
        ([(document.id, row.start, row.end)], show_row(document.text[row.start : row.end])) for row in table.rows
    ]
    parted = _parted([rows[at] for at in meant], [lacks[at] for at in meant])
    return Lacking(*parted, len(known), name, {"column": table.columns[at], "words": words})


def _rows_meant(negated: Negated, table: WrittenTable, place: set[str]) -> list[int]:
    """The rows that fit the words before the things, such as "vegetarian dishes". Empty if a word fits no cell."""
    meant = list(range(len(table.rows)))
    names = place.union(*(roots(name) for name in table.columns))
    words = list(dict.fromkeys(roots(negated.things)))
    if len(words) < 2:
        return meant
    for word in words:
        at = next((at for at, name in enumerate(table.columns) if matches(word, roots(name))), -1)
        said = [cell.text.strip() if at >= 0 and (cell := row.cells[at]) else "" for row in table.rows]
        if any(map(SAYS_YES.fullmatch, said)):
            meant = [row for row in meant if SAYS_YES.fullmatch(said[row])]
        elif word not in names | PEOPLE:
            held = [any(cell and word in roots(cell.text) for cell in row.cells) for row in table.rows]
            meant = [row for row in meant if held[row]]
    return meant


def _parted(entries: Sequence[Found], lacks: Sequence[bool]) -> tuple[tuple[Found, ...], tuple[Found, ...]]:
    """The entries that lack it, and the others."""
    pairs = list(zip(entries, lacks, strict=True))
    lacking, having = (tuple(entry for entry, lack in pairs if lack is wanted) for wanted in (True, False))
    return lacking, having


def _in_list(negated: Negated, one: ItemList, document: Document) -> Lacking | None:
    """The items that do not name what is lacking, or say that they lack it."""
    texts = [document.text[item.words : item.end] for item in one.items]
    place = set(roots(f"{one.heading} {one.lead} {document.title} {document.id}"))
    if lacks := _lacking_by_status(negated, texts, place):
        words = len(place & set(roots(" ".join(negated.lacking))))
        return Lacking(*_parted(_items(one, texts, document), lacks), words, "items_not_yet")
    known = _known(negated, {word for text in texts for word in roots(text)}, place)
    if not known or not _is_of_things(negated, place):
        return None
    having = [_has(text, known) for text in texts]
    if not any(having) and not any(_denies(text, known) for text in texts):
        return None
    parted = _parted(_items(one, texts, document), [not has for has in having])
    return Lacking(*parted, len(known), "items_without_words", {"words": _as_asked(negated, known)})


def _items(one: ItemList, texts: Sequence[str], document: Document) -> list[Found]:
    return [
        ([(document.id, item.words, item.end)], f"“{one_line(text)}”")
        for item, text in zip(one.items, texts, strict=True)
    ]


def _lacking_by_status(negated: Negated, texts: Sequence[str], place: set[str]) -> list[bool]:
    """Which items say no, as "Ann: not yet" does, if what is lacking is the subject of the whole list. Else none."""
    wanted = set(roots(" ".join(negated.lacking)))
    said = [one_line(text.partition(": ")[2]).strip(" .") for text in texts]
    if not all(said) or not wanted & place or wanted - place - negated.verbs or not _is_of_things(negated, place):
        return []
    lacks = [SAYS_NO.fullmatch(status) is not None for status in said]
    return lacks if any(lacks) else []


def _has(text: str, wanted: set[str]) -> bool:
    """Whether the text contains all these words, and no clause of it denies them."""
    return wanted <= set(roots(text)) and not _denies(text, wanted)


def _denies(text: str, wanted: set[str]) -> bool:
    """Whether a clause of the text contains these words and is negated."""
    return any(is_negated(clause) and wanted <= set(roots(clause)) for clause in [text, *_CLAUSE.split(text)][1:])


def _as_asked(negated: Negated, known: set[str]) -> str:
    return " ".join(word for word in negated.lacking if set(roots(word)) & known)


def _listed_exclusions(negated: Negated, documents: Sequence[Document]) -> Iterator[Found]:
    """The items of a list of exclusions, such as one below "The guarantee does not cover:"."""
    wanted = set(roots(" ".join(negated.lacking))) | set(roots(negated.things))
    for document in documents:
        for one in find_lists(document):
            named = f"{innermost(one.heading)}. {one.lead}"
            around = set(roots(f"{named} {document.title}"))
            missing = {word for word in wanted - around if not _is_said(word, around)}
            may_miss = negated.verbs if EXCLUDED.search(named) else frozenset()
            if (is_negated(named) or may_miss) and missing <= may_miss and missing != wanted:
                for item in one.items:
                    yield [(document.id, item.words, item.end)], f"“{one_line(document.text[item.words : item.end])}”"


def _denials(request: Request, negated: Negated, phrase: str) -> Iterator[Found]:
    """The sentences that deny what the question says is lacking, the best passages first."""
    hits: list[Hit] = request.index.search(phrase, SEARCHED, request.within)
    read = request.read(hits)
    wanted = set(roots(" ".join(negated.lacking)))
    for sentence in read:
        heading, text = f"{sentence.passage.title} {sentence.passage.heading}", sentence.text
        own, place = set(roots(text)), set(roots(heading))
        is_excluding = EXCLUDED.search(text) is not None
        says_it = is_excluding or (is_negated(text) and not negated.is_excluding)
        missing = {word for word in wanted - own - place if not _is_said(word, own)}
        may_miss = (negated.verbs if is_excluding else frozenset()) | _COUNTING
        is_said = not missing or (missing <= may_miss and (len(wanted) == 1 or missing != wanted))
        is_text = text[-1:] in ".!;。" and not is_row(text)
        if says_it and is_said and is_text and (is_excluding or any(_is_said(word, own) for word in wanted)):
            start = sentence.passage.start
            yield [(sentence.passage.document_id, start + sentence.start, start + sentence.end)], ""


def _is_said(word: str, own: set[str]) -> bool:
    """Whether the word is one of these, or a part of one, as "deckt" is of "abgedeckt"."""
    bare = word.removesuffix("t")
    return word in own or (len(bare) >= LEAST_PART and any(bare in other for other in own))
