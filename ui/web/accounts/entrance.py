"""Finds out who sends a request: by a token, a proxy's header or a session, or because nobody has to log in."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request

from ui.web.accounts.people import NOBODY, Person, Role
from ui.web.accounts.single_sign_on import Provider
from ui.web.accounts.store import SESSION_S, Accounts
from ui.web.bodies import Scope
from ui.web.front_page import visitor_of
from ui.web.proxies import LOOPBACK, Proxies, headers, parse_proxies, root_of

COOKIE = "quoth_session"


@dataclass(slots=True)
class Entrance:
    """Knows people by `accounts`. Nobody has to log in before there is an account, unless `is_closed`."""

    accounts: Accounts
    proxies: Proxies = field(default_factory=lambda: parse_proxies(LOOPBACK))
    is_closed: bool = False
    provider: Provider | None = None  # of a single sign-on

    def person(self, scope: Scope) -> Person:
        """Who sends the request; `NOBODY` if they have to log in first."""
        if not self.needs_login():
            return Person("", Role.ADMIN, visitor_of(Request(scope).cookies))
        if tokens := headers(scope, "authorization"):
            kind, _, token = tokens[0].partition(" ")
            return (self.accounts.of_token(token.strip()) if kind.lower() == "bearer" else None) or NOBODY
        if name := self.proxies.signed_on(scope):
            return self.accounts.named(name) or NOBODY
        return self.accounts.of_session(session_of(scope)) or NOBODY

    def needs_login(self) -> bool:
        """Whether people have to log in. Once there was an account, they have to, even if it is removed."""
        self.is_closed = self.is_closed or self.accounts.exist()
        return self.is_closed


def session_of(scope: Scope) -> str:
    """The secret of the session in the request's cookie; "" if there is none."""
    return Request(scope).cookies.get(COOKIE, "")


def session_cookie(secret: str, scope: Scope) -> str:
    """The header that keeps the session in a browser; without a secret, the one that removes it."""
    age = SESSION_S if secret else 0
    secure = "; Secure" if scope["scheme"] == "https" else ""
    return f"{COOKIE}={secret}; Max-Age={age}; Path={root_of(scope)}/; HttpOnly; SameSite=Lax{secure}"
