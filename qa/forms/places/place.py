"""Answers "what does section 4.2 say?", "what is on page 3?" and "what does the chapter on leave say?" by quoting.

The documents' own headings, numbers and pages decide. No model is used, and nothing is searched by meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.files.names import visible
from index.records import Document, Listing
from qa.forms.form import Request, bare
from qa.forms.places.references import LAST, Reference, find_reference
from qa.forms.quoting import Quotes, blocks
from qa.forms.structure.documents import held_documents, named_documents, topic_words
from qa.forms.structure.outline import UNITS, Entry, last_number, numbered, outline
from qa.forms.structure.written_lists import item_numbered
from qa.records import Answer, Piece, Statement
from qa.text.words import content_words

MAX_BLOCKS = 40  # paragraphs quoted; the rest is only counted
MAX_DOCUMENTS = 3  # documents quoted if several have the section

_ON_TOPIC = re.compile(
    rf"(?:what (?:does|do) the (?:{UNITS}) (?:on|about|for|called|titled|named) (?P<a>.+?) (?:say|state|contain|cover)"
    rf"|what is (?:said |written )?in the (?:{UNITS}) (?:on|about|called|titled) (?P<b>.+)"
    rf"|(?:show|quote|read)(?: me)? the (?:{UNITS}) (?:on|about|called|titled|named) (?P<c>.+)"
    rf"|was steht im (?:{UNITS}) (?:über|zu|zum|zur) (?P<d>.+))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document: its title, its spans, and its name without the number, if it has one."""

    document: Document
    title: str
    spans: tuple[tuple[int, int], ...]
    name: str = ""


def asks_for_place(text: str) -> bool:
    """Whether the question asks what is written at a place."""
    return find_reference(text) is not None or _ON_TOPIC.fullmatch(bare(text)) is not None


def answer_place(request: Request) -> Iterator[Piece]:
    """Yield the quoted text of the place. Decline if a topic has no heading of its own."""
    reference = find_reference(request.text)
    listings = held_documents(request.index.documents(), request.within)
    named = named_documents(reference.of if reference else request.text, listings)
    if reference is None:
        yield from _on_topic(request, named or listings)
    elif reference.is_page:
        yield from _on_page(request, reference, named or listings)
    else:
        yield from _in_section(request, reference, named or listings)


def _on_topic(request: Request, listings: Sequence[Listing]) -> Iterator[Piece]:
    match = _ON_TOPIC.fullmatch(bare(request.text))
    topic = next(filter(None, match.groups())) if match else ""
    for listing in listings:
        title = set(content_words(listing.title))
        wanted = set(topic_words(topic)) - (title if len(listings) == 1 else set()) or set(topic_words(topic))
        document = request.index.document(listing.document_id)
        found = [entry for entry in outline(document) if wanted and wanted <= set(content_words(entry.name))]
        if found:
            # A table of contents names it, too, with nothing below.
            best = min(found, key=lambda entry: (len(content_words(entry.name)), entry.level, entry.start - entry.end))
            yield from _quote(request, [Place(document, best.title, ((best.start, best.end),))])
            return


def _on_page(request: Request, reference: Reference, listings: Sequence[Listing]) -> Iterator[Piece]:
    paged = [one for one in listings if one.pages]
    number = int(reference.number) if reference.number.isdecimal() else 0
    held = [one for one in paged if number <= (one.pages or 0)]
    if not held or (number == 0 and reference.number != LAST):
        last = str(paged[0].pages) if len(paged) == 1 else ""
        yield _missing(request, "no_place" if paged else "no_pages", paged or listings, reference.words, last)
        return
    quoted = []
    for listing in held[:MAX_DOCUMENTS]:
        document = request.index.document(listing.document_id)
        page = number or listing.pages
        spans = tuple((section.start, section.end) for section in document.sections if section.page == page)
        quoted.append(Place(document, replace(reference, number=str(page)).title, spans))
    yield from _quote(request, quoted, more=len(held) - len(quoted))


def _in_section(request: Request, reference: Reference, listings: Sequence[Listing]) -> Iterator[Piece]:
    found: list[Place] = []
    lasts: list[str] = []
    for listing in listings:
        document = request.index.document(listing.document_id)
        entries = outline(document)
        entry = next(iter(_meant(entries, reference)), None)
        if entry and reference.letter:
            span = item_numbered(document, reference.letter, entry.start, entry.end)
            found += [Place(document, reference.title, (span,))] if span else []
        elif entry and not reference.is_step:
            found.append(Place(document, entry.title, ((entry.start, entry.end),), entry.name))
        lasts.append(last_number(entries))
    found = found or _items(request, reference, listings)
    if not found and (reference.number == LAST or (not reference.unit and _is_written(request, reference, listings))):
        return
    if not found:
        having = list(filter(None, lasts))
        where = listings[:1] if len(listings) == 1 else ()
        name = "no_place" if having or not where else "no_numbers"
        yield _missing(request, name, where, reference.words, having[0] if len(having) == 1 else "")
    elif reference.wants_title and any(place.name for place in found):
        yield from _titles_of(request, reference, found)
    else:
        yield from _quote(request, found)


def _is_written(request: Request, reference: Reference, listings: Sequence[Listing]) -> bool:
    """Whether a document has the number, even if it heads nothing."""
    return any(reference.number in request.index.document(one.document_id).text for one in listings)


def _meant(entries: Sequence[Entry], reference: Reference) -> list[Entry]:
    """The entry that is referred to, if there is one. The last chapter is above its sections."""
    if reference.number != LAST:
        return numbered(entries, reference.number)
    held = [entry for entry in entries if entry.number[:1].isdigit()] or entries
    highest = min((entry.level for entry in held), default=0)
    return [entry for entry in held if not reference.is_chapter or entry.level == highest][-1:]


def _items(request: Request, reference: Reference, listings: Sequence[Listing]) -> list[Place]:
    """The items with this number, such as step 5, of the lists under the headings that the question names best."""
    if not reference.is_item or reference.letter:
        return []
    wanted = set(topic_words(reference.of))
    found: list[tuple[int, Place]] = []
    for listing in listings:
        document = request.index.document(listing.document_id)
        entries = outline(document)
        for section in document.sections:
            inside = [one for one in entries if one.start <= section.start < one.end]
            named = set(content_words(" ".join([document.title, *(one.name for one in inside)])))
            if span := item_numbered(document, reference.number, section.start, section.end):
                found.append((len(wanted & named), Place(document, reference.title, (span,))))
    most = max((shared for shared, _ in found), default=0)
    return [place for shared, place in found if shared == most]


def _missing(request: Request, name: str, within: Sequence[Listing], place: str, last: str) -> Answer:
    """The answer that there is no such place in these documents, if they are few, and which is the last."""
    titles = ", ".join(visible(one.title) for one in within)
    where = request.say("in_titles", titles=titles) if 0 < len(within) <= MAX_DOCUMENTS else ""
    ends = request.say("last_place", last=last) if last else ""
    return request.abstain(request.say(name, place=place, where=where, last=ends))


def _titles_of(request: Request, reference: Reference, places: Sequence[Place]) -> Iterator[Piece]:
    quotes = Quotes(request.index)
    statements = []
    for place in places[:MAX_DOCUMENTS]:
        text, (start, end) = place.document.text, place.spans[0]
        start = max(start, text.find(place.name, start, end))
        number = place.title.removesuffix(place.name).strip() or reference.number
        title = replace(reference, number=number).title
        words = request.say("title_of", place=title, title=visible(place.document.title), name=place.name)
        statement = quotes.quote(place.document.id, start, min(end, start + len(place.name)), words)
        statements += [statement] if statement else []
    if statements:
        reply = "\n\n".join(statement.text for statement in statements)
        yield reply
        yield request.finish(reply, statements, quotes.hits)


def _quote(request: Request, places: Sequence[Place], more: int = 0) -> Iterator[Piece]:
    """Yield the answer that quotes the places, paragraph by paragraph, each under its title. `more` have it too."""
    quotes = Quotes(request.index)
    lines: list[str] = []
    statements: list[Statement] = []
    for place in places[:MAX_DOCUMENTS]:
        document = place.document
        found = [block for span in place.spans for block in blocks(document, *span)]
        shown = [block for block in found if _says_more(document.text[slice(*block)], place)]
        is_only = sum(one.document.title == document.title for one in places) == 1
        lines.append(f"**{visible(document.title if is_only else document.id)}, {visible(place.title)}**")
        for block in shown[:MAX_BLOCKS]:
            if statement := quotes.quote(document.id, *block):
                lines.append(statement.text)
                statements.append(statement)
        if len(shown) > MAX_BLOCKS:
            lines.append(request.say("more_paragraphs", n=len(shown) - MAX_BLOCKS))
    more += max(0, len(places) - MAX_DOCUMENTS)
    if more:
        lines.append(request.say("more_documents", n=more))
    if statements:
        reply = "\n\n".join(lines)
        yield reply
        yield request.finish(reply, statements, quotes.hits)


def _says_more(block: str, place: Place) -> bool:
    """Whether a paragraph is more than the heading above it, such as "Appendix B: Guarantee"."""
    said, title, name = (" ".join(re.findall(r"\w+", text)) for text in (block, place.title, place.name))
    return said not in (title, name) and not (said.endswith(f" {title}") and "\n" not in block.strip() and name)
