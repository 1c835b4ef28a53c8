"""Which model is recommended on a machine, and how `quoth doctor` says it."""

import pytest
import torch

from index.weights.models import catalogue
from qa.engines import hardware
from qa.engines.recommend import recommended
from qa.settings import Settings
from ui.cli.manage import _recommend_model

GB = 10**9
DEFAULT = catalogue()["qwen2.5-coder-1.5b"]


def best_for(memory: int | None, gpu_memory: int = 0) -> str:
    return recommended(catalogue().values(), DEFAULT, memory=memory, gpu_memory=gpu_memory).name


@pytest.fixture
def lend(tmp_path, monkeypatch):
    """Makes this a machine with so many free GB of memory, and of a GPU's memory (0: no GPU)."""

    def lend(memory: int, gpu: int) -> None:
        (tmp_path / "meminfo").write_text(f"MemAvailable: {memory * GB // 1024} kB\n")
        monkeypatch.setattr(hardware, "_MEMORY", tmp_path / "meminfo")
        monkeypatch.setattr(hardware, "_GROUP", tmp_path)
        monkeypatch.setattr(torch.cuda, "is_available", lambda: gpu > 0)
        monkeypatch.setattr(torch.cuda, "mem_get_info", lambda: (gpu * GB, gpu * GB))

    return lend


def test_a_small_machine_stays_with_the_default():
    assert best_for(3 * GB) == DEFAULT.name


@pytest.mark.parametrize(("memory", "best"), [(4, "qwen3.5-2b"), (5, "smollm3-3b"), (24, "qwen3.5-4b")])
def test_a_machine_with_room_gets_the_largest_that_does_not_keep_people_waiting(memory: int, best: str):
    assert best_for(memory * GB) == best


def test_models_that_think_first_or_have_terms_are_not_recommended():
    names = {best_for(memory * GB, gpu * GB) for memory in range(1, 64) for gpu in (0, 8, 80)}
    assert not names & {name for name in catalogue() if name.startswith("deepseek")}
    assert not names & {model.name for model in catalogue().values() if model.terms}


def test_an_unknown_memory_counts_as_enough():
    assert best_for(None) == best_for(99 * GB)


def test_a_gpu_holds_a_model_that_transformers_unpacks_though_the_memory_is_small():
    assert best_for(2 * GB, 24 * GB) == "qwen3-4b-instruct-2507"
    assert best_for(2 * GB, 9 * GB) == DEFAULT.name


@pytest.mark.parametrize(
    ("engine", "machine", "best"),
    [
        ("auto", (2, 24), "qwen3-4b-instruct-2507"),
        ("transformers", (2, 24), "qwen3-4b-instruct-2507"),
        ("llamacpp", (2, 24), ""),
        ("auto", (2, 0), ""),
        ("auto", (16, 0), "qwen3.5-4b"),
    ],
)
def test_doctor_names_the_best_that_the_machine_holds(engine, machine, best, lend, capsys):
    lend(*machine)
    _recommend_model(Settings(engine=engine))
    said = capsys.readouterr().out
    if not best:
        assert said == ""
        return
    size = catalogue()[best].size
    assert said == (
        f"Model: {DEFAULT.name}. This machine could also run {best} ({size / 1e9:.1f} GB), which is larger; an "
        f"answer would take about {size / DEFAULT.size:.1f} times as long. To try it: `quoth weights {best}`, then "
        f"set QUOTH_MODEL={best}.\n"
    )
