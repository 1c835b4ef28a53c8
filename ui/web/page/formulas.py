r"""Formulas that a model writes in LaTeX, as text that people read: \(v = \sqrt{x^2}\) is v = √(x²). Pure."""

from __future__ import annotations

import re

from index.reading.readers.latex.formula import BRACKETED, DOLLARS, linear_formula
from index.reading.readers.scripts import with_scripts

_CODE = re.compile(r"(```.*?(?:```|\Z)|`[^`\n]+`)", re.DOTALL)
_SIGNS = re.compile(r"([\\`*_\[\]<>|])")  # of Markdown


def readable(markdown: str) -> str:
    r"""The Markdown with its formulas made linear. Code stays as it is, and so do amounts of money.

    >>> readable(r"It is \(E = mc^2\), not `$x^2$`, for $5 or $6.")
    'It is E = mc², not `$x^2$`, for $5 or $6.'
    """
    if "$" not in markdown and "\\" not in markdown:
        return markdown
    parts = _CODE.split(markdown)
    return "".join(part if place % 2 else _linear(part) for place, part in enumerate(parts))


def _linear(text: str) -> str:
    for kind in (BRACKETED, DOLLARS):
        text = kind.sub(lambda found: _SIGNS.sub(r"\\\1", with_scripts(linear_formula(found[1] or found[2]))), text)
    return text
