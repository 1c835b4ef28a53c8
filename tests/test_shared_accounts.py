"""Several servers that share accounts and ratings in one database, and a database that is gone for a while."""

from __future__ import annotations

import asyncio
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from postgres_server import PASSWORD as DATABASE_PASSWORD
from postgres_server import running_server
from scripted import sample_chatbot
from starlette.testclient import TestClient

from qa.settings import Settings
from ui.conversations import Reply, StoredTurn
from ui.ratings import ratings_of
from ui.web.accounts.account_store import accounts_of
from ui.web.accounts.entrance import Entrance
from ui.web.accounts.people import Role
from ui.web.app import make_app

HOST = "127.0.0.1:7860"
PASSWORD = "a sentence of my own"


def settings(folder: Path, address: str) -> Settings:
    """The settings of a server with a folder of its own."""
    return Settings(index=folder / token_hex(4) / "index", store=address)


def browser_of(given: Settings) -> TestClient:
    """A browser at a server that has these settings."""
    guard = make_app(sample_chatbot(), hosts={HOST}, entrance=Entrance(accounts_of(given)))  # type: ignore[arg-type]
    return TestClient(guard, base_url=f"http://{HOST}", follow_redirects=False)


def test_whoever_logs_in_at_one_server_is_known_at_the_other_and_logs_out_of_both(address: str, tmp_path: Path) -> None:
    accounts_of(settings(tmp_path, address)).add("ann", Role.READER, PASSWORD)
    with browser_of(settings(tmp_path, address)) as one, browser_of(settings(tmp_path, address)) as other:
        assert other.get("/api/account").status_code == 401
        assert one.post("/login", data={"name": "Ann", "password": PASSWORD}).status_code == 303
        other.cookies.update(one.cookies)
        assert other.get("/api/account").json()["name"] == "ann"
        token = other.post("/api/account/tokens", json={"label": "notes"}).json()["token"]
        one.cookies.clear()
        bearer = {"authorization": f"Bearer {token}"}
        assert one.get("/api/account", headers=bearer).json()["role"] == "reader"
        assert other.post("/logout").status_code == 303
        other.cookies.clear()
        assert other.get("/api/account").status_code == 401


@pytest.mark.slow
def test_nobody_gets_in_without_the_database_and_everybody_does_as_soon_as_it_is_back(tmp_path: Path) -> None:
    with running_server() as server:
        given = settings(tmp_path, server.address)
        accounts_of(given).add("ann", Role.READER, PASSWORD)
        with browser_of(given) as browser:
            browser.post("/login", data={"name": "ann", "password": PASSWORD})
            assert browser.get("/api/account").status_code == 200
            server.kill()
            refused = browser.get("/api/account")
            assert refused.status_code == 503
            assert int(refused.headers["retry-after"]) > 0
            (reason,) = refused.json().values()
            assert "cannot be reached" in reason
            assert "\n" not in reason
            assert DATABASE_PASSWORD not in reason
            server.start()
            assert browser.get("/api/account").json()["name"] == "ann"


def test_a_server_answers_others_while_it_waits_for_the_database(address: str, tmp_path: Path) -> None:
    entrance = Entrance(accounts_of(settings(tmp_path, address)))
    guard: Any = make_app(sample_chatbot(), hosts={HOST}, entrance=entrance)  # type: ignore[arg-type]

    async def two_at_once() -> list[str]:
        looked_up = asyncio.Event()
        loop, order = asyncio.get_running_loop(), []

        def slowly() -> bool:
            order.append("asked")
            asyncio.run_coroutine_threadsafe(looked_up.wait(), loop).result(60)
            order.append("told")
            return True

        entrance.accounts.exist = slowly  # type: ignore[method-assign]  # a database that takes its time
        scope = {"type": "http", "path": "/api/health", "method": "GET", "headers": [(b"host", HOST.encode())]}
        waiting = asyncio.create_task(guard._admitted(scope, None))
        while not order:
            await asyncio.sleep(0.001)
        order.append("others are answered")
        looked_up.set()
        await asyncio.gather(waiting, return_exceptions=True)
        return order

    assert asyncio.run(two_at_once()) == ["asked", "others are answered", "told"]


@pytest.mark.parametrize("where", ["in a file", "in the database"])
def test_a_rating_is_kept_once_with_its_last_words(where: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    given = settings(tmp_path, "" if where == "in a file" else request.getfixturevalue("address"))
    turn = StoredTurn("Why?", 1.0, Reply("<p>", text="So.", answer='{"text": "So."}'))
    for good, comment in ((True, ""), (False, "No, “so”.")):
        ratings_of(given).rate("ann", "c1", 0, turn, (good, comment))
    ratings_of(given).rate("bob", "c2", 3, turn, (True, ""))
    seen = ratings_of(given)
    assert seen.of_conversation("ann", "c1") == {0: False}
    assert seen.of_conversation("bob", "c1") == {}
    first, second = seen.all()
    assert (first.comment, first.question, first.answer) == ("No, “so”.", "Why?", {"text": "So."})
    assert (second.conversation, second.number, second.is_good) == ("c2", 3, True)
    assert second.rated_at >= first.rated_at > 1.7e9
