"""How large the index is, when it last changed, and which embedder it was built with."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import QuothError
from index.stores.layout import published_name

if TYPE_CHECKING:
    from qa.chatbot import Chatbot


@dataclass(frozen=True, slots=True)
class Health:
    """The state of an index. An index in a database has no size and no time here."""

    about: str  # its embedder, its languages, and what to do if another embedder suits them better; "" for no index
    size: int = 0  # bytes on the disk
    changed_at: float = 0.0  # seconds since 1970


def health_of(chatbot: Chatbot) -> Health:
    """The state of the chatbot's index."""
    try:
        about = chatbot.describe_embedder()
    except QuothError:  # the list of documents says what is wrong
        return Health("")
    if chatbot.settings.store:
        return Health(about)
    with suppress(QuothError, OSError):  # such as an index that is being replaced
        folder = chatbot.settings.index / published_name(chatbot.settings.index)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        return Health(about, size, folder.stat().st_mtime)
    return Health(about)
