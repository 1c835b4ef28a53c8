"""Parts of a web page that are not written as they are stored: panels, readings, pictures, tables of roles."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.reading.readers.descriptions import described, with_reading

_TABS = "[role=tab][aria-controls], h2 [aria-controls], h3 [aria-controls], h4 [aria-controls], dt [aria-controls]"
_PANELS = "[role=tabpanel], [hidden=until-found]"
_OFF = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)\s*(?:!important)?;?", re.IGNORECASE)
_MOST_PANELS = 500
_FEWEST_WORDS = 4  # of the description of a picture
_TABLES = "[role=table], [role=grid], [role=treegrid]"
_CELLS = {"cell": "td", "gridcell": "td", "rowheader": "th", "columnheader": "th"}


def write_as_shown(page: LexborHTMLParser, html: str) -> None:
    """Write what the page shows in the usual elements: panels that a click opens, readings, and tables of roles."""
    if "<ruby" in html:
        _write_readings(page)
    if "role=" in html or "aria-controls" in html or "until-found" in html:
        _show_panels(page)
        _write_tables(page)


def _show_panels(page: LexborHTMLParser) -> None:
    """Show what a reader sees after a click on a tab or on a heading."""
    for node in page.css(_PANELS)[:_MOST_PANELS]:
        _show(node)
    names = {name for tab in page.css(_TABS)[:_MOST_PANELS] for name in (tab.attributes["aria-controls"] or "").split()}
    for node in page.css("[id][hidden], [id][aria-hidden=true], [id][style]") if names else ():
        if node.attributes["id"] in names:
            _show(node)


def _show(node: LexborNode) -> None:
    for name in ("hidden", "aria-hidden"):
        if name in node.attributes:
            del node.attrs[name]
    if style := node.attributes.get("style"):
        node.attrs["style"] = _OFF.sub("", style)


def _write_readings(page: LexborHTMLParser) -> None:
    """Write how Chinese characters are read after the whole word, in brackets, and not after each of them."""
    for node in page.css("ruby"):
        readings = "".join(reading.text(strip=True) for reading in node.css("rt"))
        for small in node.css("rt, rp, rtc"):
            small.decompose()
        node.replace_with(with_reading(node.text(), readings))


def write_descriptions(page: LexborHTMLParser) -> None:
    """Write the words that describe a picture, if the page does not say them anyway."""
    pictures = page.css("img[alt]:not([role=presentation]):not([role=none])")
    texts = [(node, " ".join((node.attributes["alt"] or "").split())) for node in pictures]
    found = [(node, words, shown) for node, words in texts if (shown := described(words, fewest=_FEWEST_WORDS))]
    said = " ".join(page.root.text().split()).casefold() if found and page.root else ""
    for node, words, shown in found:
        if words.rstrip(".").casefold() not in said and not _is_in_gallery(node):
            node.insert_before(f" {shown} ")


def _is_in_gallery(node: LexborNode) -> bool:
    """Whether the picture is a link in a list, as those of a gallery are: they have their words below them."""
    above, is_link = node.parent, False
    while above is not None and above.tag != "li":
        is_link = is_link or above.tag == "a"
        above = above.parent
    return above is not None and is_link


def _write_tables(page: LexborHTMLParser) -> None:
    """Write tables that are made of other elements with the elements of tables."""
    for node in page.css(_TABLES):
        rows = [_cells(row) for row in node.css("[role=row]")]
        if node.tag != "table" and any(rows):
            body = "".join(f"<tr>{''.join(cells)}</tr>" for cells in rows if cells)
            made = LexborHTMLParser(f"<table>{body}</table>").css_first("table")
            if made is not None:
                node.replace_with(made)


def _cells(row: LexborNode) -> list[str]:
    cells = [cell for cell in row.css("[role]") if cell.attributes.get("role") in _CELLS]
    tags = [_CELLS[cell.attributes["role"] or ""] for cell in cells]
    return [f"<{tag}>{cell.inner_html}</{tag}>" for tag, cell in zip(tags, cells, strict=True)]
