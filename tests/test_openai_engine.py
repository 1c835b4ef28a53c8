from __future__ import annotations

import json
import re
import socket
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler
from types import SimpleNamespace
from typing import Any, cast

import pytest
from endpoint import (
    Endpoint,
    Reply,
    chunk,
    endlessly,
    in_turn,
    never,
    picky,
    redirecting,
    refusing,
    saying,
    streaming,
    until_hung_up,
)
from fakes import make_passage, make_prompt

from index.errors import EngineError
from qa.engines import endpoints
from qa.engines.chat_api import ChatApi, RefusalError
from qa.engines.openai_engine import OpenAIEngine
from qa.records import Message, Prompt, Thought
from qa.settings import Settings

KEY = "sk-very-secret-0123456789"
PROMPT = Prompt((), (Message("system", "Be brief."), Message("user", "Why?")))


def read(reply: Reply, **options: object) -> str:
    with Endpoint(reply) as endpoint:
        pieces = OpenAIEngine(endpoint.base_url, model="m", **options).stream(PROMPT, max_tokens=9)
        return "".join(piece for piece in pieces if isinstance(piece, str))


def failure(reply: Reply, **options: object) -> str:
    with pytest.raises(EngineError) as caught:
        read(reply, **{"api_key": KEY, "retry_s": 0, **options})
    message = str(caught.value)
    assert "\n" not in message
    assert KEY not in message
    assert message.startswith("http://127.0.0.1:")
    return message


def test_the_text_of_the_events_is_the_answer() -> None:
    assert (
        read(streaming({"role": "assistant", "content": None}, {"content": "Be"}, {"content": "cause."})) == "Because."
    )


def test_a_stream_that_says_why_it_ends_needs_no_done() -> None:
    end = f"data: {json.dumps(chunk({}, 'stop'))}\n\n"
    assert read(streaming({"content": "Because."}, end=end)) == "Because."


def test_done_needs_no_line_feed() -> None:
    assert read(streaming({"content": "Because."}, end="data: [DONE]")) == "Because."


def test_events_without_choices_comments_and_unknown_fields_change_nothing() -> None:
    usage = 'data: {"choices": [], "usage": {"total_tokens": 3}}'
    assert read(streaming(": ping", "event: message", {"content": "Because."}, "id: 7", usage)) == "Because."


def test_only_standard_fields_are_sent_with_the_key_in_its_header() -> None:
    with Endpoint(streaming({"content": "Yes."})) as endpoint:
        list(OpenAIEngine(endpoint.base_url + "/", model="m", api_key=KEY + "\n").stream(PROMPT, max_tokens=9))
    assert endpoint.asked == [
        {
            "model": "m",
            "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Why?"}],
            "max_tokens": 9,
            "temperature": 0,
            "stream": True,
        }
    ]
    assert endpoint.headers[0]["Authorization"] == f"Bearer {KEY}"


def test_without_a_key_no_authorization_is_sent() -> None:
    with Endpoint(streaming({"content": "Yes."})) as endpoint:
        list(OpenAIEngine(endpoint.base_url, model="m").stream(PROMPT, max_tokens=9))
    assert "Authorization" not in endpoint.headers[0]


def test_reasoning_is_never_part_of_the_answer() -> None:
    assert read(streaming({"reasoning_content": "Hm."}, {"reasoning": "Hm."}, {"content": "Because."})) == "Because."
    assert read(streaming({"content": "<thi"}, {"content": "nk>Hm.</think>\n"}, {"content": "Because."})) == "Because."


def test_reasoning_comes_as_thoughts_whatever_the_endpoint_calls_it() -> None:
    reply = streaming({"reasoning_content": "Hm, "}, {"reasoning": "so."}, {"content": "Because."})
    with Endpoint(reply) as endpoint:
        pieces = list(OpenAIEngine(endpoint.base_url, model="m").stream(PROMPT, max_tokens=9))
    assert [piece.text for piece in pieces if isinstance(piece, Thought)] == ["Hm, ", "so."]


def test_r1_is_asked_without_a_system_prompt_and_sampled_and_no_other_model_is() -> None:
    prompt = Prompt((), (Message("system", "Be kind."), Message("user", "Why?")))
    asked = []
    for model in ("deepseek-r1:7b", "qwen2.5-7b-instruct"):
        with Endpoint(streaming({"content": "So."})) as endpoint:
            list(OpenAIEngine(endpoint.base_url, model=model).stream(prompt, max_tokens=9))
            asked += endpoint.asked
    r1, plain = asked
    assert r1["messages"] == [{"role": "user", "content": "Be kind.\n\nWhy?"}]
    assert (r1["temperature"], r1["top_p"]) == (0.6, 0.95)
    assert [message["role"] for message in plain["messages"]] == ["system", "user"]
    assert plain["temperature"] == 0


def test_a_model_that_thinks_first_is_not_asked_for_its_first_word() -> None:
    with Endpoint(streaming({"content": "So."})) as endpoint:
        assert OpenAIEngine(endpoint.base_url, model="DeepSeek-R1").probability(PROMPT, "Yes", "No") is None
        assert endpoint.asked == []


def test_closing_the_stream_hangs_up() -> None:
    with Endpoint(endlessly) as endpoint:
        stream = OpenAIEngine(endpoint.base_url, model="m").stream(PROMPT, max_tokens=9)
        assert next(stream) == "on and "
        stream.close()
        assert endpoint.hung_up.wait(10)


def test_a_request_that_waits_for_its_reply_can_be_closed() -> None:
    with Endpoint(until_hung_up) as endpoint:
        stream = OpenAIEngine(endpoint.base_url, model="m").stream(PROMPT, max_tokens=9)
        assert next(stream) == ""
        stream.close()
        assert endpoint.hung_up.wait(10)


def test_the_connection_is_kept_for_the_next_request() -> None:
    with (
        Endpoint(streaming({"content": "Yes."}), protocol="HTTP/1.1") as endpoint,
        closing(OpenAIEngine(endpoint.base_url, model="m")) as engine,
    ):
        for _ in range(3):
            assert "".join(engine.stream(PROMPT, max_tokens=9)) == "Yes."
    assert len(endpoint.ports) == 3
    assert len(set(endpoint.ports)) == 1


def serve_and_hang_up(listener: socket.socket) -> None:
    """Answer one request on each connection and say that the connection is kept, but close it at the next request."""
    body = json.dumps({"choices": [{"logprobs": {"content": [{"top_logprobs": [{"token": "Yes", "logprob": -0.1}]}]}}]})
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    for _ in range(2):
        connection, _address = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall((head + body).encode())
            connection.recv(65536)  # the next request, or nothing


def test_a_request_is_sent_again_if_the_server_closed_the_kept_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=serve_and_hang_up, args=[listener])
        server.start()
        engine = OpenAIEngine(f"http://127.0.0.1:{listener.getsockname()[1]}/v1", model="m")
        said = [engine.probability(PROMPT, "Yes", "No") for _ in range(2)]
        engine.close()
        server.join(timeout=10)
    assert said[0] == said[1] is not None


def test_a_closed_engine_hangs_up() -> None:
    with Endpoint(endlessly) as endpoint:
        engine = OpenAIEngine(endpoint.base_url, model="m")
        stream = engine.stream(PROMPT, max_tokens=9)
        assert next(stream) == "on and "
        engine.close()
        assert endpoint.hung_up.wait(10)
        with pytest.raises(EngineError):
            list(stream)


def test_no_redirect_is_followed_and_the_key_goes_to_no_other_host() -> None:
    with Endpoint(streaming({"content": "Yes."})) as other:
        message = failure(redirecting(f"{other.base_url}/chat/completions"))
    assert "307" in message
    assert other.asked == []


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with Endpoint(streaming({"content": "Yes."})) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.address)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert read(streaming({"content": "No."})) == "No."
    assert proxy.asked == []


def test_signs_that_python_takes_for_line_ends_stay_inside_an_event() -> None:
    text = "one\u2028two\u2029three\x85four"
    event = json.dumps(chunk({"content": text}), ensure_ascii=False)
    assert read(streaming(f"data: {event}")) == text


def test_half_of_a_surrogate_pair_can_be_asked_about() -> None:
    prompt = Prompt((), (Message("user", "What is \ud83d?"),))
    with Endpoint(streaming({"content": "Half."})) as endpoint:
        assert "".join(OpenAIEngine(endpoint.base_url, model="m").stream(prompt, max_tokens=9)) == "Half."
    assert endpoint.asked[0]["messages"][0]["content"] == "What is \ud83d?"


# What OpenAI's API says of o1 and o3.
NO_MAX_TOKENS = (
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
)
NO_TEMPERATURE = (
    "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported."
)
NO_LOGPROBS = "You are not allowed to request logprobs from this model."


@pytest.mark.parametrize("model", ["o1", "o3-mini", "openai/o4-mini-2025-04-16", "gpt-5", "gpt-5-nano"])
def test_models_that_think_at_openai_are_asked_as_they_want(model: str) -> None:
    with Endpoint(streaming({"content": "So."})) as endpoint:
        list(OpenAIEngine(endpoint.base_url, model=model).stream(PROMPT, max_tokens=9))
    assert endpoint.asked[0].keys() == {"model", "messages", "max_completion_tokens", "stream"}
    assert endpoint.asked[0]["max_completion_tokens"] == 9


def test_a_field_that_the_endpoint_refuses_is_left_out_from_then_on() -> None:
    reply = picky({"max_tokens": NO_MAX_TOKENS, "temperature": NO_TEMPERATURE}, streaming({"content": "So."}))
    with Endpoint(reply) as endpoint:
        engine = OpenAIEngine(endpoint.base_url, model="my-deployment")
        assert "".join(engine.stream(PROMPT, max_tokens=9)) == "So."
        assert "".join(engine.stream(PROMPT, max_tokens=9)) == "So."
    fields = [asked.keys() & {"max_tokens", "max_completion_tokens", "temperature"} for asked in endpoint.asked]
    assert fields == [
        {"max_tokens", "temperature"},
        {"max_completion_tokens", "temperature"},
        {"max_completion_tokens"},
        {"max_completion_tokens"},
    ]


def test_what_is_learned_for_a_text_holds_for_a_probability_and_logprobs_are_asked_for_once() -> None:
    reply = picky({"max_tokens": NO_MAX_TOKENS, "logprobs": NO_LOGPROBS}, streaming({"content": "So."}))
    with Endpoint(reply) as endpoint:
        engine = OpenAIEngine(endpoint.base_url, model="my-deployment")
        assert engine.probability(PROMPT, "Yes", "No") is None
        assert len(endpoint.asked) == 2
        assert engine.probability(PROMPT, "Yes", "No") is None
        assert len(endpoint.asked) == 2
        assert "".join(engine.stream(PROMPT, max_tokens=9)) == "So."
        assert len(endpoint.asked) == 3


def test_a_prompt_that_is_too_long_is_not_asked_again() -> None:
    refusal = "'max_tokens' is too large: 200. This model's maximum context length is 100 tokens."
    with (
        Endpoint(refusing(400, refusal)) as endpoint,
        pytest.raises(EngineError, match="too large"),
    ):
        list(OpenAIEngine(endpoint.base_url, model="m").stream(PROMPT, max_tokens=9))
    assert len(endpoint.asked) == 1


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, ["rejected the request", "evidence_tokens"]),
        (401, ["rejected the API key", "QUOTH_API_KEY"]),
        (403, ["rejected the API key", "QUOTH_API_KEY"]),
        (404, ["no model 'm'", "QUOTH_MODEL"]),
        (429, ["too busy", "Wait"]),
        (500, ["failed", "log"]),
        (302, ["failed"]),
    ],
)
def test_a_refusal_says_what_to_do(status: int, words: list[str]) -> None:
    message = failure(refusing(status, f"No good:\nthe key {KEY} is bad"))
    assert f"{status} No good: the key (the key) is bad" in message
    assert all(word in message for word in words)


def test_a_refusal_in_another_form_is_reported_too() -> None:
    assert "404 <h1>Not found</h1>" in failure(saying(404, "<h1>Not found</h1>", "text/html"))
    assert "500 Internal Server Error" in failure(saying(500, ""))


def test_an_error_in_the_stream_is_reported() -> None:
    assert "out of memory" in failure(streaming({"content": "Be"}, 'data: {"error": {"message": "out of memory"}}'))


def test_a_stream_that_ends_too_soon_is_no_answer() -> None:
    assert "too soon" in failure(streaming({"content": "Be"}, end=""))
    assert "too soon" in failure(streaming(end=""))
    assert "too soon" in failure(streaming('data: {"choices": []}', end=""))


def test_a_cut_connection_is_no_answer() -> None:
    def cut(answer: object) -> None:
        answer.send_response(200)
        answer.send_header("Transfer-Encoding", "chunked")
        answer.end_headers()
        answer.wfile.write(b'40\r\ndata: {"choi')

    assert "closed the connection" in failure(cut)


@pytest.mark.parametrize(
    "garbage",
    [
        "data: {not json",
        "data: 42",
        'data: {"choices": 42}',
        'data: {"choices": [{"delta": {"content": [1]}}]}',
        "data: []",
        "data: " + "[" * 100_000,
    ],
)
def test_garbage_is_no_answer(garbage: str) -> None:
    assert "QUOTH_BASE_URL" in failure(streaming(garbage))


def test_a_page_instead_of_a_stream_is_no_answer() -> None:
    assert "QUOTH_BASE_URL" in failure(saying(200, "<html>Log in</html>", "text/html"))


def test_an_endless_line_is_not_collected() -> None:
    assert "QUOTH_BASE_URL" in failure(saying(200, "data: {" + " " * (1 << 21)))


def test_an_endless_reply_is_not_collected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.engines.chat_api.MAX_BODY_BYTES", 1000)
    with Endpoint(endlessly) as endpoint, pytest.raises(EngineError, match="QUOTH_BASE_URL"):
        OpenAIEngine(endpoint.base_url, model="m").probability(PROMPT, "Yes", "No")
    assert endpoint.hung_up.wait(10)


def test_an_endpoint_that_falls_silent_is_given_up() -> None:
    done = threading.Event()
    try:
        assert "sent nothing for 0.2 seconds" in failure(never(done), timeout_s=0.2)
    finally:
        done.set()


def test_an_address_where_nobody_listens_is_named() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with pytest.raises(EngineError, match=f"{address} cannot be reached.*QUOTH_BASE_URL"):
        list(OpenAIEngine(address, model="m").stream(PROMPT, max_tokens=9))


@pytest.mark.parametrize(
    "address", ["", "localhost:8000", "ftp://a/v1", "http://", "http://a:x/v1", "http://[::1", f"http://u:{KEY}@a/v1"]
)
def test_an_address_that_cannot_be_one_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(EngineError, match="QUOTH_BASE_URL") as caught:
        OpenAIEngine(address, model="m")
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("key", [f"{KEY}\r\nX-Evil: 1", f"{KEY} {KEY}", "clé"])
def test_a_key_that_cannot_be_one_is_refused_without_repeating_it(key: str) -> None:
    with pytest.raises(EngineError, match="QUOTH_API_KEY") as caught:
        OpenAIEngine("http://127.0.0.1:1/v1", model="m", api_key=key)
    assert KEY not in str(caught.value)


def test_the_key_is_not_in_what_is_printed_of_the_engine() -> None:
    assert KEY not in repr(OpenAIEngine("http://127.0.0.1:1/v1", model="m", api_key=KEY))


def test_an_address_keeps_its_query() -> None:
    with Endpoint(streaming({"content": "Yes."})) as endpoint:
        address = f"{endpoint.base_url}?api-version=1"
        assert "".join(OpenAIEngine(address, model="m").stream(PROMPT, max_tokens=9)) == "Yes."


def test_the_probability_comes_from_the_first_token() -> None:
    likely = [{"token": "Yes", "logprob": -0.5}, {"token": "No", "logprob": -1.5}]
    body = {"choices": [{"logprobs": {"content": [{"token": "Yes", "top_logprobs": likely}]}}]}
    with Endpoint(saying(200, json.dumps(body))) as endpoint:
        engine = OpenAIEngine(endpoint.base_url, model="m")
        assert engine.probability(PROMPT, "Yes", "No") == pytest.approx(0.7311, abs=1e-4)
    assert endpoint.asked[0]["max_tokens"] == 1


@pytest.mark.parametrize(
    "reply",
    [
        refusing(400, "logprobs is not known"),
        refusing(422, "logprobs"),
        saying(200, '{"choices": [{"logprobs": null}]}'),
    ],
)
def test_an_endpoint_without_probabilities_gives_none(reply: Reply) -> None:
    with Endpoint(reply) as endpoint:
        assert OpenAIEngine(endpoint.base_url, model="m").probability(PROMPT, "Yes", "No") is None


def test_a_bad_key_is_reported_when_a_probability_is_asked_for() -> None:
    with Endpoint(refusing(401, "no")) as endpoint, pytest.raises(EngineError, match="QUOTH_API_KEY"):
        OpenAIEngine(endpoint.base_url, model="m").probability(PROMPT, "Yes", "No")


def test_counting_tokens_counts_digits_and_signs_one_by_one() -> None:
    engine = OpenAIEngine("http://127.0.0.1:1/v1", model="m")
    assert engine.count_tokens("") == 0
    assert engine.count_tokens("1,234.50") == 8
    assert engine.count_tokens("日本") == 2
    assert engine.count_tokens("a lone surrogate \ud800 is text too") > 0


# ---- fields that only some endpoints know ----

GIVEN = make_prompt("Why?", make_passage("A boat leaves at six."), make_passage("Dogs are free."))
CONSTRAINTS = {"structured_outputs", "regex", "grammar"}


def likely(*tokens: tuple[str, float]) -> Reply:
    found = [{"token": token, "logprob": logarithm} for token, logarithm in tokens]
    return saying(200, json.dumps({"choices": [{"logprobs": {"content": [{"top_logprobs": found}]}}]}))


def test_markers_are_limited_to_the_given_passages_in_the_way_of_each_server() -> None:
    with Endpoint(streaming({"content": "So [1]."})) as endpoint:
        list(OpenAIEngine(endpoint.base_url, model="m").stream(GIVEN, max_tokens=9))
    (asked,) = endpoint.asked
    assert asked["structured_outputs"] == {"regex": asked["regex"]}
    assert re.fullmatch(asked["regex"], "So it is [2].\nAnd [1], or a[i].")
    assert not re.fullmatch(asked["regex"], "So it is [3].")
    assert '"[2]"' in asked["grammar"]
    assert '"[3]"' not in asked["grammar"]


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (400, "Unrecognized request arguments supplied: grammar, regex, structured_outputs"),
        (422, '[{"type": "extra_forbidden", "loc": ["body", "grammar"], "msg": "Extra inputs are not permitted"}]'),
        (400, "Bad request"),
        (400, "Failed to parse grammar"),
    ],
)
def test_a_constraint_that_the_endpoint_refuses_is_left_out_from_then_on(status: int, message: str) -> None:
    def reply(answer: Any) -> None:
        (refusing(status, message) if CONSTRAINTS & answer.asked.keys() else streaming({"content": "So."}))(answer)

    with Endpoint(reply) as endpoint:
        engine = OpenAIEngine(endpoint.base_url, model="m")
        assert "".join(engine.stream(GIVEN, max_tokens=9)) == "So."
        first = len(endpoint.asked)
        assert "".join(engine.stream(GIVEN, max_tokens=9)) == "So."
    assert first <= 3
    assert len(endpoint.asked) == first + 1
    assert not CONSTRAINTS & endpoint.asked[-1].keys()


def test_a_field_stays_if_it_was_not_why_the_request_was_refused() -> None:
    refusals = [refusing(400, "Bad request"), refusing(400, "Bad request"), streaming({"content": "So."})]
    with Endpoint(in_turn(*refusals)) as endpoint:
        engine = OpenAIEngine(endpoint.base_url, model="m")
        with pytest.raises(EngineError, match="Bad request"):
            list(engine.stream(GIVEN, max_tokens=9))
        assert "".join(engine.stream(GIVEN, max_tokens=9)) == "So."
    assert [bool(CONSTRAINTS & asked.keys()) for asked in endpoint.asked] == [True, False, True]


def test_a_prompt_with_passages_that_is_too_long_is_not_asked_again() -> None:
    refusal = "This model's maximum context length is 100 tokens."
    with Endpoint(refusing(400, refusal)) as endpoint, pytest.raises(EngineError, match="context length"):
        list(OpenAIEngine(endpoint.base_url, model="m").stream(GIVEN, max_tokens=9))
    assert len(endpoint.asked) == 1


def test_a_model_whose_template_can_leave_thoughts_out_is_asked_for_its_first_word_without_them() -> None:
    with Endpoint(likely(("Yes", -0.5), ("No", -1.5))) as endpoint:
        engine = OpenAIEngine(endpoint.base_url, model="Qwen/Qwen3-8B")
        assert engine.probability(PROMPT, "Yes", "No") == pytest.approx(0.7311, abs=1e-4)
    assert endpoint.asked[0]["chat_template_kwargs"] == {"enable_thinking": False}


@pytest.mark.parametrize(("model", "told"), [("qwen3.5-2b", {"enable_thinking": False}), ("qwen3-8b", None)])
def test_an_answer_is_written_with_thoughts_only_if_the_model_thinks_by_default(
    model: str, told: dict[str, bool] | None
) -> None:
    with Endpoint(streaming({"content": "So."})) as endpoint:
        engine = OpenAIEngine(endpoint.base_url, model=model)
        assert engine.thinks == (told is None)
        list(engine.stream(PROMPT, max_tokens=9))
    assert endpoint.asked[0].get("chat_template_kwargs") == told


@pytest.mark.parametrize("reply", [likely(("<think>", -0.01), ("Yes", -9.0)), saying(200, '{"choices": []}')])
def test_a_first_word_that_is_a_thought_counts_for_nothing_and_is_not_asked_for_again(reply: Reply) -> None:
    with Endpoint(reply) as endpoint:
        engine = OpenAIEngine(endpoint.base_url, model="qwen3:8b")
        assert engine.probability(PROMPT, "Yes", "No") is None
        assert engine.probability(PROMPT, "Yes", "No") is None
    assert len(endpoint.asked) == 1


def test_reading_asks_for_the_first_word_once_and_can_be_stopped() -> None:
    with Endpoint(likely(("Yes", -0.5), ("No", -1.5))) as endpoint:
        engine = OpenAIEngine(endpoint.base_url, model="m")
        assert list(engine.read(PROMPT)) == []
        assert engine.probability(PROMPT, "Yes", "No") == pytest.approx(0.7311, abs=1e-4)
        assert len(endpoint.asked) == 1
    with Endpoint(until_hung_up) as endpoint:
        reading = OpenAIEngine(endpoint.base_url, model="m").read(PROMPT)
        next(reading)
        reading.close()
        assert endpoint.hung_up.wait(10)


# ---- requests that are sent again ----


def busy(status: int, retry_after: str | None = None, message: str = "Busy") -> Reply:
    def reply(answer: BaseHTTPRequestHandler) -> None:
        answer.send_response(status)
        if retry_after is not None:
            answer.send_header("Retry-After", retry_after)
        answer.end_headers()
        answer.wfile.write(json.dumps({"error": {"message": message, "code": message}}).encode())

    return reply


@pytest.mark.slow
@pytest.mark.parametrize("refusal", [busy(429, "0"), busy(503, "0"), busy(502, "0.1"), busy(429, "Fri, 1 Jan 2100")])
def test_a_busy_endpoint_is_asked_again(refusal: Reply) -> None:
    with Endpoint(in_turn(refusal, refusal, streaming({"content": "So."}))) as endpoint:
        assert "".join(OpenAIEngine(endpoint.base_url, model="m").stream(PROMPT, max_tokens=9)) == "So."
    assert len(endpoint.asked) == 3
    with Endpoint(in_turn(refusal, likely(("Yes", -0.1), ("No", -3.0)))) as endpoint:
        assert OpenAIEngine(endpoint.base_url, model="m").probability(PROMPT, "Yes", "No")


def test_an_endpoint_that_stays_busy_is_given_up_after_the_time_of_the_settings() -> None:
    with Endpoint(busy(429, "0.05")) as endpoint, pytest.raises(EngineError, match=r"429 Busy\..*Wait a minute"):
        list(OpenAIEngine(endpoint.base_url, model="m", retry_s=0.3).stream(PROMPT, max_tokens=9))
    assert 2 <= len(endpoint.asked) <= 7


@pytest.mark.parametrize("retry_after", [None, 0.0, 20.0, 60.0])
@pytest.mark.parametrize("number", [1, 3])
def test_endpoints_that_are_busy_for_a_minute_are_waited_for_by_the_settings(
    monkeypatch: pytest.MonkeyPatch, retry_after: float | None, number: int
) -> None:
    clock = 0.0
    monkeypatch.setattr("qa.engines.endpoints.time", SimpleNamespace(monotonic=lambda: clock))
    some = [endpoints.Endpoint(f"http://{n}", f"http://{n}/x", cast(ChatApi, None)) for n in range(number)]
    attempts = endpoints.Attempts(some, "key", Settings().endpoint_retry_s)
    asked = 0
    while clock <= 60:
        wait_s = attempts.after(RefusalError(429, "Busy", retry_after))
        assert wait_s is not None
        clock += wait_s + 0.05  # for the refusal itself
        asked += 1
    assert clock < 80  # it is not left alone for long once it is free
    assert asked <= 15 * number


@pytest.mark.parametrize("refusal", [busy(429, "3600"), busy(429, message="insufficient_quota"), busy(500), busy(401)])
def test_what_waiting_cannot_cure_is_reported_at_once(refusal: Reply) -> None:
    with Endpoint(refusal) as endpoint, pytest.raises(EngineError):
        list(OpenAIEngine(endpoint.base_url, model="m").stream(PROMPT, max_tokens=9))
    assert len(endpoint.asked) == 1


def test_a_wait_for_a_busy_endpoint_can_be_stopped() -> None:
    with Endpoint(busy(429, "50")) as endpoint:
        stream = OpenAIEngine(endpoint.base_url, model="m").stream(PROMPT, max_tokens=9)
        assert next(stream) == ""
        stream.close()
    assert len(endpoint.asked) == 1


def test_nothing_is_sent_again_after_the_first_piece() -> None:
    with Endpoint(streaming({"content": "Be"}, end="")) as endpoint, pytest.raises(EngineError, match="too soon"):
        list(OpenAIEngine(endpoint.base_url, model="m").stream(PROMPT, max_tokens=9))
    assert len(endpoint.asked) == 1
    with Endpoint(in_turn(streaming(end=""), streaming({"content": "So."}))) as endpoint:
        assert "".join(OpenAIEngine(endpoint.base_url, model="m").stream(PROMPT, max_tokens=9)) == "So."


# ---- several endpoints ----


def test_a_conversation_stays_at_one_of_several_endpoints_and_others_are_spread() -> None:
    with Endpoint(streaming({"content": "So."})) as one, Endpoint(streaming({"content": "So."})) as other:
        engine = OpenAIEngine(f"{one.base_url}, {other.base_url}/", model="m")
        for _ in range(5):
            list(engine.keeping_to("How many days of leave?").stream(PROMPT, max_tokens=9))
        assert {len(one.asked), len(other.asked)} == {0, 5}
        for number in range(40):
            list(engine.keeping_to(f"Question {number}?").stream(PROMPT, max_tokens=9))
        assert min(len(one.asked), len(other.asked)) >= 5


def test_decision_and_answer_about_the_same_passages_go_to_one_endpoint() -> None:
    with Endpoint(streaming({"content": "So."})) as one, Endpoint(streaming({"content": "So."})) as other:
        engine = OpenAIEngine(f"{one.base_url},{other.base_url}", model="m")
        for question in ("Do they say it?", "Why?", "Really?"):
            prompt = make_prompt(question, make_passage("A boat leaves at six."), make_passage("Dogs are free."))
            list(engine.stream(prompt, max_tokens=9))
        assert {len(one.asked), len(other.asked)} == {0, 3}


@pytest.mark.parametrize("refusal", [busy(429, "3600"), busy(503), streaming(end="")])
def test_if_one_endpoint_fails_the_other_answers_at_once_and_is_asked_first_from_then_on(refusal: Reply) -> None:
    with Endpoint(refusal) as bad, Endpoint(streaming({"content": "So."})) as good:
        engine = OpenAIEngine(f"{bad.base_url},{good.base_url}", model="m")
        for number in range(60):  # some of them begin at the bad one, whatever its port is
            assert "".join(engine.keeping_to(f"Q{number}").stream(PROMPT, max_tokens=9)) == "So."
    assert len(bad.asked) == 1
    assert len(good.asked) == 60


def test_an_endpoint_that_is_gone_is_replaced_by_the_other_also_for_the_first_word() -> None:
    with socket.socket() as free, Endpoint(likely(("Yes", -0.1), ("No", -3.0))) as good:
        free.bind(("127.0.0.1", 0))
        gone = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
        engine = OpenAIEngine(f"{gone},{good.base_url}", model="m")
        assert all(engine.keeping_to(f"Q{number}").probability(PROMPT, "Yes", "No") for number in range(5))


def test_if_all_endpoints_are_gone_one_line_says_so() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        gone = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
        with pytest.raises(EngineError, match="cannot be reached") as caught:
            list(OpenAIEngine(f"{gone},{gone}", model="m").stream(PROMPT, max_tokens=9))
    assert "\n" not in str(caught.value)
