"""Calendars (.ics) and address cards (.vcf): one line for each event or person."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from index.errors import DocumentError
from index.reading.readers.contents import Contents, Draft, one_line
from index.reading.readers.decode import decode
from index.reading.readers.repeats import repeats

_LINE = re.compile(
    r"(?:(?P<group>[\w-]+)\.)?(?P<name>[\w-]+)(?P<parameters>(?:;[^:;\"]*(?:\"[^\"]*\")?)*):(?P<value>.*)", re.DOTALL
)
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")
_PERSON = re.compile(r';CN=(?:"([^"]+)"|([^";:]+))', re.IGNORECASE)  # of whom only the address is the value
_ZONE = re.compile(r";TZID=\"?/?([^\";:]+)", re.IGNORECASE)
_TYPES = re.compile(r"[;,=\"](home|work|cell|mobile|fax|pager)\b", re.IGNORECASE)
_ANSWER = re.compile(r";PARTSTAT=\"?([\w-]+)", re.IGNORECASE)
_DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?)?$")
_DATED = frozenset(
    "DTSTART DTEND DUE BDAY ANNIVERSARY X-ANNIVERSARY X-ABDATE EXDATE RDATE RECURRENCE-ID COMPLETED".split()
)
_OF_A_KIND = frozenset("TEL EMAIL ADR URL RELATED X-ABRELATEDNAMES X-ABDATE IMPP".split())  # "Phone (work)"
_KINDS = ("VEVENT", "VTODO", "VJOURNAL", "VCARD")
_NAMES = {
    "SUMMARY": "Event", "DTSTART": "Start", "DTEND": "End", "DUE": "Due", "LOCATION": "Place",
    "DESCRIPTION": "Description", "ORGANIZER": "Organizer", "ATTENDEE": "Attendee", "STATUS": "Status",
    "RRULE": "Repeats", "FN": "Name", "ORG": "Organization", "TITLE": "Title", "ROLE": "Role",
    "TEL": "Telephone", "EMAIL": "E-mail", "ADR": "Address", "URL": "Web page", "BDAY": "Birthday",
    "NOTE": "Note", "CATEGORIES": "Categories", "COMMENT": "Comment", "NICKNAME": "Nickname", "CONTACT": "Contact",
    "DURATION": "Duration", "EXDATE": "Not on", "RDATE": "Also on", "RECURRENCE-ID": "Instead of the event on",
    "PRIORITY": "Priority", "PERCENT-COMPLETE": "Percent complete", "COMPLETED": "Completed",
    "ANNIVERSARY": "Anniversary", "X-ANNIVERSARY": "Anniversary", "X-ABDATE": "Date",
    "RELATED": "Related", "X-ABRELATEDNAMES": "Related",
    "X-SPOUSE": "Spouse", "X-ASSISTANT": "Assistant", "X-MANAGER": "Manager", "IMPP": "Messenger",
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


@dataclass(frozen=True, slots=True)
class _Property:
    group: str  # of properties that belong together, such as a number and its label
    name: str
    parameters: str
    value: str


def _entries(lines: list[str]) -> Iterator[list[tuple[str, str]]]:
    """The properties of each event or card that are useful to people, in their order, each with its name in words."""
    entry: list[_Property] = []
    inside: list[str] = []
    for line in lines:
        found = _LINE.fullmatch(line.strip())
        if not found:
            continue
        one = _Property(found["group"] or "", found["name"].upper(), found["parameters"], found["value"])
        if one.name == "BEGIN":
            inside.append(one.value.upper())
        elif one.name == "END" and inside:
            if inside.pop() in _KINDS:
                yield list(_named(entry))
                entry = []
        elif inside and inside[-1] in _KINDS:
            entry.append(one)


def _named(entry: Sequence[_Property]) -> Iterator[tuple[str, str]]:
    labels = {
        one.group: one.value.removeprefix("_$!<").removesuffix(">!$_") for one in entry if one.name == "X-ABLABEL"
    }
    is_named = any(one.name == "FN" and one.value for one in entry)
    for one in entry:
        if one.name == "N" and not is_named:
            family, given, *_ = [*one.value.split(";"), ""]
            yield "Name", one_line(" ".join(filter(None, (given, family))))
        elif one.name in _NAMES:
            kinds = dict.fromkeys(kind.lower() for kind in _TYPES.findall(one.parameters))
            label = labels.get(one.group, "") if one.group else ""
            of = ", ".join(filter(None, [label, *("mobile" if kind == "cell" else kind for kind in kinds)]))
            yield f"{_NAMES[one.name]} ({of})" if of and one.name in _OF_A_KIND else _NAMES[one.name], _shown(one)
    if zone := next(filter(None, (_ZONE.search(one.parameters) for one in entry if one.name in _DATED)), None):
        yield "Time zone", zone[1]


def _shown(one: _Property) -> str:
    """The value as people read it."""
    value = one.value
    if "QUOTED-PRINTABLE" in one.parameters.upper():
        value = quopri.decodestring(value.encode()).decode("utf-8", "replace")
    if one.name == "RRULE":
        return repeats(value)
    if one.name in ("ADR", "ORG"):
        value = ", ".join(filter(None, value.split(";")))
    plain = re.sub(r"\\([\\;,nN])", lambda match: " " if match[1] in "nN" else match[1], value)
    plain = re.sub(r"^(?:mailto|tel):", "", plain, flags=re.IGNORECASE)
    if person := _PERSON.search(one.parameters):
        called = person[1] or person[2]
        plain = f"{called} ({plain})" if called != plain else plain
    if (answer := _ANSWER.search(one.parameters)) and answer[1].upper() != "NEEDS-ACTION":
        plain = f"{plain}: {answer[1].lower()}"
    if one.name == "DURATION":
        plain = _duration(plain)
    return one_line(_dated(one, plain) if one.name in _DATED else plain)


def _dated(one: _Property, plain: str) -> str:
    """The dates in words. An event of whole days ends before the day that a calendar gives as its end."""
    if one.name == "DTEND" and re.fullmatch(r"\d{8}", plain):
        with suppress(ValueError, OverflowError):
            return (date(int(plain[:4]), int(plain[4:6]), int(plain[6:])) - timedelta(days=1)).isoformat()
    return _DATE.sub(_date, plain).replace(",", ", ")


def _duration(plain: str) -> str:
    """A duration in words, such as "1 hour 30 minutes" for PT1H30M."""
    found = _DURATION.match(plain)
    units = zip(found.groups(), ("week", "day", "hour", "minute"), strict=True) if found else ()
    said = [f"{int(count)} {unit}{'s' * (int(count) != 1)}" for count, unit in units if count and int(count)]
    return " ".join(said) or plain


def _date(match: re.Match[str]) -> str:
    year, month, day, hour, minute, utc = match.groups()
    return f"{year}-{month}-{day}" + (f" {hour}:{minute}{' UTC' * bool(utc)}" if hour else "")
