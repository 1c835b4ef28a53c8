"""The package's own name for `qa`: `from quoth import ask`, then `ask("…").text`."""

from qa import (
    Answer,
    Chatbot,
    Citation,
    Draft,
    Scope,
    Settings,
    Statement,
    Turn,
    ask,
    load_settings,
    stream,
)

__all__ = [
    "Answer",
    "Chatbot",
    "Citation",
    "Draft",
    "Scope",
    "Settings",
    "Statement",
    "Turn",
    "ask",
    "load_settings",
    "stream",
]
