"""Answers "are you sure?" with the words that support an answer, and "why?" with the reasons that documents give."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from index.files.names import visible
from index.records import Hit
from qa.forms.form import Request
from qa.forms.quoting import Quotes
from qa.forms.words.roots import roots
from qa.records import Answer, Citation, Sentence, Statement
from qa.text.messages import message

REASONS = 2  # the most sentences with a reason that are quoted
SHOWN = 5  # the most quotes that support an answer
LEAST_SHARED = 2  # words that a reason must share with the answer or its question
_BECAUSE = re.compile(
    r"\b(?:because|since|therefore|thus|hence|so that|due to|owing to|reasons?|in order to|as a result|caused?"
    r"|causes|causing"
    r"|to (?:avoid|prevent|protect|ensure|save|reduce|keep)|otherwise"
    r"|weil|denn|da|deshalb|daher|deswegen|damit|wegen|aufgrund|grund|gründe|um|sonst|andernfalls|ursache"
    r"|parce qu\w*|car|puisque|afin|donc|raisons?|à cause|grâce à|pour (?:éviter|que)|sinon"
    r"|porque|ya que|debido|para que|razón|razones|a causa|puesto que|por eso|por lo tanto)\b",
    re.IGNORECASE,
)


def tell_grounds(earlier: Answer) -> Answer:
    """Whether the answer is supported, and the words that support it, with their places."""
    say = partial(message, question=earlier.question)
    if earlier.abstained or not earlier.statements:
        return replace(earlier, text=f"{say('looked_again')} {earlier.text}")
    if earlier.conflicts:
        verdict = say("disputed")
    elif any(one.supported is False or one.is_doubtful for one in earlier.statements):
        verdict = say("partly_verified")
    elif all(one.supported for one in earlier.statements):
        verdict = say("verified")
    else:
        verdict = say("not_verified")
    if all(one.verbatim for one in earlier.statements):
        return replace(earlier, text=f"{verdict} {say('own_words')}\n\n{earlier.text}")
    quotes = _quotes([citation for one in earlier.statements for citation in one.citations])
    listed = "\n".join(f"- {quote.text} ({_place(quote.citations[0])})" for quote in quotes)
    text = f"{verdict} {earlier.text}\n\n{say('grounds')}\n\n{listed}" if listed else f"{verdict} {earlier.text}"
    return replace(earlier, text=text, statements=(*earlier.statements, *quotes))


def tell_reasons(request: Request, earlier: Answer) -> Answer:
    """The reasons that the documents give near the answer. If they give none, the words that support it."""
    say = partial(message, question=earlier.question)
    if earlier.abstained or not earlier.statements:
        return replace(earlier, text=f"{earlier.text} {say('no_reason_known')}", statements=(), abstained=True)
    asked = f"{request.text} {' '.join(one.text for one in earlier.statements)}"
    cited = [citation for one in earlier.statements for citation in one.citations]
    passages = {citation.passage.id: citation.passage for citation in cited}
    passages |= {hit.passage.id: hit.passage for hit in request.index.search(f"why {request.text}", 8, request.within)}
    read = request.read([Hit(passage, 1.0, "dense") for passage in passages.values()])
    reasons = _reasons(read, set(roots(asked)), {citation.document_id for citation in cited})
    if reasons:
        quotes = Quotes(request.index)
        found = [
            quotes.quote(one.passage.document_id, one.passage.start + one.start, one.passage.start + one.end)
            for one in reasons
        ]
        kept = tuple(statement for statement in found if statement)
        text = "\n".join(f"- {one.text} ({_place(one.citations[0])})" for one in kept)
        return replace(earlier, text=text, statements=kept, hits=tuple(quotes.hits), conflicts=())
    shown = _quotes(cited)
    text = "\n".join(f"- {quote.text} ({_place(quote.citations[0])})" for quote in shown)
    return replace(earlier, text=f"{say('no_reason_given')}\n\n{text}", statements=tuple(shown), conflicts=())


def _reasons(read: Sequence[Sentence], asked: set[str], documents: set[str]) -> list[Sentence]:
    """The sentences of the answer's documents that give a reason and share most words with it, in order."""
    scored = [
        (len(asked & set(roots(one.text))), -at, one)
        for at, one in enumerate(read)
        if one.passage.document_id in documents and _BECAUSE.search(one.text)
    ]
    best = sorted((entry for entry in scored if entry[0] >= LEAST_SHARED), key=lambda entry: entry[:2], reverse=True)
    return [one for *_, one in best[:REASONS]]


def _quotes(citations: Sequence[Citation]) -> list[Statement]:
    """A quotation of each cited span, without repetitions."""
    spans = {(one.document_id, one.start, one.end): one for one in citations}
    return [
        Statement(f"“{' '.join(one.quote.split())}” [{one.number}]", (one,), supported=True, score=1.0, verbatim=True)
        for one in list(spans.values())[:SHOWN]
    ]


def _place(citation: Citation) -> str:
    page = f", p. {citation.page}" if citation.page is not None else ""
    return f"{visible(citation.title)}{page}"
