"""A long answer in a long chat, in a real browser: how often it grows, and how long the browser is stuck."""

from __future__ import annotations

import shutil

from playwright.sync_api import Page, sync_playwright

from benchmarks.page_server import LONG

TURNS = 30
_S = 5.0
_CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")  # None: playwright's own
_WATCH = """() => {
    window.lengths = new Set();
    window.longest = 0;
    let last = performance.now();
    (function look() {
        const now = performance.now(), answer = document.querySelector('#talk .answer.writing');
        window.longest = Math.max(window.longest, now - last);
        last = now;
        if (answer) window.lengths.add(answer.textContent.length);
        requestAnimationFrame(look);
    })();
}"""


def streamed(address: str) -> dict[str, float]:
    """Updates a second, and the longest time without a frame, while an answer grows below 60 messages."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 860})
            page.goto(address, timeout=120_000)
            page.locator("#box textarea").wait_for(timeout=120_000)
            for turn in range(TURNS):
                _ask(page, "Is it so?", turn)
                page.locator("#box .submit-button").wait_for(timeout=60_000)
            _ask(page, LONG, TURNS)
            page.wait_for_timeout(500)
            page.evaluate(_WATCH)
            page.wait_for_timeout(1000 * _S)
            updates, longest = page.evaluate("[window.lengths.size, window.longest]")
        finally:
            browser.close()
    return {
        "updates a second in a chat of 60 messages": updates / _S,
        "longest time without a frame meanwhile, s": longest / 1000,
    }


def _ask(page: Page, question: str, turns: int) -> None:
    page.fill("#box textarea", question)
    page.press("#box textarea", "Enter")
    page.locator("#talk .question").nth(turns).wait_for(timeout=60_000)
