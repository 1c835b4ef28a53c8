"""A real Milvus server for the tests, in a network of its own, because it listens on all addresses.

As a program it is what runs there: it starts the server, and passes on what comes through a socket in the file system.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

import pytest
from relay import Relay, running_relay

_PORT = 19530
_SET_FLAGS, _UP = 0x8914, 1


@contextmanager
def running_milvus() -> Iterator[Relay]:
    """A new server, as a port of loopback that can be cut off. It is killed and removed afterwards.

    Skips the test if none can be installed here, or if no network can be made.
    """
    if not find_spec("milvus"):
        pytest.skip("no Milvus server can be installed here: the package milvus has no build")
    alone = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--net", "--map-root-user"]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine does not let the tests make a network")
    folder = Path(mkdtemp(prefix="quoth-milvus-"))
    process = subprocess.Popen([*alone, sys.executable, __file__, folder], start_new_session=True)
    try:
        ends = time.monotonic() + 300
        while not (folder / "ready").exists():
            assert process.poll() is None
            assert time.monotonic() < ends
            time.sleep(0.05)
        with running_relay(str(folder / "socket")) as relay:
            yield relay
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def main(folder: Path) -> None:
    from milvus import MilvusServer  # type: ignore[import-untyped]  # only in this program

    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sH14x", b"lo", _UP))
    server = MilvusServer()
    server.set_base_dir(str(folder / "milvus"))
    server.config.configs["proxy_port"] = _PORT
    server.start()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / "socket"))
    listener.listen()
    (folder / "ready").touch()
    while True:
        near = listener.accept()[0]
        far = socket.create_connection(("127.0.0.1", _PORT))
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=_pass_on, args=(one, other), daemon=True).start()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    try:
        while data := one.recv(65536):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)
    except OSError:
        one.close()


if __name__ == "__main__":
    sys.path.remove(str(Path(__file__).parent))
    main(Path(sys.argv[1]))
