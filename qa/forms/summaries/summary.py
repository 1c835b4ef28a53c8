"""Answers "summarise X", "what is X about?", "key points" and "tell me more about X".

Embeddings choose central passages from all sections of the text, and from each passage the sentences whose words recur.
They are shown at once as quotations. Then the model writes about them, section by section, and each of its sentences is
checked.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from itertools import groupby

from index.files.names import visible
from index.records import Hit, Passage
from qa.checking.cite import SentenceCheck
from qa.checking.finalize import check_sentences, is_refusal
from qa.engines.extractive_engine import ExtractiveEngine
from qa.evidence.injection import without_orders
from qa.evidence.prompt import SYSTEM, defuse, language_request
from qa.evidence.sentences import group_sources
from qa.forms.form import BY_RULE, Request
from qa.forms.spelling import with_accents
from qa.forms.summaries.asked import MORE_ON, POINTS_BACK, find_subject
from qa.forms.summaries.central_sentences import Scope, central_sentences
from qa.forms.summaries.scope import WRITTEN, find_scope, find_scope_around
from qa.records import Draft, Message, Piece, Prompt, Sentence, Statement
from qa.text.parsed import ParsedText
from qa.text.quotes import quote_sentence

POINTS = 12  # sentences quoted
SHORT_POINTS = 4  # if the question only asks what something is about
GROUP_TOKENS = 350  # of passages that the model reads at once
GROUPS = 4  # texts that the model writes
WRITTEN_TOKENS = 90  # of each
_MORE = re.compile(r"\b(?:more|mehr|plus|más|più|mais|meer)\b", re.IGNORECASE)  # about what was just answered
MAX_S = 40.0  # seconds of writing; then the quotations alone are left


def answer_summary(request: Request) -> Iterator[Piece]:
    """Yield the central sentences, then what the model writes about them, and last the answer.

    Decline if a question such as "what is X about?" names no document and no section, or a writer of nothing.
    """
    found = find_subject(request.text)
    if found is None:
        return
    subject, short = found
    points_back = POINTS_BACK.fullmatch(subject) or (not subject and _MORE.search(request.text))
    if MORE_ON.fullmatch(request.text):
        if not request.question.before:
            return  # "Details: how long is it?"
        scope = find_scope_around(request, subject)
    elif request.history and points_back:
        scope = find_scope_around(request, request.history[-1].searched or request.history[-1].question)
    else:
        scope = find_scope(request, subject, short=short)
        if scope is None and (accented := with_accents(request, subject)) != subject:
            scope = find_scope(request, accented, short=short)
    if scope is None and (short or WRITTEN.fullmatch(subject)):
        return
    points, read = central_sentences(request, scope, SHORT_POINTS if short else POINTS) if scope else ([], [])
    if scope is None or not points:
        yield request.abstain(_nothing(request, subject, scope))
        return
    passages = list({point.passage.id: point.passage for point in points}.values())
    number = {passage.id: n for n, passage in enumerate(passages, 1)}
    quotes = [quote_sentence(point, number[point.passage.id]) for point in points]
    request.watch.lap("search")
    yield Draft(request.text, tuple(quotes))
    written: list[Statement] = []
    if not isinstance(request.models.engine, ExtractiveEngine):
        for statement in _write(request, scope, passages, read):
            if statement is None:
                yield ""
                continue
            written.append(statement)
            yield Draft(request.text, tuple(quotes), " ".join(one.text for one in written), tuple(written))
    request.watch.lap("write")
    yield _finished(request, scope, written, quotes, passages)


def _nothing(request: Request, subject: str, scope: Scope | None) -> str:
    if scope is not None:
        return request.say("no_text", name=visible(scope.name))
    return request.say("nothing_on", subject=subject) if subject else request.say("no_documents")


def _finished(
    request: Request,
    scope: Scope,
    written: Sequence[Statement],
    quotes: Sequence[Statement],
    passages: Sequence[Passage],
) -> Piece:
    """The answer: what was written and is supported, then the quoted points, and what was read."""
    kept = [one for one in written if one.supported]
    listed = "\n".join(f"- {quote.text}" for quote in quotes)
    prose = " ".join(one.text for one in kept)
    head = request.say("key_points") if prose else f"**{visible(scope.name)}**"
    text = "\n\n".join(filter(None, [prose, f"{head}\n\n{listed}", scope.read]))
    hits = [Hit(passage, 1.0, "dense") for passage in passages]
    model = request.models.engine.name if written else BY_RULE
    return request.finish(text, [*kept, *quotes], hits, model=model)


def _write(
    request: Request, scope: Scope, passages: Sequence[Passage], sentences: Sequence[Sentence]
) -> Iterator[Statement | None]:
    """Yield the checked sentences that the model writes about the passages, some passages at a time.

    `sentences` are those of these passages, and perhaps of others.

    Yield None from time to time while the model writes: closing the iterator then stops it.
    """
    models = request.models
    order = {passage.id: place for place, passage in enumerate(passages)}
    own = [sentence for sentence in sentences if sentence.passage.id in order]
    read = sorted(own, key=lambda sentence: order[sentence.passage.id])  # a stable sort keeps each passage in order
    kept = without_orders(read, lambda document_id: request.index.document(document_id).text)
    check = SentenceCheck(group_sources(kept), models.judge, ParsedText(request.text))
    texts = {
        passage.id: " ".join(sentence.text for sentence in group)
        for passage, group in groupby(kept, key=lambda sentence: sentence.passage)
    }
    started = time.monotonic()
    for group in _groups(request, passages, texts):
        if time.monotonic() - started > MAX_S:
            return
        task = f"Summarise the passages above in one or two short sentences. They are from: {scope.name}."
        task = f"{task} {language_request(request.text)}".strip()
        body = "\n\n".join(texts[passage.id] for passage in group)
        messages = (Message("system", SYSTEM), Message("user", defuse(f"{body}\n\n{task}")))
        written = ""
        for piece in models.engine.stream(Prompt(tuple(group), messages), max_tokens=WRITTEN_TOKENS):
            written += piece if isinstance(piece, str) else ""
            yield None
        text = written.strip()
        if text[-1:] not in ".!?。！？":  # the last sentence is cut off
            text = text[: max(text.rfind(". "), text.rfind("。")) + 1]
        if text and not is_refusal(text):
            yield from check_sentences(text, check, drops=True).statements


def _groups(request: Request, passages: Sequence[Passage], texts: dict[str, str]) -> list[list[Passage]]:
    """The passages in at most `GROUPS` groups of neighbours, each as long as the model reads at once."""
    count = request.models.engine.count_tokens
    groups: list[list[Passage]] = []
    size = 0
    for passage in (one for one in passages if one.id in texts):
        tokens = count(texts[passage.id])
        if not groups or size + tokens > GROUP_TOKENS:
            groups.append([])
            size = 0
        groups[-1].append(passage)
        size += tokens
    return groups[:GROUPS]
