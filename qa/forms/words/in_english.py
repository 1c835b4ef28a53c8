"""Words a question about the documents as such, or for a summary, in English, as the rules of the forms know it. Pure.

Each language has a table of words (`european.py`, `other_scripts.py`). The question is divided into words that are in
the table and the rest, which names a document or a topic; what the words mean together tells what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from index.text.language import SPACELESS
from qa.forms.words.european import EUROPEAN
from qa.forms.words.naming import without_naming
from qa.forms.words.other_scripts import OTHERS
from qa.text.courtesy import asking_sentences
from qa.text.words import without_accents

_TYPES = "pdf pdfs word docx excel xlsx csv powerpoint pptx txt markdown html email emails e-mail e-mails"
_UNSPACED = ("zh", "ja")
# Letters of Arabic that are often written for each other, and the words that are written as one with the next.
_ALIKE = str.maketrans("أإآٱىئؤة", "ااااييوه")
_PREFIX = "(?:[وفبلك]?ال|[وبلفك])?"
_FILE = r"[\w/-]+(?:\.[\w-]+)*\.[A-Za-z]\w{1,4}(?!\w)"
_UNSPACED_FILE = r"[A-Za-z0-9_/.-]*\.[A-Za-z][A-Za-z0-9]{1,4}(?![A-Za-z0-9])"
_OUTSIDE = " \t\n,;:.!?¿¡？！。、，؟«»\"“”„'’()《》「」…–—-"
_SPANS = ("today", "yesterday", "week", "month", "year")
_EXTREMES = ("newest", "oldest", "largest", "smallest")
_FEWEST_BARE = 4  # letters of a word that is also known without its accents
_LONGEST = 8  # words of the name of a document
# What can stand inside the name of a document.
_INSIDE = frozenset(("fill", "doc", "type", "which", "on", "have"))


@dataclass(frozen=True, slots=True)
class _Read:
    """A question, read with the table of one language."""

    meanings: frozenset[str]
    rest: str  # from the first to the last word that is not in the table
    between: frozenset[str]  # the meanings of the words inside the rest
    kind: str  # of file, as "pdf"
    unknown: int  # letters that are in no word of the table

    def has(self, *meanings: str) -> bool:
        """Whether it has one of these meanings."""
        return any(one in self.meanings or {f"{one} 1", f"{one} 2"} <= self.meanings for one in meanings)

    @property
    def name(self) -> str:
        """The rest, if it can be the name of a document; "" if not."""
        return self.rest if self.between <= _INSIDE and len(self.rest.split()) <= _LONGEST else ""


@lru_cache(maxsize=1 << 10)
def in_english(question: str) -> str:
    """The question in English, but for the names in it. "" if it asks for something else, or in English.

    >>> in_english("Di cosa parla verbale.odt?"), in_english("文件夹里有多少个文件？")
    ('what is verbale.odt about', 'how many files are there')
    """
    asked = " ".join(asking_sentences(without_naming(" ".join(question.split()))))
    read = [one for language in (*EUROPEAN, *OTHERS) if (one := _read(asked, language))]
    return next(filter(None, map(_worded, sorted(read, key=lambda one: one.unknown))), "")


def _worded(asked: _Read) -> str:
    """The question in English. "" if the meanings do not make one."""
    return _on_all(asked) if not asked.rest else _on_topic(asked) or _on_one(asked)


def _on_all(asked: _Read) -> str:
    """A question in which no document is named."""
    has, files = asked.has, f"{asked.kind} files".strip()
    span = next((one for one in _SPANS if has(one)), "")
    extreme = next((one for one in _EXTREMES if has(one)), "")
    is_meant = has("doc", "type")
    if has("summary", "points", "about") and has("doc", "folder", "summary"):
        return "summarise the documents"
    if has("change") and span:
        return f"which files changed since {span}"
    if is_meant and ((has("read") and has("not")) or has("unread")):
        return "which files could not be read"
    if is_meant and extreme and not has("read", "who", "when", "page", "sheet"):
        return f"which {files[:-1]} is the {extreme}"
    if has("who", "when", "page", "sheet", "read", "write", "change", "on", "short", "about", *_SPANS):
        return _on_one(asked) if is_meant else ""
    is_list = has("many", "which") or (has("what") and has("have"))
    return f"how many {files} are there" if is_meant and is_list else ""


def _on_topic(asked: _Read) -> str:
    """A question after the documents on a topic, or by a person. It has to ask which there are, or whether one is."""
    has = asked.has
    if not has("doc") or not has("which", "many", "exist") or has("page", "sheet", "summary", "points"):
        return ""
    if has("who", "when") and not has("exist"):
        return ""
    if has("write") and asked.name:
        return f"which documents did {asked.name} write"
    return f"which documents are about {asked.rest}" if has("on", "upon") and asked.between <= {"fill"} else ""


def _on_one(asked: _Read) -> str:
    """A question about one document, or for a summary of something."""
    has, name = asked.has, asked.name or ("" if asked.rest else "the document")
    if has("summary", "points") and not has("who", "when", "many", "not", "page", "sheet", "change"):
        return f"summarise {asked.rest or name}"
    if not name or has("not"):
        return ""
    if has("page") and has("many"):
        return f"how many pages does {name} have"
    if has("sheet") and has("many", "which"):
        return f"how many sheets does {name} have"
    if has("change") and has("who", "when"):
        return f"who last changed {name}" if has("who") else f"when was {name} last changed"
    if has("write") and has("when"):
        return f"when was {name} written"
    if has("write") and has("who", "which"):
        return f"who wrote {name}"
    return f"what is {name} about" if has("about") else ""


@cache
def small_words() -> frozenset[str]:
    """The function words of all languages."""
    tables = (*EUROPEAN.values(), *OTHERS.values())
    return frozenset(word for table in tables for word in f"{table['fill']} {table.get('on', '')}".split())


@cache
def _table(language: str) -> tuple[re.Pattern[str], dict[str, set[str]]]:
    """A pattern that finds the words of the language, the longest first, and the meanings of each word.

    A word with any ending stands there without it.
    """
    meanings: dict[str, set[str]] = {}
    for meaning, words in ({**EUROPEAN, **OTHERS}[language] | {"type": _TYPES}).items():
        for word in words.lower().translate(_ALIKE).split():
            meanings.setdefault(word.replace("_", " "), set()).add(meaning)
    for word in list(meanings):  # as many people type: "de que va", but "que" alone is another word than "qué"
        bare = without_accents(word)
        if len(bare) >= _FEWEST_BARE and bare not in meanings:
            meanings[bare] = meanings[word]
    longest = sorted(meanings, key=len, reverse=True)
    if language in _UNSPACED:
        return re.compile("|".join([f"(?P<file>{_UNSPACED_FILE})", *map(re.escape, longest)])), meanings
    prefix = _PREFIX if language == "ar" else ""
    words = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in longest)
    return re.compile(rf"(?<!\w)(?:(?P<file>{_FILE})|{prefix}(?P<word>{words})(?!\w))", re.IGNORECASE), meanings


def _meanings_of(found: re.Match[str], meanings: dict[str, set[str]]) -> Sequence[str]:
    word = (found.groupdict().get("word") or found[0]).lower().translate(_ALIKE)
    if word in meanings:
        return sorted(meanings[word])
    ends = (word[:end] for end in range(len(word), 0, -1))
    return sorted(next((meanings[f"{stem}*"] for stem in ends if f"{stem}*" in meanings), ()))


def _read(asked: str, language: str) -> _Read | None:
    """The question, read with the table of the language. None if it has none of its words that ask."""
    pattern, meanings = _table(language)
    plain = asked.translate(_ALIKE) if language == "ar" else asked.lower() if language in _UNSPACED else asked
    if len(plain) != len(asked) or (language in _UNSPACED and not re.search(f"[{SPACELESS}]", asked)):
        return None
    matches = list(pattern.finditer(plain))
    known = [(*match.span(), _meanings_of(match, meanings)) for match in matches if not match["file"]]
    said = {one for *_, each in known for one in each}
    if not said - {"fill", "type"}:
        return None
    left = list(asked)
    for start, end, _ in known:
        left[start:end] = " " * (end - start)
    rest = "".join(left)
    inside = [place for place, letter in enumerate(rest) if letter not in _OUTSIDE]
    unknown = len(inside)
    asking = [end for _, end, each in known if {"summary", "points"} & set(each)]
    if inside and asking and max(asking) < inside[-1]:  # "Can you put the main points of the lease together?"
        inside = [place for place in inside if place >= max(asking)]
    if not inside:
        return _Read(frozenset(said), "", frozenset(), _kind(known, asked), 0)
    first, last = inside[0], inside[-1] + 1
    between = {one for start, end, each in known if first <= start and end <= last for one in each[:1]}
    return _Read(frozenset(said), asked[first:last], frozenset(between), _kind(known, asked), unknown)


def _kind(known: Sequence[tuple[int, int, Sequence[str]]], asked: str) -> str:
    return next((asked[start:end] for start, end, each in known if "type" in each), "")
