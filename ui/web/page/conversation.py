"""Turns a question into the messages of the chat, which are drawn anew as the answer grows, and stores all of it."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from index.errors import MissingDocumentError, QuothError
from qa.records import Answer, Draft, Piece, Thought, Turn
from ui.conversations import Conversations, MissingConversationError, Reply, StoredTurn, storable
from ui.jobs import Jobs
from ui.render import to_json, to_markdown
from ui.usage import Usage
from ui.web.accounts.people import Person
from ui.web.page.how import How
from ui.web.page.streaming import in_batches
from ui.web.page.transcript import (
    NO_THOUGHTS,
    Thoughts,
    answered,
    asked,
    failed,
    finished,
    folded,
    is_unfinished,
    outdated,
    searching,
    stopped,
    writing,
)
from ui.web.sources import locate
from ui.web.visible import seen_by

if TYPE_CHECKING:
    from qa.chatbot import Chatbot

log = logging.getLogger(__name__)

FAULT = "Something went wrong in Quoth. Ask again. If it happens again, the log has the details."
NO_COOKIE = (
    "Your browser sent no cookie, so Quoth cannot tell your conversations from others'. Allow cookies and reload."
)
UNANSWERED = (
    "This question has no answer: it is being answered in another tab, or Quoth was stopped. Reload, or ask again."
)
KEPT_TURNS = 3  # the earlier turns used to understand a question
DRAWN_EVERY_S = 0.015
WAIT_S = 2.0  # for an answer that is being stopped to be stored

USUAL = How()

Message = Mapping[str, Any]
Shown = tuple[str, list[Message]]  # the id of a conversation ("": none yet), and its messages


@dataclass(frozen=True, slots=True)
class Talk:
    """Answers questions in conversations, which are `kept`."""

    chatbot: Chatbot
    jobs: Jobs
    kept: Conversations
    usage: Usage = field(default_factory=Usage)

    def seen_by(self, person: Person) -> Talk:
        """The same for a person: from the documents that they may see."""
        return replace(self, chatbot=seen_by(self.chatbot, person))

    async def ask(
        self,
        visitor: str,
        conversation: str,
        question: str,
        how: How = USUAL,
    ) -> AsyncGenerator[Shown, None]:
        """Yield the conversation with the question and the answer so far, until the answer is complete.

        Without a conversation, or if it was deleted, a new one begins. Closing the generator stops the answer. What
        was written by then is kept. The complete answer comes last, when it is kept: the next question can follow it.
        """
        question = storable(question)
        try:
            conversation, turns = await asyncio.to_thread(self._begin, visitor, conversation, question, how.instead)
        except QuothError as error:
            yield conversation, [asked(question), answered(failed(str(error)))]
            return
        *earlier, turn = turns
        before = [*map(folded, shown(await asyncio.to_thread(self._aged, earlier))), asked(question, turn)]
        reply = Reply(searching())
        try:
            async with aclosing(self._replies(question, history(earlier), how)) as growing:
                async for reply in growing:
                    if is_unfinished(reply.html):
                        yield conversation, [*before, answered(reply.html)]
        finally:
            with suppress(QuothError):  # such as a full disk; the page shows the answer all the same
                self.kept.finish(turn.id, replace(reply, html=stopped(reply.html)))
        yield conversation, [*before, answered(stopped(reply.html))]

    async def show(self, visitor: str, conversation: str) -> list[Message]:
        """The messages of a conversation as it is now, or why it cannot be shown."""
        if not conversation:
            return []
        try:
            return shown(
                await asyncio.to_thread(self._aged, await asyncio.to_thread(self._settled, visitor, conversation))
            )
        except QuothError as error:
            return [answered(failed(str(error)))]

    def _begin(
        self, visitor: str, conversation: str, question: str, instead: int | None
    ) -> tuple[str, list[StoredTurn]]:
        """The conversation, and its turns up to the new one."""
        if not visitor:
            raise QuothError(NO_COOKIE)
        try:
            turn = self.kept.begin(visitor, conversation, question, instead)
        except MissingConversationError:
            conversation = self.kept.create(visitor, question)
            turn = self.kept.begin(visitor, conversation, question)
        return conversation, self.kept.turns(visitor, conversation, turn)

    def _aged(self, turns: Sequence[StoredTurn]) -> list[StoredTurn]:
        """The turns as they are shown now: an answer whose quoted words are gone from its document says so."""
        texts: dict[str, str] = {}

        def is_there(citation: Mapping[str, Any]) -> bool:
            document = citation["document"]
            if document not in texts:
                texts[document] = self._text(document)
            quote = citation["quote"]
            return not quote.strip() or bool(locate(texts[document], citation["start"], citation["end"], quote))

        def aged(turn: StoredTurn) -> StoredTurn:
            citations = json.loads(turn.reply.answer)["citations"] if turn.reply.answer else []
            if all(map(is_there, citations)):
                return turn
            return replace(turn, reply=replace(turn.reply, html=outdated(turn.reply.html, turn.question)))

        try:
            return list(map(aged, turns))
        except QuothError:  # no index now, so nothing can be compared
            return list(turns)

    def _text(self, document: str) -> str:
        try:
            return self.chatbot.document(document).text
        except MissingDocumentError:
            return ""

    def _settled(self, visitor: str, conversation: str) -> list[StoredTurn]:
        """The turns, as soon as an answer that was just stopped is stored."""
        end = time.monotonic() + WAIT_S
        while True:
            turns = self.kept.turns(visitor, conversation)
            if not turns or turns[-1].reply.html or time.monotonic() > end:
                return turns
            time.sleep(0.05)

    async def _replies(self, question: str, history: Sequence[Turn], how: How) -> AsyncGenerator[Reply, None]:
        """Yield the reply as it grows. If something goes wrong, an explanation takes its place."""
        if reason := self.jobs.not_ready():
            yield Reply(failed(reason))
            return
        try:
            yield Reply(searching())  # at once: counting can wait for the models to load
            documents = await asyncio.to_thread(self.chatbot.documents)
            yield Reply(searching(len(documents) if how.within is None else None))

            def ask() -> Iterator[Piece]:
                pieces = self.chatbot.stream(question, history=history, within=how.within, preferences=how.preferences)
                return self.usage.watched(pieces)

            async with (
                aclosing(in_batches(ask, DRAWN_EVERY_S)) as batches,
                aclosing(_growing(batches, question)) as growing,
            ):
                async for reply in growing:
                    yield reply
        except QuothError as error:
            yield Reply(failed(self.jobs.explain(error)))
        except Exception:
            log.exception("a question could not be answered")
            yield Reply(failed(FAULT))


async def _growing(batches: AsyncGenerator[list[Any], None], question: str) -> AsyncGenerator[Reply, None]:
    """Yield the reply whenever it has grown."""
    draft, thoughts, began = Draft("", ()), Thoughts(), 0.0  # `began`: to think
    async for batch in batches:
        for piece in batch:
            if isinstance(piece, Answer):
                yield complete(piece, thoughts)
                return
            if isinstance(piece, Thought):
                began = began or time.monotonic()
                thoughts = Thoughts(thoughts.text + piece.text, time.monotonic() - began)
            else:
                draft = piece if isinstance(piece, Draft) else replace(draft, text=draft.text + piece)
        if draft.quotes or draft.text.strip() or thoughts.text.strip():
            yield Reply(writing(draft, question, thoughts), text=draft.text, searched=draft.searched)


def complete(answer: Answer, thoughts: Thoughts = NO_THOUGHTS) -> Reply:
    """The reply that an answer makes."""
    return Reply(
        finished(answer, thoughts),
        text=answer.text,
        searched=answer.searched,
        markdown=to_markdown(answer),
        answer=json.dumps(to_json(answer), ensure_ascii=False),
    )


def shown(turns: Sequence[StoredTurn]) -> list[Message]:
    """The messages of stored turns. Only the quotes of the last answer are open."""
    messages: list[Message] = []
    for turn in turns:
        messages = list(map(folded, messages))
        messages += [asked(turn.question, turn), answered(turn.reply.html or failed(UNANSWERED))]
    return messages


def history(turns: Sequence[StoredTurn]) -> list[Turn]:
    """The last answered turns, oldest first, as far as they are needed to understand the next question."""
    said = [(turn.question, turn.reply) for turn in turns if turn.reply.text.strip()][-KEPT_TURNS:]
    return [Turn(asked, reply.text, "" if reply.searched == asked else reply.searched) for asked, reply in said]
