"""`/api/metrics`: how the server is used, in the text format of Prometheus. It names no question and no person."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

from index.errors import QuothError
from ui.web.asking import Answering

if TYPE_CHECKING:
    from qa.chatbot import Chatbot

_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def add_metric_routes(app: FastAPI, chatbot: Chatbot, answering: Answering) -> None:
    @app.get("/api/metrics")
    def metrics() -> PlainTextResponse:
        """How the server is used, in the text format of Prometheus."""
        usage = answering.usage
        lines = [
            *_metric("quoth_ready", "gauge", "Whether questions can be answered.", int(not answering.jobs.not_ready())),
            *_metric("quoth_updating", "gauge", "Whether the index is being updated.", int(_is_updating(answering))),
        ]
        with suppress(QuothError):  # without an index, there is nothing to count
            listings = chatbot.documents()
            passages, failed = sum(listing.passages for listing in listings), len(chatbot.failures())
            lines += _metric("quoth_documents", "gauge", "Documents in the index.", len(listings))
            lines += _metric("quoth_passages", "gauge", "Passages in the index.", passages)
            lines += _metric("quoth_unreadable_files", "gauge", "Files that could not be read.", failed)
        with usage.lock:
            outcomes = {f'{{outcome="{name}"}}': count for name, count in usage.outcomes.items()}
            lines += _family("quoth_answers_total", "counter", "Questions by what became of them.", outcomes)
            lines += _metric("quoth_answering", "gauge", "Questions that are being answered.", usage.running)
            buckets = {f'_bucket{{le="{bound}"}}': count for bound, count in usage.buckets().items()}
            seconds = {**buckets, "_sum": round(usage.seconds, 3), "_count": usage.count}
            lines += _family("quoth_answer_seconds", "histogram", "Seconds until an answer was complete.", seconds)
        return PlainTextResponse("\n".join(lines) + "\n", media_type=_TYPE, headers={"cache-control": "no-store"})


def _is_updating(answering: Answering) -> bool:
    return answering.jobs.index.state.running


def _metric(name: str, kind: str, about: str, value: float) -> list[str]:
    return _family(name, kind, about, {"": value})


def _family(name: str, kind: str, about: str, values: dict[str, float] | dict[str, int]) -> list[str]:
    return [
        f"# HELP {name} {about}",
        f"# TYPE {name} {kind}",
        *(f"{name}{end} {value}" for end, value in values.items()),
    ]
