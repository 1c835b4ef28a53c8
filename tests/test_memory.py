"""A model that is larger than the memory is refused before it is loaded, and nothing that runs is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from tiny_gguf import save_tiny_gguf
from tiny_llama import save_tiny_llama

from index.errors import EngineError
from index.weights.models import catalogue
from qa import Chatbot, load_settings
from qa.engines import hardware, memory
from qa.engines.memory import needed_memory, require_memory, runs_in, warning_of

GB = 10**9
DEFAULT = catalogue()["qwen2.5-coder-1.5b"]
LARGE = catalogue()["deepseek-r1-0528-qwen3-8b"]


def lend(monkeypatch: pytest.MonkeyPatch, *, free: float, whole: float, gpu: float = 0) -> None:
    """A machine with so many bytes of memory."""
    monkeypatch.setattr(memory, "available_memory", lambda: int(free))
    monkeypatch.setattr(memory, "machine_memory", lambda: int(whole))
    monkeypatch.setattr(torch.cuda, "is_available", lambda: gpu > 0)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda: (int(gpu), int(gpu)))


def sparse(path: Path, size: float) -> Path:
    """A file of this size that takes no space."""
    with path.open("wb") as file:
        file.truncate(int(size))
    return path


@pytest.mark.parametrize("free", [0.5, 1.2, 2, 3.5])
def test_the_default_model_is_never_refused_on_a_laptop_with_4_gb(
    free: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lend(monkeypatch, free=free * GB, whole=3.8 * GB)
    require_memory(sparse(tmp_path / "m.gguf", DEFAULT.size), DEFAULT.name, "llamacpp")
    assert warning_of(DEFAULT) == ""


@pytest.mark.parametrize(("engine", "needs"), [("llamacpp", "6.0"), ("openvino", "7.0"), ("transformers", "17.1")])
def test_a_larger_model_than_the_memory_is_one_line_with_the_need_what_is_free_and_the_cure(
    engine: str, needs: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lend(monkeypatch, free=3 * GB, whole=8 * GB)
    file = sparse(tmp_path / "m.gguf", LARGE.size)
    for weights in (file, tmp_path):
        with pytest.raises(
            EngineError, match=rf"^big needs at least {needs} GB of memory, and 3\.0 GB are free\."
        ) as one:
            require_memory(weights, "big", engine)
        assert "\n" not in str(one.value)
        assert "`quoth weights --list`" in str(one.value)
        assert "QUOTH_ENGINE=openai" in str(one.value)


def test_it_is_said_before_the_model_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lend(monkeypatch, free=1e5, whole=1e5)
    model = sparse(tmp_path / "m.gguf", 10**6)  # not a GGUF file, which llama.cpp would say
    with (
        Chatbot(load_settings(environ={}, model=str(model), engine="llamacpp")) as chatbot,
        pytest.raises(EngineError, match="needs at least"),
    ):
        _ = chatbot.engine


def test_a_model_that_fits_is_loaded(tmp_path: Path) -> None:
    model = save_tiny_gguf(tmp_path / "m.gguf")
    with Chatbot(load_settings(environ={}, model=str(model), engine="llamacpp", threads=1)) as chatbot:
        assert chatbot.engine.name == str(model)


def test_each_engine_counts_the_files_that_it_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lend(monkeypatch, free=3 * GB, whole=3 * GB)
    folder = save_tiny_llama(tmp_path / "tiny")
    sparse(folder / "consolidated.safetensors", 9 * GB)  # the same weights in another form
    require_memory(folder, "tiny", "transformers")
    require_memory(folder, "tiny", "openvino")
    sparse(folder / "openvino_model.bin", 9 * GB)
    with pytest.raises(EngineError, match=r"12\.6 GB"):
        require_memory(folder, "tiny", "openvino")
    sparse(folder / "model-00002-of-00002.safetensors", 9 * GB)
    with pytest.raises(EngineError, match=r"9\.0 GB"):
        require_memory(folder, "tiny", "transformers")


def test_on_a_gpu_its_memory_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = sparse(tmp_path / "m.gguf", LARGE.size)
    lend(monkeypatch, free=3 * GB, whole=8 * GB, gpu=24 * GB)
    require_memory(file, "big", "transformers")
    lend(monkeypatch, free=99 * GB, whole=99 * GB, gpu=8 * GB)
    with pytest.raises(EngineError, match=r"17\.1 GB of memory of the GPU, and 8\.0 GB are free"):
        require_memory(file, "big", "transformers")


def test_where_the_system_does_not_say_every_model_is_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardware, "_MEMORY", tmp_path / "none")
    require_memory(sparse(tmp_path / "m.gguf", 10**13), "big", "llamacpp")
    require_memory(tmp_path / "gone.gguf", "gone", "llamacpp")
    assert hardware.machine_memory() is None
    assert warning_of(LARGE) == ""
    assert runs_in(LARGE, None)


def test_before_a_model_is_fetched_that_does_not_fit_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    lend(monkeypatch, free=3 * GB, whole=4 * GB)
    assert warning_of(LARGE).startswith(
        "deepseek-r1-0528-qwen3-8b needs at least 6.0 GB of memory, and 3.0 GB are free"
    )
    assert warning_of(catalogue()["all-MiniLM-L6-v2"]) == ""
    lend(monkeypatch, free=3 * GB, whole=4 * GB, gpu=24 * GB)
    assert warning_of(LARGE) == ""
    assert not runs_in(LARGE, needed_memory(DEFAULT))


@pytest.mark.parametrize(("limit", "whole"), [("max\n", 16_000), ("9000000\n", 8_789), (None, 16_000)])
def test_the_memory_of_a_container_is_what_it_may_use(
    limit: str | None, whole: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "meminfo").write_text("MemTotal: 16000 kB\nMemAvailable: 8000 kB\n")
    if limit:
        (tmp_path / "memory.max").write_text(limit)
    monkeypatch.setattr(hardware, "_MEMORY", tmp_path / "meminfo")
    monkeypatch.setattr(hardware, "_GROUP", tmp_path)
    assert hardware.machine_memory() == pytest.approx(whole * 1024, rel=0.001)
