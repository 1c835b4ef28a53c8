"""Which of two documents is the newer edition of the other, and which sentences are outdated by one. Pure.

The order of editions comes from what their beginnings say ("replaces version 1", "version 2", "in force from 1 March
2025"), and from versions and years in titles and names of files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from index.records import Document
from qa.records import Sentence
from qa.text.calendar_words import Date
from qa.text.dates import BEGINNING, YEAR, date_in_force, years_of
from qa.text.parsed import ParsedText

AS_LIKELY = 0.5  # a newer edition replaces an older one if its best score is at least this share of the older one's
SAME = 0.6  # or if it says a sentence anew, with at least this share of its words
DEMOTION = 0.05  # an outdated sentence keeps this share of its score, so the model does not read it

_KIND = r"(?:version|ver|revision|rev|edition|release|ausgabe|fassung|versie|versión|versão|versione|édition|edición|v)"
_VERSION = re.compile(rf"(?<![^\W_]){_KIND}\.?[ _-]?(\d{{1,4}}(?:\.\d{{1,4}}){{0,3}})(?![^\W_])", re.IGNORECASE)
_REPLACES = re.compile(
    r"\b(?:replac(?:es|ed|ing)|supersed(?:es|ed|ing)|takes the place of|ersetzt|annule et remplace|remplace|sustituye"
    r"|reemplaza|substitui|sostituisce|vervangt)\b(?P<object>[^.!?\n]{0,120})",
    re.IGNORECASE,
)
_REPLACED_BY = re.compile(r"\bby\b|\b(?:wird|wurde) ", re.IGNORECASE)
_ALL_OLDER = re.compile(
    r"\b(?:all|any|every|previous|earlier|prior|older|former|alle|frühere\w*|bisherige\w*|précédent\w*|antérieur\w*"
    r"|anterior\w*|precedent\w*|eerdere|vorige)\b",
    re.IGNORECASE,
)
_MARKS = re.compile(rf"{_VERSION.pattern}|{YEAR.pattern}|[\W_]+", re.IGNORECASE)

# A question with one of these words can mean an older edition, or several.
NOT_OF_TODAY = re.compile(
    r"\b(?:old\w*|former\w*|previous\w*|prior|past|ago|earlier|earliest|original\w*|last|until|before|since|then|did|was"
    r"|were|had|used to|chang\w+|compar\w+|differ\w*|versus|vs|years|histor\w+|trend|both|editions?|versions?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Edition:
    """What a document says about which edition of which document it is."""

    title: str  # without versions and years, in lower case
    name: str  # the same of its file's name; "" if that has no version or year
    version: tuple[int, ...]  # empty: none is named
    year: int  # in the title or the name of the file; 0: none
    in_force: Date | None  # from when it holds, as its beginning says
    replaces: str  # what it says that it replaces

    @classmethod
    def of(cls, document: Document) -> Edition:
        """The edition that a document is."""
        stem, beginning = PurePosixPath(document.id).stem, document.text[:BEGINNING]
        said = _REPLACES.search(beginning)
        replaces = said["object"] if said and not _REPLACED_BY.match(said["object"].strip()) else ""
        # "It replaces version 1" does not name its own version.
        own = beginning.replace(said[0], "") if said else beginning
        return cls(
            _bare(document.title),
            _bare(stem) if _VERSION.search(stem) or YEAR.search(stem) else "",
            _version(document.title) or _version(stem) or _version(own),
            max(years_of(f"{document.title} {stem}"), default=0),
            date_in_force(own),
            replaces,
        )

    def is_newer_than(self, other: Edition) -> bool:
        """Whether this is a newer edition of the same document."""
        is_same = (self.title and self.title == other.title) or (self.name and self.name == other.name)
        if not is_same:
            return False
        if self.replaces and not other.names_as_replaced(self):
            return self.names_as_replaced(other)
        if self.version and other.version:
            return self.version > other.version
        if self.year and other.year:
            return self.year > other.year
        return bool(self.in_force and other.in_force and _key(self.in_force) > _key(other.in_force))

    def names_as_replaced(self, other: Edition) -> bool:
        """Whether it says that it replaces the other one, by its version or its year, or all older ones."""
        if not self.replaces:
            return False
        versions, years = set(map(_numbers, _VERSION.findall(self.replaces))), years_of(self.replaces)
        if versions and other.version:
            return other.version in versions
        if years and other.year:
            return other.year in years
        return not (versions or years) or bool(_ALL_OLDER.search(self.replaces))


def demote_outdated(
    question: ParsedText, sentences: Sequence[Sentence], document_of: Callable[[str], Document]
) -> list[Sentence]:
    """The scored sentences; those that a newer edition of their document replaces have a lower score.

    A newer edition replaces a sentence only if it says it anew, or has one that is nearly as likely to answer. Nothing
    is replaced if the question can mean another edition: if it names a year, contains a word such as "previous" or
    "compared", or is not in English.
    """
    if years_of(question.text) or NOT_OF_TODAY.search(question.text) or not question.is_english:
        return list(sentences)
    held = {sentence.passage.document_id for sentence in sentences}
    editions = {document_id: Edition.of(document_of(document_id)) for document_id in held}
    newer = {one: {two for two in held if editions[two].is_newer_than(editions[one])} for one in held}

    def is_outdated(sentence: Sentence) -> bool:
        others = [other for other in sentences if other.passage.document_id in newer[sentence.passage.document_id]]
        return any(other.score >= AS_LIKELY * sentence.score or _says_anew(other, sentence) for other in others)

    return [replace(one, score=one.score * DEMOTION) if is_outdated(one) else one for one in sentences]


def _says_anew(new: Sentence, old: Sentence) -> bool:
    """Whether a sentence has most of the words of an old one: with other facts, it takes its place."""
    words = old.parsed.word_set
    return len(words & new.parsed.word_set) >= SAME * len(words) > 0


def _bare(title: str) -> str:
    return _MARKS.sub(" ", title.casefold()).strip()


def _version(text: str) -> tuple[int, ...]:
    found = _VERSION.search(text)
    return _numbers(found[1]) if found else ()


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _key(date: Date) -> tuple[int, int, int]:
    return date.year or 0, date.month, date.day or 0
