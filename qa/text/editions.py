"""Decides which of two documents is the newer edition of the other. Pure.

The order comes from what the documents say at their beginnings ("replaces version 1", "Version 2", "in force from 1
March 2025", "Status: superseded"), and from the versions, years and words such as "draft" in titles, names of files and
names of folders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from index.records import Document
from qa.text.calendar_words import DATES, Date, first_date
from qa.text.dates import BEGINNING, FILE_CHANGED, YEAR, date_in_force, years_of
from qa.text.ordinals import ORDINALS

MOST_TITLE = 60  # characters

_KIND = (
    r"(?:version|ver|revision|rev|edition|release|ausgabe|auflage|fassung|versie|versión|versão|versione|édition"
    r"|edición|edizione|edição|révision|revisión|uitgave|версия|редакция)"
)
_VERSION = re.compile(
    rf"(?<![^\W_])(?:{_KIND}\.?[ _:-]{{0,2}}|v\.?)(?P<after>\d{{1,4}}(?:\.\d{{1,4}}){{0,3}})(?![^\W_])"
    rf"|(?<![^\W_])(?:{_KIND}|issue|index|indice)\.?[ _:-]{{0,2}}(?P<letter>(?-i:[A-Z]))(?![^\W_])"
    rf"|(?<![^\W_])(?P<before>\d{{1,2}})(?:\.|st|nd|rd|th|e|ª|a)? {_KIND}(?![^\W_])"
    rf"|(?<![^\W_])(?P<ordinal>{'|'.join(ORDINALS)}) {_KIND}(?![^\W_])"
    r"|第(?P<chinese>\d{1,3})版",
    re.IGNORECASE,
)
_REPLACES = re.compile(
    r"(?:\b(?:replac(?:es|ing)|supersed(?:es|ing)|takes the place of|ersetzt|löst|annule et remplace|remplace"
    r"|sustituye|reemplaza|substitui|sostituisce|vervangt|заменяет)\b|取代|代替)(?P<object>[^.!?。\n]{0,120})",
    re.IGNORECASE,
)
_REPLACED_BY = re.compile(
    r"\b(?:replaced|superseded) by\b|\b(?:ersetzt|abgelöst) durch\b|\b(?:wird|wurde|ist) durch\b(?=.{0,60}\b(?:ersetzt"
    r"|abgelöst)\b)|\bremplacée? par\b|\b(?:sustituid|reemplazad|substituíd)[oa] p(?:or|el[ao])\b|\bsostituit[oa] da\b"
    r"|\bvervangen door\b",
    re.IGNORECASE,
)
_ALL_OLDER = re.compile(
    r"\b(?:all|any|every|previous|earlier|prior|older|former|alle|frühere\w*|bisherige\w*|précédent\w*|antérieur\w*"
    r"|anterior\w*|precedent\w*|eerdere|vorige)\b",
    re.IGNORECASE,
)
# Words in a title, a file's name or a folder's name, and on a line of their own or after "Status:" in the text.
_RETIRED = (
    "old archived? archives superseded obsolete outdated deprecated draft retired expired withdrawn legacy bak alt "
    "alte archiv entwurf veraltet überholt aufgehoben ungültig ancien ancienne brouillon périmée? obsolète "
    "abrogée? antiguo antigua viejo vieja borrador obsoleto obsoleta derogado derogada vecchio vecchia bozza archivio "
    "oud oude verouderd archief antigo antiga rascunho черновик архив устарело"
)
_CURRENT = "final current latest definitive updated new neu aktuell endfassung actuel finale définitif vigente actual"
_IS_RETIRED = re.compile(rf"(?<![^\W_])(?:{'|'.join(_RETIRED.split())})(?![^\W_])|旧版?|草案|草稿", re.IGNORECASE)
_IS_DRAFT = re.compile(r"draft|entwurf|brouillon|borrador|bozza|rascunho|черновик|草", re.IGNORECASE)
# Only at the end of a name: "new employees" is another subject.
_IS_CURRENT = re.compile(rf"(?<![^\W_])(?:{'|'.join(_CURRENT.split())})\W*$|新版|最新", re.IGNORECASE)
_SAYS_RETIRED = re.compile(
    rf"^\W*(?:(?:status|état|estado|stato)\W+)?(?:{'|'.join(_RETIRED.split())})\W*$"
    r"|\b(?:this|the) (?:document|version|edition|policy|text|list|plan|page|memo|guide|manual|file|rules) (?:is|are) "
    r"no longer\b|\bdiese[rs]? \w+ (?:ist|sind) nicht mehr (?:gültig|in kraft)\b|\bcet(?:te)? \w+ n['’]est plus\b"
    r"|\bce \w+ n['’]est plus\b|\best[ea] \w+ ya no\b|已废止|已失效",
    re.IGNORECASE | re.MULTILINE,
)
_REPLY = re.compile(
    r"^\s*(?:(?:re|aw|antw|fwd?|wg|tr|sv|vs|rv|rif|odp|res|enc|回复|答复|转发)(?:\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE
)
_IN_FORCE = re.compile(
    r"\b(?:valid|in force|in effect|effective|as of|as at|adopted|approved|issued|dated|since|from|on|of|gültig|ab|seit"
    r"|stand|vom|am|in kraft|beschlossen|en vigueur|depuis|valable|à partir|d[ue]|le|adoptée?|vigente|en vigor|desde|el"
    r"|válid[oa]|aprobad[oa]|in vigore|dal?|approvat[oa]|geldig|vanaf)\b",
    re.IGNORECASE,
)
_COPY = re.compile(r"(?<![^\W_])(?:copy|kopie|copie|copia)(?: (?:of|von|de|di|van))?(?![^\W_])|\(\d\)", re.IGNORECASE)
_ISO = re.compile(r"(?<!\d)(?:19|20)\d\d[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\d|3[01])(?!\d)")
_KIND_ALONE = re.compile(rf"(?<![^\W_]){_KIND}(?![^\W_])", re.IGNORECASE)
_MAILS = frozenset((".eml", ".msg"))
_MARKS = (_ISO, *DATES, _VERSION, YEAR, _IS_RETIRED, _IS_CURRENT, _COPY, _KIND_ALONE)


@dataclass(frozen=True, slots=True)
class Edition:
    """What a document says about which edition of which document it is."""

    title: str  # without versions, dates and words such as "draft", in lower case
    path: str  # the same of the path of its file
    head: str  # the same of the first line of its text, if that can be a title
    words: frozenset[str]  # of its beginning
    version: tuple[int, ...]  # empty: none is named
    year: int  # in the title or the path; 0: none
    in_force: Date | None  # from when it holds, as its beginning says
    dated: Date | None  # the first date in its beginning or its path
    standing: int  # 1: it is called new; -1: it is called a draft or an old one; 0: neither
    is_draft: bool
    replaces: str  # what it says that it replaces
    replaced_by: str  # what it says that replaces it
    thread: str = ""  # what a mail is about, before a colon in its subject; "" for other documents and for one word
    is_reply: bool = False

    @classmethod
    def of(cls, document: Document) -> Edition:
        """The edition that a document is."""
        path = PurePosixPath(document.id)
        named = " ".join((document.title, path.stem.replace("_", " ")))
        folders = " ".join(path.parts[:-1])
        beginning = document.text[:BEGINNING]
        said, by = _REPLACES.search(beginning), _REPLACED_BY.search(beginning)
        # "It replaces version 1" does not name its own version.
        own = "".join(beginning.replace(match[0], "") for match in [said] if match) or beginning
        replaced_by = beginning[by.end() : by.end() + 80].split("\n")[0] if by else ""
        own = own.replace(replaced_by, "") if replaced_by else own
        head = document.text.lstrip("# \n").split("\n", 1)[0].strip()
        is_retired = _IS_RETIRED.search(f"{named} {folders}") or _SAYS_RETIRED.search(beginning)
        return cls(
            title=bare_title(document.title),
            path="/".join(filter(None, map(bare_title, (*path.parts[:-1], path.stem)))),
            head=bare_title(head) if len(head) <= MOST_TITLE and head[-1:] not in ".:;,!?" else "",
            words=frozenset(re.findall(r"[^\W\d_]{2,}", beginning.casefold())),
            version=next(filter(None, map(version_of, (document.title, path.stem, folders, own))), ()),
            year=max(years_of(named), default=0) or max(years_of(folders), default=0),
            in_force=date_in_force(own),
            dated=date_in_force(own) or first_date(own) or first_date(named),
            standing=-1 if is_retired else int(bool(_IS_CURRENT.search(f"{path.stem} {folders}"))),
            is_draft=bool(is_retired and _IS_DRAFT.search(is_retired[0])),
            replaces=said["object"] if said else "",
            replaced_by=replaced_by,
            thread=_thread_of(document.title) if path.suffix.lower() in _MAILS else "",
            is_reply=is_reply(document.title),
        )

    def describe(self, day: str, *, is_older: bool = False) -> str:
        """Its version and `day`, its date in words, and "older edition" or "draft" if it is not the newest."""
        version = f"version {'.'.join(map(str, self.version))}" if self.version else ""
        dated = "" if version and day.startswith(FILE_CHANGED) else day
        kind = ("draft" if self.is_draft else "older edition") if is_older else ""
        return ", ".join(filter(None, (version, dated, kind)))

    def is_same_document_as(self, other: Edition) -> bool:
        """Whether both have the same title, path or beginning, except for versions, dates and the like."""
        if (self.title and self.title == other.title) or (self.path and self.path == other.path):
            return True
        if self.thread and self.thread == other.thread and (self.is_reply or other.is_reply):
            return True
        # The first line can be a letterhead, so the beginnings must have most of their words in common.
        shared = len(self.words & other.words)
        return bool(self.head and self.head == other.head) and 2 * shared >= len(self.words | other.words)

    def is_newer_than(self, other: Edition) -> bool:
        """Whether this is a newer edition of the same document."""
        forward, backward = self.says_it_replaces(other), other.says_it_replaces(self)
        if forward != backward:
            return forward
        if not self.is_same_document_as(other):
            return False
        if (self.standing < 0) != (other.standing < 0):
            return other.standing < 0
        if self.version and other.version and self.version != other.version:
            return self.version > other.version
        if self.year and other.year and self.year != other.year:
            return self.year > other.year
        if self.in_force and other.in_force and self.in_force != other.in_force:
            return _key(self.in_force) > _key(other.in_force)
        if self.standing != other.standing:
            return self.standing > other.standing
        return _is_open(self.replaces) and not _is_open(other.replaces)

    def is_later_than(self, other: Edition) -> bool:
        """Whether it has the same title and a later date. It need not be an edition: minutes are a series."""
        is_unordered = not self.is_newer_than(other) and not other.is_newer_than(self)
        is_later = self.dated and other.dated and _key(self.dated) > _key(other.dated)
        return bool(is_later and is_unordered and self.is_same_document_as(other))

    def says_it_replaces(self, other: Edition) -> bool:
        """Whether one of the two names the other as what it replaces, or as what replaces it."""
        return self._is_named(self.replaces, other) or other._is_named(other.replaced_by, self)

    def _is_named(self, said: str, other: Edition) -> bool:
        """Whether the words that this document says name the other one: by its version, date, year or title."""
        is_titled = len(other.title.split()) > 1 and set(other.title.split()) <= set(bare_title(said).split())
        if not said or not (is_titled or self.is_same_document_as(other)):
            return False
        versions, years, day = set(versions_of(said)), years_of(said), first_date(said)
        if versions and other.version:
            is_of_all_older = other.version < max(versions) and bool(_ALL_OLDER.search(said))
            return other.version in versions or is_of_all_older
        if day and other.dated:
            return day.agrees_with(other.dated)
        if years and (other.year or other.dated):
            return bool(years & {other.year, other.dated and other.dated.year})
        return bool(is_titled or versions or years)


def version_of(text: str) -> tuple[int, ...]:
    """The first version in a text, such as (2, 1). Empty if there is none."""
    return next(versions_of(text), ())


def versions_of(text: str) -> Iterator[tuple[int, ...]]:
    """The versions in a text.

    >>> list(versions_of("Rules, v2.1 (second edition)")), list(versions_of("Manual, Rev. C"))
    ([(2, 1), (2,)], [(3,)])
    """
    for match in _VERSION.finditer(text):
        if match["letter"]:
            yield (ord(match["letter"]) - ord("A") + 1,)
        elif match["ordinal"]:
            yield (ORDINALS[match["ordinal"].lower()],)
        else:
            yield tuple(map(int, (match["after"] or match["before"] or match["chinese"]).split(".")))


def _is_open(replaces: str) -> bool:
    """Whether it replaces something without saying which edition: "the previous rules"."""
    return bool(replaces) and not (version_of(replaces) or years_of(replaces))


def bare_title(name: str) -> str:
    """The title or name in lower case, without versions, dates and the like, and without the "Re:" of a reply."""
    name = _REPLY.sub("", name)
    for mark in _MARKS:
        name = mark.sub(" ", name.replace("_", " "))
    return re.sub(r"[\W_]+", " ", name.casefold()).strip()


def _thread_of(subject: str) -> str:
    """What a mail is about: "spring concert" of "Re: Spring concert : decision" and of "Spring concert : date, place".

    >>> _thread_of("Re: Spring concert : decision"), _thread_of("Invoice: March")
    ('spring concert', '')
    """
    about = bare_title(_REPLY.sub("", subject).partition(":")[0])
    return about if len(about.split()) > 1 else ""


def is_reply(title: str) -> bool:
    """Whether the title of a mail says that it replies to another one, or forwards it."""
    return _REPLY.match(title) is not None


def is_copy(name: str) -> bool:
    """Whether a file's name says that it is a copy."""
    return _COPY.search(name) is not None


def names_draft(text: str) -> bool:
    """Whether a text mentions a draft."""
    return _IS_DRAFT.search(text) is not None


def tells_edition(sentence: str) -> bool:
    """Whether a sentence only says which edition its document is, such as "Version 2. It replaces version 1."

    >>> tells_edition("Version 2, 9 January 2026."), tells_edition("Goods can be returned within 14 days.")
    (True, False)
    """
    return not _IN_FORCE.sub("", bare_title(sentence)).strip() or _REPLACES.search(sentence) is not None


def _key(date: Date) -> tuple[int, int, int]:
    return date.year or 0, date.month, date.day or 0
