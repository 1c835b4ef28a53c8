"""Answers questions about the set of documents: how many, which, the newest, and which mention something.

Rules recognise them, and the index answers them without a model. A few retrieved passages could not answer them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from index.files.names import visible
from index.records import Hit, Listing
from index.text.sentences import sentence_spans
from qa.forms.form import Request, Retriever, tidy
from qa.records import Citation, Piece, Statement
from qa.text.parsed import ParsedText

SHOWN = 20  # documents listed by name; the rest is only counted
SEARCHED = 40  # passages searched for documents that mention something

_TYPES = {
    "pdf": ("PDF", ".pdf"),
    "word": ("Word", ".docx .docm .doc .odt"),
    "excel": ("Excel", ".xlsx .xlsm .xlsb .xls"),
    "powerpoint": ("PowerPoint", ".pptx .pptm .ppsx"),
    "text": ("text", ".txt .text"),
    "markdown": ("Markdown", ".md .markdown"),
}  # fmt: skip
_TYPE = re.compile(rf"\b({'|'.join(_TYPES)})s?\b", re.IGNORECASE)
_DOCUMENTS = rf"(?:(?:(?:{'|'.join(_TYPES)})[- ])?(?:documents?|files?|docs?)|pdfs)"
_HELD = (
    r"(?: do you (?:have|know|hold|contain)| are there| is there| have you (?:got|read|indexed)"
    r"| are (?:indexed|loaded|available)| can you (?:see|read|search))"
)
_WHERE = r"(?: (?:in total|altogether|here|now|in (?:the|my|your) (?:index|folder|library|collection)))?"
_ABOUT = r"(?:about|on|mentioning|(?:that|which) mentions?|(?:that|which) (?:is|are) about|dealing with|containing)"
_LIST = re.compile(
    rf"(?:how many|which|what) {_DOCUMENTS}{_HELD}{_WHERE}"
    rf"|(?:please )?(?:list|show|name)(?: me)?(?: all)?(?: (?:the|my|your))?(?: indexed)? {_DOCUMENTS}{_WHERE}"
    r"|(?:wie viele|welche) (?:dokumente|dateien|pdfs)(?: hast du| gibt es| kennst du| sind (?:da|vorhanden))"
    r"|(?:cuántos|qué) documentos (?:hay|tienes)|(?:combien de|quels) documents (?:as-tu|y a-t-il)"
    r"|what can i ask(?: you)?(?: about)?|what can you (?:answer|tell me)|what do you know(?: about)?"
    r"|can you help me|help",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"(?:what|which) is (?:the|my|your) (?P<a>newest|latest|most recent|oldest|earliest) (?:document|file)"
    r"|(?:which|what) (?:document|file) is (?:the )?(?P<b>newest|latest|most recent|oldest|earliest)",
    re.IGNORECASE,
)
_MENTION = re.compile(
    rf"(?:is there an?|are there(?: any)?|do (?:you|i|we) have (?:an?|any)) (?:documents?|files?) {_ABOUT} (?P<a>.+)"
    r"|(?:which|what) (?:documents?|files?) "
    rf"(?:{_ABOUT}|mentions?|(?:is|are|talks?) about|deals? with|contains?) (?P<b>.+)",
    re.IGNORECASE,
)
_UNMENTIONED = re.compile(
    r"(?:which|what|how many) (?:documents?|files?) (?:do|does|are|is)(?: not|n['’]t) (?:mention|contain|say|about)"
    r" (?P<a>.+)"
    r"|(?:welche|wie viele) (?:dokumente|dateien) (?:erwähnen|enthalten) (?P<b>.+) nicht",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer about the set of documents. `text` contains the texts of `statements`, in order."""

    text: str
    statements: tuple[Statement, ...] = ()
    hits: tuple[Hit, ...] = ()
    abstained: bool = False


def is_about_library(text: str) -> bool:
    """Whether the question is about the set of documents."""
    asked = tidy(text)
    return any(rule.fullmatch(asked) for rule in (_UNMENTIONED, _MENTION, _DATED, _LIST))


def answer_library(request: Request) -> Iterator[Piece]:
    """Yield the answer to a question about the set of documents."""
    if reply := answer_about_library(request.text, request.index, request.within):
        yield reply.text
        answer = request.finish(reply.text, reply.statements, reply.hits)
        yield replace(answer, abstained=True) if reply.abstained else answer


def answer_about_library(question: str, library: Retriever, within: Collection[str] | None = None) -> Reply | None:
    """The answer to a question about the set of documents. None for other questions. `within` limits the documents."""
    asked = tidy(question)
    if match := _UNMENTIONED.fullmatch(asked):
        return _not_mentioning((match["a"] or match["b"]).strip('"“”„'), library, within)
    if match := _MENTION.fullmatch(asked):
        return _mentioning(match["a"] or match["b"], library, within)
    dated = _DATED.fullmatch(asked)
    if not dated and not _LIST.fullmatch(asked):
        return None
    held = [one for one in library.documents() if within is None or one.document_id in within]
    if dated:
        newest = (dated["a"] or dated["b"]).lower() not in ("oldest", "earliest")
        return _by_date(held, library, newest=newest)
    kind = _TYPE.search(asked)
    return _listed(held, *_TYPES[kind[1].lower()] if kind else ())


def _listed(held: Sequence[Listing], kind: str = "", suffixes: str = "") -> Reply:
    """A list of all documents, or of one type."""
    chosen = [one for one in held if not kind or PurePosixPath(one.document_id).suffix.lower() in suffixes.split()]
    what = f"{kind} document".lstrip()
    if not chosen:
        return Reply(f"There are no {what}s in the index.")
    lines = [f"- {_name(one)}" for one in chosen[:SHOWN]]
    if len(chosen) > SHOWN:
        lines.append(f"- and {len(chosen) - SHOWN:,} more")
    start = f"There is 1 {what}" if len(chosen) == 1 else f"There are {len(chosen):,} {what}s"
    return Reply(f"{start} in the index:\n\n" + "\n".join(lines))


def _name(listing: Listing) -> str:
    name, title = visible(listing.document_id), visible(listing.title)
    return name if title == name else f"{name} ({title})"


def _by_date(held: Sequence[Listing], library: Retriever, *, newest: bool) -> Reply:
    if not held:
        return Reply("There are no documents in the index.")
    dated = sorted(((library.changed_on(one.document_id), one) for one in held), key=lambda pair: pair[1].document_id)
    day, found = (max if newest else min)(dated, key=lambda pair: pair[0])
    word = "newest" if newest else "oldest"
    return Reply(f"The {word} file is {_name(found)}, last changed on {day.day} {day:%B %Y}.")


def _mentioning(topic: str, library: Retriever, within: Collection[str] | None) -> Reply:
    """The documents that mention the topic, with a sentence that does; or only the name, if only the title does."""
    words = ParsedText(topic).word_set
    hits = library.search(topic, SEARCHED, within)
    quoted = _first_of_each([hit for hit in hits if words and words <= ParsedText(hit.passage.text).word_set])
    titled = _first_of_each([hit for hit in hits if words and words <= ParsedText(hit.passage.title).word_set])
    shown, named = list(quoted.values())[:SHOWN], [name for name in titled if name not in quoted][:SHOWN]
    if not shown and not named:
        return Reply(f"I found no document that mentions “{topic}”.", hits=tuple(hits[:8]), abstained=True)
    statements = tuple(_item(number, hit, words) for number, hit in enumerate(shown, 1))
    lines = [one.text for one in statements] + [f"{visible(name)} (in its title)" for name in named]
    start = "1 document mentions" if len(lines) == 1 else f"{len(lines)} documents mention"
    return Reply(f"{start} “{topic}”:\n\n" + "\n".join(f"- {line}" for line in lines), statements, tuple(shown))


def _not_mentioning(topic: str, library: Retriever, within: Collection[str] | None) -> Reply:
    """The documents in which a word of the topic occurs nowhere."""
    held = [one for one in library.documents() if within is None or one.document_id in within]
    words = ParsedText(topic).word_set
    lacking = [
        one for one in held if not words <= ParsedText(f"{one.title} {library.document(one.document_id).text}").word_set
    ]
    lines = [f"- {_name(one)}" for one in lacking[:SHOWN]]
    lines += [f"- and {len(lacking) - SHOWN:,} more"] if len(lacking) > SHOWN else []
    head = f"{len(lacking):,} of {len(held):,} documents do not mention “{topic}”"
    return Reply("\n\n".join(filter(None, [f"{head}{':' if lines else '.'}", "\n".join(lines)])))


def _first_of_each(hits: Sequence[Hit]) -> dict[str, Hit]:
    """The best hit of each document, by the document's id."""
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.passage.document_id, hit)
    return best


def _item(number: int, hit: Hit, words: frozenset[str]) -> Statement:
    """The document, and the sentence of the passage that contains most of the words."""
    passage = hit.passage
    spans = sentence_spans(passage.text)
    start, end = max(spans, key=lambda span: len(words & ParsedText(passage.text[slice(*span)]).word_set))
    quote = passage.text[start:end]
    citation = Citation(number, passage, quote, passage.start + start, passage.start + end)
    text = f"{visible(passage.document_id)}: “{' '.join(quote.split())}” [{number}]"
    return Statement(text, (citation,), supported=True, score=1.0, verbatim=True)
