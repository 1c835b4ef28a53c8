from __future__ import annotations

import os
import sys

import pytest

from qa.engines import cores

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux says which cores are free")


def test_at_least_one_core_and_no_more_than_the_process_may_use() -> None:
    assert 1 <= (cores.free_cores() or 0) <= len(os.sched_getaffinity(0))


def test_busy_cores_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "_idle_share", lambda _: 0.0)
    assert cores.free_cores() == 1


@pytest.mark.parametrize(
    ("quota", "allowed"), [("max 100000\n", 8), ("200000 100000\n", 2), ("50000 100000\n", 1), (None, 8)]
)
def test_a_container_may_allow_less(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object, quota: str | None, allowed: int
) -> None:
    file = tmp_path / "cpu.max"
    if quota:
        file.write_text(quota)
    monkeypatch.setattr(cores, "_QUOTA", file)
    assert cores._allowed_cores(8) == allowed


def test_where_the_system_does_not_say_the_engine_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(cores, "_CPUS", tmp_path)
    assert cores.free_cores() is None
