"""Two web servers behind one address, with one index: real processes, a real PostgreSQL and a real nginx."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import httpx
import pytest
from nginx import NAME, free_port, running_nginx
from postgres_server import PostgresServer
from tiny_bert import make_embedder

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
PRICE = "What is the monthly price?"
PEOPLE = 4
PASSWORD = "a sentence of my own"


@dataclass
class Pair:
    """Two servers and the address of both."""

    processes: list[subprocess.Popen[bytes]]
    ports: list[int]
    url: str
    token: str  # of a program


@pytest.fixture(scope="module")
def pair(server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("pair")
    (folder / "documents").mkdir()
    (folder / "documents" / "prices.md").write_text("# Prices\n\nThe monthly price is 40 euros.\n")
    settings = {
        "QUOTH_STORE": f"{server.address}?schema=test_{token_hex(8)}",
        "QUOTH_EMBEDDER": str(make_embedder(folder / "tiny")),
        "QUOTH_ENGINE": "extractive",
        "QUOTH_RERANKER": "off",
        "QUOTH_ALLOWED_HOSTS": NAME,
        "QUOTH_DOCUMENTS": str(folder / "documents"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "PYTHONPATH": str(ROOT),
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QUOTH_")} | settings
    _run(folder, environment, "users", "add", "ann")
    token = _run(folder, environment, "users", "token", "ann").strip()
    ports = [free_port(), free_port()]
    with ExitStack() as stack:
        processes = [stack.enter_context(_serving(folder / str(port), port, environment)) for port in ports]
        for port in ports:
            _wait_until_ready(port, token)
        yield Pair(processes, ports, f"http://127.0.0.1:{stack.enter_context(running_nginx(ports))}", token)


def _run(folder: Path, environment: dict[str, str], *arguments: str) -> str:
    """What a command of a third machine prints."""
    command = [sys.executable, "-m", "ui.cli.main", *arguments]
    ended = subprocess.run(
        command, cwd=folder, env=environment, input=PASSWORD, text=True, check=True, capture_output=True
    )
    return ended.stdout


@contextmanager
def _serving(folder: Path, port: int, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    folder.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.cli.main", "serve", "--port", str(port)],
        cwd=folder, env=environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _wait_until_ready(port: int, token: str) -> None:
    ends = time.monotonic() + 500
    while True:
        try:
            health = httpx.get(f"http://127.0.0.1:{port}/api/health", timeout=60, headers=_bearer(token))
            if health.json()["documents"]:
                return
        except (httpx.HTTPError, LookupError):
            pass
        assert time.monotonic() < ends
        time.sleep(0.2)


def _client(pair: Pair, cookies: httpx.Cookies | None = None) -> httpx.Client:
    return httpx.Client(base_url=pair.url, headers={"Host": NAME}, timeout=120, cookies=cookies, trust_env=False)


def _ask_on_page(client: httpx.Client, question: str, conversation: str = "") -> str:
    """Ask as the page does, and return the id of the conversation."""
    config = client.get("/config").json()
    (box,) = (one["id"] for one in config["components"] if one["props"].get("elem_id") == "box")
    (asking,) = (one["id"] for one in config["dependencies"] if [box, "submit"] in one["targets"])
    session = token_hex(5)
    body = {"data": [question, conversation, "[]"], "fn_index": asking, "session_hash": session}
    assert client.post("/gradio_api/queue/join", json=body).status_code == 200
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as events:
        for line in events.iter_lines():
            event = json.loads(line.removeprefix("data: ")) if line.startswith("data: ") else {}
            if event.get("msg") == "process_completed":
                assert event["success"], event
                break
    (newest, *_) = client.get("/api/conversations").json()["conversations"]
    return str(newest["id"])


def _server_of_page(pair: Pair, client: httpx.Client) -> subprocess.Popen[bytes]:
    """The server that shows this browser the page."""
    page = client.get("/config").json()["app_id"]
    (found,) = (
        process
        for process, port in zip(pair.processes, pair.ports, strict=True)
        if httpx.get(f"http://127.0.0.1:{port}/config", timeout=60, headers=_bearer(pair.token)).json()["app_id"]
        == page
    )
    return found


def test_a_killed_server_is_not_noticed_by_programs_and_no_conversation_or_login_is_lost(pair: Pair) -> None:
    with _client(pair) as client:
        assert client.post("/login", data={"name": "ann", "password": PASSWORD}).status_code == 303
        conversation = _ask_on_page(client, PRICE)
        cookies, lost = client.cookies, _server_of_page(pair, client)
    replies: list[httpx.Response] = []
    is_over = threading.Event()

    def keep_asking() -> None:
        with _client(pair) as program:
            program.headers.update(_bearer(pair.token))
            while not is_over.is_set():
                replies.append(program.post("/api/ask", json={"question": PRICE}))

    people = [threading.Thread(target=keep_asking) for _ in range(PEOPLE)]
    for person in people:
        person.start()
    ends = time.monotonic() + 500
    while len(replies) < 3 * PEOPLE:
        assert time.monotonic() < ends
        time.sleep(0.01)
    lost.kill()
    lost.wait()
    asked = len(replies)
    while len(replies) < asked + 5 * PEOPLE:
        assert time.monotonic() < ends
        time.sleep(0.01)
    is_over.set()
    for person in people:
        person.join()
    assert {reply.status_code for reply in replies} == {200}
    assert all("40 euros" in reply.json()["text"] for reply in replies)
    with _client(pair, cookies) as client:
        export = client.get(f"/api/conversations/{conversation}/export", params={"form": "json"})
        (turn,) = export.json()["turns"]
        assert turn["question"] == PRICE
        assert "40 euros" in turn["text"]
        assert _ask_on_page(client, "And the yearly price?", conversation) == conversation
        export = client.get(f"/api/conversations/{conversation}/export", params={"form": "json"})
        assert [turn["question"] for turn in export.json()["turns"]] == [PRICE, "And the yearly price?"]
