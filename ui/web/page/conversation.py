"""From one question to the messages of the chat, again and again as the answer grows."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from index.errors import QuothError
from index.search.scope import Scope
from qa.records import Answer, Draft, Thought
from ui.jobs import Jobs
from ui.web.page.streaming import in_thread
from ui.web.page.transcript import answered, asked, failed, finished, folded, searching, turns, writing

if TYPE_CHECKING:
    from qa.chatbot import Chatbot

log = logging.getLogger(__name__)

FAULT = "Something went wrong in Quoth. Ask again. If it happens again, the log has the details."

Message = Mapping[str, Any]


async def answer(
    chatbot: Chatbot, question: str, messages: Sequence[Message], within: Scope | None = None, *, jobs: Jobs
) -> AsyncGenerator[list[Message], None]:
    """Yield `messages` with the question and what there is of its answer, until the answer is complete.

    If something goes wrong, a message takes the place of the answer. Closing the generator stops the computing.
    """
    before = [*map(folded, messages), asked(question)]
    if reason := jobs.not_ready():
        yield [*before, answered(failed(reason))]
        return
    try:
        yield [*before, answered(searching())]  # at once: counting can wait for the models to load
        documents = await asyncio.to_thread(chatbot.documents)
        yield [*before, answered(searching(len(documents) if within is None else None))]
        async with aclosing(_growing(chatbot, question, messages, within)) as stages:
            async for html in stages:
                yield [*before, answered(html)]
    except QuothError as error:
        yield [*before, answered(failed(jobs.explain(error)))]
    except Exception:
        log.exception("a question could not be answered")
        yield [*before, answered(failed(FAULT))]


async def _growing(
    chatbot: Chatbot, question: str, messages: Sequence[Message], within: Scope | None
) -> AsyncGenerator[str, None]:
    """Yield the HTML of the answer: the quotes at once, the rest only as often as the page can draw it."""
    draft, thoughts, shown = Draft("", ()), "", 0.0
    pause_s = seconds_between(len(messages))
    ask = partial(chatbot.stream, question, history=turns(messages), within=within)
    async with aclosing(in_thread(ask)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Answer):
                yield finished(piece, thoughts)
                return
            if isinstance(piece, Thought):
                thoughts += piece.text
            else:
                draft = piece if isinstance(piece, Draft) else replace(draft, text=draft.text + piece)
            is_news = bool(piece.quotes if isinstance(piece, Draft) else draft.text.strip() or thoughts.strip())
            if is_news and time.monotonic() - shown >= pause_s:
                yield writing(draft, question, thoughts)
                shown = time.monotonic()


def seconds_between(messages: int) -> float:
    """How long to wait before drawing again: the page redraws all messages each time, which takes 2 to 4 ms each."""
    return max(0.08, 0.006 * messages)
