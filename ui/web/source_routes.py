"""The routes that show the source of a citation: the text around it, and the image of its page."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Annotated

from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import JSONResponse

from index.errors import DocumentError, QuestionError
from index.reading.read import shows_pages
from ui.web.sources import count_pages, find_place, with_passages
from ui.web.visible import seen_in

if TYPE_CHECKING:
    from qa.chatbot import Chatbot

LONGEST_SPAN = 20_000  # characters; the longest quote that can be requested


def add_source_routes(app: FastAPI, chatbot: Chatbot) -> None:
    @app.get("/api/source")
    def source(
        request: Request,
        document: str,
        start: Annotated[int, Query(ge=0)],
        end: Annotated[int, Query(ge=0)],
        quote: Annotated[str | None, Query(max_length=LONGEST_SPAN)] = None,
    ) -> JSONResponse:
        """The text around a span of a document, and where it is on its page."""
        if not start <= end <= start + LONGEST_SPAN:
            raise QuestionError(f"A span ends after it starts and is at most {LONGEST_SPAN:,} characters long.")
        seen = seen_in(chatbot, request)
        found, files = seen.document(document), chatbot.sandbox
        place = find_place(
            found,
            start,
            end,
            quote=quote,
            find_boxes=partial(files.boxes, sha256=found.sha256),
            find_cells=partial(files.cells, sha256=found.sha256),
        )
        if not quote:  # somebody reads the document as such
            place = with_passages(place, seen.passages(document))
        return JSONResponse(asdict(place), headers={"cache-control": "no-store"})

    @app.get("/api/page-image")
    def page_image(document: str, page: Annotated[int, Query(ge=1)], request: Request) -> Response:
        """A page of a PDF or scan as a PNG. Refused if the file is not the one that was read."""
        found = seen_in(chatbot, request).document(document)
        if not shows_pages(found.id) or page > (count_pages(found) or 0):
            raise DocumentError(f"has no image of page {page}.", document)
        headers = {"etag": f'"{found.sha256}-{page}"', "cache-control": "private, no-cache"}
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        image = chatbot.sandbox.page_image(document, page, sha256=found.sha256)
        return Response(image, media_type="image/png", headers=headers)
