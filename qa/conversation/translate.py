"""Asks the model to translate a question into a language of the documents."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import replace

from index.text.identify import NAMES, SURE, identify_language
from qa.engines.engine import Engine
from qa.engines.write_text import write_text
from qa.evidence.prompt import SYSTEM, defuse
from qa.records import Message, Prompt, Question
from qa.text.parsed import ParsedText

MAX_TOKENS = 60  # of a translated question
MOST = 3  # languages that a question is translated into


def compare_languages(question: Question, spoken: Sequence[str]) -> Question:
    """The question with its `languages`, at most `MOST`; `spoken` are the codes of the languages of the documents."""
    text = question.searched.text
    own = identify_language(text)
    others = tuple(code for code in spoken if code != own)[:MOST]
    sure = identify_language(text, least=SURE)
    is_foreign = bool(spoken) and sure not in ("", *spoken)
    answer_in = NAMES[sure] if is_foreign and text == question.asked else ""
    return replace(question, languages=others, is_foreign=is_foreign, answer_in=answer_in)


def translate(question: Question, code: str, engine: Engine) -> Generator[str, None, Question | None]:
    """Return the question with `searched` in the language `code`, as the model translates it. None if that fails.

    Until then, yield "" from time to time; closing it then stops the computation. A translation is not used if
    it has other numbers than the question or is in another language, and only a question that stands alone is
    translated.
    """
    if not question.stands_alone:
        return None
    text = question.searched.text
    task = f"Translate this question into {NAMES[code]}. Write only the translation.\n\n{text}"
    prompt = Prompt((), (Message("system", SYSTEM), Message("user", defuse(task))))
    written = yield from write_text(engine, prompt, max_tokens=MAX_TOKENS)
    lines = [line.strip(' "“”„«»') for line in written.strip().splitlines() if line.strip()]
    if not lines or _numbers(lines[0]) != _numbers(text) or identify_language(lines[0]) != code:
        return None
    return replace(question, searched=ParsedText(lines[0]), answer_in=NAMES[identify_language(text)])


def _numbers(text: str) -> list[str]:
    return sorted(re.findall(r"\d+", text))
