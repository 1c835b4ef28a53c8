"""Data (.json, .jsonl, .xml): every value with its name, in lines of readable length."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from index.reading.readers.contents import MAX_HEADING, Contents, Draft, one_line
from index.reading.readers.decode import decode
from index.reading.readers.office.ooxml import name_of
from index.reading.readers.office.package import parse_xml
from index.reading.readers.text import read_text
from index.reading.readers.web import read_html
from index.reading.readers.xml_prose import is_prose, read_prose

_WEB_PAGE = re.compile(r"</[a-z]+\d?>\s*", re.IGNORECASE)  # in feeds and exports, as the text of an element
_MAX_LINE = 300  # characters; a longer value is written with a line for each of its members

# A value is its text, or its members as (name, value); the items of a list have no name.
Value = str | list[tuple[str, Any]]


def read_json(data: bytes) -> Contents:
    """The values of a JSON file. The name of a long top-level member becomes a heading.

    A file that is not valid JSON, such as one with comments, is read as text.
    """
    text = decode(data)
    try:
        return _contents(_parsed(text))
    except json.JSONDecodeError:
        return read_text(data)


def read_jsonl(data: bytes) -> Contents:
    """The values of a file with a JSON value on every line. A line that is not JSON is read as text."""
    draft = Draft()
    draft.add_lines(record for line in decode(data).split("\n") for record in _records(line))
    return draft.contents("")


def read_xml(data: bytes) -> Contents:
    """An XML file: prose if it has text between its tags, otherwise data; plain text if it is not well-formed."""
    try:
        root = parse_xml(data)
    except etree.XMLSyntaxError:
        return read_text(data)
    if name_of(root) == "html":
        return read_html(data)
    return read_prose(root) if is_prose(root) else _contents(_value(root))


def lines_of_data(text: str, said: Callable[[str, str], str]) -> list[str]:
    """The lines of a JSON text with only those values for which `said`, given name and value, returns a text."""
    value = _kept("", _parsed(text), said)
    while not isinstance(value, str) and len(value) == 1 and not isinstance(value[0][1], str):
        value = value[0][1]  # names around everything say nothing
    return [line for line in _lines("", value) if line]


def _kept(name: str, value: Value, said: Callable[[str, str], str]) -> Value:
    if isinstance(value, str):
        return said(name, value)
    if said(name, "any text") == "":
        return ""
    kept = [(own, _kept(own or name, member, said)) for own, member in value]
    return [(own, member) for own, member in kept if member]


def _records(line: str) -> list[str]:
    try:
        return list(_lines("", _parsed(line)))
    except json.JSONDecodeError:
        return [line]


def _parsed(text: str) -> Value:
    """The value of a JSON text, with numbers as they are written."""
    found = json.loads(text, object_pairs_hook=_Members, parse_float=str, parse_int=str)
    return _plain(found)


class _Members(list[tuple[str, Any]]):
    """The members of a JSON object, including those with the same name."""


def _plain(found: Any) -> Value:
    if isinstance(found, _Members):
        return [(name, _plain(member)) for name, member in found]
    if isinstance(found, list):
        return [("", _plain(item)) for item in found]
    if isinstance(found, bool):
        return str(found).lower()
    return "" if found is None else str(found)


def _value(element: etree._Element) -> Value:
    """The attributes and children of an element as members, or only its text if it has neither."""
    members: list[tuple[str, Any]] = [(etree.QName(name).localname, value) for name, value in element.items()]
    members += [(name_of(child), _value(child)) for child in element if name_of(child)]
    text = (element.text or "").strip()
    if not members:
        return read_html(text.encode()).text or text if _WEB_PAGE.search(text) else text
    return [("", text), *members] if text else members


def _contents(value: Value) -> Contents:
    draft = Draft()
    lines: list[str] = []  # that stand under the same heading
    members = value if isinstance(value, list) and any(name for name, _ in value) else [("", value)]
    for name, member in members:
        if one_line(name) and not isinstance(member, str) and (_holds_records(member) or _is_long(name, member)):
            draft.add_lines(lines)
            lines.clear()
            draft.add_heading(name, 1)
            draft.add_lines(_lines("", member))
            draft.end_headings()
        else:
            lines += _lines(name, member)
    draft.add_lines(lines)
    return draft.contents("")


def _lines(label: str, value: Value) -> Iterator[str]:
    """The value on one line if it fits; otherwise the lines of each of its members, with longer labels.

    Several records never share a line: it would read as one row.
    """
    if isinstance(value, str):
        yield _labelled(label, value)
        return
    if not _holds_records(value) and not _is_long(label, value):
        yield _one_line(label, value)
        return
    for name, member in value:
        yield from _lines(" ".join(filter(None, (label, name)))[:MAX_HEADING], member)


def _holds_records(value: Value) -> bool:
    """Whether the value is a list of several objects, each with names for its values, or has such a list in it."""
    members = [] if isinstance(value, str) else value
    are_records = len(members) > 1 and not any(name for name, _ in members) and all(map(_is_record, members))
    return are_records or any(_holds_records(member) for _, member in members)


def _is_record(item: tuple[str, Any]) -> bool:
    return isinstance(item[1], list) and any(name for name, _ in item[1])


def _is_long(label: str, value: Value) -> bool:
    return len(_one_line(label, value)) > _MAX_LINE


def _one_line(label: str, value: Value) -> str:
    """The value as "name: Ada | born: 1815". A value that does not fit on a line is cut off somewhere after its end."""
    if isinstance(value, str):
        return _labelled(label, value)
    pieces: list[str] = []
    length = 0
    for piece in _pieces("", value):
        pieces.append(piece)
        length += len(piece) + 3
        if length > _MAX_LINE:
            break
    return _labelled(label, " | ".join(pieces))


def _pieces(label: str, value: Value) -> Iterator[str]:
    """All texts in a value, with their names. A list of texts is one piece."""
    if isinstance(value, str):
        yield from filter(None, [one_line(_labelled(label, value))])
    elif value and all(isinstance(member, str) and not name for name, member in value):
        yield _labelled(label, ", ".join(member for _, member in value))
    else:
        for name, member in value:
            yield from _pieces(" ".join(filter(None, (label, name))), member)


def _labelled(label: str, text: str) -> str:
    label, text = one_line(label), text.strip()
    return f"{label}: {text}" if label and text else text
