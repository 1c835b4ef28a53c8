"""One question of the chat, from asked to answered."""

from __future__ import annotations

import asyncio
import logging
from contextlib import aclosing
from typing import Any

import pytest
from scripted import ScriptedChatbot, sample_chatbot

from index.errors import EngineError, MissingIndexError
from index.search.scope import Scope
from qa.records import Turn
from ui.index_job import JobState
from ui.jobs import Jobs, jobs_of
from ui.web.page.conversation import FAULT, answer, seconds_between


def stages_of(
    chatbot: ScriptedChatbot, question: str, messages: list[Any] | None = None, jobs: Jobs | None = None
) -> list[Any]:
    async def collect() -> list[Any]:
        return [stage async for stage in answer(chatbot, question, messages or [], jobs=jobs or jobs_of(chatbot))]  # type: ignore[arg-type]  # a stand-in

    return asyncio.run(collect())


def test_the_question_and_a_sign_of_work_come_before_anything_is_computed() -> None:
    first = stages_of(sample_chatbot(), "Short?")[0]
    assert [message["role"] for message in first] == ["user", "assistant"]
    assert "Short?" in first[0]["content"]
    assert "Searching your documents…" in first[1]["content"]


def test_the_last_stage_is_the_checked_answer() -> None:
    last = stages_of(sample_chatbot(), "Short?")[-1][-1]["content"]
    assert "writing" not in last
    assert 'href="#cite?' in last


def test_the_turns_on_the_page_are_the_history_of_the_next_question() -> None:
    chatbot = sample_chatbot()
    messages = stages_of(chatbot, "Short?")[-1]
    stages_of(chatbot, "Short?", messages)
    assert chatbot.asked == [("Short?", ()), ("Short?", (Turn("Short?", "Yes [1]."),))]


def test_the_chosen_scope_limits_the_question_and_is_not_said_to_be_all_documents() -> None:
    chatbot = sample_chatbot()

    async def collect() -> list[Any]:
        return [stage async for stage in answer(chatbot, "Short?", [], Scope(types=("pdf",)), jobs=jobs_of(chatbot))]  # type: ignore[arg-type]

    assert "documents…" in asyncio.run(collect())[1][-1]["content"]
    assert chatbot.within == Scope(types=("pdf",))


def test_an_error_of_ours_is_the_answer_in_its_own_words() -> None:
    chatbot = sample_chatbot()
    chatbot.error = EngineError("The endpoint does not answer <now>. Start it.")
    last = stages_of(chatbot, "Short?")[-1][-1]["content"]
    assert "The endpoint does not answer &lt;now&gt;. Start it." in last


def test_a_question_before_the_first_index_is_told_how_far_that_is() -> None:
    chatbot = sample_chatbot()
    jobs = jobs_of(chatbot)  # type: ignore[arg-type]  # a stand-in
    chatbot.error = MissingIndexError("there is no index")
    jobs.index.state = JobState(running=True, stage="reading", done=3, total=40)
    said = "Your documents are being read for the first time (reading 3 of 40). Ask again in a moment."
    assert said in stages_of(chatbot, "Short?", jobs=jobs)[-1][-1]["content"]


def test_a_question_while_a_model_is_fetched_is_told_so_at_once() -> None:
    chatbot = sample_chatbot()
    jobs = jobs_of(chatbot)  # type: ignore[arg-type]  # a stand-in
    jobs.models.state = JobState(running=True, stage="fetching", done=30_000_000, total=1_100_000_000)
    (stage,) = stages_of(chatbot, "Short?", jobs=jobs)
    assert "A model is being fetched (fetching 30 of 1,100 MB)." in stage[-1]["content"]
    assert chatbot.asked == []


def test_a_fault_is_told_without_its_inside_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    chatbot = sample_chatbot()
    chatbot.error = RuntimeError("/secret/path")
    with caplog.at_level(logging.ERROR):
        last = stages_of(chatbot, "Short?")[-1][-1]["content"]
    assert FAULT in last
    assert "/secret" not in last
    assert "/secret/path" in caplog.text


def test_leaving_before_the_end_closes_the_chatbots_iterator() -> None:
    chatbot = sample_chatbot(pace_s=0.005)

    async def leave_early() -> None:
        async with aclosing(answer(chatbot, "anything long", [], jobs=jobs_of(chatbot))) as stages:  # type: ignore[arg-type]  # a stand-in
            async for stage in stages:
                if "word" in stage[-1]["content"]:
                    break

    asyncio.run(leave_early())
    assert chatbot.closed.wait(10)


def test_a_long_chat_is_drawn_less_often() -> None:
    assert seconds_between(0) == 0.08
    assert seconds_between(60) == pytest.approx(0.36)
