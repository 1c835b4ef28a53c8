"""A real nginx with TLS on a free port of loopback, with the configuration that docs/several_machines.md shows."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import pytest

NAME = "quoth.example.org"
# `source` stands for the machine that nginx runs on: the servers see its address.
_MAIN = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/log error;
events {{}}
http {{
    access_log off; proxy_bind {source};
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    {shown}
}}
"""


@dataclass(frozen=True, slots=True)
class Nginx:
    """A running nginx, and what trusts its certificate, which is for `NAME` and for its address."""

    url: str
    trusting: ssl.SSLContext


@contextmanager
def running_nginx(shown: str, *, source: str) -> Iterator[Nginx]:
    """An nginx with the configuration `shown`, which asks from the address `source`. Skips the test without nginx."""
    program, openssl = (shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") for name in ("nginx", "openssl"))
    if program is None or openssl is None:
        pytest.skip("there is no nginx or openssl on this machine: make test-tools")
    port = free_port()
    folder = Path(mkdtemp(prefix="quoth-nginx-"))
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", certificate,
            "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME},IP:127.0.0.1",
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    for example, real in (
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        (f"/etc/ssl/{NAME}.pem;", f"{certificate};"),
        (f"/etc/ssl/{NAME}.key;", f"{key};"),
    ):
        assert example in shown
        shown = shown.replace(example, real)
    (folder / "nginx.conf").write_text(_MAIN.format(folder=folder, source=source, shown=shown))
    process = subprocess.Popen([program, "-p", folder, "-c", folder / "nginx.conf"])
    try:
        _wait_for(port, process)
        yield Nginx(f"https://127.0.0.1:{port}", ssl.create_default_context(cafile=certificate))
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise RuntimeError("nginx refused the configuration")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
