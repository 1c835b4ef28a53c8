from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest

from index.errors import EngineError
from qa import Chatbot, load_settings
from qa.engines.openvino_engine import KEPT_PROMPTS, OpenVinoEngine
from qa.records import Message, Prompt

ROOT = Path(__file__).parent.parent
CONTEXT_TOKENS = 512
STORY = "A boat leaves at six. It is fast. " * 20


@pytest.fixture(scope="module")
def engine(smollm_openvino: Path) -> Iterator[OpenVinoEngine]:
    with closing(fresh(smollm_openvino)) as engine:
        yield engine


def fresh(folder: Path, name: str = "smollm") -> OpenVinoEngine:
    return OpenVinoEngine(folder, name=name, context_tokens=CONTEXT_TOKENS, threads=1)


def ask(question: str) -> Prompt:
    return Prompt((), (Message("user", question),))


def write(engine: OpenVinoEngine, question: str, max_tokens: int = 12) -> str:
    return "".join(map(str, engine.stream(ask(question), max_tokens=max_tokens)))


@pytest.mark.slow
@pytest.mark.parametrize("module", ["openvino_engine", "openvino_convert; import openvino_genai"])
def test_importing_openvino_reports_to_nobody(module: str, tmp_path: Path) -> None:
    (tmp_path / "openvino_telemetry").mkdir()
    (tmp_path / "openvino_telemetry" / "__init__.py").write_text("raise SystemExit('reported')")
    command = [sys.executable, "-c", f"import qa.engines.{module}"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_folder_without_a_model_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"OpenVINO cannot load .*Check its name") as caught:
        fresh(tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.weights
@pytest.mark.slow
def test_a_damaged_model_is_one_clear_line(smollm_openvino: Path, tmp_path: Path) -> None:
    for path in smollm_openvino.iterdir():
        if path.suffix != ".bin":
            shutil.copy(path, tmp_path)
    (tmp_path / "openvino_model.bin").write_bytes(bytes(1000))
    with pytest.raises(EngineError, match=r"OpenVINO cannot load .*Check its name") as caught:
        fresh(tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.weights
@pytest.mark.slow
def test_a_folder_is_run_as_it_is(smollm_openvino: Path) -> None:
    settings = load_settings(environ={}, engine="openvino", model=str(smollm_openvino), threads=1)
    with Chatbot(settings) as chatbot:
        assert isinstance(chatbot.engine, OpenVinoEngine)
        assert chatbot.engine.context_tokens == 4096


@pytest.mark.weights
@pytest.mark.slow
def test_a_prompt_may_fill_the_context_but_for_one_token(engine: OpenVinoEngine) -> None:
    def tokens(words: int) -> int:
        return len(engine._tokenizer.encode(engine._chat(ask("word " * words)), add_special_tokens=False))

    words = CONTEXT_TOKENS - 1 - tokens(0) + 1
    words += CONTEXT_TOKENS - 1 - tokens(words)
    assert tokens(words) == CONTEXT_TOKENS - 1
    assert engine.count_tokens(write(engine, "word " * words, max_tokens=50)) <= 1
    with pytest.raises(EngineError, match="The prompt has 512 tokens, but smollm has room for 512"):
        write(engine, "word " * (words + 1))


@pytest.mark.weights
@pytest.mark.slow
def test_after_a_stop_at_any_moment_the_next_answer_is_that_of_a_fresh_engine(smollm_openvino: Path) -> None:
    questions = [f"{STORY}When does it leave?", f"{STORY}Write the text again, please.", "Tell me of a dog."]
    with closing(fresh(smollm_openvino)) as engine:
        expected = [write(engine, question) for question in questions]
    for number, question in enumerate(questions):
        with closing(fresh(smollm_openvino)) as engine:
            for pieces in (1, 2, 4, 7, 11, 16):
                stopped = engine.stream(ask(questions[(number + pieces) % 3]), max_tokens=30)
                list(islice(stopped, pieces))
                stopped.close()
                assert write(engine, question) == expected[number]


@pytest.mark.weights
@pytest.mark.slow
def test_tokens_that_are_guessed_change_nothing_in_the_text(engine: OpenVinoEngine, smollm_openvino: Path) -> None:
    question = f"{STORY}The dog sleeps in the sun [1]. Repeat all of the text above."
    forward, rows = engine._forward, []
    with closing(fresh(smollm_openvino)) as plain:
        plain.guessed_tokens = 0
        expected = write(plain, question, max_tokens=60)
    engine._forward = lambda ids, memory, wanted=1: rows.append(wanted) or forward(ids, memory, wanted)
    try:
        assert write(engine, question, max_tokens=60) == expected
    finally:
        del engine._forward
    assert max(rows) > 1, "it guesses where a text is copied"
    assert len(rows) < 60, "and saves passes"


@pytest.mark.weights
@pytest.mark.slow
def test_ten_people_at_once_get_each_their_own_answer(engine: OpenVinoEngine) -> None:
    questions = [f"{'A boat leaves. ' * 9 * (n % 3)}What is {n} plus {n}?" for n in range(10)]
    alone = [write(engine, question) for question in questions]
    together: dict[str, str] = {}
    threads = [
        threading.Thread(target=lambda question=question: together.update({question: write(engine, question)}))
        for question in questions
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[question] for question in questions] == alone
    assert len(engine._idle) <= KEPT_PROMPTS


@pytest.mark.weights
@pytest.mark.slow
def test_a_decision_and_its_answer_share_what_they_read_and_nothing_else(smollm_openvino: Path) -> None:
    decide, answer = f"{STORY}Does it leave? Write Yes or No.", f"{STORY}When does it leave?"
    with closing(fresh(smollm_openvino)) as engine:
        alone = write(engine, answer)
        odds = engine.probability(ask(decide), "Yes", "No")
    with closing(fresh(smollm_openvino)) as engine:
        assert engine.probability(ask(decide), "Yes", "No") == odds
        assert write(engine, answer) == alone
        assert engine.probability(ask(decide), "Yes", "No") == odds


@pytest.mark.weights
@pytest.mark.slow
def test_a_family_that_must_be_sampled_writes_the_same_for_the_same_prompt(smollm_openvino: Path) -> None:
    with closing(fresh(smollm_openvino, "deepseek-r1-smollm")) as engine:
        first = write(engine, "Tell me a story.", 20)
        assert write(engine, "Tell me a story.", 20) == first
        assert engine.probability(ask("Is it so?"), "Yes", "No") is None


@pytest.mark.weights
@pytest.mark.slow
def test_closing_the_engine_ends_its_streams(smollm_openvino: Path) -> None:
    engine = fresh(smollm_openvino)
    stream = engine.stream(ask("Why?"), max_tokens=20)
    next(stream)
    engine.close()
    engine.close()
    with pytest.raises(EngineError, match="smollm was closed"):
        list(stream)
    with pytest.raises(EngineError, match="smollm was closed"):
        write(engine, "Why?")


@pytest.mark.weights
@pytest.mark.slow
def test_loading_and_writing_print_nothing(smollm_openvino: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with closing(fresh(smollm_openvino)) as engine:
        write(engine, "Why?", 2)
    assert capfd.readouterr() == ("", "")
