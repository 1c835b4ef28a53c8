"""The web server: the page and its routes, behind the guard."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES as AS_IT_IS
from starlette.middleware.gzip import GZipMiddleware

from index.errors import QuothError
from ui.conversation_store import conversations_of
from ui.jobs import Jobs, jobs_of
from ui.ratings import ratings_of
from ui.web.accounts.account_routes import add_account_routes
from ui.web.accounts.account_store import accounts_of
from ui.web.accounts.entrance import Entrance
from ui.web.accounts.login_routes import add_login_routes
from ui.web.accounts.sign_on_routes import add_sign_on_routes
from ui.web.api_docs import add_api_docs
from ui.web.ask_routes import add_ask_routes
from ui.web.asking import Answering
from ui.web.conversation_routes import add_conversation_routes
from ui.web.document_routes import add_document_routes
from ui.web.errors import explain, explain_http, explain_invalid
from ui.web.folder import Folder
from ui.web.fonts import add_font_route
from ui.web.front_page import FrontPage
from ui.web.guards import Guard
from ui.web.mcp_routes import add_mcp_routes
from ui.web.metric_routes import add_metric_routes
from ui.web.openai_routes import add_openai_routes
from ui.web.page.chat import mount_page
from ui.web.page.conversation import Talk
from ui.web.rating_routes import GOLD_FILE, add_rating_routes
from ui.web.receiving import Receiver
from ui.web.source_routes import add_source_routes

if TYPE_CHECKING:
    from qa.chatbot import Chatbot

_FILES = ("application/pdf", "application/octet-stream")


def make_app(
    chatbot: Chatbot,
    *,
    hosts: Collection[str],
    jobs: Jobs | None = None,
    examples: Mapping[str, str] | None = None,
    entrance: Entrance | None = None,
) -> Guard:
    """The whole application. It answers only requests for one of `hosts`, such as `127.0.0.1:7860`.

    `examples` are questions to start with, each with the document that answers it. `entrance` knows who is asking.
    """
    entrance = entrance or Entrance(accounts_of(chatbot.settings))
    app = FastAPI(title="Quoth", version="1", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    app.add_middleware(CORSMiddleware, allow_origins=[])  # without it, Gradio adds its own
    app.add_exception_handler(QuothError, explain)
    app.add_exception_handler(RequestValidationError, explain_invalid)
    app.add_exception_handler(HTTPException, explain_http)
    app.add_middleware(FrontPage)
    # Streams of events are sent as they come, and files as they are.
    app.add_middleware(GZipMiddleware, compresslevel=5, exclude_content_types=(*AS_IT_IS, *_FILES))
    app.state.jobs = jobs = jobs or jobs_of(chatbot)
    add_source_routes(app, chatbot)
    answering = Answering(chatbot, jobs)
    add_ask_routes(app, chatbot, answering)
    add_openai_routes(app, answering)
    add_mcp_routes(app, answering)
    folder = Folder(chatbot.settings.documents, elsewhere=chatbot.settings.bucket)
    receiver = Receiver(folder, chatbot.settings.max_upload_mb)
    receiver.folder.tidy()
    add_document_routes(app, chatbot, jobs, receiver)
    kept = conversations_of(chatbot.settings)
    with suppress(QuothError):  # the first question reports the error
        kept.purge()
    add_conversation_routes(app, kept)
    add_rating_routes(app, kept, ratings_of(chatbot.settings), chatbot.settings.index.parent / GOLD_FILE)
    add_metric_routes(app, chatbot, answering)
    add_login_routes(app, entrance, kept)
    if entrance.provider:
        add_sign_on_routes(app, entrance, kept, entrance.provider)
    add_account_routes(app, entrance)
    add_font_route(app)
    add_api_docs(app)
    mount_page(
        app, Talk(chatbot, jobs, kept, answering.usage), examples=examples or {}, root_path=entrance.proxies.root_path
    )
    return Guard(app, hosts, entrance)
