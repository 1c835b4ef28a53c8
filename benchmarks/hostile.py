"""Reads hostile and broken files and counts the outcomes: `python -m benchmarks.hostile [--per-format N] [--seed S]`.

There are two kinds: small sound files with random damage, and files made to fill the memory, to loop, or to lead the
reader out of the folder or onto the network. A file outside the folder and a listener on this machine detect a leak.
"""

from __future__ import annotations

import argparse
import os
import socket
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.hostile_files import attacks, damaged
from index.errors import DocumentError
from index.reading.sandbox import Limits, Sandbox

SECRET = "canary-outside-the-folder"
LIMITS = Limits(memory_mb=512, computing_s=5, waiting_s=60)
_PER_FORMAT = 20
_STOPPED = ("crashed the reader", "ended the reader", "was ended twice", "hang", "nonsense", "Error: ")
_EMPTY = ("is empty", "holds no text")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one file: "read", "empty", "refused", or "stopped" if something other than the reader ended it."""

    name: str
    kind: str
    reason: str
    leaked: bool  # its text contains words of a file outside the folder
    seconds: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Read all files and print the outcomes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hostile", description=__doc__)
    parser.add_argument("--per-format", metavar="N", type=int, default=_PER_FORMAT, help="damaged files of each format")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    outcomes, visits = run(seed=options.seed, per_format=options.per_format)
    counts = Counter(outcome.kind for outcome in outcomes)
    print(f"{len(outcomes)} hostile files: " + ", ".join(f"{number} {kind}" for kind, number in counts.most_common()))
    print(f"{sum(outcome.leaked for outcome in outcomes)} led out of the folder, {visits} connections were made")
    print(f"slowest: {max(outcome.seconds for outcome in outcomes):.1f} s")
    for outcome in outcomes:
        if outcome.kind == "stopped" or outcome.leaked:
            print(f"  {outcome.kind}  {outcome.name}  {outcome.reason}")


def run(*, seed: int, per_format: int, limits: Limits = LIMITS) -> tuple[list[Outcome], int]:
    """The outcome of every file, and how many connections the listener saw; the same for the same seed."""
    with tempfile.TemporaryDirectory() as place, _Listener() as listener:
        folder = Path(place) / "documents"
        folder.mkdir()
        outside = Path(place) / "outside.txt"
        outside.write_text(SECRET)
        cases = {**dict(damaged(seed, per_format)), **attacks(outside, listener.url)}
        for name, data in cases.items():
            (folder / name).write_bytes(data)
        names = [*cases, *_special_files(folder, outside)]
        with Sandbox(folder, limits=limits, at_once=1) as sandbox:
            return [_outcome(name, sandbox) for name in names], listener.visits


def _special_files(folder: Path, outside: Path) -> list[str]:
    """Put links, a pipe, a socket, a folder and a device into the folder, and return their names."""
    (folder / "link.txt").symlink_to(outside)
    (folder / "device.txt").symlink_to("/dev/zero")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "gone.txt").symlink_to("nowhere")
    (folder / "linked").symlink_to(outside.parent)
    (folder / "folder.txt").mkdir()
    os.mkfifo(folder / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as line:
        line.bind(str(folder / "socket.txt"))
    inside = ["link.txt", "device.txt", "loop.txt", "gone.txt", "folder.txt", "pipe.txt", "socket.txt"]
    return [*inside, "linked/outside.txt", "../outside.txt", str(outside), "a/../../outside.txt", "pipe.txt/x.txt"]


def _outcome(name: str, sandbox: Sandbox) -> Outcome:
    started = time.perf_counter()
    reason = text = ""
    try:
        document = sandbox.read(name)
        text = "\n".join((document.title, document.text, *document.notes))
    except DocumentError as error:
        reason = error.reason
    leaked = SECRET in text + reason or "root:x:" in text + reason
    return Outcome(name, _kind(reason), reason, leaked, time.perf_counter() - started)


def _kind(reason: str) -> str:
    if not reason:
        return "read"
    if any(sign in reason for sign in _STOPPED):
        return "stopped"
    return "empty" if reason.startswith(_EMPTY) else "refused"


class _Listener:
    """Counts the connections that are made to it."""

    def __init__(self) -> None:
        self.visits = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/x.dtd"
        self._thread = threading.Thread(target=self._count)

    def __enter__(self) -> _Listener:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _count(self) -> None:
        while True:
            try:
                visitor, _ = self._socket.accept()
            except OSError:
                return
            self.visits += 1
            visitor.close()


if __name__ == "__main__":
    main()
