"""The numbers and bullets that PowerPoint shows before the paragraphs of a list, which are not in their text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from index.reading.readers.list_numbers import LEVELS, numeral
from index.reading.readers.office.ooxml import attribute, number_of

_KINDS = {
    "arabic": "decimal",
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
}
_AROUND = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})"}
_SCHEME = re.compile("([a-z]+(?:Lc|Uc)?)(.*)")


def with_marks(paragraphs: Iterable[tuple[etree._Element, str]], *, is_body: bool = False) -> Iterator[str]:
    """The text of each paragraph of a shape, after its number or a hyphen for its bullet.

    Several paragraphs of the body of a slide have bullets unless they say otherwise. Counting starts again after a
    paragraph of the same or a higher level that has another kind of number, or none.
    """
    counted: list[tuple[str, int]] = [("", 0)] * LEVELS  # by level: the scheme of its numbers, and the last one
    for paragraph, text in paragraphs:
        properties = paragraph.find("{*}pPr")
        level = min(0 if properties is None else number_of(properties, "lvl", 0), LEVELS - 1)
        automatic = None if properties is None else properties.find("{*}buAutoNum")
        counted[level + 1 :] = [("", 0)] * (LEVELS - level - 1)
        if automatic is None:
            counted[level] = ("", 0)
            yield f"{'  ' * level}- {text.lstrip()}" if _has_bullet(properties, is_body=is_body) else text
            continue
        scheme, start = attribute(automatic, "type"), number_of(automatic, "startAt", 1)
        before, count = counted[level]
        count = count + 1 if before == f"{scheme} {start}" else start
        counted[level] = (f"{scheme} {start}", count)
        yield f"{_label(scheme, count)} {text.lstrip()}"


def _has_bullet(properties: etree._Element | None, *, is_body: bool) -> bool:
    stated = () if properties is None else {etree.QName(child).localname for child in properties}
    return "buChar" in stated or (is_body and "buNone" not in stated)


def _label(scheme: str, count: int) -> str:
    found = _SCHEME.match(scheme)
    kind, around = (found[1], found[2]) if found else ("", "")
    return _AROUND.get(around, "{}").format(numeral(count, _KINDS.get(kind, "decimal")))
