"""The documents tab."""

from __future__ import annotations

import re

import pytest
from scripted import HOSTILE, plain

from index.records import Changes, Failure, Listing
from ui.index_health import Health
from ui.index_job import JobState
from ui.web.folder import Deleted
from ui.web.page.documents import Wish, deleted_html, health_html, is_long, shelf_html, size, status_html, uploads_html
from ui.web.uploads import Upload


def test_each_document_has_a_row_with_its_counts() -> None:
    html = shelf_html([Listing("hr/book.pdf", "The book", 12, 1234, 18_000)], [])
    for words in ("1 document, 1,234 passages", "hr/book.pdf", "The book", ">12<", ">1,234<", "18.0 KB", ">PDF<"):
        assert words in plain(html)


def test_a_format_without_pages_shows_a_dash() -> None:
    assert "<td>–</td>" in shelf_html([Listing("a.md", "a.md", None, 1, 10)], [])


def test_failed_files_are_listed_with_their_reason() -> None:
    html = shelf_html([], [Failure("bad.pdf", "is damaged"), Failure("b.pdf", "needs a password")])
    assert "2 files could not be read" in plain(html)
    assert "<b>bad.pdf</b> is damaged" in plain(html)
    assert "There are no documents yet." in plain(html)


def test_what_could_not_be_read_of_a_document_stands_in_its_row() -> None:
    html = shelf_html([Listing("a.pdf", "a.pdf", 2, 3, 10, ("no text on page 2", "no text on <3>"))], [])
    assert "Read in part: no text on page 2" in plain(html)
    assert "Read in part: no text on &lt;3&gt;" in plain(html)


MANY = 15_000


def test_an_archive_with_thousands_of_notes_stays_a_short_page() -> None:
    notes = tuple(
        f"folder/number-{i}.mp4 inside it was not read: it is no kind of file that Quoth reads" for i in range(MANY)
    )
    html = shelf_html([Listing("all.zip", "all", None, 3, 10, notes)], [])
    assert len(html) < 2_000
    assert "number-2.mp4" in plain(html)
    assert "14,997 more" in plain(html)


def test_thousands_of_failures_and_documents_stay_a_short_page() -> None:
    failures = [Failure(f"films/number-{i}.mp4", "is not a kind of file that Quoth reads. " * 5) for i in range(MANY)]
    listings = [
        Listing(f"letters/number-{i}.pdf", f"Letter {i}", 2, 3, 10, ("no text on page 2",)) for i in range(MANY)
    ]
    html = shelf_html(listings, failures)
    assert len(html) < 100_000
    for words in ("15,000 files could not be read", "14,950 more. `quoth doctor` lists all.", "1–100 of 15,000"):
        assert words in plain(html)
    assert "15,000 documents, 45,000 passages" in plain(html)
    assert is_long(listings, [])
    assert is_long([], failures)
    assert not is_long(listings[:15], failures[:5])


def test_many_documents_are_listed_page_by_page() -> None:
    listings = [Listing(f"letters/number-{i}.pdf", f"Letter {i}", 2, 3, 10) for i in range(250)]
    last = shelf_html(listings, [], Wish(page=3))
    assert "201–250 of 250" in plain(last)
    assert "number-249.pdf" in last
    assert "number-199.pdf" not in last
    assert 'data-page="4" disabled' in last
    assert shelf_html(listings, [], Wish(page=99)) == last  # documents were deleted meanwhile
    assert shelf_html(listings, [], Wish(page=-1)) == shelf_html(listings, [])
    assert "pager" not in shelf_html(listings[:100], [])


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("name", ["A.md", "b.md", "c.pdf"]),
        ("-name", ["c.pdf", "b.md", "A.md"]),
        ("size", ["b.md", "c.pdf", "A.md"]),
        ("-changed", ["A.md", "c.pdf", "b.md"]),
        ("-pages", ["c.pdf", "b.md", "A.md"]),
        ("passages", ["c.pdf", "b.md", "A.md"]),
        ("-no such column", ["A.md", "b.md", "c.pdf"]),
    ],
)
def test_documents_are_sorted_by_any_column(order: str, names: list[str]) -> None:
    listings = [
        Listing("b.md", "b", None, 5, 10, changed_at=1.0),
        Listing("c.pdf", "c", 2, 1, 20, changed_at=1_600_000_000.0),
        Listing("A.md", "A", None, 9, 30, changed_at=1_700_000_000.0),
    ]
    html = shelf_html(listings, [], Wish(order=order))
    assert re.findall(r'data-document="([^"]*)"', html) == names
    assert html.count("aria-sort") == 1
    assert "<td>2020-09-13</td>" in html


def test_names_are_in_the_order_of_their_numbers() -> None:
    html = shelf_html(
        [Listing(name, name, None, 1, 1) for name in ("10.md", "b/Page 9.md", "b/page 10.md", "2.md")], []
    )
    assert re.findall(r'data-document="([^"]*)"', html) == ["2.md", "10.md", "b/Page 9.md", "b/page 10.md"]


def test_a_column_is_sorted_from_the_largest_and_then_the_other_way() -> None:
    listings = [Listing("b.md", "b", None, 5, 10)]
    for order, next_of_size in (("name", "-size"), ("-size", "size"), ("size", "-size")):
        assert f'data-order="{next_of_size}"' in shelf_html(listings, [], Wish(order=order))
    assert 'data-order="-name"' in shelf_html(listings, [])


def test_a_document_is_found_by_a_part_of_its_name_or_title() -> None:
    listings = [Listing(f"letters/number-{i}.pdf", f"Letter {i}", 2, 3, 10) for i in range(MANY)]
    html = shelf_html(listings, [Failure("number-14999.mp4", "is empty")], Wish("NUMBER-14999"))
    assert "letters/number-14999.pdf" in plain(html)
    assert "number-14999.mp4" in plain(html)
    assert "1 document, 3 passages" in plain(html)
    assert "letters/number-7.pdf" in shelf_html(listings, [], Wish("letter 7"))
    assert "No document matches “&lt;x&gt;”." in shelf_html(listings, [], Wish("<x>"))


def test_the_state_of_the_index_is_told() -> None:
    html = plain(health_html(Health("Embedder: a <b>. Languages: English.", 3_400_000, 1_800_000_000)))
    html = html.replace('<span class="told">', "").replace("</span>", "")
    assert "The index has 3.4 MB and was last changed on 2027-01-1" in html
    assert "Embedder: a &lt;b&gt;. Languages: English." in html
    bare = plain(health_html(Health("About.")))
    assert bare.startswith('<p class="health"><span class="told">About.</span> <button ')
    assert "The index has" not in bare


def test_a_reason_of_any_length_is_cut() -> None:
    assert len(shelf_html([], [Failure("a.pdf", "x" * 10_000)])) < 1_000


def test_hostile_names_are_text() -> None:
    listing = Listing(f"{HOSTILE}.{HOSTILE}", HOSTILE, 1, 1, 1)
    html = shelf_html([listing], [Failure(HOSTILE, HOSTILE)])
    html += status_html(JobState(running=True, stage=HOSTILE, done=1, total=2, name=HOSTILE))
    html += status_html(JobState(error=HOSTILE))
    assert "<img" not in plain(html)


def test_a_running_update_shows_how_far_it_is() -> None:
    html = status_html(JobState(running=True, stage="reading", done=1, total=4, name="a.md"))
    assert 'aria-valuenow="25"' in plain(html)
    assert "Reading 1 of 4 a.md…<" in plain(html)
    html = status_html(JobState(running=True, stage="reading", done=1, total=4000, name="a.md", left_s=200))
    assert "Reading 1 of 4,000 a.md… about 3 min left<" in plain(html)


def test_a_finished_update_says_what_changed() -> None:
    changes = Changes(added=("a", "b"), removed=("c",), failed=(Failure("d", "is empty"),))
    assert "2 added, 1 removed. 1 file could not be read." in plain(status_html(JobState(changes=changes)))
    assert "Nothing had changed" in status_html(JobState(changes=Changes(unchanged=4)))
    assert status_html(JobState()) == ""


def test_a_file_that_could_not_be_read_says_why_has_a_menu_and_is_read_again() -> None:
    html = shelf_html([], [Failure("in/a&b.pdf", "needs a password"), Failure("c.txt", "is empty")])
    assert "<b>in/a&amp;b.pdf</b> needs a password" in plain(html)
    assert html.count('data-do="menu-unread"') == 2
    assert 'data-document="in/a&amp;b.pdf"' in html
    assert "Quoth reads them again when they change." in html


def test_a_title_that_is_the_name_of_the_file_is_not_shown_beside_it() -> None:
    def titles(*names: tuple[str, str]) -> list[str]:
        html = shelf_html([Listing(path, title, 1, 1, 1) for path, title in names], [])
        return re.findall(r'class="name">[^<]*<span>(.*?)</span>', plain(html))

    said = [("hr/travel-policy_2024.txt", "Travel policy 2024"), ("图书馆规则.txt", "图书馆规则"), ("a.md", "a.md")]
    assert titles(*said, ("b.pdf", "Bees")) == ["Bees"]
    assert titles(("-.txt", "—"), ("plan-2.md", "Plan 3")) == ["Plan 3"]


def test_signs_that_turn_the_direction_of_a_name_are_shown() -> None:
    name = "invoice\u202efdp.exe\x1b"
    html = shelf_html([Listing(name, name, 1, 1, 1)], [Failure(name, "is damaged")])
    html += status_html(JobState(running=True, name=name))
    assert html.count("invoice\\u202efdp.exe\\x1b") == 5  # also in the names of the menus
    assert not {"\u202e", "\x1b"} & set(re.sub(r' data-document="[^"]*"', "", html))


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 KB"), (2_500_000, "2.5 MB"), (7 * 10**12, "7000.0 GB")],
)
def test_sizes_are_in_words(count: int, words: str) -> None:
    assert size(count) == words


def test_what_became_of_an_added_file_is_reported() -> None:
    def outcome(upload: Upload, state: JobState | None = None) -> str:
        listings = [Listing("a.md", "a", None, 1, 10)]
        return uploads_html([upload], listings, [Failure("b.pdf", "is damaged")], state or JobState())

    running = JobState(running=True, stage="reading", name="c.md")
    for upload, state, words in (
        (Upload("a.md", 10, received=4), None, "Receiving 40 %…"),
        (Upload("a.md", None, received=4), None, "Receiving…"),
        (Upload("a.md", 10, 10, path="a.md"), None, "Ready"),
        (Upload("a.md", 12, 12, path="a.md"), None, "Waiting to be read…"),  # the index holds the file before it
        (Upload("c.md", 10, 10, path="c.md"), None, "Waiting to be read…"),
        (Upload("c.md", 10, 10, path="c.md"), running, "Reading…"),
        (Upload("b.pdf", 10, 10, path="b.pdf"), None, "is damaged"),
        (Upload("b.pdf", 10, 10, path="b.pdf"), running, "Waiting to be read…"),  # the failure is of the file before it
        (Upload("film.mp4", 10, reason="film.mp4 is no document"), None, "is no document"),
    ):
        assert f"<span>{words}</span>" in plain(outcome(upload, state))
    assert uploads_html([], [], [], JobState()) == ""
    assert "&lt;x&gt;" in outcome(Upload("<x>", 1, reason="<y>"))


def test_of_many_added_and_deleted_files_only_some_are_shown() -> None:
    added = [Upload(f"{number}.md", 1, reason="no") for number in range(105)]
    html = uploads_html(added, [], [], JobState())
    assert html.index("104.md") < html.index("103.md")
    assert html.count("<li") == 101
    assert "5 more<" in plain(html)
    deleted = [Deleted(f"{number}", f"{number}.md", 0) for number in range(55)]
    assert "5 more<" in deleted_html(deleted)
    assert "Deleted in the last day (55)" in deleted_html(deleted)
    assert deleted_html([]) == ""
