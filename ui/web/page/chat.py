"""The page: the chat, the documents, and what their buttons do. The only import of gradio."""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
import tempfile
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from pydantic import model_validator
from starlette.exceptions import HTTPException

from index.errors import QuothError
from ui.jobs import Jobs
from ui.web.errors import explain_http, explain_invalid
from ui.web.page.conversation import Message, answer
from ui.web.page.scopes import choices, scope
from ui.web.page.transcript import html_of, stopped

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported; without it, gradio sends statistics
os.environ["GRADIO_TEMP_DIR"] = tempfile.mkdtemp(prefix="quoth-page-")  # also read on import
import gradio as gr
from gradio.components.chatbot import ChatbotDataMessages, TextMessage

if TYPE_CHECKING:
    from fastapi import FastAPI

    from qa.chatbot import Chatbot

CACHE = Path(os.environ["GRADIO_TEMP_DIR"])  # where Gradio would put files; the page has none, so it stays empty
atexit.register(shutil.rmtree, CACHE, ignore_errors=True)
STATIC = Path(__file__).parent.parent / "static"
HEAD = {  # in this order
    "style": ("quoth.css", "menus.css", "documents.css"),
    "script": ("base.js", "menus.js", "source.js", "talk.js", "documents.js"),
}
AT_ONCE = 8  # people served at the same time, per event
EMPTY = """<div class="empty"><p class="mark">“</p><h2>Ask your documents</h2>
<p>Every sentence of the answer quotes its source.</p>
<p><button class="add-files">Add documents</button> or drop them anywhere on this page.</p></div>"""
SETTLE_S = 0.1


def mount_page(app: FastAPI, chatbot: Chatbot, jobs: Jobs, *, examples: Sequence[str] = ()) -> None:
    """Put the page at `/` of `app`. `jobs` are shown on it; `examples` are questions to start with."""
    # If no event loop is running, Gradio makes some and never closes them.
    asyncio.run(_mount(app, chatbot, jobs, examples))


async def _mount(app: FastAPI, chatbot: Chatbot, jobs: Jobs, examples: Sequence[str]) -> None:
    css, js = ("".join(f"<{tag}>{_static(name)}</{tag}>" for name in names) for tag, names in HEAD.items())
    gr.mount_gradio_app(
        app,
        _page(chatbot, jobs, examples),
        path="/",
        theme=_theme(),
        head=css + js,
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
        blocked_paths=[str(chatbot.settings.documents)],
    )


def _static(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def _page(chatbot: Chatbot, jobs: Jobs, examples: Sequence[str]) -> gr.Blocks:
    page = gr.Blocks(title="Quoth", analytics_enabled=False, fill_width=True)
    with page:
        gr.HTML("<h1>Quoth</h1>", elem_id="brand", apply_default_css=False)
        new = gr.Button("New chat", elem_id="new", size="sm")
        with gr.Tabs(elem_id="tabs") as tabs:
            with gr.Tab("Chat", id="chat", elem_id="chat-tab") as chat_tab:
                chosen = _chat(chatbot, jobs, examples, new, tabs)
            with gr.Tab("Documents", elem_id="documents-tab"):
                gr.HTML(_static("shelf.html"), apply_default_css=False)  # filled by documents.js
        for event in (page.load, chat_tab.select):
            event(partial(_offer, chatbot), None, chosen, show_progress="hidden", concurrency_limit=AT_ONCE)
    page.queue(default_concurrency_limit=AT_ONCE, max_size=64)
    return page


def _chat(chatbot: Chatbot, jobs: Jobs, examples: Sequence[str], new: gr.Button, tabs: gr.Tabs) -> gr.Dropdown:
    """The conversation, and the box under it with the choice of documents. `new` starts another conversation."""
    talk, (box, chosen) = _talk(examples), _composer()

    async def ask(
        question: str, messages: list[Message], limits: list[str] | None
    ) -> AsyncGenerator[tuple[Any, Any], None]:
        if not question.strip():
            yield gr.skip(), gr.skip()
            return
        field: Any = gr.Textbox(value="", submit_btn=False, stop_btn="Stop")
        within = scope(limits or (), date.today())
        async with aclosing(answer(chatbot, question, messages, within, jobs=jobs)) as growing:
            async for shown in growing:
                yield field, shown
                field = gr.skip()
        yield _ready(), gr.skip()

    async def ask_example(
        messages: list[Message], limits: list[str] | None, event: gr.SelectData
    ) -> AsyncGenerator[tuple[Any, Any], None]:
        async with aclosing(ask(event.value["text"], messages, limits)) as growing:
            async for shown in growing:
                yield shown

    asking: Any = [
        box.submit(ask, [box, talk, chosen], [box, talk], concurrency_limit=AT_ONCE, show_progress="hidden"),
        talk.example_select(
            ask_example, [talk, chosen], [box, talk], concurrency_limit=AT_ONCE, show_progress="hidden"
        ),
    ]
    box.stop(_settle, cancels=asking, queue=False).then(_stop, talk, [box, talk], queue=False)
    new.click(_settle, cancels=asking, queue=False).then(
        lambda: (_ready(), [], gr.Tabs(selected="chat")), None, [box, talk, tabs], queue=False
    )
    return chosen


def _offer(chatbot: Chatbot) -> Any:
    """The choices that a question can be limited to, from the current documents."""
    try:
        return gr.Dropdown(choices=choices(chatbot.documents()))
    except QuothError:  # there is no index yet, and the Documents tab says so
        return gr.skip()


class TextMessages(ChatbotDataMessages):
    """Messages that hold only text. Gradio also accepts files, which it opens, and components, which it creates."""

    @model_validator(mode="after")
    def _only_text(self) -> TextMessages:
        if not all(isinstance(part, TextMessage) for message in self.root for part in message.content):
            raise ValueError("A chat message is text.")
        return self


def _talk(examples: Sequence[str]) -> gr.Chatbot:
    talk = gr.Chatbot(
        elem_id="talk",
        show_label=False,
        label="Conversation",
        container=False,
        height=None,
        placeholder=EMPTY,
        examples=[{"text": example} for example in examples],
        latex_delimiters=[],  # "$5" is a price, not mathematics
        autoscroll=False,  # the page scrolls to a new question, and never again
        buttons=[],  # our own button copies the text, not the HTML
        feedback_options=None,
        line_breaks=False,
    )
    talk.data_model = TextMessages  # not in a subclass: Gradio writes a .pyi file beside each
    return talk


def _composer() -> tuple[gr.Textbox, gr.Dropdown]:
    with gr.Column(elem_id="composer"):
        box = gr.Textbox(
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
        chosen = gr.Dropdown(
            [],
            multiselect=True,
            elem_id="within",
            label="Search in",
            show_label=False,
            container=False,
            filterable=True,
        )
    return box, chosen


def _ready() -> Any:
    """The box between two questions. What is typed in it stays."""
    return gr.Textbox(submit_btn=True, stop_btn=False)


async def _settle() -> None:
    """Wait for output that was sent before the answer was cancelled, or it would overwrite what comes next."""
    await asyncio.sleep(SETTLE_S)


def _stop(messages: list[Message]) -> tuple[Any, list[Message]]:
    """Keep what was written of the last answer."""
    if not messages:
        return _ready(), messages
    return _ready(), [*messages[:-1], {"role": "assistant", "content": stopped(html_of(messages[-1]))}]


def _theme() -> gr.themes.Base:
    return gr.themes.Base(
        font=[gr.themes.LocalFont("IBM Plex Sans", weights=(400, 700)), "system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    )
