"""Quoth's tools for programs that speak MCP (the Model Context Protocol), over stdin and stdout or HTTP.

The only import of the MCP SDK.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar

from index.errors import QuothError
from index.records import Hit
from index.scope import Scope
from ui.program import running_version
from ui.render import answer_text, hits_json, to_json

try:
    from mcp.server import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
except ImportError as error:
    raise QuothError("MCP needs its SDK. Install it: pip install 'mcp>=2.3'.") from error

if TYPE_CHECKING:
    from starlette.types import Receive, Send
    from starlette.types import Scope as HttpScope

    from qa.chatbot import Chatbot
    from qa.records import Answer

LONGEST = 20_000  # characters of a document that are read at once
MOST_HITS = 50
ABOUT = (
    "Quoth answers questions from the user's own documents. Each sentence of an answer quotes its source; if the "
    "documents do not say, Quoth says so. Use `ask` for an answer, `search` for passages, and `read_source` to read on."
)

T = TypeVar("T")


Ask = Callable[[str, Scope | None], Awaitable["Answer"]]


def make_server(chatbot: Chatbot, answer: Ask | None = None) -> MCPServer:
    """The server with its tools. A `QuothError` becomes the result of the call, as its message.

    `answer` answers a question; by default the chatbot does, in a thread.
    """
    server = MCPServer("quoth", version=running_version(), instructions=ABOUT, log_level="WARNING")

    def in_thread(question: str, within: Scope | None) -> Awaitable[Answer]:
        return asyncio.to_thread(chatbot.ask, question, within=within)

    @server.tool()
    async def ask(
        question: str,
        documents: list[str] | None = None,
        folders: list[str] | None = None,
        types: list[str] | None = None,
    ) -> dict[str, Any]:
        """Answer a question from the user's documents, with citations.

        `documents` (paths), `folders` and `types` (such as "pdf") limit which documents are used.
        """
        reply = await _told((answer or in_thread)(question, _scope(documents, folders, types)))
        found = to_json(reply)
        return {
            "answer": answer_text(reply),
            **{key: found[key] for key in ("abstained", "confidence", "citations", "conflicts", "searched")},
        }

    @server.tool()
    async def search(
        question: str,
        k: int = 8,
        documents: list[str] | None = None,
        folders: list[str] | None = None,
        types: list[str] | None = None,
    ) -> dict[str, Any]:
        """Find the passages of the user's documents that match a question best, best first."""

        def find() -> list[Hit]:
            most = max(1, min(k, MOST_HITS))
            return chatbot.search(question, k=most, within=_scope(documents, folders, types))

        return {"hits": hits_json(await _in_thread(find))}

    @server.tool()
    async def read_source(document: str, start: int = 0, characters: int = 4000) -> dict[str, Any]:
        """Read a part of a document's text, from character `start` on, as the offsets of citations count."""
        if start < 0 or not 0 < characters <= LONGEST:
            raise ToolError(f"`start` is at least 0, and `characters` between 1 and {LONGEST:,}.")
        found = await _in_thread(lambda: chatbot.document(document))
        text = found.text[start : start + characters]
        section = next((one for one in reversed(found.sections) if one.start <= start), None)
        return {
            "document": found.id,
            "title": found.title,
            "page": section.page if section else None,
            "heading": section.heading if section else "",
            "text": text,
            "start": start,
            "end": start + len(text),
            "length": len(found.text),
        }

    @server.tool()
    async def list_documents() -> dict[str, Any]:
        """List the user's documents, and the files that could not be read."""
        listings, failures = await _in_thread(lambda: (chatbot.documents(), chatbot.failures()))
        return {"documents": [asdict(one) for one in listings], "unreadable": [asdict(one) for one in failures]}

    return server


async def respond(server: MCPServer, scope: HttpScope, receive: Receive, send: Send) -> None:
    """Answer one HTTP request. Nothing is kept for the next one, so any server can take it."""
    server.streamable_http_app(stateless_http=True, host="")  # makes the manager; hosts are the guard's business
    async with server.session_manager.run():
        await server.session_manager.handle_request(scope, receive, send)


def _scope(documents: list[str] | None, folders: list[str] | None, types: list[str] | None) -> Scope | None:
    scope = Scope(tuple(documents or ()), tuple(folders or ()), tuple(types or ()))
    return None if scope == Scope() else scope


async def _in_thread(compute: Callable[[], T]) -> T:
    """What `compute` returns. Other calls are served meanwhile."""
    return await _told(asyncio.to_thread(compute))


async def _told(computing: Awaitable[T]) -> T:
    """What is computed. A `QuothError` is told to the program that asked."""
    try:
        return await computing
    except QuothError as error:
        raise ToolError(str(error)) from error
