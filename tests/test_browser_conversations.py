"""Conversations in a real browser: kept over reloads and restarts, found by link, listed, renamed, deleted, saved."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from browsing import MARKS, SIZES, Served, ask, at_both_widths, renewed, settled, visit
from playwright.sync_api import Page, Route, expect
from scripted import HOSTILE, LEAVE, LOST, MIXED

pytestmark = MARKS
LONG = f"{HOSTILE[:79]}…"  # as a title

served, page = renewed, at_both_widths  # fixtures of this file


def open_list(page: Page) -> None:
    if "listing" not in (page.locator("body").get_attribute("class") or ""):
        page.get_by_role("button", name="Conversations").click()
    expect(page.locator("#chats li").first).to_be_visible()


def act(page: Page, title: str, name: str) -> None:
    page.get_by_role("button", name=f"Actions for {title}").click()
    page.get_by_role("menuitem", name=name, exact=True).click()


def test_reload_back_forward_and_a_second_tab_keep_the_conversation(open_page: Callable[..., Page]) -> None:
    for size in SIZES:
        page = open_page(viewport=size)
        ask(page, MIXED)
        ask(page, "Short?")
        page.wait_for_url("**/?chat=*")
        first = page.url
        page.reload()
        settled(page)
        expect(page.locator("#talk .question")).to_have_text([MIXED, "Short?"])
        page.locator("#talk .answer a.cite").nth(2).click()  # its sources open as before
        expect(page.locator("#source blockquote")).to_have_text(LOST)
        page.keyboard.press("Escape")
        page.get_by_role("button", name="New chat").click()
        expect(page.locator("#talk .question")).to_have_count(0)
        ask(page, "Who won the world cup?")
        page.wait_for_url(lambda url, first=first: "chat=" in url and url != first)  # type: ignore[misc]
        second = page.url
        page.go_back()
        page.go_back()
        expect(page.locator("#talk .question")).to_have_text([MIXED, "Short?"])
        assert page.url == first
        page.go_forward()
        page.go_forward()
        expect(page.locator("#talk .question")).to_have_text(["Who won the world cup?"])
        assert page.url == second
        other = page.context.new_page()
        visit(other, first)
        expect(other.locator("#talk .question")).to_have_text([MIXED, "Short?"])
        ask(other, "Short?")
        other.close()
        visit(page, first)
        expect(page.locator("#talk .question")).to_have_text([MIXED, "Short?", "Short?"])


def test_a_new_chat_can_be_undone(page: Page) -> None:
    ask(page, "Short?")
    page.wait_for_url("**/?chat=*")
    there = page.url
    page.get_by_role("button", name="New chat").click()
    expect(page.locator("#talk .question")).to_have_count(0)
    page.locator("#undo-new").get_by_role("button", name="Undo").click()
    expect(page.locator("#talk .question")).to_have_text(["Short?"])
    assert page.url == there
    expect(page.locator("#undo-new")).to_have_count(0)
    page.get_by_role("button", name="New chat").click()
    expect(page.locator("#undo-new")).to_have_count(1)
    expect(page.locator("#talk .question")).to_have_count(0)
    ask(page, "Who won the world cup?")
    expect(page.locator("#undo-new")).to_have_count(0)  # it is another conversation now


def test_a_conversation_whose_first_reply_is_lost_is_asked_for_again(page: Page) -> None:
    ask(page, "Short?")
    page.wait_for_url("**/?chat=*")
    lost = []

    def lose(route: Route) -> None:
        if lost or page.url.partition("chat=")[2] not in (route.request.post_data or ""):
            return route.fallback()
        lost.append(route.request.url)
        return route.fulfill(json={"data": [{"__type__": "update"}, []], "is_generating": False, "duration": 0.1})

    page.route("**/gradio_api/**", lose)
    page.reload()
    settled(page)
    expect(page.locator("#talk .question")).to_have_text(["Short?"])
    assert lost


def test_the_next_question_after_a_reload_knows_the_earlier_ones(page: Page, served: Served) -> None:
    ask(page, "Short?")
    page.reload()
    settled(page)
    ask(page, "Short?")
    assert [turn.answer for turn in served.chatbot.asked[-1][1]] == ["Yes [1]."]


def test_somebody_elses_link_shows_nothing_of_the_conversation(open_page: Callable[..., Page]) -> None:
    ann, bob = open_page(), open_page()
    ask(ann, MIXED)
    ann.wait_for_url("**/?chat=*")
    visit(bob, ann.url)
    expect(bob.locator("#talk .failed")).to_contain_text("There is no such conversation of yours.")
    expect(bob.locator("body")).not_to_contain_text(LEAVE)
    bob.get_by_role("button", name="Conversations").click()
    expect(bob.locator("#chats li")).to_have_text(["Your conversations appear here."])
    bob.fill("#box textarea", "Short?")
    bob.press("#box textarea", "Enter")  # begins one of their own
    expect(bob.locator("#talk .answer")).to_have_text("Yes [1].")
    expect(bob.locator("#talk .question")).to_have_text(["Short?"])
    bob.wait_for_url(lambda url: "chat=" in url and url != ann.url)


def test_an_answer_that_was_cut_by_a_reload_is_kept_as_far_as_it_was(page: Page, served: Served) -> None:
    ask(page, "Anything that takes long", wait=False)
    expect(page.locator("#talk .answer")).to_contain_text("word word")
    page.wait_for_url("**/?chat=*")
    page.reload()
    settled(page)
    assert served.chatbot.closed.wait(10)
    expect(page.locator("#talk .question")).to_have_text(["Anything that takes long"])
    expect(page.locator("#talk .answer")).to_contain_text("word word")


def test_conversations_are_listed_found_renamed_deleted_and_brought_back(open_page: Callable[..., Page]) -> None:
    for size in SIZES:
        page = open_page(viewport=size)
        ask(page, "Short?")
        page.get_by_role("button", name="New chat").click()
        expect(page.locator("#talk .question")).to_have_count(0)
        ask(page, HOSTILE)
        open_list(page)
        items = page.locator("#chats li a")
        expect(items).to_have_text([LONG, "Short?"])
        expect(items.first).to_have_attribute("aria-current", "page")
        page.get_by_label("Search conversations").fill("short")
        expect(items).to_have_text(["Short?"])
        act(page, "Short?", "Rename")
        page.get_by_role("textbox", name="Rename the conversation").fill("Leave")
        page.keyboard.press("Enter")
        page.get_by_label("Search conversations").fill("")
        expect(items).to_have_text([LONG, "Leave"])
        items.nth(1).click()
        expect(page.locator("#talk .question")).to_have_text(["Short?"])
        open_list(page)
        act(page, "Leave", "Delete")
        expect(page.locator("#talk .question")).to_have_count(0)
        expect(items).to_have_text([LONG])
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("#talk .question")).to_have_text(["Short?"])
        open_list(page)
        expect(items).to_have_text([LONG, "Leave"])
        assert page.evaluate("document.body.dataset.pwned ?? 'no'") == "no"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_conversations_of_other_days_stand_below_their_day(page: Page, served: Served) -> None:
    ask(page, "Short?")
    page.get_by_role("button", name="New chat").click()
    expect(page.locator("#talk .question")).to_have_count(0)
    ask(page, MIXED)
    open_list(page)
    days = page.locator("#chats .day")
    expect(days).to_have_count(0)  # all are of one day
    midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0).timestamp()
    for changed_at, day in ((midnight - 3600, "Yesterday"), (midnight - 70 * 24 * 3600, r"^\w+ 20\d\d$")):
        with sqlite3.connect(served.chatbot.settings.index.parent / "conversations.sqlite") as stored:
            stored.execute("UPDATE conversation SET changed_at = ? WHERE title = 'Short?'", (changed_at,))
        page.reload()
        settled(page)
        open_list(page)
        expect(days).to_have_text(["Today", re.compile(day)])
        expect(page.locator("#chats li a")).to_have_text([MIXED, "Short?"])


def test_a_question_is_edited_or_asked_again_and_both_answers_are_kept(
    open_page: Callable[..., Page], served: Served
) -> None:
    for size in SIZES:
        page = open_page(viewport=size)
        questions, answer = page.locator("#talk .question"), page.locator("#talk .answer").last
        ask(page, "Short?")
        ask(page, MIXED)
        first, last = page.locator("#talk .turn").first, page.locator("#talk .turn").last
        last.get_by_text("Ask again").click()
        expect(last).to_contain_text("2 of 2", timeout=30_000)
        expect(page.locator("#talk .writing")).to_have_count(0, timeout=60_000)
        expect(page.get_by_role("button", name="Send")).to_be_visible()
        page.locator("#talk .user-row").first.hover()
        first.get_by_text("Edit").click()
        expect(page.locator("#box textarea")).to_have_value("Short?")
        page.keyboard.press("Escape")
        expect(page.locator("#editing")).to_have_count(0)
        expect(page.locator("#box textarea")).to_have_value("")
        first.get_by_text("Edit").click()
        page.fill("#box textarea", "Who won the world cup?")
        page.keyboard.press("Enter")
        expect(questions).to_have_text(["Who won the world cup?"])
        expect(answer).to_have_text("Your documents do not say.")
        assert served.chatbot.asked[-1] == ("Who won the world cup?", ())  # nothing came before it
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        expect(page.get_by_role("button", name="Send")).to_be_visible()  # the answer is complete
        page.reload()
        settled(page)
        expect(questions).to_have_text(["Who won the world cup?"])
        page.locator("#talk a.rate.bad").click()
        page.get_by_role("button", name="Send").last.click()
        expect(page.locator("#talk a.rate.bad")).to_have_attribute("aria-pressed", "true")
        page.get_by_role("link", name="Earlier version").click()
        expect(questions).to_have_text(["Short?", MIXED])
        expect(page.locator("#talk a.rate[aria-pressed=true]")).to_have_count(0)
        page.get_by_role("link", name="Later version").click()
        expect(questions).to_have_text(["Who won the world cup?"])
        expect(page.locator("#talk a.rate.bad")).to_have_attribute("aria-pressed", "true")


def test_what_a_follow_up_was_understood_as_is_edited_in_its_place(page: Page, served: Served) -> None:
    short = served.chatbot.answers["Short?"]
    served.chatbot.answers["And then?"] = replace(short, question="And then?", searched="What happens then?")
    ask(page, "And then?")
    page.locator("#talk a.reword").click()
    expect(page.locator("#box textarea")).to_have_value("What happens then?")
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#talk .question")).to_have_text(["What happens then?"])
    expect(page.locator("#talk .turn")).to_contain_text("2 of 2")


def test_a_list_that_did_not_come_says_why_and_comes_with_the_next_search(page: Page) -> None:
    ask(page, "Short?")
    open_list(page)
    items = page.locator("#chats li")
    page.route(lambda url: "/api/conversations?find=Sh" in url, lambda route: route.abort())
    page.get_by_label("Search conversations").fill("Sh")
    expect(items).to_have_text(["Quoth does not answer. Is it still running?"])
    page.unroute_all()
    page.get_by_label("Search conversations").fill("Short")
    expect(page.locator("#chats li a")).to_have_text(["Short?"])


# The links of a question are away, as before its answer has been kept, also if they are drawn once more.
TAKE_AWAY = """
    window.drop = () => document.querySelectorAll('#talk .turn').forEach((one) => { window.late = one; one.remove(); });
    window.watch = new MutationObserver(drop);
    watch.observe(document.getElementById('talk'), { childList: true, subtree: true });
    drop();
"""


def test_what_was_understood_can_be_edited_before_the_answer_has_been_kept(page: Page, served: Served) -> None:
    short = served.chatbot.answers["Short?"]
    served.chatbot.answers["And then?"] = replace(short, question="And then?", searched="What happens then?")
    ask(page, "And then?")
    expect(page.locator("#talk .turn .edit")).to_have_count(1)
    page.evaluate(TAKE_AWAY)
    page.locator("#talk a.reword").click()
    expect(page.locator("#editing")).to_have_count(0)
    page.evaluate("watch.disconnect(); document.querySelector('#talk .question').after(late)")
    expect(page.locator("#box textarea")).to_have_value("What happens then?")
    expect(page.locator("#editing")).to_be_visible()


def test_a_pinned_conversation_stays_at_the_top(page: Page) -> None:
    ask(page, "Short?")
    page.get_by_role("button", name="New chat").click()
    expect(page.locator("#talk .question")).to_have_count(0)
    settled(page)
    ask(page, MIXED)
    open_list(page)
    act(page, "Short?", "Pin to the top")
    items = page.locator("#chats li a")
    expect(items).to_have_text(["Short? (pinned)", MIXED])
    page.reload()
    settled(page)
    open_list(page)
    expect(items).to_have_text(["Short? (pinned)", MIXED])
    act(page, "Short?", "Unpin")
    expect(items).to_have_text([MIXED, "Short?"])


def test_a_conversation_is_saved_as_a_file(page: Page) -> None:
    ask(page, MIXED)
    open_list(page)
    for form, name in (("md", "Save as Markdown"), ("html", "Save as web page"), ("json", "Save as JSON")):
        with page.expect_download() as download:
            act(page, MIXED, name)
        assert download.value.suggested_filename.endswith(f".{form}")
        text = Path(download.value.path()).read_text()
        assert LEAVE in text
        assert form != "json" or json.loads(text)["turns"][0]["question"] == MIXED


def test_a_lone_surrogate_in_the_box_does_not_break_the_answer(page: Page) -> None:
    page.evaluate(
        """() => {
            const box = document.querySelector('#box textarea');
            box.value = 'Short\\ud83d';
            box.dispatchEvent(new Event('input', {bubbles: true}));
        }"""
    )
    page.press("#box textarea", "Enter")
    expect(page.locator("#talk .answer")).to_have_text("Yes [1].")


def test_the_list_works_with_keys_alone(page: Page) -> None:
    ask(page, "Short?")
    page.get_by_role("button", name="Conversations").press("Enter")
    expect(page.get_by_label("Search conversations")).to_be_focused()
    expect(page.locator("#chats li a")).to_be_visible()  # else the key would go past a list that is still empty
    page.keyboard.press("Tab")
    expect(page.locator("#chats li a")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Pin to the top")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Actions for Short?")).to_be_focused()
