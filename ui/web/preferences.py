"""What people choose for themselves on the page: how sure Quoth must be, and how much the model reads. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.settings import Settings


@dataclass(frozen=True, slots=True)
class Strictness:
    """A choice of `min_confidence`, and what it meant for the 240 public questions of docs/data/abstention.csv."""

    value: float
    answered: int  # of 100 questions that the documents answer
    wrong: int  # answered of 100 questions that the documents do not answer


@dataclass(frozen=True, slots=True)
class Budget:
    """A choice of `evidence_tokens`, and how many of 100 gold questions were answered right with it."""

    value: int
    right: int


STRICTNESS = (Strictness(0.1, 97, 68), Strictness(0.25, 95, 57), Strictness(0.5, 88, 37), Strictness(0.7, 72, 13))
BUDGETS = (Budget(150, 81), Budget(300, 87), Budget(600, 87))
_CHOICES: dict[str, tuple[Strictness, ...] | tuple[Budget, ...]] = {
    "min_confidence": STRICTNESS,
    "evidence_tokens": BUDGETS,
}


def offered(wanted: object, settings: Settings) -> dict[str, float | int]:
    """The settings in an object from outside, without those that are fixed or not offered."""
    if not isinstance(wanted, dict):
        return {}
    return {
        name: one.value
        for name, choices in _CHOICES.items()
        for one in choices
        if name not in _fixed(settings) and type(wanted.get(name)) is type(one.value) and wanted[name] == one.value
    }


def settings_json(settings: Settings) -> dict[str, Any]:
    """The settings that the page shows: what the server says, and what people can choose instead."""
    return {
        "engine": settings.engine,
        "model": model_of(settings),
        "choices": {
            name: {
                "value": getattr(settings, name),
                "fixed": name in _fixed(settings),
                "offered": [asdict(one) for one in choices],
            }
            for name, choices in _CHOICES.items()
        },
    }


def model_of(settings: Settings) -> str:
    """The language model that answers; "" for the engine that needs none."""
    return "" if settings.engine == "extractive" else settings.model


def _fixed(settings: Settings) -> set[str]:
    return {name.strip() for name in settings.fixed.split(",")}
