"""Changes what Gradio sends for `/`: its own words for link previews are left out."""

from __future__ import annotations

import re

from ui.web.bodies import App, Message, Receive, Scope, Send

# Gradio describes itself there ("Click to try out the app!") and names pictures on other hosts.
_PREVIEWS = re.compile(rb'<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*')
_CHARSET = b'<meta charset="utf-8" />'
_HEAD = (
    _CHARSET + b"<title>Quoth</title>"
    b'<meta name="description" content="Answers from your own documents, with a quote for every sentence." />'
)


class FrontPage:
    """The ASGI application `app` with another head on its front page."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_front = scope["type"] == "http" and scope["path"] == "/" and scope["method"] == "GET"
        if is_front:
            plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            scope, send = {**scope, "headers": plain}, _Rewriting(send).send
        await self.app(scope, receive, send)


class _Rewriting:
    """Collects a whole reply and sends it with another head."""

    def __init__(self, send: Send) -> None:
        self._send = send
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
        body = _PREVIEWS.sub(b"", self._body).replace(_CHARSET, _HEAD, 1)
        headers = [(name, value) for name, value in self._start["headers"] if name != b"content-length"]
        length = (b"content-length", str(len(body)).encode())
        await self._send({**self._start, "headers": [*headers, length]})
        await self._send({"type": "http.response.body", "body": body})
