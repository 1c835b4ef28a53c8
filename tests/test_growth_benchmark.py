"""The benchmark of the stores, on a few passages."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks import folder_speed, growth


@pytest.mark.slow
def test_the_benchmark_measures_both_stores(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--passages", "30", "--workers", "2", "--questions", "8"]
    monkeypatch.setattr(sys, "argv", ["growth", *arguments])
    growth.main()
    rows = [line.strip("|").split("|") for line in capsys.readouterr().out.splitlines() if line.startswith("| ")]
    assert [row[1].strip() for row in rows] == ["store", "folder", "PostgreSQL"]
    assert all(float(row[0]) >= 30 for row in rows[1:])
    assert all(float(cell.replace(",", "")) >= 0 for row in rows[1:] for cell in row[2:])


@pytest.mark.slow
def test_a_folder_is_compared_with_that_of_another_checkout(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout = str(Path(__file__).parent.parent)
    monkeypatch.setattr(sys, "argv", ["folder_speed", checkout, "--passages", "30", "--rounds", "1"])
    folder_speed.main()
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| ")]
    assert [row.split("|")[1].strip() for row in rows] == ["", "build, s", "search, ms", "one deletion, s"]
