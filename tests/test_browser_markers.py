"""The markers of an answer in a real browser: their card, which one is open, and numbers that cite nothing."""

from __future__ import annotations

from browsing import MARKS, Served, ask, at_both_widths, chip, renewed
from playwright.sync_api import Page, expect
from scripted import HANDBOOK, LEAVE, MIXED, cite, hit, reply, say

pytestmark = MARKS

served, page = renewed, at_both_widths  # fixtures of this file


def test_a_marker_under_the_pointer_or_with_the_focus_shows_a_card_with_its_document_page_and_quote(page: Page) -> None:
    ask(page, MIXED)
    card = page.locator("#peek")
    chip(page, 1).hover()
    expect(card).to_have_text(f"Employee handbook, page 2{LEAVE}")
    expect(card).to_be_in_viewport(ratio=1)
    page.mouse.move(5, 5)
    expect(card).to_have_count(0)
    chip(page, 2).focus()
    expect(card).to_contain_text("Security guide")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    chip(page, 1).focus()
    expect(card).to_contain_text(LEAVE)
    page.keyboard.press("Enter")
    expect(card).to_have_count(0)
    expect(page.locator("#source blockquote")).to_have_text(LEAVE)


def test_the_marker_whose_source_is_open_is_marked_in_the_text_and_among_the_sources(page: Page) -> None:
    ask(page, MIXED)
    chip(page, 1).click()
    expect(page.locator("#source blockquote")).to_have_text(LEAVE)
    expect(chip(page, 1)).to_have_attribute("aria-current", "true")
    assert page.locator("#talk .answer a.cite[aria-current]").count() == 1
    expect(page.locator("#talk .sources [aria-current]")).to_have_text("1 employee-handbook.pdf, p. 2")
    page.keyboard.press("ArrowRight")
    expect(chip(page, 2)).to_have_attribute("aria-current", "true")
    expect(chip(page, 1)).not_to_have_attribute("aria-current", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#talk [aria-current]")).to_have_count(0)


def test_a_number_that_no_source_has_never_becomes_a_link(page: Page, served: Served) -> None:
    handbook = served.chatbot.held[HANDBOOK]
    answer = reply(
        "Which numbers?",
        say("It is so [1], [7] and [99], see `x[2]`, [2024] and [[3]](http://203.0.113.9).", cite(handbook, LEAVE, 1)),
        hits=[hit(handbook, LEAVE)],
    )
    served.chatbot.answers[answer.question] = answer
    ask(page, answer.question)
    expect(page.locator("#talk .answer a")).to_have_text("[1]")
    for words in ("[7]", "[99]", "x[2]", "[2024]", "[3]"):
        expect(page.locator("#talk .answer")).to_contain_text(words)
