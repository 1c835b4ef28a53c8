"""Reads files in background threads while earlier ones are processed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from index.records import Document

Outcome = Callable[[], Document]  # returns the document, or raises the error of reading it


def read_ahead(
    read: Callable[[str], Document], paths: Iterable[str], *, threads: int
) -> Generator[Outcome, None, None]:
    """The outcome of reading each path, in order. With 0 `threads`, each file is read when it is requested.

    Up to `threads` files are read at once, and up to twice as many results wait. Close the generator to cancel the
    rest.
    """
    if not threads:
        for path in paths:
            yield partial(read, path)
        return
    pool = ThreadPoolExecutor(threads, thread_name_prefix="reading ahead")
    waiting: deque[Future[Document]] = deque()
    try:
        for path in paths:
            waiting.append(pool.submit(read, path))
            if len(waiting) > 2 * threads:
                yield waiting.popleft().result
        while waiting:
            yield waiting.popleft().result
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # a file can take long to read; closing the sandbox stops it
