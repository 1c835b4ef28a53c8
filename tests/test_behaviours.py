"""Each behaviour that is promised (behaviours.toml) has tests, and they exist."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PROMISED = tomllib.loads((TESTS / "behaviours.toml").read_text(encoding="utf-8"))
BEHAVIOURS = {behaviour: tests for part in PROMISED.values() for behaviour, tests in part.items()}


@cache
def names_in(file: str) -> set[str]:
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_every_behaviour_has_tests_that_exist(behaviour: str) -> None:
    assert BEHAVIOURS[behaviour]
    for test in BEHAVIOURS[behaviour]:
        file, _, name = test.partition("::")
        assert name in names_in(file), test


def test_every_test_in_a_browser_holds_something_that_is_promised() -> None:
    named = {test for tests in BEHAVIOURS.values() for test in tests}
    files = {file.name for file in TESTS.glob("test_browser_*.py")}
    assert files <= {test.partition("::")[0] for test in named}
