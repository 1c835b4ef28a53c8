from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tiny_gguf import HYBRID_TEMPLATES, THINKING_TEMPLATE, save_tiny_gguf

from index.errors import EngineError
from qa.engines.families import template_options
from qa.engines.llamacpp_engine import LlamaCppEngine
from qa.records import Message, Prompt

QUESTION = Prompt((), (Message("user", "Does it leave at six?"),))
LONG_STORY = Prompt((), (Message("user", "Tell me a very long story."),))


@pytest.fixture(scope="module")
def engine(smollm: Path) -> Iterator[LlamaCppEngine]:
    with closing(LlamaCppEngine(smollm, name="smollm", context_tokens=100_000, threads=1)) as engine:
        yield engine


def test_missing_weights_name_the_file_and_the_cure(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"gone\.gguf cannot be read: No such file.*quoth weights"):
        LlamaCppEngine(tmp_path / "gone.gguf", name="gone")


@pytest.mark.parametrize("name", HYBRID_TEMPLATES)
def test_a_model_that_can_think_or_not_answers_at_once_and_is_asked_for_its_first_word(
    name: str, tmp_path: Path
) -> None:
    path = save_tiny_gguf(tmp_path / f"{name}.gguf", template=HYBRID_TEMPLATES[name])
    with closing(LlamaCppEngine(path, name=name, threads=1)) as engine:
        assert not engine.thinks
        assert engine.probability(QUESTION, "Yes", "No") == pytest.approx(0.756, abs=0.02)
        assert "".join(map(str, engine.stream(QUESTION, max_tokens=3))) == "YesYesYes"
        told = {"chat_template_kwargs": template_options(engine._family)}
        messages = [{"role": "user", "content": "Who?"}]
        assert "</think>" in engine._ask("/apply-template", {"messages": messages, **told})["prompt"]


def test_a_model_that_always_thinks_is_not_asked_for_its_first_word(tmp_path: Path) -> None:
    path = save_tiny_gguf(tmp_path / "r1.gguf", template=THINKING_TEMPLATE)
    with closing(LlamaCppEngine(path, name="deepseek-r1", threads=1)) as engine:
        assert engine.thinks
        assert engine.probability(QUESTION, "Yes", "No") is None


def test_a_folder_is_not_a_model(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="cannot be read: Is a directory"):
        LlamaCppEngine(tmp_path, name="folder")


@pytest.mark.parametrize("content", [b"", b"GG", b"PK\x03\x04 a zip"])
def test_another_kind_of_file_is_distinguished_from_a_damaged_one(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    with pytest.raises(EngineError, match=r"model\.gguf is not a GGUF file"):
        LlamaCppEngine(path, name="odd")


@pytest.mark.parametrize("content", [b"GGUF", b"GGUF\x03\0\0\0" + b"\xff" * 5000])
def test_damaged_weights_are_one_clear_error_and_no_noise(
    tmp_path: Path, content: bytes, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    with pytest.raises(EngineError, match=r"cannot load .*model\.gguf: the file is damaged.*quoth weights"):
        LlamaCppEngine(path, name="damaged")
    assert capfd.readouterr().out == ""
    assert [file.name for file in tmp_path.iterdir()] == ["model.gguf"]


@pytest.mark.weights
@pytest.mark.slow
def test_weights_that_end_too_soon_are_damaged(smollm: Path, tmp_path: Path) -> None:
    path = tmp_path / "half.gguf"
    path.write_bytes(smollm.read_bytes()[:40_000_000])
    with pytest.raises(EngineError, match="damaged"):
        LlamaCppEngine(path, name="half")


@pytest.mark.weights
@pytest.mark.slow
def test_loading_and_writing_print_nothing(smollm: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with closing(LlamaCppEngine(smollm, name="smollm", context_tokens=512, threads=1)) as engine:
        list(engine.stream(LONG_STORY, max_tokens=2))
    assert capfd.readouterr() == ("", "")


@pytest.mark.weights
@pytest.mark.slow
def test_the_context_is_at_most_what_the_model_was_trained_on(engine: LlamaCppEngine) -> None:
    assert engine.context_tokens == 8192


@pytest.mark.weights
@pytest.mark.slow
def test_only_the_user_can_reach_the_model_and_over_no_port(engine: LlamaCppEngine) -> None:
    assert engine._socket.is_socket()
    assert engine._socket.parent.stat().st_mode & 0o777 == 0o700
    assert engine._server.listening_address == f"unix://{engine._socket}"


@pytest.mark.weights
@pytest.mark.slow
def test_a_third_question_waits_its_turn_and_can_be_closed_meanwhile(engine: LlamaCppEngine) -> None:
    with (
        closing(engine.stream(LONG_STORY, max_tokens=600)) as one,
        closing(engine.stream(LONG_STORY, max_tokens=600)) as two,
    ):
        assert "".join(next(one) for _ in range(9))
        assert "".join(next(two) for _ in range(9))
        waiting = engine.stream(LONG_STORY, max_tokens=5)
        assert next(waiting) == ""
        waiting.close()
        assert engine.count_tokens("one two") == 2
    assert "".join(engine.stream(LONG_STORY, max_tokens=5))


@pytest.mark.weights
@pytest.mark.slow
def test_closing_the_engine_ends_its_streams(smollm: Path) -> None:
    engine = LlamaCppEngine(smollm, name="smollm", threads=1)
    held = engine.stream(LONG_STORY, max_tokens=3000)
    next(held)
    ends: list[str] = []

    def read() -> None:
        with pytest.raises(EngineError) as caught:
            list(engine.stream(LONG_STORY, max_tokens=3000))
        ends.append(str(caught.value))

    reader = threading.Thread(target=read)
    reader.start()
    time.sleep(0.5)
    engine.close()
    engine.close()
    reader.join(30)
    with pytest.raises(EngineError) as caught:
        list(held)
    assert [*ends, str(caught.value)] == ["smollm was closed before it finished. Ask again."] * 2
    assert not engine._socket.parent.exists()
    with pytest.raises(EngineError):
        engine.count_tokens("one")


@pytest.mark.weights
@pytest.mark.slow
def test_one_engine_outlives_another(smollm: Path) -> None:
    one, two = (LlamaCppEngine(smollm, name=name, context_tokens=512, threads=1) for name in ("one", "two"))
    one.close()
    with closing(two):
        assert "".join(two.stream(LONG_STORY, max_tokens=5))
