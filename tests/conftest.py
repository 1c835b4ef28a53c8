"""Fixtures that several test files share: real weights, fetched once, a disk without hard links, and a browser."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest
from argon2 import PasswordHasher
from browsing import browser, open_page, page, served, shared
from postgres_server import PostgresServer, running_server

from index.weights.fetch import fetch
from qa.engines.openvino_weights import openvino_folder
from qa.settings import Settings
from ui.web.accounts import passwords

__all__ = ["browser", "open_page", "page", "served", "shared"]  # fixtures of the tests in a browser


def weights(name: str) -> Path:
    settings = Settings()
    return fetch(name, cache=settings.cache, hub=settings.hub)


@pytest.fixture(scope="session")
def minilm() -> Path:
    """The folder of the default embedder."""
    return weights("all-MiniLM-L6-v2")


@pytest.fixture(scope="session")
def reranker_weights() -> Path:
    """The folder of the default reranker."""
    return weights(Settings().reranker)


@pytest.fixture(autouse=True)
def no_reranker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test without weights uses no reranker, because its weights would be fetched."""
    if request.node.get_closest_marker("weights") is None:
        monkeypatch.setenv("QUOTH_RERANKER", "off")


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> Iterator[None]:
    """Hashing a password is slow on purpose. The tests hash hundreds, in the same way but quickly."""
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(passwords, "_HASHER", quick)
        changed.setattr(passwords, "_OF_NOBODY", quick.hash("of nobody"))
        yield


@pytest.fixture(scope="session")
def smollm() -> Path:
    """The .gguf file of the smallest language model."""
    return next(weights("smollm2-135m").glob("*.gguf"))


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    """A PostgreSQL server with pgvector, for all tests."""
    with running_server() as running:
        yield running


@pytest.fixture(scope="module")
def mortal() -> Iterator[PostgresServer]:
    """A server that may be killed, of the tests of one file."""
    with running_server() as running:
        yield running


@pytest.fixture
def address(server: PostgresServer) -> str:
    """Where this test can make an index in PostgreSQL."""
    return f"{server.address}?schema=test_{token_hex(8)}"


@pytest.fixture
def no_hard_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk on which no hard links can be made, such as exFAT and some network drives."""

    def refuse(source: object, *_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), str(source))

    monkeypatch.setattr(os, "link", refuse)


@pytest.fixture(scope="session")
def smollm_openvino(smollm: Path) -> Path:
    """The same in OpenVINO's form, converted once into the user's cache."""
    return openvino_folder(smollm, cache=Settings().cache)
