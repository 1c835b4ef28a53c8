"""E-books (.epub): the chapters in reading order, each a web page inside a zip archive."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from urllib.parse import unquote

from lxml import etree

from index.errors import DocumentError
from index.reading.readers.contents import Attachment, Contents, Part, joined, one_line
from index.reading.readers.ebook_toc import Path, entries_of, with_headings
from index.reading.readers.office.ooxml import attribute
from index.reading.readers.office.package import Package
from index.reading.readers.web import read_html
from index.text.headings import path_of

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
# In XHTML any element can be empty, as in <title/>; read as HTML, that one would swallow the page.
_EMPTY = re.compile(
    rb"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b)([a-zA-Z][\w:-]*+)([^<>]*)/>"
)

_STYLE_SHEET = re.compile(
    rb"""<link\b(?=[^<>]*\brel\s*=\s*["']stylesheet["'])[^<>]*?\bhref\s*=\s*["']([^"'<>]{1,500})["']""", re.IGNORECASE
)
_PICTURE = re.compile(
    rb"""<(?:img\b[^<>]*?\ssrc|image\b[^<>]*?\s(?:xlink:)?href)\s*=\s*["']([^"'<>:]{1,500})["']""", re.IGNORECASE
)
_MOST_PICTURES = 100
_MEANINGFUL = (b"line-through", b"none", b"hidden", b"super", b"sub", b"list-style")
_MOST_SHEETS, _LONGEST_SHEET = 5, 500_000


def read_epub(data: bytes) -> Contents:
    """The text of an e-book with a section per heading; a chapter that cannot be read is noted.

    Chapters do not count as pages, because readers of the book do not see their numbers.
    """
    package = Package(data)
    name = _book(package)
    book = package.tree(name)
    locked = _locked(package)
    parts, notes = [], []
    pictures: dict[str, None] = {}  # a set in order

    @lru_cache(maxsize=_MOST_SHEETS)  # chapters have the same style sheets
    def sheet(name: str) -> bytes:
        return package.read(name)[:_LONGEST_SHEET] if name in package.names else b""

    entries = entries_of(package, book, name, _resolved)
    last: Path = ()  # the entry that leads into the chapter or one before it
    for chapter in _chapters(book, name):
        if chapter in locked:
            raise DocumentError("is protected by digital rights management (DRM): Quoth cannot open it")
        try:
            page = _with_styles(_EMPTY.sub(rb"<\1\2></\1>", package.read(chapter)), chapter, sheet)
            page, above = with_headings(page, entries.get(chapter, ()))
            contents = read_html(page)
            is_continued = chapter not in entries and not any(section.heading for section in contents.sections)
            parts.append(Part(contents, heading=path_of(last if is_continued else above)))
            last = entries[chapter][-1][0] if chapter in entries else last
            pictures |= dict.fromkeys(
                _resolved(found[1].decode("utf-8", "replace"), chapter) for found in _PICTURE.finditer(page)
            )
        except DocumentError as error:
            notes.append(f"the chapter {one_line(posixpath.basename(chapter))} was not read: it {error.reason}")
    shown = islice(filter(package.names.__contains__, pictures), _MOST_PICTURES)
    contents = joined(one_line(book.findtext("{*}metadata/{*}title") or ""), parts, notes)
    return replace(contents, pictures=tuple(Attachment("picture", package.read(name)) for name in shown))


def _book(package: Package) -> str:
    """The name of the part that lists all others."""
    if _CONTAINER not in package.names:
        raise DocumentError("is a zip archive without an e-book in it: Quoth cannot read it")
    root = package.tree(_CONTAINER).find("{*}rootfiles/{*}rootfile")
    name = "" if root is None else attribute(root, "full-path")
    if name not in package.names:
        raise DocumentError("is damaged: its table of parts is missing")
    return name


def _chapters(book: etree._Element, name: str) -> Iterator[str]:
    """The names of the chapters in reading order, without the page that is only a table of contents."""
    items = {attribute(item, "id"): item for item in book.iterfind("{*}manifest/{*}item")}
    for reference in book.iterfind("{*}spine/{*}itemref"):
        item = items.get(attribute(reference, "idref"))
        if item is not None and "nav" not in attribute(item, "properties").split():
            yield _resolved(attribute(item, "href"), name)


def _with_styles(page: bytes, chapter: str, sheet: Callable[[str], bytes]) -> bytes:
    """The page with its style sheets written into it, because they say which text is struck out or hidden."""
    names = [_resolved(link[1].decode("utf-8", "replace"), chapter) for link in _STYLE_SHEET.finditer(page)]
    rules = b"\n".join(map(sheet, names[:_MOST_SHEETS]))
    if not any(word in rules for word in _MEANINGFUL):
        return page
    return page.replace(b"</head>", b"<style>" + rules.replace(b"</", b"") + b"</style></head>", 1)


def _resolved(reference: str, base: str) -> str:
    path = unquote(reference.partition("#")[0])
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), path))[1:]


def _locked(package: Package) -> set[str]:
    """The names of encrypted parts. Fonts are often encrypted in books that are not."""
    if _ENCRYPTION not in package.names:
        return set()
    references = package.tree(_ENCRYPTION).iter("{*}CipherReference")
    return {_resolved(attribute(reference, "URI"), "") for reference in references}
