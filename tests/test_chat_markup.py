"""From Markdown to HTML that is safe to show: code, tables, markers, and what is shown as plain characters."""

from __future__ import annotations

import re

import pytest
from scripted import HOSTILE, LEAVE, PAGES, cite, make_document, plain, say

from ui.web.page.markup import answer_html, streamed_html

HANDBOOK = make_document("handbook.pdf", "\f".join(PAGES), title="Handbook")
CITED = cite(HANDBOOK, LEAVE, 1)


def shown(text: str) -> str:
    """The HTML of an answer of one sentence that cites [1], without the addresses of its chips."""
    return re.sub(r' href="[^"]*"', "", plain(answer_html(text, (say(text, CITED),))))


CHIP = '<a class="cite"><i>[</i>1<i>]</i></a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Yes [1].", f"<p>Yes {CHIP}.</p>"),
        ("Run `quoth index` [1].", f"<p>Run <code>quoth index</code> {CHIP}.</p>"),
        ("Use `a[1]` [1].", f"<p>Use <code>a[1]</code> {CHIP}.</p>"),
        ("As so:\n\n```\na = b[1]\n  <b>\n```", "<p>As so:</p><pre><code>a = b[1]&#10;  &lt;b&gt;</code></pre>"),
        ("# Leave\n\nYes [1].", f'<p class="heading">Leave</p><p>Yes {CHIP}.</p>'),
        ("It costs $5 or $6 [1].", f"<p>It costs $5 or $6 {CHIP}.</p>"),
        (r"As \(E = mc^2\) says, $v = \sqrt{x_1}$ [1].", f"<p>As E = mc² says, v = √(x₁) {CHIP}.</p>"),
        (r"\[ a * b * \frac{1}{2} \] [1].", f"<p>a * b * 1/2 {CHIP}.</p>"),
        (r"Write `$x^2$` or `\(x\)` [1].", rf"<p>Write <code>$x^2$</code> or <code>\(x\)</code> {CHIP}.</p>"),
        (r"\(<b>x^{[1]}</b>\) [1].", f"<p>&lt;b&gt;x^[1]&lt;/b&gt; {CHIP}.</p>"),
        (
            "[a](http://x) ![b](http://y) <b>c</b> [1]",
            f"<p>[a](http://x) ![b](http://y) &lt;b&gt;c&lt;/b&gt; {CHIP}</p>",
        ),
    ],
)
def test_code_headings_and_prices_are_shown_as_such_and_nothing_else_is_markup(text: str, html: str) -> None:
    assert shown(text) == html


def test_a_formula_is_readable_once_it_is_complete() -> None:
    assert plain(streamed_html(r"It is \(x^2")) == "<p>It is (x^2</p>"
    assert plain(streamed_html(r"It is \(x^2\)")) == "<p>It is x²</p>"


def test_a_table_of_the_model_is_a_table_with_its_markers() -> None:
    html = shown("| Days | Until |\n| --- | --- |\n| 5 [1] | March |")
    assert "<th>Days</th><th>Until</th>" in html
    assert f"<td>5 {CHIP}</td><td>March</td>" in html


def test_while_an_answer_is_written_markers_open_nothing_and_hostile_words_are_text() -> None:
    html = streamed_html(f"Yes [1]. {HOSTILE}")
    assert '<span class="cite"><i>[</i>1<i>]</i></span>' in html
    assert "<img" not in html
    assert "<a " not in html
