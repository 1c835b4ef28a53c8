"""An endpoint of chat completions on loopback whose replies a test chooses."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Any

from loopback import LoopbackServer

Reply = Callable[[BaseHTTPRequestHandler], None]


class Endpoint(LoopbackServer):
    """Answers every request with `reply`; remembers what it was asked, and whether the other side hung up."""

    def __init__(self, reply: Reply, *, protocol: str = "HTTP/1.0") -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.ports: list[int] = []  # of the other side: one for each connection
        self.hung_up = threading.Event()
        endpoint = self

        class Answer(BaseHTTPRequestHandler):
            protocol_version = protocol  # from 1.1 on, connections are kept

            def do_POST(self) -> None:
                endpoint.ports.append(self.client_address[1])
                endpoint.headers.append(dict(self.headers))
                self.asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                endpoint.asked.append(self.asked)
                try:
                    reply(self)
                except OSError:
                    endpoint.hung_up.set()

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(Answer)
        self.base_url = f"{self.address}/v1"


def saying(status: int, body: str, content_type: str = "application/json") -> Reply:
    """A reply with that body and its length, so that a client knows where it ends."""

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


def until_hung_up(answer: BaseHTTPRequestHandler) -> None:
    """No reply at all: it waits for the other side to hang up."""
    answer.connection.settimeout(20)
    if not answer.connection.recv(1):
        raise ConnectionResetError


def redirecting(address: str) -> Reply:
    def reply(answer: BaseHTTPRequestHandler) -> None:
        answer.send_response(307)
        answer.send_header("Location", address)
        answer.end_headers()

    return reply


def picky(refused: Mapping[str, str], reply: Reply) -> Reply:
    """A reply that refuses a request with one of these fields, with the message of the first; otherwise `reply`."""

    def choose(answer: Any) -> None:
        field = next((field for field in refused if field in answer.asked), None)
        (refusing(400, refused[field]) if field else reply)(answer)

    return choose


def never(seconds: threading.Event) -> Reply:
    """A reply that says nothing until the event is set."""

    def reply(answer: BaseHTTPRequestHandler) -> None:
        answer.send_response(200)
        answer.end_headers()
        with suppress(OSError):
            answer.wfile.flush()
        seconds.wait(20)

    return reply


def in_turn(*replies: Reply) -> Reply:
    """The first reply to the first request, and so on; the last one to all others."""
    left = list(replies)

    def reply(answer: Any) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(answer)

    return reply
