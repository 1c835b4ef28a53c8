"""Single sign-on with OpenID Connect, against a small real provider."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from openid_provider import CLIENT, SECRET, OpenIdProvider, served_provider
from scripted import sample_chatbot
from starlette.testclient import TestClient

from index.errors import SettingsError
from qa.settings import Settings, load_settings
from ui.web.accounts.entrance import Entrance
from ui.web.accounts.people import Role
from ui.web.accounts.single_sign_on import Provider, SignOnError, packed, provider_of, unpacked
from ui.web.accounts.store import Accounts
from ui.web.app import make_app
from ui.web.guards import Guard
from ui.web.proxies import parse_proxies

HOST = "127.0.0.1:7860"


@pytest.fixture(scope="module")
def served() -> Iterator[OpenIdProvider]:
    with served_provider() as provider:
        yield provider


@pytest.fixture
def provider(served: OpenIdProvider) -> OpenIdProvider:
    served.callback = f"http://{HOST}/login/oidc/callback"
    served.claims, served.changed, served.denies, served.algorithm = {"preferred_username": "ann"}, {}, False, "RS256"
    return served


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    accounts = Accounts(tmp_path / "accounts.sqlite")
    accounts.add("ann", Role.EDITOR, None)
    accounts.add("boss", Role.ADMIN, "a sentence of my own")
    return accounts


@pytest.fixture
def guard(provider: OpenIdProvider, accounts: Accounts) -> Guard:
    known = Provider(provider.issuer, CLIENT, SECRET)
    return make_app(sample_chatbot(), hosts={HOST}, entrance=Entrance(accounts, provider=known))  # type: ignore[arg-type]  # a stand-in


def client_of(guard: Guard, **options: Any) -> TestClient:
    return TestClient(guard, base_url=f"http://{HOST}", follow_redirects=False, **options)


def from_provider(client: TestClient, there: str = "/") -> str:
    """Begin a login, log in at the provider, and return the address to which it sends the browser back."""
    begun = client.get("/login/oidc", params={"next": there})
    assert begun.status_code == 303
    reply = httpx2.get(begun.headers["location"])
    assert reply.status_code == 303, reply.text
    return reply.headers["location"].removeprefix(f"http://{HOST}")


def test_people_log_in_at_the_provider_and_go_on_where_they_wanted_to(guard: Guard) -> None:
    with client_of(guard) as client:
        assert "/login/oidc?next=" in client.get("/login?next=/").text
        reply = client.get(from_provider(client, "/?chat=aB-9"))
        assert (reply.status_code, reply.headers["location"]) == (303, "/?chat=aB-9")
        cookies = reply.headers.get_list("set-cookie")
        assert all({"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; ")) for cookie in cookies)
        assert client.get("/api/account").json() == {"name": "ann", "role": "editor", "folder": "private/ann"}
        assert "quoth_sign_on" not in client.cookies


def test_whoever_has_no_account_does_not_get_in(guard: Guard, provider: OpenIdProvider) -> None:
    for name in ("stranger", "", None, 7, ["ann"]):
        provider.claims = {"preferred_username": name}
        with client_of(guard) as client:
            reply = client.get(from_provider(client))
            assert reply.status_code in (401, 403)
            assert 'role="alert"' in reply.text
            assert client.get("/api/account").status_code == 401


@pytest.mark.slow
@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": "of another login"},
        {"nonce": None},
        {"aud": "another client"},
        {"aud": ["another client"]},
        {"iss": "http://127.0.0.1:1"},
        {"exp": 5},
        {"exp": None},
        {"iat": time.time() + 3600},
    ],
)
def test_a_token_for_another_login_client_or_time_is_refused(
    guard: Guard, provider: OpenIdProvider, changed: dict[str, Any]
) -> None:
    provider.changed = changed
    with client_of(guard) as client:
        assert client.get(from_provider(client)).status_code == 401
        assert client.get("/api/account").status_code == 401


def test_a_token_without_a_signature_is_refused(guard: Guard, provider: OpenIdProvider) -> None:
    provider.algorithm = "none"
    with client_of(guard) as client:
        assert client.get(from_provider(client)).status_code == 401


def test_a_new_key_of_the_provider_is_fetched(guard: Guard, provider: OpenIdProvider) -> None:
    with client_of(guard) as client:
        assert client.get(from_provider(client)).status_code == 303
        provider.new_key()
        client.cookies.clear()
        assert client.get(from_provider(client)).status_code == 303


def test_the_way_back_counts_once_and_only_in_the_browser_that_went(guard: Guard) -> None:
    with client_of(guard) as ann, client_of(guard) as other:
        back = from_provider(ann)
        assert other.get(back).status_code == 401  # somebody was sent Ann's link
        from_provider(other)
        assert other.get(back).status_code == 401  # although they have begun a login of their own
        cookie = ann.cookies["quoth_sign_on"]
        assert ann.get(back).status_code == 303
        ann.cookies.set("quoth_sign_on", cookie, path="/login/oidc")
        assert ann.get(back).status_code == 401  # the provider has taken the code back
        for broken in ("/login/oidc/callback", "/login/oidc/callback?state=&code=x"):
            assert other.get(broken).status_code == 401


def test_a_login_that_the_provider_denies_is_reported(guard: Guard, provider: OpenIdProvider) -> None:
    provider.denies = True
    with client_of(guard) as client:
        reply = client.get(from_provider(client), headers={"accept-language": "de"})
        assert (reply.status_code, "fehlgeschlagen" in reply.text) == (401, True)


def test_a_login_leads_to_no_other_site(guard: Guard) -> None:
    with client_of(guard) as client:
        assert client.get(from_provider(client, "//evil.example")).headers["location"] == "/"


@pytest.mark.slow
def test_a_provider_that_does_not_answer_is_reported_in_words(accounts: Accounts) -> None:
    entrance = Entrance(accounts, provider=Provider("http://127.0.0.1:1", CLIENT, SECRET))
    with client_of(make_app(sample_chatbot(), hosts={HOST}, entrance=entrance)) as client:  # type: ignore[arg-type]
        reply = client.get("/login/oidc")
        assert (reply.status_code, "does not answer" in reply.text) == (401, True)
        said = {"name": "boss", "password": "a sentence of my own"}
        assert client.post("/login", data=said).status_code == 303  # a password still works


def test_behind_a_proxy_the_way_back_has_its_scheme_and_path(provider: OpenIdProvider, accounts: Accounts) -> None:
    known = Provider(provider.issuer, CLIENT, SECRET)
    entrance = Entrance(accounts, parse_proxies("10.0.0.0/8", root_path="/quoth"), provider=known)
    guard = make_app(sample_chatbot(), hosts={HOST}, entrance=entrance)  # type: ignore[arg-type]  # a stand-in
    with client_of(guard, client=("10.1.2.3", 5)) as client:
        reply = client.get("/login/oidc", headers={"x-forwarded-proto": "https"})
        asked = parse_qs(urlsplit(reply.headers["location"]).query)
        assert asked["redirect_uri"] == [f"https://{HOST}/quoth/login/oidc/callback"]
        assert asked["code_challenge_method"] == ["S256"]
        cookie = set(reply.headers["set-cookie"].split("; "))
        assert {"Path=/quoth/login/oidc", "Secure", "HttpOnly"} <= cookie


def test_without_a_provider_there_is_no_such_route(accounts: Accounts) -> None:
    with client_of(make_app(sample_chatbot(), hosts={HOST}, entrance=Entrance(accounts))) as client:  # type: ignore[arg-type]
        assert client.get("/login/oidc").status_code == 404
        assert "oidc" not in client.get("/login").text


def test_an_address_counts_as_a_name_only_if_the_provider_has_verified_it(provider: OpenIdProvider) -> None:
    known = Provider(provider.issuer, CLIENT, SECRET, "email")
    for verified, name in ((True, "ann@example.org"), (False, ""), ("true", ""), (None, "")):
        provider.claims = {"email": "ann@example.org", "email_verified": verified}
        address, attempt = known.begin(provider.callback, "/")
        code = parse_qs(urlsplit(httpx2.get(address).headers["location"]).query)["code"][0]
        refused: AbstractContextManager[object] = nullcontext()
        if not name:
            refused = pytest.raises(SignOnError, match="has not verified")
        with refused:
            assert known.finish(provider.callback, attempt, code) == name


@pytest.mark.parametrize("cookie", ["", "zz", "00", packed.__name__, b"[1, 2, 3, 4]".hex(), b'["", "", "", ""]'.hex()])
def test_a_cookie_that_holds_no_login_is_none(cookie: str) -> None:
    assert unpacked(cookie) is None


def test_the_settings_name_the_provider_and_keep_its_secret_out_of_files(tmp_path: Path) -> None:
    assert provider_of(Settings()) is None
    with pytest.raises(SettingsError, match="https://"):
        provider_of(Settings(oidc_issuer="http://login.example.org", oidc_client="quoth"))
    with pytest.raises(SettingsError, match="oidc_client"):
        provider_of(Settings(oidc_issuer="https://login.example.org"))
    (tmp_path / "quoth.toml").write_text('oidc_client_secret = "x"')
    with pytest.raises(SettingsError, match="QUOTH_OIDC_CLIENT_SECRET"):
        load_settings(file=tmp_path / "quoth.toml", environ={})
    secret = Settings(oidc_issuer="https://login.example.org", oidc_client="quoth", oidc_client_secret="hush")
    assert "hush" not in repr(secret)
    assert provider_of(secret) is not None
