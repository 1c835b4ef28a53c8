"""The page in its readers' languages, in a real browser: no English is left, and nothing is cut off on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browsing import MARKS, PHONE, Served, ask, chip, renewed, settled
from playwright.sync_api import Page, expect
from scripted import MIXED

from ui.web.words import LANGUAGES, say, table

pytestmark = MARKS

served = renewed  # a fixture of this file

OTHERS = [language for language in LANGUAGES if language != "en"]
# Everything that is shown or read aloud, each text by itself.
SHOWN = """() => {
    const found = [];
    for (const element of document.querySelectorAll('body *:not(script, style, template)')) {
        if (!element.checkVisibility() || element.closest('[aria-hidden=true]')) continue;
        for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) found.push(node.data.trim());
        for (const name of ['aria-label', 'placeholder', 'title']) found.push(element.getAttribute(name) ?? '');
    }
    return found.filter(Boolean);
}"""
NEXT_FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# The texts that stand out of the screen, or of their own box where it cuts them off.
CUT = """() => [...document.querySelectorAll('button, label, legend, summary, h2, p, li, td, th')].filter((element) => {
    if (!element.checkVisibility()) return false;
    const box = element.getBoundingClientRect();
    const isAside = box.right < 1 || element.closest('[inert]') || element.matches('.unseen, .unseen *');
    return !isAside && box.width && (box.right > innerWidth + 1 || box.left < -1);
}).map((element) => element.textContent.slice(0, 60))"""


def english(language: str) -> set[str]:
    """The strings of the page that are others in this language."""
    return {words["en"] for words in table().values() if words["en"] != words[language] and "{" not in words["en"]}


class Walk:
    """Looks at one view after the other."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language = page, language

    def look(self, view: str) -> None:
        self.page.evaluate(NEXT_FRAME)  # what was drawn is translated before it is seen
        left = set(self.page.evaluate(SHOWN)) & english(self.language)
        assert not left, f"{view}: {left}"
        assert self.page.evaluate(CUT) == [], view
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view

    def press(self, key: str) -> None:
        self.page.get_by_role("button", name=say(key, self.language), exact=True).first.click()


@pytest.mark.parametrize("language", OTHERS)
def test_every_view_is_in_the_readers_language_and_fits_a_phone(open_page: Callable[..., Page], language: str) -> None:
    page = open_page(viewport=PHONE, locale=language)
    walk = Walk(page, language)
    expect(page.locator("html")).to_have_attribute("lang", language)
    walk.look("start")
    ask(page, MIXED)
    walk.look("answer")
    page.locator("#talk .flag").focus()
    reason = page.locator("#talk .flag .why")
    expect(reason).not_to_contain_text("Not supported")
    expect(reason).not_to_contain_text("cited text")
    expect(reason).to_contain_text("“same day”")
    expect(page.locator("#talk .follow-ups a").first).to_have_text(say("follow_why", language))
    chip(page, 1).click()
    page.locator("#source .light").wait_for()
    walk.look("source")
    page.keyboard.press("Escape")
    page.locator("#talk a.rate.bad").click()
    walk.look("rating")
    page.keyboard.press("Escape")
    ask(page, "x" * 9000)
    failed = page.locator("#talk .answer.failed")
    expect(failed).not_to_contain_text("Shorten it")
    walk.look("refusal")
    page.locator("#within .opener").click()
    page.locator("#picker input[type=checkbox]").first.wait_for()
    walk.look("picker")
    page.keyboard.press("Escape")
    walk.press("conversations")
    page.locator("#chats li button").first.click()
    walk.look("conversations")
    page.keyboard.press("Escape")
    walk.press("settings")
    page.locator("dialog fieldset").first.wait_for()
    walk.look("settings")
    page.keyboard.press("Escape")
    walk.press("conversations")
    page.get_by_role("tab").nth(1).click()
    page.locator("#files table").wait_for()
    walk.look("documents")
    page.locator("#files [data-do=menu]").first.click()
    walk.look("menu of a document")


def test_what_the_folder_refuses_is_said_in_the_readers_language(
    open_page: Callable[..., Page], served: Served
) -> None:
    (served.chatbot.settings.documents / "security.md").write_text("words")
    page = open_page(viewport=PHONE, locale="de")
    page.get_by_role("tab", name="Dokumente").click()
    page.get_by_role("button", name="Aktionen für security.md").click()
    page.get_by_role("menuitem", name="Umbenennen oder verschieben").click()
    page.get_by_role("textbox", name="Dokument umbenennen").fill("../out.md")
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_contain_text("../out.md liegt nicht im Dokumentenordner.")


def test_the_language_is_chosen_in_the_settings_and_stays(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=PHONE)
    page.get_by_role("button", name="Conversations").click()
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("Deutsch").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#new")).to_have_text("Neuer Chat")
    page.reload()
    settled(page)
    expect(page.locator("#new")).to_have_text("Neuer Chat")
    expect(page.locator("html")).to_have_attribute("lang", "de")
