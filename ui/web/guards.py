"""Checks every request before the application sees it, and adds headers to every reply.

Quoth serves one machine and has no login yet, so an attacker comes through the browser: from another site's page
(same-origin check), by a host name that points here (host check), or by words in a document or answer (content policy).
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from urllib.parse import urlsplit

from ui.web.bodies import App, BodyError, Message, Receive, Scope, Send, received

# Gradio makes its templates with Function(), hence 'unsafe-eval'. Nothing is loaded from or sent to another host.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; "
    "base-uri 'self'; form-action 'self'; object-src 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
# What the page needs. Gradio offers more to everyone: routes that store files, read them, fetch addresses, edit code.
OPEN = re.compile(
    r"/|/config|/theme\.css|/favicon\.ico|/(assets|static)/.+"
    r"|/api/(ask|search|health|source|page-image|original|documents|documents/restored|shelf|update)"
    r"|/api/conversations(/[\w-]{1,64}(/restored|/export)?)?|/api/scopes"
    r"|/v1/(models|chat/completions)"
    r"|/gradio_api/(queue/(join|data)|run/[^/]+|heartbeat/[^/]+|cancel|reset|info|app_id)"
)
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class Guard:
    """The ASGI application `app` behind the checks. `hosts` are the names it answers to, each with its port."""

    def __init__(self, app: App, hosts: Collection[str]) -> None:
        self.app = app
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})  # Quoth uses no websockets
            return
        send = _with_headers(send)
        if refusal := refuse(scope, self.hosts):
            await _reply(*refusal, send=send)
            return
        try:
            if not receives_file(scope):
                receive = await received(scope, receive)
        except BodyError as error:
            await _reply(error.status, str(error), send=send)
            return
        await self.app(scope, receive, send)


def receives_file(scope: Scope) -> bool:
    """Whether the body is a file, which `ui.web.receiving` reads piece by piece within its own bounds."""
    return bool(scope["method"] == "PUT" and scope["path"] == "/api/documents")


def refuse(scope: Scope, hosts: Collection[str]) -> tuple[int, str] | None:
    """The status and the reason for refusing a request; None to accept it."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    host = headers.get("host", "").lower()
    if host not in hosts:
        return 421, f"Quoth does not answer to this address. Open http://{min(hosts)} instead."
    if not OPEN.fullmatch(scope["path"]):
        return 404, "Quoth does not offer this."
    if scope.get("method") not in SAFE_METHODS and not _is_same_origin(headers, host):
        return 403, "Another site may not do this."
    return None


def _is_same_origin(headers: dict[str, str], host: str) -> bool:
    """Whether the request comes from our page, or from a program: programs send neither header."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    return "origin" not in headers or urlsplit(headers["origin"]).netloc.lower() == host


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *HEADERS]}
        await send(message)

    return send_with_headers


async def _reply(status: int, reason: str, *, send: Send) -> None:
    # Closing the connection keeps the server from reading the rest of the body.
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps({"error": reason}).encode()})
