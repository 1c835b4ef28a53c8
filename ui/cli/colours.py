"""Colours of what a terminal shows: markers, headings, warnings. Nothing is coloured elsewhere, or with NO_COLOR."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache
from typing import TextIO

_MARKER, _HEADING, _WARNING, _ERROR = "36", "1", "33", "31"  # cyan, bold, yellow, red
_COLOURS = {"heading": _HEADING, "warning": _WARNING, "error": _ERROR, "marker": _MARKER}


def takes_colours(stream: TextIO, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether it is a terminal that shows colours, and nobody has asked for none (https://no-color.org)."""
    return stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


def coloured(text: str, stream: TextIO) -> str:
    """The text as it is to be written to `stream`."""
    return paint(text) if takes_colours(stream) else text


def paint(text: str) -> str:
    """The text with the signs that colour it.

    >>> paint("Yes [1].")
    'Yes \\x1b[36m[1]\\x1b[0m.'
    """
    return _parts().sub(lambda found: f"\x1b[{_COLOURS[str(found.lastgroup)]}m{found[0]}\x1b[0m", text)


@cache
def _parts() -> re.Pattern[str]:
    from ui.render import NEAREST_TITLE, SOURCES_TITLE  # not before something is shown

    headings = (SOURCES_TITLE, NEAREST_TITLE, "From your documents:", "Your documents disagree:", "After checking:")
    return re.compile(
        rf"(?P<heading>^(?:{'|'.join(headings)})$)"
        r"|(?P<warning>^(?:Not supported|Compare with the source|Citation corrected)\b[^:]*:)"
        r"|(?P<error>^quoth:)"
        r"|(?P<marker>\[\d+\])",
        re.MULTILINE,
    )
