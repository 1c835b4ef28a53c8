"""The properties of a Word, Excel, PowerPoint, OpenDocument or PDF file: who wrote it, and when.

They are added after the text as a section of their own, so that they can be found and cited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.errors import DocumentError
from index.reading.readers.contents import AUTHOR, CHANGED, CREATED, PROPERTIES, Contents, Part, appended, one_line
from index.reading.readers.office.package import Package
from index.records import Section

CHANGED_BY = "Last changed by"
_OFFICE = frozenset(".docx .docm .dotx .dotm .pptx .pptm .ppsx .ppsm .potx .xlsx .xlsm .xltx .xltm".split())
_OPEN = frozenset(".odt .odp .ods .odg .ott .otp .ots .sxw .sxi .sxc".split())
_CORE = {AUTHOR: "{*}creator", CHANGED_BY: "{*}lastModifiedBy", CREATED: "{*}created", CHANGED: "{*}modified"}
_META = {AUTHOR: "{*}initial-creator", CHANGED_BY: "{*}creator", CREATED: "{*}creation-date", CHANGED: "{*}date"}
# What programs write if they know no name.
_NOBODY = re.compile(
    r"\W*|python-docx|python-pptx|openpyxl|xlsxwriter|libreoffice.*|openoffice.*|apache.*|microsoft .*"
    r"|windows.*user|user|admin(?:istrator)?|root|author|unknown|anonymous|none"
    r"|.*\b(?:latex|writer|word|acrobat|chrome|quartz)\b.*",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:D:)?(?P<year>(?:19|20)\d\d)-?(?P<month>\d\d)-?(?P<day>\d\d)")
_LONGEST = 200  # characters of a name


def with_properties(contents: Contents, data: bytes, kind: str) -> Contents:
    """The contents, followed by the properties of the file if it names its author. `kind` is its suffix."""
    stated = dict(_stated(contents, data, kind))
    if AUTHOR not in stated:
        return contents
    text = "\n".join(f"{name}: {value}" for name, value in stated.items())
    own = Contents("", text, (Section(0, len(text), None, PROPERTIES),))
    return appended(contents, [Part(own)])


def _stated(contents: Contents, data: bytes, kind: str) -> Iterator[tuple[str, str]]:
    """The author, who changed it last, and the days it was made and changed, as far as the file states them."""
    for name, value in contents.properties or _values(data, kind):
        said = one_line(value)
        if name in (CREATED, CHANGED):
            if match := _DATE.match(said):
                yield name, f"{match['year']}-{match['month']}-{match['day']}"
        elif len(said) <= _LONGEST and not _NOBODY.fullmatch(said.strip("()[]<> ")):
            yield name, said


def _values(data: bytes, kind: str) -> Iterator[tuple[str, str]]:
    part, paths = ("docProps/core.xml", _CORE) if kind in _OFFICE else ("meta.xml", _META)
    if kind not in _OFFICE | _OPEN:
        return
    try:
        package = Package(data)
        root = package.tree(part) if part in package.names else None
    except DocumentError:
        return  # unreadable properties do not keep the text from being read
    meta = root if kind in _OFFICE or root is None else root.find("{*}meta")
    if meta is not None:
        yield from ((name, meta.findtext(path) or "") for name, path in paths.items())
