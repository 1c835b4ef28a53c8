"""One question, from asking to its cited and checked answer: the whole of `qa` in one short function."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Protocol

from index.embed import Embedder
from index.errors import QuestionError
from index.records import Document, Hit
from qa.cite import Check, cite, join, sentence_check, statement_spans
from qa.conflicts import concerns, contradicted_premise, date_sides, find_conflicts, is_settled
from qa.dating import Dated, date_document
from qa.engine import Engine
from qa.evidence import estimate_confidence, is_refusal
from qa.excerpt import choose_excerpts
from qa.families import family_of
from qa.markers import show_markers
from qa.prompt import compose, compose_decision
from qa.quotes import quote_best, quote_likeliest
from qa.records import Answer, Conflict, Draft, Piece, Prompt, ScoredSentence, Statement, Thought, Turn
from qa.rephrase import asks_back, rephrase
from qa.rewrite import joined, standalone
from qa.salience import score_sentences
from qa.settings import Settings
from qa.suspicion import is_suspicious
from qa.thoughts import CLOSING, OPENING
from qa.verify import Judge

ABSTENTION = "Your documents do not say."
INSTEAD = "No sentence that was written stood up to its source. The closest that your documents say:"
LIKELY = 0.5  # from this confidence on, the documents answer though the model could not: they are quoted
EARLIER = 3  # passages found for the question before, which stay candidates for a follow-up
OTHERWISE = "Your documents say otherwise:"  # where a question takes for granted what they deny
MAX_QUESTION_CHARACTERS = 8_000


Settled = tuple[str, tuple[Statement, ...], tuple[Statement, ...]]  # a text, its statements, and those left out


class Settle(Protocol):
    """Checks the first sentences of a text, or all."""

    def __call__(self, text: str, sentences: int | None = None) -> Settled: ...


class Retriever(Protocol):
    """The part of an index that answering uses."""

    def search(self, question: str, k: int = 8, within: Collection[str] | None = None) -> list[Hit]: ...

    def document(self, document_id: str) -> Document: ...

    def changed_on(self, document_id: str) -> date: ...


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
    A follow-up is answered as a standalone question (`searched`); where no rule tells which, the model is asked, and a
    further first `Draft` comes. A question that nothing tells the meaning of is answered with a question.
    Raises `QuestionError` for a question that is empty or too long.
    """
    question = check_question(question)
    watch = _Stopwatch()
    if back := asks_back(question, history):
        yield back
        yield Answer(question, question, back, (), (), True, 0.0, engine.name, watch.seconds, asks_back=True)
        return
    look = partial(
        _look,
        question,
        history=history,
        index=index,
        embedder=embedder,
        engine=engine,
        settings=settings,
        within=within,
    )
    found = look(standalone(question, history), watch=watch)
    yield found.draft
    if not found.stands_alone:
        rephrased = yield from rephrase(question, history, engine)
        watch.lap("rephrase")
        if rephrased:
            found = look(rephrased, watch=watch)
            yield found.draft
    searched, hits, sentences, prompt, draft = found.searched, found.hits, found.sentences, found.prompt, found.draft
    confidence, text, statements, dropped = 1.0, "", tuple[Statement, ...](), tuple[Statement, ...]()
    if otherwise := contradicted_premise(searched, prompt.sentences, prompt.passages):
        text, statements = f"{OTHERWISE} {otherwise.text}", (otherwise,)
    else:
        confidence = yield from estimate_confidence(found.decision, engine)
        watch.lap("decide")
        if confidence >= settings.min_confidence:
            check = sentence_check(prompt.passages, judge, searched)
            settle = partial(_settle, check=check, drops=settings.unsupported == "drop")
            room = settings.max_tokens + (settings.thinking_tokens if family_of(engine.name).thinks else 0)
            written = engine.stream(prompt, max_tokens=room)
            text = yield from _write(written, draft, settle, len(prompt.passages), watch)
            text, statements, dropped = _finish(text, prompt, settle, likely=confidence >= LIKELY)
        else:
            yield ABSTENTION
    abstained = not any(statement.supported for statement in statements)
    disagreeing = () if abstained else find_conflicts(searched, hits, sentences, prompt.passages)
    conflicts = _conflicts(searched, index, disagreeing, statements)
    watch.lap("check")
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
        conflicts=conflicts,
        dropped=dropped,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found for a question, and what of it an engine reads."""

    searched: str
    stands_alone: bool  # whether the question that was searched for can be understood alone
    hits: tuple[Hit, ...]
    sentences: Sequence[ScoredSentence]
    prompt: Prompt
    decision: Prompt

    @property
    def draft(self) -> Draft:
        return Draft(self.searched, quote_best(self.prompt))


def _look(
    question: str,
    alone: str | None,
    *,
    history: Sequence[Turn],
    index: Retriever,
    embedder: Embedder,
    engine: Engine,
    settings: Settings,
    within: Collection[str] | None,
    watch: _Stopwatch,
) -> _Found:
    """What is found for the standalone question `alone`, or, where that is not known, for `question` and the last one.

    What answered the question before a follow-up stays a candidate.
    """
    searched = alone or joined(question, history)
    hits = index.search(searched, k=settings.k, within=within)
    if searched != question:
        earlier = index.search(history[-1].searched or history[-1].question, k=EARLIER, within=within)
        known = {hit.passage.id for hit in hits}
        hits += [replace(hit, score=hits[-1].score) for hit in earlier if hit.passage.id not in known]
    watch.lap("search")
    every = score_sentences(searched, hits, embedder)
    sentences = [s for s in every if not is_suspicious(hits[s.rank].passage.text[s.start : s.end])]
    excerpts = choose_excerpts(
        [hit.passage for hit in hits],
        sentences,
        budget_tokens=settings.evidence_tokens,
        count_tokens=engine.count_tokens,
    )
    asked, turns = (alone, ()) if alone else (question, history)
    prompt, decision = (make(asked, excerpts, history=turns) for make in (compose, compose_decision))
    watch.lap("compose")
    return _Found(searched, alone is not None, tuple(hits), sentences, prompt, decision)


def _conflicts(
    question: str, index: Retriever, found: Iterable[Conflict], statements: Sequence[Statement]
) -> tuple[Conflict, ...]:
    """Of the conflicts found, with their dates, those that the answer rests on and the question does not settle."""

    def date_of(document_id: str) -> Dated:
        return date_document(index.document(document_id), index.changed_on(document_id))

    dated = [date_sides(conflict, date_of) for conflict in found if concerns(conflict, statements)]
    return tuple(conflict for conflict in dated if not is_settled(question, conflict))


def _write(
    written: Iterator[str | Thought], draft: Draft, settle: Settle, passages: int, watch: _Stopwatch
) -> Generator[str | Thought | Draft, None, str]:
    """Return the text as it was written, false markers and all; until then yield its pieces, without those, and a draft
    with every sentence that is finished.
    """
    raw: list[str] = []
    thoughts: list[Thought] = []
    text, finished = "", 0
    for piece in show_markers(_copied(written, raw, thoughts), passages):
        yield from thoughts
        thoughts.clear()
        if not text:
            watch.lap("first words")
        text += piece
        yield piece
        thought, closed, rest = text.partition(CLOSING)
        if closed and OPENING not in thought:  # a thought that nobody opened
            text, finished, raw[:] = rest.lstrip(), 0, ["".join(raw).partition(CLOSING)[2].lstrip()]
            yield Thought(thought)
            yield replace(draft, text=text)
        sentences = len(list(statement_spans(text))) - 1  # the last one may go on
        if sentences > finished:
            finished = sentences
            shown, statements, _ = settle(text, finished)
            yield replace(draft, text=shown, statements=statements)
    yield from thoughts
    watch.lap("write")
    return "".join(raw)


def _copied(pieces: Iterator[str | Thought], texts: list[str], thoughts: list[Thought]) -> Iterator[str]:
    """The texts among the pieces, with an empty one for each thought; all are collected."""
    for piece in pieces:
        if isinstance(piece, Thought):
            thoughts.append(piece)
            yield ""
        else:
            texts.append(piece)
            yield piece


def _settle(text: str, sentences: int | None = None, *, check: Check, drops: bool) -> Settled:
    """`text` with its first sentences, or all, as they are shown; those that are; and those that are left out."""
    statements = cite(text, check, sentences)
    text = join(text, statements)
    dropped = tuple(statement for statement in statements if drops and statement.supported is False)
    for statement in dropped:
        text = text.replace(f"{statement.text} ", "", 1).replace(statement.text, "", 1)
    return text, tuple(statement for statement in statements if statement not in dropped), dropped


def _finish(written: str, prompt: Prompt, settle: Settle, *, likely: bool) -> Settled:
    """What `settle` makes of the whole text; the likeliest sentence is quoted behind those that stand.

    It is quoted alone where nothing stands of what was claimed, and the documents are `likely` to answer.
    """
    text, statements, dropped = settle(written)
    text = re.sub(r"\s*\n\s*\n\s*", "\n\n", text).strip() if dropped else text.strip()
    claimed = (*statements, *dropped)
    if likely and not is_refusal(written) and _is_withdrawn(claimed) and (quote := quote_likeliest(prompt, ())):
        return f"{INSTEAD} {quote.text}", (quote,), claimed
    if any(statement.supported for statement in statements) and (quote := quote_likeliest(prompt, statements)):
        return f"{text}\n\n{quote.text}", (*statements, quote), dropped
    return text, statements, dropped


def _is_withdrawn(statements: Sequence[Statement]) -> bool:
    """Whether something was claimed, and nothing of it stands up to the check."""
    found = {statement.supported for statement in statements}
    return False in found and True not in found


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
