import os
import time
from datetime import date

import pytest
from desk import Desk

from index.errors import MissingDocumentError
from index.scope import Scope

DAY = date(2026, 3, 5)


def noon(day):
    return time.mktime((day.year, day.month, day.day, 12, 0, 0, 0, 0, -1))


CHANGED = {
    "hr/leave.pdf": noon(date(2026, 3, 4)),
    "hr/old/travel.PDF": noon(date(2024, 1, 1)),
    "hrm.md": noon(DAY),
    "prices.md": noon(date(2026, 3, 6)),
}


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        (Scope(), list(CHANGED)),
        (Scope(documents=("prices.md", "hrm.md")), ["hrm.md", "prices.md"]),
        (Scope(folders=("hr",)), ["hr/leave.pdf", "hr/old/travel.PDF"]),
        (Scope(folders=("./hr/old/",)), ["hr/old/travel.PDF"]),
        (Scope(folders=(".",)), list(CHANGED)),
        (Scope(types=("pdf",)), ["hr/leave.pdf", "hr/old/travel.PDF"]),
        (Scope(types=(".MD", "docx")), ["hrm.md", "prices.md"]),
        (Scope(since=DAY), ["hrm.md", "prices.md"]),
        (Scope(until=DAY), ["hr/leave.pdf", "hr/old/travel.PDF", "hrm.md"]),
        (Scope(since=DAY, until=DAY), ["hrm.md"]),
        (Scope(folders=("hr",), types=("pdf",), since=date(2026, 1, 1)), ["hr/leave.pdf"]),
    ],
)
def test_a_scope_selects_the_documents_that_meet_every_condition(scope, found):
    assert scope.select(CHANGED) == found


@pytest.mark.parametrize(
    ("scope", "message"),
    [
        (Scope(documents=("cow.md",)), r"cow\.md is not in the index"),
        (Scope(folders=("h",)), r"no documents match these filters: folder h\. Remove one"),
        (Scope(types=("pdf",), since=date(2030, 1, 1)), "filters: type pdf, since 2030-01-01"),
    ],
)
def test_a_scope_without_documents_is_a_clear_error(scope, message):
    with pytest.raises(MissingDocumentError, match=message):
        scope.select(CHANGED)


@pytest.mark.parametrize(("scanned", "listed"), [(10**6, 10**6), (1, 10**6), (1, 1)])
def test_a_search_in_a_scope_finds_k_passages_though_all_others_fit_better(tmp_path, monkeypatch, scanned, listed):
    monkeypatch.setattr("index.stores.faiss_vectors.SCANNED", scanned)
    monkeypatch.setattr("index.stores.faiss_vectors.LISTED", listed)
    monkeypatch.setattr("index.stores.faiss_vectors._SCORED", 5)
    desk = Desk(tmp_path)
    for number in range(300):
        desk.write(f"near/{number}.md", f"The monthly price of number {number} is {number} euros.")
    for number in range(9):
        desk.write(f"far/{number}.txt", f"Nothing of number {number} is said.")
    os.utime(desk.documents / "far" / "8.txt", (0, noon(date(2001, 1, 1))))
    desk.update()
    with desk.open() as opened:
        for scope in (Scope(folders=("far",)), Scope(types=("txt",))):
            hits = opened.search("What is the monthly price in euros?", 9, scope)
            assert {hit.passage.document_id for hit in hits} == {f"far/{number}.txt" for number in range(9)}
        (old,) = opened.search("price", 9, Scope(until=date(2001, 1, 1)))
        assert old.passage.document_id == "far/8.txt"
        assert opened.select(Scope(until=date(2001, 1, 1))) == {"far/8.txt"}
        with pytest.raises(MissingDocumentError):
            opened.search("price", 9, Scope(folders=("nowhere",)))
