"""`OpenAIEngine`: a model behind any endpoint with OpenAI's chat completions API."""

from __future__ import annotations

import copy
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Self

import httpx

from index.errors import EngineError
from qa.engines.chat_api import (
    BROKEN,
    LOGPROBS,
    OPTIONAL,
    UNSUPPORTED,
    ChatApi,
    Json,
    RefusalError,
    first_tokens,
    request,
)
from qa.engines.endpoints import Attempts, Endpoint, check_key, parse_addresses, pause
from qa.engines.families import family_of, without_thoughts
from qa.engines.probability import first_word_probability
from qa.engines.thoughts import part_thoughts
from qa.records import Message, Prompt, Thought
from qa.text.markers import marker_grammar, marker_regex

# Each run of letters, and each other character that is not a space.
_WORDS = re.compile(r"[^\W\d_]+|[^ ]")
BYTES_PER_TOKEN = 3  # a low estimate for words; English has more than 4
TIMEOUT_S = 120.0
RETRY_S = 90.0  # an endpoint that counts the requests of a minute is free again after one
_HELD = 16  # replies that `read` holds for `probability`

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

    `base_url` can be a list of endpoints with commas, which serve the same model. Requests go only to these addresses:
    no proxies, no redirects. `timeout_s` is how long an endpoint can send nothing. A request that a busy endpoint
    refuses is sent again for `retry_s`, but never after the first piece of a text.

    Raises `EngineError` for an invalid address or key.
    """

    def __init__(
        self,
        base_url: str,
        *,
        model: str,
        api_key: str | None = None,
        context_tokens: int = 4096,
        timeout_s: float = TIMEOUT_S,
        retry_s: float = RETRY_S,
    ) -> None:
        self.name = model
        self.context_tokens = context_tokens
        addresses = parse_addresses(base_url, "QUOTH_BASE_URL")
        self._key = check_key(api_key, "QUOTH_API_KEY")
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        self._family = family_of(model)
        self.thinks = self._family.thinks
        # The first word of a model that thinks is a thought, unless its template can leave that out.
        has_first_word = not self.thinks or self._family.can_skip_thoughts
        refused = OPTIONAL if self._family.takes_no_sampling else ()
        self._endpoints = [
            Endpoint(
                url.geturl(),
                url._replace(path=f"{url.path}/chat/completions").geturl(),
                ChatApi(headers=headers, timeout_s=timeout_s, refused=refused),
                tells_probabilities=has_first_word,
            )
            for url in addresses
        ]
        self._timeout_s = timeout_s
        self._retry_s = retry_s
        self._conversation = ""
        self._held: dict[tuple[Message, ...], tuple[Endpoint, Json]] = {}

    def keeping_to(self, conversation: str) -> Self:
        """The same engine, which asks one endpoint as long as that works: the one of this conversation."""
        kept = copy.copy(self)
        kept._conversation = conversation
        return kept

    def count_tokens(self, text: str) -> int:
        """An upper estimate of the tokens in `text`: one per digit, per symbol, and per three bytes of a word."""
        return sum(-(-len(word.encode(errors="replace")) // BYTES_PER_TOKEN) for word in _WORDS.findall(text))

    def read(self, prompt: Prompt) -> Iterator[None]:
        """Ask for the first word, which `probability` needs next. Only so the request can be stopped."""
        self._held[prompt.messages] = yield from self._first_word(prompt)
        for oldest in list(self._held)[:-_HELD]:
            self._held.pop(oldest, None)

    def stream(self, prompt: Prompt, *, max_tokens: int) -> Iterator[str | Thought]:
        """Yield the text piece by piece. Pieces are empty while the endpoint sends no text."""
        return part_thoughts(self._pieces(prompt, max_tokens))

    def probability(self, prompt: Prompt, word: str, other: str) -> float | None:
        if prompt.messages not in self._held:
            for _ in self.read(prompt):
                pass
        endpoint, completion = self._held.pop(prompt.messages, (self._endpoints[0], {}))
        likely = first_tokens(completion)
        if self.thinks and not any(begun in (word, other) for begun, _ in likely[:1]):
            endpoint.tells_probabilities = False  # it lets the model think all the same
            return None
        return first_word_probability(word, other, likely)

    def close(self) -> None:
        """Close the connections."""
        for endpoint in self._endpoints:
            endpoint.api.close()

    def _pieces(self, prompt: Prompt, max_tokens: int) -> Iterator[str | Thought]:
        asked = request(
            prompt, max_tokens, family=self._family, model=self.name, stream=True, **_only_given_markers(prompt)
        )
        attempts = self._attempts(prompt)
        while True:
            endpoint, begun = attempts.endpoint, False
            with self._explained(endpoint):
                try:
                    for piece in endpoint.api.stream(endpoint.url, asked):
                        begun = begun or piece != ""
                        yield piece
                    return
                except BROKEN_OR_REFUSED as error:
                    wait_s = None if begun else attempts.after(error)
                    if wait_s is None:
                        raise
            for _ in pause(wait_s):
                yield ""

    def _first_word(self, prompt: Prompt) -> Generator[None, None, tuple[Endpoint, Json]]:
        """Return the reply with the likeliest first words, and who sent it. It is empty if the endpoint tells none."""
        asked = request(prompt, 1, family=without_thoughts(self._family), model=self.name, **LOGPROBS)
        attempts = self._attempts(prompt)
        while (endpoint := attempts.endpoint).tells_probabilities:
            with self._explained(endpoint):
                try:
                    return endpoint, (yield from endpoint.api.asking(endpoint.url, asked))
                except BROKEN_OR_REFUSED as error:
                    if isinstance(error, RefusalError) and error.status in UNSUPPORTED:
                        # If it names the field, the endpoint would reject the next request too.
                        endpoint.tells_probabilities = "logprobs" not in str(error.error)
                        break
                    wait_s = attempts.after(error)
                    if wait_s is None:
                        raise
            yield from pause(wait_s)
        return endpoint, {}

    def _attempts(self, prompt: Prompt) -> Attempts:
        # Without a conversation, prompts about the same passages, which begin alike, go to one endpoint.
        key = self._conversation or repr([passage.id for passage in prompt.passages] or prompt.messages)
        return Attempts(self._endpoints, key, self._retry_s)

    @contextmanager
    def _explained(self, endpoint: Endpoint) -> Iterator[None]:
        """Raise errors of the block as an `EngineError` that says what to do."""
        place = endpoint.base_url
        try:
            yield
        except RefusalError as refusal:
            cure = CURES.get(refusal.status, FAILED)
            message = f"{refusal.status} {self._without_key(str(refusal)).rstrip('.')}."
            raise EngineError(f"{place} {cure.format(message=message, model=self.name)}") from refusal
        except httpx.ConnectTimeout as error:
            raise EngineError(f"{place} cannot be reached: it does not answer. Check QUOTH_BASE_URL.") from error
        except httpx.TimeoutException as error:
            raise EngineError(f"{place} sent nothing for {self._timeout_s:g} seconds. Ask again later.") from error
        except httpx.TransportError as error:
            reason = str(error).rstrip(".") or type(error).__name__
            raise EngineError(
                f"{place} cannot be reached, or it closed the connection: {reason}. Check that it runs, and check "
                "QUOTH_BASE_URL."
            ) from error
        except BROKEN as error:
            raise EngineError(
                f"{place} does not answer with OpenAI chat completions. Check QUOTH_BASE_URL; it often ends in /v1."
            ) from error

    def _without_key(self, text: str) -> str:
        return text.replace(self._key, "(the key)") if self._key else text


BROKEN_OR_REFUSED = (RefusalError, *BROKEN)


def _only_given_markers(prompt: Prompt) -> Json:
    """The fields by which vLLM, SGLang and llama.cpp let a model write only markers of the passages."""
    if not prompt.passages:
        return {}
    regex = marker_regex(len(prompt.passages))
    grammar = marker_grammar(len(prompt.passages))
    return {"structured_outputs": {"regex": regex}, "regex": regex, "grammar": grammar}
