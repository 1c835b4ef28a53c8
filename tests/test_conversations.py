"""Stored conversations: who can see them, that they survive crashes, and the files they are exported as."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from secrets import token_hex

import pytest
from fakes import FakeEmbedder, FakeReader
from postgres_server import PostgresServer, running_server
from scripted import HOSTILE, LEAVE, MIXED, sample_chatbot
from starlette.testclient import TestClient

from index.errors import QuothError, StoreError
from index.upkeep.ingest import Ingestion
from index.upkeep.shared_update import update_shared
from ui import conversations as module
from ui.conversations import Conversations, MissingConversationError, Reply
from ui.exports import to_html, to_json, to_markdown
from ui.shared_conversations import SharedConversations
from ui.web.app import make_app
from ui.web.page.conversation import complete

HOST = "127.0.0.1:7860"
ANN, BOB = "a" * 43, "b" * 43


@pytest.fixture
def in_file(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path / "new" / "conversations.sqlite")


@pytest.fixture(params=["in_file", "shared"])
def kept(request: pytest.FixtureRequest) -> Conversations:
    """Conversations in a file, and in a database that several servers share."""
    found: Conversations = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def shared(server: PostgresServer, tmp_path: Path) -> SharedConversations:
    return SharedConversations(
        f"{server.address}?schema=test_{token_hex(8)}", tmp_path / "new" / "conversations.sqlite"
    )


def hold(kept: Conversations, question: str, text: str = "So [1].", visitor: str = ANN) -> str:
    conversation = kept.create(visitor, question)
    kept.finish(kept.begin(visitor, conversation, question), Reply("<p>So</p>", text=text))
    return conversation


def titles(kept: Conversations, find: str = "", visitor: str = ANN) -> list[str]:
    return [one.title for one in kept.listed(visitor, find)]


def test_a_conversation_is_named_after_its_first_question_and_listed_newest_first(kept: Conversations) -> None:
    first = hold(kept, "How many\n days of leave?")
    hold(kept, "x" * 200)
    assert titles(kept) == ["x" * 79 + "…", "How many days of leave?"]
    kept.finish(kept.begin(ANN, first, "And abroad?"), Reply("<p>"))
    assert titles(kept)[0] == "How many days of leave?"
    assert [turn.question for turn in kept.turns(ANN, first)] == ["How many\n days of leave?", "And abroad?"]


def test_nobody_else_finds_a_conversation_or_changes_it(kept: Conversations) -> None:
    conversation = hold(kept, "Why?")
    assert titles(kept, visitor=BOB) == []
    for act in (
        lambda: kept.turns(BOB, conversation),
        lambda: kept.get(BOB, conversation),
        lambda: kept.begin(BOB, conversation, "Mine?"),
        lambda: kept.rename(BOB, conversation, "Mine"),
        lambda: kept.delete(BOB, conversation),
        lambda: kept.restore(BOB, conversation),
        lambda: kept.turns(ANN, "guess"),
        lambda: kept.turns(ANN, "' OR 1=1 --"),
        lambda: kept.turns("", conversation),
    ):
        with pytest.raises(MissingConversationError):
            act()
    assert titles(kept) == ["Why?"]


def test_ids_cannot_be_guessed(kept: Conversations) -> None:
    ids = {hold(kept, "Why?") for _ in range(20)}
    assert len(ids) == 20
    assert all(len(one) >= 22 for one in ids)


def test_the_file_opens_nothing(in_file: Conversations) -> None:
    hold(in_file, "Why?")
    assert ANN.encode() not in b"".join(path.read_bytes() for path in in_file.file.parent.iterdir())
    assert os.stat(in_file.file).st_mode & 0o077 == 0


def test_words_are_found_in_titles_questions_and_answers(kept: Conversations) -> None:
    hold(kept, "ÜBER den Urlaub", "27 Tage [1].")
    hold(kept, "Price of 100 %_?", "40 EUR [1].")
    assert titles(kept, "über") == ["ÜBER den Urlaub"]
    assert titles(kept, "tage 27") == ["ÜBER den Urlaub"]
    assert titles(kept, "%_") == ["Price of 100 %_?"]
    assert titles(kept, "nothing") == []
    assert len(titles(kept, " ")) == 2


def test_a_conversation_is_renamed_and_needs_a_title(kept: Conversations) -> None:
    conversation = hold(kept, "Why?")
    assert kept.rename(ANN, conversation, " The \n reason ") == "The reason"
    assert titles(kept) == ["The reason"]
    with pytest.raises(QuothError, match="needs a title"):
        kept.rename(ANN, conversation, " \n")


def questions(kept: Conversations, conversation: str) -> list[str]:
    return [turn.question for turn in kept.turns(ANN, conversation)]


def test_a_question_asked_again_keeps_both_answers_and_what_followed_each(kept: Conversations) -> None:
    conversation = hold(kept, "One?", "1")
    kept.finish(kept.begin(ANN, conversation, "Two?"), Reply("<p>2</p>"))
    kept.finish(kept.begin(ANN, conversation, "Uno?", 0), Reply("<p>1</p>"))
    assert questions(kept, conversation) == ["Uno?"]
    third = kept.begin(ANN, conversation, "Tre?")
    assert [(turn.number, turn.versions) for turn in kept.turns(ANN, conversation)] == [(2, (0, 2)), (3, (3,))]
    kept.choose(ANN, conversation, 0)
    assert questions(kept, conversation) == ["One?", "Two?"]
    kept.begin(ANN, conversation, "Four?")
    kept.begin(ANN, conversation, "Deux?", 1)
    assert questions(kept, conversation) == ["One?", "Deux?"]
    kept.choose(ANN, conversation, 1)
    assert questions(kept, conversation) == ["One?", "Two?", "Four?"]
    kept.choose(ANN, conversation, 2)
    assert questions(kept, conversation) == ["Uno?", "Tre?"]
    assert [turn.question for turn in kept.turns(ANN, conversation, third)] == ["Uno?", "Tre?"]
    for number in (-1, 6):
        with pytest.raises(MissingConversationError):
            kept.choose(ANN, conversation, number)
    with pytest.raises(MissingConversationError):
        kept.choose(BOB, conversation, 0)


def test_conversations_from_before_there_were_versions_are_asked_on(in_file: Conversations) -> None:
    conversation = hold(in_file, "One?")
    kept = [in_file.begin(ANN, conversation, question) for question in ("Two?", "Three?")]
    with closing(sqlite3.connect(in_file.file)) as database, database:
        database.execute("DROP TABLE version")
    assert questions(in_file, conversation) == ["One?", "Two?", "Three?"]
    in_file.begin(ANN, conversation, "Deux?", 1)
    assert questions(in_file, conversation) == ["One?", "Deux?"]
    in_file.choose(ANN, conversation, 1)
    assert [turn.id for turn in in_file.turns(ANN, conversation)][1:] == kept


def test_a_version_is_chosen_although_the_clock_was_set_back(
    kept: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = hold(kept, "One?")
    kept.begin(ANN, conversation, "Uno?", 0)
    monkeypatch.setattr(time, "time", lambda: 7.0)
    kept.choose(ANN, conversation, 0)
    assert questions(kept, conversation) == ["One?"]


def test_pinned_conversations_come_first(kept: Conversations) -> None:
    first, second = hold(kept, "First?"), hold(kept, "Second?")
    hold(kept, "Third?")
    kept.pin(ANN, first, pinned=True)
    kept.pin(ANN, first, pinned=True)
    assert [(one.title, one.pinned) for one in kept.listed(ANN)] == [
        ("First?", True),
        ("Third?", False),
        ("Second?", False),
    ]
    kept.pin(ANN, first, pinned=False)
    assert titles(kept) == ["Third?", "Second?", "First?"]
    with pytest.raises(MissingConversationError):
        kept.pin(BOB, second, pinned=True)


def test_a_deleted_conversation_comes_back_within_a_day_and_is_gone_for_good_after(
    kept: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = hold(kept, "Why secret?")
    kept.delete(ANN, conversation)
    assert titles(kept) == []
    with pytest.raises(MissingConversationError):
        kept.turns(ANN, conversation)
    kept.restore(ANN, conversation)
    assert titles(kept) == ["Why secret?"]
    kept.delete(ANN, conversation)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + module.KEPT_S + 1)
    with pytest.raises(MissingConversationError, match="no longer"):
        kept.restore(ANN, conversation)
    kept.purge()
    with kept._reading() as database:
        assert list(database.execute("SELECT count(*) FROM turn")) == [(0,)]


def test_an_answer_to_a_conversation_that_was_deleted_meanwhile_is_no_error(kept: Conversations) -> None:
    conversation = kept.create(ANN, "Why?")
    turn = kept.begin(ANN, conversation, "Why?")
    kept.delete(ANN, conversation)
    kept.finish(turn, Reply("<p>So</p>"))
    assert titles(kept) == []


def test_lone_surrogates_are_stored_as_question_marks(kept: Conversations) -> None:
    conversation = hold(kept, "Why\ud83d", "So\udc00")
    assert kept.turns(ANN, conversation)[0].question == "Why?"
    assert titles(kept, "\ud83d") == ["Why?"]


def test_many_threads_write_at_once(kept: Conversations) -> None:
    conversation = kept.create(ANN, "Why?")

    def write(number: int) -> None:
        kept.finish(kept.begin(ANN, conversation, f"q{number}"), Reply(f"a{number}"))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = kept.turns(ANN, conversation)
    assert {turn.reply.html for turn in found} == {f"a{turn.question[1:]}" for turn in found}
    assert len(found) == 20


@pytest.mark.slow
def test_what_was_stored_survives_a_killed_server(in_file: Conversations) -> None:
    kept = in_file
    program = (
        "import os, sys; from pathlib import Path; from ui.conversations import Conversations, Reply\n"
        "kept = Conversations(Path(sys.argv[1])); c = kept.create(sys.argv[2], 'Why?')\n"
        "kept.finish(kept.begin(sys.argv[2], c, 'Why?'), Reply('<p>So</p>')); kept.begin(sys.argv[2], c, 'And?')\n"
        "with kept._database.writing() as database:\n"
        "    database.execute('DELETE FROM turn'); os.kill(os.getpid(), 9)"
    )
    root = Path(__file__).resolve().parent.parent
    subprocess.run([sys.executable, "-c", program, kept.file, ANN], cwd=root, check=False)
    (conversation,) = kept.listed(ANN)
    assert [(turn.question, turn.reply.html) for turn in kept.turns(ANN, conversation.id)] == [
        ("Why?", "<p>So</p>"),
        ("And?", ""),
    ]


def test_a_file_that_is_no_database_is_reported_in_words(in_file: Conversations) -> None:
    in_file.file.parent.mkdir()
    in_file.file.write_text("This is no database at all." * 99)
    with pytest.raises(QuothError, match="cannot be kept"):
        in_file.listed(ANN)


def test_two_servers_that_start_at_once_share_the_conversations(server: PostgresServer, tmp_path: Path) -> None:
    address = f"{server.address}?schema=test_{token_hex(8)}"
    servers = [SharedConversations(address, tmp_path / "none") for _ in range(6)]
    made: list[str] = []
    threads = [threading.Thread(target=lambda one=one: made.append(hold(one, "Why?"))) for one in servers]  # type: ignore[misc]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 6
    assert all({one.id for one in server.listed(ANN)} == set(made) for server in servers)


def test_the_conversations_of_a_file_move_to_the_database_once(
    in_file: Conversations, shared: SharedConversations
) -> None:
    kept_one, deleted = hold(in_file, "Über?", "So\0 [1]."), hold(in_file, "And?")
    in_file.delete(ANN, deleted)
    in_file.begin(ANN, kept_one, "Again?", 0)
    in_file.choose(ANN, kept_one, 0)
    in_file.pin(ANN, kept_one, pinned=True)
    hold(shared, "Here?")  # so that ids in the database are others
    shared.purge()
    assert titles(shared) == ["Über?", "Here?"]
    assert [turn.versions for turn in shared.turns(ANN, kept_one)] == [(0, 1)]
    assert [turn.reply.text for turn in shared.turns(ANN, kept_one)] == ["So\ufffd [1]."]
    shared.restore(ANN, deleted)
    hold(in_file, "New?")  # by a server of before
    shared.purge()
    assert sorted(titles(shared)) == ["And?", "Here?", "New?", "Über?"]
    assert len(shared.turns(ANN, kept_one)) == 1
    assert not in_file.file.exists()


def test_conversations_outlive_an_index_that_is_made_again(server: PostgresServer, tmp_path: Path) -> None:
    address = f"{server.address}?schema=test_{token_hex(8)}"
    shared = SharedConversations(address, tmp_path / "none")
    hold(shared, "Why?")
    embedder, reader = FakeEmbedder(dim=8), FakeReader(tmp_path)
    (tmp_path / "a.txt").write_text("Cats purr.")
    for _ in range(2):
        how = Ingestion(embedder=embedder, read=reader, reader_version="1")
        update_shared(tmp_path, address, how, without=tmp_path / "nowhere", rebuild=True)
    assert titles(shared) == ["Why?"]


def test_a_database_that_cannot_be_reached_is_reported_in_words_without_its_password(tmp_path: Path) -> None:
    shared = SharedConversations(f"postgresql://quoth:{ANN}@127.0.0.1:1/quoth", tmp_path / "none")
    with pytest.raises(StoreError, match="cannot be reached") as caught:
        shared.create(ANN, "Why?")
    assert ANN not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.slow
def test_a_database_that_was_killed_and_started_again_still_has_the_conversations(tmp_path: Path) -> None:
    with running_server() as server:
        shared = SharedConversations(server.address, tmp_path / "none")
        conversation = hold(shared, "Why?")
        asked = shared.begin(ANN, conversation, "And?")
        server.kill()
        shared.finish(asked, Reply("<p>So</p>"))
        server.start()
        assert [turn.question for turn in shared.turns(ANN, conversation)] == ["Why?", "And?"]
        deadline = time.monotonic() + 30
        while not shared.turns(ANN, conversation)[1].reply.html:  # it is stored as soon as the database is back
            assert time.monotonic() < deadline
            time.sleep(0.02)


def exported(kept: Conversations) -> tuple[str, str]:
    """A conversation with a real answer, a hostile one, and none."""
    answers = sample_chatbot().answers
    conversation = kept.create(ANN, MIXED)
    for question in (MIXED, HOSTILE):
        kept.finish(kept.begin(ANN, conversation, question), complete(answers[question]))
    kept.begin(ANN, conversation, "And?")
    return conversation, kept.get(ANN, conversation).title


def test_a_conversation_is_saved_with_its_sources_and_quotes(kept: Conversations) -> None:
    conversation, title = exported(kept)
    turns = kept.turns(ANN, conversation)
    markdown = to_markdown(title, turns)
    assert markdown.startswith(f"# {MIXED}\n\n## {MIXED}\n\n*2")
    assert f"- \\[1\\] Employee handbook, p. 2: “{LEAVE}”" in markdown
    assert "*No answer.*" in markdown
    html = to_html(title, turns)
    assert f"“{LEAVE}”" in html
    assert "<img" not in html
    assert "<script" not in html
    said = json.loads(to_json(title, turns))
    assert [turn["question"] for turn in said["turns"]] == [MIXED, HOSTILE, "And?"]
    assert said["turns"][0]["answer"]["citations"][1]["quote"] == LEAVE
    assert said["turns"][2]["answer"] is None


@pytest.fixture
def clients() -> Iterator[tuple[TestClient, TestClient, Conversations]]:
    """Two browsers, and the store behind the page."""
    chatbot = sample_chatbot()
    app = make_app(chatbot, hosts={HOST})  # type: ignore[arg-type]  # a stand-in
    kept = Conversations(chatbot.settings.index.parent / "conversations.sqlite")
    with TestClient(app, base_url=f"http://{HOST}") as ann, TestClient(app, base_url=f"http://{HOST}") as bob:
        yield ann, bob, kept


def secret_of(client: TestClient) -> str:
    client.get("/")
    return client.cookies["quoth_visitor"]


def test_each_browser_gets_a_secret_that_stays_and_that_no_script_or_other_site_can_use(
    clients: tuple[TestClient, TestClient, Conversations],
) -> None:
    ann, bob, _ = clients
    set_cookie = ann.get("/").headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(set_cookie.split("; "))
    assert "Secure" not in set_cookie
    assert secret_of(ann) == secret_of(ann) != secret_of(bob)
    assert "cache-control" in ann.get("/").headers
    ann.cookies.set("quoth_visitor", "guess")
    assert ann.get("/").headers["set-cookie"].startswith("quoth_visitor=")
    assert "set-cookie" not in bob.get("/api/conversations").headers


def test_behind_a_proxy_with_tls_the_secret_never_travels_in_the_open() -> None:
    app = make_app(sample_chatbot(), hosts={"quoth.example.org"})  # type: ignore[arg-type]  # a stand-in
    with TestClient(app, base_url="https://quoth.example.org") as client:
        assert "Secure" in client.get("/").headers["set-cookie"].split("; ")


def test_the_routes_serve_only_the_visitors_own_conversations(
    clients: tuple[TestClient, TestClient, Conversations],
) -> None:
    ann, bob, kept = clients
    conversation = hold(kept, "Why?", visitor=secret_of(ann))
    secret_of(bob)
    path = f"/api/conversations/{conversation}"
    assert [one["id"] for one in ann.get("/api/conversations").json()["conversations"]] == [conversation]
    assert bob.get("/api/conversations").json() == {"conversations": []}
    requests = (
        ("GET", f"{path}/export", None),
        ("PATCH", path, {"title": "Mine"}),
        ("DELETE", path, None),
        ("POST", f"{path}/restored", None),
    )
    for method, address, body in requests:
        assert bob.request(method, address, json=body).status_code == 404
        if method != "GET":
            evil = {"origin": "http://evil.example"}
            assert ann.request(method, address, json=body, headers=evil).status_code == 403
    for method, address, body in requests:
        assert ann.request(method, address, json=body).status_code == 200
    assert ann.patch(path, json={"title": " "}).status_code == 400
    assert ann.get("/api/conversations", params={"find": "mine"}).json()["conversations"][0]["title"] == "Mine"


@pytest.mark.parametrize(
    ("form", "media_type"), [("md", "text/markdown"), ("html", "text/html"), ("json", "application/json")]
)
def test_a_conversation_is_saved_as_a_file_named_after_it(
    clients: tuple[TestClient, TestClient, Conversations], form: str, media_type: str
) -> None:
    ann, _, kept = clients
    conversation = hold(kept, 'Übrig? "a/b\\c": <x>', visitor=secret_of(ann))
    reply = ann.get(f"/api/conversations/{conversation}/export", params={"form": form})
    assert reply.headers["content-type"].startswith(media_type)
    assert reply.headers["content-disposition"] == f"attachment; filename*=UTF-8''%C3%9Cbrig%20a%20b%20c%20x.{form}"
    assert ann.get(f"/api/conversations/{conversation}/export", params={"form": "exe"}).status_code == 400
