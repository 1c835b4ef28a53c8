"""What the page itself costs: `python -m benchmarks.page`. A scripted chatbot answers at once, so no model is measured.

Measured over HTTP, as programs and the page ask: how soon the page is there, the first sign of an answer, eight people
at once, memory over many questions, and the list of many documents. Drawing in a browser is not measured.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import httpx

from benchmarks.memory import own_memory
from index.records import Document, Failure, Hit, Listing
from qa.records import Answer, Draft, Piece
from qa.settings import Settings

PEOPLE = 8
_TEXT = "Your documents do not say."
_GOALS = {
    "page ready, s": 3.0,
    "first sign of an answer, s": 0.5,
    "8 people at once, p95, ms": 100.0,
    "computing time of a question, ms": 100.0 / PEOPLE,  # so that one core serves them all in time
    "memory, last half of the questions, MB": 20.0,
    "list of documents, s": 0.3,
    "search in the list, s": 0.3,
}


class Scripted:
    """Stands in for the chatbot: many documents, and one answer that costs nothing."""

    def __init__(self, settings: Settings, documents: int) -> None:
        self.settings = settings
        self._listings = [
            Listing(f"folder-{n % 100}/document-{n}.pdf", f"Document {n}", 3, 10, 50_000) for n in range(documents)
        ]

    def seen_by(self, _may_see: Callable[[str], bool]) -> Self:
        return self

    def stream(self, question: str, **_: object) -> Iterator[Piece]:
        yield Draft(question, ())
        yield from (f"{word} " for word in _TEXT.split())
        yield Answer(question, question, _TEXT, (), (), True, 0.0, "scripted")

    def search(self, _question: str, **_: object) -> list[Hit]:
        return []

    def documents(self) -> list[Listing]:
        return self._listings

    def failures(self) -> list[Failure]:
        return []

    def document(self, document_id: str) -> Document:
        raise NotImplementedError


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line for each figure, beside its goal."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=1000)
    options = parser.parse_args(arguments)
    print(f"{options.documents:,} documents, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the beginning\n")
    print("| page | figure | goal |\n|---|---|---|")
    with TemporaryDirectory(prefix="quoth-page-bench-") as folder:
        settings = Settings(documents=Path(folder) / "documents", index=Path(folder) / "index")
        settings.documents.mkdir()
        with served(Scripted(settings, options.documents)) as address, httpx.Client(base_url=address) as client:
            for name, value in measured(client, options.questions):
                print(f"| {name} | {value:,.3g} | under {_GOALS[name]:g} |", flush=True)
    print(f"\nload {os.getloadavg()[0]:.1f} at the end")


def measured(client: httpx.Client, questions: int) -> Iterator[tuple[str, float]]:
    """Each figure with its name."""
    client.timeout = httpx.Timeout(120)
    yield "page ready, s", seconds(lambda: client.get("/"))
    yield "first sign of an answer, s", statistics.median(_first_event(client) for _ in range(9))
    computed = time.process_time()
    with ThreadPoolExecutor(PEOPLE) as people:
        took = list(people.map(lambda _: seconds(lambda: _ask(client)), range(questions // 2)))
    computed = time.process_time() - computed
    yield "8 people at once, p95, ms", 1000 * statistics.quantiles(took, n=20)[-1]
    yield "computing time of a question, ms", 1000 * computed / len(took)
    before = own_memory()
    for _ in range(questions // 2):
        _ask(client)
    yield "memory, last half of the questions, MB", (own_memory() - before) / 1e6
    for name, find in (("list of documents, s", ""), ("search in the list, s", "document-77")):
        yield name, statistics.median(seconds(lambda find=find: _shelf(client, find)) for _ in range(9))  # type: ignore[misc]


def seconds(act: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _ask(client: httpx.Client) -> None:
    client.post("/api/ask", json={"question": "Is it so?"}).raise_for_status()


def _first_event(client: httpx.Client) -> float:
    """The seconds until the reply begins to say something."""
    asked: dict[str, Any] = {"json": {"question": "Is it so?"}, "headers": {"accept": "text/event-stream"}}
    start = time.perf_counter()
    with client.stream("POST", "/api/ask", **asked) as reply:
        events = reply.iter_text()
        next(events)
        took = time.perf_counter() - start
        for _ in events:
            pass
    return took


def _shelf(client: httpx.Client, find: str) -> None:
    client.get("/api/shelf", params={"find": find}).raise_for_status()


@contextmanager
def served(chatbot: Scripted) -> Iterator[str]:
    """The address of a server of the page, in this process."""
    from ui.web.app import make_app
    from ui.web.serving import make_server

    with socket.create_server(("127.0.0.1", 0)) as listener:
        host = f"127.0.0.1:{listener.getsockname()[1]}"
        server = make_server(make_app(chatbot, hosts={host}))  # type: ignore[arg-type]  # a stand-in
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://{host}"
        finally:
            server.should_exit = True
            thread.join(30)


if __name__ == "__main__":
    main()
