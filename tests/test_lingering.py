"""A refused request whose body is still being sent: its client reads the reply, and is not cut off."""

from __future__ import annotations

import socket

import pytest
from scripted import sample_chatbot
from test_guards import running, send

from ui.web import bodies, lingering

ORIGIN = "Origin: http://evil.example\n"


def refused(address: tuple[str, int], request: str, size: int, headers: str = "") -> tuple[bytes, socket.socket]:
    """The reply to the headers of a request whose body, of `size` bytes, is not sent yet."""
    head = f"{request} HTTP/1.1\nHost: {address[0]}:{address[1]}\nContent-Length: {size}\n{headers}\n"
    connection = send(address, head)
    reply = b""
    while b'"}' not in reply:
        received = connection.recv(1000)
        assert received
        reply += received
    return reply, connection


@pytest.mark.parametrize(
    ("request_", "size", "headers", "status"),
    [
        ("POST /mcp", bodies.LARGEST + 1, "", 413),
        ("POST /api/ask", bodies.LARGEST + 1, "", 413),
        ("PUT /api/documents?name=film.txt", 51_000_000, "", 413),
        ("POST /mcp", bodies.LARGEST, ORIGIN, 403),
        ("POST /nowhere", bodies.LARGEST, "", 404),
    ],
)
def test_the_reply_comes_at_once_and_the_rest_of_the_body_is_still_taken(
    request_: str, size: int, headers: str, status: int
) -> None:
    with running(sample_chatbot()) as address:
        reply, connection = refused(address, request_, size, headers)
        with connection:
            assert reply.startswith(f"HTTP/1.1 {status} ".encode())
            assert b"\r\ncontent-length: " in reply
            connection.sendall(b"x" * size)
            assert connection.recv(1) == b""  # closed, not reset


def test_much_more_than_is_accepted_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lingering, "MOST", 1_000_000)
    with running(sample_chatbot()) as address:
        _, connection = refused(address, "POST /mcp", 500_000_000)
        with connection, pytest.raises(ConnectionError):
            connection.sendall(bytes(500_000_000))


def test_who_never_sends_the_rest_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SLOWEST_S", 0.2)
    with running(sample_chatbot()) as address:
        _, connection = refused(address, "POST /mcp", bodies.LARGEST + 1)
        with connection:
            assert connection.recv(1) == b""
