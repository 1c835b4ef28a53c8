from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import torch
from tiny_llama import save_tiny_llama

from index.errors import EngineError
from qa import Chatbot, load_settings
from qa.engines import hardware
from qa.engines.hardware import fastest_engine, one_gguf
from qa.engines.transformers_engine import TransformersEngine

only_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux says which cores are idle")


@pytest.fixture
def gguf(tmp_path: Path) -> Path:
    """A folder with a file of 1,000 bytes."""
    (tmp_path / "model.gguf").write_bytes(b"GGUF" * 250)
    return tmp_path


def lend_gpu(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda: (free, 2 * free))


def test_without_a_gpu_llama_cpp_runs_what_it_can(gguf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert fastest_engine(gguf) == fastest_engine(gguf / "model.gguf") == "llamacpp"


def test_a_gpu_is_used_if_it_has_room(gguf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lend_gpu(monkeypatch, 5_000)
    assert fastest_engine(gguf) == "transformers"
    lend_gpu(monkeypatch, 3_000)
    assert fastest_engine(gguf) == "llamacpp"


def test_only_transformers_runs_safetensors_and_it_is_the_default_for_them(tmp_path: Path) -> None:
    folder = save_tiny_llama(tmp_path)
    assert fastest_engine(folder) == "transformers"
    with Chatbot(load_settings(environ={}, model=str(folder))) as chatbot:
        assert isinstance(chatbot.engine, TransformersEngine)


def test_several_gguf_files_leave_the_choice_to_the_user(gguf: Path) -> None:
    (gguf / "other.gguf").write_bytes(b"GGUF")
    with pytest.raises(EngineError, match=r"holds 2 \.gguf files.*QUOTH_MODEL"):
        fastest_engine(gguf)


def test_a_folder_without_gguf_files_is_not_for_llama_cpp(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"holds 0 \.gguf files.*QUOTH_ENGINE=transformers"):
        one_gguf(tmp_path)


@only_linux
def test_at_least_one_core_and_no_more_than_the_process_may_use() -> None:
    assert 1 <= (hardware.idle_cores() or 0) <= len(os.sched_getaffinity(0))


@only_linux
def test_busy_cores_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardware, "_idle_share", lambda _: 0.0)
    assert hardware.idle_cores() == 1


@only_linux
@pytest.mark.parametrize(
    ("quota", "allowed"), [("max 100000\n", 8), ("200000 100000\n", 2), ("50000 100000\n", 1), (None, 8)]
)
def test_a_container_may_allow_less(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object, quota: str | None, allowed: int
) -> None:
    file = tmp_path / "cpu.max"
    if quota:
        file.write_text(quota)
    monkeypatch.setattr(hardware, "_QUOTA", file)
    assert hardware._allowed_cores(8) == allowed


@only_linux
def test_where_the_system_does_not_say_the_engine_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(hardware, "_CPUS", tmp_path)
    assert hardware.idle_cores() is None
