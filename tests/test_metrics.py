"""The metrics of the server, and the description of its routes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from scripted import ScriptedChatbot, sample_chatbot
from starlette.testclient import TestClient

from index.errors import EngineError
from ui.web.app import make_app

HOST = "127.0.0.1:7860"


@pytest.fixture
def page() -> Iterator[tuple[TestClient, ScriptedChatbot]]:
    chatbot = sample_chatbot()
    with TestClient(make_app(chatbot, hosts={HOST}), base_url=f"http://{HOST}") as client:  # type: ignore[arg-type]
        yield client, chatbot


def values(client: TestClient) -> dict[str, float]:
    reply = client.get("/api/metrics")
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {name: float(value) for name, value in re.findall(r"^(?!#)(\S+) (\S+)$", reply.text, re.M)}


def test_metrics_count_what_became_of_questions(
    page: tuple[TestClient, ScriptedChatbot],
) -> None:
    client, chatbot = page
    before = values(client)
    assert (before["quoth_ready"], before["quoth_documents"], before["quoth_passages"]) == (1, 3, 5)
    assert before['quoth_answers_total{outcome="answered"}'] == 0
    client.post("/api/ask", json={"question": "Short?"})
    client.post("/api/ask", json={"question": "Who won the world cup?"})
    chatbot.error = EngineError("It is broken.")
    client.post("/api/ask", json={"question": "Short?"})
    chatbot.error = None
    after = values(client)
    outcomes = {name: after[f'quoth_answers_total{{outcome="{name}"}}'] for name in ("answered", "abstained", "failed")}
    assert outcomes == {"answered": 1, "abstained": 1, "failed": 1}
    assert after["quoth_answering"] == 0
    assert after['quoth_answer_seconds_bucket{le="+Inf"}'] == after["quoth_answer_seconds_count"] == 2
    bounds = [value for name, value in after.items() if name.startswith("quoth_answer_seconds_bucket")]
    assert bounds == sorted(bounds)


def test_metrics_name_no_question(page: tuple[TestClient, ScriptedChatbot]) -> None:
    client, _ = page
    client.post("/api/ask", json={"question": "Short?"})
    assert "Short" not in client.get("/api/metrics").text


def test_every_metric_says_what_it_is(page: tuple[TestClient, ScriptedChatbot]) -> None:
    text = page[0].get("/api/metrics").text
    for name in re.findall(r"^# TYPE (\S+)", text, re.M):
        assert re.search(rf"^# HELP {name} \S.*\.$", text, re.M)
    assert text.endswith("\n")


def test_the_routes_are_described_for_programs_and_for_people(page: tuple[TestClient, ScriptedChatbot]) -> None:
    client, _ = page
    schema = client.get("/api/openapi.json").json()
    assert {"/api/ask", "/api/search", "/api/documents", "/api/conversations", "/v1/chat/completions"} <= set(
        schema["paths"]
    )
    docs = client.get("/api/docs")
    assert docs.headers["content-type"].startswith("text/html")
    for path, methods in schema["paths"].items():
        assert f"<code>{path}</code>" in docs.text
        for operation in methods.values():
            assert operation.get("description"), path
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", docs.text)
    assert "<script" not in docs.text
