"""Checks every request before the application sees it, and adds headers to every reply.

An attacker can use the browser of somebody who may use Quoth: from another site's page (same-origin check), by a host
name that points here (host check), or by words in a document or answer (content policy). An attacker can also send
requests directly: so each route has a least role (`ui.web.access`), and people log in (`ui.web.accounts`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlsplit

from index.errors import QuothError
from ui.web.access import least_role
from ui.web.accounts.entrance import Entrance
from ui.web.accounts.people import Person, Role, put_person
from ui.web.accounts.streams import Streams
from ui.web.bodies import App, BodyError, Message, Receive, Scope, Send, received
from ui.web.errors import RETRY_S
from ui.web.lingering import lingering
from ui.web.policy import content_policy

POLICY = (b"content-security-policy", content_policy().encode())
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
_AT_ONCE = 20  # requests whose sender is looked up in a database
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class Guard:
    """The ASGI application `app` behind the checks. `hosts` are the names it answers to, each with its port."""

    def __init__(self, app: App, hosts: Collection[str], entrance: Entrance) -> None:
        self.app = app
        self.hosts = frozenset(hosts)
        self.entrance = entrance
        self.streams = Streams()
        self._asking = ThreadPoolExecutor(_AT_ONCE, "accounts")  # not the others, which answers occupy for long

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})  # Quoth uses no websockets
            return
        receive, send = lingering(receive, _with_headers(send))
        try:
            scope, receive = await self._admitted(scope, receive)
        except RefusedError as refusal:
            await _reply(refusal, scope["path"], send)
            return
        except BodyError as error:
            await _reply(RefusedError(error.status, str(error)), scope["path"], send)
            return
        await self.app(scope, receive, send)

    async def _admitted(self, scope: Scope, receive: Receive) -> tuple[Scope, Receive]:
        """The request with whom it comes from, and its body. Raises `RefusedError` or `BodyError`."""
        refuse(scope, self.hosts)
        try:
            person = await self._sender(scope)
        except QuothError as error:
            raise RefusedError(503, str(error), [(b"retry-after", str(RETRY_S).encode())]) from error
        scope = put_person(self.entrance.proxies.seen_through(scope), person)
        require_role(scope, person)
        if receives_file(scope):
            return scope, receive
        receive, said = await received(scope, receive)
        if not self.streams.is_own(scope, said, person):
            raise RefusedError(404, "Quoth does not offer this.")
        return scope, receive

    async def _sender(self, scope: Scope) -> Person:
        """Who sends the request. Other requests do not wait while a database is asked, or cannot be reached."""
        if not self.entrance.accounts.takes_time:
            return self.entrance.person(scope)
        return await asyncio.get_running_loop().run_in_executor(self._asking, self.entrance.person, scope)


class RefusedError(Exception):
    """A request is refused: the reason in words, with the status and the headers of the reply."""

    def __init__(self, status: int, reason: str, headers: Sequence[tuple[bytes, bytes]] = ()) -> None:
        super().__init__(reason)
        self.status = status
        self.headers = headers


def receives_file(scope: Scope) -> bool:
    """Whether the body is a file, which `ui.web.receiving` reads piece by piece within its own bounds."""
    return bool(scope["method"] == "PUT" and scope["path"] == "/api/documents")


def refuse(scope: Scope, hosts: Collection[str]) -> None:
    """Raise `RefusedError` if nobody may send this: to another name, to a closed route, from another site."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    host = headers.get("host", "").lower()
    if host not in hosts:
        raise RefusedError(421, f"Quoth does not answer to this address. Open http://{min(hosts)} instead.")
    if least_role(scope["path"], scope["method"]) is None:
        raise RefusedError(404, "Quoth does not offer this.")
    if scope.get("method") not in SAFE_METHODS and not _is_same_origin(headers, host):
        raise RefusedError(403, "Another site may not do this.")


def require_role(scope: Scope, person: Person) -> None:
    """Raise `RefusedError` if this person may not send the request. It leads browsers to the login."""
    least = least_role(scope["path"], scope["method"]) or Role.NOBODY
    if person.role >= least:
        return
    if person.role is not Role.NOBODY:
        raise RefusedError(403, f"Your account may not do this: it needs the role {least.name.lower()}.")
    if scope["path"] == "/" and scope["method"] in ("GET", "HEAD"):
        there = "/" + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
        raise RefusedError(303, "Log in first.", [(b"location", f"login?next={quote(there)}".encode())])
    raise RefusedError(401, "Log in first, or send a valid token.", [(b"www-authenticate", b"Bearer")])


def _is_same_origin(headers: dict[str, str], host: str) -> bool:
    """Whether the request comes from our page, or from a program: programs send neither header."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    return "origin" not in headers or urlsplit(headers["origin"]).netloc.lower() == host


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            sent = message.get("headers", [])
            policy = () if any(name == POLICY[0] for name, _ in sent) else (POLICY,)  # pages with styles send their own
            message = {**message, "headers": [*sent, *policy, *HEADERS]}
        await send(message)

    return send_with_headers


async def _reply(refusal: RefusedError, path: str, send: Send) -> None:
    # Clients of OpenAI's interface show the message only in this form.
    error = {"message": str(refusal), "type": "invalid_request_error"} if path.startswith("/v1/") else str(refusal)
    body = json.dumps({"error": error}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),  # the client sees the end before the connection is closed
        (b"connection", b"close"),  # so the server need not read the rest of a large body
        *refusal.headers,
    ]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
