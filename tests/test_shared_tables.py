"""The tables beside a shared index, made by another version of Quoth."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import StoreError
from index.stores.postgres.address import Address
from index.stores.postgres.database import Database
from index.stores.postgres.update_board import UpdateBoard
from ui.shared_conversations import SharedConversations
from ui.web.accounts.shared_accounts import SharedAccounts

NOBODY = "a" * 43
USES: dict[str, Callable[[str], object]] = {
    "conversations": lambda address: SharedConversations(address, Path("none")).listed(NOBODY),
    "accounts": lambda address: SharedAccounts(address, Path("none"), lambda *_: None).people(),
    "board": lambda address: UpdateBoard(address).seen(),
}


def run(address: str, script: str) -> None:
    with closing(Database(Address.read(address))) as database, database.session() as session:
        session.run(script.format(schema=database.address.schema + "_shared"))


@pytest.mark.parametrize("use", USES.values(), ids=USES)
@pytest.mark.parametrize("version", ["0", "2"])
def test_tables_of_another_version_are_refused_in_one_line(
    address: str, use: Callable[[str], object], version: str
) -> None:
    UpdateBoard(address).seen()
    run(address, f"UPDATE {{schema}}.made_by SET version = '{version}'")
    with pytest.raises(StoreError, match=rf"_shared have version {version}, but this Quoth uses version 1\.") as caught:
        use(address)
    assert "\n" not in str(caught.value)
    assert not caught.value.passing


def test_older_tables_without_a_version_are_refused_in_one_line(address: str) -> None:
    run(address, "CREATE SCHEMA {schema}; CREATE TABLE {schema}.conversation (id text PRIMARY KEY, owner text)")
    with pytest.raises(StoreError, match=r"made by another version of Quoth \(column .* does not exist\)") as caught:
        USES["conversations"](address)
    assert "\n" not in str(caught.value)


def test_tables_that_were_made_before_they_had_a_version_are_used(address: str) -> None:
    kept = SharedConversations(address, Path("none"))
    conversation = kept.create(NOBODY, "Why?")
    run(address, "DROP TABLE {schema}.made_by")
    assert [one.id for one in SharedConversations(address, Path("none")).listed(NOBODY)] == [conversation]
