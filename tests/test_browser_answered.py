"""What can be done with an answer, in a real browser: follow-ups, ratings, and asking again when a document changed."""

from __future__ import annotations

import json
from collections.abc import Callable

from browsing import MARKS, SIZES, Served, ask, at_both_widths, ended, renewed, settled
from playwright.sync_api import Page, expect
from scripted import HANDBOOK, LEAVE, MIXED

from ui.ratings import ratings_of

pytestmark = MARKS

served, page = renewed, at_both_widths  # fixtures of this file


def test_follow_ups_below_the_last_answer_are_asked_with_one_press(page: Page, served: Served) -> None:
    short = served.chatbot.answers["Short?"]
    served.chatbot.answers |= {"Why?": short, "Shorter": short}
    ask(page, MIXED)
    offered = page.locator("#talk .follow-ups a:visible")
    expect(offered).to_have_text(["Why?", "Are you sure?", "Shorter"])
    boxes = [one.bounding_box() for one in offered.all()]
    assert all(box and box["x"] + box["width"] <= (page.viewport_size or {})["width"] for box in boxes)
    offered.first.click()
    expect(page.locator("#talk .question")).to_have_text([MIXED, "Why?"])
    expect(page.locator("#talk .answer").last).to_have_text("Yes [1].")
    question, (turn,) = served.chatbot.asked[-1]
    assert (question, turn.question) == ("Why?", MIXED)
    expect(offered).to_have_count(3)  # below the last answer alone
    offered.nth(2).press("Enter")
    expect(page.locator("#talk .question").last).to_have_text("Shorter")
    ended(page)
    ask(page, "Who won the world cup?")
    expect(page.locator("#talk .abstained")).to_be_visible()
    expect(offered).to_have_count(0)  # there is nothing to ask why


def test_a_rating_with_a_comment_is_kept_with_the_question_and_its_passages_and_becomes_a_gold_question(
    open_page: Callable[..., Page], served: Served
) -> None:
    kept = ratings_of(served.chatbot.settings)  # type: ignore[arg-type]  # a stand-in
    for count, size in enumerate(SIZES, 1):
        page = open_page(viewport=size)
        ask(page, MIXED)
        page.locator("#talk a.rate.bad").click()
        sheet = page.get_by_role("dialog", name="What was wrong?")
        sheet.get_by_label("Comment").fill("Two desks?")
        sheet.get_by_role("button", name="Send").click()
        expect(page.locator("#notice")).to_contain_text("Your rating was kept.")
        newest = kept.all()
        assert len(newest) == count
        rating = next(one for one in newest if not one.is_good)
        assert (rating.question, rating.comment) == (MIXED, "Two desks?")
        assert rating.answer["hits"][0]["text"] == LEAVE
        page.locator("#talk a.rate.good").click()  # thought better of it
        page.get_by_role("button", name="Make it a gold question").click()
        expect(page.locator("#notice")).to_contain_text("It is now a gold question")
        assert len(kept.all()) == count
        assert all(one.is_good for one in kept.all())
    (gold,) = served.chatbot.settings.index.parent.glob("*.jsonl")
    questions = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    assert [one["question"] for one in questions] == [MIXED] * len(questions)
    assert HANDBOOK in json.dumps(questions[0])


def test_an_answer_whose_document_changed_says_so_and_is_asked_again_with_one_press(page: Page, served: Served) -> None:
    ask(page, MIXED)
    removed = served.chatbot.held.pop("security.md")
    page.reload()
    settled(page)
    note = page.locator("#talk .note").first
    expect(note).to_contain_text("A document cited here has changed since.")
    served.chatbot.held["security.md"] = removed
    note.get_by_role("link", name="Ask again").click()
    expect(page.locator("#talk .question")).to_have_text([MIXED, MIXED])
    expect(page.locator("#talk .writing")).to_have_count(0, timeout=60_000)
    expect(page.locator("#talk .answer").last).to_contain_text("25 days")
