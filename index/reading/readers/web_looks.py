"""How a paragraph of a web page looks, as far as that tells what it is."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

_BOLD = re.compile(r"font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_BOLD_TAGS = ("b", "strong")
_WRAPPERS = ("span", "font", "u", "em", "i", "a", "p", "center")
_DEEPEST = 4


def is_bold(paragraph: LexborNode) -> bool:
    """Whether the whole paragraph is in bold type."""
    node: LexborNode | None = paragraph
    for _ in range(_DEEPEST):
        if node is None:
            return False
        if node.tag in _BOLD_TAGS or _BOLD.search(node.attributes.get("style") or ""):
            return True
        inner = [child for child in node.iter(include_text=True) if child.tag != "-text" or child.text(strip=True)]
        if len(inner) != 1 or inner[0].tag not in (*_WRAPPERS, *_BOLD_TAGS):
            return False
        node = inner[0]
    return False
