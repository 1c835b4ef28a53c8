"""Every route is used as every role and without a login: each may do what `ui.web.access` says, and nothing else."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import httpx2
import pytest
from scripted import sample_chatbot
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from ui.web.accounts.entrance import Entrance
from ui.web.accounts.people import Role, person_of
from ui.web.accounts.single_sign_on import Provider
from ui.web.accounts.store import Accounts
from ui.web.app import make_app
from ui.web.bodies import Receive, Scope, Send
from ui.web.guards import Guard
from ui.web.proxies import parse_proxies

HOST = "127.0.0.1:7860"
PASSWORD = "a sentence of my own"
WHO_MAY = {
    "nobody": "GET /login|POST /login|GET /login/oidc|GET /login/oidc/callback"
    "|POST /logout|GET /favicon.ico|GET /fonts/{name}|GET /api/health",
    "reader": "GET /|GET /config|GET /theme.css|GET /assets/{path:path}|GET /static/{path:path}"
    "|GET /gradio_api/queue/data|GET /gradio_api/heartbeat/{session_hash}|GET /gradio_api/info|GET /gradio_api/app_id"
    "|POST /gradio_api/queue/join|POST /gradio_api/run/{api_name}|POST /gradio_api/cancel|POST /gradio_api/reset"
    "|POST /api/ask|POST /api/search|GET /api/source|GET /api/page-image|GET /api/original|GET /api/scopes"
    "|GET /api/settings|GET /api/shelf|GET /api/documents|GET /v1/models|GET /v1/models/quoth"
    "|POST /v1/chat/completions|POST /mcp"
    "|GET /api/conversations"
    "|PATCH /api/conversations/{conversation}|DELETE /api/conversations/{conversation}"
    "|PUT /api/conversations/{conversation}/version"
    "|GET /api/conversations/{conversation}/export|POST /api/conversations/{conversation}/restored"
    "|GET /api/account|POST /api/account/password|DELETE /api/account/sessions|GET /api/account/tokens"
    "|POST /api/account/tokens|DELETE /api/account/tokens/{token}|GET /api/docs|GET /api/openapi.json"
    "|GET /api/conversations/{conversation}/ratings|PUT /api/conversations/{conversation}/ratings/{number}",
    "editor": "PUT /api/documents|PATCH /api/documents|DELETE /api/documents|POST /api/documents/restored"
    "|POST /api/update|DELETE /api/update|POST /api/conversations/{conversation}/gold/{number}",
    "admin": "GET /api/ratings|GET /api/metrics|POST /api/rebuild",
}
LEAST = {tuple(one.split()): Role[role.upper()] for role, some in WHO_MAY.items() for one in some.split("|") if one}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    accounts = Accounts(tmp_path / "accounts.sqlite")
    for role in ("reader", "editor", "admin"):
        accounts.add(role, Role[role.upper()], PASSWORD)
    return accounts


@pytest.fixture
def guard(accounts: Accounts) -> Guard:
    entrance = Entrance(accounts, provider=Provider("https://login.example.org", "quoth", ""))
    return make_app(sample_chatbot(), hosts={HOST}, entrance=entrance)  # type: ignore[arg-type]  # a stand-in


def client_of(guard: Guard, accounts: Accounts, name: str = "", **options: Any) -> TestClient:
    """A browser in which this person has logged in."""
    client = TestClient(guard, base_url=f"http://{HOST}", follow_redirects=False, **options)
    if name:
        client.cookies.set("quoth_session", accounts.begin_session(name))
    return client


def routes(app: Any) -> Iterator[str]:
    for route in app.routes:
        if inner := getattr(route, "original_router", None) or getattr(getattr(route, "app", None), "router", None):
            yield from routes(inner)
        else:
            yield route.path


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that says who asks."""
    await PlainTextResponse(f"for {person_of(scope).role.name.lower()}")(scope, receive, send)


async def replies(guard: Guard, headers: dict[str, str], addresses: list[tuple[str, str]]) -> list[tuple[int, str]]:
    """The status and text for each method and address. In one event loop: these are thousands."""
    transport = httpx2.ASGITransport(app=guard)
    async with httpx2.AsyncClient(transport=transport, base_url=f"http://{HOST}", headers=headers) as client:
        got = [await client.request(method, address) for method, address in addresses]
    return [(reply.status_code, reply.text) for reply in got]


def test_every_route_is_for_those_who_may_use_it_and_for_nobody_else(guard: Guard, accounts: Accounts) -> None:
    paths = sorted(set(routes(guard.app)))
    assert {path for _, path in LEAST} <= set(paths)
    guard.app = echo
    for role in (Role.NOBODY, Role.READER, Role.EDITOR, Role.ADMIN):
        name = "" if role is Role.NOBODY else role.name.lower()
        browser = {"cookie": f"quoth_session={accounts.begin_session(name)}"} if name else {}
        program = {"authorization": f"Bearer {accounts.add_token(name, 'test')}"} if name else {}
        asked = list(product(METHODS, paths))
        numbered = [(method, re.sub(r"\{(token|number)\}", "7", path)) for method, path in asked]
        addresses = [(method, re.sub(r"\{(\w+)(:path)?\}", f"aB-{name}", path)) for method, path in numbered]
        for headers in (browser, program):
            for (method, path), (status, text) in zip(
                asked, asyncio.run(replies(guard, headers, addresses)), strict=True
            ):
                least = LEAST.get(("GET" if method == "HEAD" else method, path))
                known = [some for (_, one), some in LEAST.items() if one == path]
                if not known:
                    assert status == 404, (method, path)
                    continue
                may = role >= (max(known) if least is None else least)
                refused = {303, 401} if role is Role.NOBODY else {403}
                assert (status == 200) == may, (role, method, path)
                assert may or status in refused, (role, method, path, status)
                if may and method != "HEAD":
                    assert text == f"for {role.name.lower()}"


def test_nobody_is_led_to_the_login_and_back(guard: Guard, accounts: Accounts) -> None:
    with client_of(guard, accounts) as client:
        reply = client.get("/?chat=aB-9")
        assert (reply.status_code, reply.headers["location"]) == (303, "login?next=/%3Fchat%3DaB-9")
        assert 'value="/?chat=aB-9"' in client.get(f"/{reply.headers['location']}").text
        wrong = client.post("/login", data={"name": "reader", "password": "no", "next": "/"})
        assert (wrong.status_code, "wrong" in wrong.text, "set-cookie" in wrong.headers) == (401, True, False)
        said = {"name": "READER", "password": PASSWORD, "next": "/?chat=aB-9"}
        reply = client.post("/login", data=said)
        assert (reply.status_code, reply.headers["location"]) == (303, "./?chat=aB-9")
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(reply.headers["set-cookie"].split("; "))
        assert client.get("/").status_code == 200
        assert "quoth_visitor" not in client.cookies
        assert client.get("/api/account").json() == {"name": "reader", "role": "reader", "folder": "private/reader"}
        assert client.get("/login").status_code == 303
    with client_of(guard, accounts) as client:
        shown = client.get("/login")
        (nonce,) = set(re.findall(r"'nonce-([\w-]{16,})'", shown.headers["content-security-policy"]))
        assert re.findall(r"<(?:script|style)[\s>][^>]*", shown.text) == [f'<style nonce="{nonce}"']


@pytest.mark.slow
@pytest.mark.parametrize("there", ["//evil.example", "https://evil.example", "/\\evil", "/api/account", "/?chat=a&b=c"])
def test_a_login_leads_to_no_other_site(guard: Guard, accounts: Accounts, there: str) -> None:
    with client_of(guard, accounts) as client:
        reply = client.post("/login", data={"name": "reader", "password": PASSWORD, "next": there})
        assert reply.headers["location"] == "./"


def test_a_login_from_another_site_is_refused(guard: Guard, accounts: Accounts) -> None:
    with client_of(guard, accounts) as client:
        said = {"name": "reader", "password": PASSWORD}
        assert client.post("/login", data=said, headers={"origin": "http://evil.example"}).status_code == 403


def test_a_stolen_cookie_is_worth_nothing_after_the_log_out(guard: Guard, accounts: Accounts) -> None:
    with client_of(guard, accounts, "reader") as client, client_of(guard, accounts) as thief:
        thief.cookies.set("quoth_session", client.cookies["quoth_session"])
        assert thief.get("/api/account").status_code == 200
        assert client.post("/logout").headers["location"] == "login"
        assert thief.get("/api/account").status_code == 401


def test_log_out_everywhere_and_a_new_password_end_all_sessions(guard: Guard, accounts: Accounts) -> None:
    with client_of(guard, accounts, "reader") as one, client_of(guard, accounts, "reader") as other:
        assert one.delete("/api/account/sessions").status_code == 200
        assert {one.get("/").status_code, other.get("/").status_code} == {303}
    with client_of(guard, accounts, "reader") as one, client_of(guard, accounts, "reader") as other:
        body = {"password": PASSWORD, "new": "another sentence"}
        assert one.post("/api/account/password", json={**body, "password": "wrong"}).status_code == 403
        assert one.post("/api/account/password", json={**body, "new": "short"}).status_code == 400
        assert one.post("/api/account/password", json=body).status_code == 200
        assert (one.get("/").status_code, other.get("/").status_code) == (200, 303)
    assert accounts.is_password("reader", "another sentence")


def test_a_program_uses_a_token_until_it_is_deleted(guard: Guard, accounts: Accounts) -> None:
    with client_of(guard, accounts, "reader") as browser, client_of(guard, accounts) as program:
        token = browser.post("/api/account/tokens", json={"label": "notes"}).json()["token"]
        (held,) = browser.get("/api/account/tokens").json()["tokens"]
        assert (held["label"], "token" in held) == ("notes", False)
        program.headers["authorization"] = f"Bearer {token}"
        assert program.post("/api/ask", json={"question": "Short?"}).status_code == 200
        assert program.get("/v1/models").status_code == 200
        assert program.put("/api/documents?name=a.txt", content=b"x").status_code == 403
        with client_of(guard, accounts, "editor") as other:
            assert other.delete(f"/api/account/tokens/{held['id']}").status_code == 404
        assert browser.delete(f"/api/account/tokens/{held['id']}").status_code == 200
        reply = program.post("/v1/chat/completions", json={"messages": []})
        assert (reply.status_code, reply.headers["www-authenticate"]) == (401, "Bearer")
        assert "token" in reply.json()["error"]["message"]


def test_a_wrong_token_is_refused_even_beside_a_good_cookie(guard: Guard, accounts: Accounts) -> None:
    with client_of(guard, accounts, "admin") as client:
        for header in ("Bearer quoth_guess", "Basic YWRtaW46eA==", "Bearer", ""):
            assert client.get("/api/account", headers={"authorization": header}).status_code == 401


def test_conversations_and_open_pages_are_their_owners(guard: Guard, accounts: Accounts) -> None:
    with client_of(guard, accounts, "reader") as ann, client_of(guard, accounts, "editor") as bob:
        names = [fn["api_name"] for fn in ann.get("/config").json()["dependencies"]]
        assert ann.post("/gradio_api/run/ask", json={"data": ["Short?", "", ""]}).status_code == 200, names
        (held,) = ann.get("/api/conversations").json()["conversations"]
        assert bob.get("/api/conversations").json() == {"conversations": []}
        assert bob.get(f"/api/conversations/{held['id']}/export").status_code == 404
        shown = bob.post("/gradio_api/run/show", json={"data": [held["id"]]}).json()
        assert "somebody else" in str(shown)
        body = {"data": [held["id"]], "fn_index": 0, "session_hash": "ann-page"}
        ann.post("/gradio_api/queue/join", json=body)
        assert bob.get("/gradio_api/queue/data?session_hash=ann-page").status_code == 404
        assert bob.get("/gradio_api/heartbeat/ann-page").status_code == 404
        cancel = {"session_hash": "ann-page", "fn_index": 0, "event_id": "x"}
        assert bob.post("/gradio_api/cancel", json=cancel).status_code == 404


def test_what_a_browser_asked_before_there_were_accounts_goes_with_whoever_logs_in(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path / "accounts.sqlite")
    guard = make_app(sample_chatbot(), hosts={HOST}, entrance=Entrance(accounts))  # type: ignore[arg-type]
    with client_of(guard, accounts) as client:
        client.get("/")
        client.post("/gradio_api/run/ask", json={"data": ["Short?", "", ""]})
        accounts.add("ann", Role.READER, PASSWORD)
        assert client.get("/").status_code == 303  # from now on, one has to log in
        client.post("/login", data={"name": "ann", "password": PASSWORD})
        assert len(client.get("/api/conversations").json()["conversations"]) == 1
        accounts.remove("ann")
        assert client.get("/").status_code == 303  # and it does not open when nobody is left
        accounts.add("ann", Role.READER, PASSWORD)
        client.post("/login", data={"name": "ann", "password": PASSWORD})
        assert client.get("/api/conversations").json() == {"conversations": []}  # another Ann


def test_nobody_hears_of_the_health_only_whether_quoth_is_ready(guard: Guard, accounts: Accounts) -> None:
    with client_of(guard, accounts) as nobody, client_of(guard, accounts, "reader") as reader:
        assert nobody.get("/api/health").json() == {"ready": True}
        assert reader.get("/api/health").json()["documents"] == 3


@pytest.mark.slow
def test_passwords_cannot_be_guessed_by_trying_many(guard: Guard, accounts: Accounts) -> None:
    with client_of(guard, accounts) as client:
        replies = [client.post("/login", data={"name": f"guess-{n}", "password": "x"}) for n in range(21)]
        assert {reply.status_code for reply in replies[:20]} == {401}
        assert replies[20].status_code == 429
        assert 0 < int(replies[20].headers["retry-after"]) <= 900
        assert client.post("/login", data={"name": "reader", "password": PASSWORD}).status_code == 429
    with client_of(guard, accounts, client=("192.0.2.7", 5)) as elsewhere:
        assert elsewhere.post("/login", data={"name": "reader", "password": PASSWORD}).status_code == 303


def signing_on(accounts: Accounts) -> Guard:
    entrance = Entrance(accounts, parse_proxies("10.0.0.0/8", "X-Remote-User"), is_closed=True)
    return make_app(sample_chatbot(), hosts={HOST}, entrance=entrance)  # type: ignore[arg-type]  # a stand-in


def test_a_trusted_proxy_says_who_has_signed_on_and_nobody_else_can(accounts: Accounts) -> None:
    guard = signing_on(accounts)
    with client_of(guard, accounts, client=("10.1.2.3", 5)) as proxy, client_of(guard, accounts) as other:
        admin = {"x-remote-user": "admin"}
        assert proxy.get("/api/account", headers=admin).json()["role"] == "admin"
        assert other.get("/api/account", headers=admin).status_code == 401
        assert other.get("/api/account", headers={**admin, "x-forwarded-for": "10.1.2.3"}).status_code == 401
        for names in ([("x-remote-user", "stranger")], [("x-remote-user", "reader"), ("X-Remote-User", "admin")], []):
            assert proxy.get("/api/account", headers=names).status_code == 401


def test_a_proxy_with_tls_keeps_the_session_off_the_open_line(accounts: Accounts) -> None:
    guard = signing_on(accounts)
    with client_of(guard, accounts, client=("10.1.2.3", 5)) as proxy, client_of(guard, accounts) as other:
        said = {"data": {"name": "reader", "password": PASSWORD}, "headers": {"x-forwarded-proto": "https"}}
        assert "Secure" in proxy.post("/login", **said).headers["set-cookie"]
        assert "Secure" not in other.post("/login", **said).headers["set-cookie"]
