"""Names of files as they are shown."""

from __future__ import annotations

import re

# Control characters, line ends, and characters that change the writing direction: one can make "cod.exe" look like
# "exe.doc".
_SIGNS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def visible(name: str) -> str:
    r"""The name, with escapes for invisible characters that a terminal or a page would obey.

    >>> print(visible("a\x1bb\u202ec"))
    a\x1bb\u202ec
    """
    return _SIGNS.sub(lambda sign: repr(sign.group())[1:-1], name)
