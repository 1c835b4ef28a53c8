from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import torch

from index.errors import EngineError
from qa.engines import hardware
from qa.engines.hardware import one_gguf

only_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux says which cores are idle")


def test_a_folder_without_gguf_files_is_not_for_llama_cpp(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"contains 0 \.gguf files.*QUOTH_ENGINE=transformers"):
        one_gguf(tmp_path)


@only_linux
def test_at_least_one_core_and_no_more_than_the_process_may_use() -> None:
    assert 1 <= (hardware.idle_cores() or 0) <= len(os.sched_getaffinity(0))


@only_linux
def test_busy_cores_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardware, "_idle_share", lambda _: 0.0)
    assert hardware.idle_cores() == 1
    assert hardware.usable_cores() == hardware._physical_cores()


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


@pytest.mark.parametrize(
    ("machine", "able", "has"),
    [("x86_64", "AVX512", True), ("AMD64", "AVX2", True), ("x86_64", "DEFAULT", False), ("aarch64", "DEFAULT", True)],
)
def test_a_processor_without_vectors_is_reported(
    monkeypatch: pytest.MonkeyPatch, machine: str, able: str, has: bool
) -> None:
    monkeypatch.setattr("platform.machine", lambda: machine)
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: able)
    assert hardware.has_vectors() == has


@only_linux
def test_some_memory_is_available() -> None:
    assert 10**6 < (hardware.available_memory() or 0) < 10**14


@pytest.mark.parametrize(
    ("limit", "available"),
    [("max\n", 8_000), ("9000000\n", 5_500), (None, 8_000), ("no number\n", 8_000), ("1000\n", 0)],
)
def test_a_container_may_allow_less_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, limit: str | None, available: int
) -> None:
    (tmp_path / "meminfo").write_text("MemTotal: 16000 kB\nMemAvailable: 8000 kB\n")
    if limit:
        (tmp_path / "memory.max").write_text(limit)
    (tmp_path / "memory.current").write_text("4000000\n")
    (tmp_path / "memory.stat").write_text("anon 3500000\nfile 500000\n")
    monkeypatch.setattr(hardware, "_MEMORY", tmp_path / "meminfo")
    monkeypatch.setattr(hardware, "_GROUP", tmp_path)
    assert hardware.available_memory() == pytest.approx(available * 1000, rel=0.03)


def test_where_the_system_does_not_say_memory_is_unknown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(hardware, "_MEMORY", tmp_path / "none")
    assert hardware.available_memory() is None
