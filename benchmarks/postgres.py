"""Runs a PostgreSQL server with pgvector for the benchmarks, and measures the CPU time and memory of its processes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class ServerProcesses:
    """A running server, by the process that starts the others."""

    address: str
    pid: int

    def computed_s(self) -> float:
        """The CPU time of all its processes so far, including those that ended."""
        return sum(self._ticks(pid, ended=pid == self.pid) for pid in self._pids()) / _TICKS

    def memory_mb(self) -> float:
        """The memory that its processes hold; shared memory is counted once."""
        total = 0
        for pid in self._pids():
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total / 1000

    def _pids(self) -> list[int]:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("ascii").split()
        return [self.pid, *map(int, children)]

    @staticmethod
    def _ticks(pid: int, *, ended: bool) -> int:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return sum(map(int, fields[11 : 15 if ended else 13]))


@contextmanager
def running_postgres() -> Iterator[ServerProcesses]:
    """The server of the tests, for as long as the block runs. Unlike there, each commit waits for the disk."""
    sys.path.append("tests")
    from postgres_server import running_server  # type: ignore[import-not-found]  # not installed: it is a test's

    with running_server(configured="fsync = on\n") as server:
        yield ServerProcesses(server.address, server._process.pid)
