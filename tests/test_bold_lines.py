"""Headings that are only bold or large lines, in formats that could mark headings but whose authors did not."""

from __future__ import annotations

import pytest

from index.reading.read import read

PROSE = "The wardens counted the visitors of the hall on every day of the season, and wrote a list."
HALLS = ("North Hall", "South Hall")


def headings(text: str, name: str) -> list[str]:
    return [section.heading for section in read(text.encode(), name).sections]


def html(line: str) -> str:
    return "".join(f"{line.format(hall)}<p>{PROSE}<p>{PROSE}" for hall in HALLS)


@pytest.mark.parametrize(
    "line",
    [
        "<p><b>{}</b></p>",
        "<div><span><strong>{}</strong></span></div>",
        "<p style='font-weight: bold'>{}</p>",
    ],
)
def test_bold_paragraphs_of_a_page_are_headings(line):
    assert headings(html(line), "a.html") == [*HALLS]


@pytest.mark.parametrize(
    "line",
    [
        "<p><b>{}</b> is open</p>",
        "<p><b>{} is open in May and June.</b></p>",
        "<ul><li><b>{}</b></ul>",
        "<table><tr><td><b>{}</b><td>1<tr><td>a<td>2</table>",
        "<p><b>{} 12.50</b></p>",
    ],
)
def test_other_bold_words_are_none(line):
    assert headings(html(line), "a.html") == [""]


def test_bold_lines_of_markdown_are_headings_below_the_marked_ones():
    text = "# Halls\n\n" + "".join(f"**{hall}**\n\n{PROSE}\n\n{PROSE}\n\n" for hall in HALLS)
    assert headings(text, "a.md") == ["Halls > North Hall", "Halls > South Hall"]


def test_bold_paragraphs_of_rich_text_are_headings():
    text = "".join(rf"{{\b {hall}\par}}{PROSE}\par {PROSE} {{\b now}}\par " for hall in HALLS)
    assert headings(rf"{{\rtf1\ansi {text}}}", "a.rtf") == [*HALLS]


def test_a_short_text_or_a_letterhead_has_no_such_headings():
    assert headings("<p><b>North Hall</b></p><p>Bring tea.</p>", "a.html") == [""]
    head = "<p><b>Mill Society</b></p><p><b>Ambry</b></p>"
    assert headings(head + html("<p>{}</p>"), "a.html") == ["", "Ambry"]


def test_a_row_of_markdown_is_no_heading():
    text = "Halls\n\n| # layers | Score |\n|---|---|\n| 6 | 0.9 |\n"
    assert headings(text, "a.md") == [""]
    assert "# layers: 6 | Score: 0.9" in read(text.encode(), "a.md").text
