"""What stands below an answer: copying, rating, how it was made, and what can be asked next. Pure."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from qa.records import Answer
from ui.render import form_of, printable
from ui.web.words import said

_RATING = "".join(
    f'<a class="rate {kind}" href="#rate?{kind}">{said(f"{kind}_answer")}</a>' for kind in ("good", "bad")
)
# Rules understand them after every answer (qa/forms/follow_ups). The page asks them in the reader's language.
FOLLOW_UPS = '<p class="follow-ups">{}</p>'.format(
    "".join(
        f'<a class="again" href="#again">{said(key)}</a>' for key in ("follow_why", "follow_sure", "follow_shorter")
    )
)


def foot_html(text: str, sources: str = "", after: str = "") -> str:
    """The line under an answer: the Copy link, which carries what is copied, and what stands after it."""
    copied = {"text": printable(text), "sources": sources}
    link = f"#copy?{urlencode(copied, errors='replace')}"
    return f'<div class="foot"><a class="copy" href="{escape(link)}">{said("copy")}</a>{after}</div>'


def about_html(answer: Answer) -> str:
    """The thumbs, and the form, the model and the seconds. These open the seconds of each stage, and the SQL if any."""
    total = answer.timings.get("total", sum(answer.timings.values()))
    stages = ", ".join(_told(f"{stage} {s:.2f} s") for stage, s in answer.timings.items() if stage != "total")
    form = said(f"form_{answer.form.replace(' ', '_')}") if form_of(answer) else ""
    about = " · ".join(filter(None, [form, _told(answer.model), f"{total:.1f} s"]))
    sql = f"<pre>{escape(printable(answer.sql))}</pre>" if answer.sql else ""
    opened = stages + sql
    how = f"<details><summary>{about}</summary>{opened}</details>" if opened else f"<span>{about}</span>"
    return f"{_RATING}{how}"


def _told(words: str) -> str:
    """Words that the page shows in its reader's language, if ui/web/told.toml has them."""
    return f'<span class="told">{escape(words)}</span>' if words else ""
