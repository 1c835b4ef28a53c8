"""Answers questions from the catalogue: the pages of a document, when it changed, and what could not be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import PurePosixPath

from index.files.names import visible
from index.records import Listing
from qa.forms.form import Request, tidy
from qa.forms.library.library_words import BESIDE, DOCUMENTS, FOLDERS, LISTS, TYPE_OF
from qa.forms.library.stated import find_stated
from qa.forms.quoting import Quotes
from qa.forms.structure.documents import held_documents, named_documents, names_kind, topic_words
from qa.forms.structure.outline import UNITS
from qa.forms.words.roots import roots
from qa.records import Answer, Piece
from qa.text.facts import find_facts
from qa.text.words import content_words, tokens

SHOWN = 50  # documents or failures; the others are only counted

_FILES = r"(?:documents?|files?|docs?|dokumente?|dateien?)"
_PAGES = re.compile(
    r"how many pages (?:does|do|has|have|are there in|are in|is)(?P<a> .+?)(?: have| long)?"
    r"|how long is (?P<b>the (?:document|file|book|report|manual|handbook|pdf)\b.*)"
    r"|wie viele seiten hat (?P<c>.+)",
    re.IGNORECASE,
)
# "Which of my files could you not read?": only words of these, one for reading and one for not, or one for both.
_READ = frozenset(
    """
    read open opened process processed index indexed load loaded import imported parse parsed gelesen lesen
    geöffnet öffnen verarbeitet verarbeiten geladen lire lus lu lues lue ouvrir ouverts leer leído leídos abrir
    """.split()
)
_NOT = frozenset("not couldn't can't cannot wasn't weren't unable nicht pas no".split())
_UNREADABLE = frozenset(
    """
    unreadable unread fail failed skipped errors error problems damaged broken unlesbar
    fehlgeschlagen übersprungen fehler beschädigt illisible illisibles ilegible ilegibles dañados
    """.split()
)
_BESIDE_UNREAD = frozenset(
    """
    could can be were was been that with have has had did does by quoth while when during indexing reading konnte
    konntest konnten wurde wurden werden worden beim einlesen konntet gab n'ont n'a peuvent peut être pu n'as
    n'avez pudo pudieron pudiste pueden se
    """.split()
)
_CHANGED = re.compile(
    rf"(?:what|which {_FILES})(?: has| have| was| were| is| are)? (?:been )?(?:changed|new|added|updated|modified)"
    r"(?: (?:since|in the|during the|on|after|within the))? (?P<a>.+)"
    rf"|was hat sich seit (?P<b>.+?) geändert|welche {_FILES} (?:sind neu|wurden geändert) seit (?P<c>.+)",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"when (?:was|were|did) (?P<a>.+?) (?:last )?(?:changed?|modified|updated?|edited|saved)"
    r"|wann wurde (?P<b>.+?) (?:zuletzt )?(?:geändert|gespeichert)",
    re.IGNORECASE,
)
_TITLE = re.compile(
    rf"(?!.*\b(?:{UNITS}|page|seite)\b)"  # a section has its own
    r"(?:(?:(?:what(?: is|'s|’s)|which is|tell me|give me) )?(?:the )?title (?:(?:that is )?(?:stored|saved|given|set"
    r"|entered|recorded|written) )?(?:inside|in|of|for) (?P<a>.+)"
    r"|(?:welchen titel hat|wie (?:lautet|ist) der titel (?:von|des|der)|welcher titel (?:steht|ist) in) (?P<b>.+?)"
    r"(?: gespeichert| hinterlegt)?"
    r"|quel est le titre (?:enregistré dans |indiqué dans |de |du )(?P<c>.+)"
    r"|cuál es el título (?:guardado en |de |del )(?P<d>.+)|qual è il titolo (?:di |del\w*['’ ]?)(?P<e>.+)"
    r"|wat is de titel van (?P<f>.+)|qual é o título (?:de |do |da )(?P<g>.+))",
    re.IGNORECASE,
)
_TYPE = re.compile(
    r"what (?:sort|kind|type) of (?:a )?(?:file|document) (?:is|are) (?P<a>.+)"
    r"|(?:what|which) (?:file )?(?:format|file type) (?:is|has|does) (?P<b>.+?)(?: have| in)?"
    r"|was für eine (?:art )?(?:datei|dokument) ist (?P<c>.+)|welches (?:datei)?format hat (?P<d>.+)"
    r"|quel(?:le)? (?:type|sorte) de fichier est (?P<e>.+)|quel est le (?:format|type) (?:de |du )(?P<f>.+)"
    r"|qué tipo de (?:archivo|fichero|documento) es (?P<g>.+)|che tipo di file è (?P<h>.+)"
    r"|wat voor (?:soort )?bestand is (?P<i>.+)|que tipo de (?:ficheiro|arquivo) é (?P<j>.+)",
    re.IGNORECASE,
)
_OF = re.compile(
    r" (?:for|of|on|from|about|für|von|vom|über|zum?|zur|de|du|des|sur|pour|para|sobre|di|del\w*|su|per|van|over) ",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"(?:the |this |das |der |die |dieses? )?(?:book|document|file|pdf|report|manual|text|buch|dokument)", re.I
)
_WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday".split(),
    "montag dienstag mittwoch donnerstag freitag samstag sonntag".split(),
)
_SPANS = {
    "today": 0,
    "heute": 0,
    "yesterday": 1,
    "gestern": 1,
    "week": 7,
    "woche": 7,
    "month": 31,
    "monat": 31,
    "year": 366,
}


def asks_for_metadata(text: str) -> bool:
    """Whether the catalogue can answer the question."""
    asked = tidy(text).lstrip("¿ ")
    return (
        _asks_for_unread(asked)
        or any(rule.fullmatch(asked) for rule in (_PAGES, _WHEN, _TITLE, _TYPE))
        or _since(asked, date.today()) is not None
    )


def _asks_for_unread(asked: str) -> bool:
    words = {token.casefold().replace("’", "'") for token in tokens(asked)}
    subjects = DOCUMENTS | {"indexing", "reading", "einlesen"}
    is_meant = words & _UNREADABLE and words & subjects
    if words & _READ and words & (_NOT | {"all", "alle", "tous", "todos"}):
        is_meant = words & (subjects | {"what", "anything", "was", "which", "qué", "quels"})
    known = _READ | _NOT | _UNREADABLE | _BESIDE_UNREAD | DOCUMENTS | FOLDERS | LISTS | BESIDE | TYPE_OF.keys()
    return bool(is_meant and words <= known | {"anything"})


def answer_metadata(request: Request) -> Iterator[Piece]:
    """Yield the answer. Decline a question about something that is not a document."""
    asked = tidy(request.text).lstrip("¿ ")
    listings = held_documents(request.index.documents(), request.within)
    rules: tuple[tuple[re.Pattern[str], Callable[[Request, Sequence[Listing]], Answer]], ...] = (
        (_PAGES, _pages),
        (_WHEN, _when),
        (_TITLE, _titles),
        (_TYPE, _types),
    )
    for rule, tell in rules:
        if match := rule.fullmatch(asked):
            subject = next(filter(None, match.groups())).strip()
            named = documents_meant(request, subject, listings)
            if named:
                yield tell(request, named)
            elif rule is _PAGES and names_kind(subject):
                yield request.abstain(request.say("no_document_called", name=subject))
            return
    if _asks_for_unread(asked):
        yield request.finish(_unread(request, listings))
    elif since := _since(asked, date.today()):
        yield request.finish(_changed(request, listings, since))


def documents_called(subject: str, listings: Sequence[Listing]) -> list[Listing]:
    """The documents whose names contain all words of the subject."""
    if len(listings) == 1 and _ONLY.fullmatch(subject):
        return list(listings)
    words = set(topic_words(_spaced(subject)))
    named = named_documents(subject, listings)
    return [one for one in named if words <= set(content_words(_spaced(f"{one.document_id} {one.title}")))]


def documents_meant(request: Request, subject: str, listings: Sequence[Listing]) -> list[Listing]:
    """The documents whose names contain all words of the subject. Otherwise the only one whose name has its noun, if
    the text has the others ("the rules for the hall"), or the file is called so.
    """
    if found := documents_called(subject, listings):
        return found
    head = (topic_words(_spaced(_OF.split(subject)[0])) or [""])[-1]
    others = [word for word in topic_words(_spaced(subject)) if word != head]
    called = [one for one in listings if head in content_words(_spaced(f"{one.document_id} {one.title}"))]
    if not head or len(called) != 1:
        return []
    if not others:
        return called if head in content_words(_spaced(PurePosixPath(called[0].document_id).stem)) else []
    said = set(roots(request.index.document(called[0].document_id).text))
    return called if said.issuperset(roots(" ".join(others))) else []


def _spaced(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name)


def _pages(request: Request, named: Sequence[Listing]) -> Answer:
    """How many pages the documents have. The last passage of each is cited."""
    quotes, lines, statements = Quotes(request.index), [], []
    for one in named:
        name = f"{visible(one.title)} ({visible(one.document_id)})"
        line = request.say("has_pages" if one.pages else "has_no_pages", name=name, n=one.pages)
        last = request.index.passages(one.document_id)[-1:]
        cited = quotes.cite([(one.document_id, last[0].start, last[0].end)], line) if last else None
        statements += [cited] if cited else []
        lines.append(f"{cited.text if cited else line}.")
    return request.finish("\n".join(lines), statements, quotes.hits)


def _titles(request: Request, named: Sequence[Listing]) -> Answer:
    """What the documents are called. The place of the title is cited, if the text has it."""
    quotes, lines, statements = Quotes(request.index), [], []
    for one in named:
        line = request.say("title_is", name=visible(one.document_id), title=visible(one.title))
        at = request.index.document(one.document_id).text.find(one.title)
        cited = quotes.quote(one.document_id, at, at + len(one.title), line) if at >= 0 else None
        statements += [cited] if cited else []
        lines.append(cited.text if cited else line)
    return request.finish("\n\n".join(lines), statements, quotes.hits)


def _types(request: Request, named: Sequence[Listing]) -> Answer:
    """What types of files the documents are, by their names."""
    types = ((one.document_id, PurePosixPath(one.document_id).suffix[1:].upper()) for one in named)
    return request.finish("\n\n".join(request.say("type_is", name=visible(name), type=kind) for name, kind in types))


def _when(request: Request, named: Sequence[Listing]) -> Answer:
    """When the documents were last changed: as they state it, cited, and by the file's own time."""
    quotes, lines, statements = Quotes(request.index), [], []
    for one in named:
        name, document = visible(one.document_id), request.index.document(one.document_id)
        stated = find_stated(document, "changed")
        line = request.say("states_changed", name=name, day=_stated_day(request, stated[2])) if stated else ""
        cited = quotes.quote(document.id, stated[0], stated[1], line) if stated else None
        statements += [cited] if cited else []
        lines += [f"{cited.text}."] if cited else []
        changed = request.day(request.index.changed_on(one.document_id))
        lines.append(request.say("file_changed", name=name, day=changed))
    return request.finish("\n".join(lines), statements, quotes.hits)


def _stated_day(request: Request, value: str) -> str:
    """The day in words; as it is written if it is none."""
    try:
        return request.day(date.fromisoformat(value))
    except ValueError:
        return visible(value)


def _unread(request: Request, listings: Sequence[Listing]) -> str:
    """The files that could not be read, and the parts of others that could not be read."""
    failed = [f"- {visible(one.path)}: {one.reason}" for one in request.index.failures()]
    noted = [f"- {visible(one.document_id)}: {note}" for one in listings for note in one.notes]
    parts = [_counted(request, request.say("unread_files", n=len(failed)), failed)] if failed else []
    parts += [_counted(request, request.say("half_read_files", n=len(noted)), noted)] if noted else []
    return "\n\n".join(parts) or request.say("all_read")


def _changed(request: Request, listings: Sequence[Listing], since: date) -> str:
    days = [(request.index.changed_on(one.document_id), one) for one in listings]
    changed = sorted(((day, one) for day, one in days if day >= since), key=lambda pair: pair[0], reverse=True)
    if not changed:
        return request.say("none_changed", day=request.day(since))
    lines = [f"- {visible(one.document_id)}, {request.day(day)}" for day, one in changed]
    return _counted(request, request.say("changed_since", n=len(lines), day=request.day(since)), lines)


def _counted(request: Request, head: str, lines: Sequence[str]) -> str:
    more = [f"- {request.say('and_more', n=len(lines) - SHOWN)}"] if len(lines) > SHOWN else []
    return f"{head}\n\n" + "\n".join([*lines[:SHOWN], *more])


def _since(asked: str, today: date) -> date | None:
    """The day from which changes are asked for. None if none are."""
    match = _CHANGED.fullmatch(asked)
    if not match:
        return None
    said = next(filter(None, match.groups()))
    words = said.lower()
    for names in _WEEKDAYS:
        for number, name in enumerate(names):
            if re.search(rf"\b{name}\b", words):
                return today - timedelta(days=(today.weekday() - number) % 7)
    if count := re.search(r"(\d{1,3}) (day|tag|week|woche|month|monat)", words):
        return today - timedelta(days=int(count[1]) * {"d": 1, "t": 1, "w": 7, "m": 31}[count[2][0]])
    for name, days in _SPANS.items():
        if re.fullmatch(rf"(?:the |this |last |past |diese[rs]?|letzte[rns]? )*{name}", words):
            return today - timedelta(days=days)
    dated = [one for one in find_facts(said).dates if one.month and one.day]
    return dated[0].in_calendar(today.year) if len(dated) == 1 else None
