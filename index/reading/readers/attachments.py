"""Reads the files inside a file: attached to a message, embedded in a document, or packed in an archive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from index.errors import DocumentError
from index.reading.readers.archive import MAX_UNPACKED, TOO_LARGE
from index.reading.readers.contents import Attachment, Contents, Part, appended
from index.records import Section
from index.text.headings import path_of

MOST = 100  # files inside one file, including those inside each other
_MAX_DEPTH = 3  # of messages in messages, and of archives in archives

ReadOne = Callable[[Attachment, int], Contents]  # the number is the most bytes that an archive unpacks


def with_attachments(contents: Contents, read_one: ReadOne) -> Contents:
    """The contents, followed by those of the files inside, which `read_one` reads.

    All archives inside each other together unpack to no more than one archive can.
    """
    parts, notes = list[Part](), list[str]()
    room = MAX_UNPACKED - contents.unpacked
    waiting = [(attachment, 1) for attachment in contents.attachments]
    for attachment, depth in waiting:
        if len(parts) == MOST or depth > _MAX_DEPTH:
            notes.append(f"it contains more than {MOST} files, or files nested too deeply: the rest was not read")
            break
        try:
            inner = read_one(attachment, room)
        except DocumentError as error:
            room = 0 if error.reason == TOO_LARGE else room  # what was unpacked in vain took time
            notes.append(f"{attachment.name} inside it was not read: it {error.reason}")
            continue
        parts.append(Part(_as_attachment(attachment, inner), heading=attachment.name))
        room = max(0, room - inner.unpacked)
        waiting += [(_placed(further, attachment, inner), depth + 1) for further in inner.attachments]
    return appended(contents, parts, notes) if contents.attachments else contents


def _placed(further: Attachment, attachment: Attachment, inner: Contents) -> Attachment:
    """A file inside an attachment. If this is an archive, its name stands before that of the file, as in a path."""
    return replace(further, name=f"{attachment.name}/{further.name}") if inner.unpacked else further


def _as_attachment(attachment: Attachment, contents: Contents) -> Contents:
    """The contents, with page numbers moved to the headings because they are not pages of the message."""
    notes = tuple(f"{attachment.name}: {note}" for note in contents.notes)
    return replace(contents, sections=tuple(map(_without_page, contents.sections)), notes=notes)


def _without_page(section: Section) -> Section:
    if section.page is None:
        return section
    heading = path_of((f"page {section.page}", section.heading))
    return replace(section, page=None, heading=heading)
