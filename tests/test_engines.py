"""The contract of engines, tested on each of them with real language models."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import islice, takewhile
from pathlib import Path

import pytest
from fakes import ScriptedEngine, make_passage, make_prompt

from index.errors import EngineError
from qa.engines.engine import Engine
from qa.engines.extractive_engine import ExtractiveEngine
from qa.engines.llamacpp_engine import LlamaCppEngine
from qa.engines.openai_engine import OpenAIEngine
from qa.engines.openvino_engine import OpenVinoEngine
from qa.engines.transformers_engine import TransformersEngine
from qa.records import Message, Prompt
from qa.text.markers import marker_numbers

CONTEXT_TOKENS = 512
KEY = "sk-loopback"
LLMS = [
    pytest.param(name, marks=[pytest.mark.weights, pytest.mark.slow])
    for name in ("llamacpp", "transformers", "openvino", "openai")
]
every_engine = pytest.mark.parametrize("engine", [*LLMS, "extractive", "scripted"], indirect=True)
every_llm = pytest.mark.parametrize("engine", LLMS, indirect=True)
in_process = pytest.mark.parametrize("engine", LLMS[:3], indirect=True)


@pytest.fixture(scope="session")
def llamacpp(smollm: Path) -> Iterator[Engine]:
    with closing(LlamaCppEngine(smollm, name="smollm", context_tokens=CONTEXT_TOKENS, threads=1)) as engine:
        yield engine


@pytest.fixture(scope="session")
def transformers(smollm: Path) -> Iterator[Engine]:
    with closing(TransformersEngine(smollm, name="smollm", context_tokens=CONTEXT_TOKENS, threads=1)) as engine:
        yield engine


@pytest.fixture(scope="session")
def openvino(smollm_openvino: Path) -> Iterator[Engine]:
    with closing(OpenVinoEngine(smollm_openvino, name="smollm", context_tokens=CONTEXT_TOKENS, threads=1)) as engine:
        yield engine


@pytest.fixture(scope="session")
def openai(smollm: Path) -> Iterator[Engine]:
    """The engine of a real endpoint: llama.cpp's own server, on loopback."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(smollm)
    params.n_ctx = 2 * CONTEXT_TOKENS
    params.n_parallel = 2
    params.n_batch = 64
    params.verbosity = 0
    params.api_keys = [KEY]
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(params)
    address = f"{server.listening_address}/v1"
    with closing(OpenAIEngine(address, model="smollm", api_key=KEY, context_tokens=CONTEXT_TOKENS)) as engine:
        yield engine
    del server


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Engine:
    match request.param:
        case "extractive":
            return ExtractiveEngine()
        case "scripted":
            return ScriptedEngine("The last boat leaves the island at 18:40 in winter [1]. Dogs travel free [2].")
        case name:
            return request.getfixturevalue(name)


def ask(question: str) -> Prompt:
    return make_prompt(question, make_passage("A boat leaves at six. It is fast."), make_passage("Dogs are free."))


def write(engine: Engine, question: str, max_tokens: int = 12) -> str:
    return "".join(engine.stream(ask(question), max_tokens=max_tokens))


def wait_until_idle(deadline_s: float = 60.0) -> float:
    """The CPU seconds that this process still uses before it is idle."""
    start = time.process_time()
    deadline = time.monotonic() + deadline_s
    while time.monotonic() < deadline:
        before = time.process_time()
        time.sleep(0.5)
        if time.process_time() - before < 0.05:
            return before - start
    raise AssertionError("still computing")


@every_engine
def test_the_same_prompt_gives_the_same_text(engine: Engine) -> None:
    first = write(engine, "Which boat leaves last?")
    assert first
    assert write(engine, "Which boat leaves last?") == first


@every_engine
def test_no_more_than_max_tokens_are_written(engine: Engine) -> None:
    short, long = (write(engine, "Tell me a story of a boat.", max_tokens) for max_tokens in (3, 9))
    assert long.startswith(short)
    assert engine.count_tokens(short) <= 3 if engine.name != "smollm" else len(short) < len(long)


@every_engine
def test_every_piece_is_text_and_closing_is_allowed_at_any_of_them(engine: Engine) -> None:
    for read in range(3):
        stream = engine.stream(ask("Tell me a story of a dog."), max_tokens=9)
        assert all(isinstance(piece, str) for piece in islice(stream, read))
        stream.close()
        assert list(stream) == []
    assert write(engine, "Which boat leaves last?")


@every_engine
def test_two_threads_at_once_get_each_their_whole_answer(engine: Engine) -> None:
    questions = ["Tell me a story of a dog.", "Which boat leaves last?", "What is the capital of France?"]
    alone = [write(engine, question) for question in questions]
    together: dict[str, str] = {}

    def run(question: str) -> None:
        together[question] = write(engine, question)

    threads = [threading.Thread(target=run, args=(question,)) for question in questions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[question] for question in questions] == alone


@every_engine
def test_longer_texts_have_more_tokens(engine: Engine) -> None:
    assert engine.count_tokens("") <= 1
    assert 2 <= engine.count_tokens("The boat leaves.") < engine.count_tokens("The boat leaves at 18:40 today.") <= 25


@every_engine
def test_a_probability_is_between_0_and_1_and_stays_the_same(engine: Engine) -> None:
    prompt = ask("Is the sky blue? Answer Yes or No.")
    first = engine.probability(prompt, "Yes", "No")
    assert first is None or 0 <= first <= 1
    assert engine.probability(prompt, "Yes", "No") == first


@every_llm
def test_a_language_model_reads_the_whole_conversation_and_writes_english(engine: Engine) -> None:
    example = (Message("user", "What is the capital of Italy?"), Message("assistant", "Rome."))
    prompt = Prompt((), (*example, Message("user", "What is the capital of France?")))
    assert "".join(engine.stream(prompt, max_tokens=12)).startswith("Paris")


@every_llm
def test_no_marker_but_one_of_a_given_passage_can_be_written(engine: Engine) -> None:
    def numbers(passages: int) -> list[int]:
        question = "Repeat this line: It is so [7] [8] [9]. It is so [7] [8] [9]."
        prompt = replace(ask(question), passages=(make_passage("So."),) * passages)
        return marker_numbers("".join(engine.stream(prompt, max_tokens=40)))

    assert {7, 8, 9} & set(numbers(9)), "it would write them if it could"
    assert set(numbers(2)) <= {1, 2}


@every_llm
def test_asking_for_the_probability_first_changes_nothing_in_the_text(engine: Engine) -> None:
    expected = write(engine, "Is water wet? Answer Yes or No.")
    likely = engine.probability(ask("Is water wet? Answer Yes or No."), "Yes", "No")
    assert likely is not None
    assert 0 < likely < 1
    assert write(engine, "Is water wet? Answer Yes or No.") == expected


@every_llm
def test_a_character_is_written_whole_or_not_at_all(engine: Engine) -> None:
    # The model answers with a globe again and again; its emoji take several tokens each.
    whole = write(engine, "Repeat exactly: 日本語 😀 é", max_tokens=11)
    assert not whole.isascii()
    for max_tokens in range(1, 11):
        pieces = list(engine.stream(ask("Repeat exactly: 日本語 😀 é"), max_tokens=max_tokens))
        assert all("\N{REPLACEMENT CHARACTER}" not in piece for piece in pieces)
        assert whole.startswith("".join(pieces))


@every_llm
def test_a_prompt_that_leaves_no_room_is_an_error(engine: Engine) -> None:
    with pytest.raises(EngineError, match=r"evidence_tokens"):
        write(engine, "word " * (CONTEXT_TOKENS + 50))
    assert write(engine, "word " * (CONTEXT_TOKENS - 100), max_tokens=1) is not None


@every_llm
def test_closing_a_stream_stops_the_computing(engine: Engine) -> None:
    prompt = ask("Tell me a very long story of a dog.")
    wait_until_idle()
    start = time.process_time()
    stream = engine.stream(prompt, max_tokens=400)
    assert len(list(islice(stream, 40))) == 40
    stream.close()
    for_forty = time.process_time() - start
    assert wait_until_idle() < 3 * for_forty  # the whole would take ten times as much


@in_process
def test_closing_a_stream_stops_the_reading_of_its_prompt(engine: Engine) -> None:
    prompt = ask("A quick brown fox. " * 90)
    stream = engine.stream(prompt, max_tokens=1)
    assert next(stream) == ""
    stream.close()
    wait_until_idle()
    # Had it been read to its end, next to nothing would be left to read now.
    assert batches(engine, prompt) > 3


@in_process
def test_what_a_prompt_shares_with_an_earlier_one_is_not_read_again(engine: Engine) -> None:
    shared = "The lazy dog sleeps. " * 70
    first = batches(engine, ask(shared + "What sleeps?"))
    assert first > 4
    assert batches(engine, ask(shared + "Who sleeps here?")) < first / 2


@in_process
def test_a_conversation_that_goes_on_after_another_is_not_read_from_its_beginning(engine: Engine) -> None:
    mine, other = "Our old boat leaves at six. " * 60, "Seven green birds sing. " * 60
    first = batches(engine, ask(f"{mine}What leaves?"))
    assert batches(engine, ask(f"{other}What sings?")) > 3
    assert batches(engine, ask(f"{mine}And when?")) < first / 2


def batches(engine: Engine, prompt: Prompt) -> int:
    """How many empty pieces come before the first word: one for every batch of the prompt that is read."""
    stream = engine.stream(prompt, max_tokens=1)
    return sum(1 for _ in takewhile(lambda piece: piece == "", stream))


@pytest.mark.weights
@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["Plain words.", "1,234.50 €", "日本語のテキスト", "Krankenversicherung", "a\n\n\tb  c", "<|im_end|>"]
)
def test_engines_agree_on_the_number_of_tokens(
    text: str, llamacpp: Engine, transformers: Engine, openvino: Engine, openai: Engine
) -> None:
    assert transformers.count_tokens(text) == openvino.count_tokens(text)
    if "<|" not in text:  # which llama.cpp counts as plain text
        assert llamacpp.count_tokens(text) == transformers.count_tokens(text)
    if text.isascii():  # of other scripts, this small tokenizer makes more tokens than any large one
        assert openai.count_tokens(text) >= llamacpp.count_tokens(text)


@pytest.mark.weights
@pytest.mark.slow
def test_a_real_endpoint_refuses_a_wrong_key(openai: OpenAIEngine) -> None:
    wrong = OpenAIEngine(openai._endpoints[0].base_url, model="smollm", api_key="sk-wrong")
    with closing(wrong), pytest.raises(EngineError, match="QUOTH_API_KEY"):
        write(wrong, "Hello?")


@pytest.mark.parametrize("engine", ["extractive", "scripted"], indirect=True)
def test_closing_twice_is_allowed(engine: Engine) -> None:
    engine.close()
    engine.close()
