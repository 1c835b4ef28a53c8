"""Reads each file in a separate process, so that a bad file cannot harm anything else.

A PDF can crash its reader, fill the memory or loop forever, and no `try` in the same process catches that. So a small
process without secrets, threads or open files (`index.reading.worker`) forks a child for every file. The child has
limits. If the system supports it, the child cannot open other files or use the network.
"""

from __future__ import annotations

import json
import logging
import queue
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import IntFlag
from functools import cache
from pathlib import Path
from typing import Any, Self

from index.errors import DocumentError, ReadersError, StoppedError
from index.records import Box, Document, PageSpan, Section

READERS = 2  # files that an update reads at once, each in a process
ROOT = Path(__file__).resolve().parents[2]  # contains the package, so that a worker runs the same code as this process
_WORKER = (sys.executable, "-m", "index.reading.worker")
READY = b"ready %d\n"  # the first message of a worker, with the `Protection` of its children
_STARTING_S = 120  # a worker that has not sent this message by then has failed to start
_GRACE_S = 10  # a worker that is silent for so long after its time limit is stuck

ANOTHER_VERSION = "is not the version that Quoth read. Its page is shown after the next update"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits for reading one file."""

    memory_mb: int = 1024  # address space
    computing_s: int = 60  # processor time
    waiting_s: int = 1800  # wall time, as a last resort; text recognition takes about a second for each page
    file_mb: int = 100
    output_mb: int = 64


class Protection(IntFlag):
    """What the process that reads a file cannot do, besides its `Limits`."""

    FILES = 1  # open any other file of the user, or write any file
    NETWORK = 2  # open connections of any kind

    def in_words(self) -> str:
        """One sentence about what is blocked and what is not."""
        files = "cannot open other files" if self.FILES in self else "could open other files (Landlock is missing)"
        network = "cannot use the network" if self.NETWORK in self else "could use the network (seccomp is missing)"
        return f"The process that reads a file {files} and {network}."


def find_tesseract() -> str:
    """The path of the program that recognises text on images; "" if it is not installed."""
    return shutil.which("tesseract") or ""


class Sandbox:
    """Reads documents of one folder, each in a child process under `Limits`.

    `at_once` documents are read at the same time. One more process is reserved for page images, boxes and cells, so
    people never wait for an update. A process starts when it is first needed and uses 22 MB.

    `tesseract` is the path of the program that recognises text on images; "" for none, None for the installed one.
    `hidden` is what of hidden text is read: "skip", "sheets" or "all".

    Several threads can call the methods. They raise `DocumentError` with the file's name and the reason if the file
    cannot be read, `ReadersError` if the processes cannot be started, and `StoppedError` after `close`. `close` ends
    all processes. They also end with this process.

    With `sha256`, that of the file when it was read, a file that has other bytes now is refused (`ANOTHER_VERSION`).
    """

    def __init__(
        self,
        folder: Path,
        *,
        limits: Limits | None = None,
        at_once: int = READERS,
        tesseract: str | None = None,
        hidden: str = "sheets",
        worker: Sequence[str] = _WORKER,
    ) -> None:
        self._folder = str(folder.resolve())
        self._given_tesseract = tesseract
        self._hidden = hidden
        self._limits = limits or Limits()
        self._workers = [_Worker(worker) for _ in range(at_once + 1)]
        self._reading = threading.Semaphore(at_once)
        self._idle: queue.LifoQueue[_Worker] = (
            queue.LifoQueue()
        )  # last used first, so that one caller needs only one process
        for idle in self._workers:
            self._idle.put(idle)

    @property
    def tesseract(self) -> str:
        """The program that recognises text on images, looked up each time because it can be installed later."""
        return find_tesseract() if self._given_tesseract is None else self._given_tesseract

    @property
    def protection(self) -> Protection:
        """The protection of the processes that read files. Raises `ReadersError` if none can be started."""
        worker = self._idle.get()
        try:
            return worker.protection()
        finally:
            self._idle.put(worker)

    def read(self, document_id: str) -> Document:
        """The document at this path inside the folder."""
        with self._reading:
            outcome = self._ask("read", document_id, tesseract=self.tesseract, hidden=self._hidden)
        try:
            found = json.loads(outcome)
            sections = tuple(Section(*fields) for fields in found["sections"])
            notes = tuple(map(str, found["notes"]))
            return Document(document_id, found["sha256"], found["title"], found["text"], sections, notes)
        except (ValueError, KeyError, TypeError) as error:  # a compromised reader can send anything
            raise DocumentError("made its reader send an invalid answer: it may be damaged", document_id) from error

    def page_image(self, document_id: str, page: int, *, width: int = 1200, sha256: str = "") -> bytes:
        """A displayed page of a PDF or an image, as a PNG."""
        return self._ask("page_image", document_id, sha256, page=page, width=width)

    def boxes(self, document_id: str, page: int, start: int, end: int, quote: str, *, sha256: str = "") -> list[Box]:
        """The boxes of characters [start, end) of a page's text; none if they are not the quote."""
        span = asdict(PageSpan(page, start, end, quote))
        found = self._ask("boxes", document_id, sha256, span=span, tesseract=self.tesseract)
        return [Box(*fields) for fields in json.loads(found)]

    def cells(self, document_id: str, page: int | None, start: int, end: int, quote: str, *, sha256: str = "") -> str:
        """The cells that [start, end) of a page's text came from, "B7" or "table 2, B3"; "" if unknown."""
        found = self._ask("cells", document_id, sha256, page=page, start=start, end=end, quote=quote)
        return found.decode("ascii", "replace")

    def close(self) -> None:
        """End the processes. A running call in another thread fails."""
        for worker in self._workers:
            worker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, task: str, document_id: str, sha256: str = "", **arguments: Any) -> bytes:
        shown = document_id.encode("utf-8", "replace").decode()
        if shown != document_id:
            raise DocumentError("has a name that is not valid Unicode: rename it", shown)
        request = {
            "task": task,
            "folder": self._folder,
            "document_id": document_id,
            "sha256": sha256,
            "arguments": arguments,
            "limits": asdict(self._limits),
        }
        worker = self._idle.get()
        try:
            return worker.ask(request, timeout_s=self._limits.waiting_s + _GRACE_S)
        except DocumentError as error:
            raise DocumentError(error.reason, document_id, passing=error.passing) from None
        finally:
            self._idle.put(worker)


class _Worker:
    """One process of `index.reading.worker`. It starts when it is first needed, and again if it died."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._starting = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._protection: Protection | None = None  # known once the process is ready
        self._is_closed = False

    def ask(self, request: dict[str, Any], *, timeout_s: float) -> bytes:
        """The result of the request. Raises `DocumentError`, without the file's name, if there is none."""
        message = json.dumps(request).encode() + b"\n"
        for _ in range(2):
            try:
                return _exchange(self._ready_line(), message, timeout_s)
            except TimeoutError:
                self._stop()
                raise DocumentError("made its reader hang", passing=True) from None
            except OSError:
                self._stop()
        raise DocumentError(
            "could not be read: its reader was killed twice. Check that there is enough memory", passing=True
        )

    def protection(self) -> Protection:
        """The protection of the children of the process."""
        self._ready_line()
        return self._protection or Protection(0)

    def _ready_line(self) -> socket.socket:
        """The connection to the process once it is ready. Later failures can be the fault of a file."""
        for _ in range(2):
            try:
                line = self._open_line()
                if self._protection is None:
                    self._protection = _await_ready(line)
                    _log_once(self._protection)
                return line
            except OSError as error:
                reason = self._stop() or str(error)
        raise ReadersError(
            f"the process that reads files cannot be started ({reason}). "
            "Free some memory or allow more processes, then run `quoth index` again."
        )

    def close(self) -> None:
        with self._starting:
            self._is_closed = True
        self._stop()

    def _open_line(self) -> socket.socket:
        with self._starting:
            if self._is_closed:
                raise StoppedError("reading stopped because the program is ending. Run `quoth index` to resume.")
            if self._line is None:
                self._line, theirs = socket.socketpair()
                with theirs:
                    self._process = subprocess.Popen(
                        self._command,
                        cwd=ROOT,
                        env={},  # a compromised reader finds no keys there
                        stdin=theirs.fileno(),
                        stdout=subprocess.DEVNULL,
                        stderr=subprocess.DEVNULL,
                        start_new_session=True,  # Ctrl-C in the terminal stops the program, and the worker ends with it
                    )
            return self._line

    def _stop(self) -> str:
        """End the process by closing its connection, and return how it ended. It kills its own child."""
        with self._starting:
            line, process, self._line, self._process = self._line, self._process, None, None
            self._protection = None
        if line is not None:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        if process is not None:
            try:
                process.wait(timeout=2)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        return f"exit status {process.returncode}" if process is not None else ""


@cache
def _log_once(protection: Protection) -> None:
    _log.info(protection.in_words())


def _await_ready(line: socket.socket) -> Protection:
    line.settimeout(_STARTING_S)
    said = line.recv(len(READY % 0), socket.MSG_WAITALL)
    for protection in map(Protection, range(4)):
        if said == READY % protection:
            return protection
    raise ConnectionError("it ended at once")


def _exchange(line: socket.socket, message: bytes, timeout_s: float) -> bytes:
    """Send a request and read the reply: a line of JSON, then as many bytes as it says.

    Raises `DocumentError`, without the file's name, if that is the reply.
    """
    line.settimeout(timeout_s)
    line.sendall(message)
    with line.makefile("rb") as replies:
        header = replies.readline()
        if not header.endswith(b"\n"):
            raise ConnectionError("the worker is gone")
        reply = json.loads(header)
        body = replies.read(reply["length"])
        if len(body) < reply["length"]:
            raise ConnectionError("the worker is gone")
    if not reply["done"]:
        raise DocumentError(body.decode("utf-8", "replace"), passing=reply["passing"])
    return body
