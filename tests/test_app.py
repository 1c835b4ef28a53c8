"""The web server: its routes, what it refuses, and how it starts and stops."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from scripted import HOSTILE, LEAVE, LOST, ScriptedChatbot, plain, sample_chatbot
from starlette.testclient import TestClient

from index.errors import EngineError, MissingIndexError, SettingsError
from index.scope import Scope
from ui.index_job import JobState
from ui.jobs import jobs_of
from ui.web.accounts.people import Person, Role
from ui.web.address import listen, local_names, parse_names
from ui.web.app import make_app
from ui.web.folder import Folder
from ui.web.receiving import Receiver
from ui.web.shelf import look

ANYBODY = Person("", Role.ADMIN)  # there are no accounts
HOST = "127.0.0.1:7860"
HANDBOOK = "hr/employee-handbook.pdf"
MIXED = "How many days of leave do I have, and what if I lose my laptop?"


@pytest.fixture(scope="module")
def chatbot() -> ScriptedChatbot:
    return sample_chatbot()


@pytest.fixture(scope="module")
def client(chatbot: ScriptedChatbot) -> Iterator[TestClient]:
    app = make_app(chatbot, hosts={HOST, "localhost:7860"}, examples={"Why?": HANDBOOK})  # type: ignore[arg-type]  # a stand-in
    with TestClient(app, base_url=f"http://{HOST}") as client:
        yield client


def span(chatbot: ScriptedChatbot, document: str, quote: str) -> dict[str, str | int]:
    start = chatbot.document(document).text.index(quote)
    return {"document": document, "start": start, "end": start + len(quote), "quote": quote}


def test_the_source_of_a_text_holds_the_exact_quote(client: TestClient, chatbot: ScriptedChatbot) -> None:
    reply = client.get("/api/source", params=span(chatbot, "security.md", LOST))
    assert reply.status_code == 200
    place = reply.json()
    assert place["quote"] == LOST
    assert place["before"] + place["quote"] + place["after"] == chatbot.document("security.md").text
    assert reply.headers["cache-control"] == "no-store"


def test_the_source_of_a_pdf_names_the_page_and_boxes_the_words(client: TestClient, chatbot: ScriptedChatbot) -> None:
    place = client.get("/api/source", params=span(chatbot, HANDBOOK, LEAVE)).json()
    assert (place["page"], place["pages"], place["image"]) == (2, 3, True)
    assert all(0 <= box[side] <= 1 for box in place["boxes"] for side in ("left", "top", "width", "height"))
    assert len(place["boxes"]) == 1


def test_without_a_quote_the_span_itself_is_shown(client: TestClient, chatbot: ScriptedChatbot) -> None:
    asked = span(chatbot, "security.md", LOST)
    del asked["quote"]
    assert client.get("/api/source", params=asked).json()["quote"] == LOST


@pytest.mark.parametrize(
    "changed",
    [{"start": -1}, {"end": -5}, {"start": "x"}, {"end": 0, "start": 5}, {"end": 10**9}, {"quote": "x" * 30_000}],
)
def test_offsets_without_sense_are_refused_in_words(client: TestClient, changed: dict[str, str | int]) -> None:
    asked = {"document": "security.md", "start": 0, "end": 5, **changed}
    reply = client.get("/api/source", params=asked)
    assert reply.status_code == 400
    assert reply.json()["error"]


@pytest.mark.parametrize("name", ["../pyproject.toml", "/etc/passwd", "gone.md", "", HOSTILE, "hr\x00", "%2e%2e/x"])
def test_only_documents_of_the_index_can_be_read(client: TestClient, name: str) -> None:
    for reply in (
        client.get("/api/source", params={"document": name, "start": 0, "end": 5}),
        client.get("/api/page-image", params={"document": name, "page": 1}),
    ):
        assert reply.status_code == 404
        assert "no longer in the index" in reply.json()["error"]
        assert reply.headers["content-type"] == "application/json"


def test_a_page_image_is_fetched_again_only_when_the_document_changed(
    client: TestClient, chatbot: ScriptedChatbot
) -> None:
    asked = {"document": HANDBOOK, "page": 2}
    first = client.get("/api/page-image", params=asked)
    assert first.headers["content-type"] == "image/png"
    assert first.content.startswith(b"\x89PNG")
    rendered = len(chatbot.sandbox.rendered)
    again = client.get("/api/page-image", params=asked, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert len(chatbot.sandbox.rendered) == rendered
    assert client.get("/api/page-image", params={**asked, "page": 1}).headers["etag"] != first.headers["etag"]


def test_a_deleted_document_has_no_page_image_even_for_a_browser_that_holds_it(
    client: TestClient, chatbot: ScriptedChatbot
) -> None:
    asked = {"document": HANDBOOK, "page": 2}
    etag = client.get("/api/page-image", params=asked).headers["etag"]
    del chatbot.held[HANDBOOK]
    assert client.get("/api/page-image", params=asked).status_code == 404
    assert client.get("/api/page-image", params=asked, headers={"if-none-match": etag}).status_code == 404
    assert client.get("/api/source", params={"document": HANDBOOK, "start": 0, "end": 5}).status_code == 404


@pytest.mark.parametrize(
    ("document", "page", "status"),
    [(HANDBOOK, 4, 404), (HANDBOOK, 0, 400), (HANDBOOK, "x", 400), ("security.md", 1, 404)],
)
def test_a_page_that_is_not_there_has_no_image(client: TestClient, document: str, page: int | str, status: int) -> None:
    reply = client.get("/api/page-image", params={"document": document, "page": page})
    assert reply.status_code == status
    assert reply.json()["error"]


def test_asking_answers_with_statements_and_citations(client: TestClient) -> None:
    reply = client.post("/api/ask", json={"question": MIXED})
    assert reply.status_code == 200
    answer = reply.json()
    assert answer["abstained"] is False
    assert answer["citations"][0]["document"] == HANDBOOK
    assert [s["supported"] for s in answer["statements"]] == [True, True, True, False]


def test_an_answer_is_streamed_as_it_is_written(client: TestClient, chatbot: ScriptedChatbot) -> None:
    with client.stream("POST", "/api/ask", json={"question": MIXED}, headers={"accept": "text/event-stream"}) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        told = [event.split("\n", 1) for event in "".join(reply.iter_text()).split("\n\n") if event]
    events = [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in told]
    names = [name for name, _ in events]
    assert (names[0], names[-1], set(names)) == ("draft", "answer", {"draft", "piece", "answer"})
    assert events[0][1]["quotes"][0]["citations"][0]["quote"] == LEAVE
    assert "".join(data["text"] for name, data in events if name == "piece") == events[-1][1]["text"]
    assert events[-1][1] == client.post("/api/ask", json={"question": MIXED}).json()
    chatbot.error = EngineError("no model")
    try:
        reply = client.post("/api/ask", json={"question": MIXED}, headers={"accept": "text/event-stream"})
        assert 'event: error\ndata: {"error": "no model"}' in reply.text
    finally:
        chatbot.error = None


def test_a_question_is_limited_to_a_scope(client: TestClient, chatbot: ScriptedChatbot) -> None:
    limits = {"folders": ["hr"], "types": ["pdf"], "since": "2026-03-05"}
    assert client.post("/api/ask", json={"question": "Short?", "within": limits}).status_code == 200
    assert chatbot.within == Scope(folders=("hr",), types=("pdf",), since=date(2026, 3, 5))
    reply = client.post("/api/ask", json={"question": "Short?", "within": {"since": "yesterday"}})
    assert reply.status_code == 400
    assert "since" in reply.json()["error"]


def test_the_history_reaches_the_chatbot(client: TestClient, chatbot: ScriptedChatbot) -> None:
    client.post("/api/ask", json={"question": "Short?", "history": [{"question": "a", "answer": "b"}]})
    question, history = chatbot.asked[-1]
    assert question == "Short?"
    assert [(turn.question, turn.answer) for turn in history] == [("a", "b")]


@pytest.mark.parametrize(
    "body",
    [
        {"question": ""},
        {"question": " \n"},
        {"question": "x" * 100_000},
        {"question": 5},
        {},
        [],
        {"question": "a", "history": "b"},
        {"question": "a", "history": [{"question": "b"}]},
        {"question": "a", "folder": "hr"},  # a mistyped filter must not search all documents
        {"question": "a", "within": {"folder": ["hr"]}},
        {"question": "a", "history": [{"question": "b", "answer": "c", "score": 1}]},
    ],
)
def test_a_question_without_sense_is_refused_in_words(client: TestClient, body: object) -> None:
    reply = client.post("/api/ask", json=body)
    assert reply.status_code == 400
    assert isinstance(reply.json()["error"], str)


def test_what_is_not_json_is_refused_in_words(client: TestClient) -> None:
    reply = client.post("/api/ask", content=b"{", headers={"content-type": "application/json"})
    assert (reply.status_code, list(reply.json())) == (400, ["error"])


def test_an_engine_that_cannot_answer_says_why(client: TestClient, chatbot: ScriptedChatbot) -> None:
    chatbot.error = EngineError("The endpoint does not answer. Start it.")
    try:
        reply = client.post("/api/ask", json={"question": "Short?"})
    finally:
        chatbot.error = None
    assert (reply.status_code, reply.json()) == (503, {"error": "The endpoint does not answer. Start it."})


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/api/nowhere", 404),
        ("DELETE", "/api/ask", 404),
        ("GET", "/api/ask", 404),
        ("GET", "/api/source", 400),
        ("POST", "/api/ask", 400),
        ("GET", "/static/nowhere.js", 404),
        ("POST", "/gradio_api/run/nowhere", 400),
        ("GET", "/gradio_api/queue/data", 400),
        ("GET", "/gradio_api/queue/join", 405),
    ],
)
def test_every_error_has_one_form(client: TestClient, method: str, path: str, status: int) -> None:
    reply = client.request(method, path)
    assert (reply.status_code, list(reply.json())) == (status, ["error"])
    assert isinstance(reply.json()["error"], str)


def test_link_previews_name_quoth_and_no_other_host(client: TestClient) -> None:
    head = client.get("/", headers={"accept-encoding": "br, gzip"}).text.partition("<body")[0]
    assert "<title>Quoth</title>" in head
    assert 'name="description"' in head
    assert not re.search(r'"og:|"twitter:|Click to try', head)


def test_every_reply_carries_the_policy_that_nothing_leaves_the_machine(client: TestClient) -> None:
    for path in ("/", "/api/source", "/theme.css", "/nowhere", "/gradio_api/upload"):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "unsafe-eval" not in headers["content-security-policy"]
        assert headers["content-security-policy"].count("unsafe-inline") == 1  # of style attributes, which run nothing


@pytest.mark.parametrize("path", ["/", "/api/docs"])
def test_only_the_scripts_and_styles_of_the_reply_itself_count(client: TestClient, path: str) -> None:
    nonces = []
    for _ in range(2):
        reply = client.get(path, follow_redirects=False)
        (nonce,) = set(re.findall(r"'nonce-([\w-]{16,})'", reply.headers["content-security-policy"]))
        elements = re.findall(r"<(?:script|style)[\s>][^>]*", reply.text)
        assert elements
        assert all(f'nonce="{nonce}"' in element for element in elements)
        nonces.append(nonce)
    assert nonces[0] != nonces[1]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7860", "127.0.0.1", "127.0.0.1:7861", "", "LOCALHOST.:7860"]
)
def test_a_name_that_is_not_ours_is_not_answered(client: TestClient, host: str) -> None:
    for reply in (client.get("/", headers={"host": host}), client.get("/api/source", headers={"host": host})):
        assert reply.status_code == 421


def test_our_names_are_answered_in_either_case(client: TestClient) -> None:
    for host in (HOST, "localhost:7860", "LOCALHOST:7860"):
        assert client.get("/config", headers={"host": host}).status_code == 200


@pytest.fixture(scope="module")
def proxied(chatbot: ScriptedChatbot) -> Iterator[TestClient]:
    """The page behind a proxy on this machine, which others call by a name."""
    hosts = {HOST, *parse_names("quoth.example.org, quoth.example.org:8443")}
    app = make_app(chatbot, hosts=hosts)  # type: ignore[arg-type]  # a stand-in
    with TestClient(app, base_url="https://quoth.example.org") as client:
        yield client


def test_a_proxy_may_call_the_page_by_the_names_that_are_allowed(proxied: TestClient) -> None:
    for host in ("quoth.example.org", "QUOTH.example.org:8443", HOST):
        assert proxied.get("/", headers={"host": host}).status_code == 200
    for host in ("evil.example", "quoth.example.org:7860", "quoth.example.org.evil.example", "org", ""):
        assert proxied.get("/", headers={"host": host}).status_code == 421


def test_behind_a_proxy_only_the_page_of_that_name_may_write(proxied: TestClient) -> None:
    for origin, status in (("https://quoth.example.org", 200), ("https://evil.example", 403), (f"http://{HOST}", 403)):
        assert proxied.post("/api/ask", json={"question": "Short?"}, headers={"origin": origin}).status_code == status
    # A proxy that does not pass the name on: what the browser says and what arrives do not fit.
    unnamed = {"host": HOST, "origin": "https://quoth.example.org"}
    assert proxied.post("/api/ask", json={"question": "Short?"}, headers=unnamed).status_code == 403


def test_the_names_of_a_proxy_are_distinguished_from_what_is_none() -> None:
    assert parse_names("") == set()
    assert parse_names(" A.example ,[::1]:8080,192.0.2.1") == {"a.example", "[::1]:8080", "192.0.2.1"}
    for wrong in ("*", "https://a.example", "a.example/quoth", "*.example", "a b", "a.example:port", ".example"):
        with pytest.raises(SettingsError, match="allowed_hosts"):
            parse_names(wrong)


def test_at_the_port_that_browsers_leave_out_our_names_have_none() -> None:
    class Listener:
        def getsockname(self) -> tuple[str, int]:
            return "127.0.0.1", 80

    assert {"127.0.0.1", "localhost", "[::1]", "127.0.0.1:80"} <= local_names(Listener())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:8000"},
        {"origin": "null"},
        {"origin": "not an address"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_another_site_may_not_write(client: TestClient, headers: dict[str, str]) -> None:
    for path in ("/api/ask", "/gradio_api/queue/join", "/gradio_api/run/_stop"):
        assert client.post(path, json={"question": "Short?"}, headers=headers).status_code == 403


def test_our_own_page_and_programs_may_write(client: TestClient) -> None:
    for headers in ({}, {"origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}):
        assert client.post("/api/ask", json={"question": "Short?"}, headers=headers).status_code == 200


def test_no_other_origin_is_invited(client: TestClient) -> None:
    for path in ("/config", "/api/ask", "/"):
        reply = client.options(path, headers={"origin": "http://evil.example", "access-control-request-method": "POST"})
        assert "access-control-allow-origin" not in reply.headers
    assert "access-control-allow-origin" not in client.get("/config", headers={"origin": "http://a.example"}).headers


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload",
        "/gradio_api/upload_progress",
        "/gradio_api/file=http://203.0.113.9/",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file%3D/etc/passwd",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/proxy=http://203.0.113.9/",
        "/gradio_api/stream/a/1/2/playlist.m3u8",
        "/gradio_api/runs",
        "/gradio_api/deep_link",
        "/monitoring",
        "/docs",
        "/openapi.json",
    ],
)
def test_what_the_page_does_not_need_is_not_offered(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_nothing_can_be_stored_on_the_server(client: TestClient) -> None:
    assert client.post("/gradio_api/upload", files={"files": ("a.txt", b"x")}).status_code == 404


def test_the_page_names_no_other_host(client: TestClient) -> None:
    page = client.get("/").text
    assert "<style" in page
    for unwanted in ("fonts.googleapis.com", "fonts.gstatic.com", "cdn.jsdelivr.net", "unpkg.com"):
        assert unwanted not in page


def test_the_fonts_that_the_page_names_are_here(client: TestClient) -> None:
    named = client.get("/theme.css").text + client.get("/").text
    fonts = [part.strip("'\"") for part in re.findall(r"src: url\(([^)]*)\)", named)]
    assert {font.rpartition("/")[2].partition("-")[0] for font in fonts} == {"IBMPlexSans", "lora"}
    assert all(client.get(f"/{font}").status_code == 200 for font in fonts)
    assert client.get("/fonts/lora-greek.woff2").status_code == 404
    assert client.get("/fonts/..%2Fquoth.css").status_code == 404


@pytest.mark.parametrize("path", ["/", "/api/shelf", "/api/openapi.json"])
def test_what_is_long_and_can_be_packed_is_packed_for_those_who_can_unpack_it(client: TestClient, path: str) -> None:
    packed = client.get(path, headers={"accept-encoding": "gzip"})
    plain = client.get(path, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert "accept-encoding" in packed.headers["vary"].lower()
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert len(packed.content) == len(plain.content)


def test_events_are_not_held_back_to_be_packed(client: TestClient) -> None:
    headers = {"accept": "text/event-stream", "accept-encoding": "gzip"}
    reply = client.post("/api/ask", json={"question": "Short?"}, headers=headers)
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert "content-encoding" not in reply.headers


def test_a_busy_port_is_named_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"Port {port} .*--port"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.com", ""])
def test_an_address_that_others_can_reach_is_refused(host: str) -> None:
    with pytest.raises(SettingsError, match="no accounts yet"):
        listen(host, 0)


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_port_that_does_not_exist_is_refused(port: int) -> None:
    with pytest.raises(SettingsError, match="--port"):
        listen("127.0.0.1", port)


def test_an_index_that_cannot_be_read_is_reported_in_the_documents_tab() -> None:
    chatbot = sample_chatbot()
    jobs = jobs_of(chatbot)  # type: ignore[arg-type]  # a stand-in
    receiver = Receiver(Folder(chatbot.settings.documents), 1)
    assert "security.md" in look(chatbot, jobs, receiver, ANYBODY).files  # type: ignore[arg-type]
    chatbot.error = MissingIndexError("There is no index yet. Run `make index`.")
    assert "There is no index yet. Run `make index`." in look(chatbot, jobs, receiver, ANYBODY).files  # type: ignore[arg-type]
    jobs.index.own = JobState(running=True, stage="reading", done=1, total=2)
    assert "Reading 1 of 2" in plain(look(chatbot, jobs, receiver, ANYBODY).status)  # type: ignore[arg-type]
    assert look(chatbot, jobs, receiver, ANYBODY).files == ""  # type: ignore[arg-type]


@pytest.mark.slow
def test_serving_says_when_it_answers_and_ends_with_ctrl_c() -> None:
    program = """
        from scripted import sample_chatbot
        from ui.web.address import listen, local_names
        from ui.web.app import make_app
        from ui.web.serving import serve
        with listen("127.0.0.1", 0) as listener:
            app = make_app(sample_chatbot(), hosts=local_names(listener))
            serve(app, listener, on_ready=lambda url: print(url, flush=True))
        print("ended", flush=True)
    """
    folder = Path(__file__).parent
    with subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path[:0] = {[str(folder), str(folder.parent)]}\n{textwrap.dedent(program)}",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        host, port = url.removeprefix("http://").split(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=10)
        connection.request("GET", "/gradio_api/heartbeat/a")  # every open page holds such a stream
        assert connection.getresponse().status == 200
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        connection.close()
    assert (process.returncode, out, err) == (0, "ended\n", "")


def test_an_open_page_is_sent_only_what_changed(client: TestClient) -> None:
    first = client.get("/api/shelf")
    assert "security.md" in first.json()["files"]
    seen = {"if-none-match": first.headers["etag"]}
    again = client.get("/api/shelf", headers=seen)
    assert (again.status_code, again.content) == (304, b"")
    found = client.get("/api/shelf", params={"find": " security "}, headers=seen)
    assert found.status_code == 200
    assert "security.md" in found.json()["files"]
    assert "handbook" not in found.json()["files"]


def test_the_best_passages_of_a_question_are_searched(client: TestClient, chatbot: ScriptedChatbot) -> None:
    reply = client.post("/api/search", json={"question": MIXED, "k": 1, "within": {"types": ["pdf"]}})
    assert [hit["text"] for hit in reply.json()["hits"]] == [LEAVE]
    assert chatbot.within == Scope(types=("pdf",))
    for body in ({"question": " "}, {"question": MIXED, "k": 0}, {"question": MIXED, "k": 1000}, {"k": 1}):
        assert client.post("/api/search", json=body).status_code == 400


@pytest.fixture
def fresh() -> Iterator[tuple[TestClient, ScriptedChatbot]]:
    chatbot = sample_chatbot()
    with TestClient(make_app(chatbot, hosts={HOST}), base_url=f"http://{HOST}") as client:  # type: ignore[arg-type]
        yield client, chatbot


def test_documents_and_failures_are_listed(fresh: tuple[TestClient, ScriptedChatbot]) -> None:
    reply = fresh[0].get("/api/documents").json()
    assert HANDBOOK in [one["document_id"] for one in reply["documents"]]
    assert reply["unreadable"] == [
        {"path": "scans/contract.pdf", "reason": "is protected by a password; save it without one"}
    ]


def test_health_says_whether_questions_can_be_answered(fresh: tuple[TestClient, ScriptedChatbot]) -> None:
    client, chatbot = fresh
    reply = client.get("/api/health")
    assert reply.status_code == 200
    assert reply.json() == {
        "ready": True,
        "problem": "",
        "model": "scripted-1b",
        "documents": 3,
        "passages": 5,
        "unreadable_files": 1,
        "updating": False,
    }
    chatbot.error = MissingIndexError("There is no index yet. Run `make index`.")
    reply = client.get("/api/health")
    assert (reply.status_code, reply.json()["ready"]) == (503, False)
    assert reply.json()["problem"] == "There is no index yet. Run `make index`."


def test_a_broken_character_in_a_question_is_refused_in_words(client: TestClient) -> None:
    reply = client.post(
        "/api/ask", content=b'{"question": "Why\\ud83d?"}', headers={"content-type": "application/json"}
    )
    assert reply.status_code == 400
    assert isinstance(reply.json()["error"], str)
