"""A small OpenID provider on loopback: it signs its tokens, and checks clients, addresses, codes and verifiers.

It is written without the library that Quoth uses, so that both have to keep to the standard.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

import uvicorn
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "quoth", "a secret of the client"


def unsigned(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


@dataclass
class OpenIdProvider:
    """Whoever comes to log in is the person with these claims. `changed` replaces what it puts into tokens."""

    issuer: str = ""
    callback: str = ""  # the only address to which it sends anybody back
    claims: dict[str, Any] = field(default_factory=dict)
    changed: dict[str, Any] = field(default_factory=dict)
    denies: bool = False
    algorithm: str = "RS256"
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    key_id: str = "one"
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def new_key(self) -> None:
        self.key, self.key_id = rsa.generate_private_key(65537, 2048), secrets.token_hex(4)

    def about(self, _: Request) -> Response:
        names = {"authorization": "authorize", "token": "token"}
        return JSONResponse(
            {
                "issuer": self.issuer,
                **{f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in names.items()},
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    def keys(self, _: Request) -> Response:
        public = self.key.public_key().public_numbers()
        n, e = (unsigned(v.to_bytes((v.bit_length() + 7) // 8, "big")) for v in (public.n, public.e))
        key = {"kty": "RSA", "kid": self.key_id, "use": "sig", "alg": "RS256", "n": n, "e": e}
        return JSONResponse({"keys": [key]})

    def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        wanted = {"client_id": CLIENT, "redirect_uri": self.callback, "response_type": "code"}
        if any(asked.get(name) != value for name, value in wanted.items()) or "openid" not in asked.get("scope", ""):
            return Response("This client may not ask so.", 400)
        if self.denies:
            said = {"error": "access_denied", "state": asked["state"]}
        else:
            code = secrets.token_urlsafe(16)
            self.codes[code] = asked
            said = {"code": code, "state": asked["state"]}
        return RedirectResponse(f"{self.callback}?{urlencode(said)}", 303)

    async def token(self, request: Request) -> Response:
        sent = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        asked = self.codes.pop(sent.get("code", ""), None)  # a code counts once
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".replace(" ", "+").encode()).decode()
        plain = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if request.headers.get("authorization") not in (basic, plain):
            return JSONResponse({"error": "invalid_client"}, 401)
        verifier = unsigned(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
        if asked is None or asked["code_challenge"] != verifier or sent.get("redirect_uri") != self.callback:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "7",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.claims,
            **self.changed,
        }
        access = {"access_token": "unused", "token_type": "Bearer", "expires_in": 300}
        return JSONResponse({**access, "id_token": self.signed(claims)})

    def signed(self, claims: dict[str, Any]) -> str:
        head = {"alg": self.algorithm, "kid": self.key_id, "typ": "JWT"}
        text = ".".join(unsigned(json.dumps(part).encode()) for part in (head, claims))
        if self.algorithm == "none":
            return f"{text}."
        return f"{text}.{unsigned(self.key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


@contextmanager
def served_provider() -> Iterator[OpenIdProvider]:
    """A provider that answers on loopback."""
    provider = OpenIdProvider()
    app = Starlette(
        routes=[
            Route("/.well-known/openid-configuration", provider.about),
            Route("/keys", provider.keys),
            Route("/authorize", provider.authorize),
            Route("/token", provider.token, methods=["POST"]),
        ]
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        provider.issuer = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield provider
        server.should_exit = True
        thread.join(30)
