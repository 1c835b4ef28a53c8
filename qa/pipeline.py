"""One question, from asking to its cited and checked answer: the whole of `qa` in one short function."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import replace
from functools import partial

from index.embedding.embedder import Embedder
from index.errors import QuestionError
from qa.checking.cite import sentence_check, statement_spans
from qa.checking.conflicts import concerns, contradicted_premise, date_sides, find_conflicts, is_settled
from qa.checking.finalize import Settle, Settled, finish, settle_sentences
from qa.checking.judge import Judge
from qa.conversation.rephrase import asks_back, rephrase
from qa.conversation.rewrite import standalone
from qa.engines.engine import Engine
from qa.engines.families import family_of
from qa.engines.thoughts import CLOSING, OPENING
from qa.evidence.answerability import estimate_confidence
from qa.finding import Found, Retriever, find_evidence
from qa.records import Answer, Conflict, Draft, Piece, Statement, Thought, Turn
from qa.settings import Settings
from qa.stopwatch import Stopwatch
from qa.text.dates import Dated, date_document
from qa.text.markers import show_markers

ABSTENTION = "Your documents do not say."
LIKELY = 0.5  # from this confidence on, the documents answer though the model could not: they are quoted
OTHERWISE = "Your documents say otherwise:"  # where a question takes for granted what they deny
MAX_QUESTION_CHARACTERS = 8_000


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
    watch = Stopwatch()
    if back := asks_back(question, history):
        yield back
        yield Answer(question, question, back, (), (), True, 0.0, engine.name, watch.seconds, asks_back=True)
        return
    find = partial(
        find_evidence,
        question,
        history=history,
        index=index,
        embedder=embedder,
        engine=engine,
        settings=settings,
        within=within,
        watch=watch,
    )
    found = find(standalone(question, history))
    yield found.draft
    if not found.stands_alone:
        rephrased = yield from rephrase(question, history, engine)
        watch.lap("rephrase")
        if rephrased:
            found = find(rephrased)
            yield found.draft
    confidence, (text, statements, dropped) = yield from _answer(found, engine, judge, settings, watch)
    abstained = not any(statement.supported for statement in statements)
    conflicts = () if abstained else _conflicts(found, statements, index)
    watch.lap("check")
    yield Answer(
        question=question,
        searched=found.searched,
        text=ABSTENTION if abstained else text,
        statements=() if abstained else statements,
        hits=found.hits,
        abstained=abstained,
        confidence=confidence,
        model=engine.name,
        timings=watch.seconds,
        quotes=found.draft.quotes,
        conflicts=conflicts,
        dropped=dropped,
    )


def _answer(
    found: Found, engine: Engine, judge: Judge, settings: Settings, watch: Stopwatch
) -> Generator[Piece, None, tuple[float, Settled]]:
    """Return the confidence (0 to 1) that the documents answer, and what stands of the answer; nothing below
    `min_confidence`. Until then yield what is written.
    """
    prompt = found.prompt
    if otherwise := contradicted_premise(found.searched, prompt.sentences, prompt.passages):
        return 1.0, (f"{OTHERWISE} {otherwise.text}", (otherwise,), ())
    confidence = yield from estimate_confidence(found.decision, engine)
    watch.lap("decide")
    if confidence < settings.min_confidence:
        yield ABSTENTION
        return confidence, ("", (), ())
    check = sentence_check(prompt.passages, judge, found.searched, confidence)
    settle = partial(settle_sentences, check=check, drops=settings.unsupported == "drop")
    room = settings.max_tokens + (settings.thinking_tokens if family_of(engine.name).thinks else 0)
    written = engine.stream(prompt, max_tokens=room)
    text = yield from _write(written, found.draft, settle, len(prompt.passages), watch)
    text, statements, dropped = finish(text, prompt, settle, likely=confidence >= LIKELY)
    return confidence, (text, statements, dropped)


def _conflicts(found: Found, statements: Sequence[Statement], index: Retriever) -> tuple[Conflict, ...]:
    """The conflicts, with their dates, that the answer rests on and the question does not settle."""

    def date_of(document_id: str) -> Dated:
        return date_document(index.document(document_id), index.changed_on(document_id))

    every = find_conflicts(found.searched, found.hits, found.sentences, found.prompt.passages)
    dated = [date_sides(conflict, date_of) for conflict in every if concerns(conflict, statements)]
    return tuple(conflict for conflict in dated if not is_settled(found.searched, conflict))


def _write(
    written: Iterator[str | Thought], draft: Draft, settle: Settle, passages: int, watch: Stopwatch
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
