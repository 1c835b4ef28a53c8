"""The routes of the Documents tab: what it shows, and what its buttons do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from mimetypes import guess_type
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Annotated, BinaryIO
from urllib.parse import quote

from fastapi import FastAPI, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel

from index.files.safe_open import open_inside
from ui.index_job import IndexJob
from ui.jobs import Jobs
from ui.web.accounts.people import person_of
from ui.web.file_names import FolderError, shown
from ui.web.folder import Same
from ui.web.page.documents import Wish
from ui.web.page.scopes import groups
from ui.web.receiving import Receiver
from ui.web.shelf import look
from ui.web.visible import may_see, seen_in

if TYPE_CHECKING:
    from qa.chatbot import Chatbot

_PIECE = 1 << 20  # bytes sent at a time
# Browsers show these in a tab and save all others. A page or picture with scripts would run them as if they were ours.
_SHOWN = ("application/pdf", "image/png", "image/jpeg", "image/webp", "image/bmp")


class Renaming(BaseModel, extra="forbid"):
    """The body of `PATCH /api/documents`."""

    document: str
    name: str


class Deletion(BaseModel, extra="forbid"):
    """The body of `DELETE /api/documents`."""

    document: str


class Restoring(BaseModel, extra="forbid"):
    """The body of `POST /api/documents/restored`."""

    token: str


def add_document_routes(app: FastAPI, chatbot: Chatbot, jobs: Jobs, receiver: Receiver) -> None:
    """Serve the routes. Each change of the folder starts an update of the index."""
    index_job = jobs.index
    _add_change_routes(app, index_job, receiver)

    @app.get("/api/shelf")
    def shelf(request: Request, find: str = "", page: int = 1, order: str = "name") -> Response:
        """What the Documents tab shows, as HTML."""
        seen = look(chatbot, jobs, receiver, person_of(request.scope), Wish(find.strip(), page, order))
        content = json.dumps(asdict(seen)).encode()
        headers = {"etag": f'"{hashlib.sha256(content).hexdigest()}"', "cache-control": "no-cache"}
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        return Response(content, media_type="application/json", headers=headers)

    @app.get("/api/documents")
    def documents(request: Request) -> JSONResponse:
        """All documents, and the files that could not be read."""
        seen = seen_in(chatbot, request)
        return JSONResponse(
            {
                "documents": [asdict(listing) for listing in seen.documents()],
                "unreadable": [asdict(failure) for failure in seen.failures()],
            }
        )

    @app.get("/api/scopes")
    def scopes(request: Request, find: str = "") -> JSONResponse:
        """The folders, types, times and documents to which a question can be limited."""
        return JSONResponse(
            {"groups": [asdict(group) for group in groups(seen_in(chatbot, request).documents(), find)]}
        )

    @app.post("/api/update")
    def update() -> JSONResponse:
        """Start an update of the index."""
        index_job.start(anew=True)
        return JSONResponse({})

    @app.post("/api/rebuild")
    def rebuild() -> JSONResponse:
        """Read every document again, into a new index. Until it is complete, the old one answers."""
        index_job.start(anew=True, rebuild=True)
        return JSONResponse({})

    @app.delete("/api/update")
    def stop_update() -> JSONResponse:
        """Stop the running update of the index."""
        index_job.stop()
        return JSONResponse({})

    @app.get("/api/original")
    def original(document: str, request: Request) -> Response:
        """The file itself. Browsers show PDFs and pictures and save all others."""
        found = seen_in(chatbot, request).document(document)  # nothing but what the index holds
        file = open_inside(str(chatbot.settings.documents), found.id)
        kind = guess_type(found.id)[0] or ""
        way = "inline" if kind in _SHOWN else "attachment"
        headers = {
            "content-disposition": f"{way}; filename*=UTF-8''{quote(PurePosixPath(found.id).name)}",
            "cache-control": "no-store",
        }
        media_type = kind if way == "inline" else "application/octet-stream"
        return StreamingResponse(_pieces(file), media_type=media_type, headers=headers)


def _add_change_routes(app: FastAPI, index_job: IndexJob, receiver: Receiver) -> None:
    folder = receiver.folder

    def require_own(request: Request, path: str) -> None:
        if not may_see(person_of(request.scope), path.strip("/")):
            raise FolderError(404, f"{shown(path)} is not in the documents folder, or belongs to somebody else.")

    @app.put("/api/documents")
    async def add(
        name: str,
        request: Request,
        same: Same = "ask",
        modified: Annotated[int | None, Query(ge=0, le=10**13)] = None,  # milliseconds, as browsers count
    ) -> JSONResponse:
        """Add the file in the body. If the name is taken by another file, `same` says what to do."""
        require_own(request, name)
        seconds = None if modified is None else modified / 1000
        path = await receiver.receive(request, name, same=same, modified=seconds)
        if path is None:
            return JSONResponse({"document": name, "added": False})
        await run_in_threadpool(index_job.start)
        return JSONResponse({"document": path, "added": True}, status_code=201)

    @app.patch("/api/documents")
    def rename(body: Renaming, request: Request) -> JSONResponse:
        """Rename or move a document."""
        require_own(request, body.document)
        require_own(request, body.name)
        path = folder.rename(body.document, body.name)
        receiver.uploads.forget_path(body.document)
        index_job.start()
        return JSONResponse({"document": path})

    @app.delete("/api/documents")
    def delete(body: Deletion, request: Request) -> JSONResponse:
        """Delete a document. For a day, the token brings it back."""
        require_own(request, body.document)
        token = folder.delete(body.document)
        receiver.uploads.forget_path(body.document)
        index_job.start()
        return JSONResponse({"token": token})

    @app.post("/api/documents/restored")
    def restore(body: Restoring, request: Request) -> JSONResponse:
        """Bring a deleted document back."""
        for one in folder.deleted():
            if one.token == body.token:
                require_own(request, one.path)
        path = folder.restore(body.token)
        index_job.start()
        return JSONResponse({"document": path})


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece
