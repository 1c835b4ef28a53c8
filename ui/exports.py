"""A conversation as a file: Markdown, a web page, or JSON, with the sources and quotes of its answers. Pure."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from html import escape

from markdown_it import MarkdownIt

from ui.conversations import StoredTurn
from ui.render import escaped, one_line

_STYLE = (
    "body{max-width:42rem;margin:3rem auto;padding:0 1.5rem;font:17px/1.6 Georgia,serif;color:#211f2b}"
    "h1{font-size:1.7rem}h2{margin-top:2.5rem;font-size:1.2rem}"
    "blockquote{margin-left:0;padding-left:1rem;border-left:3px solid #ddd}"
    "ul{font-size:.9em;color:#555}table{border-collapse:collapse}td,th{padding:.3rem .8rem;border:1px solid #ddd}"
)
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def to_markdown(title: str, turns: Sequence[StoredTurn]) -> str:
    """Each question as a heading, with its answer and its sources below it."""
    parts = [f"# {escaped(title)}"]
    for turn in turns:
        asked = time.strftime("%Y-%m-%d %H:%M", time.localtime(turn.asked_at))
        parts += [f"## {escaped(one_line(turn.question))}", f"*{asked}*", turn.reply.markdown or "*No answer.*"]
    return "\n\n".join(parts) + "\n"


def to_html(title: str, turns: Sequence[StoredTurn]) -> str:
    """The same as a web page in one file."""
    body = _MARKDOWN.render(to_markdown(title, turns))
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body dir="auto">{body}</body></html>\n'


def to_json(title: str, turns: Sequence[StoredTurn]) -> str:
    """The questions as JSON, each with its whole answer, or null if it was not answered."""
    said = [
        {
            "question": turn.question,
            "asked_at": turn.asked_at,
            "text": turn.reply.text,
            "answer": json.loads(turn.reply.answer) if turn.reply.answer else None,
        }
        for turn in turns
    ]
    return json.dumps({"title": title, "turns": said}, ensure_ascii=False, indent=2) + "\n"


FORMS: dict[str, tuple[Callable[[str, Sequence[StoredTurn]], str], str]] = {  # by ending, with the media type
    "md": (to_markdown, "text/markdown"),
    "html": (to_html, "text/html"),
    "json": (to_json, "application/json"),
}
