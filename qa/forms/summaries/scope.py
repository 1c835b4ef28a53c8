"""Finds what a summary is to be made of: a document, a section, what somebody wrote, or the passages about a topic."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.files.names import visible
from index.records import Listing, Passage
from index.text.identify import identify_language
from qa.forms.form import Request
from qa.forms.library.emails import mails_of
from qa.forms.library.stated import find_stated
from qa.forms.places.references import LAST, REFERENCE, referred
from qa.forms.structure.documents import (
    documents_of_kind,
    held_documents,
    named_documents,
    names_file,
    names_kind,
    qualifiers,
    told_of,
)
from qa.forms.structure.outline import numbered, outline
from qa.forms.summaries.central_sentences import Scope
from qa.forms.words.roots import roots
from qa.text.words import content_words, stem

TOPIC_PASSAGES = 12
_ON = re.compile(  # before what a document is about
    r"\b(?:on|about|regarding|concerning|über|zum?|zur|sur|concernant|sobre|sul(?:l[aoe])?|sull['’]|sui|sugli|over|про"
    r"|об?)(?!\w)",
    re.IGNORECASE,
)
# "Only the part about the pumps"
_PART_ON = re.compile(
    r"^(?:(?:only|just|nur|bloß|seulement|juste|solo|soltanto|sólo|só|apenas|alleen) )?"
    r"(?:the|de[nr]?|die|das|la|le|el|il|o|a|het)"
    r" (?:part|bit|point|passage|teil|punkt|abschnitt|passus|partie|passage|parte|punto|pezzo|ponto|deel|stuk|gedeelte)"
    r" (?:on|about|über|zum?|zur|sur|sobre|sul(?:l[aoe])?|sull['’]|su|over)\b\s*",
    re.IGNORECASE,
)
_MESSAGE = (
    r"(?:last |latest )?(?:e-?mails?|mails?|letters?|messages?|notes?|complaints?|nachricht(?:en)?|schreiben|briefe?s?"
    r"|lettres?|courriels?|cartas?|correos?|mensajes?|lettere?a?|messaggio|bericht(?:en)?|mensagem|письм\w+|list)"
)
_THE = r"(?:the |her |his |der |die |das |den |la |le |el |o |a |de |het |il )?"
WRITTEN = re.compile(
    rf"{_THE}{_MESSAGE} (?:from|by|of|von|vom|de|du|di|da|do|van|от|od) (?P<a>.+)|(?P<b>\S.*?)['’]s? {_MESSAGE}",
    re.IGNORECASE,
)
_TITLES = re.compile(
    r"\b(?:mr|mrs|ms|miss|dr|prof|herrn?|frau|mme|mlle|madame|monsieur|m|sra?|señora?|signora?|sig|dona|mevrouw|meneer"
    r"|pani?|the|der|die|la|le|el|il|госпож\w+|господин\w*)\b\.?",
    re.IGNORECASE,
)
# What the only document of a library can be called.
_ONLY = re.compile(
    r"(?:the |this |that |das |dem |den |der |die |diese[mnsr]? )?(?:book|report|story|manual|contract|letter|paper"
    r"|article|novel|policy|presentation|thread|handbook|buch|bericht|vertrag|brief|geschichte|anleitung|handbuch"
    r"|artikel)s?",
    re.IGNORECASE,
)


def find_scope(request: Request, subject: str, *, short: bool) -> Scope | None:
    """The section, the document, the documents, the message or the passages that the subject names. None if there are
    none.
    """
    subject = _PART_ON.sub("", subject) or subject
    listings = held_documents(request.index.documents(), request.within)
    if match := WRITTEN.fullmatch(subject):
        writer = next(filter(None, match.groups()))
        if (written := _written_by(request, writer, listings)) or subject.startswith("the message from "):
            return written
    is_all = not subject or (len(listings) == 1 and _ONLY.fullmatch(subject))
    named = listings if is_all else _documents_on(request, subject, listings)
    if section := _section(request, subject, named[:1] or listings):
        return section
    # "Incident IR-2025-06" is not the document on IR-2025-07.
    named = [one for one in named if _numbers(subject) <= _numbers(f"{one.document_id} {one.title}")]
    if named:
        passages = [passage for one in named for passage in request.index.passages(one.document_id)]
        name = visible(named[0].title) if len(named) == 1 else request.say("so_many_documents", n=len(named))
        pages = sum(one.pages or 0 for one in named)
        kind = "chosen_from_pages" if pages else "chosen_from_passages"
        read = request.say(kind, n=pages or len(passages), name=name) if len(passages) > 1 else ""
        return Scope(name, tuple(passages), read)
    found = _topic(request, subject) if subject and not short else None
    first, _, remark = subject.partition(", ")  # "the report on the hall, I have a meeting in ten minutes"
    return found or (find_scope(request, first, short=short) if remark else None)


def find_scope_around(request: Request, question: str) -> Scope | None:
    """The section of the passage that answered the earlier question, or the passages beside it if it stands alone."""
    hits = request.index.search(question, k=1, within=request.within)
    if not hits:
        return None
    best = hits[0].passage
    all_of_it = request.index.passages(best.document_id)
    section = [one for one in all_of_it if best.heading and one.heading == best.heading]
    at = next((place for place, one in enumerate(all_of_it) if one.id == best.id), 0)
    passages = section if len(section) > 1 else all_of_it[max(0, at - 1) : at + 2]
    return Scope(visible(best.title), tuple(passages), "")


def _documents_on(request: Request, subject: str, listings: Sequence[Listing]) -> list[Listing]:
    """The documents that the subject names, if they are about what it says they are about.

    "The report on the pool" is neither the only report, on the bridge, nor the list that mentions the pool once.
    """
    named, topic = named_documents(subject, listings), qualifiers(subject)
    if not topic or names_file(subject, listings):
        return named or documents_of_kind(subject, listings)
    titled = [one for one in listings if told_of(topic, f"{one.title} {one.document_id}") == len(topic)]
    if titled:
        return [one for one in titled if one in named] or titled
    spoken = identify_language(request.question.asked)
    chosen = [one for one in named or documents_of_kind(subject, listings) if _is_about(request, one, subject, spoken)]
    if chosen or not names_kind(subject):
        return chosen
    return [one for one in listings if _keeps_telling(request, one, topic)]


def _is_about(request: Request, listing: Listing, subject: str, spoken: str) -> bool:
    """Whether most of the topic's words are in the title, the headings or the beginning of the document, or in half of
    its passages; a word of the title counts twice, and the first one after "on" has to be told.

    A document in another language than the question can use other words: then it has to have the best passage.
    """
    passages = request.index.passages(listing.document_id)
    title = f"{listing.title} {listing.document_id}"
    shown = f"{title} {' '.join(one.heading for one in passages)} {' '.join(one.text for one in passages[:1])}"

    def is_told(words: Sequence[str]) -> bool:
        return told_of(words, shown) == len(words) or _share(words, passages) >= 0.5

    topic = qualifiers(subject)
    written = identify_language(" ".join(one.text for one in passages[:3]))
    if spoken and written and spoken != written:
        best = request.index.search(" ".join(topic), 1, request.within)
        return bool(best) and best[0].passage.document_id == listing.document_id
    after = _ON.search(subject)
    head = qualifiers(subject[after.end() :])[:1] if after else []
    titled = told_of(topic, title)
    return is_told(head) and 2 * (sum(is_told([word]) for word in topic) + titled) > len(topic) + titled


def _keeps_telling(request: Request, listing: Listing, topic: Sequence[str]) -> bool:
    """Whether the document has all words of the topic, each twice or more, and in half of its passages."""
    passages = request.index.passages(listing.document_id)
    sentences = [sentence for one in passages for sentence in re.split(r"(?<=[.!?。！？])\s*|\n", one.text)]
    return all(sum(told_of([word], one) for one in sentences) > 1 for word in topic) and _share(topic, passages) >= 0.5


def _share(words: Sequence[str], passages: Sequence[Passage]) -> float:
    """The share of the passages that tell all the words."""
    return sum(told_of(words, one.text) == len(words) for one in passages) / (len(passages) or 1)


def _written_by(request: Request, name: str, listings: Sequence[Listing]) -> Scope | None:
    """The messages and documents that somebody wrote. None if nobody of this name wrote any."""
    wanted = set(roots(_TITLES.sub(" ", name)))
    spans = [
        (mail.document_id, mail.start, mail.start + len(mail.text))
        for mail in mails_of(request)
        if wanted <= set(roots(mail.sender))
    ]
    for one in listings:
        stated = find_stated(request.index.document(one.document_id), "author") if not spans else None
        if stated and wanted <= set(roots(stated[2])):
            spans.append((one.document_id, 0, stated[1] + len(request.index.document(one.document_id).text)))
    passages = [
        passage
        for document_id, start, end in spans
        for passage in request.index.passages(document_id)
        if passage.start < end and passage.end > start
    ]
    if not wanted or not passages:
        return None
    unique = tuple(dict.fromkeys(passages))
    names = {visible(request.index.document(one.document_id).title) for one in unique}
    title = names.pop() if len(names) == 1 else visible(name[:1].upper() + name[1:])
    read = request.say("chosen_from_writer", name=visible(name)) if len(unique) > 1 else ""
    return Scope(title, unique, read)


def _numbers(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\d+", text))


def _section(request: Request, subject: str, listings: Sequence[Listing]) -> Scope | None:
    """The section or page that the subject names by its number. None if it is not in exactly one of the documents."""
    match = REFERENCE.search(subject)
    reference = referred(match, "") if match else None
    if reference is None or reference.is_item or reference.number == LAST:
        return None
    found = []
    for listing in listings:
        document, passages = request.index.document(listing.document_id), request.index.passages(listing.document_id)
        if reference.is_page:
            title, inside = reference.title, [one for one in passages if str(one.page) == reference.number]
        else:
            entry = next(iter(numbered(outline(document), reference.number)), None)
            title = entry.title if entry else ""
            inside = [one for one in passages if entry and one.start < entry.end and one.end > entry.start]
        name = f"{visible(document.title)}, {visible(title)}"
        found += [Scope(name, tuple(inside), request.say("chosen_from_all", name=name))] if inside else []
    return found[0] if len(found) == 1 else None


def _topic(request: Request, subject: str) -> Scope | None:
    """The passages about a topic. None if they do not contain all its words, or if a document on it is asked for and
    no title or heading tells it.
    """
    wanted = {stem(word) for word in qualifiers(subject)}
    hits = request.index.search(subject, TOPIC_PASSAGES, request.within)
    having = [
        hit.passage
        for hit in hits
        if wanted & set(content_words(f"{hit.passage.title} {hit.passage.heading} {hit.passage.text}"))
    ]
    covered = set(content_words(" ".join(f"{p.title} {p.heading} {p.text}" for p in having)))
    if not wanted or not wanted <= covered:
        return None
    if names_kind(subject) and told_of(qualifiers(subject), " ".join(f"{p.title} {p.heading}" for p in having)) == 0:
        return None
    ordered = sorted(having, key=lambda passage: (passage.document_id, passage.start))
    read = request.say("chosen_from_best", n=len(ordered)) if len(ordered) > 1 else ""
    return Scope(subject[:1].upper() + subject[1:], tuple(ordered), read, topic=subject)
