"""The page for people who use no mouse or hear it read aloud: axe finds nothing, and the keyboard does everything."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import MARKS, PHONE, Served, ask, settled
from playwright.sync_api import Page, Route, expect
from scripted import LEAVE, MIXED, make_document, reply, say

from ui.web.accounts.people import Role
from ui.web.accounts.store import Accounts

pytestmark = MARKS
WIDE = {"width": 1280, "height": 860}
STILL = {"reduced_motion": "reduce"}  # colours that fade would be measured half-way


def problems(page: Page, view: str) -> list[str]:
    """What axe finds on the page as it is shown now."""
    expect(page.locator("#talk [role=list]")).to_have_count(0)  # Gradio's; talk.js takes it away
    found = Axe().run(page).response["violations"]
    return [f"{view}: {one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


def views(page: Page) -> list[str]:
    """Walk through every view of the page, and return what axe finds."""
    found = problems(page, "empty")
    ask(page, MIXED)
    found += problems(page, "answer")
    page.locator("#talk a.cite").nth(1).click()
    expect(page.locator("#source .light")).to_have_count(1)
    found += problems(page, "source")
    page.get_by_role("button", name="Text").click()
    found += problems(page, "text of the source")
    page.keyboard.press("Escape")
    page.locator("#talk a.rate.bad").click()
    found += problems(page, "rating")
    page.get_by_role("button", name="Send").last.click()
    expect(page.locator("#notice")).to_be_visible()
    found += problems(page, "notice")
    page.evaluate("document.getElementById('notice')?.remove()")  # it also goes by itself
    ask(page, "Who won the world cup?")
    found += problems(page, "abstained")
    page.get_by_role("button", name="In all documents").click()
    page.get_by_label("PDF files").check()
    found += problems(page, "picker")
    page.keyboard.press("Escape")
    if "listing" not in (page.locator("body").get_attribute("class") or ""):
        page.get_by_role("button", name="Conversations").click()
    page.get_by_role("button", name="Settings").click()
    expect(page.get_by_role("group", name="How sure Quoth must be")).to_be_visible()
    found += problems(page, "settings")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Actions for").first.click()
    found += problems(page, "menu of a conversation")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Conversations").click()  # on a phone, the list covers the tabs
    page.get_by_role("tab", name="Documents").click()
    expect(page.locator("#files table")).to_be_visible()
    found += problems(page, "documents")
    page.get_by_role("button", name="Rebuild").click()
    found += problems(page, "question")
    page.keyboard.press("Escape")
    page.locator("#files [data-do=menu]").first.click()
    found += problems(page, "menu of a document")
    page.get_by_role("menuitem", name="Preview").click()
    expect(page.locator("#source .view *").first).to_be_visible()
    return found + problems(page, "preview")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_on_any_view(open_page: Callable[..., Page], scheme: str, size: dict[str, int]) -> None:
    assert views(open_page(viewport=size, color_scheme=scheme, **STILL)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_login_and_the_description_of_the_routes(
    open_page: Callable[..., Page], served: Served, scheme: str
) -> None:
    page = open_page(color_scheme=scheme, **STILL)
    page.goto(f"{served.url}/api/docs")
    found = problems(page, "docs")
    Accounts(served.chatbot.settings.index.parent / "accounts.sqlite").add("ann", Role.READER, "a sentence of my own")
    page.goto(f"{served.url}/login")
    page.get_by_label("Name").fill("ann")
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible(timeout=30_000)
    assert found + problems(page, "login") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_first_start_and_on_what_is_added_and_deleted(
    open_page: Callable[..., Page], served: Served, scheme: str
) -> None:
    served.chatbot.held.clear()
    served.chatbot.failed.clear()
    served.chatbot.go_on.set()
    found: list[str] = []
    for size in (WIDE, PHONE):
        page = open_page(viewport=size, color_scheme=scheme, **STILL)
        found += problems(page, "first start")
        page.get_by_role("tab", name="Documents").click()
        expect(page.locator("#files .nothing")).to_be_visible()
        found += problems(page, "no documents")
    for size in (WIDE, PHONE):
        (served.chatbot.settings.documents / "a.md").write_text("words")
        served.chatbot.held["a.md"] = make_document("a.md", "words")
        page = open_page(viewport=size, color_scheme=scheme, **STILL)
        page.get_by_role("tab", name="Documents").click()
        for name in ("film.mp4", "b.md"):
            page.request.put(f"{served.url}/api/documents?name={name}", data=b"words")
        expect(page.locator("#uploads li.bad").first).to_be_visible()
        page.get_by_role("button", name="Actions for a.md").click()
        page.get_by_role("menuitem", name="Rename").click()
        found += problems(page, "rename")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Actions for a.md").click()
        page.get_by_role("menuitem", name="Delete").click()
        page.get_by_text("Deleted in the last day").click()
        found += problems(page, "added, deleted, and the way back")
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_what_people_do_with_their_account(
    open_page: Callable[..., Page], served: Served, scheme: str
) -> None:
    pages = [open_page(viewport=size, color_scheme=scheme, **STILL) for size in (WIDE, PHONE)]
    accounts = Accounts(served.chatbot.settings.index.parent / "accounts.sqlite")
    accounts.add("ann", Role.EDITOR, "a sentence of my own")
    accounts.add_token("ann", "notes")
    found: list[str] = []
    for page in pages:
        page.context.add_cookies([{"name": "quoth_session", "value": accounts.begin_session("ann"), "url": served.url}])
        page.reload()
        settled(page)
        page.get_by_role("button", name="Conversations").click()
        opener = page.get_by_role("button", name="Account of ann")
        for act in ("Change password", "API tokens"):
            opener.click()
            found += problems(page, "menu of the account")
            page.get_by_role("menuitem", name=act).click()
            expect(page.get_by_role("dialog", name=act)).to_be_visible()
            found += problems(page, act)
            page.keyboard.press("Escape")
    assert found == []


def test_speakers_are_named_and_words_are_told_in_their_own_language(
    open_page: Callable[..., Page], served: Served
) -> None:
    german = "Das Handbuch nennt fünfundzwanzig Tage bezahlten Urlaub im Jahr."
    question = "Wie viele Tage Urlaub bekomme ich?"
    served.chatbot.answers[question] = reply(question, say(german, supported=None))
    page = open_page(locale="fr")
    ask(page, question)
    ask(page, MIXED)
    expect(page.locator("#talk h2")).to_have_text(["Vous", "Quoth", "Vous", "Quoth"])
    for part in ("question", "answer"):
        for place, language in ((0, "de"), (1, "en")):
            words = page.locator(f"#talk .{part}").nth(place)
            expect(words).to_have_attribute("lang", language)
            expect(words).to_have_attribute("dir", "auto")
    page.locator("#talk .answer").last.locator("a.cite").nth(2).click()
    expect(page.locator("#source .text")).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until this has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with Tab")


def focused(page: Page, selector: str) -> bool:
    return bool(page.evaluate("selector => document.activeElement.matches(selector)", selector))


def test_a_list_that_comes_late_leaves_the_keyboard_where_it_is(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.get_by_role("button", name="In all documents").click()
    expect(page.get_by_label("hr/", exact=True)).to_be_visible()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(lambda url: "/api/scopes?find=hr" in url, hold)
    page.keyboard.type("hr")
    while not held:
        page.wait_for_timeout(20)
    tab_to(page, "#picker input[value='folder:hr']")
    for route in held:
        route.continue_()
    expect(page.get_by_label("PDF files")).to_have_count(0)
    page.keyboard.press("Space")
    expect(page.locator("#within .chip")).to_have_text("hr/")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_keyboard_alone_does_everything(
    open_page: Callable[..., Page], served: Served, size: dict[str, int]
) -> None:
    page = open_page(viewport=size)
    page.keyboard.type(MIXED)  # the box has the focus
    page.keyboard.press("Enter")
    expect(page.locator("#talk .sources")).to_be_visible(timeout=30_000)
    tab_to(page, "#talk a.cite")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#source blockquote")).to_have_text(LEAVE)
    tab_to(page, "#source [data-do=next]")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()
    assert focused(page, "#talk a.cite")
    tab_to(page, "#talk a.rate.good")
    page.keyboard.press("Space")
    expect(page.locator("#talk a.rate.good")).to_have_attribute("aria-pressed", "true")
    tab_to(page, "#within .opener")
    page.keyboard.press("Enter")
    page.keyboard.type("hr")
    expect(page.get_by_label("PDF files")).to_have_count(0)  # the list has been narrowed
    tab_to(page, "#picker input[type=checkbox]")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(page.locator("#within .chip")).to_have_text("hr/")
    assert focused(page, "#within .opener")
    tab_to(page, "#within .chip")
    page.keyboard.press("Enter")
    tab_to(page, "#chats-toggle")
    if not page.locator("#chats").is_visible():
        page.keyboard.press("Enter")
    tab_to(page, "#chats li button")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")  # after Pin
    page.keyboard.press("Enter")  # Rename
    page.keyboard.type("Leave")
    page.keyboard.press("Enter")
    expect(page.locator("#chats li a").first).to_have_text("Leave")
    tab_to(page, "#chat-tab-button")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#documents-tab-button")).to_be_focused()
    expect(page.locator("#files table")).to_be_visible()
    tab_to(page, "#files [data-do=menu]")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # Preview
    expect(page.locator("#source")).to_be_visible()
    page.keyboard.press("Escape")
    assert focused(page, "#files [data-do=menu]")
    act_with_keys(page, served)


def act_with_keys(page: Page, served: Served) -> None:
    """Add, sort, delete and bring back documents, ask again, begin anew, and change a setting."""
    (served.chatbot.settings.documents / "security.md").write_text("words")
    with page.expect_file_chooser():
        page.wait_for_timeout(100)  # the browser is told to wait for it
        page.get_by_role("button", name="Add files").press("Enter")
    tab_to(page, "#files [data-order='-size']")
    page.keyboard.press("Enter")
    expect(page.locator("#files tbody tr").first).to_contain_text("security.md")
    tab_to(page, "#files [data-document='security.md']")
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.press("Enter")  # Delete
    expect(page.locator("#notice")).to_contain_text("was deleted")
    tab_to(page, "#notice button")
    page.keyboard.press("Enter")  # Undo
    expect(page.locator("#notice")).to_contain_text("security.md is back.")
    tab_to(page, "#documents-tab-button")
    page.keyboard.press("ArrowLeft")
    tab_to(page, "#talk a.edit")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.type("Short?")
    page.keyboard.press("Enter")
    expect(page.locator("#talk .question")).to_have_text(["Short?"])
    expect(page.locator("#talk .answer")).to_have_text("Yes [1].")
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    tab_to(page, "#talk a.version")
    page.keyboard.press("Enter")
    expect(page.locator("#talk .question")).to_have_text([MIXED])
    tab_to(page, "#new")
    page.keyboard.press("Enter")
    expect(page.locator("#talk .question")).to_have_count(0)
    tab_to(page, "#chats-toggle")
    if not page.locator("#chats").is_visible():
        page.keyboard.press("Enter")
    tab_to(page, "#chats .account button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Light or dark")).to_be_visible()
    tab_to(page, "dialog input[name=theme]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")  # dark
    page.keyboard.press("Enter")
    expect(page.locator("body.dark")).to_have_count(1)
