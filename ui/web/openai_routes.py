"""Quoth as a model of an OpenAI-compatible endpoint: `/v1/chat/completions` and `/v1/models`.

The last message is the question; those before it are the conversation. What a client says to the model itself (system
messages, temperature, a stop word and the like) changes nothing: an answer is what the documents say. A client that
wants something else than one answer in words is told so. Each marker in the text has an annotation with its document,
place and quote.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing
from itertools import pairwise
from typing import Any, Literal
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel

from index.errors import QuestionError, QuothError
from qa.records import Answer, Citation, Draft, Piece, Turn
from ui.render import NEAREST_TITLE, SOURCES_TITLE, answer_text, label, printable
from ui.web.asking import Answering, Words
from ui.web.proxies import root_of

MODEL = "quoth"
_WORDS = ("text", "input_text", "output_text", "refusal")  # parts of a message that can be read
_MODEL = {"id": MODEL, "object": "model", "created": 0, "owned_by": "quoth"}


class Part(BaseModel):
    """A part of a message."""

    type: str
    text: Words = ""


class ChatMessage(BaseModel):
    """One message, in either of the forms that clients send."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Words | list[Part] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "".join(part.text for part in self.content)
        return self.content or ""


class Completion(BaseModel):
    """The body of `POST /v1/chat/completions`, as far as Quoth uses it."""

    messages: list[ChatMessage]
    model: str | None = None  # whatever it is called, there is one
    stream: bool | None = None
    n: int | None = None
    response_format: dict[str, Any] | None = None
    tool_choice: Any = None

    def require_words(self) -> None:
        """Raise `QuestionError` if the client waits for something that it would not get."""
        if (self.n or 1) > 1:
            raise QuestionError("Quoth gives one answer to a question. Leave `n` out, or set it to 1.")
        if self.response_format and self.response_format.get("type", "text") != "text":
            raise QuestionError("Quoth answers in sentences with sources. Leave `response_format` out.")
        if self.tool_choice not in (None, "auto", "none"):
            raise QuestionError("Quoth calls no tools. Leave `tool_choice` out, or use Quoth as an MCP server at /mcp.")
        last = next((one for one in reversed(self.messages) if one.role == "user"), None)
        parts = last.content if last and isinstance(last.content, list) else []
        if other := next((part.type for part in parts if part.type not in _WORDS), ""):
            raise QuestionError(f"Quoth reads text, and no {other}. Add the file to your documents, then ask about it.")


def add_openai_routes(app: FastAPI, answering: Answering) -> None:
    @app.get("/v1/models")
    def models() -> JSONResponse:
        """The one model, for clients of OpenAI's interface."""
        return JSONResponse({"object": "list", "data": [_MODEL]})

    @app.get(f"/v1/models/{MODEL}")
    def model() -> JSONResponse:
        """The one model by its name."""
        return JSONResponse(_MODEL)

    @app.post("/v1/chat/completions")
    async def complete(body: Completion, request: Request) -> Response:
        """Answer the last message, for clients of OpenAI's interface. Each marker has an annotation."""
        body.require_words()
        question, history = conversation(body.messages)
        own = answering.seen_in(request)
        root = str(request.base_url).rstrip("/") + root_of(request.scope) + "/"
        head: dict[str, Any] = {
            "id": f"chatcmpl-{secrets.token_hex(12)}",
            "object": "chat.completion.chunk" if body.stream else "chat.completion",
            "created": int(time.time()),
            "model": MODEL,
        }
        if body.stream:
            events = _events(own.pieces(question, history=history), head, root)
            return StreamingResponse(events, media_type="text/event-stream", headers={"cache-control": "no-store"})
        answer = await own.answer(request, question, history=history)
        if answer is None:
            return Response(status_code=499)
        content = answer_text(answer)
        message = {"role": "assistant", "content": content, "annotations": annotated(answer, content, root)}
        return JSONResponse({**head, "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})


def conversation(messages: Sequence[ChatMessage]) -> tuple[str, list[Turn]]:
    """The question, and the turns before it. Raises `QuestionError` if the last message is not a user's."""
    said = [message for message in messages if message.role in ("user", "assistant") and message.text.strip()]
    if not said or said[-1].role != "user":
        raise QuestionError("The last message must be a question of the user.")
    turns = [Turn(a.text, _own_words(b.text)) for a, b in pairwise(said) if (a.role, b.role) == ("user", "assistant")]
    return said[-1].text, turns


def annotated(answer: Answer, content: str, root: str) -> list[dict[str, Any]]:
    """One annotation for each marker in `content`, which begins with the answer's text: what it cites, and where."""
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": start,
                "end_index": end,
                "url": _address(citation, root),
                "title": label(citation.passage),
                "quote": citation.quote,
            },
        }
        for start, end, citation in _markers(answer, content)
    ]


def _markers(answer: Answer, content: str) -> Iterator[tuple[int, int, Citation]]:
    """The place of each marker in `content`, and its citation."""
    done = 0
    for statement in answer.statements:
        text = printable(statement.text.strip())
        start = content.find(text, done)
        if start < 0:
            continue
        done = start + len(text)
        known = {citation.number: citation for citation in reversed(statement.citations)}
        for marker in re.finditer(r"\[(\d+)\]", text):
            if citation := known.get(int(marker[1])):
                yield start + marker.start(), start + marker.end(), citation


def _address(citation: Citation, root: str) -> str:
    page = f"#page={citation.page}" if citation.page else ""
    return f"{root}api/original?{urlencode({'document': citation.document_id}, errors='replace')}{page}"


def _own_words(text: str) -> str:
    """An earlier answer without the list of sources, which a client sends back with it."""
    return re.split(rf"\n\n(?:{SOURCES_TITLE}|{NEAREST_TITLE})\n", text, maxsplit=1)[0]


async def _events(pieces: AsyncGenerator[Piece, None], head: dict[str, Any], root: str) -> AsyncIterator[str]:
    """The answer as server-sent events: each sentence when it is checked, last the sources and the annotations."""

    def event(delta: dict[str, Any], finish: str | None = None) -> str:
        chunk = {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
        return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"

    yield event({"role": "assistant", "content": ""})
    said = ""
    try:
        async with aclosing(pieces):
            async for piece in pieces:
                if isinstance(piece, Answer):
                    content = answer_text(piece)
                    goes_on = content.startswith(said)
                    yield event({"content": content[len(said) :] if goes_on else f"\n\nAfter checking:\n\n{content}"})
                    yield event({"annotations": annotated(piece, content, root) if goes_on else []}, "stop")
                elif isinstance(piece, Draft) and len(checked := printable(piece.checked).rstrip()) > len(said):
                    yield event({"content": checked[len(said) :]})
                    said = checked
    except QuothError as error:  # the reply has begun, so its status can no longer say so
        yield f"data: {json.dumps({'error': {'message': str(error), 'type': 'server_error'}}, ensure_ascii=False)}\n\n"
    yield "data: [DONE]\n\n"
