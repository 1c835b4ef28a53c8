"""Serves the page until Ctrl-C. The only import of uvicorn."""

from __future__ import annotations

import http.client
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from ui.web.address import authority
from ui.web.guards import Guard

GRACE_S = 1  # how long answers may take to end after Ctrl-C; the streams of open pages never end by themselves
PATIENCE_S = 15.0  # a connection without a request is closed after one to two times as long


def serve(app: Guard, listener: socket.socket, *, on_ready: Callable[[str], object]) -> None:
    """Serve the page until Ctrl-C. Call `on_ready` with its address when it answers."""
    server = make_server(app)
    threading.Thread(target=_announce, args=(server, authority(listener), on_ready), daemon=True).start()
    with listener, _quiet_end(server), suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def make_server(app: Guard) -> uvicorn.Server:
    """The server of `app`, which is not running yet."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=_Protocol,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,  # `ui.web.proxies` reads them, and has to know who really called
            timeout_graceful_shutdown=GRACE_S,
        )
    )


class _Protocol(H11Protocol):
    """Sends without delay, and closes connections that send no complete headers. uvicorn itself would wait forever."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        # asyncio sets this only on sockets that it made. Without it, a body can wait 40 ms for its headers' receipt.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._watch(None)

    def _watch(self, before: tuple[object] | None) -> None:
        """Close the connection if it has waited for the same request since the last look, `before`."""
        if self.transport.is_closing():
            return
        waiting = self.cycle is None or self.cycle.response_complete
        now = (self.cycle,) if waiting else None
        if now is not None and now == before:
            self.transport.close()
        else:
            self.loop.call_later(PATIENCE_S, self._watch, now)


@contextmanager
def _quiet_end(server: uvicorn.Server) -> Iterator[None]:
    """Keep uvicorn from logging a traceback for each page that is still open when the server ends."""
    log = logging.getLogger("uvicorn.error")

    def is_news(_record: logging.LogRecord) -> bool:
        return not server.should_exit

    log.addFilter(is_news)
    try:
        yield
    finally:
        log.removeFilter(is_news)


def _announce(server: uvicorn.Server, address: str, on_ready: Callable[[str], object]) -> None:
    """Fetch the page once, which also warms it up, then call `on_ready`."""
    connection = http.client.HTTPConnection(address, timeout=60)
    with suppress(OSError):  # the server stopped before it answered
        connection.request("GET", "/")  # waits until the server accepts it
        if connection.getresponse().status < 400 and not server.should_exit:
            on_ready(f"http://{address}")
    connection.close()
