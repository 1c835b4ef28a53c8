"""Answers "what changed between version 1 and version 2?": the sentences that differ in two editions of a document.

A sentence of the older edition is shown beside the sentence of the newer one that replaces it. The others were removed
or added. Both editions are quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import permutations

from index.records import Document
from index.text.headings import headings_of
from index.text.sentences import is_row, sentence_spans
from qa.forms.form import Request
from qa.forms.lists.listing import Found, show_items
from qa.forms.structure.documents import held_documents, named_documents
from qa.forms.structure.written_lists import cells
from qa.records import Piece
from qa.text.dates import years_of
from qa.text.editions import Edition, bare_title, is_copy, names_draft, tells_edition, versions_of
from qa.text.quotes import one_line
from qa.text.words import content_words, stem

SEARCHED = 24  # passages; editions are looked for among their documents
MOST_PAIRS = 250_000  # of sentences that are compared; longer editions are shown without pairs
SAME = 0.5  # a sentence replaces another one if they share at least this part of their words

_ASKS = re.compile(
    r"\b(?:what|which|how|list|show|tell|name|summari[sz]e|explain|(?:is|are) there)\b.*"
    r"\b(?:changed|changes|(?:is|are) new|news?\b.* in|updated)\b|^what['’]s new\b"
    r"|^\W*how (?:have|has|did|do|does) (?!i\b|you\b|we\b|one\b).*\bchange\b"
    r"|\b(?:was|welche|worin|wie|liste|nenne|zeige?)\b.*(?:geändert|verändert|änder(?:t|te|ten|ungen)|\bneu\b|neuerungen)"
    r"|\b(?:qu['’]|que|quel(?:le)?s?|quoi|liste)\b.*(?:chang\w+|modifi\w+|nouveau|neuf|nouveautés)"
    r"|\b(?:qué|que|cuáles|cuál|lista)\b.*(?:cambi\w+|modific\w+|nuev\w+|novedades)",
    re.IGNORECASE | re.DOTALL,
)
_DIFFERENCES = re.compile(r"\bdiffer|unterschied|unterscheid|différ|diferen", re.IGNORECASE)
_EDITIONS = re.compile(
    r"\b(?:versions?|editions?|revisions?|révisions?|revisión|issues?|drafts?|old|previous|fassung\w*|ausgaben?|entwurf\w*|alten?|éditions?|brouillon|ancien\w*"
    r"|versión|versiones|edici\w+|borrador|antigu\w+)\b|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_ON_CHANGES = re.compile(
    r"\bchang(?:e|ed|es|elog)\b|\bwhat(?:['’]s| is) new\b|änderung|geändert|neuerung|changement|nouveauté|cambio"
    r"|novedad",
    re.IGNORECASE,
)
_ASKS_ONLY = re.compile(  # words for changes and for editions, and function words of other languages
    r"\b(?:happen\w*|chang\w*|differ\w*|news?|updated?|edition\w*|revisi\w+|révision\w*|versi\w+|document\w*|old\w*|previous|drafts?|final|between|since|last"
    r"|list|all|show|two|both|geändert\w*|änder\w*|verändert\w*|neu\w*|unterschied\w*|fassung\w*|ausgabe\w*|alte?\w?|entwurf\w*"
    r"|endgültig\w*|zwischen|seit|von|auf|zu|beim?|liste|alle|nenne|zwei|beiden?|hat|haben|sich|ist|sind|was|wurden?|alles|de[rmns]|die|das|i[mn]|an"
    r"|modifi\w*|nouve\w*|différ\w*|anci\w*|brouillon|entre|depuis|édition\w*|deux|est|sont|ont|été|les?|la|des?|dans|qu\w?|ce"
    r"|cambi\w*|nuev\w*|diferenci\w*|antigu\w*|borrador|desde|edici\w*|dos|han?|los|las|el|del|qué|en|cuál\w*|son|hay)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")

Span = tuple[int, int]
Change = tuple[Span | None, Span | None]  # in the older and in the newer edition


def asks_for_changes(text: str) -> bool:
    """Whether the question can ask what is different in another edition of a document.

    >>> asks_for_changes("What happened to the fee from edition 2 to edition 3?")
    True
    """
    names_two = len(set(versions_of(text))) > 1
    return bool(names_two or _ASKS.search(text) or (_DIFFERENCES.search(text) and _EDITIONS.search(text)))


def answer_changes(request: Request) -> Iterator[Piece]:
    """Yield what differs between two editions of a document: all, or what concerns the other words of the question.

    Decline if there are no two editions. If the newer one says itself what changed, decline if all is asked for.
    """
    pair = _editions(request)
    if pair is None:
        return
    older, newer = pair
    request.watch.lap("search")
    headings = {
        part for held in pair for one in request.index.passages(held.id) for part in headings_of(one.heading) if part
    }
    changes = [one for one in find_changes(older, newer) if not headings & set(_texts(one, older, newer))]
    asked = _words(request.text) - _words(f"{older.title} {newer.title} {older.id} {newer.id}")
    about = [change for change in changes if asked & _words(" ".join(_texts(change, older, newer)))]
    says_itself = any(_ON_CHANGES.search(passage.heading) for passage in request.index.passages(newer.id))
    if not changes or (says_itself and not about):
        return
    labels = [request.say(name) for name in ("before", "now", "new", "gone")]
    found = [_item(change, older, newer, labels) for change in about or changes]
    names = {"newer": f"“{newer.title}” ({newer.id})", "older": f"“{older.title}” ({older.id})"}
    yield from show_items(request, found, head=request.say("differs_in", **names))


def find_changes(older: Document, newer: Document) -> list[Change]:
    """The spans of sentences that differ: before (None: it is new) and now (None: it was removed).

    They are in the order of the newer document, with removed sentences last.
    """
    before, now = _sentences(older), _sentences(newer)
    gone = [span for span in before if (words := before[span]) not in now.values() and words]
    new = [span for span in now if (words := now[span]) not in before.values() and words]
    compared = [(i, j) for i in range(len(gone)) for j in range(len(new))] if len(gone) * len(new) <= MOST_PAIRS else []
    likeness = {
        (i, j): _likeness(older.text[slice(*gone[i])], before[gone[i]], newer.text[slice(*new[j])], now[new[j]])
        for i, j in compared
    }
    alike = sorted((-share, i, j) for (i, j), share in likeness.items() if share >= SAME)
    pairs: dict[int, int] = {}  # new: gone
    for _, i, j in alike:
        if j not in pairs and i not in pairs.values():
            pairs[j] = i
    changed = [(gone[pairs[j]] if j in pairs else None, span) for j, span in enumerate(new)]
    return [*changed, *((span, None) for i, span in enumerate(gone) if i not in pairs.values())]


def _editions(request: Request) -> tuple[Document, Document] | None:
    """The older and the newer edition that the question means; the two newest ones if it names none."""
    listings = held_documents(request.index.documents(), request.within)
    named = [one.document_id for one in named_documents(request.text, listings)]
    hits = request.index.search(request.text, SEARCHED, request.within)
    found = {one: request.index.document(one) for one in [*named, *(hit.passage.document_id for hit in hits)]}
    ids: list[str] = []  # one of each text: the one that is not called a copy
    for one in sorted(found, key=is_copy):
        if not any(_is_same_text(found[one], found[other]) for other in ids):
            ids.append(one)
    ids.sort(key=list(found).index)
    editions = {one: Edition.of(found[one]) for one in ids}
    versions, years = set(versions_of(request.text)), years_of(request.text)

    def is_named(one: str) -> bool:
        edition = editions[one]
        told = {edition.year, *([edition.dated.year] if edition.dated else [])}
        is_draft = edition.is_draft and names_draft(request.text)
        return edition.version in versions or bool(years & told) or is_draft

    def distance(pair: tuple[str, str]) -> tuple[int, ...]:
        """Smaller for the pair that is meant: editions that are named, the newest ones, those found first."""
        older, newer = pair
        newest = sum(editions[one].is_newer_than(editions[newer]) for one in ids)
        between = sum(
            editions[newer].is_newer_than(editions[one]) and editions[one].is_newer_than(editions[older]) for one in ids
        )
        return (-is_named(older) - is_named(newer), newest, between, ids.index(newer), ids.index(older))

    pairs = [
        (older, newer)
        for newer, older in permutations(ids, 2)
        if editions[newer].is_newer_than(editions[older]) and _is_meant(request.text, found[older], found[newer])
    ]
    best = min(pairs, key=distance, default=None)
    return (found[best[0]], found[best[1]]) if best else None


def _is_meant(text: str, older: Document, newer: Document) -> bool:
    """Whether the question has a word of the titles or of the newer text, or names no subject at all."""
    asked = _words(text)
    named = asked & _words(f"{older.title} {newer.title} {older.id} {newer.id}")
    return not asked or bool(named or asked & _words(newer.text))


def _is_same_text(one: Document, other: Document) -> bool:
    return one.text.split() == other.text.split()


def _words(text: str) -> set[str]:
    """The stems of the content words, without words for changes and for editions."""
    return set(map(stem, content_words(_ASKS_ONLY.sub(" ", bare_title(text)))))


def _sentences(document: Document) -> dict[Span, tuple[str, ...]]:
    """The spans of the document's sentences and their words, without sentences that only say which edition it is."""
    spans = sentence_spans(document.text, 0, len(document.text))
    return {
        span: tuple(_WORD.findall(text.casefold()))
        for span in spans
        if not tells_edition(text := one_line(document.text[slice(*span)]))
        and bare_title(text) != bare_title(document.title)
    }


def _likeness(older: str, before: Sequence[str], newer: str, now: Sequence[str]) -> float:
    """The share (0 to 1) of the words that both sentences have. Of rows, 1 if they have the same first cell."""
    if is_row(older) and is_row(newer):
        labels = [next(iter(cells(row).items())) for row in (older, newer)]
        return float(labels[0] == labels[1])
    return len(set(before) & set(now)) / max(len(set(before) | set(now)), 1)


def _texts(change: Change, older: Document, newer: Document) -> list[str]:
    """The sentences of a change on one line each: before and now. "" for none."""
    pairs = zip(change, (older, newer), strict=True)
    return [one_line(document.text[slice(*span)]) if span else "" for span, document in pairs]


def _item(change: Change, older: Document, newer: Document, labels: Sequence[str]) -> Found:
    """The places of a change, and the words that show it."""
    was, is_now, new, gone = labels
    before, now = _texts(change, older, newer)
    spans = [(document.id, *span) for span, document in zip(change, (older, newer), strict=True) if span]
    if before and now:
        return spans, f"**{was}:** “{before}” **{is_now}:** “{now}”"
    return spans, f"**{new}:** “{now}”" if now else f"**{gone}:** “{before}”"
