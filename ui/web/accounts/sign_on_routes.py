"""The way to the provider of a single sign-on, and back."""

from __future__ import annotations

import logging
import secrets

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from ui.conversations import Conversations
from ui.web.accounts.attempts import Attempts
from ui.web.accounts.entrance import Entrance, session_cookie, session_of
from ui.web.accounts.login_routes import login_page, safe
from ui.web.accounts.single_sign_on import Provider, SignOnError, packed, unpacked
from ui.web.front_page import visitor_of
from ui.web.proxies import root_of
from ui.web.words import language_of, say

log = logging.getLogger(__name__)

_COOKIE = "quoth_sign_on"
_PATIENCE_S = 600  # for the person to log in at the provider


def add_sign_on_routes(app: FastAPI, entrance: Entrance, kept: Conversations, provider: Provider) -> None:
    """Serve the routes. Only people with an account get in, however the provider knows them."""
    attempts = Attempts()
    accounts = entrance.accounts

    @app.get("/login/oidc", include_in_schema=False)
    def begin(request: Request) -> Response:
        try:
            there = safe(request.query_params.get("next", "")).removeprefix(".")
            address, attempt = provider.begin(_callback(request), there)
        except SignOnError as error:
            return refused(request, error)
        return RedirectResponse(address, 303, {"set-cookie": _cookie(request, packed(attempt))})

    @app.get("/login/oidc/callback", include_in_schema=False)
    def finish(request: Request) -> Response:
        said, attempt = request.query_params, unpacked(request.cookies.get(_COOKIE, ""))
        if attempt is None or not secrets.compare_digest(said.get("state", "").encode(), attempt.state.encode()):
            return refused(request, SignOnError("sign_on_late", "The state is not that of this browser."))
        if not (code := said.get("code")):
            return refused(request, SignOnError("sign_on_failed", f"The provider says: {said.get('error', 'nothing')}"))
        address = request.client.host if request.client else ""
        if wait := attempts.begin(address, f"at {address}"):
            problem = say(
                "too_many_attempts", language_of(request.cookies, request.headers), n=max(1, round(wait / 60))
            )
            return login_page(request, entrance, "./", problem=problem, status=429)
        try:
            name = provider.finish(_callback(request), attempt, code)
        except SignOnError as error:
            return refused(request, error)
        attempts.succeeded(address, f"at {address}")
        if accounts.named(name) is None:
            problem = say("sign_on_stranger", language_of(request.cookies, request.headers), name=name)
            return login_page(request, entrance, "./", problem=problem, status=403)
        accounts.end_session(session_of(request.scope))
        secret = accounts.begin_session(name)
        if person := accounts.of_session(secret):
            kept.adopt(visitor_of(request.cookies), person.visitor)
        root = root_of(request.scope)
        response = RedirectResponse(root + safe(attempt.there).removeprefix("."), 303)
        response.headers.append("set-cookie", session_cookie(secret, request.scope))
        response.headers.append("set-cookie", _cookie(request, ""))
        return response

    def refused(request: Request, error: SignOnError) -> Response:
        log.warning("a single sign-on failed: %s", error)
        return login_page(
            request, entrance, "./", problem=say(error.key, language_of(request.cookies, request.headers)), status=401
        )


def _callback(request: Request) -> str:
    """Our address to which the provider sends the browser back. The guard has checked the name of the host."""
    scheme = request.scope["scheme"]
    return f"{scheme}://{request.headers['host']}{root_of(request.scope)}/login/oidc/callback"


def _cookie(request: Request, value: str) -> str:
    secure = "; Secure" if request.scope["scheme"] == "https" else ""
    age = _PATIENCE_S if value else 0
    path = f"{root_of(request.scope)}/login/oidc"
    return f"{_COOKIE}={value}; Max-Age={age}; Path={path}; HttpOnly; SameSite=Lax{secure}"
