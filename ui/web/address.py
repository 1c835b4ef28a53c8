"""Where the page is served: the socket it listens on, and the host names it answers to."""

from __future__ import annotations

import ipaddress
import re
import socket
from contextlib import suppress

from index.errors import SettingsError

_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?|\[[0-9a-f:.]+\](:\d{1,5})?")
_LOCAL = ("127.0.0.1", "localhost", "::1")
_HTTP_PORT = 80  # browsers leave it out of the Host header


def listen(host: str, port: int, *, has_accounts: bool = False) -> socket.socket:
    """A socket that listens for requests. Port 0: any free port.

    Raises `SettingsError` if the address cannot be used, or if other machines reach it and there are no accounts.
    """
    if not host or not (has_accounts or is_loopback(host)):
        raise SettingsError(
            f"There are no accounts yet, so Quoth serves this machine only: use --host 127.0.0.1, not {host}. "
            "To serve others, add an account for each person: `quoth users add NAME`."
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
    """The `Host` headers of requests from this machine, and of others that use an address or the name of this one."""
    host, port = listener.getsockname()[:2]
    own = () if is_loopback(host) else (socket.gethostname().lower(), *_addresses(host))
    names = {_authority(name, port) for name in (host, *own, *_LOCAL)}
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


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _addresses(host: str) -> set[str]:
    """The addresses of this machine, if `host` stands for all of them."""
    if not ipaddress.ip_address(host).is_unspecified:
        return set()
    found = set()
    with suppress(OSError):
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None)}
    # An address that is not in /etc/hosts: a datagram socket that sends nothing still gets one.
    for family, other in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((other, 9))
            found.add(probe.getsockname()[0])
    return found


def _authority(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
