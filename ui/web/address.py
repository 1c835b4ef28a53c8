"""Where the page is served: the socket it listens on, and the host names it answers to."""

from __future__ import annotations

import ipaddress
import re
import socket

from index.errors import SettingsError

_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?|\[[0-9a-f:.]+\](:\d{1,5})?")
_LOCAL = ("127.0.0.1", "localhost", "::1")
_HTTP_PORT = 80  # browsers leave it out of the Host header


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens for requests. Port 0: any free port.

    Raises `SettingsError` if the address cannot be used or can be reached from other machines.
    """
    if not _is_loopback(host):
        raise SettingsError(
            f"Quoth has no login yet, so it serves this machine only: use --host 127.0.0.1, not {host}. "
            "To serve others, put a proxy with a login in front of it and name it in QUOTH_ALLOWED_HOSTS."
        )
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except (OSError, OverflowError) as error:
        listener.close()
        raise SettingsError(
            f"Port {port} of {host} cannot be used ({error}). Stop what uses it, or choose another with --port."
        ) from error
    return listener


def authority(listener: socket.socket) -> str:
    """The address of the socket as a URL names it: `127.0.0.1:7860`."""
    return _authority(*listener.getsockname()[:2])


def local_names(listener: socket.socket) -> set[str]:
    """The `Host` headers of requests from this machine."""
    host, port = listener.getsockname()[:2]
    names = {_authority(name, port) for name in (host, *_LOCAL)}
    return names | {name.removesuffix(f":{port}") for name in names if port == _HTTP_PORT}


def parse_names(names: str) -> set[str]:
    """The host names in a comma-separated list. Raises `SettingsError` for an entry that is not a host name."""
    found = {name.strip().lower() for name in names.split(",") if name.strip()}
    for name in sorted(found):
        if not _NAME.fullmatch(name):
            raise SettingsError(
                f"The setting 'allowed_hosts' holds '{name}'; write names as in quoth.example.org or "
                "quoth.example.org:8443, with commas between them."
            )
    return found


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _authority(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
