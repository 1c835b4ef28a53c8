"""Two web servers behind one address, set up as docs/several_machines.md says: real PostgreSQL, nginx and processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from secrets import token_hex

import httpx
import pytest
from guide import HOSTS, PROXY, Guide
from nginx import NAME, Nginx, running_nginx
from postgres_server import PostgresServer
from tiny_bert import make_embedder

pytestmark = pytest.mark.slow

PRICE = "What is the monthly price?"
PEOPLE = 4
PASSWORD = "a sentence of my own"


@dataclass
class Pair:
    """Two servers, and one address for both."""

    processes: list[subprocess.Popen[bytes]]
    urls: list[str]
    nginx: Nginx
    token: str  # of a program
    said: str  # by the commands on the laptop


@pytest.fixture(scope="module")
def pair(server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """What docs/several_machines.md tells people to run."""
    home = tmp_path_factory.mktemp("pair")
    (home / "documents").mkdir()
    (home / "documents" / "prices.md").write_text("# Prices\n\nThe monthly price is 40 euros.\n")
    settings = {
        "QUOTH_EMBEDDER": str(make_embedder(home / "tiny")),
        "QUOTH_ENGINE": "extractive",
        "QUOTH_RERANKER": "off",
    }
    guide = Guide.read(server, home, settings)
    guide.make_database()
    guide.run(guide.password)
    guide.run("quoth index")
    said = guide.run(guide.laptop, said=PASSWORD)
    token = guide.run(f"{guide.each.partition('quoth serve')[0]}\nquoth users token anna").strip()
    urls = [f"http://{host}:{port}" for host, port in zip(HOSTS, guide.ports, strict=True)]
    with ExitStack() as stack:
        processes = [stack.enter_context(_serving(guide, number)) for number in range(2)]
        for url in urls:
            _wait_until_ready(url, token)
        yield Pair(processes, urls, stack.enter_context(running_nginx(guide.nginx, source=PROXY)), token, said)


@contextmanager
def _serving(guide: Guide, number: int) -> Iterator[subprocess.Popen[bytes]]:
    process = guide.serving(number)
    try:
        yield process
    finally:
        _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _wait_until_ready(url: str, token: str) -> None:
    ends = time.monotonic() + 500
    while True:
        try:
            health = httpx.get(f"{url}/api/health", timeout=60, headers=_bearer(token))
            if health.json()["documents"]:
                return
        except (httpx.HTTPError, LookupError):
            pass
        assert time.monotonic() < ends
        time.sleep(0.2)


def _client(pair: Pair, cookies: httpx.Cookies | None = None, *, source: str = "127.0.0.1") -> httpx.Client:
    """A browser at the address `source`."""
    transport = httpx.HTTPTransport(verify=pair.nginx.trusting, local_address=source)
    return httpx.Client(
        base_url=pair.nginx.url, headers={"Host": NAME}, timeout=120, cookies=cookies, transport=transport
    )


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
        for process, url in zip(pair.processes, pair.urls, strict=True)
        if httpx.get(f"{url}/config", timeout=60, headers=_bearer(pair.token)).json()["app_id"] == page
    )
    return found


def test_the_commands_of_the_guide_move_the_index_and_embed_nothing_again(pair: Pair) -> None:
    assert pair.said.splitlines()[1:] == [
        "The index now holds 1 documents and 1 passages.",
        "0 added, 0 changed, 0 removed, 1 unchanged, 0 not read",
    ]


def test_the_page_is_reached_by_its_name_and_by_no_other(pair: Pair) -> None:
    with _client(pair) as client:
        client.headers.update(_bearer(pair.token))
        asked = client.post("/api/ask", json={"question": PRICE})
        assert asked.status_code == 200
        assert "40 euros" in asked.json()["text"]
        assert client.get("/api/health", headers={"Host": "other.example.org"}).status_code == 421
        assert "Secure" in client.post("/login", data={"name": "anna", "password": PASSWORD}).headers["set-cookie"]


def test_people_of_one_network_are_shared_out_and_nobody_can_name_another_address(pair: Pair) -> None:
    pages = set()
    for number in range(20, 40):
        with _client(pair, source=f"127.0.0.{number}") as client:
            pages.add(client.get("/config", headers=_bearer(pair.token)).json()["app_id"])
    assert len(pages) == 2
    with _client(pair, source="127.0.0.77") as guessing:
        tried = [
            guessing.post(
                "/login", data={"name": f"name{n}", "password": "x"}, headers={"X-Forwarded-For": f"192.0.2.{n}"}
            ).status_code
            for n in range(25)
        ]
    assert tried == [401] * 20 + [429] * 5
    with _client(pair, source="127.0.0.78") as client:
        assert client.post("/login", data={"name": "anna", "password": PASSWORD}).status_code == 303


def test_a_killed_server_is_not_noticed_by_programs_and_no_conversation_or_login_is_lost(pair: Pair) -> None:
    with _client(pair) as client:
        assert client.post("/login", data={"name": "anna", "password": PASSWORD}).status_code == 303
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
    _kill(lost)
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
