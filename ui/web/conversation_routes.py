"""The routes of the list of conversations. Each person has their own: by their account, or else by their browser."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Literal
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from ui.conversations import Conversations
from ui.exports import FORMS
from ui.web.accounts.people import person_of


class Changed(BaseModel, extra="forbid"):
    """The body of a change: another title, or whether the conversation is listed before the others."""

    title: str | None = None
    pinned: bool | None = None


class Chosen(BaseModel, extra="forbid"):
    """The body of a choice between the versions of a question."""

    number: int = Field(ge=0)  # of the question in its conversation, in the order of asking


def add_conversation_routes(app: FastAPI, kept: Conversations) -> None:
    """Serve the routes. A conversation of somebody else's is not found."""

    @app.get("/api/conversations")
    def listed(request: Request, find: str = "") -> JSONResponse:
        """Your conversations: the pinned ones, then the others, newest first. `find` are words in them."""
        visitor = person_of(request.scope).visitor
        found = [asdict(one) for one in kept.listed(visitor, find)] if visitor else []
        return JSONResponse({"conversations": found}, headers={"cache-control": "no-store"})

    @app.patch("/api/conversations/{conversation}")
    def change(conversation: str, body: Changed, request: Request) -> JSONResponse:
        """Rename a conversation, pin it to the top of the list, or unpin it."""
        visitor = person_of(request.scope).visitor
        if body.title is not None:
            kept.rename(visitor, conversation, body.title)
        if body.pinned is not None:
            kept.pin(visitor, conversation, pinned=body.pinned)
        return JSONResponse(asdict(kept.get(visitor, conversation)))

    @app.put("/api/conversations/{conversation}/version")
    def choose(conversation: str, body: Chosen, request: Request) -> JSONResponse:
        """Of a question that was asked again, show this version from now on."""
        kept.choose(person_of(request.scope).visitor, conversation, body.number)
        return JSONResponse({})

    @app.delete("/api/conversations/{conversation}")
    def delete(conversation: str, request: Request) -> JSONResponse:
        """Delete a conversation. For a day, it can be brought back."""
        kept.delete(person_of(request.scope).visitor, conversation)
        return JSONResponse({})

    @app.post("/api/conversations/{conversation}/restored")
    def restore(conversation: str, request: Request) -> JSONResponse:
        """Bring a deleted conversation back."""
        kept.restore(person_of(request.scope).visitor, conversation)
        return JSONResponse({})

    @app.get("/api/conversations/{conversation}/export")
    def export(conversation: str, request: Request, form: Literal["md", "html", "json"] = "md") -> Response:
        """A conversation as a file, with the sources and quotes of its answers."""
        visitor = person_of(request.scope).visitor
        title = kept.get(visitor, conversation).title
        write, media_type = FORMS[form]
        name = re.sub(r'[\\/:*?"<>|\s.]+', " ", title).strip() or "conversation"
        headers = {
            "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}.{form}",
            "cache-control": "no-store",
        }
        return Response(write(title, kept.turns(visitor, conversation)), media_type=media_type, headers=headers)
