"""Asks the model to make a follow-up standalone, if no rule can."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import replace

from qa.checking.compare import missing_facts
from qa.engines.engine import Engine
from qa.engines.write_text import write_text
from qa.evidence.prompt import SYSTEM, defuse
from qa.records import Message, Prompt, Question
from qa.text.markers import without_markers
from qa.text.parsed import ParsedText
from qa.text.words import content_words

MAX_TOKENS = 40  # of a question
MAX_WORDS = 40
TASK = "Rewrite the follow-up question so that it can be understood alone. Write only the question."


def rephrase(question: Question, engine: Engine) -> Generator[str, None, Question | None]:
    """Return the standalone question that the model writes. None if it cannot be trusted.

    Until then, yield "" from time to time; closing it then stops the computation. The question is not trusted if
    it contains a name, number or date that is neither in the follow-up nor in the last turn, or if it is about
    something else.
    """
    last = question.history[-1]
    answer = without_markers(last.answer)
    text = (
        f"Question: {last.searched or last.question}\nAnswer: {answer}\nFollow-up question: {question.asked}\n\n{TASK}"
    )
    prompt = Prompt((), (Message("system", SYSTEM), Message("user", defuse(text))))
    written = yield from write_text(engine, prompt, max_tokens=MAX_TOKENS)
    lines = [line.strip() for line in written.strip().splitlines() if line.strip()]
    rewritten = re.sub(r"^(?:standalone |rewritten )?question:\s*", "", lines[0], flags=re.IGNORECASE) if lines else ""
    if not _is_trusted(rewritten, question.asked, f"{last.question} {last.searched} {answer}"):
        return None
    return replace(question, searched=ParsedText(rewritten), history=())


def _is_trusted(rewritten: str, question: str, around: str) -> bool:
    known, text = ParsedText(f"{around} {question}"), ParsedText(rewritten)
    asked = set(content_words(question))
    return (
        rewritten.endswith("?")
        and len(rewritten.split()) <= MAX_WORDS
        and not missing_facts(text.facts, known.facts, (known,))
        and 2 * len(asked & text.word_set) >= len(asked)
    )
