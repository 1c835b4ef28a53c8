"""HTML: the main text of a page, without navigation and other surroundings."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby

from lxml import etree
from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.errors import DocumentError
from index.reading.readers.contents import Attachment, Contents, Draft, left_out, one_line
from index.reading.readers.decode import decode
from index.reading.readers.formulas import linear
from index.reading.readers.hidden import remove_hidden
from index.reading.readers.latex.formula import with_formulas
from index.reading.readers.office.package import parse_xml
from index.reading.readers.scripts import END, LOWERED, MARK, RAISED, with_scripts
from index.reading.readers.tables import in_cell, table_lines
from index.reading.readers.web_controls import write_controls
from index.reading.readers.web_lists import HtmlList
from index.reading.readers.web_looks import is_bold
from index.reading.readers.web_parts import write_as_shown, write_descriptions
from index.reading.readers.web_tables import data_rows

_MOST_PICTURES = 100
MAX_BYTES = 20 << 20  # the parser's time grows faster than the page

_CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_NEVER_TEXT = (
    "script, style, noscript, template, iframe, object, audio, video, canvas",
    "svg:not(:has(text)), svg title, svg desc, svg defs, svg metadata",
    "select, textarea, button, input, dialog:not([open]), [role=dialog], [role=alertdialog]",
)
_SURROUNDINGS = (
    "nav, aside:not([epub\\:type*=note]):not([role*=note])",
    "body > header, body > footer, body > div > header, body > div > footer",
    "[role=navigation], [role=banner], [role=contentinfo], [role=complementary], [role=search]",
    "[hidden], [aria-hidden=true], [style*='display:none' i], [style*='display: none' i]",
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "header hgroup hr legend li main nav ol p pre section summary svg table tbody td text tfoot th thead tr ul".split()
)
_STRUCK = "del, s, strike, [style*='line-through' i]"
_BOXES = frozenset("div section aside ul ol nav footer header form p span table".split())
_AROUND = re.compile(
    r"(?:^|[-_])(?:cookies?|consent|gdpr|nav|navbar|navigation|menu|breadcrumbs?|sidebar|footer|comments?|disqus|related|"
    r"recommend(?:ed|ations?)|bought|upsells?|crosssells?|shar(?:e|ing)|social|newsletter|subscribe|promos?|adverts?|advertisement|ads?|popup|modal|"
    r"pagination|masthead|skip)(?:$|[-_])",
    re.IGNORECASE,
)
_MOST_WORDS = 3  # of such a name: "sharing-with-a-single-developer" names a section of the text
_MOST_AROUND, _ALWAYS_LITTLE = 0.15, 200  # of the page's text, and characters
_SUPERSCRIPTS = "sup, [style*='vertical-align:super' i], [style*='vertical-align: super' i]"
_SUBSCRIPTS = "sub, [style*='vertical-align:sub' i], [style*='vertical-align: sub' i]"
_NOTE_LINKS = (
    "a[epub\\:type~=noteref], a[role=doc-noteref], a.footnote-ref, a.noteref, a[href*='#fn'], a[href*='#footnote']"
)
_SIGN = re.compile(r"\s*(?:\d{1,3}|[a-z*†‡])\s*")
_NOTE_CLASS = re.compile(r"(?i)foot-?note|end-?note|note-?ref|reference")
_ANCHORS = frozenset("¶#§🔗⚓∞")  # characters that are only links to a section of the page itself
# Top headings that say which part of a manual the page is, not what it is about: "1. Introduction".
_NUMBERED = re.compile(
    r"(?:§|chapter|section|part|kapitel|abschnitt|chapitre|cap[ií]tulo)?\s*\d{1,2}(?:\.\d{1,3})*[.):]?\s", re.I
)
_GENERAL = frozenset(
    "introduction overview contents index home welcome preface about documentation summary appendix glossary faq "
    "einleitung einführung übersicht inhalt inhaltsverzeichnis startseite willkommen vorwort anhang glossar "
    "accueil sommaire aperçu bienvenue annexe introducción índice contenido inicio resumen bienvenido anexo".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph, list item, table row or heading. A tight block follows without a blank line."""

    text: str
    is_tight: bool = False
    level: int = 0  # of a heading
    is_row: bool = False  # of a table
    is_bold: bool = False


def read_html(data: bytes, *, marks_quotes: bool = False) -> Contents:
    """The main text of a page with a section per heading, titled by its first `<h1>` or its `<title>`.

    If `marks_quotes`, lines that the page quotes begin with ">", as in mail.
    """
    if len(data) > MAX_BYTES:
        raise DocumentError(f"is a web page of more than {MAX_BYTES >> 20} MB: split it into smaller ones")
    html = decode(data, declared=declared_charset(data))
    contents = _read(html, (*_NEVER_TEXT, *_SURROUNDINGS), marks_quotes=marks_quotes)
    # A page that is hidden until its script runs, or that consists only of navigation, is read completely.
    return contents if contents.text else _read(html, _NEVER_TEXT, marks_quotes=marks_quotes)


def declared_charset(data: bytes) -> str:
    """The encoding that the page itself states; "" if it states none."""
    charset = _CHARSET.search(data[:4096])
    return charset[1].decode() if charset else ""


def _read(html: str, unwanted: tuple[str, ...], *, marks_quotes: bool) -> Contents:
    page = LexborHTMLParser(html)
    title = page.css_first("title")
    title_text = one_line(title.text()) if title else ""
    write_as_shown(page, html)
    unseen = remove_hidden(page) if unwanted != _NEVER_TEXT else []
    write_controls(page)
    for node in page.css("iframe[srcdoc]"):  # a page in the page
        inner = LexborHTMLParser(node.attributes["srcdoc"] or "").body
        node.insert_before(f" {inner.text(separator=' ')} " if inner else "")
    for node in page.css("span[style*='float'], b[style*='float'], svg tspan"):  # stands apart from the words before it
        node.insert_before(" ")
    for node in _outermost(page.css(", ".join(unwanted))):
        node.decompose()
    if unwanted != _NEVER_TEXT:
        _remove_surroundings(page)
    for node in page.css("a[href*='#']"):
        if node.text(strip=True) in _ANCHORS:
            node.decompose()
    struck = [node for node in _outermost(page.css(_STRUCK)) if node.text(strip=True)]
    for node in struck:
        node.decompose()
    _write_scripts(page)
    write_descriptions(page)
    root = _main(page)
    blocks = _Flow(root, marks_quotes=marks_quotes).blocks if root else []
    draft = Draft()
    for block in blocks:
        if block.level:
            draft.add_heading(block.text, block.level)
        elif block.is_bold:
            draft.add_bold(block.text)
        else:
            draft.add(block.text, gap="\n" if block.is_tight else "\n\n")
    top = next((block.text for block in blocks if block.level == 1), "")
    contents = replace(draft.contents(_title(one_line(top), title_text)), pictures=tuple(_pictures(root)))
    return replace(contents, notes=(left_out(len(struck)),) if struck else (), unseen=tuple(unseen))


def _title(heading: str, title: str) -> str:
    """The top heading of a page, or its `<title>` if the heading only says which part of a manual it is."""
    words = heading.casefold().split()
    says_little = _NUMBERED.match(f"{heading} ") or (len(words) == 1 and words[0] in _GENERAL)
    return title if title and (says_little or not heading) else heading


def _remove_surroundings(page: LexborHTMLParser) -> None:
    """Remove short elements whose class or id says that they are a menu, a cookie banner, comments or the like."""
    body = page.body
    if body is None:
        return
    named = [node for node in body.css("[class], [id]") if node.tag in _BOXES and _is_surrounding(node)]
    whole = len(body.text())
    most = max(_MOST_AROUND * whole, min(_ALWAYS_LITTLE, 0.5 * whole))
    for node in _outermost(named):
        if len(node.text()) <= most and not node.css_first("h1, main, [role=main]"):
            node.decompose()


def _is_surrounding(node: LexborNode) -> bool:
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".split()
    return any(_AROUND.search(name) for name in names if len(re.split("[-_]", name)) <= _MOST_WORDS)


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    """The nodes that are not inside another of them, because removing a node also removes the nodes inside it."""
    found = {node.mem_id: node for node in nodes}  # several selectors can match the same node

    def is_inside(node: LexborNode) -> bool:
        above = node.parent
        while above is not None and above.mem_id not in found:
            above = above.parent
        return above is not None

    return [node for node in found.values() if not is_inside(node)]


def _write_scripts(page: LexborHTMLParser) -> None:
    """Wrap raised and lowered text as in `scripts`, and replace formulas by text."""
    for node in page.css("math"):
        node.replace_with(_formula(node))
    for node in page.css(_NOTE_LINKS):
        if (
            not node.css_first("sup")
            and (node.parent is None or node.parent.tag != "sup")
            and _SIGN.fullmatch(node.text())
        ):
            node.insert_before(MARK)
            node.insert_after(END)
    for node in {node.mem_id: node for node in page.css(_SUPERSCRIPTS)}.values():
        node.insert_before(MARK if _is_mark(node) else RAISED)
        node.insert_after(END)
    for node in {node.mem_id: node for node in page.css(_SUBSCRIPTS)}.values():
        if "super" not in (node.attributes.get("style") or ""):
            node.insert_before(LOWERED)
            node.insert_after(END)


def _is_mark(node: LexborNode) -> bool:
    """Whether the raised text leads to a note, by its link or its class."""
    links = [node, node.parent, node.child, node.child.next if node.child else None]
    attributes = [link.attributes for link in links if link is not None]
    return any(
        "#" in (found.get("href") or "")
        or "noteref" in (found.get("role") or found.get("epub:type") or "")
        or _NOTE_CLASS.search(found.get("class") or "")
        for found in attributes
    )


def _formula(node: LexborNode) -> str:
    try:
        return linear(parse_xml((node.html or "").replace("&nbsp;", "\u00a0").encode()))
    except etree.XMLSyntaxError:
        return node.text()


def _main(page: LexborHTMLParser) -> LexborNode | None:
    """The element with the main text, if the page marks exactly one; otherwise the whole body."""
    for selector in ("main, [role=main]", "article"):
        nodes = page.css(selector)
        if len(nodes) == 1 and nodes[0].text(strip=True):
            return nodes[0]
    return page.body


def _pictures(root: LexborNode | None) -> Iterator[Attachment]:
    """The pictures that the page itself holds."""
    for node in (root.css("img[src^='data:image/']") if root else [])[:_MOST_PICTURES]:
        with suppress(ValueError):
            yield Attachment("picture", base64.b64decode((node.attributes.get("src") or "").partition("base64,")[2]))


class _Flow:
    """The blocks of an element in the order of the page. Inline pieces are collected until a block ends the line."""

    def __init__(self, root: LexborNode, *, marks_quotes: bool = False) -> None:
        self.blocks: list[_Block] = []
        self.line: list[str] = []
        self.is_tight = False
        self.marks_quotes = marks_quotes
        self.quotes = 0  # the number of open quotations
        self.item = ""  # the marker of the list item that begins: "- " or "2. "
        self.heading = 0  # the level of the open heading
        self.is_bold = False  # whether the open paragraph is
        self.lists: list[HtmlList] = []  # the open lists
        self._walk(root)
        self._end_line()

    def _walk(self, root: LexborNode) -> None:
        """Enter and leave every node below `root`, without recursion, because pages can be nested to any depth."""
        node, depth = root, 0
        while True:
            child = None if self._enter(node) else node.child
            if child is not None:
                node, depth = child, depth + 1
                continue
            self._leave(node.tag or "")
            while depth and node.next is None and node.parent is not None:
                node, depth = node.parent, depth - 1
                self._leave(node.tag or "")
            if not depth or node.next is None:
                return
            node = node.next

    def _enter(self, node: LexborNode) -> bool:
        """Begin a node. Returns True if its content needs no further reading."""
        tag = node.tag or ""
        if node.is_text_node:
            self.line.append(node.text_content or "")
        if tag in _BLOCKS or tag in _HEADINGS:
            self._end_line()
        if tag in _HEADINGS:
            self.heading = _HEADINGS[tag]
        elif tag in ("p", "div"):
            self.is_bold = is_bold(node)
        elif tag == "br":
            self._end_line()
            self.is_tight = True
        elif tag == "blockquote":
            self.quotes += self.marks_quotes
        elif tag in ("ul", "ol"):
            self.lists.append(HtmlList.of(node))
        elif tag == "li":
            self._begin_item(node)
        elif tag in ("dd", "text"):
            self.is_tight = tag == "dd" or bool(node.prev)
        elif tag == "pre":
            self.blocks.append(_Block(node.text().rstrip()))
            return True
        elif tag == "table" and (rows := data_rows(node, _text)):
            captions = [_text(caption) for caption in node.css("caption")]
            lines = [line for line in captions + table_lines(rows) if line]
            self.blocks += [_Block(line, is_tight=i > 0, is_row=True) for i, line in enumerate(lines)]
            return True
        return False

    def _leave(self, tag: str) -> None:
        if tag in _HEADINGS:
            level, self.heading = self.heading, 0
            self._end_line(level)
        elif tag in _BLOCKS:
            self._end_line()
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        if tag == "blockquote":
            self.quotes -= self.marks_quotes

    def _begin_item(self, node: LexborNode) -> None:
        self.is_tight = True
        self.item = self.lists[-1].marker(node) if self.lists else "- "

    def _end_line(self, level: int = 0) -> None:
        if self.heading:  # the lines of a heading belong together
            self.line.append(" ")
            return
        text = with_scripts(with_formulas(" ".join("".join(self.line).split())))
        self.line.clear()
        if text:
            stands_out = self.is_bold and not (self.quotes or self.item or self.is_tight)
            written = "> " * self.quotes + self.item + text
            self.blocks.append(_Block(written, self.is_tight, level, is_bold=stands_out))
            self.item, self.is_tight, self.is_bold = "", False, False


def _text(node: LexborNode) -> str:
    """The text of a cell or caption on one line."""
    runs = groupby(_Flow(node).blocks, key=lambda block: block.is_row)
    return " ".join((in_cell if is_row else " ".join)(block.text for block in run) for is_row, run in runs)
