"""What the page itself costs: `python -m benchmarks.page`. A scripted chatbot answers at once, so no model is measured.

Measured over HTTP, as programs and the page ask: how soon the page is there, the first sign of an answer, eight people
at once, memory over many turns, and the list of many documents. A long answer in a long chat is measured in a browser,
if there is one.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import httpx

from benchmarks.memory import own_memory
from benchmarks.page_server import Served, served

PEOPLE = 8
TURNS_OF_A_CHAT = 20
VISITOR = "v" * 43
_GOALS = {
    "page ready, s": "under 3",
    "first sign of an answer, s": "under 0.5",
    "8 people at once, p95, ms": "under 100",
    "computing time of a question, ms": f"under {100 / PEOPLE:g}",  # so that one core serves them all in time
    "memory that the turns took, MB": "under 20",
    "list of documents, s": "under 0.3",
    "search in the list, s": "under 0.3",
    "last page of the list, s": "under 0.3",
    "updates a second in a chat of 60 messages": "at least 30",
    "longest time without a frame meanwhile, s": "under 0.5",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line for each figure, beside its goal."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=800, help="of eight people at once")
    parser.add_argument("--turns", type=int, default=1000, help="of conversations, for the memory")
    parser.add_argument("--no-browser", action="store_true")
    options = parser.parse_args(arguments)
    print(f"{options.documents:,} documents, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the beginning\n")
    print("| page | figure | goal |\n|---|---|---|")
    with served(options.documents) as server, httpx.Client(base_url=server.address, timeout=120) as client:
        for name, value in measured(server, client, options.questions, options.turns):
            _tell(name, value)
        if not options.no_browser:
            from benchmarks.page_in_browser import streamed  # playwright comes with the tests

            for name, value in streamed(server.address).items():
                _tell(name, value)
    print(f"\nload {os.getloadavg()[0]:.1f} at the end")


def _tell(name: str, value: float) -> None:
    print(f"| {name} | {value:,.3g} | {_GOALS[name]} |", flush=True)


def measured(server: Served, client: httpx.Client, questions: int, turns: int) -> Iterator[tuple[str, float]]:
    """Each figure that needs no browser, with its name."""
    yield "page ready, s", seconds(lambda: client.get("/"))
    yield "first sign of an answer, s", statistics.median(_first_event(client) for _ in range(9))
    computed = server.computed_s()
    # The people ask from another process: what they compute is not the page's.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as elsewhere:
        took = elsewhere.submit(_asked_by_people, server.address, questions).result()
    yield "8 people at once, p95, ms", 1000 * statistics.quantiles(took, n=20)[-1]
    yield "computing time of a question, ms", 1000 * (server.computed_s() - computed) / len(took)
    _talk(server.address, TURNS_OF_A_CHAT)
    before = own_memory(server.pid)
    _talk(server.address, turns)
    yield "memory that the turns took, MB", (own_memory(server.pid) - before) / 1e6
    for name, query in (
        ("list of documents, s", {}),
        ("search in the list, s", {"find": "document-77"}),
        ("last page of the list, s", {"page": 10**6}),
    ):
        yield name, statistics.median(seconds(lambda query=query: _shelf(client, query)) for _ in range(9))  # type: ignore[misc]


def seconds(act: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _asked_by_people(address: str, questions: int) -> list[float]:
    """The seconds of each question, asked by `PEOPLE` threads at once."""
    with httpx.Client(base_url=address, timeout=120) as client, ThreadPoolExecutor(PEOPLE) as people:
        for _ in range(PEOPLE):  # connect
            _ask(client)
        return list(people.map(lambda _: seconds(lambda: _ask(client)), range(questions)))


def _ask(client: httpx.Client) -> None:
    client.post("/api/ask", json={"question": "Is it so?"}).raise_for_status()


def _talk(address: str, turns: int) -> None:
    """Ask on the page, in conversations of `TURNS_OF_A_CHAT` turns."""
    from gradio_client import Client

    cookies = {"quoth_visitor": VISITOR}
    page = Client(address, verbose=False, analytics_enabled=False, httpx_kwargs={"cookies": cookies})
    conversation = ""
    for turn in range(turns):
        job = page.submit("Is it so?", "" if turn % TURNS_OF_A_CHAT == 0 else conversation, "{}", api_name="/ask")
        job.result(timeout=120)
        conversation = job.outputs()[0][1]["value"]
    page.close()


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


def _shelf(client: httpx.Client, query: dict[str, Any]) -> None:
    client.get("/api/shelf", params=query).raise_for_status()


if __name__ == "__main__":
    main()
