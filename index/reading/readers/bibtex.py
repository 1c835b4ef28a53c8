"""Bibliographies (.bib): one line for each work, with its fields by name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from index.reading.readers.contents import Contents, Draft, one_line
from index.reading.readers.decode import decode
from index.reading.readers.latex.formula import linear_formula
from index.reading.readers.latex.names import ACCENTS, WORDS
from index.reading.readers.tables import labelled

_ENTRY = re.compile(r"@[ \t]*(\w+)[ \t\n]*[{(]")
_KEY = re.compile(r"\s*([^\s,={}]+)\s*,")
_FIELD = re.compile(r"[\s,]*([\w-]+)\s*=\s*")
_BARE = re.compile(r"[\w.+:/-]+")
_JOINED = re.compile(r"\s*#\s*")
_FORMULA = re.compile(r"(?<!\\)\$([^$\n]{1,300})(?<!\\)\$")
_ACCENT = re.compile(r"\\([`'^~=.\"]|[uvHckdr](?![a-zA-Z]))\s*(?:\{\s*\\?([a-zA-Z])\s*\}|\\?([a-zA-Z]))")
_COMMAND = re.compile(r"\\([a-zA-Z]+)(?:\{\}|[ \t])?")
_SILENT = ("comment", "preamble")


def read_bibtex(data: bytes) -> Contents:
    """The works of a bibliography in their order, each on a line. Text that is none of them is kept as it is."""
    text = decode(data)
    draft = Draft()
    words: dict[str, str] = {}
    done = 0
    for entry in _ENTRY.finditer(text):
        if entry.start() < done:
            continue
        end = _closing(text, entry.end())
        draft.add(text[done : entry.start()].strip(), gap="\n")
        done = end + 1
        kind, body = entry[1].lower(), text[entry.end() : end]
        if kind == "string":
            words |= {name.lower(): value for name, value in _fields(body, words)}
        elif kind not in _SILENT:
            draft.add(_line(kind, body, words), gap="\n")
    draft.add(text[done:].strip(), gap="\n")
    return draft.contents("")


def _line(kind: str, body: str, words: Mapping[str, str]) -> str:
    key = _KEY.match(body)
    fields = list(_fields(body[key.end() :] if key else body, words))
    names = [kind, *(name.lower() for name, _ in fields)]
    return labelled(names, [key[1] if key else "", *(plain(value) for _, value in fields)])


def _fields(body: str, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The fields of an entry: values in braces or quotation marks, numbers, or words that stand for others."""
    at = 0
    while field := _FIELD.match(body, at):
        at = field.end()
        value = ""
        while True:
            if body[at : at + 1] in ("{", '"'):
                end = _closing(body, at + 1, body[at])
                value += body[at + 1 : end]
                at = end + 1
            elif bare := _BARE.match(body, at):
                value += words.get(bare[0].lower(), bare[0])
                at = bare.end()
            joined = _JOINED.match(body, at)
            if not joined:
                break
            at = joined.end()
        yield field[1], value


def _closing(text: str, at: int, opening: str = "{") -> int:
    """The place of the brace or quotation mark that closes what was opened before `at`; the end if there is none."""
    depth = 0
    for place in range(at, len(text)):
        sign = text[place]
        if sign == '"' == opening and not depth:
            return place
        if sign == "{":
            depth += 1
        elif sign == "}":
            if not depth:
                return place
            depth -= 1
    return len(text)


def plain(value: str) -> str:
    r"""The text that a value shows, without braces.

    >>> plain(r'The {H}arbour of {\"U}lm, M{\"{u}}ller \& Petit, pages 1--9')
    'The Harbour of Ülm, Müller & Petit, pages 1–9'
    """
    value = _FORMULA.sub(lambda found: linear_formula(found[1]), value)
    value = _ACCENT.sub(lambda found: unicodedata.normalize("NFC", (found[2] or found[3]) + ACCENTS[found[1]]), value)
    value = _COMMAND.sub(lambda found: WORDS.get(found[1], ""), value)
    value = re.sub(r"\\([&%$#_{}])", r"\1", value)
    return one_line(re.sub(r"[{}]", "", value).replace("~", " ").replace("---", "—").replace("--", "–"))
