"""Writes what the fields of a form in a web page show: texts, ticks and choices."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

TICKED, NOT_TICKED = "☒", "☐"
_OF_TEXT = frozenset(["", "text", "email", "tel", "number", "date", "time", "month", "week", "datetime-local", "url"])


def write_controls(page: LexborHTMLParser) -> None:
    """Write the value of each field before it. Empty fields, buttons and searches have none."""
    for node in page.css("input, select, textarea"):
        if shown := _shown(node):
            node.insert_before(f" {shown} ")
    for node in page.css("label"):
        node.insert_after(" ")


def _shown(node: LexborNode) -> str:
    attributes = node.attributes
    if node.tag == "select":
        return ", ".join(option.text(strip=True) for option in node.css("option[selected]"))
    if node.tag == "textarea":
        return node.text(strip=True)
    kind = (attributes.get("type") or "").lower()
    if kind in ("checkbox", "radio"):  # those without words only open a menu
        return (TICKED if "checked" in attributes else NOT_TICKED) if _has_words(node) else ""
    return (attributes.get("value") or "").strip() if kind in _OF_TEXT else ""


def _has_words(box: LexborNode) -> bool:
    """Whether a label is around a box or after it, or a text."""
    if "role" in box.attributes:
        return False
    after = box.next
    while after is not None and after.is_text_node and not (after.text_content or "").strip():
        after = after.next
    is_beside = after is not None and (after.is_text_node or after.tag in ("label", "span", "b"))
    return is_beside or (box.parent is not None and box.parent.tag == "label")
