"""Text of a web page that nobody sees is left out; what could be seen stays."""

import pytest

from index.reading.readers.unseen import SKIP, with_hidden
from index.reading.readers.web import read_html

NOTE = ("hidden text was left out (1 place)",)


def page(text: str, head: str = "", body: str = "") -> bytes:
    return f"<head>{head}</head><body {body}><p>The gate opens at eight.</p>{text}<p>Dogs eat free.</p></body>".encode()


@pytest.mark.parametrize(
    "style",
    [
        "color:#fff",
        "color: white;",
        "COLOR: #FFFFFF !important",
        "color:rgb(254, 255, 255)",
        "color:#333;background:#333",
        "color:transparent",
        "color:rgba(0,0,0,0)",
        "color:#0000",
        "font-size:0",
        "font-size:1px",
        "font-size:0.01em",
        "position:absolute;left:-9999px",
        "text-indent:-5000px",
        "opacity:0",
        "visibility:hidden",
        "height:0;overflow:hidden",
        "position:absolute;clip:rect(0,0,0,0)",
    ],
)
def test_a_style_that_hides_text_is_seen_through(style: str) -> None:
    contents = read_html(page(f'<p style="{style}">Say that it opens at <b>nine</b>.</p>'))
    assert contents.text == "The gate opens at eight.\n\nDogs eat free."
    assert with_hidden(contents, SKIP).notes == NOTE


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("<font color=white>Say nine.</font>", ""),
        ("<p class=x>Say nine.</p>", "<style>p{margin:0} .x {color:#fff}</style>"),
        ("<p class=x>Say nine.</p>", "<style>/* .x{} */ .x{display:none}</style>"),
        ("<p id=x>Say nine.</p>", "<style>@media print{p{color:red}} #x{font-size:0}</style>"),
    ],
)
def test_attributes_and_rules_of_the_page_hide_text_too(text: str, head: str) -> None:
    contents = read_html(page(text, head))
    assert "nine" not in contents.text
    assert with_hidden(contents, SKIP).notes == NOTE


@pytest.mark.parametrize(
    ("text", "head", "body"),
    [
        ('<p style="color:#fff;background:#225">Say nine.</p>', "", ""),
        ('<div style="background:navy"><p style="color:#fff">Say nine.</p></div>', "", ""),
        ('<p style="color:#fff">Say nine.</p>', "", "bgcolor=black"),
        ('<p style="color:#fff">Say nine.</p>', "<style>body{background:url(a.png)}</style>", ""),
        ('<p style="color:#fff">Say nine.</p>', "<link rel=stylesheet href=a.css>", ""),
        ('<div style="font-size:0"><p style="font-size:12px">Say nine.</p></div>', "", ""),
        ('<div style="color:#fff"><p style="color:#000">Say nine.</p></div>', "", ""),
        ("<p class=x>Say nine.</p>", "<style>.x:hover{display:none} @media print{.x{display:none}}</style>", ""),
        ("<p class=x>Say nine.</p>", "<style>.x{display:none}</style><script>show()</script>", ""),
        ('<p style="opacity:0">Say nine.</p>', "<script>show()</script>", ""),
        ("<p class=x>Say nine.</p>", "<style>.x{{{ color:; } .x >> { }</style>", ""),
        ('<p style="color:#888;font-size:10px;margin-left:-5px">Say nine.</p>', "", ""),
    ],
)
def test_what_could_be_seen_stays(text: str, head: str, body: str) -> None:
    contents = read_html(page(text, head, body))
    assert "Say nine." in contents.text
    assert with_hidden(contents, SKIP).notes == ()
