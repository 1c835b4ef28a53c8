"""Reads files in threads of their own, while what was read before is worked on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from index.records import Document

Outcome = Callable[[], Document]  # gives the document, or raises why there is none


def read_ahead(
    read: Callable[[str], Document], paths: Iterable[str], *, threads: int
) -> Generator[Outcome, None, None]:
    """The outcome of reading each path, in order; without `threads`, each is read when it is asked for.

    So many are read at once, and at most twice as many wait. Close it, or those that nobody asks for are read too.
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
        pool.shutdown(wait=False, cancel_futures=True)  # what is being read may take long; closing the sandbox ends it
