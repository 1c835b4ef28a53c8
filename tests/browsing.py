"""Fixtures and helpers for the tests of the page in a real browser. `conftest.py` makes the fixtures known."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from scripted import HANDBOOK, MIXED, ScriptedChatbot, sample_chatbot

if TYPE_CHECKING:
    import uvicorn
    from playwright.sync_api import Browser, Locator, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PHONE = {"width": 390, "height": 844}
SIZES = ({"width": 1280, "height": 860}, PHONE)
MARKS = [
    pytest.mark.browser,
    pytest.mark.slow,
    # Gradio's own statistics of its queue name an option that the newest pandas is about to drop.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting':DeprecationWarning"),
]


@dataclass
class Served:
    """A page that is being served, and the chatbot behind it."""

    url: str
    chatbot: ScriptedChatbot


@pytest.fixture
def served() -> Iterator[Served]:
    """A server of the test's own."""
    yield from serving()


@pytest.fixture(scope="module")
def shared() -> Iterator[Served]:
    """One server for all tests of a file. What they ask is kept apart by the cookies of their browsers."""
    yield from serving()


@pytest.fixture
def renewed(shared: Served) -> Served:
    """The server that the tests of a file share, as at the beginning."""
    shared.chatbot.renew()
    return shared


def serving(chatbot: Any = None) -> Iterator[Served]:
    """Serve the page of this chatbot, or of a scripted one."""
    chatbot = chatbot or sample_chatbot(pace_s=0.03)
    listener = socket.create_server(("127.0.0.1", 0))
    host = f"127.0.0.1:{listener.getsockname()[1]}"
    server: list[uvicorn.Server] = []
    is_made = threading.Event()

    def run() -> None:
        import uvicorn

        from ui.web.app import make_app

        app = make_app(chatbot, hosts={host}, examples={MIXED: HANDBOOK, "Short?": HANDBOOK})
        server.append(uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1)))
        is_made.set()
        server[0].run(sockets=[listener])

    # In a thread of its own: the browser's event loop runs in this one.
    thread = threading.Thread(target=run)
    thread.start()
    assert is_made.wait(300)  # on a busy machine, the imports take longer than a browser waits
    yield Served(f"http://{host}", chatbot)
    if isinstance(chatbot, ScriptedChatbot):
        chatbot.go_on.set()
    server[0].should_exit = True
    thread.join(30)
    listener.close()


@pytest.fixture(scope="module")  # not "session": its event loop would still run in all later tests
def browser() -> Iterator[Browser]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=20_000)  # another process can have both cores for seconds
    with sync_playwright() as playwright:
        chromium = CHROMIUM or playwright.chromium.executable_path
        if not Path(chromium).exists():
            pytest.skip("there is no Chromium on this machine: make test-tools")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(served: Served, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens the page for one more person. No request may leave the machine, and no error may go unnoticed."""
    contexts, hosts, complaints = [], set(), []

    def open_one(address: str = "", **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 860}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: hosts.add(urlsplit(request.url)[:2]))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        if address:
            page.goto(f"{served.url}/{address}")
        else:
            visit(page, served.url)
        return page

    yield open_one
    for context in contexts:
        context.close()
    away = {host for host in hosts if host not in {tuple(urlsplit(served.url)[:2]), ("data", ""), ("blob", "")}}
    assert not away
    # What the browser says of replies and failures that a test asked for, and Gradio of a stream that a reload cuts.
    expected = ("status of 4", "status of 503", "net::ERR_FAILED", "signal is aborted", "Connection errored out")
    unexpected = [words for words in complaints if not any(part in words for part in expected)]
    assert not unexpected, unexpected


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page()


@pytest.fixture(params=SIZES, ids=["1280", "390"])
def at_both_widths(open_page: Callable[..., Page], request: pytest.FixtureRequest) -> Page:
    """The page at the width of a desk's screen, and of a phone's."""
    return open_page(viewport=request.param)


def visit(page: Page, address: str) -> None:
    """Open the address, and wait until the page can be used."""
    page.goto(address, timeout=60_000)
    settled(page)


def settled(page: Page) -> None:
    page.locator("#box textarea").wait_for(timeout=60_000)
    page.wait_for_timeout(800)  # Gradio loses what is typed before it has settled


def ask(page: Page, question: str, *, wait: bool = True) -> None:
    """Ask, and wait until the answer is complete."""
    from playwright.sync_api import expect

    before = page.locator("#talk .answer").count()
    page.fill("#box textarea", question)
    page.press("#box textarea", "Enter")
    expect(page.locator("#talk .answer")).to_have_count(before + 1)
    if wait:
        ended(page)


def ended(page: Page) -> None:
    """Wait until the answer is complete and the next question can be sent: before, Gradio would drop it."""
    from playwright.sync_api import expect

    expect(page.locator("#talk .writing")).to_have_count(0, timeout=60_000)
    expect(page.locator("#box .submit-button")).to_be_visible(timeout=60_000)


def until(page: Page, expression: str, arg: object = None) -> None:
    """Wait until the expression holds in the page. Playwright's own way to wait needs eval, which the page forbids."""
    for _ in range(300):
        if page.evaluate(expression, arg):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"not within 30 seconds: {expression}")


def chip(page: Page, n: int) -> Locator:
    return page.locator("#talk .answer a.cite").nth(n)
