"""From a model's Markdown to HTML that is safe to show, with chips for its markers. Pure.

Raw HTML, links and images that the model writes are shown as plain characters. What we add (chips, and signs for
unsupported statements) passes through the Markdown parser as marks: characters from Unicode's private use area, which
are removed from the model's text first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

from markdown_it import MarkdownIt

from index.records import Passage
from qa.records import Citation, Statement
from qa.text.markers import NO_SOURCE, without_markers, without_no_source
from ui.render import corrected, one_line, unsure, warning
from ui.web.page.formulas import readable
from ui.web.page.rows import rows_of
from ui.web.words import said

_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}([a-z]+)(\\d*){_CLOSE}")
_MARKER = re.compile(r"\[(\d+)\]")
# Signs around the words of a line: of lists, quotes, headings and emphasis, and the bars of a table.
_BULLETS = " \t\n-*•"
_LINE = re.compile(r"((?:[\s>#*+|_`-]|\d+[.)]\s)*)(.*?)([\s|*_`]*)", re.DOTALL)


def streamed_html(text: str, statements: Sequence[Statement] = ()) -> str:
    """The HTML of an answer that is still being written. It begins with `statements`, which were checked already.

    The markers after them are chips that open nothing yet.
    """
    marking = _Marking()
    marked, rest = _marked(text, statements, marking)
    return _render(marked + _MARKER.sub(lambda marker: _mark("number", int(marker[1])), rest), marking)


def answer_html(text: str, statements: Sequence[Statement]) -> str:
    """The HTML of a finished answer. Its `text` contains the statements in order.

    Each marker opens the span that its own statement cites. A statement whose check failed is marked.
    """
    marking = _Marking()
    return _render("".join(_marked(text, statements, marking)), marking)


def _marked(text: str, statements: Sequence[Statement], marking: _Marking) -> tuple[str, str]:
    """The text up to the last statement, with marks, and the text after it, without marks."""
    marked, done = [], 0
    columns: Sequence[str] = ()  # of the table that is being written
    for statement in statements:
        start = text.index(statement.text, done)
        gap = readable(_clean(text[done:start]))
        rows = marking.rows(statement)
        if not rows:
            marked += ["\n\n" * bool(columns), gap.lstrip("\n") if columns else gap, marking.add(statement)]
        elif columns == rows[0][0] and not gap.strip(_BULLETS):
            marked += [f"\n{line}" for _, line in rows]
        else:
            rule = "|" + " --- |" * len(rows[0][0])
            head = f"| {' | '.join(map(_cell, rows[0][0]))} |"
            marked += [gap.rstrip(_BULLETS), "\n\n", "\n".join([head, rule, *(line for _, line in rows)])]
        columns = rows[0][0] if rows else ()
        done = start + len(statement.text)
    rest = readable(_clean(text[done:]))
    return "".join(marked) + "\n\n" * bool(columns), rest


def plain_html(text: str) -> str:
    """`text` as HTML that shows exactly its characters, without empty lines."""
    return escape(text).replace("\r\n", "\n").replace("\n", "<br>")


def span_link(passage: Passage, start: int, end: int, quote: str, *, number: int | None = None) -> str:
    """The address of a span. The page needs nothing else to open it."""
    fields = {
        "document": passage.document_id,
        "title": passage.title,
        "page": passage.page or "",
        "start": start,
        "end": end,
        "number": number or "",
        "quote": quote,
    }
    return f"#cite?{urlencode(fields, errors='replace')}"


class _Marking:
    """What the marks in a text stand for, and whether the text being rendered is in doubt."""

    def __init__(self) -> None:
        self.citations: list[Citation] = []
        self.flags: list[str] = []
        self.in_doubt = False

    def add(self, statement: Statement) -> str:
        """The statement's text with marks for its citations and, if its check failed, around its words."""
        cited = {citation.number: citation for citation in reversed(statement.citations)}
        words = readable(_clean(without_no_source(statement.text)))
        text = _MARKER.sub(lambda marker: self._chip_mark(marker, cited), words)
        flag = _flag(statement)
        if not flag:
            return text
        self.flags.append(flag)
        mark = _mark("flag", len(self.flags) - 1)
        return _doubt_lines(text, mark) if statement.supported is False else f"{text.rstrip()}{mark}"

    def rows(self, statement: Statement) -> list[tuple[tuple[str, ...], str]]:
        """The rows that a statement quotes or copies: the names of the columns, and each row in Markdown with a chip.

        [] if it quotes anything but rows with the same columns.
        """
        quoted = [(row, c) for c in statement.citations for row in rows_of(c.quote)]
        is_copied = statement.verbatim or (statement.supported and _copies(statement))
        is_table = is_copied and all(rows_of(citation.quote) for citation in statement.citations)
        if not quoted or not is_table or len({names for (names, _), _ in quoted}) > 1:
            return []
        found = []
        for (names, values), citation in quoted:
            self.citations.append(citation)
            chip_mark = _mark("chip", len(self.citations) - 1)
            found.append((names, f"| {' | '.join(map(_cell, values))}\N{NO-BREAK SPACE}{chip_mark} |"))
        return found

    def _chip_mark(self, marker: re.Match[str], cited: dict[int, Citation]) -> str:
        citation = cited.get(int(marker[1]))
        if citation is None:
            return marker[0]
        self.citations.append(citation)
        return _mark("chip", len(self.citations) - 1)

    def html(self, kind: str, number: str, *, in_code: bool) -> str:
        """The HTML of one mark. Inside code, it keeps its brackets."""
        match kind:
            case "begin" | "end":
                self.in_doubt = kind == "begin"
                return ""
            case "flag":
                return self.flags[int(number)]
            case "chip" if not in_code:
                return chip(self.citations[int(number)])
            case "chip":
                return f"[{self.citations[int(number)].number}]"
            case _:
                return f"[{number}]" if in_code else f'<span class="cite">{_number(number)}</span>'

    def words(self, text: str) -> str:
        """Plain text as HTML."""
        is_doubted = self.in_doubt and re.search(r"\w", text)
        return f'<span class="doubt">{escape(text)}</span>' if is_doubted else escape(text)


def _copies(statement: Statement) -> bool:
    """Whether it says what its sources say, word by word."""
    words = " ".join(citation.quote for citation in statement.citations)
    return one_line(without_markers(statement.text)).strip(f"{_BULLETS}“”.") == one_line(words).strip(" .")


def _cell(words: str) -> str:
    """The words as Markdown that shows exactly these characters in a cell of a table."""
    return re.sub(r"([\\`*_|~\[\]<>&!])", r"\\\1", _clean(one_line(words)))


def _doubt_lines(text: str, flag: str) -> str:
    """`text` with marks around the words of each line, and `flag` after the last words."""
    lines = text.splitlines(keepends=True)
    worded = [i for i, line in enumerate(lines) if re.search(r"\w", line) and not line.lstrip().startswith("```")]
    for i in worded:
        before, words, after = _LINE.fullmatch(lines[i]).groups()  # type: ignore[union-attr]  # matches any line
        lines[i] = f"{before}{_mark('begin')}{words}{_mark('end')}{flag if i == worded[-1] else ''}{after}"
    return "".join(lines)


def chip(citation: Citation) -> str:
    """The marker of a citation as a link that opens its span. peek.js shows a card with the quote beside it."""
    link = span_link(citation.passage, citation.start, citation.end, citation.quote, number=citation.number)
    return f'<a class="cite" href="{escape(link)}">{_number(citation.number)}</a>'


def _number(number: int | str) -> str:
    return f"<i>[</i>{number}<i>]</i>"  # the brackets are copied but not seen


def _flag(statement: Statement) -> str:
    """A flag on a sentence that is not supported, in doubt, without a source, or cited to a corrected source."""
    if statement.supported is False:
        kind, name, words = "", "not_supported" if statement.citations else "no_source", warning(statement)
    elif NO_SOURCE in statement.text:
        kind, name, words = " plain", "no_source", "It makes no claim that could be checked"
    elif statement.is_doubtful:
        kind, name, words = " plain", "unsure", unsure(statement)
    elif statement.reason:
        kind, name, words = " plain", "corrected", corrected(statement)
    else:
        return ""
    return f'<span class="flag{kind}" tabindex="0">{said(name)}<span class="why">{escape(words)}.</span></span>'


def _mark(kind: str, number: int | str = "") -> str:
    return f"{_OPEN}{kind}{number}{_CLOSE}"


def _clean(text: str) -> str:
    return re.sub(r"[\ue000-\uf8ff]", "", text)


def _render(text: str, marking: _Marking) -> str:
    """HTML on one line. The page would read what follows an empty line as Markdown."""
    return str(_MARKDOWN.render(text, {"marking": marking})).replace("\n", "")


def _inline(content: str, marking: _Marking, *, in_code: bool = False) -> str:
    html, done = [], 0
    for mark in _MARK.finditer(content):
        html += [marking.words(content[done : mark.start()]), marking.html(mark[1], mark[2], in_code=in_code)]
        done = mark.end()
    return "".join([*html, marking.words(content[done:])])


def _text(_self: Any, tokens: Any, i: int, _options: Any, env: Any) -> str:
    return _inline(tokens[i].content, env["marking"])


def _code_span(_self: Any, tokens: Any, i: int, _options: Any, env: Any) -> str:
    return f"<code>{_inline(tokens[i].content, env['marking'], in_code=True)}</code>"


def _code_block(_self: Any, tokens: Any, i: int, _options: Any, env: Any) -> str:
    code = _inline(tokens[i].content, env["marking"], in_code=True)
    return f"<pre><code>{code.rstrip()}</code></pre>".replace("\n", "&#10;")


def _heading(_self: Any, tokens: Any, i: int, _options: Any, _env: Any) -> str:
    return '<p class="heading">' if tokens[i].nesting > 0 else "</p>"  # no headings of the page itself


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
    markdown.disable(["link", "image", "autolink", "html_inline", "html_block", "reference"])
    rules = {
        "text": _text,
        "code_inline": _code_span,
        "fence": _code_block,
        "code_block": _code_block,
        "heading_open": _heading,
        "heading_close": _heading,
    }
    for name, rule in rules.items():
        markdown.add_render_rule(name, rule)
    return markdown


_MARKDOWN = _markdown()
