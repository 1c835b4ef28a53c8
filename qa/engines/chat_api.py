"""A client of OpenAI's chat completions API over HTTP. llama.cpp's server and most others support this API.

OpenAI's own package is not used: it takes half a second and 32 MB to import, reads the environment, and tells the
endpoint which system it runs on.
"""

from __future__ import annotations

import asyncio
import json
import re
import ssl
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Generator, Iterator, Mapping
from concurrent.futures import wait
from contextlib import asynccontextmanager, closing
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from qa.engines.families import PLAIN, Family, fitted, template_options
from qa.engines.probability import LIKELY_TOKENS
from qa.records import Prompt, Thought

Json = Mapping[str, Any]
MAX_LINE_BYTES = 1 << 20  # no valid event is longer
MAX_BODY_BYTES = 1 << 24
KEEP_ALIVE_S = 2.0  # servers close idle connections after 5 s or more, so a reused connection is still open
CONNECT_S = 10.0  # how long to wait for an address that does not answer
TICK_S = 1.0  # how often a waiting stream yields, so that it can be closed
LOGPROBS: Json = {"logprobs": True, "top_logprobs": LIKELY_TOKENS}  # requests the data that `first_tokens` reads

UNSUPPORTED = (400, 422)  # endpoints reject an unknown field with one of these statuses
_UNKNOWN = re.compile("support|known|recogni[sz]ed|expected|permitted|allowed|forbidden", re.IGNORECASE)
# Fields that only some endpoints know: vLLM `structured_outputs`, SGLang `regex`, llama.cpp `grammar`, and all of them
# `chat_template_kwargs`. Most others ignore what they do not know.
EXTRAS = ("structured_outputs", "regex", "grammar", "chat_template_kwargs")
# Fields that some endpoints reject, and the fields to send instead. "": none.
OPTIONAL = {"max_tokens": "max_completion_tokens", **dict.fromkeys(("temperature", "top_p", "seed", *EXTRAS), "")}
_LENGTH = re.compile("context|length|too l(?:ong|arge)|exceed", re.IGNORECASE)  # of a prompt that is too long

# A `ChatApi` raises these if the server cannot be reached, stops sending, or sends no chat completion. RuntimeError
# means that the client is closed, or that the JSON is nested too deeply.
BROKEN = (httpx.HTTPError, ValueError, RuntimeError)
SEED = 0  # makes sampling reproducible: the same prompt gives the same text


class RefusalError(Exception):
    """The server answered with an error."""

    def __init__(self, status: int, error: object, retry_after_s: float | None = None) -> None:
        self.status = status
        self.retry_after_s = retry_after_s  # how long the server wants to be left alone
        self.error: Json = error if isinstance(error, Mapping) else {"message": error}
        super().__init__(" ".join(str(self.error.get("message") or self.error).split())[:300])


class ChatApi:
    """A chat completions client that reuses its connections. Several threads can use it at once.

    It follows no redirects, reads no proxy from the environment, and accepts no compressed replies. `timeout_s` is how
    long the server can send nothing. If the server rejects one of the `OPTIONAL` fields, the request is sent again
    without it, and the field is added to `refused`. If it rejects a request with `EXTRAS` and does not say which, they
    are all left out. The methods raise `RefusalError` if the status is not 200, and the errors in `BROKEN`.
    """

    def __init__(
        self,
        *,
        headers: Mapping[str, str] | None = None,
        timeout_s: float | None = None,
        socket_file: Path | None = None,
        refused: Collection[str] = (),
    ) -> None:
        self.refused = set(refused)
        self._loop = _loop()
        self._client = httpx.AsyncClient(
            headers={
                "User-Agent": "quoth",
                "Accept-Encoding": "identity",
                "Content-Type": "application/json",
                **(headers or {}),
            },
            timeout=None if timeout_s is None else httpx.Timeout(timeout_s, connect=min(timeout_s, CONNECT_S)),
            trust_env=False,
            transport=httpx.AsyncHTTPTransport(
                verify=ssl.create_default_context(),  # the certificates of the system, not httpx's own
                # llama.cpp's server closes a connection behind a stream, and a new one to a file costs nothing.
                limits=httpx.Limits(
                    keepalive_expiry=KEEP_ALIVE_S, max_keepalive_connections=0 if socket_file else None
                ),
                uds=str(socket_file) if socket_file else None,
            ),
        )

    def ask(self, url: str, body: Json | None = None) -> Json:
        """The JSON reply to a POST of `body`, or to a GET if there is no body."""
        return asyncio.run_coroutine_threadsafe(self._ask(url, body), self._loop).result()

    def asking(self, url: str, body: Json) -> Generator[None, None, Json]:
        """Return the JSON reply to a POST, and yield each second until then. Closing it cancels the request."""
        asked = asyncio.run_coroutine_threadsafe(self._ask(url, body), self._loop)
        try:
            while not wait([asked], TICK_S).done:
                yield
            return asked.result()
        except BaseException:
            asked.cancel()
            raise

    def stream(self, url: str, body: Json) -> Iterator[str | Thought]:
        """Yield the text of each event in the reply to a POST. Closing the iterator closes the connection.

        The text is "" for a comment, and each second while the server sends nothing, so that a waiting request can be
        closed. An error event in the stream also raises `RefusalError`.
        """
        with closing(_ticking(self._lines(url, body), self._loop)) as lines:
            yield from _pieces(lines)

    def close(self) -> None:
        """Close all connections. Open streams raise one of `BROKEN`."""
        asyncio.run_coroutine_threadsafe(self._client.aclose(), self._loop).result()

    async def _ask(self, url: str, body: Json | None) -> Json:
        async with self._reply(url, body) as reply:
            return _parse(await _body(reply))

    async def _lines(self, url: str, body: Json) -> AsyncGenerator[bytes, None]:
        """Yield the lines of the reply. A last line without a line feed is incomplete, and is skipped.

        Only line feeds end a line. httpx's own iterator also splits at U+2028, which JSON can contain.
        """
        async with self._reply(url, body) as reply:
            held = b""
            async for chunk in reply.aiter_raw():
                *lines, held = (held + chunk).split(b"\n")
                for line in lines:
                    yield line
                if len(held) > MAX_LINE_BYTES:
                    raise ValueError("a line is too long")
            if held.endswith(b"[DONE]"):  # some servers send no line feed after it
                yield held

    @asynccontextmanager
    async def _reply(self, url: str, body: Json | None) -> AsyncIterator[httpx.Response]:
        is_plain = False  # whether all extras are left out
        while True:
            # httpx's own JSON encoder fails on a lone surrogate.
            content = None if body is None else json.dumps(self._accepted(body, EXTRAS if is_plain else ()))
            reply = await self._send(
                self._client.build_request("GET" if body is None else "POST", url, content=content)
            )
            try:
                if reply.status_code == httpx.codes.OK:
                    self.refused |= set(EXTRAS) if is_plain else set()
                    yield reply
                    return
                error = _error(await _body(reply)) or reply.reason_phrase
                refusal = RefusalError(reply.status_code, error, _retry_after(reply.headers))
            finally:
                await reply.aclose()
            if not self._learn(refusal, body or {}):
                if is_plain or not self._can_be_an_extra(refusal, body or {}):
                    raise refusal
                is_plain = True

    async def _send(self, request: httpx.Request) -> httpx.Response:
        """The reply, its body unread. The request is sent again if the server has just closed the kept connection."""
        try:
            return await self._client.send(request, stream=True)
        except httpx.RemoteProtocolError:  # nothing was answered
            return await self._client.send(request, stream=True)

    def _accepted(self, body: Json, without: Collection[str]) -> Json:
        """The body with the refused fields, and those `without`, renamed or removed."""
        refused = self.refused.union(without)
        named = {OPTIONAL[name] if name in refused else name: value for name, value in body.items()}
        return {name: value for name, value in named.items() if name}

    def _learn(self, refusal: RefusalError, body: Json) -> bool:
        """Add the optional fields that the refusal names to `refused`. Return whether any is new."""
        said = str(refusal.error)
        if refusal.status not in UNSUPPORTED or not _UNKNOWN.search(said):
            return False
        named = {name for name in OPTIONAL if name in body and re.search(rf"\b{name}\b", said)} - self.refused
        self.refused |= named
        return bool(named)

    def _can_be_an_extra(self, refusal: RefusalError, body: Json) -> bool:
        """Whether a field that the server does not know can be why it refuses, although it does not say so."""
        sent = any(name in body for name in EXTRAS if name not in self.refused)
        return sent and refusal.status in UNSUPPORTED and not _LENGTH.search(str(refusal.error))


def request(prompt: Prompt, max_tokens: int, *, family: Family = PLAIN, **more: object) -> Json:
    """The body of a request for `prompt`.

    Decoding is greedy unless the model's family needs sampling. Models that can think but shall not are told so.
    """
    messages = [asdict(message) for message in fitted(prompt, family).messages]
    sampling = {"temperature": family.temperature, "top_p": family.top_p, "seed": SEED} if family.temperature else {}
    options = template_options(family)
    told = {"chat_template_kwargs": options} if options else {}
    return {"messages": messages, "max_tokens": max_tokens, "temperature": 0, **sampling, **told, **more}


def first_tokens(completion: Json) -> list[tuple[str, float]]:
    """The likeliest first tokens and their log probabilities, from the reply to a request with `LOGPROBS`."""
    try:
        likely = completion["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
        return [(str(token["token"]), float(token["logprob"])) for token in likely]
    except (LookupError, TypeError, ValueError):
        return []


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The event loop of all requests. It has its own thread, so that any thread can cancel a request."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="chat-api", daemon=True).start()
    return loop


def _ticking(
    lines: AsyncGenerator[bytes, None], loop: asyncio.AbstractEventLoop
) -> Generator[bytes | None, None, None]:
    """Yield the lines, and None for each second without one. Closing the iterator cancels the request."""

    async def following() -> bytes | None:
        return await anext(lines, None)

    while True:
        step = asyncio.run_coroutine_threadsafe(following(), loop)
        try:
            while not wait([step], TICK_S).done:
                yield None
            line = step.result()
            if line is None:
                return
            yield line
        except BaseException:
            if not step.cancel():
                asyncio.run_coroutine_threadsafe(lines.aclose(), loop)
            raise


def _pieces(lines: Iterator[bytes | None]) -> Iterator[str | Thought]:
    ended = False  # whether an event had a finish reason
    done = False  # whether [DONE] was read; the rest is read too, so that the connection can be reused
    for line in lines:
        field, _, value = (part.strip() for part in (line or b"").partition(b":"))
        if done and (line is None or value):
            return
        done = done or value == b"[DONE]"
        if field in (b"data", b"error") and not done:
            event = _parse(value)
            if "choices" not in event:
                raise RefusalError(httpx.codes.OK, event.get("error", event))
            thought, text, is_last = _text(event["choices"])
            ended = ended or is_last
            if thought:
                yield Thought(thought)
            yield text
        elif value or line is None:
            yield ""
    if not ended and not done:
        raise httpx.ReadError("the stream ended too soon")


def _parse(text: bytes) -> Json:
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError(f"not a JSON object: {value!r:.100}")
    return value


def _text(choices: Any) -> tuple[str, str, bool]:
    """The new thoughts and the new text in the choices of an event, and whether it is the last event."""
    try:
        thoughts = [choice["delta"].get(name) for choice in choices for name in ("reasoning_content", "reasoning")]
        thought = "".join(thought for thought in thoughts if isinstance(thought, str))
        text = "".join(choice["delta"].get("content") or "" for choice in choices)
        return thought, text, any(choice.get("finish_reason") for choice in choices)
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"not an event of a chat completion: {choices!r:.100}") from error


async def _body(reply: httpx.Response) -> bytes:
    """The body of the reply. If it is too long, only its start."""
    body = b""
    async for chunk in reply.aiter_raw():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            break
    return body


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds in a Retry-After header. A date there is as rare as it is useless with another clock."""
    try:
        return max(0.0, float(headers["retry-after"]))
    except (LookupError, ValueError):
        return None


def _error(body: bytes) -> object:
    """The error in the body of a refusal: of `{"error": {"message": ...}}`, or any other text."""
    try:
        return json.loads(body)["error"]
    except (ValueError, LookupError, TypeError):
        return body.decode(errors="replace")
