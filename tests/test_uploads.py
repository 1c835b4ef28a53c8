"""The routes that change the documents folder: adding, renaming, deleting, bringing back and opening files."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from scripted import HOSTILE, ScriptedChatbot, make_document, plain, sample_chatbot
from starlette.testclient import TestClient

from index.errors import MissingIndexError
from ui.jobs import index_job
from ui.web.app import make_app

HOST = "127.0.0.1:7860"


@pytest.fixture
def chatbot() -> ScriptedChatbot:
    chatbot = sample_chatbot()
    chatbot.go_on.set()
    return chatbot


@pytest.fixture
def client(chatbot: ScriptedChatbot) -> Iterator[TestClient]:
    app = make_app(chatbot, hosts={HOST})  # type: ignore[arg-type]  # a stand-in
    with TestClient(app, base_url=f"http://{HOST}") as client:
        yield client


def put(client: TestClient, name: str, content: bytes = b"words", **params: str) -> tuple[int, dict[str, object]]:
    reply = client.put("/api/documents", params={"name": name, **params}, content=content)
    return reply.status_code, reply.json()


def test_an_added_file_is_saved_and_read_by_an_update(client: TestClient, chatbot: ScriptedChatbot) -> None:
    chatbot.coming = [make_document("hr/new.md", "words")]
    modified = "1600000000500"
    assert put(client, "hr/new.md", modified=modified) == (201, {"document": "hr/new.md", "added": True})
    file = chatbot.settings.documents / "hr" / "new.md"
    assert file.read_bytes() == b"words"
    assert file.stat().st_mtime == 1_600_000_000.5
    end = time.monotonic() + 20
    while "hr/new.md" not in chatbot.held:
        assert time.monotonic() < end
        time.sleep(0.02)
    shown = client.get("/api/shelf").json()
    assert '<li class="done"><b>hr/new.md</b> <span>Ready</span>' in plain(shown["uploads"])
    assert shown["documents"] == 4


def test_what_became_of_each_file_is_seen_by_everyone(client: TestClient, chatbot: ScriptedChatbot) -> None:
    chatbot.failed = []
    assert put(client, "film.mp4")[0] == 400
    put(client, f"{HOSTILE}.txt".replace("/", ""))
    put(client, "broken.pdf")
    shown = client.get("/api/shelf").json()["uploads"]
    assert "<b>film.mp4</b> <span>is sound or film, which Quoth does not transcribe" in shown
    assert "<img" not in shown
    assert "Waiting to be read…" in shown


def test_a_taken_name_is_the_choice_of_whoever_adds_the_file(client: TestClient, chatbot: ScriptedChatbot) -> None:
    put(client, "a.txt", b"one")
    assert put(client, "a.txt", b"one") == (200, {"document": "a.txt", "added": False})
    status, reply = put(client, "a.txt", b"two")
    assert (status, reply) == (409, {"error": "a.txt is already there, with other contents."})
    assert put(client, "a.txt", b"two", same="number")[1]["document"] == "a (2).txt"
    assert put(client, "a.txt", b"three", same="replace")[1]["document"] == "a.txt"
    assert put(client, "a.txt", b"four", same="guess")[0] == 400
    assert (chatbot.settings.documents / "a.txt").read_bytes() == b"three"


def test_a_file_is_bounded_however_it_is_sent(client: TestClient, chatbot: ScriptedChatbot) -> None:
    large = b"x" * 1_000_001
    for content in (large, iter([large[:600_000], large[600_000:]])):
        reply = client.put("/api/documents", params={"name": "a.txt"}, content=content)
        assert reply.status_code == 413
        assert reply.json()["error"] == "a.txt is larger than 1 MB, the most that Quoth accepts."
    assert put(client, "a.txt", large[:-1])[0] == 201
    assert [path.name for path in chatbot.settings.documents.iterdir() if path.is_file()] == ["a.txt"]


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}],
)
def test_another_site_may_not_change_the_folder(
    client: TestClient, chatbot: ScriptedChatbot, headers: dict[str, str]
) -> None:
    put(client, "a.txt")
    for method, path in (
        ("PUT", "/api/documents?name=b.txt"),
        ("PATCH", "/api/documents"),
        ("DELETE", "/api/documents"),
        ("POST", "/api/documents/restored"),
        ("POST", "/api/update"),
        ("DELETE", "/api/update"),
    ):
        assert (
            client.request(method, path, json={"document": "a.txt", "name": "b.txt"}, headers=headers).status_code
            == 403
        )
    assert [path.name for path in chatbot.settings.documents.iterdir() if path.is_file()] == ["a.txt"]


def test_a_document_is_renamed_deleted_and_brought_back(client: TestClient, chatbot: ScriptedChatbot) -> None:
    put(client, "a.txt")
    put(client, "b.txt")
    assert client.patch("/api/documents", json={"document": "a.txt", "name": "b.txt"}).status_code == 409
    assert client.patch("/api/documents", json={"document": "a.txt", "name": "../c.txt"}).status_code == 400
    assert client.patch("/api/documents", json={"document": "a.txt", "name": "hr/c.txt"}).json() == {
        "document": "hr/c.txt"
    }
    token = client.request("DELETE", "/api/documents", json={"document": "hr/c.txt"}).json()["token"]
    shown = client.get("/api/shelf").json()
    assert "hr/c.txt" in shown["deleted"]
    assert "hr/c.txt" not in shown["uploads"]  # it does not wait to be read any more
    assert "a.txt" not in shown["uploads"]
    assert client.request("DELETE", "/api/documents", json={"document": "hr/c.txt"}).status_code == 404
    assert client.post("/api/documents/restored", json={"token": token}).json() == {"document": "hr/c.txt"}
    assert client.post("/api/documents/restored", json={"token": token}).status_code == 404
    assert client.get("/api/shelf").json()["deleted"] == ""
    assert (chatbot.settings.documents / "hr" / "c.txt").read_bytes() == b"words"


def test_the_original_of_a_document_of_the_index_can_be_opened(client: TestClient, chatbot: ScriptedChatbot) -> None:
    put(client, "security.md", b"# Security")
    put(client, "page.html", b"<script>alert(1)</script>")
    put(client, "r\u00e9sum\u00e9.pdf", b"%PDF-1.4")
    chatbot.held |= {name: make_document(name, "x") for name in ("page.html", "r\u00e9sum\u00e9.pdf")}
    reply = client.get("/api/original", params={"document": "security.md"})
    assert (reply.content, reply.headers["content-type"]) == (b"# Security", "application/octet-stream")
    page = client.get("/api/original", params={"document": "page.html"})
    assert page.headers["content-disposition"].startswith("attachment")  # never run in our name
    assert page.headers["content-type"] == "application/octet-stream"
    pdf = client.get("/api/original", params={"document": "r\u00e9sum\u00e9.pdf"}).headers
    assert (pdf["content-type"], pdf["content-disposition"]) == (
        "application/pdf",
        "inline; filename*=UTF-8''r%C3%A9sum%C3%A9.pdf",
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", ["../index", "/etc/passwd", "gone.md", "", "hr\x00", ".quoth/trash"])
def test_no_other_file_can_be_opened(client: TestClient, name: str) -> None:
    put(client, "gone.md")  # in the folder, but not in the index
    assert client.get("/api/original", params={"document": name}).status_code == 404


def test_a_first_document_makes_the_folder(client: TestClient, chatbot: ScriptedChatbot) -> None:
    chatbot.settings.documents.rmdir()
    chatbot.error = MissingIndexError("There is no index yet.")
    client.post("/api/update")  # whatever it says is no error of a first start
    shown = client.get("/api/shelf").json()
    assert "Drop files or a folder anywhere" in shown["files"]
    assert shown["status"] == ""
    chatbot.error = None
    assert put(client, "a.txt")[0] == 201
    assert (chatbot.settings.documents / "a.txt").read_bytes() == b"words"


def test_after_the_last_document_was_deleted_the_index_is_emptied_on_purpose(
    client: TestClient, chatbot: ScriptedChatbot
) -> None:
    chatbot.held = {name: make_document(name, "words") for name in ("a.txt", "b.txt")}
    put(client, "a.txt")
    put(client, "b.txt")
    for name, is_last in (("a.txt", False), ("b.txt", True)):
        client.request("DELETE", "/api/documents", json={"document": name})
        index_job(chatbot).run(lambda *_: None)  # type: ignore[arg-type]  # a stand-in
        assert chatbot.accepted_empty is is_last
