"""Access to the XML of Office documents, transitional and strict alike: they differ only in their namespaces."""

from __future__ import annotations

from lxml import etree


def name_of(element: etree._Element) -> str:
    """The element's name without its namespace; "" for what is no element."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def attribute(element: etree._Element, name: str) -> str:
    """The attribute of that name in any namespace; "" where there is none."""
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


def value(element: etree._Element | None) -> str:
    """The attribute `val`, which holds a setting; "" without the element."""
    return "" if element is None else attribute(element, "val")


def number(element: etree._Element | None, default: int) -> int:
    """A setting that is a count, at most 1,000."""
    digits = value(element)
    return min(int(digits), 1_000) if digits.isdecimal() and len(digits) < 10 else default
