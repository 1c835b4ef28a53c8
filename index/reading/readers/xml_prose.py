"""XML that marks up prose, such as JATS, DocBook or TEI, with any names of elements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import unescape

from lxml import etree

from index.reading.readers.contents import Contents, Draft, left_out, one_line
from index.reading.readers.formulas import linear
from index.reading.readers.office.ooxml import enclose, name_of, number_of
from index.reading.readers.scripts import END, LOWERED, MARK, RAISED
from index.reading.readers.tables import Cell, table_lines

_TITLES = frozenset(("title", "head", "heading"))  # of a section
_WORK_TITLES = frozenset(
    ("article-title", "book-title", "invention-title")
)  # the first is its own; then those it cites
_PARAGRAPHS = frozenset(("p", "para", "ab", "l", "table", "informaltable"))
_STRUCK = ("{*}strike", "{*}strikethrough", "{*}del")
_RAISED, _LOWERED = ("{*}sup", "{*}superscript"), ("{*}sub", "{*}subscript", "{*}inf")
_REFERENCES = frozenset(("xref", "ref", "link", "a", "footnoteref"))
_ROWS, _CELLS = ("{*}tr", "{*}row"), frozenset(("td", "th", "entry", "cell"))
_MARKERS = (LOWERED, RAISED, MARK)
_MAX_RECORD = 300  # characters


def is_prose(root: etree._Element) -> bool:
    """Whether any element contains both text and elements, as prose with an emphasised word does, and data does not.

    A work can also consist of nothing but a table.
    """
    is_table = next(root.iter("{*}tbody", "{*}tgroup"), None) is not None
    return is_table or any(len(element) and _is_mixed(element) for element in root.iter("{*}*"))


def read_prose(root: etree._Element) -> Contents:
    """The paragraphs of the text, with sections by its titles."""
    struck = without_struck(root)
    write_scripts(root)
    draft = Draft()
    titles: list[str] = []
    _add(root, 0, draft, titles)
    return replace(draft.contents(titles[0] if titles else ""), notes=struck)


def without_struck(root: etree._Element) -> tuple[str, ...]:
    """Remove struck-out text. Return the note on it, if there is any."""
    found = [element for element in root.iter(*_STRUCK) if "".join(map(str, element.itertext())).strip()]
    for element in found:
        after = element.tail
        element.clear()
        element.tail = after
    return (left_out(len(found)),) if found else ()


def write_scripts(root: etree._Element) -> None:
    """Wrap raised and lowered text as in `scripts`, and replace formulas by text."""
    for element in root.iter("{*}math", *_RAISED, *_LOWERED):
        if name_of(element) == "math":
            text, after = linear(element), element.tail
            element.clear()
            element.text, element.tail = text, after
        else:
            opening = LOWERED if f"{{*}}{name_of(element)}" in _LOWERED else MARK if _is_mark(element) else RAISED
            enclose(element, opening, END)


def _is_mark(element: etree._Element) -> bool:
    """Whether the raised text is a reference, to a note or a work."""
    around = [element, element.getparent()]
    return any(name_of(one) in _REFERENCES for one in around if one is not None) or any(
        name_of(one) in _REFERENCES for one in element
    )


def _add(element: etree._Element, depth: int, draft: Draft, titles: list[str]) -> None:
    """Add an element: as a paragraph if it has text of its own, otherwise the elements in it."""
    name = name_of(element)
    if name in ("table", "informaltable"):
        draft.add_lines(table_lines(list(table_rows(element))))
    elif (name in _TITLES or (name in _WORK_TITLES and not titles)) and (text := _text(element)):
        titles.append(text)
        draft.add_heading(text, max(depth, 1))
    elif not len(element) or _is_mixed(element) or _is_record(element):
        draft.add(_text(element))
    else:
        is_section = any(name_of(child) in _TITLES for child in element)
        for child in element:
            if name_of(child):
                _add(child, depth + is_section, draft, titles)


def _is_mixed(element: etree._Element) -> bool:
    return any((text or "").strip() for text in (element.text, *(child.tail for child in element)))


def _is_record(element: etree._Element) -> bool:
    """Whether it is a name, an address or a reference: it is short and contains no paragraph."""
    length = 0
    for below in element.iter("{*}*"):
        length += len(below.text or "")
        if (
            length > _MAX_RECORD
            or name_of(below) in _PARAGRAPHS | _TITLES | _WORK_TITLES
            or _is_mixed(below) * len(below)
        ):
            return False
    return True


def table_rows(table: etree._Element) -> Iterator[list[Cell]]:
    """The cells of a table, by row."""
    for row in table.iter(*_ROWS):
        is_headed = any(name_of(above) == "thead" for above in row.iterancestors())
        cells = [cell for cell in row if name_of(cell) in _CELLS]
        yield [_cell(cell, is_header=is_headed or name_of(cell) == "th") for cell in cells]


def _cell(cell: etree._Element, *, is_header: bool) -> Cell:
    return Cell(_text(cell), is_header, number_of(cell, "colspan", 1), number_of(cell, "rowspan", 1))


def _text(element: etree._Element) -> str:
    """All its text, with spaces between the elements of those that have no text of their own."""
    return one_line("".join(_pieces(element)))


def _pieces(element: etree._Element) -> Iterator[str]:
    is_mixed = _is_mixed(element)
    yield element.text or ""
    for number, child in enumerate(element):
        is_apart = not is_mixed or (len(child) > 1 and not _is_mixed(child))
        yield " " if number and is_apart and (child.text or "")[:1] not in _MARKERS else ""
        if child.tag is etree.Entity:  # one that no file defines
            yield unescape(child.text or "")
        elif name_of(child):
            yield from _pieces(child)
        yield child.tail or ""
