"""Answers "what does section 4.2 say?", "what is on page 3?" and "what does the chapter on leave say?" by quoting.

The documents' own headings, numbers and pages decide. No model is used, and nothing is searched by meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.files.names import visible
from index.records import Document, Listing
from qa.forms.form import Request, bare
from qa.forms.quoting import Quotes, blocks
from qa.forms.structure.documents import held_documents, named_documents, topic_words
from qa.forms.structure.outline import UNITS, last_number, numbered, outline
from qa.forms.structure.written_lists import item_numbered
from qa.records import Piece, Statement
from qa.text.ordinals import ORDINALS
from qa.text.quotes import one_line
from qa.text.words import content_words

MAX_BLOCKS = 40  # paragraphs quoted; the rest is only counted
MAX_DOCUMENTS = 3  # documents quoted if several have the section

_PAGES = r"pages?|seite|página|pagina"
_ITEMS = r"steps?|points?|items?|rules?|questions?|lines?|schritt|regel|frage|paso|étape"
_SPACELESS_UNITS = {"页": "page", "頁": "page", "ページ": "page", "章": "chapter", "节": "section", "節": "section",
    "条": "article", "條": "article"}  # fmt: skip
_SPACELESS = re.compile(rf"第\s*(?P<number>\d+(?:\.\d+)*)\s*(?P<unit>{'|'.join(_SPACELESS_UNITS)})")
# "What does 4.3 say?": a number with dots is that of a section.
_BARE = re.compile(
    r"\b(?:what (?:does|do|did)|(?:what is|what['’]s|what stands) (?:in|under)|show me|read|quote|was (?:steht in|sagt)"
    r"|qué dice|que dit) (?=\d{1,2}(?:\.\d{1,2})+(?![\d%€$]))",
    re.IGNORECASE,
)
_WORDS = {
    word: str(number)
    for words in (
        "one two three four five six seven eight nine ten eleven twelve",
        "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    )
    for number, word in enumerate(words.split(), 1)
} | {word: str(number) for word, number in ORDINALS.items()}
_NUMBER = rf"(?:\d{{1,4}}(?:\.\d{{1,3}})*|[ivxlc]{{1,7}}|{'|'.join(_WORDS)})"
REFERENCE = re.compile(
    rf"(?:the |der |die |das |den |dem |la |le )?"
    rf"(?:(?P<unit>{UNITS}|{_PAGES}|{_ITEMS})\.?\s*(?:no\.?\s*|nr\.?\s*)?(?P<number>{_NUMBER})(?!\w)"
    rf"|(?P<ordinal>{'|'.join(w for w in _WORDS)})[nrs]?\s+(?P<counted>{UNITS}|{_PAGES}|{_ITEMS}))"
    r"\s*(?:\((?P<letter>[a-z]{1,2}|\d{1,2})\)|(?P<bare>[a-z])(?=\s|$))?",
    re.IGNORECASE,
)
_ASKS = (
    r"what (?:(?:does|do|did) )?{ref}(?P<of>.*?) (?:says?|states?|contains?|covers?|means?|tells?(?: me| us)?"
    r"|requires?)(?: .{{0,40}})?",
    r"what(?: is|'s|’s| does it say| stands| is (?:said|written|stated|described))(?: written| there)?"
    r" (?:in|on|under|at) {ref}(?P<of>.*)",
    r"what(?: is|'s|’s) {ref}(?P<of>.*?) about",
    r"what(?: is|'s|’s) the (?P<title>title|heading|name|headline) of {ref}(?P<of>.*)",
    r"(?:what is |how is ){ref}(?P<of>.*?) (?P<title2>called|titled|named)",
    r"(?:please )?(?:show|quote|read|open|cite|give|go to|display)(?: me)?(?: what is (?:in|on))? {ref}(?P<of>.*)",
    r"was (?:steht|sagt|besagt|regelt|enthält)(?: (?:in|auf|unter|im))? {ref}(?P<of>.*)",
    r"(?:zeige?|zitiere?|lies|öffne)(?: mir)? {ref}(?P<of>.*)",
    r"wie (?:heißt|lautet)(?: (?:der titel|die überschrift) (?:von|des))? (?P<title3>){ref}(?P<of>.*)",
    r"¿?qu[eé] (?:dice|dit|pone)(?: (?:en))? {ref}(?P<of>.*)",
    r"{ref}(?P<of>(?: (?:of|in|from|des|der|von|aus|im) .*)?)",
    r"(?P<of>.*?) ?{ref} ?[上中里内に]?(?:には|は|の内容は|的内容是|的内容|讲的是|讲了|讲|说了|说|写了|写着|写"
    r"|规定了|规定|是|有|何が)(?:什么|啥|哪些|何|書かれて|書いて|いますか|ありますか|ですか|です).*",
)
_RULES = tuple(re.compile(ask.format(ref=f"(?P<ref>{REFERENCE.pattern})"), re.IGNORECASE) for ask in _ASKS)
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


@dataclass(frozen=True, slots=True)
class Reference:
    """What a question refers to: unit "section", number "4.2", letter "b"."""

    unit: str
    number: str
    letter: str
    of: str  # the rest of the question, which can name the document
    wants_title: bool

    @property
    def words(self) -> str:
        return f"{self.unit} {self.number}" + (f"({self.letter})" if self.letter else "")

    @property
    def is_page(self) -> bool:
        return re.fullmatch(_PAGES, self.unit, re.IGNORECASE) is not None

    @property
    def is_step(self) -> bool:
        return re.fullmatch(r"steps?|schritt|paso|étape", self.unit, re.IGNORECASE) is not None

    @property
    def is_item(self) -> bool:
        return re.fullmatch(_ITEMS, self.unit, re.IGNORECASE) is not None


def find_reference(text: str) -> Reference | None:
    """The place that the question refers to by a number. None if it does not ask what is written there.

    >>> find_reference("What does 4.3 say in the manual?").words, find_reference("手册第3页讲什么？").words
    ('section 4.3', 'page 3')
    """
    asked = _SPACELESS.sub(lambda match: f" {_SPACELESS_UNITS[match['unit']]} {match['number']} ", bare(text)).strip()
    asked = _BARE.sub(r"\g<0>section ", asked, count=1)
    for rule in _RULES:
        if match := rule.fullmatch(asked):
            groups = match.groupdict()
            number = (groups["number"] or groups["ordinal"]).casefold()
            wants_title = any(groups.get(name) is not None for name in ("title", "title2", "title3"))
            return Reference(
                (groups["unit"] or groups["counted"]).lower(),
                _WORDS.get(number, number),
                groups["letter"] or groups["bare"] or "",
                groups["of"] or "",
                wants_title,
            )
    return None


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
    if not held:
        last = f"; the last is {paged[0].pages}" if len(paged) == 1 else ""
        where = f" in {_titles(paged or listings)}" if len(paged or listings) <= MAX_DOCUMENTS else ""
        reason = f"There is no page {reference.number}{where}{last}."
        yield request.abstain(reason if paged else f"The documents have no pages{where}.")
        return
    quoted = []
    for listing in held[:MAX_DOCUMENTS]:
        document = request.index.document(listing.document_id)
        spans = tuple((section.start, section.end) for section in document.sections if section.page == number)
        quoted.append(Place(document, f"Page {number}", spans))
    yield from _quote(request, quoted, more=len(held) - len(quoted))


def _in_section(request: Request, reference: Reference, listings: Sequence[Listing]) -> Iterator[Piece]:
    found: list[Place] = []
    lasts = []
    for listing in listings:
        document = request.index.document(listing.document_id)
        entries = outline(document)
        entry = next(iter(numbered(entries, reference.number)), None)
        if entry and reference.letter:
            span = item_numbered(document, reference.letter, entry.start, entry.end)
            found += [Place(document, reference.words.capitalize(), (span,))] if span else []
        elif entry and not reference.is_step:
            found.append(Place(document, entry.title, ((entry.start, entry.end),), entry.name))
        lasts.append((listing, last_number(entries)))
    found = found or _items(request, reference, listings)
    if not found:
        yield request.abstain(_missing(reference, lasts))
    elif reference.wants_title and any(place.name for place in found):
        yield from _titles_of(request, reference, found)
    else:
        yield from _quote(request, found)


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
                found.append((len(wanted & named), Place(document, reference.words.capitalize(), (span,))))
    most = max((shared for shared, _ in found), default=0)
    return [place for shared, place in found if shared == most]


def _missing(reference: Reference, lasts: Sequence[tuple[Listing, str]]) -> str:
    """The sentence that no document has such a section, and which is the last."""
    having = [(listing, last) for listing, last in lasts if last]
    if len(lasts) == 1 and not having:
        return f"{visible(lasts[0][0].title)} has no numbered sections."
    where = f" in {visible(lasts[0][0].title)}" if len(lasts) == 1 else ""
    last = f"; the last is {having[0][1]}" if len(having) == 1 else ""
    return f"There is no {reference.words}{where}{last}."


def _titles_of(request: Request, reference: Reference, places: Sequence[Place]) -> Iterator[Piece]:
    quotes = Quotes(request.index)
    statements = []
    for place in places[:MAX_DOCUMENTS]:
        text, (start, end) = place.document.text, place.spans[0]
        start = max(start, text.find(place.name, start, end))
        words = f"{reference.words.capitalize()} of {visible(place.document.title)} is “{place.name}”."
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
            lines.append(f"… and {len(shown) - MAX_BLOCKS} more paragraphs.")
    more += max(0, len(places) - MAX_DOCUMENTS)
    if more:
        lines.append("1 more document has it." if more == 1 else f"{more} more documents have it.")
    if statements:
        reply = "\n\n".join(lines)
        yield reply
        yield request.finish(reply, statements, quotes.hits)


def _says_more(block: str, place: Place) -> bool:
    """Whether a paragraph is more than the heading above it."""
    return one_line(block).strip("*# .") not in (place.title, place.name, f"{place.title.replace(' ', '. ', 1)}")


def _titles(listings: Sequence[Listing]) -> str:
    return ", ".join(visible(one.title) for one in listings[:MAX_DOCUMENTS])
