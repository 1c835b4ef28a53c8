"""One question, from asking to its cited and checked answer: the whole of `qa` in one short function."""

from __future__ import annotations

import time
from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from index.embed import Embedder
from index.errors import QuestionError
from index.records import Hit
from qa.cite import Check, cite, join, sentence_check, statement_spans
from qa.engine import Engine
from qa.evidence import estimate_confidence
from qa.excerpt import choose_excerpts
from qa.markers import show_markers
from qa.prompt import compose, compose_decision
from qa.quotes import quote_best, quote_likeliest
from qa.records import Answer, Draft, Piece, Prompt, Statement, Turn
from qa.rewrite import standalone
from qa.salience import score_sentences
from qa.settings import Settings
from qa.verify import Judge

ABSTENTION = "Your documents do not say."
MAX_QUESTION_CHARACTERS = 8_000


class Retriever(Protocol):
    """The part of an index that answering uses."""

    def search(self, question: str, k: int = 8, within: Collection[str] | None = None) -> list[Hit]: ...


@dataclass(slots=True)
class _Stopwatch:
    """Seconds by stage."""

    seconds: dict[str, float] = field(default_factory=dict)
    started: float = field(default_factory=time.perf_counter)
    lapped: float = field(default_factory=time.perf_counter)

    def lap(self, stage: str) -> None:
        """Book the time since the last lap to `stage`."""
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self.lapped
        self.seconds["total"] = now - self.started
        self.lapped = now


def stream(
    question: str,
    *,
    index: Retriever,
    embedder: Embedder,
    engine: Engine,
    judge: Judge,
    settings: Settings,
    history: Sequence[Turn] = (),
    within: Collection[str] | None = None,
) -> Iterator[Piece]:
    """Yield first a `Draft` with the likeliest sentences, then the answer's text in pieces, and last the `Answer`.

    A further `Draft` comes whenever a sentence is finished, with its citations. Empty pieces come while nothing is
    written. The text of the pieces is not yet checked: a sentence may turn out unsupported, be cited to another
    passage, or the whole be withdrawn. Closing the iterator stops the computing.
    Raises `QuestionError` for a question that is empty or too long.
    """
    question = check_question(question)
    watch = _Stopwatch()
    searched = standalone(question, history)
    hits = tuple(index.search(searched, k=settings.k, within=within))
    watch.lap("search")
    excerpts = choose_excerpts(
        [hit.passage for hit in hits],
        score_sentences(searched, hits, embedder),
        budget_tokens=settings.evidence_tokens,
        count_tokens=engine.count_tokens,
    )
    prompt, decision = (make(question, excerpts, history=history) for make in (compose, compose_decision))
    draft = Draft(searched, quote_best(prompt))
    watch.lap("compose")
    yield draft
    confidence = yield from estimate_confidence(decision, engine)
    watch.lap("decide")
    text, statements = "", tuple[Statement, ...]()
    if confidence >= settings.min_confidence:
        check = sentence_check(prompt.passages, judge, searched)
        written = engine.stream(prompt, max_tokens=settings.max_tokens)
        text = yield from _write(show_markers(written, len(prompt.passages)), draft, check, watch)
        text, statements = _finish(text, prompt, check)
        watch.lap("check")
    else:
        yield ABSTENTION
    abstained = not any(statement.supported for statement in statements)
    yield Answer(
        question=question,
        searched=searched,
        text=ABSTENTION if abstained else text,
        statements=() if abstained else statements,
        hits=hits,
        abstained=abstained,
        confidence=confidence,
        model=engine.name,
        timings=watch.seconds,
        quotes=draft.quotes,
    )


def _write(pieces: Iterator[str], draft: Draft, check: Check, watch: _Stopwatch) -> Generator[str | Draft, None, str]:
    """Return the whole text; until then yield its pieces, and `draft` with every sentence that is finished."""
    text, finished = "", 0
    for piece in pieces:
        if not text:
            watch.lap("first words")
        text += piece
        yield piece
        spans = list(statement_spans(text))[:-1]  # the last one may go on
        if len(spans) > finished:
            finished = len(spans)
            statements = tuple(check(text[start:end]) for start, end in spans)
            yield replace(draft, text=join(text, statements), statements=statements)
    watch.lap("write")
    return text


def _finish(text: str, prompt: Prompt, check: Check) -> tuple[str, tuple[Statement, ...]]:
    """The text as it is shown, and its statements; the likeliest sentence is quoted behind those that stand."""
    statements = cite(text, check)
    text = join(text, statements).strip()
    if any(statement.supported for statement in statements) and (quote := quote_likeliest(prompt, statements)):
        return f"{text}\n\n{quote.text}", (*statements, quote)
    return text, statements


def check_question(question: str) -> str:
    """`question` without white space around it; raises `QuestionError` where it is empty or too long."""
    question = question.strip()
    if not question:
        raise QuestionError("The question is empty. Type a question about your documents.")
    if len(question) > MAX_QUESTION_CHARACTERS:
        raise QuestionError(
            f"The question has {len(question):,} characters; at most {MAX_QUESTION_CHARACTERS:,} are read. Shorten it, "
            "or put the text into a file of your documents folder and ask about it."
        )
    return question
