"""What is known of a model by its name."""

import pytest

from index.weights.models import catalogue
from qa.engines.families import (
    PLAIN,
    Family,
    family_of,
    family_run_here,
    fitted,
    template_options,
    without_thoughts,
)
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


# Of every language model of the catalogue: whether it thinks before it answers when nobody tells it anything, and
# whether its chat template can leave that out.
CATALOGUE = {
    "qwen2.5-coder-1.5b": (False, False),
    "qwen2.5-coder-0.5b": (False, False),
    "smollm2-135m": (False, False),
    "qwen3.5-2b": (False, True),
    "qwen3.5-4b": (True, True),
    "qwen3-1.7b": (True, True),
    "qwen3-4b-instruct-2507": (False, False),
    "lfm2-1.2b-rag": (False, False),
    "lfm2.5-2.6b": (False, False),
    "granite-4.0-micro": (False, False),
    "smollm3-3b": (True, True),
    "gemma-3-4b-it": (False, False),
    "deepseek-r1-distill-qwen-1.5b": (True, False),
    "deepseek-r1-distill-qwen-7b": (True, False),
    "deepseek-r1-0528-qwen3-8b": (True, False),
}


def test_the_family_of_every_language_model_of_the_catalogue_is_known_by_its_name_and_by_its_file() -> None:
    models = [model for model in catalogue().values() if model.kind == "language model"]
    assert {model.name for model in models} == set(CATALOGUE)
    for model in models:
        for name in (model.name, model.files[0].name, f"/models/{model.files[0].name}"):
            family = family_of(name)
            assert (family.thinks, family.can_skip_thoughts) == CATALOGUE[model.name], name
            assert family.system == ("deepseek-r1" not in name.lower()), name
            assert (family.temperature, family.top_p) == ((0.6, 0.95) if family.thinks else (0.0, 1.0)), name


@pytest.mark.parametrize("name", ["qwen3.5:2b", "Qwen3.5-0.8B-Q4_0.gguf"])
def test_small_models_of_qwen35_answer_at_once(name: str) -> None:
    assert family_of(name) == Family(can_skip_thoughts=True)


@pytest.mark.parametrize("name", ["Qwen3.5-27B", "Qwen3.5-122B-A10B", "qwen3.5"])
def test_larger_ones_think_first(name: str) -> None:
    assert family_of(name).thinks


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_model_that_is_run_here_answers_at_once_if_its_template_can_leave_thoughts_out(name: str) -> None:
    thinks, can_skip = CATALOGUE[name]
    family = family_run_here(name, "{% if enable_thinking is false %}" if can_skip else "{{ message }}")
    assert family.thinks == (thinks and not can_skip)
    assert template_options(family) == ({"enable_thinking": False} if can_skip else {})
    assert family.temperature == (0.6 if family.thinks else 0.0)


def test_a_file_whose_template_knows_nothing_of_thoughts_is_told_nothing() -> None:
    assert family_run_here("qwen3-8b", "{{ message }}").thinks
    assert template_options(family_run_here("qwen3-8b", "{{ message }}")) == {}


def test_a_family_that_cannot_leave_thoughts_out_keeps_them() -> None:
    assert without_thoughts(family_of("deepseek-r1")) == family_of("deepseek-r1")
    assert template_options(family_of("qwen3-8b")) == {}, "an endpoint may let it think"
