"""Gives an answer again in another language. The model translates it, and each sentence is checked by its facts."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import replace

from qa.checking.compare import missing_facts
from qa.engines.extractive_engine import ExtractiveEngine
from qa.engines.write_text import write_text
from qa.evidence.prompt import SYSTEM, defuse
from qa.forms.form import Request
from qa.records import Answer, Message, Prompt, Statement
from qa.text.markers import as_markers, marker_numbers, without_markers
from qa.text.parsed import ParsedText

TOKENS = 120  # the most tokens written for one sentence
MOST = 12  # sentences that are translated


def translate(request: Request, earlier: Answer, language: str) -> Generator[str, None, Answer]:
    """Return the answer in the language. Until then, yield "" from time to time.

    A sentence keeps its citations. It is supported if the original was, and if its numbers, dates and names are those
    of the original and of the cited words.
    """
    engine = request.models.engine
    if isinstance(engine, ExtractiveEngine):
        return replace(earlier, text=request.say("only_quotes"), statements=(), abstained=True)
    written: list[Statement] = []
    text = earlier.text
    for statement in earlier.statements[:MOST]:
        said = yield from _translated(request, statement, language)
        new = _checked(statement, said)
        text = text.replace(statement.text, new.text, 1)
        written.append(new)
    kept = (*written, *earlier.statements[MOST:])
    return replace(earlier, text=text, statements=kept, model=engine.name, conflicts=())


def _translated(request: Request, statement: Statement, language: str) -> Generator[str, None, str]:
    words = without_markers(statement.text).strip()
    task = f"Translate the text into {language}. Keep names and numbers. Write only the translation."
    messages = (Message("system", SYSTEM), Message("user", defuse(f"Text: {words.strip('“”')}\n\n{task}")))
    passages = tuple(citation.passage for citation in statement.citations)
    said = yield from write_text(request.models.engine, Prompt(passages, messages), max_tokens=TOKENS)
    lines = [line.strip() for line in said.strip().splitlines() if line.strip()]
    return re.sub(r"^(?:translation|text|übersetzung)\s*:\s*", "", lines[0], flags=re.IGNORECASE) if lines else ""


def _checked(original: Statement, said: str) -> Statement:
    """The translated statement, with the markers of the original. The original, if nothing was written."""
    bare = without_markers(said).strip()
    if not bare:
        return original
    sources = [ParsedText(without_markers(original.text)), *(ParsedText(one.quote) for one in original.citations)]
    facts = sources[0].facts
    for source in sources[1:]:
        facts = facts | source.facts
    said_facts = replace(ParsedText(bare).facts, negated=False)  # negations of other languages are not compared
    missing = missing_facts(said_facts, facts, _with_titles(sources, original))
    lost = missing_facts(replace(sources[0].facts, names=frozenset(), negated=False), ParsedText(bare).facts, [])
    markers = as_markers(marker_numbers(original.text))
    if missing or lost:
        reason = f"the translation differs from the source: {', '.join([*missing, *lost])}"
        return replace(original, text=f"{bare} {markers}", supported=False, reason=reason, verbatim=False)
    return replace(original, text=f"{bare} {markers}", verbatim=False)


def _with_titles(sources: Sequence[ParsedText], original: Statement) -> list[ParsedText]:
    return [*sources, *(ParsedText(f"{one.title} {one.passage.heading}") for one in original.citations)]
