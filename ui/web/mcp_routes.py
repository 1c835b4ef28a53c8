"""The route for programs that speak MCP over HTTP. Each request gets the tools of whoever sends it."""

from __future__ import annotations

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.routing import Route

from ui.web.asking import Answering
from ui.web.bodies import Receive, Scope, Send


class _Tools:
    """The ASGI application at `/mcp`. The MCP SDK is optional, so it is imported by the first request."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            raise HTTPException(405)
        from ui.mcp_server import make_server, respond

        own = self._answering.seen_in(Request(scope))
        await respond(make_server(own.chatbot, own.whole), scope, receive, send)


def add_mcp_routes(app: FastAPI, answering: Answering) -> None:
    app.router.routes.append(Route("/mcp", _Tools(answering)))
