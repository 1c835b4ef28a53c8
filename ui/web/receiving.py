"""Receives one file over HTTP into the documents folder, with limits on size and time. Incomplete files are dropped."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from index.files.names import visible
from ui.web import bodies
from ui.web.file_names import FolderError, checked
from ui.web.folder import Folder, Same
from ui.web.uploads import Uploads

AT_ONCE = 4  # files received at the same time
_PIECE = 1 << 20  # bytes written at a time


@dataclass(frozen=True, slots=True)
class Receiver:
    """Receives files of at most `max_mb` megabytes into `folder`, and notes in `uploads` how far each is."""

    folder: Folder
    max_mb: int
    uploads: Uploads = field(default_factory=Uploads)
    _free: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(AT_ONCE))

    async def receive(self, request: Request, name: str, *, same: Same, modified: float | None) -> str | None:
        """The path at which the file in the request's body is kept; None if exactly this file is there already."""
        if not self._free.acquire(blocking=False):
            raise FolderError(503, f"Quoth is receiving {AT_ONCE} files already. Try again in a moment.")
        size = request.headers.get("content-length", "")
        number = self.uploads.begin(name, int(size) if size.isdecimal() else None)
        try:
            path = await self._written(request, name, number, same=same, modified=modified)
        except FolderError as error:
            if error.status == 409:
                self.uploads.forget(number)  # the person who adds it is asked what to do
            else:
                self.uploads.refused(number, str(error))
            raise
        except BaseException:
            self.uploads.refused(number, f"{visible(name)} was not received completely. Add it again.")
            raise
        finally:
            self._free.release()
        self.uploads.saved(number, path or name)
        return path

    async def _written(
        self, request: Request, name: str, number: int, *, same: Same, modified: float | None
    ) -> str | None:
        pieces = self._pieces(request, name)
        try:
            checked(name)
            with self.folder.incoming() as incoming:
                async for piece in pieces:
                    await run_in_threadpool(incoming.write, piece)
                    self.uploads.advance(number, incoming.size)
                return await run_in_threadpool(partial(self.folder.keep, incoming, name, same=same, modified=modified))
        except FolderError as error:
            if error.status != 413:
                with suppress(FolderError):  # a browser reads the reply only once it has sent everything
                    async for _ in pieces:
                        pass
            raise

    async def _pieces(self, request: Request, name: str) -> AsyncGenerator[bytes, None]:
        """The body in large pieces. Raises `FolderError` if it is too large, too slow, or ends early."""
        limit, shown = self.max_mb * 1_000_000, visible(name)
        too_large = FolderError(413, f"{shown} is larger than {self.max_mb} MB, the most that Quoth accepts.")
        if int(request.headers.get("content-length", 0)) > limit:
            raise too_large
        stream, held, received = request.stream(), bytearray(), 0
        try:
            while True:
                async with asyncio.timeout(bodies.SLOWEST_S):
                    piece = await anext(stream, None)
                if piece is None:
                    break
                held += piece
                received += len(piece)
                if received > limit:
                    raise too_large
                if len(held) >= _PIECE:
                    yield bytes(held)
                    held.clear()
        except TimeoutError:
            raise FolderError(
                408, f"{shown} stopped arriving for {bodies.SLOWEST_S:g} seconds. Add it again."
            ) from None
        except ClientDisconnect:
            raise FolderError(400, f"{shown} was not received completely. Add it again.") from None
        if held:
            yield bytes(held)
