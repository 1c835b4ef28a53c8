"""Opens the conversations of the page where they are kept: in a file, or in a shared database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.conversations import Conversations

if TYPE_CHECKING:
    from qa.settings import Settings


def conversations_of(settings: Settings) -> Conversations:
    """The conversations beside the index: in a file, or in the database that several servers share."""
    file = settings.index.parent / "conversations.sqlite"
    if not settings.store:
        return Conversations(file)
    from ui.shared_conversations import SharedConversations  # psycopg is optional

    return SharedConversations(settings.store, file)
