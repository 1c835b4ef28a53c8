"""What is known of a model by its name."""

import pytest

from qa.engines.families import PLAIN, family_of, fitted
from qa.records import Message, Prompt

ASKED = Prompt((), (Message("system", "Be kind."), Message("user", "Why?")))


@pytest.mark.parametrize(
    "name",
    [
        "deepseek-ai/DeepSeek-R1",
        "deepseek-r1:7b",
        "/models/DeepSeek-R1-Distill-Qwen-1.5B-Q4_K_M.gguf",
        "deepseek_r1",
        "r1-0528",
    ],
)
def test_r1_and_its_distills_think_and_follow_no_system_prompt(name: str) -> None:
    family = family_of(name)
    assert (family.thinks, family.system, family.temperature, family.top_p) == (True, False, 0.6, 0.95)
    assert fitted(ASKED, family).messages == (Message("user", "Be kind.\n\nWhy?"),)


@pytest.mark.parametrize(
    "name", ["QwQ-32B", "Qwen3-8B", "Qwen3-30B-A3B-Thinking-2507", "gpt-oss-20b", "Magistral-Small"]
)
def test_other_families_that_think_keep_their_system_prompt(name: str) -> None:
    assert family_of(name).thinks
    assert fitted(ASKED, family_of(name)) is ASKED


@pytest.mark.parametrize("name", ["o1", "openai/o3", "o4-mini", "gpt-5", "gpt-5-mini"])
def test_models_of_openai_that_think_take_no_sampling(name: str) -> None:
    assert (family_of(name).thinks, family_of(name).takes_no_sampling, family_of(name).system) == (True, True, True)


def test_the_first_models_of_openai_that_think_follow_no_system_prompt() -> None:
    assert not family_of("o1-mini").system
    assert not family_of("o1-preview").system


@pytest.mark.parametrize(
    "name",
    [
        "gpt-5-chat-latest",
        "gpt-4o",
        "o10-x",
        "Marco-o1",
        "qwen2.5-coder-1.5b",
        "Qwen3-4B-Instruct-2507",
        "smollm2-135m",
        "llama-3.1-8b",
        "mr1-x",
        "/r1/model.gguf",
    ],
)
def test_every_other_model_is_asked_greedily(name: str) -> None:
    assert family_of(name) == PLAIN
