"""An endpoint of chat completions on loopback that does as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Any

from loopback import LoopbackServer

Reply = Callable[[BaseHTTPRequestHandler], None]


class Endpoint(LoopbackServer):
    """Answers every request with `reply`; remembers what it was asked, and whether the other side hung up."""

    def __init__(self, reply: Reply) -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.hung_up = threading.Event()
        endpoint = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                endpoint.headers.append(dict(self.headers))
                endpoint.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                try:
                    reply(self)
                except OSError:
                    endpoint.hung_up.set()

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(Answer)
        self.base_url = f"{self.address}/v1"


def saying(status: int, body: str, content_type: str = "application/json") -> Reply:
    """A reply with that body; its length is told, so that a client knows where it ends."""

    def reply(answer: BaseHTTPRequestHandler) -> None:
        answer.send_response(status)
        answer.send_header("Content-Type", content_type)
        answer.send_header("Content-Length", str(len(body.encode())))
        answer.end_headers()
        answer.wfile.write(body.encode())

    return reply


def refusing(status: int, message: str) -> Reply:
    return saying(status, json.dumps({"error": {"message": message, "type": "some_error"}}))


def streaming(*events: object, end: str = "data: [DONE]\n\n") -> Reply:
    """A reply that streams events, each a delta (a mapping) or a line as it stands (a text), and then `end`."""
    lines = [event if isinstance(event, str) else f"data: {json.dumps(chunk(event))}" for event in events]
    return saying(200, "".join(f"{line}\n\n" for line in lines) + end, "text/event-stream")


def chunk(delta: object, finish_reason: str | None = None) -> dict[str, Any]:
    return {
        "object": "chat.completion.chunk",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}],
    }


def endlessly(answer: BaseHTTPRequestHandler) -> None:
    """A reply that goes on until the other side hangs up."""
    answer.send_response(200)
    answer.end_headers()
    while True:
        answer.wfile.write(f"data: {json.dumps(chunk({'content': 'on and '}))}\n\n".encode())


def never(seconds: threading.Event) -> Reply:
    """A reply that says nothing until the event is set."""

    def reply(answer: BaseHTTPRequestHandler) -> None:
        answer.send_response(200)
        answer.end_headers()
        with suppress(OSError):
            answer.wfile.flush()
        seconds.wait(20)

    return reply
