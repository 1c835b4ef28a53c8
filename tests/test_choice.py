"""The choice of the fastest engine: measured once, remembered, and never a reason to fail."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from fakes import ScriptedEngine
from tiny_gguf import save_tiny_gguf
from tiny_llama import save_tiny_llama

from index.errors import EngineError
from qa import Chatbot, load_settings
from qa.engines import choice
from qa.engines.choice import fastest, possible_engines, seconds_of
from qa.engines.engine import Engine
from qa.engines.transformers_engine import TransformersEngine
from qa.records import Prompt


def compute(seconds: float) -> None:
    """Compute for so many seconds."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


class PacedEngine(ScriptedEngine):
    """Reads a prompt in so many seconds of computing, and writes a word in so many."""

    def __init__(self, name: str, read_s: float, write_s: float) -> None:
        super().__init__("The last boat leaves the island at twenty to seven.")
        self.name = name
        self.read_s, self.write_s = read_s, write_s
        self.closed = False

    def read(self, prompt: Prompt) -> Iterator[None]:
        compute(self.read_s)
        yield from super().read(prompt)

    def stream(self, prompt: Prompt, *, max_tokens: int) -> Iterator[str]:
        for piece in super().stream(prompt, max_tokens=max_tokens):
            compute(self.write_s)
            yield piece

    def close(self) -> None:
        self.closed = True


class Loader:
    """Loads paced engines, and remembers them."""

    def __init__(self) -> None:
        self.loaded: list[PacedEngine] = []

    def of(self, name: str, read_s: float, write_s: float) -> Callable[[], Engine]:
        def load() -> Engine:
            self.loaded.append(PacedEngine(name, read_s, write_s))
            return self.loaded[-1]

        return load


@pytest.fixture
def loader() -> Loader:
    return Loader()


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF")
    return path


def lend_gpu(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: free > 0)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda: (free, 2 * free))


def test_on_a_processor_llama_cpp_or_openvino_run_a_gguf_file(
    weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lend_gpu(monkeypatch, 0)
    monkeypatch.setattr(choice, "has_room", lambda *_: True)
    assert possible_engines(weights, tmp_path) == possible_engines(weights.parent, tmp_path) == ["llamacpp", "openvino"]


@pytest.mark.parametrize("missing", ["package", "memory", "vectors"])
def test_where_openvino_cannot_run_it_llama_cpp_does(
    missing: str, weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lend_gpu(monkeypatch, 0)
    monkeypatch.setattr(choice, "has_room", lambda *_: missing != "memory")
    monkeypatch.setattr(choice, "has_vectors", lambda: missing != "vectors")
    monkeypatch.setattr(choice, "find_spec", lambda _: None if missing == "package" else object())
    assert possible_engines(weights, tmp_path) == ["llamacpp"]


def test_a_gpu_is_used_if_it_has_room(weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights.write_bytes(b"GGUF" * 250)
    lend_gpu(monkeypatch, 5_000)
    assert possible_engines(weights, tmp_path) == ["transformers"]
    lend_gpu(monkeypatch, 3_000)
    assert possible_engines(weights, tmp_path)[0] == "llamacpp"


def test_a_gpu_is_not_used_for_a_kind_of_model_that_transformers_cannot_unpack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lend_gpu(monkeypatch, 10**9)
    assert possible_engines(save_tiny_gguf(tmp_path / "m.gguf"), tmp_path) == ["transformers"]
    file = tmp_path / "n.gguf"
    file.write_bytes((tmp_path / "m.gguf").read_bytes().replace(b"llama", b"qwen9", 1))
    assert possible_engines(file, tmp_path)[0] == "llamacpp"


def test_only_transformers_runs_safetensors_and_it_is_the_default_for_them(tmp_path: Path) -> None:
    folder = save_tiny_llama(tmp_path)
    assert possible_engines(folder, tmp_path) == ["transformers"]
    with Chatbot(load_settings(environ={}, model=str(folder))) as chatbot:
        assert isinstance(chatbot.engine, TransformersEngine)


def test_a_folder_in_openvinos_form_is_run_by_openvino_alone(tmp_path: Path) -> None:
    (tmp_path / "openvino_model.xml").write_text("<net/>")
    assert possible_engines(tmp_path, tmp_path) == ["openvino"]


def test_several_gguf_files_leave_the_choice_to_the_user(weights: Path, tmp_path: Path) -> None:
    (tmp_path / "other.gguf").write_bytes(b"GGUF")
    with pytest.raises(EngineError, match=r"contains 2 \.gguf files.*QUOTH_MODEL"):
        possible_engines(weights.parent, tmp_path)


def refuse() -> Engine:
    raise EngineError("It does not know this kind of model.")


def test_what_reads_faster_wins_though_it_writes_a_little_slower(loader: Loader, weights: Path, tmp_path: Path) -> None:
    load = {"slow": loader.of("slow", 0.3, 0.001), "quick": loader.of("quick", 0.05, 0.002)}
    assert fastest(load, weights, cache=tmp_path, threads=None).name == "quick"
    assert [engine.closed for engine in loader.loaded] == [True, False], "one after the other is in memory"


def test_the_first_is_loaded_again_where_it_is_faster(loader: Loader, weights: Path, tmp_path: Path) -> None:
    load = {"quick": loader.of("quick", 0.05, 0.001), "slow": loader.of("slow", 0.3, 0.001)}
    assert fastest(load, weights, cache=tmp_path, threads=None).name == "quick"
    assert [engine.closed for engine in loader.loaded] == [True, True, False]


def test_a_reasoning_model_is_judged_by_what_it_writes() -> None:
    reader, writer = PacedEngine("reader", 0.01, 0.004), PacedEngine("writer", 0.1, 0.001)
    assert seconds_of(reader) < seconds_of(writer)
    reader.thinks = writer.thinks = True
    assert seconds_of(reader) > seconds_of(writer)


def test_waiting_for_the_processor_does_not_count() -> None:
    class Waiting(PacedEngine):
        def read(self, prompt: Prompt) -> Iterator[None]:
            time.sleep(0.3)  # as if other programs were computing
            yield from super().read(prompt)

    assert seconds_of(Waiting("waiting", 0.001, 0.001)) < seconds_of(PacedEngine("slow", 0.1, 0.001))


def test_it_is_measured_once_and_remembered(loader: Loader, weights: Path, tmp_path: Path) -> None:
    load = {"slow": loader.of("slow", 0.4, 0.001), "quick": loader.of("quick", 0.01, 0.001)}
    for measured in (2, 3):
        assert fastest(load, weights, cache=tmp_path, threads=2).name == "quick"
        assert len(loader.loaded) == measured
    assert fastest(load, weights, cache=tmp_path, threads=1).name == "quick"
    assert len(loader.loaded) == 5, "with other threads it is measured anew"


def test_another_version_or_another_file_is_measured_again(
    loader: Loader, weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = {"a": loader.of("a", 0.001, 0.001), "b": loader.of("b", 0.3, 0.001)}
    fastest(load, weights, cache=tmp_path, threads=None)
    weights.write_bytes(b"GGUF, and more")
    fastest(load, weights.parent, cache=tmp_path, threads=None)
    assert len(loader.loaded) == 6
    monkeypatch.setattr(choice, "version", lambda _: "2031.1")
    fastest(load, weights, cache=tmp_path, threads=None)
    assert len(loader.loaded) == 9


def test_an_engine_that_cannot_run_the_weights_is_not_chosen_nor_tried_again(
    loader: Loader, weights: Path, tmp_path: Path
) -> None:
    tried: list[str] = []

    def fail() -> Engine:
        tried.append("openvino")
        return refuse()

    load = {"llamacpp": loader.of("llamacpp", 0.001, 0.001), "openvino": fail}
    for _ in range(2):
        assert fastest(load, weights, cache=tmp_path, threads=None).name == "llamacpp"
    assert tried == ["openvino"]


def test_where_none_can_the_first_says_why(weights: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="does not know this kind"):
        fastest({"llamacpp": refuse, "openvino": refuse}, weights, cache=tmp_path, threads=None)


def test_the_only_engine_is_not_measured(loader: Loader, weights: Path, tmp_path: Path) -> None:
    assert fastest({"only": loader.of("only", 9, 9)}, weights, cache=tmp_path, threads=None).name == "only"
    assert not (tmp_path / choice.FILE).exists()


@pytest.mark.parametrize("content", ["", "[]", '{"x": 1', "\udcff"])
def test_a_damaged_memory_is_written_again(loader: Loader, weights: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / choice.FILE).write_text(content, encoding="utf-8", errors="surrogateescape")
    load = {"a": loader.of("a", 0.001, 0.001), "b": loader.of("b", 0.3, 0.001)}
    for measured in (3, 4):
        fastest(load, weights, cache=tmp_path, threads=None)
        assert len(loader.loaded) == measured


def test_a_cache_that_cannot_be_written_is_no_reason_to_fail(loader: Loader, weights: Path) -> None:
    load = {"a": loader.of("a", 0.001, 0.001), "b": loader.of("b", 0.3, 0.001)}
    assert fastest(load, weights, cache=weights / "no folder", threads=None).name == "a"


def test_an_engine_that_writes_nothing_can_be_measured() -> None:
    silent = PacedEngine("silent", 0.001, 0.001)
    silent.text = ""
    assert seconds_of(silent) > 0
