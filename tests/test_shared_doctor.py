"""What `quoth doctor` finds in an index in PostgreSQL: one row is spoiled, and it says so in one sentence."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest
from fakes import FakeEmbedder, FakeReader

from index.search.search import Index
from index.stores.postgres import stored
from index.stores.postgres.address import Address
from index.stores.postgres.database import Database
from index.stores.postgres.stored import stored_documents
from index.upkeep.doctor import Fault
from index.upkeep.ingest import Ingestion
from index.upkeep.shared_doctor import examine_shared
from index.upkeep.shared_update import update_shared

UNCHECKED = "SET session_replication_role = replica;"  # no foreign keys, as in a restore
FIRST = "(SELECT min(id) FROM passages WHERE document_id = 'sub/cat.txt')"
WRONG_KEYS = r"{} is split into passages with wrong ids, keys or vectors\."
WRONG_TERMS = r"{} is split into passages with wrong terms\."
NO_TEXT = r"{} is split into passages that do not match its text\."


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    (folder / "sub").mkdir(parents=True)
    (folder / "fox.txt").write_text("The fox jumps over the dog.")
    (folder / "sub" / "cat.txt").write_text("# Cats\nA cat purrs at night.\n# Moon\nThe moon is bright, the moon.")
    return folder


def updated(documents: Path, address: str, *, rebuild: bool = False) -> None:
    how = Ingestion(embedder=FakeEmbedder(dim=64), read=FakeReader(documents), reader_version="1", max_tokens=30)
    update_shared(documents, address, how, without=documents / "nowhere", rebuild=rebuild)


def faults(documents: Path, address: str) -> list[Fault]:
    return examine_shared(documents, address, without=documents / "nowhere")


def said(documents: Path, address: str) -> list[str]:
    return [fault.what for fault in faults(documents, address)]


def spoil(address: str, script: str) -> None:
    with closing(Database(Address.read(address))) as database, database.session() as session:
        session.run(script)
        session.run("RESET session_replication_role")


SPOILED = [
    # (statement, the sentences)
    ("UPDATE passages SET id = 'other' WHERE document_id = 'fox.txt'", [WRONG_KEYS.format("fox.txt")]),
    (
        "UPDATE postings SET key = key + 1 WHERE key = (SELECT key FROM passages WHERE document_id = 'fox.txt');"
        " UPDATE passages SET key = key + 1 WHERE document_id = 'fox.txt'",
        [WRONG_KEYS.format("fox.txt")],
    ),
    (
        "UPDATE passages SET embed_key = (SELECT embed_key FROM passages WHERE document_id = 'fox.txt')"
        f" WHERE id = {FIRST}",
        [WRONG_KEYS.format("sub/cat.txt"), r"1 vectors belong to no passage\."],
    ),
    (
        f"UPDATE passages SET heading = 'Other' WHERE id = {FIRST}",
        [WRONG_KEYS.format("sub/cat.txt"), WRONG_TERMS.format("sub/cat.txt")],
    ),
    ("INSERT INTO vectors SELECT '\\x00', row FROM vectors LIMIT 1", [r"1 vectors belong to no passage\."]),
    (
        f"{UNCHECKED} DELETE FROM vectors WHERE embed_key = (SELECT embed_key FROM passages WHERE id = {FIRST})",
        [r"1 passages have no vector\."],
    ),
    (
        "UPDATE vectors SET row = row + row WHERE embed_key = (SELECT min(embed_key) FROM vectors)",
        [r"1 vectors do not have length 1\."],
    ),
    (
        "UPDATE notes SET value = replace(value, '\"dimensions\": 64', '\"dimensions\": 65') WHERE name = 'made_with'",
        [r"3 vectors do not have length 1\."],
    ),
    (
        "UPDATE passages SET ordinal = 5 WHERE ordinal = 1",
        [r"1 documents have passages that are not numbered in order\."],
    ),
    (
        "UPDATE passages SET start_at = -1 WHERE document_id = 'fox.txt'",
        [r"1 passages have an invalid position\.", NO_TEXT.format("fox.txt"), r"fox\.txt is not completely covered .*"],
    ),
    (
        "UPDATE passages SET end_at = end_at + 1 WHERE ordinal = 0 AND document_id != 'fox.txt'",
        [NO_TEXT.format("sub/cat.txt")],
    ),
    (
        "UPDATE documents SET text = replace(text, 'night', 'noon!') WHERE id = 'sub/cat.txt'",
        [NO_TEXT.format("sub/cat.txt")],
    ),
    (
        """UPDATE documents SET text = text || ' More.', sections = '[[0, 33, null, ""]]' WHERE id = 'fox.txt'""",
        [r"fox\.txt is not completely covered by its passages\."],
    ),
    ("UPDATE documents SET passages = 3 WHERE id = 'fox.txt'", [r"1 documents do not have all their passages\."]),
    ("UPDATE postings SET frequency = 3 WHERE term = 'moon'", [WRONG_TERMS.format("sub/cat.txt")]),
    ("UPDATE postings SET length = 40 WHERE term = 'moon'", [WRONG_TERMS.format("sub/cat.txt")]),
    ("UPDATE postings SET term = 'sun' WHERE term = 'bright'", [WRONG_TERMS.format("sub/cat.txt")]),
    ("DELETE FROM postings WHERE term = 'dog'", [WRONG_TERMS.format("fox.txt")]),
    (
        "INSERT INTO postings SELECT 'wolf', key, 1, length FROM postings WHERE term = 'dog'",
        [WRONG_TERMS.format("fox.txt")],
    ),
    (
        "UPDATE passages SET terms = terms + 1 WHERE document_id = 'fox.txt'; UPDATE totals SET terms = terms + 1"
        " WHERE slot = 0",
        [WRONG_TERMS.format("fox.txt")],
    ),
    ("INSERT INTO postings VALUES ('ghost', 7, 1, 1)", [r"1 deleted passages still have terms\."]),
    ("UPDATE totals SET passages = passages + 1 WHERE slot = 0", [r"1 or more totals are wrong\."]),
    (
        f"{UNCHECKED} DELETE FROM documents WHERE id = 'fox.txt'",
        [r"1 files that were read have no document\.", r"1 passages belong to no document\."],
    ),
    (
        f"{UNCHECKED} DELETE FROM files WHERE path = 'fox.txt'",
        [r"1 documents belong to no file that was read\.", r"fox\.txt is in the folder but not in the index\."],
    ),
    ("UPDATE documents SET sections = '[[1]]' WHERE id = 'fox.txt'", [r".* contains something that Quoth never .*"]),
    ("UPDATE notes SET value = '{}' WHERE name = 'made_with'", [r".* contains something that Quoth never .*"]),
    ("UPDATE notes SET value = '5' WHERE name = 'precisions'", [r".* contains something that Quoth never .*"]),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "sentences"), SPOILED, ids=[statement[:60] for statement, _ in SPOILED])
def test_a_row_that_was_spoiled_is_named_and_a_rebuild_or_an_update_repairs_it(
    documents: Path, address: str, statement: str, sentences: list[str]
) -> None:
    updated(documents, address)
    assert faults(documents, address) == []
    spoil(address, statement)
    found = faults(documents, address)
    assert len(found) == len(sentences), found
    for fault, sentence in zip(found, sentences, strict=True):
        assert re.fullmatch(sentence, fault.what), found
        assert "correct-horse" not in fault.what
    updated(documents, address, rebuild="rebuild" in {fault.cure for fault in found})
    assert faults(documents, address) == []


def test_the_documents_are_read_a_few_at_a_time_and_each_is_seen_once(
    documents: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        (documents / f"{number:02}.txt").write_text(f"# One\nWord {number}.\n# Two\nMore of {number}.\n")
    (documents / "empty.txt").write_text("!")
    updated(documents, address)
    monkeypatch.setattr(stored, "_NEXT", stored._NEXT.replace("1000", "7").replace("500", "5"))
    with (
        closing(Database(Address.read(address))) as database,
        Index.open(address, embedder=FakeEmbedder(dim=64), max_tokens=30) as index,
    ):
        held = list(stored_documents(database))
        assert [one.document.id for one in held] == [listing.document_id for listing in index.documents()]
        for one in held:
            assert one.document == index.document(one.document.id)
            assert [passage for _, passage, _ in one.passages] == index.passages(one.document.id)


def test_vectors_of_files_that_are_being_read_are_no_fault(documents: Path, address: str) -> None:
    updated(documents, address)
    spoil(
        address,
        "INSERT INTO vectors SELECT '\\x00', row FROM vectors LIMIT 1;"
        " INSERT INTO work SELECT path, size, mtime_ns, ctime_ns FROM files WHERE path = 'fox.txt'",
    )
    assert said(documents, address) == ["1 files wait to be read."]


def test_what_is_wrong_is_said_beside_what_the_folder_has_more(documents: Path, address: str) -> None:
    updated(documents, address)
    spoil(address, "UPDATE passages SET text = 'other' WHERE ordinal = 0; DELETE FROM postings WHERE term = 'purr'")
    (documents / "new.txt").write_text("new")
    assert said(documents, address) == [
        "fox.txt is split into passages that do not match its text (and 1 more).",
        "fox.txt is split into passages with wrong ids, keys or vectors (and 1 more).",
        "fox.txt is split into passages with wrong terms (and 1 more).",
        "new.txt is in the folder but not in the index.",
    ]
