"""`OpenAIEngine`: a model behind any endpoint with OpenAI's chat completions API."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import SplitResult, urlsplit

import httpx

from index.errors import EngineError
from qa.engines.chat_api import BROKEN, LOGPROBS, OPTIONAL, UNSUPPORTED, ChatApi, RefusalError, first_tokens, request
from qa.engines.families import family_of
from qa.engines.probability import first_word_probability
from qa.engines.thoughts import part_thoughts
from qa.records import Prompt, Thought

# Each run of letters, and each other character that is not a space.
_WORDS = re.compile(r"[^\W\d_]+|[^ ]")
BYTES_PER_TOKEN = 3  # a low estimate for words; English has more than 4

# What to do about each HTTP status. {message} is the message of the endpoint.
CURES = {
    400: "rejected the request: {message} Choose another model, or lower evidence_tokens.",
    401: "rejected the API key: {message} Check QUOTH_API_KEY.",
    403: "rejected the API key: {message} Check QUOTH_API_KEY.",
    404: "has no model '{model}', or the address is wrong: {message} Check QUOTH_MODEL and QUOTH_BASE_URL.",
    429: "is too busy, or your quota is used up: {message} Wait a minute, then ask again.",
}
FAILED = "failed: {message} Ask again later, or check its log."


class OpenAIEngine:
    """Writes with the model `model` of the endpoint at `base_url`, such as http://127.0.0.1:8000/v1.

    Requests go only to that address: no proxies, no redirects. `timeout_s` is how long the endpoint can send nothing.
    `thinks` says that the model's thoughts have no opening tag.

    Raises `EngineError` for an invalid address or key.
    """

    def __init__(
        self,
        base_url: str,
        *,
        model: str,
        api_key: str | None = None,
        context_tokens: int = 4096,
        timeout_s: float = 120.0,
        thinks: bool = False,
    ) -> None:
        self.name = model
        self.context_tokens = context_tokens
        url = _check_url(base_url)
        self._base_url = url.geturl()
        self._url = url._replace(path=f"{url.path}/chat/completions").geturl()
        self._key = _check_key(api_key)
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        self._family = family_of(model)
        self._tells_probabilities = not self._family.thinks  # its first word is a thought
        refused = OPTIONAL if self._family.takes_no_sampling else ()
        self._api = ChatApi(headers=headers, timeout_s=timeout_s, refused=refused)
        self._timeout_s = timeout_s
        self._thinks = thinks

    def count_tokens(self, text: str) -> int:
        """An upper estimate of the tokens in `text`: one per digit, per symbol, and per three bytes of a word."""
        return sum(-(-len(word.encode(errors="replace")) // BYTES_PER_TOKEN) for word in _WORDS.findall(text))

    def read(self, prompt: Prompt) -> Iterator[None]:  # noqa: ARG002 - an endpoint manages its own cache
        """Yield nothing, because a second request would cost money again."""
        yield from ()

    def stream(self, prompt: Prompt, *, max_tokens: int) -> Iterator[str | Thought]:
        """Yield the text piece by piece. Pieces are empty while the endpoint sends no text."""
        return part_thoughts(self._pieces(prompt, max_tokens), thinking=self._thinks)

    def probability(self, prompt: Prompt, word: str, other: str) -> float | None:
        if not self._tells_probabilities:
            return None
        with self._explained():
            try:
                completion = self._api.ask(self._url, request(prompt, 1, model=self.name, **LOGPROBS))
            except RefusalError as refusal:
                if refusal.status not in UNSUPPORTED:
                    raise
                if "logprobs" in str(refusal.error):
                    self._tells_probabilities = False  # the endpoint would reject the next request too
                return None
        return first_word_probability(word, other, first_tokens(completion))

    def close(self) -> None:
        """Close the connections."""
        self._api.close()

    def _pieces(self, prompt: Prompt, max_tokens: int) -> Iterator[str | Thought]:
        asked = request(prompt, max_tokens, family=self._family, model=self.name, stream=True)
        with self._explained():
            yield from self._api.stream(self._url, asked)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Raise errors of the block as an `EngineError` that says what to do."""
        try:
            yield
        except RefusalError as refusal:
            cure = CURES.get(refusal.status, FAILED)
            message = f"{refusal.status} {self._without_key(str(refusal)).rstrip('.')}."
            raise EngineError(f"{self._base_url} {cure.format(message=message, model=self.name)}") from refusal
        except httpx.TimeoutException as error:
            raise EngineError(
                f"{self._base_url} sent nothing for {self._timeout_s:g} seconds. Ask again later."
            ) from error
        except httpx.TransportError as error:
            reason = str(error).rstrip(".") or type(error).__name__
            raise EngineError(
                f"{self._base_url} cannot be reached, or it closed the connection: {reason}. Check that it runs, and "
                "check QUOTH_BASE_URL."
            ) from error
        except BROKEN as error:
            raise EngineError(
                f"{self._base_url} does not answer with OpenAI chat completions. Check QUOTH_BASE_URL; it often ends "
                "in /v1."
            ) from error

    def _without_key(self, text: str) -> str:
        return text.replace(self._key, "(the key)") if self._key else text


def _check_url(base_url: str) -> SplitResult:
    """The parts of a valid address."""
    try:
        url = urlsplit(base_url.strip().rstrip("/"))
        if url.scheme in ("http", "https") and url.hostname and url.port != 0 and "@" not in url.netloc:
            return url
    except ValueError:
        pass
    raise EngineError(
        "QUOTH_BASE_URL is not a valid address. It looks like http://127.0.0.1:8000/v1; put a key into QUOTH_API_KEY."
    )


def _check_key(api_key: str | None) -> str:
    key = (api_key or "").strip()
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise EngineError("QUOTH_API_KEY contains spaces or characters that no key has. Copy it again.")
    return key
