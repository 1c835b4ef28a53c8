"""The Documents tab in a real browser: adding files and folders, and what can be done with a document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from browsing import MARKS, SIZES, Served, ask, at_both_widths
from playwright.sync_api import Page, expect
from scripted import HANDBOOK, HOSTILE, make_document

from index.records import Document

pytestmark = MARKS

page = at_both_widths  # a fixture of this file

DROP = """([names, folder]) => {
    const data = new DataTransfer();
    for (const name of names) data.items.add(new File([`words of ${name}`], name, {lastModified: 1600000000000}));
    const at = document.querySelector('#box textarea') ?? document.body;
    for (const type of ['dragenter', 'dragover', 'drop']) {
        at.dispatchEvent(new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true}));
        if (type === 'dragover') window.wasShown = document.body.classList.contains('dropping');
    }
}"""


def documents_tab(page: Page) -> None:
    page.get_by_role("tab", name="Documents").click()
    expect(page.locator("#files")).not_to_be_empty()


def drop(page: Page, *names: str) -> None:
    page.evaluate(DROP, [names, ""])


def act(page: Page, document: str, name: str) -> None:
    """Choose an action from the menu of a document."""
    page.get_by_role("button", name=f"Actions for {document}").click()
    page.get_by_role("menuitem", name=name).click()


def holds(served: Served, *names: str) -> None:
    served.chatbot.go_on.set()
    served.chatbot.coming = [make_document(name, f"words of {name}") for name in names]


def test_documents_and_failures_are_listed(page: Page) -> None:
    page.get_by_role("tab", name="Documents").click()
    expect(page.locator("#files caption")).to_have_text("3 documents, 5 passages")
    expect(page.locator("#files tbody")).to_contain_text("hr/employee-handbook.pdf")
    expect(page.locator("#files .failures")).to_contain_text("scans/contract.pdf is protected by a password")
    page.get_by_role("button", name="Actions for scans/contract.pdf").click()  # there is nothing to see of it
    expect(page.get_by_role("menuitem")).to_have_text(["Rename or move", "Delete"])


def test_an_update_is_seen_by_everyone_survives_a_reload_and_changes_the_counts(
    open_page: Callable[..., Page], served: Served
) -> None:
    served.chatbot.coming = [make_document("new.md", "Fresh words.")]
    first, second = open_page(), open_page()
    for page in (first, second):
        page.get_by_role("tab", name="Documents").click()
        expect(page.locator("#files tbody tr")).to_have_count(3)
    first.get_by_role("button", name="Update index").click()
    for page in (first, second):
        expect(page.locator("#status")).to_contain_text("Reading 1 of 3 new.md…", timeout=15_000)
        expect(page.get_by_role("button", name="Stop the update")).to_be_visible()
    first.reload()
    first.get_by_role("tab", name="Documents").click()
    expect(first.locator("#status")).to_contain_text("Reading 1 of 3 new.md…", timeout=15_000)
    served.chatbot.go_on.set()
    for page in (first, second):
        expect(page.locator("#files tbody tr")).to_have_count(4, timeout=15_000)
        expect(page.locator("#status")).to_contain_text("1 added")
        expect(page.get_by_role("button", name="Stop the update")).to_be_hidden()


def test_a_running_update_is_stopped_by_its_button(open_page: Callable[..., Page], served: Served) -> None:
    page = open_page()
    page.get_by_role("tab", name="Documents").click()
    page.get_by_role("button", name="Update index").click()
    page.get_by_role("button", name="Stop the update").click(timeout=15_000)
    expect(page.locator("#status")).to_contain_text("Stopping…", timeout=15_000)
    served.chatbot.go_on.set()
    expect(page.locator("#status")).to_contain_text("The update was stopped.", timeout=15_000)
    expect(page.get_by_role("button", name="Update index")).to_be_visible()


def test_an_index_is_rebuilt_after_a_question_while_the_old_one_answers(page: Page, served: Served) -> None:
    documents_tab(page)
    page.get_by_role("button", name="Rebuild").click()
    sheet = page.get_by_role("dialog", name="Rebuild the index?")
    expect(sheet).to_contain_text("questions are answered from the index as it is")
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(page.get_by_role("button", name="Update index")).to_be_visible()
    page.get_by_role("button", name="Rebuild").click()
    sheet.get_by_role("button", name="Rebuild").click()
    expect(page.get_by_role("button", name="Stop the update")).to_be_visible(timeout=15_000)
    assert served.chatbot.rebuilt
    page.get_by_role("tab", name="Chat").click()
    ask(page, "Short?")
    expect(page.locator("#talk .answer")).to_have_text("Yes [1].")
    served.chatbot.go_on.set()


def test_files_that_are_dropped_anywhere_are_added_and_seen_by_everyone(
    open_page: Callable[..., Page], served: Served
) -> None:
    other = open_page()
    documents_tab(other)
    for size in SIZES:
        page = open_page(viewport=size)
        name = f"new-{size['width']}.md"
        holds(served, name)
        drop(page, name, "film.mp4", ".DS_Store")
        assert page.evaluate("window.wasShown")  # the page says that it takes them
        expect(page.locator("#drop")).to_be_hidden()
        expect(page.locator("#notice")).to_contain_text(
            "1 file added. 1 file could not be added: film.mp4 is sound or film", timeout=15_000
        )
        for seer in (page, other):
            expect(seer.locator("#uploads li.done")).to_contain_text([f"{name} Ready"], timeout=15_000)
            expect(seer.locator("#uploads li.bad").first).to_contain_text("film.mp4 is sound or film")
            expect(seer.locator("#files tbody")).to_contain_text(name)
        page.reload()
        documents_tab(page)
        expect(page.locator("#uploads li.done").first).to_contain_text(f"{name} Ready")
        assert (served.chatbot.settings.documents / name).read_text() == f"words of {name}"
        assert int((served.chatbot.settings.documents / name).stat().st_mtime) == 1_600_000_000


def test_the_first_documents_of_an_empty_folder_are_dropped_into_the_chat(page: Page, served: Served) -> None:
    served.chatbot.held.clear()
    served.chatbot.failed.clear()
    served.chatbot.settings.documents.rmdir()
    page.reload()
    page.locator("#talk .empty").wait_for()
    expect(page.locator("#talk .example").first).to_be_hidden()  # there is nothing to ask about
    holds(served, "first.md")
    drop(page, "first.md")
    expect(page.locator("#files tbody tr")).to_have_count(1, timeout=15_000)
    page.get_by_role("tab", name="Chat").click()
    ask(page, "Short?")
    expect(page.locator("#talk .answer")).to_have_text("Yes [1].")


def test_files_and_folders_are_chosen_with_a_button(page: Page, served: Served, tmp_path: Path) -> None:
    (tmp_path / "letters" / "old").mkdir(parents=True)
    for name in ("a.txt", "old/b.txt", ".hidden"):
        (tmp_path / "letters" / name).write_text(name)
    holds(served, "one.txt")
    documents_tab(page)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Add files").click()
    chooser.value.set_files({"name": "one.txt", "mimeType": "text/plain", "buffer": b"one"})
    expect(page.locator("#notice")).to_contain_text("1 file added.", timeout=15_000)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Add a folder").click()
    chooser.value.set_files(tmp_path / "letters")
    expect(page.locator("#notice")).to_contain_text("2 files added.", timeout=15_000)
    assert (served.chatbot.settings.documents / "letters" / "old" / "b.txt").read_text() == "old/b.txt"
    page.get_by_role("tab", name="Chat").click()
    with page.expect_file_chooser():
        page.locator("#talk .add-files").click()


def test_a_taken_name_is_a_clear_choice(open_page: Callable[..., Page], served: Served) -> None:
    folder = served.chatbot.settings.documents
    served.chatbot.go_on.set()
    for size in SIZES:
        page = open_page(viewport=size)
        for name in ("a.md", "b.md", "c.md"):
            (folder / name).write_text("old")
        drop(page, "a.md")
        page.get_by_role("button", name="Keep both").click()
        expect(page.locator("#notice")).to_contain_text("1 file added.")
        kept = sorted(path.name for path in folder.glob("a*"))
        assert kept[0] == "a (2).md"
        assert (folder / "a.md").read_text() == "old"
        drop(page, "b.md", "c.md")
        page.get_by_label("Do the same for the others").check()
        page.get_by_role("button", name="Replace").click()
        expect(page.locator("#notice")).to_contain_text("2 files added.")
        assert (folder / "c.md").read_text() == "words of c.md"
        drop(page, "c.md")
        expect(page.locator("#notice")).to_contain_text("1 file was already there.")
        (folder / "a (2).md").unlink()
        drop(page, "a.md")
        page.get_by_role("button", name="Keep both").wait_for()
        page.keyboard.press("Escape")  # neither
        expect(page.locator("dialog")).to_have_count(0)
        assert (folder / "a.md").read_text() == "old"
        assert not (folder / "a (2).md").exists()


def test_a_deleted_document_comes_back_and_a_renamed_one_moves(open_page: Callable[..., Page], served: Served) -> None:
    folder = served.chatbot.settings.documents
    served.chatbot.go_on.set()
    (folder / "security.md").write_text("words")
    for size in SIZES:
        page = open_page(viewport=size)
        documents_tab(page)
        act(page, "security.md", "Delete")
        expect(page.locator("#notice")).to_contain_text("“security.md” was deleted.")
        assert not (folder / "security.md").exists()
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("#notice")).to_contain_text("security.md is back.")
        assert (folder / "security.md").read_text() == "words"
        act(page, "security.md", "Delete")
        expect(page.locator("#notice")).to_contain_text("was deleted")
        page.reload()  # also later
        documents_tab(page)
        page.get_by_text("Deleted in the last day").click()
        page.get_by_role("button", name="Bring back").first.click()
        expect(page.locator("#notice")).to_contain_text("security.md is back.")
        act(page, "security.md", "Rename or move")
        page.get_by_role("textbox", name="Rename the document").fill("../out.md")
        page.keyboard.press("Enter")
        expect(page.locator("#notice")).to_contain_text("not a path inside the documents folder")
        act(page, "security.md", "Rename or move")
        page.get_by_role("textbox", name="Rename the document").fill("it/rules.md")
        page.keyboard.press("Enter")
        expect(page.locator("#notice")).to_contain_text("Renamed to it/rules.md.")
        (folder / "it" / "rules.md").rename(folder / "security.md")


def test_the_menu_of_a_document_works_with_keys_alone(page: Page) -> None:
    documents_tab(page)
    opener = page.get_by_role("button", name=f"Actions for {HANDBOOK}")
    opener.press("Enter")
    expect(page.get_by_role("menuitem", name="Preview")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Delete")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Preview")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(opener).to_be_focused()


def test_the_original_opens_in_a_tab_of_its_own(page: Page, served: Served) -> None:
    (served.chatbot.settings.documents / "security.md").write_text("# The original")
    documents_tab(page)
    with page.context.expect_page(), page.expect_download() as download:
        act(page, "security.md", "Open the original")
    assert Path(download.value.path()).read_text() == "# The original"


def test_documents_are_sorted_by_a_press_on_a_heading(page: Page) -> None:
    documents_tab(page)
    first = page.locator("#files tbody tr").first
    expect(first).not_to_contain_text("security.md")
    by_size = page.get_by_role("button", name="Size")
    by_size.press("Enter")
    expect(first).to_contain_text("security.md")
    expect(page.locator("#files [aria-sort=descending]")).to_have_text("Size")
    expect(by_size).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#files [aria-sort=ascending]")).to_have_text("Size")
    expect(first).not_to_contain_text("security.md")


def test_a_preview_shows_the_passages_and_says_what_was_not_read(page: Page, served: Served) -> None:
    held = served.chatbot.held
    held[HANDBOOK] = without_page_two(held[HANDBOOK])
    held["notes.md"] = replace(make_document("notes.md", "𝄞 One.\fTwo.\fThree."), notes=("the attachment a.zip",))
    documents_tab(page)
    act(page, "notes.md", "Preview")
    expect(page.locator("#source .note")).to_have_text("Read in part: the attachment a.zip")
    expect(page.locator("#source .passage")).to_have_text(["Passage 1", "Passage 2", "Passage 3"])
    words = page.locator("#source .words").evaluate("words => [...words.childNodes].map((node) => node.textContent)")
    assert words == ["", "Passage 1", "𝄞 One.\f", "Passage 2", "Two.\f", "Passage 3", "Three."]
    page.keyboard.press("Escape")
    act(page, HANDBOOK, "Preview")
    expect(page.locator("#source .where")).to_contain_text("page 1 of 3")
    expect(page.locator("#source .note")).to_be_hidden()
    page.get_by_role("button", name="Next page").click()
    expect(page.locator("#source .note")).to_have_text("No text was found on this page.")
    page.get_by_role("button", name="Next page").click()
    expect(page.locator("#source .note")).to_be_hidden()


def without_page_two(document: Document) -> Document:
    first, _, third = document.sections
    return replace(document, sections=(first, third))


def test_hostile_names_are_shown_and_never_run(page: Page, served: Served) -> None:
    name = HOSTILE.replace("/", "") + ".txt"
    holds(served)
    drop(page, name)
    expect(page.locator("#uploads")).to_contain_text(name, timeout=15_000)
    served.chatbot.held[name] = make_document(name, "x")
    act(page, name, "Delete")
    expect(page.locator("#notice")).to_contain_text(f"“{name}” was deleted.")
    assert page.evaluate("document.querySelectorAll('#shelf img, #notice img').length") == 0
    assert page.evaluate("document.body.dataset.pwned ?? 'no'") == "no"


def test_a_server_that_ends_while_a_file_is_sent_keeps_nothing_of_it(page: Page, served: Served) -> None:
    page.route(lambda url: "/api/documents?" in url, lambda route: route.abort())
    documents_tab(page)
    drop(page, "a.md")
    expect(page.locator("#notice")).to_contain_text("Quoth does not answer. Is it still running?")
    assert not (served.chatbot.settings.documents / "a.md").exists()


def test_thousands_of_files_are_added_only_after_a_question_and_can_be_stopped(page: Page) -> None:
    names = [f"old/{n}.md" for n in range(10_000)]
    page.evaluate("window.asked = 0; window.answers = fetch")
    # A server that takes each file at once, but for the last ones.
    page.evaluate("""() => { window.fetch = (address, options) => {
        if (options?.method !== 'PUT') return window.answers(address, options);
        window.asked += 1;
        return window.asked > 9000 ? new Promise(() => {}) : Promise.resolve(new Response('{"added": true}'));
    }; }""")
    drop(page, *names)
    sheet = page.get_by_role("dialog", name="Add files")
    expect(sheet).to_contain_text("These are 10,000 files, 1 MB in all.")
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    assert page.evaluate("window.asked") == 0
    drop(page, *names)
    sheet.get_by_role("button", name="Add all").click()
    expect(page.locator("#adding")).to_contain_text("Adding files: 9,000 of 10,000", timeout=30_000)
    page.get_by_role("button", name="Stop adding").click()
    assert page.evaluate("window.asked") == 9003


def test_more_files_than_are_added_at_once_are_refused_with_what_to_do(page: Page, served: Served) -> None:
    drop(page, *[f"{n}.md" for n in range(10_001)])
    expect(page.locator("#notice")).to_contain_text("more than 10,000 files, so none was added. Add fewer at once")
    assert list(served.chatbot.settings.documents.iterdir()) == []
