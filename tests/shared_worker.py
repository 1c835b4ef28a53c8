"""A slow process that updates an index in a database, or works on it: `shared_worker.py update|work FOLDER ADDRESS`.

While there is a file `hold` beside the folder, it stops in its second claim, and says so by a file that is
named after its number.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from fakes import FakeEmbedder, FakeReader

from index.records import Document
from index.upkeep.ingest import Ingestion
from index.upkeep.shared_update import update_shared
from index.upkeep.shared_work import work

_HOLDS_AFTER = 10  # files: a claim has eight


def main() -> None:
    what, folder, address = sys.argv[1:]
    documents = Path(folder)
    reader = FakeReader(documents)

    hold, holds = documents.parent / "hold", documents.parent / str(os.getpid())

    def read(path: str) -> Document:
        time.sleep(0.02)
        while len(reader.was_read) == _HOLDS_AFTER and hold.exists():
            holds.touch()
            time.sleep(0.01)
        return reader(path)

    how = Ingestion(embedder=FakeEmbedder(dim=64), read=read, reader_version="1", max_tokens=30)
    if what == "update":
        update_shared(documents, address, how, without=documents / "nowhere")
    else:
        work(documents, address, how)


if __name__ == "__main__":
    main()
