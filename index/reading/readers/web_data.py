"""Web pages that show what their data says: the text is in a script until the browser runs it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from index.reading.readers.contents import Contents, Draft, Part, appended, one_line
from index.reading.readers.decode import decode
from index.reading.readers.structured import lines_of_data
from index.reading.readers.web import declared_charset, read_html

_LITTLE = 300  # characters: a page with more shows its text itself
_MOST = 5 << 20  # characters of a script that is read
_DATA = "script[type='application/ld+json'], script[type='application/json'], script:not([type]):not([src])"
_ASSIGNED = re.compile(r"\s*(?:(?:var|let|const)\s+)?[\w.$]{1,80}(?:\[[^\]]{1,80}\])?\s*=\s*(?=[{\[])")
_TECHNICAL = re.compile(
    r"@|_|(?:.*(?:id|url|uri|href|src|image|images|logo|slug|locale|token|key|hash|path|class|classname|style|typename)$)"
    r"|(?:query|page|sameas|context|theme|config|flags|env|assets?|i18n|runtime.*|is[A-Z].*|has[A-Z].*)$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//\S*$|/\S*$|#\S*$|data:", re.IGNORECASE)
_CODE = re.compile(r"(?=\S*\d)(?=\S*[A-Za-z])[\w+/=-]{12,}$")
_TAGS = re.compile(r"</?[a-z]+\d?(?:\s[^<>]*)?/?>", re.IGNORECASE)
_SWITCHES = ("true", "false", "null", "")


def read_web_page(data: bytes) -> Contents:
    """The main text of a page as `read_html` reads it; if it is little, followed by the data that the page holds."""
    contents = read_html(data)
    if len(contents.text) >= _LITTLE or b"<script" not in data:
        return contents
    page = LexborHTMLParser(decode(data, declared=declared_charset(data)))
    lines = dict.fromkeys(_lines(page))
    draft = Draft()
    draft.add_lines(lines)
    return appended(contents, [Part(draft.contents(""))]) if lines else contents


def _lines(page: LexborHTMLParser) -> Iterator[str]:
    for node in page.css(_DATA):
        text = node.text()
        begin = _ASSIGNED.match(text) if node.attributes.get("type") is None else None
        if len(text) > _MOST or (node.attributes.get("type") is None and not begin):
            continue
        try:
            yield from lines_of_data(text[begin.end() :].rstrip(" \n\t;") if begin else text, _said)
        except (json.JSONDecodeError, RecursionError):
            continue


def _said(name: str, value: str) -> str:
    """The value as people would read it; "" if it is for programs only."""
    value = value.strip()
    if _TECHNICAL.match(name) or value in _SWITCHES or _ADDRESS.match(value) or _CODE.match(value):
        return ""
    return one_line(read_html(value.encode()).text) if _TAGS.search(value) else value
