"""Kills updates: `python killed.py documents index...` kills the update of each index at another instant.

The instants are spread evenly over all calls that the modules of the index make, down to each SQL statement and each
system call. Prints how many there are.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from fakes import FakeEmbedder, FakeReader

import index.upkeep.ingest
import index.upkeep.update
from index.upkeep.ingest import Ingestion

_COUNTED = (
    "index/upkeep/ingest.py",
    "index/upkeep/update.py",
    "index/files/walk.py",
    *(f"index/stores/{name}.py" for name in ("catalog", "layout", "views", "lexical_parts", "checksums")),
)


def run(documents: Path, folder: Path) -> None:
    index.upkeep.ingest._WAITING_PASSAGES = 2  # so that documents are stored all the time, not only at the end
    reader = FakeReader(documents)
    index.upkeep.update.update(documents, folder, Ingestion(embedder=FakeEmbedder(), read=reader, reader_version="1"))


def count_calls(work: Callable[[], None], *, kill_at: int | None = None) -> int:
    """The number of calls that `work` makes. At call number `kill_at`, this process ends as in a power cut."""
    calls = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        if event in ("call", "c_call") and frame.f_code.co_filename.endswith(_COUNTED):
            calls += 1
            if calls == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    work()
    sys.setprofile(None)
    return calls


def main(documents: Path, whole: Path, folders: list[Path]) -> None:
    """Update `whole` to its end, then kill the updates of the others, each in a fork of this process."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.write(writing, str(count_calls(lambda: run(documents, whole))).encode())
        os._exit(0)
    calls = int(os.read(reading, 100))
    os.wait()
    for number, folder in enumerate(folders, start=1):
        if os.fork() == 0:
            count_calls(lambda folder=folder: run(documents, folder), kill_at=number * (calls - 1) // len(folders))
            os._exit(0)
        _, status = os.wait()
        assert os.WIFSIGNALED(status), f"{folder} was not killed"
    print(calls)  # noqa: T201  # the answer to the test


if __name__ == "__main__":
    paths = [Path(argument) for argument in sys.argv[1:]]
    main(paths[0], paths[1], paths[2:])
