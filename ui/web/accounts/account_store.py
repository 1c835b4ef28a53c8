"""Opens the accounts where they are kept: in a file, or in a shared database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.conversation_store import conversations_of
from ui.web.accounts.store import Accounts

if TYPE_CHECKING:
    from qa.settings import Settings

ACCOUNTS_FILE = "accounts.sqlite"  # beside the index


def accounts_of(settings: Settings) -> Accounts:
    """The accounts beside the index: in a file, or in the database that several servers share."""
    file = settings.index.parent / ACCOUNTS_FILE
    if not settings.store:
        return Accounts(file)
    from ui.web.accounts.shared_accounts import SharedAccounts  # psycopg is optional

    return SharedAccounts(settings.store, file, conversations_of(settings).adopt)
