"""The benchmark of engines, in its own processes, on a tiny model made here."""

import json

import pytest
import torch
from gold_sets import run_benchmark
from tiny_llama import save_tiny_llama

from benchmarks.engines import _cells, _likeness, _limits
from benchmarks.systems.with_engine import change

LIMITS = {"float32": 100.0, "bfloat16": 200.0, "memory": 20.0}
FIGURES = {
    "load": 3.0, "first": 2.0, "read": 50.0, "written": 10.0, "bytes": 10**9, "multiplied": 10**9, "peak": 2 * 10**9,
    "text": "A boat leaves.",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("way", ["bfloat16", "float32"])
def test_a_way_is_measured_in_a_process_of_its_own(tmp_path, way):
    folder = save_tiny_llama(tmp_path, max_position_embeddings=1024)
    asked = {"passages": [], "messages": [{"role": "user", "content": "Why?"}]}
    found = json.loads(run_benchmark("systems.with_engine", folder, way, 1, given=json.dumps(asked)))
    assert found.keys() == FIGURES.keys() | {"warm"}
    assert found["bytes"] == (2 if way == "bfloat16" else 4) * (found["multiplied"] + 260 * 32)


@pytest.mark.parametrize("chosen", [torch.bfloat16, torch.float32])
def test_a_way_does_not_depend_on_what_the_engine_chose_on_this_machine(chosen):
    for way in ("bfloat16", "float32"):
        model = torch.nn.Linear(2, 2, dtype=chosen)
        change(model, way)
        assert model.weight.dtype == getattr(torch, way)


def test_a_row_says_what_share_of_the_machine_is_used():
    cells = _cells("bfloat16", FIGURES, FIGURES, LIMITS)
    assert cells == ["bfloat16", "3.0", "2.00", "50", "50%", "10.0", "50%", "2.0", "all 14 characters"]
    assert _cells("float32", FIGURES, FIGURES, LIMITS)[4] == "100%"
    assert _cells("int4", {}, FIGURES, LIMITS)[:2] == ["int4", "failed"]


def test_texts_are_alike_up_to_their_first_other_character():
    assert _likeness("A boat sinks.", "A boat leaves.") == "7 of 14 characters"


@pytest.mark.slow
def test_the_limits_are_those_of_this_machine():
    assert all(limit > 0 for limit in _limits(1).values())
