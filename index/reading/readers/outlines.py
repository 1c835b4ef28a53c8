"""Org, AsciiDoc, OPML and FictionBook: texts with their own marks for headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from index.errors import DocumentError
from index.reading.readers.contents import MAX_HEADING, Contents, Draft, Mark, left_out, one_line, sections_of
from index.reading.readers.decode import decode
from index.reading.readers.markup import ASCIIDOC, ORG, with_markup
from index.reading.readers.markup_syntax import plain_asciidoc, plain_org
from index.reading.readers.office.ooxml import attribute, name_of
from index.reading.readers.office.package import parse_xml
from index.reading.readers.tables import table_lines
from index.reading.readers.xml_prose import table_rows, without_struck, write_scripts

_ORG = re.compile(r"^(\*{1,9})[ \t]+(?:(?:TODO|DONE)[ \t]+)?(.+?)(?:[ \t]+:[\w@#%:]+:)?[ \t]*$", re.MULTILINE)
_ORG_TITLE = re.compile(r"^#\+title:[ \t]*(.+)$", re.MULTILINE | re.IGNORECASE)
_ASCIIDOC = re.compile(r"^(={1,6})[ \t]+(.+?)[ \t]*$", re.MULTILINE)
_MOST_DEPTH = 100


def read_org(data: bytes) -> Contents:
    """An Org file with a section per headline."""
    text, struck = with_markup(plain_org(decode(data)), ORG)
    title = _ORG_TITLE.search(text)
    return _marked(text, _ORG, one_line(title[1]) if title else "", struck)


def read_asciidoc(data: bytes) -> Contents:
    """An AsciiDoc file with a section per heading."""
    text, struck = with_markup(plain_asciidoc(decode(data)), ASCIIDOC)
    top = _ASCIIDOC.search(text)
    return _marked(text, _ASCIIDOC, one_line(top[2]) if top and len(top[1]) == 1 else "", struck)


def _marked(text: str, heading: re.Pattern[str], title: str, struck: int) -> Contents:
    marks = [Mark(m.start(), len(m[1]), one_line(m[2])[:MAX_HEADING]) for m in heading.finditer(text)]
    notes = (left_out(struck),) if struck else ()
    return Contents(title, text, sections_of(text, [mark for mark in marks if mark.heading]), notes)


def read_opml(data: bytes) -> Contents:
    """An outline. Entries with entries below them are headings."""
    root = _root(data, "opml")
    draft = Draft()
    for depth, outline in _outlines(root.find("{*}body")):
        text = attribute(outline, "text") or attribute(outline, "title")
        if outline.find("{*}outline") is not None and depth <= 6:
            draft.add_heading(text, depth)
        else:
            draft.add(f"- {text}" if text else "", gap="\n")
        draft.add(attribute(outline, "_note"), gap="\n")
    return draft.contents(one_line(root.findtext("{*}head/{*}title") or ""))


def _outlines(parent: etree._Element | None, depth: int = 1) -> Iterator[tuple[int, etree._Element]]:
    for child in parent if parent is not None and depth < _MOST_DEPTH else ():
        if name_of(child) == "outline":
            yield depth, child
            yield from _outlines(child, depth + 1)


def read_fictionbook(data: bytes) -> Contents:
    """A FictionBook (.fb2): its paragraphs, with a section per title."""
    root = _root(data, "FictionBook")
    struck = without_struck(root)
    write_scripts(root)
    draft = Draft()
    for body in root.iterfind("{*}body"):
        for depth, block in _blocks(body):
            text = one_line("".join(block.itertext()))
            if name_of(block) == "title":
                draft.add_heading(text, min(depth, 6))
            elif name_of(block) == "table":
                draft.add_lines(table_lines(list(table_rows(block))))
            else:
                draft.add(text)
    return replace(draft.contents(one_line(root.findtext(".//{*}title-info/{*}book-title") or "")), notes=struck)


def _blocks(parent: etree._Element, depth: int = 1) -> Iterator[tuple[int, etree._Element]]:
    """The titles and paragraphs below an element, each with the depth of its section."""
    for child in parent:
        if name_of(child) in ("title", "p", "v", "subtitle", "text-author", "table"):
            yield depth, child
        elif name_of(child) and depth < _MOST_DEPTH:
            yield from _blocks(child, depth + (name_of(child) == "section"))


def _root(data: bytes, name: str) -> etree._Element:
    try:
        root = parse_xml(data)
    except etree.XMLSyntaxError as error:
        raise DocumentError(f"is damaged: it is not well-formed ({error})") from error
    if name_of(root) != name:
        raise DocumentError("has a name that does not fit its contents: rename it")
    return root
