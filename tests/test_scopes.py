"""What the page offers to limit a question to."""

from __future__ import annotations

from datetime import date

from index.records import Listing
from index.search.scope import Scope
from ui.web.page.scopes import choices, scope

TODAY = date(2026, 3, 9)


def listings(*paths: str) -> list[Listing]:
    return [Listing(path, path, None, 1, 1) for path in paths]


def test_folders_types_times_and_documents_are_offered() -> None:
    assert choices(listings("hr/old/a.PDF", "hr/b.pdf", "c.md", "noending")) == [
        ("hr/", "folder:hr"),
        ("hr/old/", "folder:hr/old"),
        ("MD files", "type:md"),
        ("PDF files", "type:pdf"),
        ("Changed in the last week", "days:7"),
        ("Changed in the last month", "days:31"),
        ("Changed in the last year", "days:365"),
        ("hr/old/a.PDF", "document:hr/old/a.PDF"),
        ("hr/b.pdf", "document:hr/b.pdf"),
        ("c.md", "document:c.md"),
        ("noending", "document:noending"),
    ]


def test_the_only_type_is_no_choice_and_of_many_documents_the_first_are_offered() -> None:
    offered = choices(listings(*(f"{number}.md" for number in range(600))))
    assert not [label for label, _ in offered if "files" in label]
    assert len(offered) == 503


def test_what_was_chosen_becomes_a_scope() -> None:
    assert scope([], TODAY) is None
    assert scope(["folder:hr", "folder:a:b", "type:pdf", "document:c.md"], TODAY) == Scope(
        ("c.md",), ("hr", "a:b"), ("pdf",)
    )
    assert scope(["days:7", "days:31"], TODAY) == Scope(since=date(2026, 2, 6))


def test_what_the_page_never_offered_is_no_error() -> None:
    assert scope(["", "days:soon", "days:99999999999", "x:y"], TODAY) == Scope(since=date(2025, 3, 9))
    assert scope(["days:soon", "nonsense"], TODAY) is None
