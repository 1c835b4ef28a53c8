"""What several test files share: the real weights, fetched once into the user's cache."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.weights.fetch import fetch
from qa.settings import Settings


def weights(name: str) -> Path:
    settings = Settings()
    return fetch(name, cache=settings.cache, hub=settings.hub)


@pytest.fixture(scope="session")
def minilm() -> Path:
    """The folder of the default embedder."""
    return weights("all-MiniLM-L6-v2")


@pytest.fixture(scope="session")
def smollm() -> Path:
    """The .gguf file of the smallest language model."""
    return next(weights("smollm2-135m").glob("*.gguf"))
