"""The requests that the web server refuses: closed routes, files in messages, large and slow bodies, too many."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from scripted import ScriptedChatbot, sample_chatbot
from starlette.testclient import TestClient

from ui.web import bodies, serving
from ui.web.access import least_role
from ui.web.app import make_app
from ui.web.asking import AT_ONCE
from ui.web.guards import Guard
from ui.web.page.chat import CACHE

HOST = "127.0.0.1:7860"
OPEN_ROUTES = {
    "/",
    "/api/account",
    "/api/account/password",
    "/api/account/sessions",
    "/api/account/tokens",
    "/api/account/tokens/{token}",
    "/api/ask",
    "/api/conversations",
    "/api/conversations/{conversation}",
    "/api/conversations/{conversation}/export",
    "/api/conversations/{conversation}/restored",
    "/api/conversations/{conversation}/version",
    "/api/conversations/{conversation}/gold/{number}",
    "/api/conversations/{conversation}/ratings",
    "/api/conversations/{conversation}/ratings/{number}",
    "/api/docs",
    "/api/documents",
    "/api/documents/restored",
    "/api/health",
    "/api/metrics",
    "/api/openapi.json",
    "/api/original",
    "/api/page-image",
    "/api/ratings",
    "/api/rebuild",
    "/api/scopes",
    "/api/search",
    "/api/settings",
    "/api/shelf",
    "/api/source",
    "/api/update",
    "/assets/{path:path}",
    "/config",
    "/favicon.ico",
    "/fonts/{name}",
    "/gradio_api/app_id",
    "/gradio_api/cancel",
    "/gradio_api/heartbeat/{session_hash}",
    "/gradio_api/info",
    "/gradio_api/queue/data",
    "/gradio_api/queue/join",
    "/gradio_api/reset",
    "/gradio_api/run/{api_name}",
    "/login",
    "/logout",
    "/static/{path:path}",
    "/theme.css",
    "/v1/chat/completions",
    "/mcp",
    "/v1/models",
    "/v1/models/quoth",
}


@pytest.fixture(scope="module")
def guard() -> Guard:
    return make_app(sample_chatbot(), hosts={HOST})  # type: ignore[arg-type]  # a stand-in


@pytest.fixture(scope="module")
def client(guard: Guard) -> Iterator[TestClient]:
    with TestClient(guard, base_url=f"http://{HOST}") as client:
        yield client


def routes(app: Any) -> Iterator[str]:
    """The paths of all routes, those of mounted and included applications too."""
    for route in app.routes:
        if inner := getattr(route, "original_router", None) or getattr(getattr(route, "app", None), "router", None):
            yield from routes(inner)
        else:
            yield route.path


def filled(path: str) -> str:
    """The path with a value for each of its parts."""
    return re.sub(r"\{(\w+)\}", lambda part: "7" if part[1] in ("token", "number") else "aB-_9", path)


def test_every_route_is_closed_but_those_that_the_page_needs(guard: Guard) -> None:
    assert isinstance(guard.app, FastAPI)
    every = set(routes(guard.app))
    assert {"/gradio_api/upload", "/gradio_api/process_recording", "/gradio_api/call/{api_name}"} <= every
    assert {path for path in every if least_role(filled(path), "GET") is not None} == OPEN_ROUTES


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/process_recording",
        "/gradio_api/undo-vibe-edit",
        "/gradio_api/dev/reload",
        "/gradio_api/startup-events",
        "/gradio_api/call/ask",
        "/gradio_api/call/v2/ask",
        "/gradio_api/run/a/b",
        "/gradio_api/api/show",
        "/gradio_api//upload",
        "//gradio_api/upload",
        "/gradio_api/queue/join/",
        "/pwa_icon/64",
        "/manifest.json",
        "/robots.txt",
        "/config%0A",
    ],
)
def test_a_closed_route_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path, json={}).status_code == 404


def file_messages(path: str) -> Iterator[dict[str, Any]]:
    """A message with a file, in each form that Gradio accepts."""
    file = {"path": path, "meta": {"_type": "gradio.FileData"}}
    yield {"role": "user", "content": file}
    yield {"role": "user", "content": [file]}
    yield {"role": "user", "content": [{"type": "file", "file": file}]}
    yield {"role": "user", "content": [{"type": "file", "file": {**file, "url": "http://127.0.0.1:9/x"}}]}
    yield {"role": "user", "content": [{"type": "text", "text": "a"}], "metadata": {"title": file}}
    yield {"role": "user", "content": [{"type": "component", "component": "image", "value": file}]}


def calls(guard: Guard, message: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every request that gives `message` to the page as its conversation or in its place."""
    config = TestClient(guard, base_url=f"http://{HOST}").get("/config").json()
    for fn in filter(lambda fn: fn["inputs"], config["dependencies"]):
        data = [[message] for _ in fn["inputs"]]
        yield f"/gradio_api/run/{fn['api_name']}", {"data": data}
        yield "/gradio_api/queue/join", {"data": data, "fn_index": fn["id"], "session_hash": "a"}
        yield "/gradio_api/call/" + str(fn["api_name"]), {"data": data}


def cached() -> list[Path]:
    return [path for path in CACHE.rglob("*") if path.is_file()]


def test_no_file_of_the_server_is_copied(client: TestClient, guard: Guard, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("A secret.")
    for message in file_messages(str(secret)):
        for path, body in calls(guard, message):
            assert client.post(path, json=body).status_code in (400, 404)
    assert cached() == []


def test_a_file_hidden_in_escapes_or_as_the_second_of_two_keys_is_refused(client: TestClient) -> None:
    for part in (r'{"p\u0061th": "/etc/passwd"}', '{"a": 1, "a": {"path": "/"}}', '{"path": "/", "path": null}'):
        reply = client.post("/gradio_api/run/show", content=f'{{"data": [[{part}]]}}')
        assert (reply.status_code, reply.json()) == (400, {"error": "The page takes text, not files."})


def test_a_body_that_is_no_json_is_refused(client: TestClient) -> None:
    for body in (b"{", b"\xff\xfe\xfd", b"[" * 200_000):
        assert client.post("/gradio_api/queue/join", content=body).status_code == 400


def test_the_conversation_is_no_input_of_any_function(client: TestClient) -> None:
    config = client.get("/config").json()
    (talk,) = (part["id"] for part in config["components"] if part["type"] == "chatbot")
    assert any(talk in fn["outputs"] for fn in config["dependencies"])
    assert not any(talk in fn["inputs"] for fn in config["dependencies"])


def test_a_body_is_bounded_however_it_is_sent(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "LARGEST", 1000)
    for path in ("/api/ask", "/gradio_api/queue/join", "/gradio_api/run/show"):
        for content in (b"x" * 1001, iter([b"x" * 600, b"x" * 401])):
            reply = client.post(path, content=content)
            assert (reply.status_code, reply.json()) == (413, {"error": "A request can have at most 1,000 bytes."})
    assert client.post("/api/ask", json={"question": "Short?"}).status_code == 200


def test_too_large_a_body_is_not_read_at_all() -> None:
    async def receive() -> bodies.Message:
        raise AssertionError("it was read")

    scope = {"path": "/api/ask", "headers": [(b"content-length", b"300000000")]}
    with pytest.raises(bodies.BodyError, match="at most"):
        asyncio.run(bodies.received(scope, receive))


@contextmanager
def running(chatbot: ScriptedChatbot) -> Iterator[tuple[str, int]]:
    """The address of a page that is really served."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host, port = listener.getsockname()
        app = make_app(chatbot, hosts={f"{host}:{port}"})  # type: ignore[arg-type]  # a stand-in
        server = serving.make_server(app)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield host, port
        finally:
            server.should_exit = True
            thread.join(30)


def send(address: tuple[str, int], head: str, body: bytes = b"") -> socket.socket:
    connection = socket.create_connection(address, timeout=30)
    connection.sendall(head.replace("\n", "\r\n").encode() + body)
    return connection


def test_slow_headers_and_slow_bodies_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SLOWEST_S", 0.2)
    monkeypatch.setattr(serving, "PATIENCE_S", 0.2)
    with running(sample_chatbot()) as address:
        name = f"{address[0]}:{address[1]}"
        for head in ("", "GET / HTTP/1.1\nHost: "):
            with send(address, head) as connection:
                assert connection.recv(100) == b""  # it was closed
        with send(address, f"POST /api/ask HTTP/1.1\nHost: {name}\nContent-Length: 9\n\n", b'{"q') as connection:
            assert connection.recv(100).startswith(b"HTTP/1.1 408")
        put = f"PUT /api/documents?name=a.txt HTTP/1.1\nHost: {name}\nContent-Length: 9\n\n"
        with send(address, put, b"wo") as connection:
            assert connection.recv(100).startswith(b"HTTP/1.1 408")


def test_replies_are_sent_without_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    without_delay: list[int] = []

    class Watched(serving._Protocol):
        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            of_connection = transport.get_extra_info("socket")
            without_delay.append(of_connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    monkeypatch.setattr(serving, "_Protocol", Watched)
    with running(sample_chatbot()) as address, ask(address, "Short?") as connection:
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
    assert without_delay == [1]


def test_of_a_file_whose_sender_hangs_up_nothing_is_kept() -> None:
    chatbot = sample_chatbot()
    with running(chatbot) as address:
        name = f"{address[0]}:{address[1]}"
        put = f"PUT /api/documents?name=a.txt HTTP/1.1\nHost: {name}\nContent-Length: 900000\n\n"
        incoming = chatbot.settings.documents / ".quoth" / "incoming"
        with send(address, put, b"x" * 500_000):
            until(lambda: any(incoming.glob("*")))
        until(lambda: not any(incoming.glob("*")))
    assert not (chatbot.settings.documents / "a.txt").exists()


def ask(address: tuple[str, int], question: str) -> socket.socket:
    body = json.dumps({"question": question}).encode()
    head = f"POST /api/ask HTTP/1.1\nHost: {address[0]}:{address[1]}\nContent-Type: application/json\n"
    return send(address, f"{head}Content-Length: {len(body)}\n\n", body)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def until_asked(chatbot: ScriptedChatbot, count: int) -> None:
    until(lambda: len(chatbot.asked) >= count)


def test_an_answer_stops_when_its_client_hangs_up() -> None:
    chatbot = sample_chatbot(pace_s=0.02)
    with running(chatbot) as address:
        connection = ask(address, "Long?")
        until_asked(chatbot, 1)
        assert not chatbot.closed.is_set()
        connection.close()
        assert chatbot.closed.wait(10)


def test_more_questions_than_can_be_answered_are_told_to_come_back() -> None:
    chatbot = sample_chatbot()
    chatbot.go_on_writing.clear()
    with running(chatbot) as address:
        waiting = [ask(address, "Short?") for _ in range(AT_ONCE)]
        until_asked(chatbot, AT_ONCE)
        with ask(address, "Short?") as connection:
            reply = connection.recv(10_000)
        assert reply.startswith(b"HTTP/1.1 503")
        assert b"retry-after: 5" in reply
        page = http.client.HTTPConnection(*address, timeout=30)
        page.request("GET", "/")
        assert page.getresponse().status == 200  # nobody else waits for them
        page.close()
        chatbot.go_on_writing.set()
        for connection in waiting:
            assert connection.recv(20).startswith(b"HTTP/1.1 200")
            connection.close()
        with ask(address, "Short?") as connection:
            assert connection.recv(20).startswith(b"HTTP/1.1 200")
