"""Lists the methods of a class of source code: "which methods does the alarm class have?", where it is AlarmBoard."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from index.files.names import visible
from index.records import Document
from qa.forms.form import Request
from qa.forms.lists.listing import candidate_documents, show_items
from qa.forms.words.in_english import small_words
from qa.forms.words.roots import FUNCTION_WORDS, roots
from qa.records import Piece
from qa.text.quotes import one_line
from qa.text.words import TOKEN

# One method is asked for by what it does: "Which method opens the valve?"
_METHODS = re.compile(
    r"\b(?:(?:member )?(?:functions|methods|routines|procedures)|funktionen|methoden|routinen|prozeduren|fonctions"
    r"|méthodes"
    r"|funciones|métodos|rutinas|funzioni|metodi|funções|rotinas|functies|methodes)\b",
    re.IGNORECASE,
)
_CLASS = r"class|classe|clase|klasse|klas|struct|trait|interface|protocol"
_CLASS_WORD = re.compile(rf"\b(?P<name>\w*?)-?(?:{_CLASS})\b", re.IGNORECASE)
_IDENTIFIER = re.compile(r"\b(?:[A-Z]+[a-z\d]+[A-Z]\w*|[a-z]\w*_\w+|[A-Z][a-z]\w+)\b")
_FILE = re.compile(r"\b[\w/-]+\.[a-z]{1,5}\b")
# Words that say no more than that the class has them.
_BESIDE = frozenset(
    roots(
        "which what list name give show tell all have has had own owns offer offers provide provides define defines"
        " defined"
        " contain contains include belong belongs exist there many number please called code module source"
        " welche liste nenne zeig zeige gib alle hat haben besitzt bietet definiert gehören enthält wie viele heißen"
        " quelles quels liste donne montre toutes tous possède définit contient combien appellent"
        " qué cuáles lista dime muestra todos todas tiene define contiene ofrece cuántos llaman posee"
        " quali elenca dimmi mostra tutti tutte contiene offre definisce quanti chiamano"
        " quais diz mostra tem oferece contém quantos chamam welke noem toon geef heeft biedt bevat hoeveel heten"
    )
)
_OPENS = re.compile(
    r"^(?P<indent>[ \t]*)(?:[a-z]+(?:\([a-z]+\))?[ \t]+)*?(?:(?:class|struct|interface|trait|enum|record|object"
    r"|protocol"
    r"|impl(?:<[^>\n]*>)?(?:[ \t]+\w[\w<>, ]*[ \t]+for)?|type)[ \t]+(?P<name>[A-Za-z_]\w*))",
    re.MULTILINE,
)
_METHOD = re.compile(
    r"^(?P<indent>[ \t]+)(?:(?:[a-z]+(?:\([a-z]+\))?[ \t]+)*?(?:def|function\*?|func|fun|fn|sub"
    r"|proc)[ \t]+(?:self\.)?(?P<a>[\w$]+)"
    r"|(?:[\w<>\[\],.*&?:]+[ \t]+)*(?P<b>[#~$]?[A-Za-z_$][\w$]*)[ \t]*\([^;{}]{0,400}\)[^;{}()=]{0,200}\{"
    r"|(?!(?:return|new|throw|await|yield|delete)\b)"
    r"(?:[\w<>\[\],.*&?:]+[ \t]+)+(?P<c>[A-Za-z_]\w*)\([^;{}()]{0,400}\)[^;{}()]{0,200};)"
    r"[^\n]*",
    re.MULTILINE,
)
_GO = r"^func[ \t]*\([ \t]*\w+[ \t]+\*?{name}(?:\[[^\]\n]*\])?[ \t]*\)[ \t]*(?P<a>\w+)[^\n]*"
_NO_METHOD = frozenset("if for foreach while switch catch return else new using lock synchronized with match".split())
_BODY_GOES_ON = re.compile(r"[ \t]*(?:[{})\]]|(?:public|private|protected|signals|slots)[\w ]*:)")
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@dataclass(frozen=True, slots=True)
class _Class:
    """A class of source code, and its methods: their names, and the spans of the lines that define them."""

    name: str
    document: Document
    methods: tuple[tuple[str, int, int], ...]

    @property
    def words(self) -> frozenset[str]:
        """The roots of the parts of its name, and of the whole name."""
        return frozenset(roots(" ".join([*_PARTS.findall(self.name), self.name])))


def asks_for_methods(text: str) -> bool:
    """Whether the question asks for the methods of a class.

    >>> asks_for_methods("which methods does the alarm class have?"), asks_for_methods("Which methods are sustainable?")
    (True, False)
    """
    rest = _FILE.sub(" ", text)
    match = _METHODS.search(rest)
    return match is not None and bool(_CLASS_WORD.search(rest) or _IDENTIFIER.search(rest[match.end() :]))


def answer_methods(request: Request) -> Iterator[Piece]:
    """Yield the methods of the class that the question names. Decline if none is meant, or more is asked."""
    text = _FILE.sub(" ", request.text)
    has_class_word = _CLASS_WORD.search(text) is not None
    names = " ".join(match["name"] for match in _CLASS_WORD.finditer(text))  # "Alarmklasse"
    text = _CLASS_WORD.sub(" ", _METHODS.sub(" ", text))
    small = small_words() | FUNCTION_WORDS
    asked = " ".join(token for token in TOKEN.findall(f"{text} {names}") if token.casefold() not in small)
    wanted = {word for word in roots(asked) if word not in _BESIDE}
    documents = candidate_documents(request, request.text, ())
    named = [d for d in documents if PurePosixPath(d.id).name.casefold() in request.text.casefold()]
    found = _meant(wanted, [one for document in named or documents for one in classes_of(document)])
    if found is None or (not wanted and not has_class_word):
        return
    name = f"{found.name} ({visible(found.document.id)})"
    head = request.say("has_methods", name=name, n=len(found.methods))
    text = found.document.text
    items = [([(found.document.id, a, b)], f"{name}: “{one_line(text[a:b])}”") for name, a, b in found.methods]
    yield from show_items(request, items, head=head)


def classes_of(document: Document) -> list[_Class]:
    """The classes of source code that have methods, in order."""
    found: dict[str, list[tuple[str, int, int]]] = {}
    text = document.text
    for match in _OPENS.finditer(text):
        end = _end_of_body(text, match)
        go = re.compile(_GO.format(name=re.escape(match["name"])), re.MULTILINE)
        inside = [one for one in _METHOD.finditer(text, match.end(), end) if _name(one) not in _NO_METHOD]
        least = min((_width(one["indent"]) for one in inside), default=0)
        methods = [one for one in inside if _width(one["indent"]) == least] or list(go.finditer(text))
        found.setdefault(match["name"], []).extend((_name(one), _start(one), _end(one)) for one in methods)
    return [_Class(name, document, tuple(dict.fromkeys(methods))) for name, methods in found.items() if methods]


def _meant(wanted: set[str], classes: Sequence[_Class]) -> _Class | None:
    """The one class whose name has all these words. None if there is none, or several of which none has just these."""
    fitting = [one for one in classes if wanted <= one.words]
    exact = [one for one in fitting if wanted and set(roots(one.name)) & wanted]
    chosen = exact or fitting
    return chosen[0] if len(chosen) == 1 else None


def _end_of_body(text: str, match: re.Match[str]) -> int:
    """Where the body of a class ends: before the first line that is indented no more than its first one."""
    least = _width(match["indent"])
    at = text.find("\n", match.end()) + 1
    while 0 < at < len(text):
        end = text.find("\n", at)
        line = text[at : end if end >= 0 else len(text)]
        if line.strip() and _width(line[: len(line) - len(line.lstrip())]) <= least and not _BODY_GOES_ON.match(line):
            return at
        at = end + 1 if end >= 0 else len(text)
    return len(text)


def _width(indent: str) -> int:
    return len(indent.expandtabs(4))


def _name(match: re.Match[str]) -> str:
    return next(filter(None, (match.groupdict().get(key) for key in "abc")), "")


def _start(match: re.Match[str]) -> int:
    return match.end("indent") if "indent" in match.re.groupindex else match.start()


def _end(match: re.Match[str]) -> int:
    """Where the line with the method's name ends, or, of a list of arguments over several lines, the last of them."""
    return match.start() + len(match[0].rstrip())
