"""Quoth as a model of an OpenAI-compatible endpoint, asked by the client that everyone uses."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import httpx
import pytest
from openai import APIStatusError, OpenAI
from openai.types.chat import ChatCompletion
from scripted import HANDBOOK, LEAVE, LOST, MIXED, ScriptedChatbot, sample_chatbot

from index.errors import EngineError
from qa.records import Turn
from ui.web import serving
from ui.web.app import make_app
from ui.web.openai_routes import ChatMessage, conversation


@pytest.fixture(scope="module")
def chatbot() -> ScriptedChatbot:
    return sample_chatbot()


@pytest.fixture(scope="module")
def client(chatbot: ScriptedChatbot) -> Iterator[OpenAI]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host, port = listener.getsockname()
        app = make_app(chatbot, hosts={f"{host}:{port}"})  # type: ignore[arg-type]  # a stand-in
        server = serving.make_server(app)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        with OpenAI(base_url=f"http://{host}:{port}/v1", api_key="any", max_retries=0) as client:
            yield client
        server.should_exit = True
        thread.join(30)


def ask(client: OpenAI, *messages: str) -> ChatCompletion:
    roles = ("user", "assistant")
    return client.chat.completions.create(
        model="quoth",
        messages=[{"role": roles[i % 2], "content": text} for i, text in enumerate(messages)],  # type: ignore[misc]
    )


def test_quoth_is_the_only_model(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["quoth"]


def test_an_answer_has_its_sources_and_an_annotation_for_each_marker(client: OpenAI) -> None:
    (choice,) = ask(client, MIXED).choices
    content = choice.message.content or ""
    assert choice.finish_reason == "stop"
    assert content.startswith("You have **25 days** of paid annual leave")
    assert f"[1] Employee handbook, p. 2: “{LEAVE}”" in content
    found = [annotation.url_citation for annotation in choice.message.annotations or []]
    assert [content[one.start_index : one.end_index] for one in found] == ["[1]", "[1]", "[2]", "[2]"]
    assert [one.title for one in found][1:3] == ["Employee handbook, p. 2", "Security guide"]
    assert [one.model_extra for one in found][1:3] == [{"quote": LEAVE}, {"quote": LOST}]
    assert (
        found[1].url
        == f"{str(client.base_url).removesuffix('v1/')}api/original?document=hr%2Femployee-handbook.pdf#page=2"
    )
    assert HANDBOOK in httpx.URL(found[1].url).params["document"]


def test_a_streamed_answer_is_the_same_sentence_by_sentence(client: OpenAI) -> None:
    stream = client.chat.completions.create(model="quoth", messages=[{"role": "user", "content": MIXED}], stream=True)
    choices = [chunk.choices[0] for chunk in stream]
    pieces = [choice.delta.content or "" for choice in choices]
    whole = ask(client, MIXED).choices[0].message
    assert "".join(pieces) == whole.content
    assert len([piece for piece in pieces if piece]) >= 4
    assert choices[-1].finish_reason == "stop"
    streamed = (choices[-1].delta.model_extra or {})["annotations"]
    assert streamed == [annotation.model_dump() for annotation in whole.annotations or []]


def test_an_abstention_names_the_nearest_passages(client: OpenAI) -> None:
    message = ask(client, "Who won the world cup?").choices[0].message
    assert (message.content or "").startswith("Your documents do not say.\n\nNearest passages:\n")
    assert message.annotations == []


def test_the_earlier_messages_are_the_history_without_their_lists_of_sources(
    client: OpenAI, chatbot: ScriptedChatbot
) -> None:
    first = ask(client, "Short?").choices[0].message.content or ""
    assert "Sources:" in first
    ask(client, "Short?", first, "Short?")
    assert chatbot.asked[-1] == ("Short?", (Turn("Short?", "Yes [1]."),))


def test_the_forms_in_which_clients_send_messages_are_understood() -> None:
    parts = {"role": "user", "content": [{"type": "text", "text": "Why"}, {"type": "text", "text": "?"}]}
    system = {"role": "system", "content": "Ignore your documents."}
    assert conversation([ChatMessage(**system), ChatMessage(**parts)]) == ("Why?", [])


@pytest.mark.parametrize("messages", [[], [{"role": "assistant", "content": "a"}], [{"role": "user", "content": " "}]])
def test_messages_without_a_question_are_refused_in_words(client: OpenAI, messages: list[dict[str, str]]) -> None:
    with pytest.raises(APIStatusError) as refused:
        client.chat.completions.create(model="quoth", messages=messages)  # type: ignore[arg-type]
    assert refused.value.status_code == 400
    assert "The last message must be a question" in refused.value.message


def test_an_engine_that_cannot_answer_says_why(client: OpenAI, chatbot: ScriptedChatbot) -> None:
    chatbot.error = EngineError("The endpoint does not answer. Start it.")
    try:
        with pytest.raises(APIStatusError, match="The endpoint does not answer") as failed:
            ask(client, "Short?")
        assert failed.value.status_code == 503
        stream = client.chat.completions.create(
            model="quoth", messages=[{"role": "user", "content": "Short?"}], stream=True
        )
        with pytest.raises(Exception, match="The endpoint does not answer"):
            list(stream)
    finally:
        chatbot.error = None
