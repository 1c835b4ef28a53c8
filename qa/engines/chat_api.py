"""Chat completions over HTTP as OpenAI defines them, which llama.cpp's server and most others speak.

Written on the standard library: OpenAI's own package takes half a second and 32 MB to import, reads the environment
and tells the endpoint which system it runs on.
"""

from __future__ import annotations

import http.client
import json
import math
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from multiprocessing.connection import wait
from typing import Any

from qa.engines.families import PLAIN, Family, fitted
from qa.engines.probability import LIKELY_TOKENS, first_word_probability
from qa.records import Prompt, Thought

Json = Mapping[str, Any]
LONGEST_LINE = 1 << 20  # bytes; an endpoint that sends more on a line is up to no good
LOGPROBS: Json = {"logprobs": True, "top_logprobs": LIKELY_TOKENS}  # asks for what `read_first_word_probability` reads

# What `exchange` and `stream` raise when the other side is out of reach, falls silent, or talks nonsense.
BROKEN = (OSError, ValueError, RecursionError, http.client.HTTPException)
SEED = 0  # of models that must be sampled: the same prompt gives the same text
CUT = "the stream ended too soon"


class RefusalError(Exception):
    """The server understood, and says no."""

    def __init__(self, status: int, error: object) -> None:
        self.status = status
        self.error: Json = error if isinstance(error, Mapping) else {"message": error}
        super().__init__(" ".join(str(self.error.get("message") or self.error).split())[:300])


def request(prompt: Prompt, max_tokens: int, *, family: Family = PLAIN, **more: object) -> Json:
    """The body of a request that continues `prompt`, greedily unless the model's family is spoilt by that."""
    messages = [asdict(message) for message in fitted(prompt, family).messages]
    sampling = {"temperature": family.temperature, "top_p": family.top_p, "seed": SEED} if family.temperature else {}
    return {"messages": messages, "max_tokens": max_tokens, "temperature": 0, **sampling, **more}


@contextmanager
def exchange(
    connection: http.client.HTTPConnection,
    path: str,
    body: Json | None = None,
    headers: Mapping[str, str] | None = None,
) -> Iterator[http.client.HTTPResponse]:
    """The reply to one POST, or to a GET without a body; leaving the block hangs up.

    Raises `RefusalError` for a reply that is not 200, and `BROKEN`.
    """
    with _sent(connection, path, body, headers), _accepted(connection) as reply:
        yield reply


def stream(
    connection: http.client.HTTPConnection,
    path: str,
    body: Json,
    headers: Mapping[str, str] | None = None,
    *,
    timeout_s: float = math.inf,
) -> Iterator[str | Thought]:
    """Yield the text of every event of the reply to one POST; closing the iterator hangs up.

    The text is empty for a comment, and every second while the server has not begun to reply, so that a
    request can be closed while it waits for its turn. Raises `RefusalError` for a reply that is not 200 and for an
    error in the stream, and `BROKEN`, also when the server is silent for `timeout_s` or the stream ends too soon.
    """
    with _sent(connection, path, body, headers):
        deadline = time.monotonic() + timeout_s
        while not wait([connection.sock], min(1.0, timeout_s)):
            if time.monotonic() > deadline:
                raise TimeoutError
            yield ""
        with _accepted(connection) as reply:
            try:
                yield from _pieces(reply)
            except http.client.IncompleteRead as error:
                raise ConnectionError(CUT) from error


def hang_up(connection: http.client.HTTPConnection) -> None:
    """End the connection for both sides and for every thread, even if a forked child holds a copy of it."""
    if connection.sock is not None:
        with suppress(OSError):  # the other side, or another thread, was faster
            connection.sock.shutdown(socket.SHUT_RDWR)


def read_first_word_probability(reply: http.client.HTTPResponse, word: str, other: str) -> float | None:
    """`first_word_probability` by the first token of a reply to a request with `LOGPROBS`; None if it holds none."""
    completion = _parse(reply.read(LONGEST_LINE))
    try:
        first = completion["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
        return first_word_probability(word, other, [(token["token"], token["logprob"]) for token in first])
    except (LookupError, TypeError, AttributeError):
        return None


@contextmanager
def _sent(
    connection: http.client.HTTPConnection, path: str, body: Json | None, headers: Mapping[str, str] | None
) -> Iterator[None]:
    try:
        content = None if body is None else json.dumps(body)
        verb = "GET" if body is None else "POST"
        connection.request(verb, path, content, {"Content-Type": "application/json", **(headers or {})})
        yield
    finally:
        hang_up(connection)
        connection.close()


@contextmanager
def _accepted(connection: http.client.HTTPConnection) -> Iterator[http.client.HTTPResponse]:
    with connection.getresponse() as reply:
        if reply.status != http.HTTPStatus.OK:
            raise RefusalError(reply.status, _error(reply))
        yield reply


def _pieces(reply: http.client.HTTPResponse) -> Iterator[str | Thought]:
    finished = False
    for line in iter(lambda: reply.readline(LONGEST_LINE), b""):
        field, _, value = (part.strip() for part in line.partition(b":"))
        if value == b"[DONE]":
            return
        if not line.endswith(b"\n") and len(line) < LONGEST_LINE:
            break  # cut within a line
        if field in (b"data", b"error"):
            event = _parse(value)
            if "choices" not in event:
                raise RefusalError(reply.status, event.get("error", event))
            thought, text, ended = _text(event["choices"])
            finished = finished or ended
            if thought:
                yield Thought(thought)
            yield text
        elif value:
            yield ""
    if not finished:
        raise ConnectionError(CUT)


def _parse(text: bytes) -> Json:
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError(f"not a JSON object: {value!r:.100}")
    return value


def _text(choices: Any) -> tuple[str, str, bool]:
    """What the choices of an event add to the thoughts and to the text, and whether it ends there."""
    try:
        thoughts = [choice["delta"].get(name) for choice in choices for name in ("reasoning_content", "reasoning")]
        thought = "".join(thought for thought in thoughts if isinstance(thought, str))
        text = "".join(choice["delta"].get("content") or "" for choice in choices)
        return thought, text, any(choice.get("finish_reason") for choice in choices)
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"not an event of a chat completion: {choices!r:.100}") from error


def _error(reply: http.client.HTTPResponse) -> object:
    """What the body of a refusal says: `{"error": {"message": ...}}` or any other text."""
    body = reply.read(LONGEST_LINE)
    try:
        return json.loads(body)["error"]
    except (ValueError, LookupError, TypeError):
        return body.decode(errors="replace") or reply.reason
