"""One question of the chat, from the question to the stored answer."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import aclosing
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from scripted import HOSTILE, MIXED, ScriptedChatbot, sample_chatbot

from index.errors import EngineError, MissingIndexError
from index.scope import Scope
from qa.records import Turn
from ui.conversations import Conversations, Reply, StoredTurn
from ui.index_job import JobState
from ui.jobs import Jobs, jobs_of
from ui.web.page import conversation as conversation_module
from ui.web.page.conversation import FAULT, NO_COOKIE, UNANSWERED, Talk, history
from ui.web.page.how import How
from ui.web.page.transcript import html_of

VISITOR = "a secret"


def talk_of(chatbot: ScriptedChatbot, jobs: Jobs | None = None) -> Talk:
    kept = Conversations(chatbot.settings.index.parent / "conversations.sqlite")
    return Talk(chatbot, jobs or jobs_of(chatbot), kept)  # type: ignore[arg-type]  # a stand-in


def stages_of(
    chatbot: ScriptedChatbot, question: str, conversation: str = "", jobs: Jobs | None = None, **options: Any
) -> list[Any]:
    """The conversation as it is shown, stage by stage."""
    return [messages for _, messages in asked(talk_of(chatbot, jobs), question, conversation, **options)]


def asked(talk: Talk, question: str, conversation: str = "", **options: Any) -> list[tuple[str, list[Any]]]:
    async def collect() -> list[Any]:
        return [shown async for shown in talk.ask(VISITOR, conversation, question, **options)]

    return asyncio.run(collect())


def shown(talk: Talk, conversation: str, visitor: str = VISITOR) -> list[Any]:
    return asyncio.run(talk.show(visitor, conversation))


def test_the_question_and_a_sign_of_work_come_before_anything_is_computed() -> None:
    first = stages_of(sample_chatbot(), "Short?")[0]
    assert [message["role"] for message in first] == ["user", "assistant"]
    assert "Short?" in first[0]["content"]
    assert "Searching your documents…" in first[1]["content"]


def test_the_last_stage_is_the_checked_answer() -> None:
    last = stages_of(sample_chatbot(), "Short?")[-1][-1]["content"]
    assert "writing" not in last
    assert 'href="#cite?' in last


def test_the_complete_answer_is_shown_once_it_is_kept_so_that_a_question_can_follow_at_once() -> None:
    talk = talk_of(sample_chatbot())

    async def stages() -> list[tuple[bool, bool]]:
        async with aclosing(talk.ask(VISITOR, "", MIXED)) as shown:
            return [
                ("writing" not in messages[-1]["content"], bool(talk.kept.turns(VISITOR, conversation)[-1].reply.html))
                async for conversation, messages in shown
            ]

    *before, last = asyncio.run(stages())
    assert set(before) == {(False, False)}
    assert last == (True, True)


def test_the_turns_of_the_conversation_are_the_history_of_the_next_question() -> None:
    chatbot = sample_chatbot()
    talk = talk_of(chatbot)
    conversation, _ = asked(talk, "Short?")[-1]
    asked(talk, "Short?", conversation)
    asked(talk, "Short?")  # another conversation
    once = Turn("Short?", "Yes [1].")
    assert chatbot.asked == [("Short?", ()), ("Short?", (once,)), ("Short?", ())]


def test_only_the_last_answered_turns_are_the_history_with_how_they_were_understood() -> None:
    said = [Reply("", text=f"a{number}", searched=f"s{number}") for number in range(4)]
    turns = [StoredTurn(f"q{number}", 0.0, reply) for number, reply in enumerate([*said, Reply("failed")])]
    assert history(turns) == [Turn(f"q{number}", f"a{number}", f"s{number}") for number in (1, 2, 3)]
    assert history([StoredTurn("q", 0.0, Reply("", text="a", searched="q"))]) == [Turn("q", "a")]


def test_the_chosen_scope_limits_the_question_and_is_not_said_to_be_all_documents() -> None:
    chatbot = sample_chatbot()
    stages = stages_of(chatbot, "Short?", how=How(Scope(types=("pdf",))))
    assert "documents…" in stages[1][-1]["content"]
    assert chatbot.within == Scope(types=("pdf",))


def test_a_conversation_is_shown_again_as_it_was_but_to_nobody_else() -> None:
    talk = talk_of(sample_chatbot())
    conversation, messages = asked(talk, MIXED)[-1]
    _, messages = asked(talk, HOSTILE, conversation)[-1]
    assert shown(talk, conversation) == messages
    for visitor in ("another", ""):
        (told,) = shown(talk, conversation, visitor)
        assert "There is no such conversation of yours." in told["content"]
    assert shown(talk, "") == []


def test_a_question_to_a_conversation_that_is_gone_begins_a_new_one() -> None:
    talk = talk_of(sample_chatbot())
    conversation, _ = asked(talk, "Short?")[-1]
    talk.kept.delete(VISITOR, conversation)
    again, messages = asked(talk, "Short?", conversation)[-1]
    assert again not in ("", conversation)
    assert len(messages) == 2


def test_a_question_is_answered_with_the_preferences_of_who_asks() -> None:
    chatbot = sample_chatbot()
    stages_of(chatbot, "Short?", how=How(preferences={"min_confidence": 0.7}))
    assert chatbot.preferences == {"min_confidence": 0.7}


def test_a_question_that_takes_the_place_of_another_is_understood_without_it() -> None:
    chatbot = sample_chatbot()
    talk = talk_of(chatbot)
    (conversation, _), *_ = asked(talk, "Short?")
    asked(talk, MIXED, conversation)
    *_, (_, messages) = asked(talk, "Who won the world cup?", conversation, how=How(instead=1))
    assert [turn.question for turn in chatbot.asked[-1][1]] == ["Short?"]
    assert [html_of(message).count("2 of 2") for message in messages] == [0, 0, 1, 0]
    asked(talk, "Short?", conversation, how=How(instead=99))  # there is none: it comes last
    assert [turn.question for turn in chatbot.asked[-1][1]] == ["Short?", "Who won the world cup?"]


def test_a_visitor_without_a_cookie_is_told_so() -> None:
    talk = talk_of(sample_chatbot())

    async def collect() -> list[Any]:
        return [shown async for shown in talk.ask("", "", "Short?")]

    ((known, messages),) = asyncio.run(collect())
    assert known == ""
    assert NO_COOKIE in unescape(messages[-1]["content"])


def test_a_lone_surrogate_is_asked_as_a_question_mark() -> None:
    chatbot = sample_chatbot()
    stages = stages_of(chatbot, "Short\ud83d")
    assert chatbot.asked == [("Short?", ())]
    assert json.dumps(stages, ensure_ascii=False).encode()


def test_a_store_that_cannot_be_written_is_reported_in_words() -> None:
    chatbot = sample_chatbot()
    (chatbot.settings.index.parent / "conversations.sqlite").write_text("no database, but long enough to be one" * 9)
    (stage,) = stages_of(chatbot, "Short?")
    assert "Conversations cannot be kept in" in stage[-1]["content"]


def test_an_error_of_ours_is_the_answer_in_its_own_words() -> None:
    chatbot = sample_chatbot()
    chatbot.error = EngineError("The endpoint does not answer <now>. Start it.")
    last = stages_of(chatbot, "Short?")[-1][-1]["content"]
    assert "The endpoint does not answer &lt;now&gt;. Start it." in last


def test_a_question_before_the_first_index_is_told_how_far_that_is() -> None:
    chatbot = sample_chatbot()
    jobs = jobs_of(chatbot)  # type: ignore[arg-type]  # a stand-in
    chatbot.error = MissingIndexError("there is no index")
    jobs.index.own = JobState(running=True, stage="reading", done=3, total=40)
    said = "Your documents are being read for the first time (reading 3 of 40). Ask again in a moment."
    assert said in stages_of(chatbot, "Short?", jobs=jobs)[-1][-1]["content"]


def test_a_question_while_a_model_is_fetched_is_told_so_at_once() -> None:
    chatbot = sample_chatbot()
    jobs = jobs_of(chatbot)  # type: ignore[arg-type]  # a stand-in
    jobs.models.state = JobState(running=True, stage="fetching", done=30_000_000, total=1_100_000_000)
    (stage,) = stages_of(chatbot, "Short?", jobs=jobs)
    assert "A model is being fetched (fetching 30 of 1,100 MB)." in stage[-1]["content"]
    assert chatbot.asked == []


def test_a_fault_is_reported_without_its_inside_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    chatbot = sample_chatbot()
    chatbot.error = RuntimeError("/secret/path")
    with caplog.at_level(logging.ERROR):
        last = stages_of(chatbot, "Short?")[-1][-1]["content"]
    assert FAULT in last
    assert "/secret" not in last
    assert "/secret/path" in caplog.text


def test_leaving_before_the_end_closes_the_chatbots_iterator_and_keeps_what_was_written() -> None:
    chatbot = sample_chatbot(pace_s=0.005)
    talk = talk_of(chatbot)

    async def leave_early() -> str:
        async with aclosing(talk.ask(VISITOR, "", "anything long")) as stages:
            async for conversation, messages in stages:
                if "word" in messages[-1]["content"]:
                    return conversation
        raise AssertionError

    conversation = asyncio.run(leave_early())
    assert chatbot.closed.wait(10)
    messages = shown(talk, conversation)
    assert "word" in messages[-1]["content"]
    assert "Stopped." in messages[-1]["content"]
    asked(talk, "Short?", conversation)
    assert chatbot.asked[-1][1][0].answer.startswith("word")


def test_a_question_that_was_never_answered_says_so_when_it_is_shown_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation_module, "WAIT_S", 0.1)
    talk = talk_of(sample_chatbot())
    conversation = talk.kept.create(VISITOR, "Why?")
    talk.kept.begin(VISITOR, conversation, "Why?")  # and then the server was killed
    messages = shown(talk, conversation)
    assert UNANSWERED in unescape(messages[-1]["content"])


def test_an_answer_whose_words_are_gone_from_their_document_says_so_and_asks_again() -> None:
    chatbot = sample_chatbot()
    talk = talk_of(chatbot)
    conversation, _ = asked(talk, MIXED)[-1]
    asked(talk, "Who won the world cup?", conversation)
    assert "has changed since" not in str(shown(talk, conversation))
    document = chatbot.held["security.md"]
    chatbot.held["security.md"] = replace(document, text="A new line.\n" + document.text)
    assert "has changed since" not in str(shown(talk, conversation))  # its words are only elsewhere
    del chatbot.held["security.md"]
    _, first, _, second = shown(talk, conversation)
    assert "has changed since" in first["content"]
    assert "#again?question=How+many+days" in first["content"]
    assert "has changed since" not in second["content"]


def test_two_tabs_that_ask_in_one_conversation_at_once_keep_both_answers() -> None:
    talk = talk_of(sample_chatbot(0.01))
    conversation, _ = asked(talk, "Short?")[-1]

    async def ask(question: str) -> None:
        async for _ in talk.ask(VISITOR, conversation, question):
            pass

    async def both() -> None:
        await asyncio.gather(ask(MIXED), ask("Who won the world cup?"))

    asyncio.run(both())
    messages = [message["content"] for message in shown(talk, conversation)]
    assert len(messages) == 6
    for question, answer in ((MIXED, "25 days"), ("Who won the world cup?", "Your documents do not say.")):
        place = next(i for i, content in enumerate(messages) if question in content)
        assert answer in messages[place + 1]


def test_a_conversation_that_another_tab_deletes_while_it_is_answered_comes_back_with_the_answer() -> None:
    talk = talk_of(sample_chatbot())
    conversation, _ = asked(talk, "Short?")[-1]

    async def ask_and_delete() -> str:
        last = ""
        async for _, messages in talk.ask(VISITOR, conversation, MIXED):
            if not last:
                talk.kept.delete(VISITOR, conversation)
            last = messages[-1]["content"]
        return last

    assert "25 days" in asyncio.run(ask_and_delete())  # whoever asked sees it
    another, messages = asked(talk, "Short?", conversation)[-1]
    assert another != conversation
    assert len(messages) == 2
    talk.kept.restore(VISITOR, conversation)
    assert "25 days" in shown(talk, conversation)[-1]["content"]
