"""Changes what Gradio sends for `/`: our own head, styles and scripts, and a cookie that identifies the browser.

Every script and style gets the nonce of the reply's content policy. Gradio adds what it is given as `head` without one.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from starlette.requests import Request

from ui.web.accounts.people import person_of
from ui.web.bodies import App, Message, Receive, Scope, Send
from ui.web.fonts import font_faces
from ui.web.policy import content_policy
from ui.web.proxies import root_of
from ui.web.words import language_of, script

# Gradio describes itself there ("Click to try out the app!") and names pictures on other hosts.
# The manifest and the icons are those of an app that is installed, which Quoth does not offer.
_PREVIEWS = re.compile(
    rb'<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*|<link\s+rel="(?:manifest|apple-touch-icon)"[^>]*>\s*'
)
_CHARSET = b'<meta charset="utf-8" />'
_HEAD = (
    _CHARSET + b"<title>Quoth</title>"
    b'<meta name="description" content="Answers from your own documents, with a quote for every sentence." />'
)
STATIC = Path(__file__).parent / "static"
_STYLES = ("quoth.css", "menus.css", "documents.css", "chats.css", "account.css", "print.css")  # in this order
_SCRIPTS = (
    "base.js",
    "menus.js",
    "quoted.js",
    "source.js",
    "peek.js",
    "talk.js",
    "growing.js",
    "versions.js",
    "ratings.js",
    "documents.js",
    "adding.js",
    "chats.js",
    "picker.js",
    "settings.js",
    "account.js",
)
_ELEMENT = re.compile(rb"<(script|style)(?=[\s>])")

# A visitor's conversations are found by this secret. Scripts cannot read it, and other sites cannot send it along.
_COOKIE = "quoth_visitor"
_SECRET = re.compile(r"[\w-]{43}", re.ASCII)
_REMEMBERED_S = 400 * 24 * 3600  # the longest that browsers allow


def visitor_of(cookies: Mapping[str, str]) -> str:
    """The secret of the visitor who sends these cookies; "" if there is none."""
    secret = cookies.get(_COOKIE, "")
    return secret if _SECRET.fullmatch(secret) else ""


class FrontPage:
    """The ASGI application `app` with another head on its front page."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_front = scope["type"] == "http" and scope["path"] == "/" and scope["method"] == "GET"
        if is_front:
            plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            request = Request(scope)
            words = script(language_of(request.cookies, request.headers))
            scope, send = {**scope, "headers": plain}, _Rewriting(send, _cookie(scope), words).send
        await self.app(scope, receive, send)


def _cookie(scope: Scope) -> str:
    """The cookie of the visitor: the one that the browser sent, or else a new one. "" for people with an account."""
    if person_of(scope).name:
        return ""
    secret = visitor_of(Request(scope).cookies) or secrets.token_urlsafe(32)
    secure = "; Secure" if scope["scheme"] == "https" else ""
    return f"{_COOKIE}={secret}; Max-Age={_REMEMBERED_S}; Path={root_of(scope)}/; HttpOnly; SameSite=Lax{secure}"


class _Rewriting:
    """Collects a whole reply and sends it with another head."""

    def __init__(self, send: Send, cookie: str, words: str) -> None:
        self._send = send
        self._cookie = cookie
        self._head = _HEAD + words.encode()
        self._start: Message = {}
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if message["type"] != "http.response.body":
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        body = _PREVIEWS.sub(b"", self._body).replace(_CHARSET, self._head, 1)
        body = body.replace(b"</body>", _parts() + b"</body>", 1)  # after the styles of Gradio
        nonce = secrets.token_urlsafe(16)
        body = _ELEMENT.sub(rb'<\1 nonce="%s"' % nonce.encode(), body)
        headers = [(name, value) for name, value in self._start["headers"] if name != b"content-length"]
        headers += [
            (b"content-security-policy", content_policy(nonce).encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"private, no-cache"),
        ]
        if self._cookie:
            headers.append((b"set-cookie", self._cookie.encode()))
        await self._send({**self._start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


@cache
def _parts() -> bytes:
    """Our styles and scripts, and the tab of the documents."""
    styles = (f"<style>{part}</style>" for part in (font_faces(), *map(_static, _STYLES)))
    scripts = (f"<script>{_static(name)}</script>" for name in _SCRIPTS)
    return "".join([f'<template id="shelf-parts">{_static("shelf.html")}</template>', *styles, *scripts]).encode()


def _static(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")
