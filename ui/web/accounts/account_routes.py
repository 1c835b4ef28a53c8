"""What people do with their own account: change the password, log out everywhere, and manage their tokens."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from ui.web.accounts.attempts import Attempts
from ui.web.accounts.entrance import Entrance, session_cookie
from ui.web.accounts.people import person_of
from ui.web.asking import Words
from ui.web.visible import private_folder

_PRIVATE = {"cache-control": "no-store"}


class NewPassword(BaseModel, extra="forbid"):
    """The body of `POST /api/account/password`."""

    password: Words
    new: Words


class NewToken(BaseModel, extra="forbid"):
    """The body of `POST /api/account/tokens`."""

    label: Words = ""


def add_account_routes(app: FastAPI, entrance: Entrance) -> None:
    """Serve the routes. If there are no accounts, only `GET /api/account` has an answer."""
    accounts, attempts = entrance.accounts, Attempts()

    def own(request: Request) -> str:
        if name := person_of(request.scope).name:
            return name
        raise HTTPException(404, "There are no accounts. Add one with `quoth users add NAME`.")

    @app.get("/api/account")
    def account(request: Request) -> JSONResponse:
        """Who you are, your role, and the folder of the documents that only you see."""
        person = person_of(request.scope)
        folder = private_folder(person.name) if person.name else ""
        return JSONResponse({"name": person.name, "role": person.role.name.lower(), "folder": folder}, headers=_PRIVATE)

    @app.post("/api/account/password")
    def change_password(body: NewPassword, request: Request) -> JSONResponse:
        """Change your password, which logs you out in other browsers."""
        name, address = own(request), request.client.host if request.client else ""
        if attempts.begin(address, name):
            raise HTTPException(429, "There were too many failed attempts. Try again later.")
        if not accounts.is_password(name, body.password):
            raise HTTPException(403, "The old password is wrong.")
        attempts.succeeded(address, name)
        accounts.set_password(name, body.new)
        # All browsers are logged out, this one too; it gets a new session.
        cookie = session_cookie(accounts.begin_session(name), request.scope)
        return JSONResponse({}, headers={"set-cookie": cookie})

    @app.delete("/api/account/sessions")
    def log_out_everywhere(request: Request) -> JSONResponse:
        """Log yourself out in all browsers."""
        accounts.end_sessions(own(request))
        return JSONResponse({}, headers={"set-cookie": session_cookie("", request.scope)})

    @app.get("/api/account/tokens")
    def tokens(request: Request) -> JSONResponse:
        """Your tokens, without their secrets."""
        return JSONResponse({"tokens": [asdict(token) for token in accounts.tokens(own(request))]}, headers=_PRIVATE)

    @app.post("/api/account/tokens")
    def add_token(body: NewToken, request: Request) -> JSONResponse:
        """A new token for a program. It is shown only now."""
        secret = accounts.add_token(own(request), body.label)
        return JSONResponse({"token": secret}, status_code=201, headers=_PRIVATE)

    @app.delete("/api/account/tokens/{token}")
    def remove_token(token: int, request: Request) -> JSONResponse:
        """Delete one of your tokens."""
        if not accounts.remove_token(own(request), token):
            raise HTTPException(404, "There is no such token of yours.")
        return JSONResponse({})
