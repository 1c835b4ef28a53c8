"""The answer while it is being written, in a real browser: thoughts, long chats, and readers who do not wait."""

from __future__ import annotations

from collections.abc import Callable

from browsing import MARKS, SIZES, Served, ask, at_both_widths, renewed, settled, until
from playwright.sync_api import Page, expect
from scripted import LEAVE, MIXED

from ui.conversation_store import conversations_of
from ui.conversations import Reply
from ui.web.page.transcript import finished

pytestmark = MARKS

served, page = renewed, at_both_widths  # fixtures of this file


def test_thoughts_can_be_read_while_they_come_and_are_folded_with_their_time_at_the_end(
    page: Page, served: Served
) -> None:
    served.chatbot.thoughts = ["The handbook says so. " * 200, "The end of the thought."]
    ask(page, MIXED, wait=False)
    thoughts = page.locator("#talk details.thoughts")
    expect(thoughts).not_to_have_attribute("open", "")
    thoughts.locator("summary").click()
    words = thoughts.locator("div")
    expect(words).to_contain_text("The handbook says so.")
    words.evaluate("words => words.scrollTop = 60")
    page.wait_for_timeout(1100)  # they are timed in whole seconds
    served.chatbot.go_on_finishing.clear()
    served.chatbot.go_on_thinking.set()
    expect(page.locator("#talk .answer.writing")).to_contain_text("25 days")
    expect(thoughts).to_have_attribute("open", "")  # a reader's choice stays
    expect(words).to_contain_text("The end of the thought.")
    assert words.evaluate("words => words.scrollTop") == 60
    served.chatbot.go_on_finishing.set()
    expect(page.locator("#talk .writing")).to_have_count(0, timeout=60_000)
    expect(words).to_be_hidden()
    assert int((thoughts.locator("summary").text_content() or "").split()[2]) >= 1  # Thought for 1 s
    expect(page.locator("#talk .answer")).not_to_contain_text("The end of the thought.")


def test_who_opens_a_source_with_the_keyboard_stays_there_while_the_answer_grows(page: Page, served: Served) -> None:
    served.chatbot.go_on_finishing.clear()
    ask(page, MIXED, wait=False)
    cite = page.locator("#talk .answer.writing a.cite")
    expect(cite.nth(1)).to_be_visible(timeout=60_000)
    expect(page.locator("#talk .answer")).to_contain_text("security desk")
    cite.nth(1).focus()
    served.chatbot.go_on_finishing.set()
    expect(page.locator("#talk .writing")).to_have_count(0, timeout=60_000)
    expect(page.locator("#talk .answer a.cite").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#source blockquote")).to_have_text(LEAVE)


def test_a_chat_of_sixty_messages_is_not_drawn_again_while_the_next_answer_grows(
    open_page: Callable[..., Page], served: Served
) -> None:
    for size in SIZES:
        page = open_page(viewport=size)
        page.goto(f"{served.url}/?chat={long_chat(page, served, turns=30)}")
        settled(page)
        expect(page.locator("#talk .answer")).to_have_count(30)
        ask(page, "Anything that takes long", wait=False)
        expect(page.locator("#talk .answer").last).to_contain_text("word word")
        page.evaluate("document.querySelectorAll('#talk .answer').forEach((answer) => { answer.isOld = true; })")
        until(page, "document.querySelector('#talk .answer.writing')?.textContent.length > 1000")
        still_there = "[...document.querySelectorAll('#talk .answer')].filter((answer) => answer.isOld).length"
        assert page.evaluate(still_there) == 31
        page.get_by_role("button", name="Stop").click()
        expect(page.locator("#talk .writing")).to_have_count(0)


def long_chat(page: Page, served: Served, turns: int) -> str:
    """A conversation of this browser's, with so many questions and answers. Returns its id."""
    (visitor,) = (cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "quoth_visitor")
    kept = conversations_of(served.chatbot.settings)  # type: ignore[arg-type]  # a stand-in
    conversation = kept.create(visitor, MIXED)
    answer = served.chatbot.answers[MIXED]
    for _ in range(turns):
        kept.finish(kept.begin(visitor, conversation, MIXED), Reply(finished(answer), text=answer.text))
    return conversation
