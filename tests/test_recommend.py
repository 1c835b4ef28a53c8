"""Which models run on a machine, and which is recommended."""

from index.weights.models import catalogue
from qa.engines.recommend import needed_memory, recommended, runs_in

GB = 10**9
DEFAULT = catalogue()["qwen2.5-coder-1.5b"]


def best_for(memory: int | None, gpu_memory: int = 0) -> str:
    return recommended(catalogue().values(), DEFAULT, memory=memory, gpu_memory=gpu_memory).name


def test_a_small_machine_stays_with_the_default():
    assert best_for(3 * GB) == DEFAULT.name


def test_a_machine_with_room_gets_the_largest_that_does_not_keep_people_waiting():
    assert best_for(24 * GB) == "qwen3-4b-instruct-2507"


def test_models_that_think_first_or_have_terms_are_not_recommended():
    names = {best_for(memory * GB) for memory in range(1, 64)}
    assert not names & {"qwen3-1.7b", "deepseek-r1-distill-qwen-1.5b", "gemma-3-4b-it", "lfm2.5-2.6b"}


def test_an_unknown_memory_counts_as_enough():
    assert runs_in(catalogue()["deepseek-r1-distill-qwen-7b"], None)
    assert not runs_in(catalogue()["deepseek-r1-distill-qwen-7b"], needed_memory(DEFAULT))
