"""What a reverse proxy says about a request: who sent it, by which scheme, and who has signed on."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from index.errors import SettingsError
from ui.web.bodies import Scope

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
LOOPBACK = "127.0.0.0/8, ::1"
_ROOT = "quoth.root"
_PATH = re.compile(r"(/[\w.~-]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Proxies:
    """The addresses whose headers are believed. From any other address, the same headers mean nothing."""

    trusted: tuple[Network, ...]
    sign_on_header: str = ""  # the header that names the person who has signed on; "": no header does
    root_path: str = ""  # the path under which they offer the page, such as /quoth; they remove it from requests

    def seen_through(self, scope: Scope) -> Scope:
        """The request as it reached the proxy: with the client and the scheme that the proxy names."""
        scope = {**scope, _ROOT: self.root_path}
        if not self.is_trusted(scope):
            return scope
        client, scheme = headers(scope, "x-forwarded-for"), headers(scope, "x-forwarded-proto")
        seen = dict(scope)
        if client and (last := client[-1].rpartition(",")[2].strip()):  # earlier entries can be made up
            seen["client"] = (last, 0)
        if scheme and scheme[-1] in ("http", "https"):
            seen["scheme"] = scheme[-1]
        return seen

    def signed_on(self, scope: Scope) -> str:
        """The name of the person whom the proxy has signed on; "" for nobody. `scope` is as the proxy sent it."""
        if not self.sign_on_header or not self.is_trusted(scope):
            return ""
        names = headers(scope, self.sign_on_header.lower())
        return names[0].strip() if len(names) == 1 else ""  # if there are two, one is not from the proxy

    def is_trusted(self, scope: Scope) -> bool:
        """Whether the request comes from one of the proxies."""
        try:
            address = ipaddress.ip_address((scope.get("client") or ("", 0))[0])
        except ValueError:
            return False
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        return any(address in network for network in self.trusted)


def root_of(scope: Scope) -> str:
    """The path under which a proxy offers the page, without a slash at its end; "" for the root."""
    return str(scope.get(_ROOT, ""))


def parse_proxies(addresses: str, sign_on_header: str = "", root_path: str = "") -> Proxies:
    """The proxies at the addresses and networks of a comma-separated list. Raises `SettingsError`."""
    root_path = root_path.rstrip("/")
    if not _PATH.fullmatch(root_path):
        raise SettingsError(f"--root-path is '{root_path}'; write a path such as /quoth.")
    try:
        parts = [part.strip() for part in addresses.split(",") if part.strip()]
        return Proxies(
            tuple(ipaddress.ip_network(part, strict=False) for part in parts), sign_on_header.strip(), root_path
        )
    except ValueError as error:
        raise SettingsError(
            f"The setting 'trusted_proxies' is wrong: {error}. Write addresses or networks, such as 127.0.0.1 or "
            "10.0.0.0/8, with commas between them."
        ) from error


def headers(scope: Scope, name: str) -> list[str]:
    """The values of all headers with this name, which is in lower case."""
    return [value.decode("latin-1") for found, value in scope["headers"] if found == name.encode("latin-1", "replace")]
