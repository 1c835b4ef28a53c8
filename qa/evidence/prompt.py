"""Every word that is sent to a language model. Pure.

The passages come first and the task behind them: the question whether they answer at all, the question itself and the
question whether they say what was answered share everything but their last lines, so that an engine with a prompt cache
reads the passages once for all. No worked examples and no request for markers: both made a 1.5B model answer worse
(docs/quality.md), and the markers that count are those that the check of each sentence sets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.text.language import is_english
from qa.evidence.excerpts import Excerpt, place
from qa.records import Message, Prompt, Turn
from qa.text.markers import without_markers

YES, NO = "Yes", "No"

SYSTEM = "You are a helpful assistant."
ANSWER = "Answer the question in one sentence from the passages above."
SAME_LANGUAGE = "Write it in the language of the question."
DECIDE = f"Do the passages above state the answer to the question? Write {YES} or {NO}."

_TEMPLATE_SIGN = re.compile(r"<(?=[|｜/\w])|\[(?=/?(?:INST|SYS)\])")


def compose(question: str, excerpts: Sequence[Excerpt], *, history: Sequence[Turn] = ()) -> Prompt:
    """The prompt for an answer to `question` from the excerpts, numbered in their order."""
    return _asked(ANSWER if is_english(question) else f"{ANSWER} {SAME_LANGUAGE}", question, excerpts, history)


def compose_decision(question: str, excerpts: Sequence[Excerpt], *, history: Sequence[Turn] = ()) -> Prompt:
    """The prompt whose first word, Yes or No, says whether the excerpts answer `question`."""
    return _asked(DECIDE, question, excerpts, history)


def _asked(task: str, question: str, excerpts: Sequence[Excerpt], history: Sequence[Turn]) -> Prompt:
    earlier = "".join(
        f"Earlier question: {turn.question}\nEarlier answer: {without_markers(turn.answer)}\n" for turn in history[-1:]
    )
    return _prompt(f"{task}\n{earlier}Question: {question}", excerpts)


def _prompt(task: str, excerpts: Sequence[Excerpt]) -> Prompt:
    text = f"{_numbered(excerpts)}\n\n{task}"
    messages = (Message("system", SYSTEM), Message("user", defuse(text)))
    sentences = [replace(s, rank=rank) for rank, excerpt in enumerate(excerpts) for s in excerpt.sentences]
    return Prompt(tuple(excerpt.passage for excerpt in excerpts), messages, tuple(sentences))


def defuse(text: str) -> str:
    """`text` without what a chat template would take for its own signs, such as <|im_end|> or [INST]."""
    return _TEMPLATE_SIGN.sub(lambda match: "‹" if match[0] == "<" else "(", text)


def _numbered(excerpts: Iterable[Excerpt]) -> str:
    return "\n\n".join(f"[{n}] {place(excerpt.passage)}{excerpt.text}" for n, excerpt in enumerate(excerpts, start=1))
