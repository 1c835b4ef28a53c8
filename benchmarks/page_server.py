"""A server of the page for `benchmarks.page`, in a process of its own: `python -m benchmarks.page_server DOCUMENTS`.

It prints its address. A scripted chatbot answers at once, so no model is measured.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from index.records import Document, Failure, Hit, Listing
from index.scope import Hidden
from qa.records import Answer, Draft, Piece
from qa.settings import Settings

LONG = "What takes long?"  # its answer is written word by word until it is stopped
WORDS_A_SECOND = 50
_TEXT = "Your documents do not say."


class Scripted:
    """Stands in for the chatbot: many documents, and one answer that costs nothing."""

    def __init__(self, settings: Settings, documents: int) -> None:
        self.settings = settings
        self._listings = [
            Listing(f"folder-{n % 100}/document-{n}.pdf", f"Document {n}", 3, 10, 50_000) for n in range(documents)
        ]

    def without(self, _hidden: Hidden) -> Self:
        return self

    def stream(self, question: str, **_: object) -> Iterator[Piece]:
        yield Draft(question, ())
        if question == LONG:
            for word in range(2000):
                time.sleep(1 / WORDS_A_SECOND)
                yield f"word-{word} "
        yield from (f"{word} " for word in _TEXT.split())
        yield Answer(question, question, _TEXT, (), (), True, 0.0, "scripted")

    def search(self, _question: str, **_: object) -> list[Hit]:
        return []

    def documents(self) -> list[Listing]:
        return self._listings

    def failures(self) -> list[Failure]:
        return []

    def describe_embedder(self) -> str:
        return "Embedder: none. Languages: English."

    def document(self, document_id: str) -> Document:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    address: str
    pid: int

    def computed_s(self) -> float:
        """The seconds of processor time that the server has used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(documents: int) -> Iterator[Served]:
    """A server of the page, with so many documents, in another process."""
    command = [sys.executable, "-m", "benchmarks.page_server", str(documents)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Served(process.stdout.readline().strip(), process.pid)
        finally:
            process.terminate()


def main() -> None:
    """Serve until the process is told to end."""
    from ui.web.app import make_app
    from ui.web.serving import make_server

    with TemporaryDirectory(prefix="quoth-page-bench-") as folder, socket.create_server(("127.0.0.1", 0)) as listener:
        settings = Settings(documents=Path(folder) / "documents", index=Path(folder) / "index")
        settings.documents.mkdir()
        host = f"127.0.0.1:{listener.getsockname()[1]}"
        server = make_server(make_app(Scripted(settings, int(sys.argv[1])), hosts={host}))  # type: ignore[arg-type]  # a stand-in
        print(f"http://{host}", flush=True)
        server.run(sockets=[listener])


if __name__ == "__main__":
    main()
