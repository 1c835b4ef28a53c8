"""Handles the hidden parts of a document: hidden sheets and slides, and text that readers do not see.

The author wrote a hidden sheet for the document, so it is read by default, under a heading that says that it is hidden.
White or tiny text mostly wants to mislead programs, so it is left out by default, with a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.reading.readers.contents import Contents, Part, appended, one_line, sections_of

SKIP, SHEETS, ALL = HIDDEN = ("skip", "sheets", "all")  # which hidden parts are read: none, sheets and slides, or all
MARK = "hidden"  # begins the heading of a hidden part
_MOST_NAMED = 10  # the most hidden parts that a note names


def with_hidden(contents: Contents, which: str) -> Contents:
    """The contents, followed by the hidden parts that are to be read, and a note on the others."""
    if not contents.unseen and not contents.hidden:
        return contents
    parts: list[Part] = []
    notes: list[str] = []
    if which == SKIP:
        notes += hidden_parts([part.heading for part in contents.hidden])
    else:
        parts += (replace(part, page=None, heading=f"{MARK} {part.heading}") for part in contents.hidden)
    if which == ALL:
        text = "\n".join(filter(None, map(one_line, contents.unseen)))
        parts.append(Part(Contents("", text, sections_of(text, ())), heading=f"{MARK} text"))
    elif contents.unseen:
        notes.append(not_seen(len(contents.unseen)))
    read = appended(contents, parts, notes)
    return replace(read, attachments=contents.attachments, pictures=contents.pictures)


def not_seen(places: int) -> str:
    """The note on text that readers of the document do not see.

    >>> not_seen(2)
    'hidden text was left out (2 places)'
    """
    return f"hidden text was left out ({places} place{'s' * (places != 1)})"


def hidden_parts(names: Sequence[str]) -> Iterator[str]:
    """The note on sheets, slides and the like that are hidden, if there are any.

    >>> next(hidden_parts(["slide 3"]))
    'hidden, and so left out: slide 3 (show it in the file to have it read)'
    """
    if names:
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        it = "it" if len(names) == 1 else "them"
        named = ", ".join(names[:_MOST_NAMED])
        yield f"hidden, and so left out: {named}{more} (show {it} in the file to have {it} read)"
