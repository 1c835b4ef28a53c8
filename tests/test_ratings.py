"""Ratings of answers, and the gold questions that are made of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scripted import LEAVE, MIXED, cite, make_document, reply, sample_chatbot, say
from starlette.testclient import TestClient

from qa.evaluation.datasets import read_questions
from ui.conversations import Conversations
from ui.ratings import gold_question
from ui.render import to_json
from ui.web.app import make_app
from ui.web.page.conversation import complete

HOST = "127.0.0.1:7860"


@pytest.fixture
def page() -> Iterator[tuple[TestClient, Path, str]]:
    """A browser that has asked two questions, the folder beside the index, and the conversation."""
    chatbot = sample_chatbot()
    app = make_app(chatbot, hosts={HOST})  # type: ignore[arg-type]  # a stand-in
    with TestClient(app, base_url=f"http://{HOST}") as client:
        client.get("/")
        visitor = client.cookies["quoth_visitor"]
        kept = Conversations(chatbot.settings.index.parent / "conversations.sqlite")
        held = kept.create(visitor, MIXED)
        for question in (MIXED, "Who won the world cup?"):
            kept.finish(kept.begin(visitor, held, question), complete(chatbot.ask(question)))
        yield client, chatbot.settings.index.parent, held


def test_a_rating_is_kept_with_question_passages_and_answer(page: tuple[TestClient, Path, str]) -> None:
    client, _, held = page
    path = f"/api/conversations/{held}/ratings"
    assert client.put(f"{path}/0", json={"good": False, "comment": " The desk? \n"}).status_code == 200
    assert client.put(f"{path}/1", json={"good": True}).status_code == 200
    assert client.put(f"{path}/0", json={"good": True}).status_code == 200  # thought better of it
    assert client.get(path).json() == {"good": {"0": True, "1": True}}
    first, second = sorted(client.get("/api/ratings").json()["ratings"], key=lambda one: one["number"])
    assert (first["question"], first["comment"], first["is_good"]) == (MIXED, "", True)
    assert first["answer"]["hits"][0]["text"] == LEAVE
    assert second["answer"]["abstained"] is True


@pytest.mark.parametrize(
    ("number", "body", "status"),
    [
        (2, {"good": True}, 404),
        (0, {}, 400),
        (0, {"good": True, "x": 1}, 400),
        (0, {"good": 1, "comment": "x" * 2001}, 400),
    ],
)
def test_a_rating_without_sense_is_refused(
    page: tuple[TestClient, Path, str], number: int, body: dict[str, Any], status: int
) -> None:
    assert page[0].put(f"/api/conversations/{page[2]}/ratings/{number}", json=body).status_code == status


def test_nobody_rates_the_answers_of_somebody_else(page: tuple[TestClient, Path, str]) -> None:
    client, _, held = page
    client.cookies.clear()
    client.get("/")
    assert client.put(f"/api/conversations/{held}/ratings/0", json={"good": True}).status_code == 404
    assert client.post(f"/api/conversations/{held}/gold/0").status_code == 404
    assert client.get(f"/api/conversations/{held}/ratings").json() == {"good": {}}


def test_a_rated_answer_becomes_a_gold_question_that_eval_reads_once(page: tuple[TestClient, Path, str]) -> None:
    client, folder, held = page
    for number in (0, 1, 0):
        assert client.post(f"/api/conversations/{held}/gold/{number}").status_code == 201
    first, second = read_questions(folder / "gold.jsonl")
    assert (first.question, first.answers, first.documents[0]) == (MIXED, ("25 days",), "hr/employee-handbook.pdf")
    assert second.answerable is False


def test_an_answer_without_amounts_expects_its_sentence() -> None:
    guide = make_document("guide.md", "Visitors park at the gate.")
    said = to_json(reply("Where do visitors park?", say("Visitors park at the gate [1].", cite(guide, guide.text, 1))))
    line = gold_question("Where do visitors park?", json.loads(json.dumps(said)), "x")
    assert (line["answers"], line["document"], line["quote"]) == (
        ["Visitors park at the gate."],
        "guide.md",
        guide.text,
    )
