"""Private documents: every route as every person, and no word of them in any answer for anybody else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEmbedder
from starlette.testclient import TestClient

from index.errors import MissingDocumentError, QuothError
from index.scope import Scope
from qa.chatbot import Chatbot
from qa.lazy import Lazy
from qa.settings import Settings
from ui.cli.main import main
from ui.conversations import Conversations
from ui.jobs import jobs_of
from ui.web.accounts.entrance import Entrance
from ui.web.accounts.people import NOBODY, Person, Role
from ui.web.accounts.store import Accounts
from ui.web.app import make_app
from ui.web.guards import Guard
from ui.web.page.conversation import Talk
from ui.web.visible import may_see, seen_by

HOST = "127.0.0.1:7860"
ANNS, BOBS = "private/ann/zebra-notes.txt", "private/bob/quokka-notes.txt"
NOBODYS = "private/yak.txt"
TEXTS = {
    "handbook.txt": "The handbook says that lunch is at noon.\n",
    ANNS: "The zebra password is Marmalade.\nThe handbook says that lunch is at noon.\n",
    BOBS: "The quokka password is Rhubarb.\n",
    NOBODYS: "The yak password is Custard.\n",
    # The same contents twice: the name of the private copy is not to be told.
    "menu.txt": "The menu has soup on Mondays and fish on Fridays.\n",
    "private/bob/menu-copy.txt": "The menu has soup on Mondays and fish on Fridays.\n",
}
BROKEN = "private/bob/quokka-broken.pdf"
SECRETS = {
    "ann": ("quokka", "rhubarb", "private/bob", "menu-copy", "yak", "custard"),
    "bob": ("zebra", "marmalade", "private/ann", "yak", "custard"),
    "boss": ("zebra", "marmalade", "quokka", "rhubarb", "private/ann", "private/bob", "menu-copy"),
}
ROLES = {"ann": Role.EDITOR, "bob": Role.READER, "boss": Role.ADMIN}


@pytest.fixture(scope="module")
def chatbot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chatbot]:
    folder = tmp_path_factory.mktemp("private")
    settings = Settings(
        documents=folder / "documents", index=folder / "q" / "index", engine="extractive", reranker="off"
    )
    for path, text in TEXTS.items():
        (settings.documents / path).parent.mkdir(parents=True, exist_ok=True)
        (settings.documents / path).write_text(text)
    (settings.documents / BROKEN).write_bytes(b"%PDF-1.4 broken")
    with Chatbot(settings) as made:
        made._embedder = Lazy(FakeEmbedder)
        made.update()
        yield made


@pytest.fixture(scope="module")
def accounts(chatbot: Chatbot) -> Accounts:
    accounts = Accounts(chatbot.settings.index.parent / "accounts.sqlite")
    for name, role in ROLES.items():
        accounts.add(name, role, None)
    return accounts


@pytest.fixture(scope="module")
def guard(chatbot: Chatbot, accounts: Accounts) -> Guard:
    return make_app(chatbot, hosts={HOST}, entrance=Entrance(accounts))


def client_of(guard: Guard, accounts: Accounts, name: str) -> TestClient:
    token = accounts.add_token(name, "test")
    headers = {"authorization": f"Bearer {token}", "accept": "application/json, text/event-stream"}
    return TestClient(guard, base_url=f"http://{HOST}", headers=headers)


QUESTIONS = [
    "What is the zebra password?",
    "What is the quokka password?",
    "What is the yak password?",
    "Which documents are there?",
    "How many documents do I have?",
    "Which documents mention password?",
    "Which documents do not mention lunch?",
    "What could not be read?",
    "What is zebra-notes about?",
    "What is quokka-notes about?",
    "When is soup on the menu?",
    "What does quokka-notes say about passwords?",
    "What is the difference between zebra-notes and quokka-notes?",
    "List all passwords.",
    "quokka",
    "Is the zebra password Marmalade?",
    "What is the quoka pasword?",
    "Summarise quokka-notes.",
    "Which documents were changed today?",
    "How many pages does yak have?",
]


def requests_of(paths: list[str]) -> Iterator[tuple[str, str, Any]]:
    """Every route that tells something of documents, about each of these."""
    for path in ("/api/documents", "/api/scopes", "/api/shelf", "/api/health", "/api/shelf?find=quokka", "/config"):
        yield "GET", path, None
    yield "GET", "/api/scopes?find=private", None
    for path in paths:
        yield "GET", f"/api/source?document={path}&start=0&end=0", None
        yield "GET", f"/api/page-image?document={path}&page=1", None
        yield "GET", f"/api/original?document={path}", None
    for question in QUESTIONS:
        yield "POST", "/api/search", {"question": question, "k": 100}
        yield "POST", "/api/ask", {"question": question}
    for path in paths:
        for limit in ({"documents": [path]}, {"folders": [path.rpartition("/")[0]]}):
            yield "POST", "/api/ask", {"question": "What is the password?", "within": limit}
            yield "POST", "/api/search", {"question": "password", "within": limit}
    history = [{"question": "What is the quokka password?", "answer": "Rhubarb"}]
    yield "POST", "/api/ask", {"question": "And where does it say so?", "history": history}
    messages = [{"role": "user", "content": "What is the quokka password, and the zebra password?"}]
    for stream in (False, True):
        yield "POST", "/v1/chat/completions", {"model": "quoth", "messages": messages, "stream": stream}
    yield tool("list_documents")
    for path in paths:
        yield tool("read_source", document=path)
        yield tool("ask", question="What is the password?", documents=[path])
    for question in QUESTIONS:
        yield tool("ask", question=question)
        yield tool("search", question=question, k=50)


def tool(name: str, **arguments: Any) -> tuple[str, str, Any]:
    """The request of a program that speaks MCP."""
    call = {"name": name, "arguments": arguments}
    return "POST", "/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}


@pytest.mark.slow
@pytest.mark.parametrize("name", SECRETS)
def test_no_route_tells_anybody_of_the_private_documents_of_others(guard: Guard, accounts: Accounts, name: str) -> None:
    secrets, leaks = SECRETS[name], list[Any]()
    own = [path for path in [*TEXTS, BROKEN] if may_see(Person(name, ROLES[name]), path)]
    others = [path for path in [*TEXTS, BROKEN] if path not in own]
    with client_of(guard, accounts, name) as client:
        for method, path, body in requests_of(others):
            reply = client.request(method, path, json=body)
            asked = f"{path} {json.dumps(body)}".lower()  # what it says itself is no secret
            told = [secret for secret in secrets if secret in reply.text.lower() and secret not in asked]
            leaks += [(method, path, body, told)] if told else []
            if any(f"document={other}" in path for other in others):
                assert reply.status_code == 404, (path, reply.status_code)
    assert leaks == []


def test_everybody_finds_their_own_and_what_is_shared(guard: Guard, accounts: Accounts, chatbot: Chatbot) -> None:
    with client_of(guard, accounts, "ann") as client:
        listed = [one["document_id"] for one in client.get("/api/documents").json()["documents"]]
        assert listed == ["handbook.txt", "menu.txt", ANNS]
        hits = client.post("/api/search", json={"question": "zebra password"}).json()["hits"]
        assert hits[0]["document"] == ANNS
        assert client.get(f"/api/original?document={ANNS}").status_code == 200
    assert len(chatbot.documents()) == len(TEXTS)  # for whoever runs the command line


def test_nobody_changes_the_private_documents_of_others(guard: Guard, accounts: Accounts, chatbot: Chatbot) -> None:
    with client_of(guard, accounts, "ann") as ann:
        for path in (BOBS, "/" + BOBS, "PRIVATE/bob/new.txt", NOBODYS):
            assert ann.put(f"/api/documents?name={path}", content=b"x").status_code in (400, 404)
            assert ann.request("DELETE", "/api/documents", json={"document": path}).status_code in (400, 404)
            for body in ({"document": path, "name": "mine.txt"}, {"document": "handbook.txt", "name": path}):
                assert ann.patch("/api/documents", json=body).status_code in (400, 404), body
        added = ann.put("/api/documents?name=private/ann/new.txt", content=b"Mine.")
        assert added.status_code == 201
        token = ann.request("DELETE", "/api/documents", json={"document": "private/ann/new.txt"}).json()["token"]
        with client_of(guard, accounts, "boss") as boss:
            assert boss.post("/api/documents/restored", json={"token": token}).status_code == 404
            assert "new.txt" not in boss.get("/api/shelf").text
        assert ann.post("/api/documents/restored", json={"token": token}).status_code == 200
    assert (chatbot.settings.documents / BOBS).read_text() == TEXTS[BOBS]


@pytest.mark.parametrize(
    ("person", "path", "may"),
    [
        (Person("ann", Role.READER), "private/ann/a.txt", True),
        (Person("Ann", Role.READER), "Private/aNN/deep/a.txt", True),
        (Person("ann", Role.ADMIN), "private/anna/a.txt", False),
        (Person("ann", Role.READER), "private/a.txt", False),
        (Person("ann", Role.READER), "private", False),
        (Person("ann", Role.ADMIN), "private/a.txt", True),
        (Person("ann", Role.READER), "hr/private/bob/a.txt", True),
        (Person("ann", Role.READER), "privates/bob/a.txt", True),
        (Person("", Role.ADMIN), "private/bob/a.txt", True),  # there are no accounts
        (NOBODY, "a.txt", False),
    ],
)
def test_a_document_is_seen_by_its_place(person: Person, path: str, may: bool) -> None:
    assert may_see(person, path) == may


def test_the_part_of_an_index_is_like_an_index_without_the_rest(chatbot: Chatbot) -> None:
    seen = seen_by(chatbot, Person("ann", Role.EDITOR)).index
    assert seen.passages(BOBS) == []
    assert seen.passages_with("quokka") == []
    assert [passage.document_id for passage in seen.passages_with("zebra")] == [ANNS]
    assert seen.select(Scope()) == {"handbook.txt", "menu.txt", ANNS}
    for ask in (seen.document, seen.changed_on, lambda path: seen.select(Scope(documents=(path,)))):
        with pytest.raises(MissingDocumentError):
            ask(BOBS)
    assert seen_by(chatbot, Person("", Role.ADMIN)).index is not seen
    assert seen_by(chatbot, Person("", Role.ADMIN)).index is chatbot.index


def test_a_new_account_does_not_get_the_documents_of_an_earlier_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "documents" / "private" / "cleo"
    folder.mkdir(parents=True)
    assert main(["users", "add", "cleo", "--sign-on"]) == 0
    (folder / "a.txt").write_text("x")
    assert main(["users", "remove", "cleo"]) == 0
    assert "private/cleo" in capsys.readouterr().err
    assert main(["users", "add", "cleo", "--sign-on"]) != 0
    assert "earlier account" in capsys.readouterr().err


def test_an_error_of_the_index_is_told_to_everybody(tmp_path: Path) -> None:
    with Chatbot(Settings(documents=tmp_path, index=tmp_path / "none")) as chatbot, pytest.raises(QuothError):
        seen_by(chatbot, Person("ann", Role.READER)).documents()


def test_the_page_answers_and_suggests_only_from_what_somebody_may_see(chatbot: Chatbot, tmp_path: Path) -> None:
    talk = Talk(chatbot, jobs_of(chatbot), Conversations(tmp_path / "conversations.sqlite"))

    async def asked(person: Person) -> str:
        return str([shown async for shown in talk.seen_by(person).ask("a" * 43, "", "What is the quokka password?")])

    assert "Rhubarb" in asyncio.run(asked(Person("bob", Role.READER)))
    for person in (Person("ann", Role.EDITOR), Person("boss", Role.ADMIN)):
        assert "Rhubarb" not in asyncio.run(asked(person))
