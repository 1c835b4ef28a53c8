"""The benchmark of the page, with few documents and questions."""

from __future__ import annotations

import pytest

from benchmarks import page

_IN_BROWSER = 2  # figures


@pytest.mark.slow
def test_the_benchmark_names_each_figure_beside_its_goal(capsys: pytest.CaptureFixture[str]) -> None:
    page.main(["--documents", "130", "--questions", "40", "--turns", "30", "--no-browser"])
    rows = [line.strip("| ").split(" | ") for line in capsys.readouterr().out.splitlines() if line.startswith("| ")]
    assert [row[0] for row in rows] == ["page", *page._GOALS][:-_IN_BROWSER]
    assert all(len(row) == 3 and float(row[1].replace(",", "")) < 1e6 for row in rows[1:])
