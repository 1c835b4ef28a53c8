"""Accounts in a real browser: logging in and out, what readers see, passwords, tokens and sessions that ended."""

from __future__ import annotations

from collections.abc import Callable

from browsing import MARKS, SIZES, Served, ask, settled
from playwright.sync_api import Page, expect
from scripted import ScriptedChatbot

from ui.web.accounts.people import Role
from ui.web.accounts.store import Accounts

pytestmark = MARKS
PASSWORD = "a sentence of my own"


def accounts_of(chatbot: ScriptedChatbot) -> Accounts:
    return Accounts(chatbot.settings.index.parent / "accounts.sqlite")


def log_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_label("Password").press("Enter")


def account_menu(page: Page, name: str, act: str) -> None:
    if "listing" not in (page.locator("body").get_attribute("class") or ""):
        page.get_by_role("button", name="Conversations").click()
    page.get_by_role("button", name=f"Account of {name}").click()
    page.get_by_role("menuitem", name=act, exact=True).click()


def test_people_log_in_ask_change_their_password_and_log_out(open_page: Callable[..., Page], served: Served) -> None:
    accounts = accounts_of(served.chatbot)
    pages = [open_page(viewport=size) for size in SIZES]  # before there are accounts, so nobody has to log in
    for number, (page, size) in enumerate(zip(pages, SIZES, strict=True)):
        name = f"ann{number}"
        accounts.add(name, Role.READER, PASSWORD)
        page.reload()
        expect(page.get_by_role("heading", name="Quoth")).to_be_visible()
        log_in(page, name, "not this one")
        expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.", timeout=30_000)
        log_in(page, name)
        settled(page)
        ask(page, "Short?")
        account_menu(page, name, "Change password")
        page.get_by_label("Old password").fill(PASSWORD)
        page.get_by_label("New password", exact=True).fill("another sentence")
        page.get_by_label("New password again").fill("another sentence")
        page.get_by_role("button", name="Change").click()
        expect(page.locator("#notice")).to_contain_text("The password was changed.", timeout=30_000)
        account_menu(page, name, "API tokens")
        page.get_by_label("What is the new token for?").fill("notes")
        page.get_by_role("button", name="Make a token").click()
        token = page.locator("dialog .token").inner_text(timeout=30_000)
        person = accounts.of_token(token)
        assert person is not None
        assert person.name == name
        page.get_by_role("button", name="Cancel").click()
        page.get_by_role("button", name="Conversations").click()  # on a phone, the list covers the tabs
        page.get_by_role("tab", name="Documents").click()
        expect(page.locator("#files table")).to_be_visible()
        expect(page.get_by_role("button", name="Add files")).to_be_hidden()
        page.locator("#files [data-do=menu]").first.click()
        expect(page.get_by_role("menuitem")).to_have_text(["Preview", "Open the original"])
        page.keyboard.press("Escape")
        account_menu(page, name, "Log out")
        page.wait_for_url("**/login")
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_whoever_was_logged_out_meanwhile_is_told_and_keeps_what_is_typed(
    open_page: Callable[..., Page], served: Served
) -> None:
    accounts = accounts_of(served.chatbot)
    page = open_page()
    accounts.add("ann", Role.ADMIN, PASSWORD)
    page.reload()
    log_in(page, "ann")
    settled(page)
    accounts.end_sessions("ann")
    page.fill("#box textarea", "Short?")
    page.press("#box textarea", "Enter")
    notice = page.locator("#notice")
    expect(notice).to_contain_text("You were logged out.")
    assert "Short?" in (page.input_value("#box textarea"), page.locator("#talk .question").all_inner_texts())
    notice.get_by_role("button", name="Log in").click()
    log_in(page, "ann")
    settled(page)
