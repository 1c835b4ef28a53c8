"""Answers with citations: `from qa import ask`, then `ask("…").text`."""

from index.scope import Scope
from qa.chatbot import Chatbot, ask, stream
from qa.records import Answer, Citation, Draft, Statement, Turn
from qa.settings import Settings, load_settings

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
