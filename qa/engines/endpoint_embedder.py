"""`EndpointEmbedder`: an embedder behind any endpoint with OpenAI's embeddings API."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from functools import cached_property

import httpx
import numpy as np

from index.arrays import Rows
from index.embedding.embedder import EmbedderOptions
from index.embedding.prompts import Prompts, prompts_for
from index.errors import EngineError
from qa.engines.chat_api import BROKEN, ChatApi, RefusalError
from qa.engines.endpoints import Attempts, Endpoint, check_key, parse_addresses, pause

_AT_ONCE = 32  # texts in a request
_MOST_TOKENS = 480  # of a text, as estimated here: most embedders read 512, and many endpoints refuse more
# An estimate of tokens: signs of languages without spaces, parts of words, and all other characters.
_TOKENS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\d_]{1,6}|\S")
_PROBE = "The last boat leaves the island at 18:40 in winter; dogs travel free of charge."


class EndpointEmbedder:
    """Embeds with the model `name` of the endpoints at `base_url`. Threads can share it.

    It asks for the vector of a known text first, the `probe`. An index notes it, because a name does not say which
    weights an endpoint runs. Raises `EngineError` if the endpoint fails.
    """

    precision = "float32"

    def __init__(
        self,
        base_url: str,
        *,
        name: str,
        api_key: str | None = None,
        timeout_s: float,
        retry_s: float,
        options: EmbedderOptions,
    ) -> None:
        self.name = name
        self.multilingual = (
            options.multilingual is not False
        )  # no endpoint says so, and most embedders behind endpoints are
        usual = prompts_for(name, {})
        self.prompts = Prompts(
            usual.question if options.question_prompt is None else options.question_prompt,
            usual.passage if options.passage_prompt is None else options.passage_prompt,
        )
        self._dimensions = options.dimensions
        self._retry_s = retry_s
        key = check_key(api_key, "QUOTH_EMBEDDER_API_KEY")
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._key = key
        self._endpoints = [
            Endpoint(
                url.geturl(),
                url._replace(path=f"{url.path}/embeddings").geturl(),
                ChatApi(headers=headers, timeout_s=timeout_s),
            )
            for url in parse_addresses(base_url, "QUOTH_EMBEDDER_URL")
        ]

    @cached_property
    def _probed(self) -> Rows:
        (row,) = self._embed([_PROBE])
        return np.asarray(row)

    @property
    def dim(self) -> int:
        return len(self._probed)

    @property
    def probe(self) -> str:
        """The vector of a known text, as text: numbers of 16 bits in Base64."""
        return b64encode(self._probed.astype("<f2").tobytes()).decode()

    def token_starts(self, text: str) -> Sequence[int]:
        """An estimate, because the endpoint has the tokenizer."""
        return [match.start() for match in _TOKENS.finditer(text)]

    def embed_passages(self, texts: Sequence[str]) -> Rows:
        return self._rows([self.prompts.passage + text for text in texts])

    def embed_questions(self, texts: Sequence[str]) -> Rows:
        return self._rows([self.prompts.question + text for text in texts])

    def close(self) -> None:
        """Close the connections."""
        for endpoint in self._endpoints:
            endpoint.api.close()

    def _rows(self, texts: Sequence[str]) -> Rows:
        rows = [self._embed(texts[first : first + _AT_ONCE]) for first in range(0, len(texts), _AT_ONCE)]
        if any(found.shape[1] != self.dim for found in rows):
            raise EngineError(f"{self.name} returns vectors of different lengths. Check QUOTH_EMBEDDER_URL.")
        return np.concatenate(rows) if rows else np.empty((0, self.dim), dtype=np.float32)

    def _embed(self, texts: Sequence[str]) -> Rows:
        """The unit rows of some texts, from one request: (n, dim) float32."""
        body = {"model": self.name, "input": [self._bounded(text) for text in texts]}
        attempts = Attempts(self._endpoints, str(texts[0]), self._retry_s)
        while True:
            endpoint = attempts.endpoint
            try:
                return _parsed(endpoint.api.ask(endpoint.url, body), len(texts), self._dimensions)
            except (RefusalError, *BROKEN) as error:
                wait_s = attempts.after(error)
                if wait_s is None:
                    raise EngineError(self._in_words(error, endpoint.base_url)) from error
            for _ in pause(wait_s):
                pass

    def _bounded(self, text: str) -> str:
        starts = self.token_starts(text)
        return text[: starts[_MOST_TOKENS]] if len(starts) > _MOST_TOKENS else text or " "

    def _in_words(self, error: Exception, place: str) -> str:
        match error:
            case RefusalError():
                said = str(error).replace(self._key, "(the key)") if self._key else str(error)
                return (
                    f"{place} does not embed with '{self.name}': {error.status} {said.rstrip('.')}. Check "
                    "QUOTH_EMBEDDER, QUOTH_EMBEDDER_URL and QUOTH_EMBEDDER_API_KEY."
                )
            case httpx.TransportError():
                reason = str(error).rstrip(".") or type(error).__name__
                return f"{place} cannot be reached: {reason}. Check that it runs, and check QUOTH_EMBEDDER_URL."
            case _:
                return f"{place} does not answer with embeddings. Check QUOTH_EMBEDDER_URL; it often ends in /v1."


def _parsed(reply: object, count: int, dimensions: int) -> Rows:
    """The rows of a reply, each of length 1. Raises `ValueError` for anything else."""
    try:
        data = sorted(reply["data"], key=lambda one: int(one["index"]))  # type: ignore[index]  # it is data: anything
        rows = np.array([one["embedding"] for one in data], dtype=np.float32)
    except (LookupError, TypeError) as error:
        raise ValueError("no embeddings") from error
    if rows.ndim != 2 or len(rows) != count:
        raise ValueError("other embeddings than were asked for")
    rows = rows[:, : dimensions or None]
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    if rows.shape[1] < dimensions or not np.all(np.isfinite(lengths)) or not np.all(lengths > 0):
        raise ValueError("vectors that cannot be compared")
    return np.asarray(rows / lengths, dtype=np.float32)
