"""Why a file could not be read, in each reader's language: by kinds, because the exact words are English. Pure."""

from __future__ import annotations

import re
from html import escape

_LONGEST = 300  # characters

# The first that fits. Each key names the words for one kind of reason (words.toml).
_KINDS = tuple(
    (key, re.compile(pattern))
    for key, pattern in (
        ("upload_cut", r"not received completely|stopped arriving"),
        ("upload_full", r"the disk is full|disk takes no file"),
        ("unread_password", r"password|digital rights"),
        ("unread_damaged", r"damaged|made its reader|its reader was killed"),
        ("unread_empty", r"\bis empty|no text"),
        ("unread_large", r"split it|make it smaller|unpacks|memory to unpack|delete the far cells|larger than"),
        ("unread_archive", r"archive in an archive|Quoth does not unpack"),
        (
            "unread_name",
            r"rename it|name it |rename or convert|is not (?:a PDF|a rich text file|a mail message|a mailbox)",
        ),
        ("unread_link", r"is a link|not a regular file"),
        ("unread_closed", r"cannot be (?:opened|read): |cannot list|no longer there|failed to restrict"),
        ("unread_kind", r"not a kind of file|cannot read it|is an image|binary data|Word 95|PDF preview|no sound"),
    )
)


def reason_html(reason: str) -> str:
    """The reason as HTML: its exact words, for which the page (base.js) shows their kind in other languages."""
    words = escape(reason if len(reason) <= _LONGEST else f"{reason[:_LONGEST]}…")
    key = next((key for key, pattern in _KINDS if pattern.search(reason)), "")
    return f'<span class="say:{key}" title="{words}">{words}</span>' if key else words
