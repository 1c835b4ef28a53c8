"""A real nginx on a free port of loopback, with the configuration that docs/several_machines.md shows."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest

NAME = "quoth.example.org"
_SHOWN = re.compile(r"```nginx\n(upstream quoth_page .*?)```", re.DOTALL)
_MAIN = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/log error;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    {shown}
}}
"""


@contextmanager
def running_nginx(servers: Sequence[int]) -> Iterator[int]:
    """The port of an nginx before two servers on these ports. Skips the test if there is no nginx."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("there is no nginx on this machine: make test-tools")
    port = free_port()
    shown = _SHOWN.search((Path(__file__).parent.parent / "docs" / "several_machines.md").read_text("utf-8"))
    assert shown
    text = shown[1].replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    for example, real in zip(("7861", "7862"), servers, strict=True):
        text = text.replace(f"127.0.0.1:{example}", f"127.0.0.1:{real}")
    folder = Path(mkdtemp(prefix="quoth-nginx-"))
    (folder / "nginx.conf").write_text(_MAIN.format(folder=folder, shown=text))
    process = subprocess.Popen([program, "-p", folder, "-c", folder / "nginx.conf"])
    try:
        yield port
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
