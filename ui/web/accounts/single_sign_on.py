"""Single sign-on with OpenID Connect: people log in at a provider, which tells us their name."""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from index.errors import QuothError, SettingsError

if TYPE_CHECKING:
    from qa.settings import Settings

TIMEOUT_S = 10.0  # for one reply of the provider
REMEMBERED_S = 3600.0  # what the provider says about itself and its keys
LEEWAY_S = 60  # by which the clocks of the provider and of this machine can differ
# A provider signs with a key of its own. "none", and signatures with a secret that clients share, are not accepted.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]


class SignOnError(QuothError):
    """Why a single sign-on did not succeed. `key` names the words for the page (ui/web/words.toml)."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the browser keeps while its person is at the provider."""

    state: str
    nonce: str
    verifier: str  # its hash went to the provider, so that nobody else can use the code
    there: str  # the page to open afterwards


@dataclass(slots=True)
class Provider:
    """The provider at `issuer`. `claim` is what names an account in its tokens."""

    issuer: str
    client: str
    secret: str
    claim: str = "preferred_username"
    _known: dict[str, tuple[float, dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        address = urlsplit(self.issuer)
        is_safe = address.scheme == "https" or address.hostname in ("127.0.0.1", "::1", "localhost")
        if not is_safe or not self.client:
            raise SettingsError(
                f"Single sign-on needs an 'oidc_issuer' that begins with https:// (it is '{self.issuer}') and an "
                "'oidc_client'."
            )

    def begin(self, callback: str, there: str) -> tuple[str, Attempt]:
        """The address at which the person logs in, and what their browser keeps. Raises `SignOnError`."""
        from authlib.common.security import generate_token

        attempt = Attempt(secrets.token_urlsafe(24), secrets.token_urlsafe(24), generate_token(48), there)
        with self._session(callback) as session:
            address, _ = session.create_authorization_url(
                self._about("authorization_endpoint"),
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
            )
        return str(address), attempt

    def finish(self, callback: str, attempt: Attempt, code: str) -> str:
        """The name of the person, in exchange for the code that the provider sent along. Raises `SignOnError`."""
        from authlib.integrations.base_client import OAuthError
        from httpx2 import HTTPError

        try:
            with self._session(callback) as session:
                token = session.fetch_token(
                    self._about("token_endpoint"),
                    code=code,
                    code_verifier=attempt.verifier,
                    grant_type="authorization_code",
                )
        except (OAuthError, ValueError, KeyError) as error:
            raise SignOnError("sign_on_failed", f"The provider does not accept the code: {error}") from error
        except HTTPError as error:
            raise _silent(self.issuer, error) from error
        return self._name(self._claims(token, attempt))

    def _claims(self, token: dict[str, Any], attempt: Attempt) -> dict[str, Any]:
        """What the token says of the person, once its signature, issuer, recipient, time and nonce are verified."""
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        expected = {"iss": {"essential": True, "value": self.issuer}, "aud": {"essential": True, "value": self.client}}
        failed = None
        for fresh in (False, True):  # the provider can have other keys by now
            try:
                keys = KeySet.import_key_set(self._get(self._about("jwks_uri"), fresh=fresh))  # type: ignore[arg-type]
                decoded = jwt.decode(str(token["id_token"]), keys, algorithms=_ALGORITHMS)
                claims = CodeIDToken(
                    decoded.claims,
                    decoded.header,
                    expected,
                    {"nonce": attempt.nonce, "client_id": self.client, "access_token": token.get("access_token")},
                )
                claims.validate(now=time.time(), leeway=LEEWAY_S)
                return dict(claims)
            except (JoseError, ValueError, KeyError, TypeError) as error:
                failed = error
        raise SignOnError("sign_on_failed", f"The token of the provider is not valid: {failed}")

    def _name(self, claims: dict[str, Any]) -> str:
        name = claims.get(self.claim)
        if not isinstance(name, str) or not name:
            raise SignOnError("sign_on_failed", f"The token of the provider has no claim '{self.claim}'.")
        if self.claim == "email" and claims.get("email_verified") is not True:
            raise SignOnError("sign_on_failed", f"The provider has not verified the address {name}.")
        return name

    def _session(self, callback: str) -> Any:
        from authlib.integrations.httpx_client import OAuth2Client

        return OAuth2Client(
            self.client,
            self.secret or None,
            scope="openid profile email",
            redirect_uri=callback,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self.secret else "none",
            timeout=TIMEOUT_S,
        )

    def _about(self, name: str) -> str:
        """One of the addresses that the provider names."""
        about = self._get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if about.get("issuer") != self.issuer or not isinstance(about.get(name), str):
            raise SignOnError("sign_on_silent", f"{self.issuer} is no OpenID provider, or has another name.")
        return str(about[name])

    def _get(self, address: str, *, fresh: bool = False) -> dict[str, Any]:
        import httpx2

        at, found = self._known.get(address, (0.0, {}))
        if found and not fresh and time.monotonic() - at < REMEMBERED_S:
            return found
        try:
            reply = httpx2.get(address, timeout=TIMEOUT_S).raise_for_status()
            found = reply.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise _silent(self.issuer, error) from error
        if not isinstance(found, dict):
            raise SignOnError("sign_on_silent", f"{address} is no OpenID provider.")
        self._known[address] = time.monotonic(), found
        return found


def provider_of(settings: Settings) -> Provider | None:
    """The provider that the settings name, or None. Raises `SettingsError`."""
    if not settings.oidc_issuer:
        return None
    try:
        import authlib  # noqa: F401  # optional
    except ImportError as error:
        raise SettingsError("Single sign-on needs authlib. Install it: pip install 'quoth[oidc]'.") from error
    return Provider(settings.oidc_issuer, settings.oidc_client, settings.oidc_client_secret, settings.oidc_claim)


def packed(attempt: Attempt) -> str:
    """The attempt as the value of a cookie."""
    return json.dumps([attempt.state, attempt.nonce, attempt.verifier, attempt.there]).encode().hex()


def unpacked(cookie: str) -> Attempt | None:
    """The attempt in a cookie; None if it holds none."""
    try:
        state, nonce, verifier, there = json.loads(bytes.fromhex(cookie))
    except (ValueError, TypeError, RecursionError):
        return None
    parts = (state, nonce, verifier, there)
    return Attempt(state, nonce, verifier, there) if all(isinstance(part, str) and part for part in parts) else None


def _silent(issuer: str, error: Exception) -> SignOnError:
    return SignOnError("sign_on_silent", f"{issuer} does not answer: {error}")
