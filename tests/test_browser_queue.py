"""Many people at once, in a real browser: a question waits for its turn or is refused, and says so."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
from browsing import MARKS, SIZES, Served
from playwright.sync_api import Page, expect

from ui.web.page.chat import AT_ONCE, MOST_WAITING

pytestmark = MARKS


def ask_as_others(served: Served, count: int) -> list[int]:
    """Send questions as so many other people's pages do. Returns the statuses of the replies."""
    with httpx.Client(base_url=served.url, timeout=60, trust_env=False) as client:
        client.get("/")  # for the cookie
        config = client.get("/config").json()
        (box,) = (one["id"] for one in config["components"] if one["props"].get("elem_id") == "box")
        (asking,) = (one["id"] for one in config["dependencies"] if [box, "submit"] in one["targets"])

        def send(number: int) -> int:
            body = {"data": ["Short?", "", "{}"], "fn_index": asking, "session_hash": f"person-{number}"}
            return client.post("/gradio_api/queue/join", json=body).status_code

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(send, range(count)))


def test_a_question_that_waits_for_its_turn_says_so_and_is_answered_then(
    open_page: Callable[..., Page], served: Served
) -> None:
    pages = [open_page(viewport=size) for size in SIZES]
    served.chatbot.go_on_searching.clear()  # those before it are not answered yet
    assert set(ask_as_others(served, AT_ONCE)) == {200}
    for page in pages:
        page.fill("#box textarea", "Short?")
        page.press("#box textarea", "Enter")
        expect(page.locator("#waiting-turn")).to_have_text("Waiting for its turn: Short?")
        expect(page.locator("#talk .answer")).to_have_count(0)
    served.chatbot.go_on_searching.set()
    for page in pages:
        expect(page.locator("#talk .answer")).to_have_text("Yes [1].", timeout=60_000)
        expect(page.locator("#waiting-turn")).to_have_count(0)


def test_a_full_queue_refuses_a_question_says_so_and_leaves_it_in_the_box(
    open_page: Callable[..., Page], served: Served
) -> None:
    pages = [open_page(viewport=size) for size in SIZES]
    served.chatbot.go_on_searching.clear()
    statuses = ask_as_others(served, AT_ONCE + MOST_WAITING + 1)
    accepted = statuses.count(200)
    assert accepted <= AT_ONCE + MOST_WAITING
    assert set(statuses) == {200, 503}
    for page in pages:
        page.fill("#box textarea", "Short?")
        page.press("#box textarea", "Enter")
        notice = "Too many people are asking now. Send your question again in a moment."
        expect(page.locator("#notice")).to_contain_text(notice)
        expect(page.locator("#box textarea")).to_have_value("Short?")
        expect(page.locator("#waiting-turn")).to_have_count(0)
    served.chatbot.go_on_searching.set()
    while len(served.chatbot.asked) < accepted:  # pytest-timeout ends a test that waits in vain
        pages[0].wait_for_timeout(50)
    for page in pages:
        page.press("#box textarea", "Enter")
        expect(page.locator("#talk .answer")).to_have_text("Yes [1].", timeout=60_000)
