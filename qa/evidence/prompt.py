"""The prompts for language models. Pure.

The passages come first and the task last. The prompt for the decision and the prompt for the answer differ only in
their last lines, so an engine with a prompt cache reads the passages once. The prompts have no worked examples and do
not ask for markers: both made the answers of a 1.5B model worse (docs/quality.md). The check sets the markers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.text.identify import NAMES, identify_language
from index.text.language import is_english
from qa.evidence.excerpts import Excerpt, place
from qa.records import Citation, Message, Prompt, Question
from qa.text.markers import without_markers

YES, NO = "Yes", "No"

SYSTEM = "You are a helpful assistant."
ANSWER = "Answer the question in one sentence from the passages above."
SAME_LANGUAGE = "Write it in the language of the question."
DECIDE = f"Do the passages above state the answer to the question? Write {YES} or {NO}."

_TEMPLATE_SIGN = re.compile(r"<(?=[|｜/\w])|\[(?=/?(?:INST|SYS)\])")


def language_request(text: str) -> str:
    """What asks the model to write in the language of `text`, for a prompt without the question. "" for English."""
    return "" if is_english(text) else f"Write it in {NAMES[identify_language(text)]}."


def compose(question: Question, excerpts: Sequence[Excerpt]) -> Prompt:
    """The prompt that asks for an answer to `question` from the excerpts, which are numbered in order."""
    read = question.asked if question.answer_in else _read(question)
    if question.answer_in:
        task = f"{ANSWER} Write it in {question.answer_in}."
    else:
        task = ANSWER if is_english(read) else f"{ANSWER} {SAME_LANGUAGE}"
    return _prompt(task, question, read, excerpts)


def compose_decision(question: Question, excerpts: Sequence[Excerpt]) -> Prompt:
    """The prompt that asks whether the excerpts answer `question`. The model replies Yes or No."""
    return _prompt(DECIDE, question, _read(question), excerpts)


def compose_rereading(question: str, citations: Sequence[Citation]) -> Prompt:
    """The prompt that asks whether the quotes of the citations, with their titles, answer the question."""
    titles = "; ".join(dict.fromkeys(filter(None, (place(one.passage).rstrip(": ") for one in citations))))
    quotes = "\n".join(dict.fromkeys(one.quote for one in citations))
    return ask_of_text(question, f"Text from “{titles}”: {quotes}" if titles else f"Text: {quotes}")


def ask_of_text(question: str, told: str) -> Prompt:
    """The prompt that asks whether the text that is `told` answers the question."""
    task = f"Does the text answer the question “{question}”? Write {YES} or {NO}."
    return Prompt((), (Message("system", SYSTEM), Message("user", defuse(f"{told}\n\n{task}"))))


def ask_for_same(words: str, entry: str) -> list[Prompt]:
    """Three prompts that ask whether the words mean the entry of a table, or a kind of it."""
    tasks = (
        f"Does “{words}” mean the same as “{entry}”, or is it a kind of it?",
        f"Is “{entry}” another word for “{words}”?",
        f"Is “{words}” a kind of “{entry}”?",
    )
    texts = (defuse(f"{task} Write {YES} or {NO}.") for task in tasks)
    return [Prompt((), (Message("system", SYSTEM), Message("user", text))) for text in texts]


def _prompt(task: str, question: Question, read: str, excerpts: Sequence[Excerpt]) -> Prompt:
    earlier = "".join(
        f"Earlier question: {turn.question}\nEarlier answer: {without_markers(turn.answer)}\n"
        for turn in question.history[-1:]
    )
    text = f"{_numbered(excerpts)}\n\n{task}\n{earlier}Question: {read}"
    messages = (Message("system", SYSTEM), Message("user", defuse(text)))
    sentences = tuple(sentence for excerpt in excerpts for sentence in excerpt.sentences)
    return Prompt(tuple(excerpt.passage for excerpt in excerpts), messages, sentences)


def _read(question: Question) -> str:
    """The question as the model reads it."""
    return question.searched.text if question.stands_alone else question.asked


def defuse(text: str) -> str:
    """`text` with control tokens of chat templates, such as <|im_end|> or [INST], made harmless."""
    return _TEMPLATE_SIGN.sub(lambda match: "‹" if match[0] == "<" else "(", text)


def _numbered(excerpts: Iterable[Excerpt]) -> str:
    return "\n\n".join(f"[{n}] {place(excerpt.passage)}{excerpt.text}" for n, excerpt in enumerate(excerpts, start=1))
