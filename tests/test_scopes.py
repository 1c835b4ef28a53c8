"""What the page offers to limit a question to."""

from __future__ import annotations

from datetime import date

from index.records import Listing
from index.scope import Scope
from ui.web.page.scopes import Group, groups, scope

TODAY = date(2026, 3, 9)


def listings(*paths: str) -> list[Listing]:
    return [Listing(path, path, None, 1, 1) for path in paths]


def test_folders_types_times_and_documents_are_offered() -> None:
    assert groups(listings("hr/old/a.PDF", "hr/b.pdf", "c.md", "noending")) == [
        Group("Folders", (("hr/", "folder:hr"), ("hr/old/", "folder:hr/old"))),
        Group("Types", (("MD files", "type:md"), ("PDF files", "type:pdf"))),
        Group(
            "Last changed",
            (("In the last week", "days:7"), ("In the last month", "days:31"), ("In the last year", "days:365")),
        ),
        Group(
            "Documents",
            (
                ("hr/old/a.PDF", "document:hr/old/a.PDF"),
                ("hr/b.pdf", "document:hr/b.pdf"),
                ("c.md", "document:c.md"),
                ("noending", "document:noending"),
            ),
        ),
    ]


def test_the_only_type_is_no_choice_and_of_many_documents_the_first_are_offered() -> None:
    times, documents = groups(listings(*(f"{number}.md" for number in range(600))))
    assert times.title == "Last changed"
    assert (len(documents.choices), documents.more) == (50, 550)


def test_what_is_looked_for_is_offered_wherever_it_is() -> None:
    many = listings(*(f"letters/{number}.md" for number in range(600)), "hr/Leave Policy.pdf")
    (documents,) = groups(many, "policy LEAVE")
    assert documents.choices == (("hr/Leave Policy.pdf", "document:hr/Leave Policy.pdf"),)
    assert groups(many, "nothing") == []


def test_what_was_chosen_becomes_a_scope() -> None:
    assert scope([], TODAY) is None
    assert scope(["folder:hr", "folder:a:b", "type:pdf", "document:c.md"], TODAY) == Scope(
        ("c.md",), ("hr", "a:b"), ("pdf",)
    )
    assert scope(["days:7", "days:31"], TODAY) == Scope(since=date(2026, 2, 6))


def test_what_the_page_never_offered_is_no_error() -> None:
    assert scope(["", "days:soon", "days:99999999999", "x:y"], TODAY) == Scope(since=date(2025, 3, 9))
    assert scope(["days:soon", "nonsense"], TODAY) is None
