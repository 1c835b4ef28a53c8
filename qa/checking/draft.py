"""Checks an answer while it is written, and yields a draft after each finished sentence."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace

from qa.checking.cite import SentenceCheck, statement_spans
from qa.checking.finalize import Checked, check_sentences, finalize
from qa.engines.thoughts import CLOSING, OPENING
from qa.records import Draft, Prompt, Thought
from qa.text.markers import show_markers


def check_while_written(
    written: Iterator[str | Thought],
    check: SentenceCheck,
    draft: Draft,
    prompt: Prompt,
    *,
    drops: bool,
    hides: bool = False,
) -> Generator[str | Thought | Draft, None, Checked]:
    """Yield the written pieces without invalid markers, and after each finished sentence a copy of `draft` with it.

    Return the whole text, checked. `prompt` is the prompt for which the text is written. If it `hides` the text, its
    pieces are empty and no draft is yielded.
    """
    raw: list[str] = []
    thoughts: list[Thought] = []
    text, finished = "", 0
    for piece in show_markers(_copied(written, raw, thoughts), len(check.sources)):
        yield from thoughts
        thoughts.clear()
        text += piece
        yield "" if hides else piece
        thought, closed, rest = text.partition(CLOSING)
        if closed and OPENING not in thought:  # the opening tag is missing
            text, finished, raw[:] = rest.lstrip(), 0, ["".join(raw).partition(CLOSING)[2].lstrip()]
            yield Thought(thought)
            yield replace(draft, text="" if hides else text)
        sentences = len(list(statement_spans(text))) - 1  # the last one can be unfinished
        if sentences > finished and not hides:
            finished = sentences
            checked = check_sentences(text, check, drops=drops, sentences=finished)
            yield replace(draft, text=checked.text, statements=checked.statements)
    yield from thoughts
    return finalize("".join(raw), check, prompt, drops=drops)


def _copied(pieces: Iterator[str | Thought], texts: list[str], thoughts: list[Thought]) -> Iterator[str]:
    """Yield the texts, and "" for each thought. Collect both in the lists."""
    for piece in pieces:
        if isinstance(piece, Thought):
            thoughts.append(piece)
            yield ""
        else:
            texts.append(piece)
            yield piece
