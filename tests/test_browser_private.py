"""Private documents in a real browser: added for oneself, answered for oneself, and not there for anybody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browsing import MARKS, SIZES, Served, ask, serving, settled
from fakes import FakeEmbedder
from playwright.sync_api import Page, expect

from qa.chatbot import Chatbot
from qa.lazy import Lazy
from qa.settings import Settings
from ui.web.accounts.people import Role
from ui.web.accounts.store import Accounts

pytestmark = MARKS
PASSWORD = "a sentence of my own"
SECRET = "The zebra password is Marmalade."
QUESTION = "What is the zebra password?"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("private")
    settings = Settings(documents=folder / "documents", index=folder / "q" / "index", engine="extractive")
    settings.documents.mkdir()
    (settings.documents / "handbook.txt").write_text("The handbook says that lunch is at noon.\n")
    with Chatbot(settings) as chatbot:
        chatbot._embedder = Lazy(FakeEmbedder)
        chatbot.update()
        accounts = Accounts(settings.index.parent / "accounts.sqlite")
        for name in ("ann", "bob"):
            accounts.add(name, Role.EDITOR, PASSWORD)
        yield from serving(chatbot)


def documents_of(page: Page, name: str) -> None:
    """Log in, and open the Documents tab."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    settled(page)
    page.get_by_role("tab", name="Documents").click()
    expect(page.locator("#files")).to_contain_text("handbook.txt", timeout=30_000)


def test_what_somebody_adds_only_for_themselves_nobody_else_sees(
    open_page: Callable[..., Page], served: Served, tmp_path: Path
) -> None:
    for size in SIZES:
        ann = open_page(viewport=size, address="login")
        documents_of(ann, "ann")
        name = f"zebra-{size['width']}.txt"
        (tmp_path / name).write_text(f"{SECRET}\nIt is number {size['width']}.\n")
        ann.get_by_label("Add files only for me").check()
        with ann.expect_file_chooser() as chooser:
            ann.get_by_role("button", name="Add files").click()
        chooser.value.set_files(tmp_path / name)
        expect(ann.locator("#files")).to_contain_text(name, timeout=60_000)
        ann.get_by_role("tab", name="Chat").click()
        ask(ann, QUESTION)
        expect(ann.locator("#talk .answer").last).to_contain_text("Marmalade")
        ann.wait_for_url("**/?chat=*")
        bob = open_page(viewport=size, address="login")
        documents_of(bob, "bob")
        expect(bob.locator("body")).not_to_contain_text(name)
        bob.get_by_role("tab", name="Chat").click()
        ask(bob, QUESTION)
        expect(bob.locator("#talk .answer").last).not_to_contain_text("Marmalade")
        reply = bob.request.get(f"{served.url}/api/original?document=private/ann/{name}")
        assert reply.status == 404
        bob.goto(ann.url)
        settled(bob)
        expect(bob.locator("body")).not_to_contain_text("Marmalade")
