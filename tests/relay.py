"""A network between a program and a server that a test can cut: it passes on what both sides of a connection send."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_AT_ONCE = 65536


@dataclass
class Relay:
    """Listens on `port` of loopback, and passes everything on to the server."""

    listener: socket.socket
    server: int | str  # its port of loopback, or its socket in the file system
    _flows: threading.Event = field(default_factory=threading.Event)
    _sides: list[tuple[socket.socket, socket.socket]] = field(default_factory=list)  # of programs, of the server
    _threads: list[threading.Thread] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def cut(self) -> None:
        """Pass nothing on any more. Neither side is told."""
        self._flows.clear()

    def lose(self) -> None:
        """Let the programs know that their connections are lost. The server still takes them for connected."""
        for program, _ in self._sides:
            _end(program)

    def mend(self) -> None:
        """Pass on what new connections send, and what came meanwhile."""
        self._flows.set()

    def notice(self) -> None:
        """Let the server know which connections are lost."""
        for _, server in self._sides:
            _end(server)

    def _accept(self) -> None:
        with suppress(OSError):  # of the listener, once it is closed
            while True:
                program = self.listener.accept()[0]
                server = self._connected()
                self._sides.append((program, server))
                for one, other in ((program, server), (server, program)):
                    self._start(lambda one=one, other=other: self._pass_on(one, other))  # type: ignore[misc]

    def _connected(self) -> socket.socket:
        if isinstance(self.server, int):
            return socket.create_connection(("127.0.0.1", self.server))
        connected = socket.socket(socket.AF_UNIX)
        connected.connect(self.server)
        return connected

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(_AT_ONCE):
                self._flows.wait()
                other.sendall(data)
        if self._flows.is_set():  # a lost program does not say goodbye to the server
            with suppress(OSError):  # of a side that is gone; one that was reset ends the other too
                other.shutdown(socket.SHUT_WR)

    def _start(self, what: object) -> None:
        thread = threading.Thread(target=what, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _close(self) -> None:
        _end(self.listener)
        self._flows.set()
        self.lose()
        self.notice()
        for thread in self._threads:
            thread.join()
        for side in (self.listener, *(side for pair in self._sides for side in pair)):
            side.close()


@contextmanager
def running_relay(server: int | str) -> Iterator[Relay]:
    """A relay before the server on this port, or at this socket in the file system."""
    relay = Relay(socket.create_server(("127.0.0.1", 0)), server)
    relay.mend()
    relay._start(relay._accept)
    try:
        yield relay
    finally:
        relay._close()


def _end(side: socket.socket) -> None:
    with suppress(OSError):
        side.shutdown(socket.SHUT_RDWR)
