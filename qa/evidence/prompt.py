"""Every word that is sent to a language model. Pure.

The passages come first and the task behind them: the question whether they answer at all, the question itself and the
question whether they say what was answered share everything but their last lines, so that an engine with a prompt cache
reads the passages once for all. No worked examples and no request for markers: both made a 1.5B model answer worse
(docs/quality.md), and the markers that count are those that the check of each sentence sets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.text.language import is_english
from qa.evidence.excerpts import Excerpt, place
from qa.records import Message, Prompt, Question
from qa.text.markers import without_markers

YES, NO = "Yes", "No"

SYSTEM = "You are a helpful assistant."
ANSWER = "Answer the question in one sentence from the passages above."
SAME_LANGUAGE = "Write it in the language of the question."
DECIDE = f"Do the passages above state the answer to the question? Write {YES} or {NO}."

_TEMPLATE_SIGN = re.compile(r"<(?=[|｜/\w])|\[(?=/?(?:INST|SYS)\])")


def compose(question: Question, excerpts: Sequence[Excerpt]) -> Prompt:
    """The prompt for an answer to `question` from the excerpts, numbered in their order."""
    task = ANSWER if is_english(_read(question)) else f"{ANSWER} {SAME_LANGUAGE}"
    return _prompt(task, question, excerpts)


def compose_decision(question: Question, excerpts: Sequence[Excerpt]) -> Prompt:
    """The prompt whose first word, Yes or No, says whether the excerpts answer `question`."""
    return _prompt(DECIDE, question, excerpts)


def _prompt(task: str, question: Question, excerpts: Sequence[Excerpt]) -> Prompt:
    earlier = "".join(
        f"Earlier question: {turn.question}\nEarlier answer: {without_markers(turn.answer)}\n"
        for turn in question.history[-1:]
    )
    text = f"{_numbered(excerpts)}\n\n{task}\n{earlier}Question: {_read(question)}"
    messages = (Message("system", SYSTEM), Message("user", defuse(text)))
    sentences = tuple(sentence for excerpt in excerpts for sentence in excerpt.sentences)
    return Prompt(tuple(excerpt.passage for excerpt in excerpts), messages, sentences)


def _read(question: Question) -> str:
    """The question as the model reads it."""
    return question.searched.text if question.stands_alone else question.asked


def defuse(text: str) -> str:
    """`text` without what a chat template would take for its own signs, such as <|im_end|> or [INST]."""
    return _TEMPLATE_SIGN.sub(lambda match: "‹" if match[0] == "<" else "(", text)


def _numbered(excerpts: Iterable[Excerpt]) -> str:
    return "\n\n".join(f"[{n}] {place(excerpt.passage)}{excerpt.text}" for n, excerpt in enumerate(excerpts, start=1))
