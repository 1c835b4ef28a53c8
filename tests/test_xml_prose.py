"""Markdown of a model's as safe HTML, with chips and marks."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs

import pytest
from scripted import HOSTILE, LEAVE, PAGES, cite, make_document, say

from ui.web.page.markup import answer_html, plain_html, streamed_html

HANDBOOK = make_document("hr/handbook.pdf", "\f".join(PAGES), title="Employee handbook")
LEAVE_CITATION = cite(HANDBOOK, LEAVE, 1)
OTHER_CITATION = cite(HANDBOOK, "twenty-five days", 1)

VOID = {"br", "hr"}
ALLOWED = {
    *VOID,
    *("p", "a", "i", "b", "span", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


class Tags(HTMLParser):
    """The tags of a text, its plain characters, and whether every tag is closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.balanced = True
        self.feed(html)
        self.close()
        self.balanced = self.balanced and not self.open

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.balanced = self.balanced and bool(self.open) and self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def links(html: str) -> list[dict[str, str]]:
    addresses = [unescape(m) for m in re.findall(r'<a class="cite" href="#cite\?([^"]*)"', html)]
    return [{name: values[0] for name, values in parse_qs(address).items()} for address in addresses]


def test_each_marker_opens_the_span_of_its_own_statement() -> None:
    statements = [say("First [1]. ", OTHER_CITATION), say("Second [1].", LEAVE_CITATION)]
    found = links(answer_html("First [1]. Second [1].", statements))
    assert [link["quote"] for link in found] == ["twenty-five days", LEAVE]
    for link in found:
        assert HANDBOOK.text[int(link["start"]) : int(link["end"])] == link["quote"]
        assert (link["document"], link["page"], link["number"]) == ("hr/handbook.pdf", "2", "1")


def test_a_marker_without_a_citation_stays_text() -> None:
    html = answer_html("See [9] and [1].", [say("See [9] and [1].", LEAVE_CITATION)])
    assert len(links(html)) == 1
    assert "See [9] and" in html


def test_text_between_statements_is_kept() -> None:
    html = answer_html("One.\n\n- Two [1].\n- Three.", [say("One."), say("Two [1].", LEAVE_CITATION), say("Three.")])
    assert html.startswith("<p>One.</p><ul><li>Two ")
    assert "<li>Three.</li>" in html


def test_only_the_words_of_an_unsupported_statement_are_marked_once_with_the_reason() -> None:
    bad = say("Bad **bold** words [1].", LEAVE_CITATION, supported=False, reason="42 is not there")
    html = answer_html("Good [1]. Bad **bold** words [1]. Fine.", [say("Good [1].", LEAVE_CITATION), bad, say("Fine.")])
    assert re.findall(r'<span class="doubt">([^<]*)</span>', html) == ["Bad ", "bold", " words "]
    assert html.count('class="flag"') == 1
    assert "Not supported (42 is not there)." in html
    assert len(links(html)) == 2
    assert Tags(html).balanced


@pytest.mark.parametrize(
    "text",
    [
        "- one\n- two [1]\n",
        "1. one\n2. two",
        "> quoted\n> more",
        "# Heading\ntext",
        "| a | b |\n|---|---|\n| 1 [1] | 2 |\n",
        "```python\nx[1] = 2\n```",
        "**all bold**",
        "_all slanted_",
        "`code` first",
        "a **b",
        "***",
    ],
)
def test_marking_doubt_does_not_change_what_the_markdown_is(text: str) -> None:
    plain = Tags(answer_html(text, [say(text, LEAVE_CITATION)]))
    marked = Tags(
        re.sub(
            r'<span class="flag".*?</span></span>', "", answer_html(text, [say(text, LEAVE_CITATION, supported=False)])
        )
    )
    assert [tag for tag in marked.tags if tag != "span"] == [tag for tag in plain.tags if tag != "span"]
    assert marked.text == plain.text
    assert marked.balanced


def test_code_keeps_its_brackets() -> None:
    text = "Use `a[1]` [1].\n\n```\nb[1]\n\nc\n```"
    html = answer_html(text, [say(text, LEAVE_CITATION)])
    assert "<code>a[1]</code>" in html
    assert "b[1]&#10;&#10;c" in html
    assert len(links(html)) == 1
    assert "<code>a[1]</code>" in streamed_html(text)


def test_a_marker_of_a_growing_answer_is_a_chip_that_opens_nothing() -> None:
    html = streamed_html("Five days [1], more [12")
    assert html == '<p>Five days <span class="cite"><i>[</i>1<i>]</i></span>, more [12</p>'


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE,
        "![x](http://203.0.113.9/leak)",
        "[text](http://203.0.113.9/) and <http://203.0.113.9/>",
        "[text](javascript:alert(1))",
        "[text][ref]\n\n[ref]: http://203.0.113.9/",
        "<script>alert(1)</script>\n\n<div onclick=x>\n\n<iframe src=//x>",
        "<!-- --> &lt;img src=x onerror=y&gt; &#60;img src=x&#62;",
        '`<img src=x onerror=y>`\n\n```html"><img src=x onerror=y>\n<b>\n```',
        "| <img src=x> | b |\n|---|---|\n| <svg onload=x> | [1] |",
        "\ue000chip0\ue001 \ue000flag0\ue001 \ue000begin\ue001 \ue000evil9\ue001",
    ],
)
def test_nothing_of_the_models_becomes_a_tag_a_link_or_an_image(text: str) -> None:
    citation = cite(make_document("<img src=x>.txt", f"{HOSTILE} [1]", title=HOSTILE), HOSTILE, 1)
    statement = say(text, citation, supported=False, reason=HOSTILE)
    for html in (streamed_html(text), answer_html(text, [statement])):
        tags = Tags(html)
        assert set(tags.tags) <= ALLOWED
        assert tags.balanced
        assert all(address.startswith("#cite?") for address in re.findall(r'href="([^"]*)"', html))
        assert "\n" not in html
        assert not re.search("[\ue000-\uf8ff]", html)


def test_plain_text_shows_exactly_its_characters() -> None:
    html = plain_html(f"{HOSTILE}\r\n\n*a* [b](c)")
    assert Tags(html).tags == ["br", "br"]
    assert unescape(html.replace("<br>", "\n")) == f"{HOSTILE}\n\n*a* [b](c)"


def test_a_sentence_without_a_source_says_so_in_words() -> None:
    none = say("Dogs eat free [no source].", supported=False, reason="no retrieved passage supports this sentence")
    html = answer_html(
        "Dogs eat free [no source]. So it is [no source].", [none, say("So it is [no source].", supported=None)]
    )
    assert Tags(html).text.count("no source") == 2
    assert "Not supported (no retrieved passage supports this sentence)." in html
    assert "[no source]" not in Tags(html).text


def test_a_citation_that_was_repaired_is_reported() -> None:
    html = answer_html("So [1].", [say("So [1].", LEAVE_CITATION, reason="[2] does not support this sentence")])
    assert "citation corrected" in html
    assert "Citation corrected: [2] does not support this sentence." in html
    assert 'class="doubt"' not in html


def test_a_sentence_in_doubt_says_so_without_being_struck() -> None:
    doubtful = replace(say("So [1].", LEAVE_CITATION), score=0.14)
    html = answer_html("So [1].", [doubtful])
    assert "unsure" in html
    assert "Compare with the source (the check is 14 % sure)." in html
    assert 'class="doubt"' not in html
    assert "unsure" not in answer_html("So [1].", [replace(doubtful, score=0.2)])
    assert "unsure" not in answer_html("So [1].", [replace(doubtful, verbatim=True)])
