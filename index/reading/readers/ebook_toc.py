"""The table of contents of an e-book, for chapters whose pages have no headings of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape

from lxml import etree

from index.errors import DocumentError
from index.reading.readers.contents import MAX_HEADING, one_line
from index.reading.readers.office.ooxml import attribute, name_of
from index.reading.readers.office.package import Package

_HEADING, _BODY = re.compile(rb"<h[1-6][\s>]", re.IGNORECASE), re.compile(rb"<body\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(rb"<[^<>]*>")
_NCX = "application/x-dtbncx+xml"
_DEEPEST, _MOST = 6, 5_000  # levels, and entries

Path = tuple[str, ...]  # the titles above an entry and its own
Entry = tuple[Path, str]  # with the id of the element that it leads to; "" for the start of the page


def entries_of(
    package: Package, book: etree._Element, of_book: str, resolved: Callable[[str, str], str]
) -> dict[str, list[Entry]]:
    """The entries that lead to each page, in order.

    `resolved` makes the name of a part of a reference and the name of the part that it is in; `of_book` is the book's.
    """
    items = list(book.iterfind("{*}manifest/{*}item"))
    navs = [item for item in items if "nav" in attribute(item, "properties").split()]
    ncxs = [item for item in items if attribute(item, "media-type") == _NCX]
    found: dict[str, list[Entry]] = {}
    for item in (*navs, *ncxs):
        name = resolved(attribute(item, "href"), of_book)
        if name not in package.names or found:
            continue
        try:
            root = package.tree(name)
        except DocumentError:  # the chapters can be read without it
            continue
        for number, (path, target) in enumerate(_entries(root)):
            if number < _MOST and path and target:
                found.setdefault(resolved(target, name), []).append((path, target.partition("#")[2]))
    return found


def with_headings(page: bytes, entries: Sequence[Entry]) -> tuple[bytes, Path]:
    """The page with a heading at each place that an entry leads to, and the titles above all of them.

    A page with headings or without a text stays as it is.
    """
    body = _BODY.search(page)
    if not entries or not body or _HEADING.search(page) or not _TAG.sub(b"", page[body.end() :]).strip():
        return page, ()
    depth = min(len(path) for path, _ in entries)
    for path, place in reversed(entries):
        at = _place(page, place)
        if at is not None:
            level = min(len(path) - depth + 1, _DEEPEST)
            heading = f"<h{level}>{escape(path[-1])}</h{level}>".encode("ascii", "xmlcharrefreplace")
            page = page[:at] + heading + _without(path[-1], page[at:])
    return page, entries[0][0][: depth - 1]


def _without(title: str, page: bytes) -> bytes:
    """The page without the title, if it begins with that in another type."""
    gap = rb"(?:\s|<[^<>]*>)"
    words = (re.escape(escape(word, quote=False).encode()) for word in title.split())
    begin = re.match(gap + b"{0,20}?" + (gap + b"{1,9}?").join(words) + rb"(?=\s*<)", page)
    return b"".join(_TAG.findall(begin[0])) + page[begin.end() :] if begin else page


def _place(page: bytes, place: str) -> int | None:
    body = _BODY.search(page)
    if not place:
        return body.end() if body else None
    found = re.search(rb"""<[a-zA-Z][^<>]*\sid\s*=\s*["']%s["']""" % re.escape(place.encode()), page)
    if found is None or body is None:
        return None
    return max(found.start(), body.end())


def _entries(root: etree._Element) -> Iterator[tuple[Path, str]]:
    if name_of(root) == "ncx":
        for points in root.iterfind("{*}navMap"):
            yield from _points(points, ())
        return
    for nav in root.iter("{*}nav"):
        if "toc" in attribute(nav, "type").split():
            for steps in nav.iterfind("{*}ol"):
                yield from _steps(steps, ())


def _points(parent: etree._Element, above: Path) -> Iterator[tuple[Path, str]]:
    for point in parent.iterfind("{*}navPoint") if len(above) < _DEEPEST else ():
        content = point.find("{*}content")
        path = (*above, one_line(point.findtext("{*}navLabel/{*}text") or "")[:MAX_HEADING])
        yield path, "" if content is None else attribute(content, "src")
        yield from _points(point, path)


def _steps(parent: etree._Element, above: Path) -> Iterator[tuple[Path, str]]:
    for step in parent.iterfind("{*}li") if len(above) < _DEEPEST else ():
        label = next((child for child in step if name_of(child) in ("a", "span")), None)
        path = above if label is None else (*above, one_line("".join(label.itertext()))[:MAX_HEADING])
        yield path, "" if label is None else attribute(label, "href")
        for steps in step.iterfind("{*}ol"):
            yield from _steps(steps, path)
