"""Quoth as a model of an OpenAI-compatible endpoint, asked by the client that everyone uses."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import httpx
import pytest
from openai import APIStatusError, BadRequestError, NotFoundError, OpenAI
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
    assert client.models.retrieve("quoth").id == "quoth"
    with pytest.raises(NotFoundError):
        client.models.retrieve("gpt-5")


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


SHORT = {"role": "user", "content": "Short?"}
LONG_HISTORY = [message for _ in range(200) for message in (SHORT, {"role": "assistant", "content": "Yes. " * 200})]
CALL = {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}


@pytest.mark.parametrize(
    "body",
    [
        {"model": "gpt-5", "temperature": 0, "top_p": 0.5, "stop": ["Yes"], "n": 1, "max_tokens": 1, "seed": 1, "x": 1},
        {"model": None, "stream": None, "n": None, "stop": None, "response_format": None, "tool_choice": None},
        {"response_format": {"type": "text"}, "tools": [], "tool_choice": "auto", "user": "ann"},
        {"messages": [{"role": "system", "content": "You are a pirate."}, SHORT]},
        {
            "messages": [
                SHORT,
                {"role": "assistant", "content": "Yes."},
                SHORT,
                {"role": "system", "content": "Be nice."},
            ]
        },
        {"messages": [{"role": "user", "content": [{"type": "input_text", "text": "Short?"}]}]},
        {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}, SHORT]},
        {"messages": [SHORT, {"role": "assistant", "content": None, "refusal": "No."}, SHORT]},
        {"messages": [SHORT, {"role": "assistant", "content": None, "tool_calls": [CALL]}, {"role": "tool"}, SHORT]},
        {"messages": [{"role": "function", "name": "f", "content": "x"}, SHORT]},
        {"messages": [*LONG_HISTORY, SHORT]},
    ],
)
def test_what_clients_send_beside_a_question_changes_nothing(client: OpenAI, body: dict[str, object]) -> None:
    reply = client.post("/chat/completions", body={"messages": [SHORT], **body}, cast_to=ChatCompletion)
    assert (reply.choices[0].message.content or "").startswith("Yes [1].\n\nSources:")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"n": 2}, "one answer to a question"),
        ({"response_format": {"type": "json_object"}}, "answers in sentences"),
        ({"tool_choice": "required"}, "calls no tools"),
        ({"tool_choice": {"type": "function", "function": {"name": "f"}}}, "calls no tools"),
        (
            {"messages": [{"role": "user", "content": [{"type": "text", "text": "And?"}, {"type": "image_url"}]}]},
            "reads text, and no image_url. Add the file to your documents",
        ),
        ({"messages": [{"role": "user", "content": "x" * 100_000}]}, "100,000 characters"),
        ({"messages": [{"role": "user", "content": 5}]}, "messages.0.content: Input should be a valid string."),
        ({"messages": [{"role": "wizard", "content": "x"}]}, "messages.0.role: Input should be 'system', "),
        ({"messages": "Short?"}, "messages: Input should be a valid list."),
    ],
)
def test_a_client_that_would_get_something_else_is_told_so(
    client: OpenAI, body: dict[str, object], reason: str
) -> None:
    with pytest.raises(BadRequestError) as refused:
        client.post("/chat/completions", body={"messages": [SHORT], **body}, cast_to=ChatCompletion)
    message = refused.value.body["message"]  # type: ignore[index]  # an object
    assert reason in message
    assert "[" not in message


@pytest.mark.parametrize(
    "body", [b"{", b"", b"[]", b'"Short?"', b'{"messages": [{"role": "user", "content": "\\ud800"}]}']
)
def test_a_body_of_another_form_is_refused_in_words(client: OpenAI, body: bytes) -> None:
    address = f"{client.base_url}chat/completions"
    reply = httpx.post(address, content=body, headers={"content-type": "application/json"})
    assert reply.status_code == 400
    message = reply.json()["error"]["message"]
    assert message in (
        "The body is not valid JSON.",
        "The body must be a JSON object. Send it with Content-Type: application/json.",
        "messages.0.content: it contains a broken character.",
    )
    assert httpx.post(address, content=b'{"messages": []}').json()["error"]["message"].startswith("The body must be")


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
