from __future__ import annotations

import json
import pickle
import threading
from collections.abc import Iterator
from contextlib import closing
from itertools import islice, takewhile
from pathlib import Path

import pytest
import torch
from tiny_gguf import HYBRID_TEMPLATES, THINKING_TEMPLATE, save_tiny_gguf
from tiny_llama import TEMPLATE, save_tiny_llama

from index.errors import EngineError
from qa.engines.transformers_engine import TransformersEngine
from qa.records import Message, Prompt


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_llama(tmp_path_factory.mktemp("tiny"))


@pytest.fixture
def engine(folder: Path) -> Iterator[TransformersEngine]:
    with closing(TransformersEngine(folder, name="tiny", threads=1)) as engine:
        yield engine


def ask(question: str) -> Prompt:
    return Prompt((), (Message("user", question),))


def write(engine: TransformersEngine, question: str, max_tokens: int = 20) -> str:
    pieces = engine.stream(ask(question), max_tokens=max_tokens)
    return "".join(piece for piece in pieces if isinstance(piece, str))


def batches(engine: TransformersEngine, question: str) -> int:
    return sum(1 for _ in takewhile(lambda piece: piece == "", engine.stream(ask(question), max_tokens=20)))


@pytest.mark.parametrize("name", HYBRID_TEMPLATES)
def test_a_model_that_can_think_or_not_answers_at_once_and_is_asked_for_its_first_word(
    name: str, tmp_path: Path
) -> None:
    path = save_tiny_gguf(tmp_path / f"{name}.gguf", template=HYBRID_TEMPLATES[name])
    with closing(TransformersEngine(path, name=name, threads=1)) as engine:
        assert not engine.thinks
        assert engine._chat(ask("Who?")).endswith("</think>\n\n")
        assert engine.probability(ask("Who?"), "Yes", "No") == pytest.approx(0.756, abs=0.02)
        assert write(engine, "Who?", 3) == "YesYesYes"


def test_a_model_that_always_thinks_is_not_asked_for_its_first_word(tmp_path: Path) -> None:
    folder = save_tiny_llama(tmp_path, template=THINKING_TEMPLATE)
    with closing(TransformersEngine(folder, name="deepseek-r1", threads=1)) as engine:
        assert engine.thinks
        assert engine.probability(ask("Who?"), "a", "b") is None


def test_a_kept_prompt_changes_nothing_in_what_is_computed(folder: Path) -> None:
    shared = "The lazy dog sleeps. " * 15

    def probabilities(*questions: str) -> list[float | None]:
        with closing(TransformersEngine(folder, name="tiny", threads=1)) as fresh:
            return [fresh.probability(ask(shared + question), "a", "b") for question in questions]

    cold = [*probabilities("Who?"), *probabilities("Why not?")]
    assert probabilities("Who?", "Why not?") == cold


def test_what_two_prompts_share_is_read_once_in_whole_batches(engine: TransformersEngine) -> None:
    shared = "x" * 200
    assert batches(engine, shared + "Who?") >= 4
    assert 1 <= batches(engine, shared + "Why?") <= 2


def test_a_stream_that_is_closed_while_it_reads_keeps_nothing(engine: TransformersEngine) -> None:
    stream = engine.stream(ask("x" * 200), max_tokens=5)
    assert next(stream) == ""
    stream.close()
    assert not engine._kept


def test_a_suspended_stream_does_not_hold_up_the_others(engine: TransformersEngine) -> None:
    expected = write(engine, "Who?")
    with closing(engine.stream(ask("Why?"), max_tokens=20)) as suspended:
        list(islice(suspended, 3))
        assert write(engine, "Who?") == expected


def test_many_threads_get_each_their_own_text(engine: TransformersEngine) -> None:
    questions = [f"{'x' * 30 * n}?" for n in range(6)]
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


def test_the_answer_ends_where_the_context_does(engine: TransformersEngine) -> None:
    room = engine.context_tokens - len(engine._ids(engine._chat(ask("x" * 490))))
    assert 0 < room < 30
    tokens = [token for token in engine._tokens(engine._ids(engine._chat(ask("x" * 490))), 1000, 0) if token]
    assert len(tokens) <= room


def test_a_prompt_as_long_as_the_context_is_an_error(engine: TransformersEngine) -> None:
    with pytest.raises(EngineError, match=r"The prompt has 514 tokens, but tiny has room for 512.*evidence_tokens"):
        write(engine, "x" * 511)


def test_the_context_is_at_most_what_the_model_was_trained_on(folder: Path) -> None:
    assert TransformersEngine(folder, name="tiny", threads=1, context_tokens=4096).context_tokens == 512
    assert TransformersEngine(folder, name="tiny", threads=1, context_tokens=100).context_tokens == 100


def test_a_template_that_opens_a_thought_is_noticed(tmp_path: Path) -> None:
    thinker = save_tiny_llama(
        tmp_path, template=TEMPLATE.replace("<|assistant|>{% endif", "<|assistant|><think>\n{% endif")
    )
    with closing(TransformersEngine(thinker, name="thinker", threads=1)) as engine:
        assert write(engine, "Why?") == ""  # all of it is a thought without an end


def test_a_family_that_must_be_sampled_writes_the_same_for_the_same_prompt(folder: Path) -> None:
    with closing(TransformersEngine(folder, name="deepseek-r1-tiny", threads=1)) as engine:
        first = [repr(piece) for piece in engine.stream(ask("Why?"), max_tokens=20)]
        assert [repr(piece) for piece in engine.stream(ask("Why?"), max_tokens=20)] == first
    with closing(TransformersEngine(folder, name="tiny", threads=1)) as engine:
        assert [repr(piece) for piece in engine.stream(ask("Why?"), max_tokens=20)] != first


def test_a_model_that_cannot_chat_is_refused(tmp_path: Path) -> None:
    save_tiny_llama(tmp_path, template=None)
    with pytest.raises(EngineError, match=r"no chat template.*Instruct"):
        TransformersEngine(tmp_path, name="base")


def test_a_template_that_refuses_a_role_is_an_error_in_its_words(tmp_path: Path) -> None:
    save_tiny_llama(tmp_path, template="{{ raise_exception('No system role') }}")
    with (
        closing(TransformersEngine(tmp_path, name="strict", threads=1)) as engine,
        pytest.raises(EngineError, match="strict cannot be prompted: No system role"),
    ):
        write(engine, "Why?")


def test_closing_the_engine_ends_its_streams(folder: Path) -> None:
    engine = TransformersEngine(folder, name="tiny", threads=1)
    stream = engine.stream(ask("Why?"), max_tokens=20)
    next(stream)
    engine.close()
    engine.close()
    with pytest.raises(EngineError, match="tiny was closed"):
        list(stream)
    with pytest.raises(EngineError, match="tiny was closed"):
        write(engine, "Why?")


def test_weights_that_can_run_code_are_refused(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        if file.suffix == ".json":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "pytorch_model.bin").write_bytes(pickle.dumps({}))
    with pytest.raises(EngineError, match="cannot load"):
        TransformersEngine(tmp_path, name="pickled")


def test_code_that_comes_with_a_model_is_not_run(folder: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "evil.py").write_text(f"open({str(ran)!r}, 'w').close()\nclass Evil: pass\n")
    config = json.loads((tmp_path / "config.json").read_text())
    config |= {"model_type": "evil", "auto_map": {"AutoConfig": "evil.Evil", "AutoModelForCausalLM": "evil.Evil"}}
    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(EngineError, match="cannot load"):
        TransformersEngine(tmp_path, name="evil")
    assert not ran.exists()


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"contains no model, or several.*config\.json"):
        TransformersEngine(tmp_path, name="empty")


def test_a_folder_with_two_gguf_files_leaves_the_choice_to_the_user(tmp_path: Path) -> None:
    for name in ("a.gguf", "b.gguf"):
        (tmp_path / name).write_bytes(b"GGUF")
    with pytest.raises(EngineError, match="or several"):
        TransformersEngine(tmp_path, name="two")


@pytest.mark.parametrize("path", ["people/no-such-model", "/no/such/folder"])
def test_a_model_that_is_nowhere_is_named_in_one_line(path: str) -> None:
    with pytest.raises(EngineError, match=f"cannot load {path}") as caught:
        TransformersEngine(Path(path), name="gone")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("damage", [b"", bytes(100)], ids=["empty", "zeros"])
def test_damaged_weights_are_an_error(folder: Path, tmp_path: Path, damage: bytes) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "model.safetensors").write_bytes(damage)
    with pytest.raises(EngineError, match="cannot load"):
        TransformersEngine(tmp_path, name="damaged")


def test_a_damaged_gguf_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "model.gguf").write_bytes(b"GGUF\x03\0\0\0" + b"\xff" * 100)
    with pytest.raises(EngineError, match="cannot load"):
        TransformersEngine(tmp_path / "model.gguf", name="damaged")


def test_the_model_computes_on_the_gpu_where_there_is_one(engine: TransformersEngine) -> None:
    assert engine._model.device.type == ("cuda" if torch.cuda.is_available() else "cpu")
