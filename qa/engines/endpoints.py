"""Several endpoints that serve the same model: which one answers, and when a failed request is sent again."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from urllib.parse import SplitResult, urlsplit

import httpx

from index.errors import EngineError
from qa.engines.chat_api import TICK_S, ChatApi, RefusalError

BUSY = (429, 502, 503, 504)  # statuses of temporary failures
_QUOTA = "insufficient_quota"  # in OpenAI's 429 for a failure that is not temporary
_REST_S = 30.0  # an endpoint that failed is asked last for so long
_QUICK_TRIES = 2  # more, at an address where nobody listens: a server can be restarting
_QUICK_S = 0.5
_LEAST_S = 0.05
_LONGEST_WAIT_S = 15.0


@dataclass(slots=True)
class Endpoint:
    """One address with its connections, and until when it is asked last."""

    base_url: str
    url: str  # of its requests
    api: ChatApi
    tells_probabilities: bool = False
    rests_until: float = 0.0


@dataclass(slots=True)
class Attempts:
    """The attempts at one request: the endpoints in order, and then again while waiting can help.

    The order depends only on `key`, so everything with the same key goes to the same endpoint while that one works, and
    other keys are spread over all.
    """

    endpoints: Sequence[Endpoint]
    key: str
    retry_s: float  # how long a busy endpoint is asked again
    _tries: int = 0
    _began: float = field(default_factory=time.monotonic)
    _order: list[Endpoint] = field(default_factory=list)

    def __post_init__(self) -> None:
        now = time.monotonic()
        ranked = sorted(self.endpoints, key=lambda one: blake2b(f"{one.base_url} {self.key}".encode()).digest())
        self._order = sorted(ranked, key=lambda one: one.rests_until > now)

    @property
    def endpoint(self) -> Endpoint:
        """The one to ask now."""
        return self._order[self._tries % len(self._order)]

    def after(self, error: Exception) -> float | None:
        """The seconds to wait before the request is sent to `endpoint`, now the next one. None: the error is final.

        Only for errors before anything was written.
        """
        wait_s = self._wait_s(error)
        if wait_s is None:
            return None
        self.endpoint.rests_until = time.monotonic() + _REST_S
        self._tries += 1
        return wait_s if self._tries % len(self._order) == 0 else 0.0  # another endpoint is asked at once

    def _wait_s(self, error: Exception) -> float | None:
        rounds = self._tries // len(self._order)
        is_last = (self._tries + 1) % len(self._order) == 0  # of this round
        if isinstance(error, RefusalError) and error.status in BUSY and _QUOTA not in str(error.error):
            named = error.retry_after_s
            least = min((1.0 if named is None else _LEAST_S) * 2.0**rounds, _LONGEST_WAIT_S)  # it can name 0 seconds
            wait_s = max(least, named or 0.0)
            spent = time.monotonic() - self._began
            return wait_s if not is_last or spent + wait_s <= self.retry_s else None
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.RemoteProtocolError | httpx.ReadError):
            is_slow = isinstance(error, httpx.ConnectTimeout)
            may_return = not is_slow and rounds < _QUICK_TRIES and self.retry_s > 0
            return _QUICK_S * 2**rounds if not is_last or may_return else None
        if isinstance(error, httpx.TimeoutException):
            return None if is_last else 0.0
        return None


def pause(seconds: float) -> Iterator[None]:
    """Wait, and yield at least each second."""
    ends = time.monotonic() + seconds
    while (left := ends - time.monotonic()) > 0:
        time.sleep(min(left, TICK_S))
        yield


def parse_addresses(base_url: str, setting: str) -> list[SplitResult]:
    """The parts of the addresses in a list with commas. Raises `EngineError` without repeating them."""
    return [_parsed(address, setting) for address in base_url.split(",") if address.strip()] or [_parsed("", setting)]


def _parsed(address: str, setting: str) -> SplitResult:
    try:
        url = urlsplit(address.strip().rstrip("/"))
        if url.scheme in ("http", "https") and url.hostname and url.port != 0 and "@" not in url.netloc:
            return url
    except ValueError:
        pass
    raise EngineError(
        f"{setting} is not a valid address. It looks like http://127.0.0.1:8000/v1, with commas between several; keys "
        "have settings of their own."
    )


def check_key(api_key: str | None, setting: str) -> str:
    """The key without white space around it. Raises `EngineError` without repeating it if it cannot be one."""
    key = (api_key or "").strip()
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise EngineError(f"{setting} contains spaces or characters that no key has. Copy it again.")
    return key
