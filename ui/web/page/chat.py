"""The page: the chat, the documents, and what their buttons do. The only import of gradio."""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
import tempfile
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from index.errors import QuothError
from ui.web.accounts.people import NOBODY, Person, person_of
from ui.web.errors import explain_http, explain_invalid
from ui.web.front_page import STATIC
from ui.web.page.conversation import Talk
from ui.web.page.how import parse_how
from ui.web.page.suggestions import suggest
from ui.web.page.transcript import growing, html_of, is_unfinished
from ui.web.words import language_of, said

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported; without it, gradio sends statistics
os.environ["GRADIO_TEMP_DIR"] = tempfile.mkdtemp(prefix="quoth-page-")  # also read on import
import gradio as gr

if TYPE_CHECKING:
    from fastapi import FastAPI

CACHE = Path(os.environ["GRADIO_TEMP_DIR"])  # where Gradio would put files; the page has none, so it stays empty
atexit.register(shutil.rmtree, CACHE, ignore_errors=True)
AT_ONCE = 8  # people served at the same time, per event
MOST_WAITING = 64  # questions; any more are refused
EMPTY = f"""<div class="empty"><p class="mark">“</p><h2>{said("ask_your_documents")}</h2>
<p>{said("every_sentence")}</p>
<p class="drop"><button class="add-files">{said("add_documents")}</button> {said("or_drop")}</p></div>"""
SETTLE_S = 0.1
QUIETLY: Any = {"concurrency_limit": AT_ONCE, "show_progress": "hidden"}
# In place of each, base.js sends what only the browser knows: the open conversation, the one that the address names,
# and how to answer. Gradio's own way (`js=`) would need eval, which the content policy forbids.
CURRENT, NAMED, HOW = "\ue000current", "\ue000named", "\ue000how"


def mount_page(app: FastAPI, talk: Talk, *, examples: Mapping[str, str], root_path: str = "") -> None:
    """Put the page at `/` of `app`. `examples` are questions to start with, each with the document that answers it.

    `root_path` is the path under which a proxy offers it.
    """
    # If no event loop is running, Gradio makes some and never closes them.
    asyncio.run(_mount(app, talk, examples, root_path))


async def _mount(app: FastAPI, talk: Talk, examples: Mapping[str, str], root_path: str) -> None:
    gr.mount_gradio_app(
        app,
        _page(talk, examples),
        path="/",
        root_path=root_path or None,
        theme=_theme(),
        favicon_path=str(STATIC / "quoth.svg"),
        app_kwargs={
            "openapi_url": None,
            "exception_handlers": {HTTPException: explain_http, RequestValidationError: explain_invalid},
        },
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        show_error=False,
        allowed_paths=[],
        blocked_paths=[str(talk.chatbot.settings.documents)],
    )


def _page(talk: Talk, examples: Mapping[str, str]) -> gr.Blocks:
    page = gr.Blocks(title="Quoth", analytics_enabled=False, fill_width=True)
    with page:
        gr.Markdown("# Quoth", elem_id="brand")  # not gr.HTML, which needs eval
        new = gr.Button("New chat", elem_id="new", size="sm")
        with gr.Tabs(elem_id="tabs") as tabs:
            with gr.Tab("Chat", id="chat", elem_id="chat-tab"):
                _chat(page, talk, examples, new, tabs)
            with gr.Tab("Documents", elem_id="documents-tab"):
                gr.Markdown("…", elem_id="shelf-place")  # documents.js puts the shelf here
    page.queue(default_concurrency_limit=AT_ONCE, max_size=MOST_WAITING)
    return page


def _chat(page: gr.Blocks, talk: Talk, examples: Mapping[str, str], new: gr.Button, tabs: gr.Tabs) -> None:
    """The conversation, and the box under it. `new` starts another conversation.

    chats.js and picker.js add what Gradio does not know: which conversation the address names, and to which documents
    the question is limited. growing.js draws the answer that is being written: Gradio would draw the whole
    conversation each time.
    """
    shown, box = _messages(), _composer()
    conversation = gr.Textbox(
        elem_id="opened", visible="hidden"
    )  # the id of the one that the last question was asked in
    current, named = gr.Textbox(CURRENT, visible="hidden"), gr.Textbox(NAMED, visible="hidden")
    how = gr.Textbox(HOW, visible="hidden")  # to answer: a JSON object, as `parse_how` reads it
    written = gr.Textbox(elem_id="written", visible="hidden")  # the HTML of the answer that is being written
    opener = gr.Button(elem_id="open-conversation", visible="hidden")  # pressed by chats.js

    async def ask(question: str, known: str, sent: str, request: gr.Request) -> AsyncGenerator[Any, None]:
        if not question.strip():
            yield (gr.skip(),) * 4
            return
        field = gr.update(submit_btn=False, stop_btn="Stop")
        wanted = parse_how(sent, talk.chatbot.settings, date.today())
        person = _person(request)
        begun = False
        async with aclosing(talk.seen_by(person).ask(person.visitor, known, question, wanted)) as answers:
            async for identity, messages in answers:
                html = html_of(messages[-1])
                if not is_unfinished(html):
                    yield _ready(), gr.update(value=identity), gr.update(value=messages), ""
                elif begun:
                    yield gr.skip(), gr.skip(), gr.skip(), html
                else:
                    yield field, gr.update(value=identity), gr.update(value=growing(messages)), html
                begun = True

    async def ask_example(
        known: str, sent: str, request: gr.Request, event: gr.SelectData
    ) -> AsyncGenerator[Any, None]:
        async with aclosing(ask(event.value["text"], known, sent, request)) as growing:
            async for changes in growing:
                yield changes

    async def show(known: str, request: gr.Request) -> tuple[Any, Any]:
        person = _person(request)
        return _ready(), gr.update(value=await talk.seen_by(person).show(person.visitor, known))

    def suggested(request: gr.Request) -> Any:
        return _suggested(talk.seen_by(_person(request)), examples, request)

    outputs: Any = [box, conversation, shown, written]
    showing: Any = {"inputs": named, "outputs": [box, shown]}
    asking: Any = [
        box.submit(ask, [box, current, how], outputs, **QUIETLY),
        shown.example_select(ask_example, [current, how], outputs, **QUIETLY),
    ]
    box.stop(_settle, cancels=asking, queue=False).then(show, **showing, queue=False)
    opener.click(_settle, cancels=asking, queue=False).then(show, **showing, queue=False)
    new.click(_settle, cancels=asking, queue=False).then(
        lambda: (_ready(), gr.update(value=[]), gr.update(selected="chat")), None, [box, shown, tabs], queue=False
    )
    # Not queued: the reply comes with the request, where a stream that a reload cuts could lose it.
    page.load(show, **showing, queue=False, show_progress="hidden")
    page.load(suggested, None, shown, **QUIETLY)


def _suggested(talk: Talk, examples: Mapping[str, str], request: gr.Request) -> Any:
    """The conversation with questions to start with. Nothing is searched before the models are loaded."""
    found: list[str] = []
    with suppress(QuothError):
        is_loading = talk.jobs.models.state.running or talk.jobs.not_ready()
        search = None if is_loading else partial(talk.chatbot.search, k=3)
        language = language_of(dict(request.cookies), request.headers)
        found = suggest(talk.chatbot.documents(), examples, search, language)
    return gr.update(examples=[{"text": question} for question in found])


def _messages() -> gr.Chatbot:
    """The conversation. It is never an input: Gradio would open the files that a message names."""
    return gr.Chatbot(
        elem_id="talk",
        show_label=False,
        label="Conversation",
        container=False,
        height=None,
        placeholder=EMPTY,
        latex_delimiters=[],  # "$5" is a price, not mathematics
        autoscroll=False,  # the page scrolls to a new question, and never again
        buttons=[],  # our own button copies the text, not the HTML
        feedback_options=None,
        line_breaks=False,
    )


def _composer() -> gr.Textbox:
    with gr.Column(elem_id="composer"):  # picker.js adds the choice of documents
        return gr.Textbox(
            elem_id="box",
            show_label=False,
            label="Your question",
            placeholder="Ask about your documents",
            submit_btn=True,
            lines=1,
            max_lines=8,
            autofocus=True,
            container=False,
        )


async def _settle() -> None:
    """Wait for output that was sent before the answer was cancelled, or it would overwrite what comes next."""
    await asyncio.sleep(SETTLE_S)


def _person(request: gr.Request) -> Person:
    """Whoever uses the page."""
    return person_of(request.request.scope) if request.request else NOBODY


def _ready() -> Any:
    """The box between two questions. What is typed in it stays.

    No new component: while an event is handled, Gradio keeps each one that is made for as long as the session.
    """
    return gr.update(submit_btn=True, stop_btn=False)


def _theme() -> gr.themes.Base:
    return gr.themes.Base(
        font=[gr.themes.LocalFont("IBM Plex Sans", weights=(400, 700)), "system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    )
