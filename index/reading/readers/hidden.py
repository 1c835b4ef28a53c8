"""Removes text of a web page that nobody sees: in the colour of its background, without size, or outside the page.

Only the page itself counts: inline styles, old attributes, and simple rules of its style sheets. Text that a picture, a
script or another style sheet can make visible counts as visible.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

Style = dict[str, str]
Colour = tuple[int, int, int]

_MOST_RULES, _MOST_STYLED = 500, 20_000  # rules of style sheets, and elements that they style
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}@;]+)\{([^{}]*)\}")
_AT_RULE = re.compile(
    r"@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})"
)  # @media and the like hold for some readers only
_DYNAMIC = re.compile(r":(?!root)[\w-]+|::")
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+([\d.]+%?))?\s*\)")
_LENGTH = re.compile(r"(-?(?:\d+\.?\d*|\.\d+))(px|pt|em|rem|%|vw|vh|)")
_NAMES = {"white": "#ffffff", "black": "#000000", "snow": "#fffafa", "ivory": "#fffff0", "whitesmoke": "#f5f5f5"}
_WHITE = (255, 255, 255)
_NEAR = 36  # of 765: the distance of two colours that are hard to tell apart
_SMALLEST = {"": 2.0, "px": 2.0, "pt": 1.5, "em": 0.15, "rem": 0.15, "%": 15.0, "vw": 0.1, "vh": 0.1}
_FAR = {"": 500.0, "px": 500.0, "pt": 400.0, "em": 40.0, "rem": 40.0, "%": 100.0, "vw": 100.0, "vh": 100.0}
_PLACES = ("left", "top", "right", "bottom", "margin-left", "margin-top", "text-indent")
_COLOURS = ("color", "background", "background-color")


def remove_hidden(page: LexborHTMLParser) -> list[str]:
    """Remove the hidden texts from the page, and return them."""
    styles, nodes = _styles(page)
    has_scripts = page.css_first("script:not([type*=json]):not([type*=template])") is not None
    ground = None if page.css_first("link[rel~=stylesheet]") else _WHITE  # of the page, if nothing else says it
    hidden = [
        nodes[number]
        for number, style in styles.items()
        if _is_hidden(style, has_scripts) or _is_ground_coloured(nodes[number], styles, ground)
    ]
    places: list[str] = []
    for node in hidden:
        if _is_alone(node, styles) and any(map(str.isalnum, node.text())):
            places.append(node.text())
            node.decompose()
    _write_looks(styles, nodes)
    return places


def _write_looks(styles: Mapping[int, Style], nodes: Mapping[int, LexborNode]) -> None:
    """Mark the elements that style rules strike out, raise, lower or number."""
    for number, style in styles.items():
        struck = "line-through" in f"{style.get('text-decoration')} {style.get('text-decoration-line')}"
        shift = style.get("vertical-align", "")
        numerals = style.get("list-style-type") or style.get("list-style", "")
        if struck or shift in ("super", "sub") or numerals:
            own = "text-decoration:line-through;" * struck
            own += f"vertical-align:{shift};" * (shift in ("super", "sub"))
            own += f"list-style-type:{numerals};" * bool(numerals)
            nodes[number].attrs["style"] = own


def _styles(page: LexborHTMLParser) -> tuple[dict[int, Style], dict[int, LexborNode]]:
    """The style of each element that has one, and these elements, in the order of the page's rules."""
    styles: dict[int, Style] = {}
    nodes: dict[int, LexborNode] = {}
    for number, (selector, rule) in enumerate(_rules(page)):
        if number == _MOST_RULES or len(styles) > _MOST_STYLED:
            break
        for node in _found(page, selector):
            nodes[node.mem_id] = node
            styles.setdefault(node.mem_id, {}).update(rule)
    for node in page.css("[style], [bgcolor], [background], font[color]"):
        own = _declared(node.attributes.get("style") or "")
        old = {"color": node.attributes.get("color"), "background": node.attributes.get("bgcolor")}
        old["background-image"] = node.attributes.get("background")
        nodes[node.mem_id] = node
        styles.setdefault(node.mem_id, {}).update({name: value for name, value in old.items() if value} | own)
    for node in page.css("[hidden]"):
        nodes[node.mem_id] = node
        styles.setdefault(node.mem_id, {})["display"] = "none"
    return styles, nodes


def _rules(page: LexborHTMLParser) -> Iterator[tuple[str, Style]]:
    """The rules of the page's own style sheets that can hide text or give it a background."""
    for sheet in page.css("style"):
        text = _AT_RULE.sub(" ", _COMMENT.sub(" ", sheet.text()))
        for rule in _RULE.finditer(text):
            if not _DYNAMIC.search(rule[1]):  # such as :hover
                yield rule[1].strip(), _declared(rule[2])


def _found(page: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return page.css(selector)
    except SelectolaxError:  # not a selector that the parser knows
        return []


def _declared(text: str) -> Style:
    pairs = (one.partition(":") for one in text.lower().replace("!important", "").split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if value.strip()}


def _is_hidden(style: Mapping[str, str], has_scripts: bool) -> bool:
    if (length := _length(style.get("font-size", ""))) and length[0] < _SMALLEST[length[1]]:
        return True
    for name in _PLACES:
        length = _length(style.get(name, ""))
        if length and length[0] <= -_FAR[length[1]] and (style.get("position") != "relative"):
            return True
    if re.sub(r"[\s,]+|px", "", style.get("clip", "")) in ("rect(0000)", "rect(1111)"):
        return True
    # A script can show these elements later, so they are not hidden text.
    is_off = style.get("display") == "none" or style.get("visibility") in ("hidden", "collapse")
    is_clear = _number(style.get("opacity", "")) is not None and (_number(style["opacity"]) or 0) < 0.05
    is_flat = "hidden" in style.get("overflow", "") and any(
        (found := _length(style.get(name, ""))) and found[0] == 0 for name in ("height", "width", "max-height")
    )
    return not has_scripts and (is_off or is_clear or is_flat)


def _is_ground_coloured(node: LexborNode, styles: Mapping[int, Style], ground: Colour | None) -> bool:
    """Whether the text of an element has the colour of its background, as far as the page says so."""
    style = styles[node.mem_id]
    stated = style.get("-webkit-text-fill-color") or style.get("color", "")
    if not stated:
        return False
    if _is_clear(stated):
        return "background-clip" not in " ".join(style)  # letters cut out of a picture are seen
    colour, behind = _colour(stated), _behind(node, styles, ground)
    shadowed = style.get("text-shadow", "none") != "none"
    return bool(
        colour and behind and not shadowed and sum(abs(a - b) for a, b in zip(colour, behind, strict=True)) < _NEAR
    )


def _behind(node: LexborNode, styles: Mapping[int, Style], ground: Colour | None) -> Colour | None:
    """The colour of an element's background; None if it is unknown."""
    above: LexborNode | None = node
    while above is not None:
        style = styles.get(above.mem_id, {})
        if style.get("background-image", "none") != "none":
            return None
        stated = style.get("background-color") or style.get("background", "")
        if stated and not _is_clear(stated) and stated not in ("none", "inherit", "initial", "unset"):
            return _colour(stated)
        above = above.parent
    return ground


def _is_alone(node: LexborNode, styles: Mapping[int, Style]) -> bool:
    """Whether nothing in the element has its own colour, background or size, which could make it visible."""
    own = styles.get(node.mem_id, {})
    names = (*_COLOURS, "font-size", "visibility")
    return not any(
        styles.get(inner.mem_id, {}).get(name, own.get(name)) != own.get(name)
        for inner in node.css("*")
        if inner.mem_id != node.mem_id
        for name in names
    )


def _colour(stated: str) -> Colour | None:
    stated = _NAMES.get(stated, stated)
    if found := _RGB.fullmatch(stated):
        return int(found[1]), int(found[2]), int(found[3])
    digits = stated.removeprefix("#")
    if not stated.startswith("#") or len(digits) not in (3, 4, 6, 8) or re.search(r"[^0-9a-f]", digits):
        return None
    wide = digits if len(digits) > 4 else "".join(2 * digit for digit in digits)
    return int(wide[0:2], 16), int(wide[2:4], 16), int(wide[4:6], 16)


def _is_clear(stated: str) -> bool:
    """Whether the colour is transparent."""
    found = _RGB.fullmatch(stated)
    alpha = _number((found[4] or "").rstrip("%")) if found else None
    is_hex = stated.startswith("#") and (
        (len(stated) == 5 and stated[4] == "0") or (len(stated) == 9 and stated[7:] == "00")
    )
    return stated == "transparent" or is_hex or (alpha is not None and alpha < 0.05)


def _length(stated: str) -> tuple[float, str] | None:
    found = _LENGTH.fullmatch(stated)
    return (float(found[1]), found[2]) if found else None


def _number(stated: str) -> float | None:
    try:
        return float(stated)
    except ValueError:
        return None
