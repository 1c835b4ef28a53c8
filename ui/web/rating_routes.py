"""Thumbs up and down for answers, with a comment, and what becomes of them: gold questions for `quoth eval`."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, StringConstraints

from index.errors import QuestionError, QuothError
from ui.conversations import Conversations, MissingConversationError, StoredTurn
from ui.ratings import LONGEST_COMMENT, Rating, Ratings, gold_question
from ui.web.accounts.people import person_of
from ui.web.asking import Words
from ui.web.visible import may_see

GOLD_FILE = "gold.jsonl"  # beside the index


class Rated(BaseModel, extra="forbid"):
    """The body of a rating."""

    good: bool
    comment: Annotated[Words, StringConstraints(max_length=LONGEST_COMMENT)] = ""


def add_rating_routes(app: FastAPI, kept: Conversations, ratings: Ratings, gold: Path) -> None:
    """Serve the routes. Everybody rates their own answers; only admins read everybody's ratings.

    `gold` is the file of questions for `quoth eval`.
    """
    lock = threading.Lock()

    def answered(request: Request, conversation: str, number: int) -> StoredTurn:
        turns = kept.turns(person_of(request.scope).visitor, conversation)
        turn = next((turn for turn in turns if turn.number == number), None)
        if turn is None:
            raise MissingConversationError("There is no such answer in this conversation.")
        if not turn.reply.answer:
            raise QuestionError("This question has no complete answer that could be rated.")
        return turn

    @app.get("/api/conversations/{conversation}/ratings")
    def own(conversation: str, request: Request) -> JSONResponse:
        """Which answers of a conversation you have rated, and how."""
        found = ratings.of_conversation(person_of(request.scope).visitor, conversation)
        return JSONResponse({"good": found}, headers={"cache-control": "no-store"})

    @app.put("/api/conversations/{conversation}/ratings/{number}")
    def rate(conversation: str, number: int, body: Rated, request: Request) -> JSONResponse:
        """Rate an answer of one of your conversations."""
        turn = answered(request, conversation, number)
        said = (body.good, body.comment.strip())
        ratings.rate(person_of(request.scope).visitor, conversation, number, turn, said)
        return JSONResponse({})

    @app.post("/api/conversations/{conversation}/gold/{number}")
    def make_gold(conversation: str, number: int, request: Request) -> JSONResponse:
        """Turn an answer into a gold question for `quoth eval`."""
        turn = answered(request, conversation, number)
        line = gold_question(turn.question, json.loads(turn.reply.answer), f"{conversation[:8]}-{number}")
        try:
            with lock:
                known = gold.read_text(encoding="utf-8").splitlines() if gold.exists() else []
                if line["id"] not in (json.loads(one)["id"] for one in known if one.strip()):
                    with gold.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(line, ensure_ascii=False) + "\n")
        except (OSError, ValueError, KeyError) as error:
            raise QuothError(f"The gold question cannot be added to {gold} ({error}).") from error
        return JSONResponse({"file": str(gold), "line": line}, status_code=201)

    @app.get("/api/ratings")
    def everybodys(request: Request) -> JSONResponse:
        """Everybody's ratings, with question, answer and passages. Of private documents of others, nothing is told."""
        person = person_of(request.scope)

        def told(one: Rating) -> Rating:
            may = all(may_see(person, document) for document in one.documents())
            return one if may else replace(one, question="", comment="", answer={})

        found = [asdict(told(one)) for one in ratings.all()]
        return JSONResponse({"ratings": found}, headers={"cache-control": "no-store"})
