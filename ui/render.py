"""An `Answer` as JSON, plain text or Markdown, the same on every surface. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath

from index.files.names import visible
from index.records import Hit, Passage
from qa.evidence.injection import is_suspicious
from qa.records import Answer, Citation, Conflict, Draft, FormName, Statement

# The heading of a passage from an archive begins with the name of the file inside, then the page if there are pages.
_INNER = re.compile(r"(.+?\.\w{1,9})(?: > page (\d+))?(?: > |$)")
_FORMS: dict[FormName, str] = {
    "yes or no": "as yes or no",
    "list": "as a list",
    "steps": "as steps",
    "comparison": "as a comparison",
    "summary": "as a summary",
    "place": "by place",
    "library": "from the list of documents",
    "table": "from a table",
}  # the ordinary form and small talk are not mentioned
SOURCES_TITLE, NEAREST_TITLE = "Sources:", "Nearest passages:"
NEAREST = 3  # passages listed if the documents do not say


def to_json(answer: Answer) -> dict[str, object]:
    """Everything an answer says, as plain dictionaries, lists, strings and numbers; offsets are characters."""
    return {
        "question": answer.question,
        "searched": answer.searched,
        "text": answer.text,
        "abstained": answer.abstained,
        "asks_back": answer.asks_back,
        "form": answer.form,
        "sql": answer.sql,
        "confidence": answer.confidence,
        "statements": [_statement_json(statement) for statement in answer.statements],
        "citations": [_citation_json(citation) for citation in cited(answer)],
        "conflicts": [
            [{"date": day, **_statement_json(side)} for day, side in zip(c.dates, c.sides, strict=True)]
            for c in answer.conflicts
        ],
        "dropped": [_statement_json(statement) for statement in answer.dropped],
        "quotes": [_statement_json(quote) for quote in answer.quotes],
        "hits": hits_json(answer.hits),
        "model": answer.model,
        "timings": dict(answer.timings),
    }


def draft_json(draft: Draft) -> dict[str, object]:
    """An unfinished answer in the same form: what is written and checked so far, and what was found at once."""
    return {
        "searched": draft.searched,
        "text": draft.text,
        "statements": [_statement_json(statement) for statement in draft.statements],
        "quotes": [_statement_json(quote) for quote in draft.quotes],
    }


def to_text(answer: Answer) -> str:
    """The answer for a terminal: its text, its unsupported sentences, and its sources, one on each line.

    Control characters from documents are left out, because a terminal would obey them.
    """
    head = understood(answer.question, answer.searched)
    return "\n".join(filter(None, [printable(head), answer_text(answer)]))


def answer_text(answer: Answer) -> str:
    """The same, without the line on how the question was understood. It begins with the answer's text."""
    notes = "\n".join(_notes(answer))
    parts = [answer.text.strip(), notes, *map(_conflict, answer.conflicts), sources_text(answer), form_of(answer)]
    return printable("\n\n".join(part for part in parts if part))


def to_markdown(answer: Answer) -> str:
    """The answer as Markdown: its text, its unsupported sentences, and its sources as a list.

    Images and raw HTML become text, so that a page into which it is pasted fetches nothing.
    """
    warnings = "\n".join(f"> {escaped(note)}" for note in _notes(answer))
    sources = "\n".join(f"- {escaped(source)}" for source in _sources(answer))
    title = _sources_title(answer) if sources else ""  # so that they are no part of a list above them
    conflicts = [f"> {escaped(line)}" for c in answer.conflicts for line in _conflict(c).splitlines()]
    parts = [_defuse(answer.text.strip()), warnings, "\n".join(conflicts), title, sources]
    return printable("\n\n".join(part for part in parts if part))


def hits_json(hits: Sequence[Hit]) -> list[dict[str, object]]:
    """The hits as plain dictionaries, best first; offsets are characters."""
    return [_hit_json(hit) for hit in hits]


def hits_text(hits: Sequence[Hit]) -> str:
    """The hits for a terminal, best first: rank, place and score on one line, the passage below it."""
    parts = [f"{rank}. {_place(hit)}\n   {one_line(hit.passage.text, 400)}" for rank, hit in enumerate(hits, 1)]
    return printable("\n\n".join(parts) or "Nothing was found.")


def sources_text(answer: Answer) -> str:
    """One line for each source: `[1] title, p. 3: “quote”`. If the documents do not say, the nearest passages."""
    sources = _sources(answer)
    if not sources:
        return ""
    return printable("\n".join([_sources_title(answer), *sources]))


def _sources_title(answer: Answer) -> str:
    return NEAREST_TITLE if answer.abstained else SOURCES_TITLE


def form_of(answer: Answer) -> str:
    """The form of the answer: `Answered as a list`. "" for an ordinary answer."""
    words = _FORMS.get(answer.form)
    return f"Answered {words}" if words else ""


def understood(question: str, searched: str) -> str:
    """How a follow-up was understood; "" if it was searched as asked."""
    return "" if searched == question else f"(Understood as: {one_line(searched)})"


def quotes_text(quotes: Sequence[Statement]) -> str:
    """The sentences that were found before the answer: one line for each, with its place."""
    lines = [f"{quote.text} {label(citation.passage)}" for quote in quotes for citation in quote.citations]
    return printable("\n".join(["From your documents:", *lines]) if lines else "")


def cited(answer: Answer) -> list[Citation]:
    """The citations of the answer, then those of the documents that disagree. Each span appears once."""
    seen = {(c.number, c.start, c.end): c for c in answer.citations}
    for conflict in answer.conflicts:
        for side in conflict.sides:
            for citation in side.citations:
                seen.setdefault((citation.number, citation.start, citation.end), citation)
    return list(seen.values())


def unsupported(answer: Answer) -> list[Statement]:
    """The statements whose check failed, in order."""
    return [statement for statement in answer.statements if statement.supported is False]


def warning(statement: Statement) -> str:
    """What the check of an unsupported statement found: `Not supported (why)`."""
    reason = statement.reason.rstrip(".")
    return f"Not supported ({reason})" if reason else "Not supported by your documents"


def unsure(statement: Statement) -> str:
    """What the check of a doubtful statement found: `Compare with the source (the check is 14 % sure)`."""
    return f"Compare with the source (the check is {statement.score or 0:.0%} sure)".replace("%", " %")


def corrected(statement: Statement) -> str:
    """How the citation of a sentence was corrected: `Citation corrected: …`, with the reason."""
    return f"Citation corrected: {statement.reason}"


def left_out(answer: Answer) -> str:
    """How many sentences were left out because nothing supports them; "" for none."""
    count = len(answer.dropped)
    words, was = ("One sentence", "was") if count == 1 else (f"{count} sentences", "were")
    return f"{words} that your documents do not support {was} left out." if count else ""


def label(passage: Passage) -> str:
    """Where a passage is: `Employee handbook, p. 3`, and the other names of the same document."""
    return with_page(passage, passage.title) + also(passage) + suspicion(passage)


def with_page(passage: Passage, name: str) -> str:
    """The name with the page; for a passage from an archive, the file inside: `papers.zip/terms.pdf, p. 3`."""
    shown, page = name_and_page(passage, name)
    return f"{shown}, p. {page}" if page else shown


def name_and_page(passage: Passage, name: str) -> tuple[str, str]:
    """The name, and the page if there are pages. For a passage from an archive, those of the file inside."""
    archive = PurePosixPath(passage.document_id).name
    if archive.lower().endswith(".zip") and (found := _INNER.match(passage.heading)):
        return visible(f"{archive}/{found[1]}"), found[2] or ""
    return visible(name), "" if passage.page is None else str(passage.page)


def also(passage: Passage) -> str:
    """The other documents with the same content: ` (also in old/handbook.pdf)`; "" if there are none."""
    others = f" and {len(passage.also) - 1:,} more" if len(passage.also) > 1 else ""
    return f" (also in {visible(passage.also[0])}{others})" if passage.also else ""


def suspicion(passage: Passage) -> str:
    """A warning if the passage seems to give orders to a language model; else ""."""
    return " (suspicious: part of it gives orders to a language model and was left out)" * is_suspicious(passage.text)


def one_line(text: str, width: int | None = None) -> str:
    """`text` with each run of white space replaced by one space, cut to `width` characters with an ellipsis."""
    line = " ".join(text.split())
    return line if width is None or len(line) <= width else line[: width - 1].rstrip() + "…"


def printable(text: str) -> str:
    """`text` without control characters, except line ends and tabs."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")


def escaped(text: str) -> str:
    """The text as Markdown that shows exactly these characters."""
    return re.sub(r"[\\`*_\[\]<>!#|]", r"\\\g<0>", text)


def _sources(answer: Answer) -> list[str]:
    if answer.abstained:
        return [f"{label(hit.passage)}: “{one_line(hit.passage.text, 200)}”" for hit in answer.hits[:NEAREST]]
    return [f"[{c.number}] {label(c.passage)}: “{one_line(c.quote)}”" for c in cited(answer)]


def _place(hit: Hit) -> str:
    return f"{label(hit.passage)} [{visible(hit.passage.document_id)}], {hit.score:.3f}"


def _notes(answer: Answer) -> list[str]:
    """Notes on sentences that are not supported, in doubt, cited to a corrected source, or left out."""
    notes = [f"{warning(statement)}: {_told(statement)}" for statement in unsupported(answer)]
    notes += [f"{unsure(s)}: {_told(s)}" for s in answer.statements if s.is_doubtful]
    notes += [f"{corrected(s)}: {_told(s)}" for s in answer.statements if s.supported and s.reason]
    return [*notes, *filter(None, [left_out(answer)])]


def _conflict(conflict: Conflict) -> str:
    """Two documents that disagree: one line for each, with its date, the newest first."""
    lines = [
        f"{day}, {label(side.citations[0].passage)}: {one_line(side.text)}"
        for day, side in zip(conflict.dates, conflict.sides, strict=True)
    ]
    return "\n".join(["Your documents disagree:", *lines])


def _told(statement: Statement) -> str:
    return f"“{one_line(statement.text)}”"


def _defuse(text: str) -> str:
    return re.sub(r"!(?=\[)|<(?=[A-Za-z/!?])", r"\\\g<0>", text)


def _statement_json(statement: Statement) -> dict[str, object]:
    return {
        "text": statement.text,
        "supported": statement.supported,
        "doubtful": statement.is_doubtful,
        "score": statement.score,
        "reason": statement.reason,
        "failures": list(statement.failures),
        "citations": [_citation_json(citation) for citation in statement.citations],
    }


def _citation_json(citation: Citation) -> dict[str, object]:
    return {
        "number": citation.number,
        "document": citation.document_id,
        "title": citation.title,
        "also": list(citation.passage.also),
        "page": citation.page,
        "heading": citation.passage.heading,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
    }


def _hit_json(hit: Hit) -> dict[str, object]:
    passage = hit.passage
    return {
        "document": passage.document_id,
        "also": list(passage.also),
        "title": passage.title,
        "page": passage.page,
        "heading": passage.heading,
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "score": hit.score,
        "by": hit.by,
    }
