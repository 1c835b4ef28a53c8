"""How to prompt each family of models. docs/models.md names the sources. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import PurePath

from qa.records import Message, Prompt


@dataclass(frozen=True, slots=True)
class Family:
    """How to prompt the models of a family."""

    thinks: bool = False  # whether it thinks before it answers, in `<think>…</think>` or in a separate field
    system: bool = True  # whether it follows a system prompt
    temperature: float = 0.0  # 0: greedy
    top_p: float = 1.0
    can_skip_thoughts: bool = False  # its chat template knows `enable_thinking`, so it can answer at once
    takes_no_sampling: bool = False  # its endpoint rejects a temperature, and calls max_tokens max_completion_tokens


PLAIN = Family()
_FAMILIES = (
    (
        re.compile(r"deepseek[-_]?r1|(?<![a-z0-9])r1[-_](?:distill|0528)|(?<![a-z0-9])r1(?![a-z0-9])"),
        Family(True, False, 0.6, 0.95),
    ),
    (re.compile(r"qwen3\.5.*(?<![\d.])(?:0\.8|2)b(?![a-z])"), Family(can_skip_thoughts=True)),
    (re.compile(r"smollm3|qwen3(?!.*(?:instruct|thinking))"), Family(True, True, 0.6, 0.95, can_skip_thoughts=True)),
    (re.compile(r"qwq|qwen3(?!.*instruct)|thinking"), Family(True, True, 0.6, 0.95)),
    (re.compile(r"magistral"), Family(True, True, 0.7, 0.95)),
    (re.compile(r"phi-?4.*reasoning"), Family(True, True, 0.8, 0.95)),
    (re.compile(r"gpt-oss"), Family(True, True, 1.0, 1.0)),
    (re.compile(r"^o1-(?:mini|preview)"), Family(True, False, takes_no_sampling=True)),
    (re.compile(r"^(?:o[134](?![a-z0-9])|gpt-5(?!.*chat))"), Family(True, takes_no_sampling=True)),
)


def family_of(model: str) -> Family:
    """The family of a model, by its name or the name of its file.

    >>> family_of("DeepSeek-R1-Distill-Qwen-7B").temperature, family_of("qwen2.5-coder-1.5b").thinks
    (0.6, False)
    """
    name = PurePath(model).name.lower()
    return next((family for pattern, family in _FAMILIES if pattern.search(name)), PLAIN)


def family_run_here(model: str, template: str) -> Family:
    """The family of a model that this process prompts with the chat template `template`.

    A model that can think or not, by its template, is told not to: it answers at once and greedily, and its first word
    is no thought.

    >>> [family_run_here("qwen3-1.7b", template).thinks for template in ("{% if enable_thinking %}", "")]
    [False, True]
    """
    return without_thoughts(replace(family_of(model), can_skip_thoughts="enable_thinking" in template))


def without_thoughts(family: Family) -> Family:
    """How to prompt these models for an answer without thoughts. The same family if they cannot leave them out."""
    return replace(family, thinks=False, temperature=0.0, top_p=1.0) if family.can_skip_thoughts else family


def template_options(family: Family) -> dict[str, bool]:
    """What the chat template is given besides the messages: that the model shall not think, if it could."""
    return {"enable_thinking": False} if family.can_skip_thoughts and not family.thinks else {}


def fitted(prompt: Prompt, family: Family) -> Prompt:
    """The prompt in the form that the family needs. A system prompt becomes part of the first message if necessary."""
    if family.system:
        return prompt
    system = "\n\n".join(m.content for m in prompt.messages if m.role == "system")
    others = [m for m in prompt.messages if m.role != "system"]
    first = Message(others[0].role, f"{system}\n\n{others[0].content}" if system else others[0].content)
    return replace(prompt, messages=(first, *others[1:]))
