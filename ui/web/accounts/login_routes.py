"""Logging in and out in a browser."""

from __future__ import annotations

import re
import secrets
from urllib.parse import parse_qs

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse

from ui.conversations import Conversations
from ui.web.accounts.attempts import Attempts
from ui.web.accounts.entrance import Entrance, session_cookie, session_of
from ui.web.accounts.login_page import LoginForm, login_html
from ui.web.accounts.people import Role, person_of
from ui.web.front_page import visitor_of
from ui.web.policy import content_policy
from ui.web.proxies import root_of
from ui.web.words import language_of, say

_THERE = re.compile(r"/(\?chat=[\w-]{1,64})?", re.ASCII)  # the pages to which a login leads


def add_login_routes(app: FastAPI, entrance: Entrance, kept: Conversations) -> None:
    """Serve the routes. Whoever logs in first gets the conversations that the browser had before the login."""
    attempts = Attempts()
    accounts = entrance.accounts

    @app.get("/login", include_in_schema=False)
    def form(request: Request) -> Response:
        there = safe(request.query_params.get("next", ""))
        if person_of(request.scope).role is not Role.NOBODY:
            return RedirectResponse(there, 303)
        return login_page(request, entrance, there)

    @app.post("/login", include_in_schema=False)
    async def login(request: Request) -> Response:
        said = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=10)
        name, password, there = (said.get(field, [""])[0] for field in ("name", "password", "next"))
        return await run_in_threadpool(enter, request, name.strip(), password, safe(there))

    def enter(request: Request, name: str, password: str, there: str) -> Response:
        address, language = request.client.host if request.client else "", language_of(request.cookies, request.headers)
        if wait := attempts.begin(address, name):
            minutes = max(1, round(wait / 60))
            problem = say("too_many_attempts", language, n=minutes)
            page = login_page(request, entrance, there, name=name, problem=problem, status=429)
            page.headers["retry-after"] = f"{wait:.0f}"
            return page
        if not accounts.is_password(name, password):
            problem = say("wrong_password", language)
            return login_page(request, entrance, there, name=name, problem=problem, status=401)
        attempts.succeeded(address, name)
        accounts.end_session(session_of(request.scope))  # one browser, one session
        secret = accounts.begin_session(name)
        if person := accounts.of_session(secret):
            kept.adopt(visitor_of(request.cookies), person.visitor)
        return RedirectResponse(there, 303, {"set-cookie": session_cookie(secret, request.scope)})

    @app.post("/logout", include_in_schema=False)
    def logout(request: Request) -> Response:
        accounts.end_session(session_of(request.scope))
        return RedirectResponse("login", 303, {"set-cookie": session_cookie("", request.scope)})


def login_page(
    request: Request, entrance: Entrance, there: str, *, name: str = "", problem: str = "", status: int = 200
) -> Response:
    """The page on which people log in, before they go `there`. `problem` says what was wrong with the last attempt."""
    # Relative to /login, also on /login/oidc/callback.
    root = f"{root_of(request.scope)}/"
    nonce = secrets.token_urlsafe(16)
    form = LoginForm(root, there[1:], sign_on=entrance.provider is not None, name=name, problem=problem, nonce=nonce)
    headers = {"cache-control": "no-store", "content-security-policy": content_policy(nonce)}
    return HTMLResponse(login_html(form, language_of(request.cookies, request.headers)), status, headers)


def safe(there: str) -> str:
    """The page to go to, relative to the login page, because a proxy can offer both under another path."""
    return f".{there}" if _THERE.fullmatch(there) else "./"
