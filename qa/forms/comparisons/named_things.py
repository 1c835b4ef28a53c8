"""The things that a question names: documents by their titles, sections by their headings, columns and rows of tables.

"Hallam" names the document "Tender by Hallam Roofing" if no other document is called so.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise, product
from pathlib import PurePosixPath

from index.files.names import visible
from index.reading.written_tables import WrittenTable, tables_of
from index.records import Document, Listing
from qa.forms.form import Request
from qa.forms.structure.documents import held_documents, is_kind, same_kind
from qa.forms.structure.outline import outline
from qa.forms.words.roots import FUNCTION_WORDS, roots
from qa.forms.words.synonyms import matches
from qa.text.units import NUMBER_WORDS
from qa.text.words import TOKEN, content_words

SEARCHED = 16  # passages; sections and tables are looked for in their documents
MOST_DOCUMENTS = 6  # whose sections and tables are looked at
LONGEST = 400_000  # characters of such a document
LONGEST_NAME = 80  # characters of a heading or label that names a thing
_END = re.compile(r"['’]s?$|s$")
_NO_WORD = re.compile(r"[\W_]+")
_COMMON_TO_TITLES = frozenset("file document copy version final new datei dokument kopie neu fichier archivo".split())
CONNECTOR = re.compile(
    r"(?<![\w'’])(?:and|or|nor|vs\.?|versus|than|to|from|with|against|und|oder|noch|als|mit|gegenüber|von|et"
    r"|ou|que|avec|y|e|o"
    r"|u|con)(?![\w'’])|[,:&/]",
    re.IGNORECASE,
)
# Words for all things that there are: "the difference between the two".
ALL_HELD = re.compile(
    r"\b(?:the (?:two|three|four)|both"
    r"|each(?: one| of them| (?:firm|company|offer|bidder|supplier|side|party|document|contract|file|report|quote)\b)"
    r"|(?:the|these|those|all) (?:documents|files|offers|quotes|tenders|contracts)"
    r"|(?:die|den|der|dieser?|allen) (?:beiden?|zwei|drei|vier|dokumenten?|dateien|angeboten?|verträgen?)|beiden?"
    r"|(?:l|c|d)es (?:deux|trois|quatre)|(?:l[oa]s|est[oa]s) (?:dos|tres|cuatro)|amb[oa]s"
    r"|(?:d?[oa]s|n[oa]s) (?:dois|duas|três|quatro)|(?:i|le|gli|dei|delle|degli|nei|nelle) (?:due|tre|quattro)"
    r"|entramb[ie](?: [il]e?)?|(?:de|van de) (?:twee|drie|vier)"
    r"|jede[rs]? (?:von (?:ihnen|beiden)|firma|angebot|seite)|chacune?|cada un[oa]"
    r"|ciascun[oa]|cada uma?)\b",
    re.IGNORECASE,
)
_EACH = re.compile(r"each|jede|chac|cada|ciasc", re.IGNORECASE)
_TWO = re.compile(r"\b(?:two|both|beiden?|zwei|deux|dos|amb[oa]s|dois|duas|due|twee|entramb[ie])\b", re.IGNORECASE)
_COUNTS = {
    2: _TWO,
    3: re.compile(r"\b(?:three|drei|trois|tres|três|tre|drie)\b", re.IGNORECASE),
    4: re.compile(r"\b(?:four|vier|quatre|cuatro|quatro|quattro)\b", re.IGNORECASE),
}
_NEAR = 2  # words after "the two", of which the first that is no function word is what they are called
MOST_HELD = 4  # documents; in a larger collection, "the two" are not all documents
MOST_PAIRED = 12  # documents, of which two are of one kind
_CAPITALISED = re.compile(
    r"(?<![\w-])(?:[A-ZÄÖÜÀ-Ý][\w.&-]*|[\w-]*\d[\w-]*)(?: (?:[A-ZÄÖÜÀ-Ý][\w.&-]*|[\w-]*\d[\w-]*))*"
)


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that the documents name and describe: a document, a section, or a column or row of a table."""

    name: str
    words: frozenset[str]  # of the name, in lower case
    own: frozenset[str]  # those that tell it from its siblings
    group: tuple[str, ...]  # its siblings have the same
    document_id: str
    start: int = 0
    end: int | None = None  # None: the end of the document
    table: WrittenTable | None = None
    place: int = -1  # the column or row of the table


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that a question names, or words for a thing that no document has; and where the question says so."""

    thing: Thing | None
    name: str
    start: int
    end: int


def words_in(text: str) -> list[tuple[str, int, int]]:
    """The words of the text in lower case, without possessive or plural endings, and where they stand."""
    return [
        (_END.sub("", word) if len(word := match[0].casefold()) > 3 else word, match.start(), match.end())
        for match in TOKEN.finditer(text)
    ]


def named_things(request: Request, text: str) -> list[list[Named]]:
    """For each group of which the question names two things or more: these, in its order; the most first.

    If it names only one of a group, and beside it something that no document has, that is the second.
    """
    documents, groups = held_groups(request, text)
    found = [named for things in groups.values() if (named := _named_in(text, things))]
    found.sort(key=lambda named: (-len(named), -sum(len(one.thing.own) for one in named if one.thing)))
    several = [named for named in found if len(named) > 1 and _are_joined(text, named)]
    if several:
        return several
    pairs = ([named[0], other] for named in found if (other := _unknown_beside(text, named[0], documents)))
    return [sorted(pair, key=lambda one: one.start) for pair in pairs]


def all_held(request: Request, text: str) -> list[list[Named]]:
    """The things that "the two contracts" or "both" means: those called so, or all documents of a small collection.

    If the text names none ("compare the payment terms"), the only two documents of one kind, such as two offers.
    """
    match = ALL_HELD.search(text)
    groups = _called(request, text, match) if match else []
    start, end = match.span() if match else (0, 0)
    listings = held_documents(request.index.documents(), request.within)
    if not groups and 2 <= len(listings) <= MOST_PAIRED:
        things = list(_titled(listings))
        pair = _only_pair(things) if match is None or means_two(match[0]) or _EACH.match(match[0]) else []
        held = pair or (things if match and len(things) <= MOST_HELD else [])
        groups = [told_apart(held)] if held else []
        if match and (noun := TOKEN.search(text, end)) and noun[0].casefold() not in FUNCTION_WORDS:
            end = noun.end()  # "the two roofers", of whom each has made an offer
    return [[Named(thing, visible(thing.name), start, end) for thing in things] for things in groups]


def is_small(request: Request) -> bool:
    """Whether so few documents are held that "the two" can mean all of them."""
    return len(held_documents(request.index.documents(), request.within)) <= MOST_HELD


def _called(request: Request, text: str, match: re.Match[str]) -> list[list[Thing]]:
    """The groups of just so many things as the question says, with the word after the number in their names."""
    noun = next(iter(roots(" ".join(TOKEN.findall(text[match.end() :])[:_NEAR]))), "")
    number = next((count for count, words in _COUNTS.items() if words.search(match[0])), 0)
    if not noun or not number:
        return []
    _, groups = held_groups(request, text)
    called = [[one for one in things if matches(noun, roots(" ".join(one.words)))] for things in groups.values()]
    return [told_apart(things) for things in called if len(things) == number]


def asks_of_each(text: str) -> bool:
    """Whether the text speaks of each of the documents or of those who wrote them: "each firm"."""
    match = ALL_HELD.search(text)
    return match is not None and _EACH.match(match[0]) is not None


def means_two(text: str) -> bool:
    """Whether the text speaks of two things: "the two", "both"."""
    return _TWO.search(text) is not None


def two_alike(text: str, things: list[Thing]) -> list[Thing]:
    """The only two things of one kind, if the text speaks of two; else all of them."""
    return (_only_pair(things) if means_two(text) else []) or things


def _only_pair(things: Sequence[Thing]) -> list[Thing]:
    """The only two things whose names have a word in common, or words for one kind of document such as "quotation" and
    "estimate". Empty if there are none, or several such pairs.
    """
    pairs = [[one, two] for one, two in combinations(things, 2) if _are_alike(one, two)]
    return pairs[0] if len(pairs) == 1 else []


def _are_alike(one: Thing, other: Thing) -> bool:
    if _name_words(one) & _name_words(other):
        return True
    pairs = product(*(map(str.casefold, TOKEN.findall(each.name)) for each in (one, other)))
    return any(is_kind(word) and same_kind(word, its) for word, its in pairs)


def _name_words(thing: Thing) -> set[str]:
    return set(content_words(thing.name))


def _are_joined(text: str, named: Sequence[Named]) -> bool:
    return all(CONNECTOR.search(text[one.end : two.start]) for one, two in pairwise(named))


def held_groups(request: Request, text: str) -> tuple[list[Document], dict[tuple[str, ...], list[Thing]]]:
    """The documents of the best passages, and all things that have siblings, by their group."""
    listings = held_documents(request.index.documents(), request.within)
    hits = request.index.search(text, SEARCHED, request.within)
    ids = list(dict.fromkeys(hit.passage.document_id for hit in hits))[:MOST_DOCUMENTS]
    documents = [request.index.document(document_id) for document_id in ids]
    groups = defaultdict[tuple[str, ...], list[Thing]](list)
    for thing in [*_titled(listings), *(one for d in documents if len(d.text) < LONGEST for one in _inside(d))]:
        groups[thing.group].append(thing)
    return documents, {group: told_apart(things) for group, things in groups.items() if len(things) > 1}


def told_apart(things: Sequence[Thing]) -> list[Thing]:
    """The things with the words of their names that none of their siblings has."""
    counts = Counter(word for thing in things for word in thing.words)
    return [replace(thing, own=frozenset(word for word in thing.words if counts[word] == 1)) for thing in things]


def _titled(listings: Sequence[Listing]) -> Iterator[Thing]:
    titles = Counter(one.title for one in listings)
    for one in listings:
        path = PurePosixPath(one.document_id)
        words = _words(f"{one.title} {_NO_WORD.sub(' ', path.stem)}") - _COMMON_TO_TITLES
        name = one.title if titles[one.title] == 1 else path.name
        if name == one.title and _is_number_alone(name) and not _is_number_alone(path.stem):
            name = f"{one.title} ({path.name})"  # "Quotation Q-3381" does not say whose it is
        yield Thing(name, words, words, ("document",), one.document_id)


def _is_number_alone(name: str) -> bool:
    """Whether a name only says the kind of a document and its number or date: "Quotation Q-3381"."""
    words = [_NO_WORD.sub("", word).casefold() for word in re.split(r"[\s_]+", name) if not re.search(r"\d", word)]
    return all(is_kind(word) or len(word) < 2 or word in FUNCTION_WORDS for word in words)


def _inside(document: Document) -> Iterator[Thing]:
    """The sections, columns and rows of a document."""
    for entry in outline(document):
        if 0 < len(entry.name) <= LONGEST_NAME and not entry.name.endswith(("?", ":")):
            group = ("section", document.id, str(entry.level))
            words = _words(entry.name)
            name = entry.title if entry.name.startswith("(") else entry.name  # "3.5.0 (10 March 2026)"
            yield Thing(name, words, words, group, document.id, entry.start, entry.end)
    for number, table in enumerate(tables_of(document)):
        for place, name in enumerate(table.columns[1:], 1):
            yield _of_table(table, ("column", document.id, str(number)), name, place)
        for place, row in enumerate(table.rows):
            if row.cells and row.cells[0]:
                yield _of_table(table, ("row", document.id, str(number)), row.cells[0].text, place)


def _of_table(table: WrittenTable, group: tuple[str, ...], name: str, place: int) -> Thing:
    words = _words(name) if len(name) <= LONGEST_NAME else frozenset()
    return Thing(name, words, words, group, table.document_id, 0, None, table, place)


def _words(name: str) -> frozenset[str]:
    return frozenset(word for word, *_ in words_in(name) if word not in FUNCTION_WORDS and word not in NUMBER_WORDS)


def _named_in(text: str, things: Sequence[Thing]) -> list[Named]:
    """Where the question names the things: by a word that only one of them has, with those beside it."""
    owner = {word: thing for thing in things for word in thing.own}
    found: dict[Thing, Named] = {}
    for word, start, end in words_in(text):
        thing = owner.get(word)
        if thing is None or (len(word) < 2 and not word.isdigit() and not text[start].isupper()):
            continue
        known = found.get(thing)
        if known is None:
            found[thing] = Named(thing, visible(text[start:end]), start, end)
        elif len(text[known.end : start].split()) <= 1:
            found[thing] = Named(thing, text[known.start : end], known.start, end)
    return sorted((_widened(text, named) for named in found.values()), key=lambda one: one.start)


def _widened(text: str, named: Named) -> Named:
    """The same with the words of its name that stand beside it: "Hotel Seeblick"."""
    start, end = named.start, named.end
    spans = [(at, to) for word, at, to in words_in(text) if named.thing and word in named.thing.words]
    for at, to in reversed(spans):
        start = at if to < start and text[to:start].strip(" -") == "" else start
    for at, to in spans:
        end = to if at > end and text[end:at].strip(" -") == "" else end
    name = re.sub(r"['’]s?$", "", text[start:end])
    return Named(named.thing, name, start, end)


def _unknown_beside(text: str, named: Named, documents: Collection[Document]) -> Named | None:
    """What the question names beside a thing as another one, but no document has."""
    held = {word for document in documents for word, *_ in words_in(document.text[:LONGEST])}
    kind = named.thing.words if named.thing else frozenset()
    for match in _CAPITALISED.finditer(text):
        if match.start() == 0 or (match.start() < named.end and match.end() > named.start):
            continue
        words = [(word, at + match.start(), to + match.start()) for word, at, to in words_in(match[0])]
        unknown = [one for one in words if one[0] not in held | kind and one[0] not in FUNCTION_WORDS]
        between = text[named.end : match.start()] if match.start() >= named.end else text[match.end() : named.start]
        is_beside = not re.search(r"[?!;]", between) and not _CAPITALISED.search(between)
        if unknown and CONNECTOR.search(between) and is_beside:
            start, end = unknown[0][1], unknown[-1][2]
            return Named(None, re.sub(r"['’]s?$", "", text[start:end]), start, end)
    return None
