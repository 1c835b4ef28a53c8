"""The same tools over HTTP at `/mcp` of a real server, used by the client of the official SDK."""

from __future__ import annotations

import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from scripted import LEAVE, MIXED, ScriptedChatbot, sample_chatbot

from ui.web import serving
from ui.web.accounts.entrance import Entrance
from ui.web.accounts.people import Role
from ui.web.accounts.store import Accounts
from ui.web.app import make_app

Serve = Callable[..., str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a server, and returns its address for programs that speak MCP."""
    running = []

    def start(chatbot: ScriptedChatbot, accounts: Accounts | None = None) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        host = f"127.0.0.1:{listener.getsockname()[1]}"
        entrance = Entrance(accounts) if accounts else None
        server = serving.make_server(make_app(chatbot, hosts={host}, entrance=entrance))  # type: ignore[arg-type]  # a stand-in
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        running.append((server, thread, listener))
        return f"http://{host}/mcp"

    yield start
    for server, thread, listener in running:
        server.should_exit = True
        thread.join(30)
        listener.close()


def use(address: str, act: Callable[[Client], Awaitable[Any]], *, token: str = "", mode: Any = "auto") -> Any:
    """What `act` returns, which gets a client of the SDK."""

    async def run() -> Any:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        async with (
            httpx2.AsyncClient(headers=headers) as http,
            Client(streamable_http_client(address, http_client=http), mode=mode) as client,
        ):
            return await act(client)

    return anyio.run(run)


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_tools_are_offered_over_http_to_new_clients_and_old(serve: Serve, mode: str) -> None:
    async def act(client: Client) -> Any:
        tools = await client.list_tools()
        answer = await client.call_tool("ask", {"question": MIXED})
        empty = await client.call_tool("ask", {"question": " "})
        return {tool.name for tool in tools.tools}, answer.structured_content, empty

    tools, answer, empty = use(serve(sample_chatbot()), act, mode=mode)
    assert tools == {"ask", "search", "read_source", "list_documents"}
    assert f"[1] Employee handbook, p. 2: “{LEAVE}”" in answer["answer"]
    assert empty.is_error
    assert "The question is empty" in empty.content[0].text


def test_an_answer_stops_when_the_program_hangs_up(serve: Serve) -> None:
    chatbot = sample_chatbot(pace_s=0.02)

    async def act(client: Client) -> None:
        with anyio.move_on_after(0.5):
            await client.call_tool("ask", {"question": "Anything that takes long"})
        assert await anyio.to_thread.run_sync(chatbot.closed.wait, 10)

    use(serve(chatbot), act)


def test_with_accounts_a_program_needs_a_token(serve: Serve, tmp_path: Path) -> None:
    accounts = Accounts(tmp_path / "accounts.sqlite")
    accounts.add("ann", Role.READER, "a sentence of my own")
    address = serve(sample_chatbot(), accounts)

    async def act(client: Client) -> Any:
        return (await client.call_tool("list_documents", {})).structured_content

    assert len(use(address, act, token=accounts.add_token("ann", "mcp"))["documents"]) == 3
    for token in ("", "quoth_guess"):
        with pytest.raises(ExceptionGroup):
            use(address, act, token=token)
        reply = httpx.post(address, headers={"authorization": f"Bearer {token}"} if token else {}, json={})
        assert (reply.status_code, reply.headers["www-authenticate"]) == (401, "Bearer")
        assert "token" in reply.json()["error"]


def test_other_sites_other_names_and_large_bodies_are_refused(serve: Serve) -> None:
    address = serve(sample_chatbot())
    accept = {"accept": "application/json, text/event-stream"}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    assert httpx.post(address, json=body, headers=accept).status_code == 200
    assert httpx.post(address, json=body, headers={**accept, "origin": "http://evil.example"}).status_code == 403
    assert httpx.post(address, json=body, headers={**accept, "host": "evil.example"}).status_code == 421
    assert httpx.post(address, content=b"x" * 4_000_001, headers=accept).status_code == 413
    assert httpx.post(address, content=b"{", headers={**accept, "content-type": "application/json"}).status_code == 400
    assert httpx.get(address, headers=accept).status_code == 405
