"""The web server: the page, the routes it reads sources from, and `POST /api/ask`. The only import of fastapi."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import aclosing
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated

from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from index.errors import DocumentError, MissingDocumentError, QuestionError, QuothError
from index.reading.read import shows_pages
from index.search.scope import Scope
from qa.records import Answer, Piece, Turn
from ui.conversations import Conversations, MissingConversationError
from ui.jobs import Jobs, jobs_of
from ui.render import to_json
from ui.web.conversation_routes import add_conversation_routes
from ui.web.document_routes import add_document_routes
from ui.web.errors import explain_http, explain_invalid
from ui.web.folder import Folder, FolderError
from ui.web.front_page import FrontPage
from ui.web.guards import Guard
from ui.web.page.chat import mount_page
from ui.web.page.conversation import Talk
from ui.web.page.streaming import in_thread
from ui.web.receiving import Receiver
from ui.web.sources import count_pages, find_place

if TYPE_CHECKING:
    from qa.chatbot import Chatbot

LONGEST_SPAN = 20_000  # characters; the longest quote that can be requested
AT_ONCE = 8  # questions that `/api/ask` answers at the same time
RETRY_S = 5  # what a refused client is told to wait


class Asked(BaseModel, extra="forbid"):
    """The body of `POST /api/ask`."""

    question: str
    history: list[AskedTurn] = []
    within: AskedScope | None = None


class AskedScope(BaseModel, extra="forbid"):
    """The documents that the question is limited to, as in `index.search.scope.Scope`."""

    documents: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


class AskedTurn(BaseModel, extra="forbid"):
    """One earlier question of the conversation."""

    question: str
    answer: str
    searched: str = ""  # the question that was searched, if this one was a follow-up


def make_app(
    chatbot: Chatbot, *, hosts: Collection[str], jobs: Jobs | None = None, examples: Mapping[str, str] | None = None
) -> Guard:
    """The whole application. It answers only requests for one of `hosts`, such as `127.0.0.1:7860`.

    `examples` are questions to start with, each with the document that answers it.
    """
    app = FastAPI(title="Quoth", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(CORSMiddleware, allow_origins=[])  # without it, Gradio adds its own
    app.add_exception_handler(QuothError, _explain)
    app.add_exception_handler(RequestValidationError, explain_invalid)
    app.add_exception_handler(HTTPException, explain_http)
    app.add_middleware(FrontPage)
    app.state.jobs = jobs = jobs or jobs_of(chatbot)
    _add_routes(app, chatbot, jobs)
    receiver = Receiver(Folder(chatbot.settings.documents), chatbot.settings.max_upload_mb)
    receiver.folder.tidy()
    add_document_routes(app, chatbot, jobs, receiver)
    kept = Conversations(chatbot.settings.index.parent / "conversations.sqlite")
    add_conversation_routes(app, kept)
    mount_page(app, Talk(chatbot, jobs, kept), examples=examples or {})
    return Guard(app, hosts)


def _add_routes(app: FastAPI, chatbot: Chatbot, jobs: Jobs) -> None:
    @app.get("/api/source")
    def source(
        document: str,
        start: Annotated[int, Query(ge=0)],
        end: Annotated[int, Query(ge=0)],
        quote: Annotated[str | None, Query(max_length=LONGEST_SPAN)] = None,
    ) -> JSONResponse:
        if not start <= end <= start + LONGEST_SPAN:
            raise QuestionError(f"A span ends after it starts and is at most {LONGEST_SPAN:,} characters long.")
        found = chatbot.document(document)
        files = chatbot.sandbox
        place = find_place(found, start, end, quote=quote, find_boxes=files.boxes, find_cells=files.cells)
        return JSONResponse(asdict(place), headers={"cache-control": "no-store"})

    @app.get("/api/page-image")
    def page_image(document: str, page: Annotated[int, Query(ge=1)], request: Request) -> Response:
        found = chatbot.document(document)
        if not shows_pages(found.id) or page > (count_pages(found) or 0):
            raise DocumentError(f"has no image of page {page}.", document)
        headers = {"etag": f'"{found.sha256}-{page}"', "cache-control": "private, no-cache"}
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        return Response(chatbot.sandbox.page_image(document, page), media_type="image/png", headers=headers)

    free = threading.BoundedSemaphore(AT_ONCE)

    @app.post("/api/ask")
    async def ask(asked: Asked, request: Request) -> Response:
        if reason := jobs.not_ready():
            raise QuothError(reason)
        history = [Turn(turn.question, turn.answer, turn.searched) for turn in asked.history]
        within = Scope(**dict(asked.within)) if asked.within else None
        start = partial(chatbot.stream, asked.question, history=history, within=within)
        answer = await _unless_hung_up(request, _last(start, free))
        return Response(status_code=499) if answer is None else JSONResponse(to_json(answer))


async def _last(start: Callable[[], Iterator[Piece]], free: threading.BoundedSemaphore) -> Answer:
    """The answer, computed in a thread. The thread takes one of the `free` places and returns it when it ends."""
    if not free.acquire(blocking=False):
        raise QuothError(f"Quoth is answering {AT_ONCE} questions already. Try again in {RETRY_S} seconds.")

    def stream() -> Iterator[Piece]:
        try:
            yield from start()
        finally:
            free.release()

    async with aclosing(in_thread(stream)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Answer):
                return piece
    raise QuothError("The answer ended early. Ask again.")


async def _unless_hung_up(request: Request, computing: Awaitable[Answer]) -> Answer | None:
    """What `computing` returns. If the client hangs up first, stop computing and return None."""

    async def hung_up() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    answering, leaving = asyncio.ensure_future(computing), asyncio.ensure_future(hung_up())
    try:
        await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
        return answering.result() if answering.done() else None
    finally:
        answering.cancel()
        leaving.cancel()


def _explain(request: Request, error: Exception) -> JSONResponse:
    """An error as JSON, in words. The status says whether the request or the server is at fault."""
    status = {
        QuestionError: 400,
        DocumentError: 404,
        MissingDocumentError: 404,
        MissingConversationError: 404,
    }.get(type(error), 503)
    if isinstance(error, FolderError):
        status = error.status
    jobs: Jobs = request.app.state.jobs
    reason = jobs.explain(error) if isinstance(error, QuothError) else str(error)
    headers = {"retry-after": str(RETRY_S)} if status == 503 else None
    return JSONResponse({"error": reason}, status_code=status, headers=headers)
