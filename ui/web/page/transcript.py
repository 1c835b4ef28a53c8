"""The messages of the chat: turns an answer, at every stage, into the HTML of its message. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlencode

from index.files.names import visible
from index.records import Hit, Passage
from qa.evidence.injection import is_suspicious
from qa.records import Answer, Citation, Draft, Statement
from qa.text.markers import without_markers
from ui.conversations import StoredTurn
from ui.jobs import NO_DOCUMENTS
from ui.render import (
    NEAREST,
    cited,
    label,
    name_and_page,
    one_line,
    sources_text,
    unsupported,
)
from ui.web.page.foot import FOLLOW_UPS, about_html, foot_html
from ui.web.page.markup import answer_html, chip, plain_html, span_link, streamed_html
from ui.web.page.rows import rows_of, table_html
from ui.web.page.spoken import speaker, spoken
from ui.web.words import said

_WRITING = 'class="answer writing"'  # of an unfinished answer
_OPEN_QUOTES = '<details class="quotes" open>'


@dataclass(frozen=True, slots=True)
class Thoughts:
    """What a reasoning model thought before it answered, and for how long."""

    text: str = ""
    seconds: float = 0.0


NO_THOUGHTS = Thoughts()


def asked(question: str, turn: StoredTurn | None = None) -> dict[str, str]:
    """The message of a question. Once it is stored, it can be asked again, and its versions can be compared."""
    acts = _acts(turn) if turn else ""
    words = f'<div class="question" {spoken(question)}>{plain_html(question)}</div>'
    return {"role": "user", "content": f"{speaker('you')}{words}{acts}"}


def answered(html: str) -> dict[str, str]:
    """The message of an answer."""
    return {"role": "assistant", "content": f"{speaker('quoth')}{html}"}


def searching(documents: int | None = None) -> str:
    """An answer before its first word. The number of documents is not known at once."""
    words = said("searching_documents") if documents is None else said("searching", n=documents)
    return f'<div {_WRITING}><p class="searching">{words}</p></div>'


def writing(draft: Draft, question: str = "", thoughts: Thoughts = NO_THOUGHTS) -> str:
    """An unfinished answer: what is written so far, above the sentences that were found."""
    text = streamed_html(draft.text, draft.statements) or f'<p class="searching">{said("reading")}</p>'
    body = f'<div {_WRITING} dir="auto">{text}</div>'
    above = _understood(question, draft.searched) + _thoughts(thoughts)
    return f"{above}{body}{_quotes(draft.quotes)}{foot_html(draft.text)}"


def finished(answer: Answer, thoughts: Thoughts = NO_THOUGHTS) -> str:
    """The complete answer: statements with their chips, cards of the sources, the model and the time."""
    kind = "answer abstained" if answer.abstained and not answer.asks_back else "answer"
    cards = _nearest(answer.hits) if answer.abstained else _quotes(_unsaid(answer)) + _sources(cited(answer))
    words = answer_html(answer.text, answer.statements)
    body = f'<div class="{kind}" {spoken(without_markers(answer.text))}>{words}</div>'
    notes = _warning(answer) + _disagreements(answer)
    understood = _understood(answer.question, answer.searched)
    foot = foot_html(answer.text, sources_text(answer), about_html(answer))
    next_ = FOLLOW_UPS if answer.citations and not answer.abstained else ""
    return f"{understood}{_thoughts(thoughts)}{body}{notes}{cards}{foot}{next_}"


def growing(messages: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The messages, with a place in the last one in which the page draws the answer as it grows."""
    *before, last = messages
    return [*before, {**last, "content": f'<div class="growing">{html_of(last)}</div>'}]


def folded(message: Mapping[str, Any]) -> dict[str, Any]:
    """The message with its found sentences folded away, now that the conversation has moved on."""
    return {**message, "content": html_of(message).replace(_OPEN_QUOTES, _OPEN_QUOTES.replace(" open", ""))}


def is_unfinished(html: str) -> bool:
    """Whether the answer in `html` is still being written."""
    return _WRITING in html


def stopped(html: str) -> str:
    """The unfinished answer in `html`, marked as stopped; `html` itself if it is finished."""
    if not is_unfinished(html):
        return html
    body, foot, copy = html.replace(_WRITING, 'class="answer cut"').partition('<div class="foot">')
    return f'{body}<p class="note">{said("stopped")}</p>{foot}{copy}'


def outdated(html: str, question: str) -> str:
    """The answer in `html` with a note that a cited document has changed, and a link that asks again."""
    link = f"#again?{urlencode({'question': question}, errors='replace')}"
    note = (
        f'<p class="note">{said("source_changed")} <a class="again" href="{escape(link)}">{said("ask_again")}</a></p>'
    )
    return f"{note}{html}"


def failed(reason: str) -> str:
    """The message in place of an answer: why there is none."""
    add = f' <a class="add-files" href="#add">{said("add_documents")}</a>' if reason == NO_DOCUMENTS else ""
    return f'<div class="answer failed" role="alert"><span class="told">{plain_html(reason)}</span>{add}</div>'


def html_of(message: Mapping[str, Any]) -> str:
    """The HTML of a message, which the page sends as a string or as a list of parts."""
    content = message["content"]
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def _acts(turn: StoredTurn) -> str:
    """What can be done with a question: ask it again, also edited, and see what was asked and answered before."""
    numbers, among = turn.versions or (turn.number,), ""
    at = numbers.index(turn.number)
    if len(numbers) > 1:
        steps = (
            f'<a class="version {kind}" href="#version?{numbers[there]}">{said(key)}</a>'
            if 0 <= there < len(numbers)
            else ""
            for kind, key, there in (("earlier", "earlier_version", at - 1), ("later", "later_version", at + 1))
        )
        among = f"<span>{said('version_of', n=at + 1, all=len(numbers))}</span>".join(steps)
    again = "".join(
        f'<a class="{kind}" href="#{kind}?{turn.number}">{said(key)}</a>'
        for kind, key in (("edit", "edit"), ("retry", "ask_again"))
    )
    return f'<p class="turn">{among}{again}</p>'


def _understood(question: str, searched: str) -> str:
    """How a follow-up was understood; "" if it was searched as asked."""
    if not question or searched in ("", question):
        return ""
    words = f'<a class="reword" href="#reword">{escape(one_line(searched))}</a>'  # to be edited (versions.js)
    return f'<p class="understood" dir="auto">{said("understood")} {words}</p>'


def _thoughts(thoughts: Thoughts) -> str:
    """The model's thoughts, folded. They are not part of the answer, and nothing in them is checked."""
    words = plain_html(thoughts.text.strip())
    if not words:
        return ""
    title = said("thought_for", n=f"{thoughts.seconds:.0f}") if thoughts.seconds >= 1 else said("thoughts")
    return f'<details class="thoughts"><summary>{title}</summary><div dir="auto">{words}</div></details>'


def _warning(answer: Answer) -> str:
    count = len(unsupported(answer))
    doubt = said("unsupported", n=count) if count else ""
    gone = said("left_out", n=len(answer.dropped)) if answer.dropped else ""
    return "".join(f'<p class="note">{note}</p>' for note in (doubt, gone) if note)


def _unsaid(answer: Answer) -> list[Statement]:
    """The quotes whose words are not in the answer itself."""
    said = one_line(answer.text)
    return [quote for quote in answer.quotes if without_markers(quote.text).strip("“”").rstrip(".。") not in said]


def _disagreements(answer: Answer) -> str:
    """The conflicting statements of documents, newest first, each with its date, chip and place."""
    return "".join(
        f'<div class="conflict" role="note"><p class="title">{said("disagree")}</p><ul>'
        + "".join(
            f"<li><b>{escape(day)}</b> {_quote(side)}</li>"
            for day, side in zip(conflict.dates, conflict.sides, strict=True)
        )
        + "</ul></div>"
        for conflict in answer.conflicts
    )


def _quotes(quotes: Iterable[Statement]) -> str:
    """The sentences of the documents that are likeliest to answer, each with its chip and place."""
    items = "".join(f"<li>{_quote(quote)}</li>" for quote in quotes)
    return f"{_OPEN_QUOTES}<summary>{said('from_your_documents')}</summary><ul>{items}</ul></details>" if items else ""


def _quote(quote: Statement) -> str:
    (citation,) = quote.citations
    place = f'{chip(citation)} <span class="place">{_file(citation.passage)}</span>'
    if rows := rows_of(citation.quote):
        return f'<div class="quote" {spoken(citation.quote)}>{table_html(rows)}</div>{place}'
    words = one_line(without_markers(quote.text))
    return f'<span class="quote" {spoken(words)}>{escape(words)}</span> {place}'


def _sources(citations: Iterable[Citation]) -> str:
    """One card for each document or page, with its numbers, in order of appearance.

    A number opens the first span cited under it.
    """
    first: dict[int, Citation] = {}
    for citation in citations:
        first.setdefault(citation.number, citation)
    places: dict[tuple[str, str], list[Citation]] = {}  # by document: two folders can hold files of one name
    for citation in first.values():
        places.setdefault((citation.passage.document_id, _file(citation.passage)), []).append(citation)
    return _list("sources", "sources", (_source_card(file, there) for (_, file), there in places.items()))


def _source_card(file: str, citations: Sequence[Citation]) -> str:
    if len(citations) == 1:
        return _source_link(citations[0], f"<b>{citations[0].number}</b> {file}", "card")
    numbers = " ".join(_source_link(citation, f"<b>{citation.number}</b>", "number") for citation in citations)
    return f'<div class="card">{numbers} <span>{file}</span></div>'


def _source_link(citation: Citation, inside: str, kind: str) -> str:
    link = span_link(citation.passage, citation.start, citation.end, citation.quote, number=citation.number)
    return f'<a class="{kind}" href="{escape(link)}" title="{escape(label(citation.passage))}">{inside}</a>'


def _nearest(hits: Sequence[Hit]) -> str:
    """The nearest passages, for the reader to judge: a few, and the others folded away."""
    cards = [_passage_card(hit.passage) for hit in hits]
    more = _items(cards[NEAREST:])
    rest = (
        f'<details class="nearest"><summary>{said("more", n=len(cards) - NEAREST)}</summary>{more}</details>'
        if more
        else ""
    )
    return _list("nearest", "nearest", cards[:NEAREST]) + rest


def _passage_card(passage: Passage) -> str:
    link = span_link(passage, passage.start, passage.end, passage.text)
    beginning = one_line(passage.text, 180)
    words = f"<span {spoken(beginning)}>{escape(beginning)}</span>"
    return f'<a class="card" href="{escape(link)}"><b>{_file(passage)}</b> {words}</a>'


def _file(passage: Passage) -> str:
    """The file's name, the page and the file's other names, as HTML. Names are unique in a folder; titles are not."""
    name, page = name_and_page(passage, PurePosixPath(passage.document_id).name)
    place = said("place_on_page", name=name, n=page) if page else escape(name)
    orders = said("suspicious") if is_suspicious(passage.text) else ""
    return " ".join(filter(None, (place, _also(passage), orders)))


def _also(passage: Passage) -> str:
    """The other documents with the same content; "" if there are none."""
    if not passage.also:
        return ""
    first, more = visible(passage.also[0]), len(passage.also) - 1
    return said("also_in_more", name=first, n=f"{more:,}") if more else said("also_in", name=first)


def _list(kind: str, title: str, cards: Iterable[str]) -> str:
    items = _items(cards)
    return f'<div class="{kind}"><p class="title">{said(title)}</p>{items}</div>' if items else ""


def _items(cards: Iterable[str]) -> str:
    items = "".join(f"<li>{card}</li>" for card in cards)
    return f"<ul>{items}</ul>" if items else ""
