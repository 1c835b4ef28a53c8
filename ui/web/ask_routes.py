"""The routes for programs: asking, searching, and whether Quoth is ready."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from datetime import date
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field

from index.errors import QuothError
from index.scope import Scope
from qa.records import Answer, Draft, Piece, Turn
from ui.render import draft_json, hits_json, to_json
from ui.web.accounts.people import Role, person_of
from ui.web.asking import Answering, Words
from ui.web.preferences import model_of, settings_json
from ui.web.visible import seen_in

if TYPE_CHECKING:
    from qa.chatbot import Chatbot

MOST_HITS = 100


class AskedScope(BaseModel, extra="forbid"):
    """The documents that a question is limited to, as in `index.scope.Scope`."""

    documents: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def scope(self) -> Scope:
        return Scope(**dict(self))


class AskedTurn(BaseModel, extra="forbid"):
    """One earlier question of the conversation."""

    question: Words
    answer: Words
    searched: Words = ""  # the question that was searched, if this one was a follow-up


class Asked(BaseModel, extra="forbid"):
    """The body of `POST /api/ask`."""

    question: Words
    history: list[AskedTurn] = []
    within: AskedScope | None = None


class Searched(BaseModel, extra="forbid"):
    """The body of `POST /api/search`."""

    question: Words
    k: int | None = Field(None, ge=1, le=MOST_HITS)  # None: as many as the settings say
    within: AskedScope | None = None


def add_ask_routes(app: FastAPI, chatbot: Chatbot, answering: Answering) -> None:
    @app.post("/api/ask")
    async def ask(asked: Asked, request: Request) -> Response:
        """Answer a question from the documents. Each sentence of the answer quotes its source.

        With `Accept: text/event-stream`, the reply is a stream of events as the answer is written: `draft`, `piece` (of
        the text), and last `answer` or `error`.
        """
        history = [Turn(turn.question, turn.answer, turn.searched) for turn in asked.history]
        within = asked.within.scope() if asked.within else None
        own = answering.seen_in(request)
        if "text/event-stream" in request.headers.get("accept", ""):
            events = _events(own.pieces(asked.question, history=history, within=within))
            return StreamingResponse(events, media_type="text/event-stream", headers={"cache-control": "no-store"})
        answer = await own.answer(request, asked.question, history=history, within=within)
        return Response(status_code=499) if answer is None else JSONResponse(to_json(answer))

    @app.post("/api/search")
    def search(asked: Searched, request: Request) -> JSONResponse:
        """The passages that match a question best, best first."""
        within = asked.within.scope() if asked.within else None
        hits = seen_in(chatbot, request).search(asked.question, within=within, k=asked.k)
        return JSONResponse({"hits": hits_json(hits)})

    @app.get("/api/settings")
    def settings() -> JSONResponse:
        """How questions are answered, and what people can choose instead on the page."""
        return JSONResponse(settings_json(chatbot.settings), headers={"cache-control": "no-store"})

    @app.get("/api/health")
    def health(request: Request) -> JSONResponse:
        """Whether questions can be answered: status 200, or 503 with the problem."""
        jobs = answering.jobs
        problem = jobs.not_ready()
        documents, passages, failed = 0, 0, 0
        try:
            seen = seen_in(chatbot, request)
            listings = seen.documents()
            documents, passages = len(listings), sum(listing.passages for listing in listings)
            failed = len(seen.failures())
        except QuothError as error:
            problem = problem or jobs.explain(error)
        status, headers = 503 if problem else 200, {"cache-control": "no-store"}
        if person_of(request.scope).role is Role.NOBODY:
            return JSONResponse({"ready": not problem}, status_code=status, headers=headers)
        found = {
            "ready": not problem,
            "problem": problem,
            "model": model_of(chatbot.settings),
            "documents": documents,
            "passages": passages,
            "unreadable_files": failed,
            "updating": jobs.index.state.running,
        }
        return JSONResponse(found, status_code=status, headers=headers)


async def _events(pieces: AsyncGenerator[Piece, None]) -> AsyncIterator[str]:
    """The answer as server-sent events, in the order in which it is written. A model's thoughts are left out."""
    try:
        async with aclosing(pieces):
            async for piece in pieces:
                if isinstance(piece, Answer):
                    yield _event("answer", to_json(piece))
                elif isinstance(piece, Draft):
                    yield _event("draft", draft_json(piece))
                elif isinstance(piece, str) and piece:
                    yield _event("piece", {"text": piece})
    except QuothError as error:  # the reply has begun, so its status cannot tell
        yield _event("error", {"error": str(error)})


def _event(name: str, data: dict[str, object]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
