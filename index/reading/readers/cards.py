"""Calendars (.ics) and address cards (.vcf): one line for each event or person."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator

from index.errors import DocumentError
from index.reading.readers.contents import Contents, Draft, one_line
from index.reading.readers.decode import decode

_LINE = re.compile(
    r"(?:[\w-]+\.)?(?P<name>[\w-]+)(?P<parameters>(?:;[^:;\"]*(?:\"[^\"]*\")?)*):(?P<value>.*)", re.DOTALL
)
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")
_PERSON = re.compile(r';CN=(?:"([^"]+)"|([^";:]+))', re.IGNORECASE)  # of whom only the address is the value
_KINDS = ("VEVENT", "VTODO", "VJOURNAL", "VCARD")
_NAMES = {
    "SUMMARY": "Event", "DTSTART": "Start", "DTEND": "End", "DUE": "Due", "LOCATION": "Place",
    "DESCRIPTION": "Description", "ORGANIZER": "Organizer", "ATTENDEE": "Attendee", "STATUS": "Status",
    "RRULE": "Repeats", "FN": "Name", "ORG": "Organization", "TITLE": "Title", "ROLE": "Role",
    "TEL": "Telephone", "EMAIL": "E-mail", "ADR": "Address", "URL": "Web page", "BDAY": "Birthday",
    "NOTE": "Note", "CATEGORIES": "Categories", "COMMENT": "Comment",
}  # fmt: skip


def read_cards(data: bytes) -> Contents:
    """The events of a calendar, or the people of an address book."""
    text = re.sub(r"\r?\n[ \t]", "", decode(data))
    if not re.match(r"\s*BEGIN:(?:VCALENDAR|VCARD)", text, re.IGNORECASE):
        raise DocumentError("is named as a calendar or an address card but is something else: rename it")
    draft = Draft()
    for entry in _entries(re.sub(r"=\n", "", text).split("\n")):
        line = " | ".join(f"{name}: {value}" for name, value in entry if value)
        draft.add(line, gap="\n")
    return draft.contents("")


def _entries(lines: list[str]) -> Iterator[list[tuple[str, str]]]:
    """The properties of each event or card that are useful to people, in their order."""
    entry: list[tuple[str, str]] = []
    inside: list[str] = []
    for line in lines:
        found = _LINE.fullmatch(line.strip())
        if not found:
            continue
        name, value = found["name"].upper(), found["value"]
        if name == "BEGIN":
            inside.append(value.upper())
        elif name == "END" and inside:
            if inside.pop() in _KINDS:
                yield entry
                entry = []
        elif name in _NAMES and inside and inside[-1] in _KINDS:
            entry.append((_NAMES[name], _shown(name, found["parameters"], value)))


def _shown(name: str, parameters: str, value: str) -> str:
    if "QUOTED-PRINTABLE" in parameters.upper():
        value = quopri.decodestring(value.encode()).decode("utf-8", "replace")
    if name in ("ADR", "ORG"):
        value = ", ".join(filter(None, value.split(";")))
    plain = re.sub(r"\\([\\;,nN])", lambda match: " " if match[1] in "nN" else match[1], value)
    plain = re.sub(r"^(?:mailto|tel):", "", plain, flags=re.IGNORECASE)
    if person := _PERSON.search(parameters):
        called = person[1] or person[2]
        plain = f"{called} ({plain})" if called != plain else plain
    return one_line(_DATE.sub(_date, plain) if name in ("DTSTART", "DTEND", "DUE", "BDAY") else plain)


def _date(match: re.Match[str]) -> str:
    year, month, day, hour, minute, utc = match.groups()
    return f"{year}-{month}-{day}" + (f" {hour}:{minute}{' UTC' * bool(utc)}" if hour else "")
