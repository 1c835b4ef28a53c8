"""How a question is to be answered, as the page sends it along. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from index.scope import Scope
from ui.web.page.scopes import scope
from ui.web.preferences import offered

if TYPE_CHECKING:
    from qa.settings import Settings

_LONGEST = 200_000  # characters
_MOST_LIMITS = 200
_LARGEST = 10**9


@dataclass(frozen=True, slots=True)
class How:
    """From which documents, in place of which other question, and with which settings."""

    within: Scope | None = None
    instead: int | None = None  # the number of the question whose place it takes; that one is kept with its answer
    preferences: Mapping[str, float | int] = field(default_factory=dict)


def parse_how(text: str, settings: Settings, today: date) -> How:
    """What the page sends, a JSON object. What is not understood counts as not sent."""
    try:
        sent = json.loads(text[:_LONGEST] or "{}")
    except (ValueError, RecursionError):
        return How()
    if not isinstance(sent, dict):
        return How()
    limits, instead = sent.get("within"), sent.get("instead")
    chosen = [value for value in limits if isinstance(value, str)] if isinstance(limits, list) else []
    is_number = isinstance(instead, int) and not isinstance(instead, bool) and 0 <= instead < _LARGEST
    return How(
        scope(chosen[:_MOST_LIMITS], today), instead if is_number else None, offered(sent.get("preferences"), settings)
    )
