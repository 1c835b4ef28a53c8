"""Access to the parts of Office documents. Transitional and strict documents differ only in their namespaces."""

from __future__ import annotations

import posixpath

from lxml import etree

from index.reading.readers.contents import one_line
from index.reading.readers.office.package import Package


def name_of(element: etree._Element) -> str:
    """The element's name without its namespace; "" for comments and the like."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def attribute(element: etree._Element, name: str) -> str:
    """The attribute of that name in any namespace; "" if there is none."""
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


def value(element: etree._Element | None) -> str:
    """The attribute `val` of an element, which contains a setting; "" if there is no element."""
    return "" if element is None else attribute(element, "val")


def is_set(element: etree._Element | None) -> bool:
    """Whether a setting that is on or off is on: it is there, and does not say that it is off."""
    return element is not None and value(element) not in ("0", "false", "off")


def number(element: etree._Element | None, default: int) -> int:
    """A setting that is a count, at most 1,000."""
    return default if element is None else number_of(element, "val", default)


def number_of(element: etree._Element, name: str, default: int) -> int:
    """An attribute that is a count, at most 1,000."""
    digits = attribute(element, name)
    return min(int(digits), 1_000) if digits.isdecimal() and len(digits) < 10 else default


def enclose(element: etree._Element, before: str, after: str) -> None:
    """Put these texts at the beginning and the end of the element's content."""
    element.text = before + (element.text or "")
    if len(element):
        element[-1].tail = (element[-1].tail or "") + after
    else:
        element.text += after


def write_before(element: etree._Element, text: str) -> None:
    """Put a text just before the element."""
    earlier, parent = element.getprevious(), element.getparent()
    if earlier is not None:
        earlier.tail = (earlier.tail or "") + text
    elif parent is not None:
        parent.text = (parent.text or "") + text


def related(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """The parts that a part refers to, by id: the kind, such as "chart", and the name.

    References to other files and to missing parts are left out.
    """
    folder, _, name = part.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in package.names:
        return {}
    found = {}
    for relation in package.tree(relations):
        target = posixpath.normpath(posixpath.join("/", folder, attribute(relation, "Target")))[1:]
        if attribute(relation, "TargetMode") != "External" and target in package.names:
            found[attribute(relation, "Id")] = attribute(relation, "Type").rpartition("/")[2], target
    return found


def stated_title(package: Package) -> str:
    """The title in the file's properties."""
    if "docProps/core.xml" not in package.names:
        return ""
    return one_line(package.tree("docProps/core.xml").findtext("{*}title") or "")
