"""Take the screenshots of the README and the docs from the running page: `make screenshots`.

`documents/` is indexed in a temporary folder and served with the default model. A real Chromium asks one question, then
walks through the views. Look at the pictures before you commit them: the seconds they show are those of your machine.
With names, such as `python docs/screenshots.py settings login`, only these pictures are taken.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import httpx
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
QUESTION = "How many days of annual leave do I get?"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")  # None: playwright's own
READY = "Quoth is ready: "
ANSWER_S = 300
DESK = {"width": 1280, "height": 760}
PHONE = {"width": 390, "height": 760}
QUOTH = (sys.executable, "-m", "ui.cli.main")
PASSWORD = "an invented sentence"


def main(names: Sequence[str]) -> None:
    """Take the pictures with these names; without names, all."""
    IMAGES.mkdir(exist_ok=True)
    wanted = {name: PICTURES[name] for name in names or PICTURES}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        environ = {**os.environ, "QUOTH_INDEX": str(Path(folder) / "index")}
        with served_page(environ) as url:
            if any(act in (ask, open_source) for act, _ in wanted.values()):
                asked = {"question": QUESTION}
                httpx.post(f"{url}/api/ask", json=asked, timeout=ANSWER_S).raise_for_status()  # loads the model
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            for name, (act, options) in wanted.items():
                if name in OF_ACCOUNTS:
                    continue
                take(browser, url, name, act, **options)
            add = [*QUOTH, "users", "add", "anna"]
            subprocess.run(add, cwd=ROOT, env=environ, check=True, input=PASSWORD, text=True)
            for name in OF_ACCOUNTS & wanted.keys():
                act, options = wanted[name]
                take(browser, url, name, act, **options)
            browser.close()


@contextmanager
def served_page(environ: dict[str, str]) -> Iterator[str]:
    """The address of a page that answers from the sample documents."""
    subprocess.run([*QUOTH, "index"], cwd=ROOT, env=environ, check=True)
    serve = [*QUOTH, "serve", "--port", "0"]
    with subprocess.Popen(serve, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield next(line.removeprefix(READY).strip() for line in server.stdout if line.startswith(READY))
        finally:
            server.terminate()


def take(browser: Browser, url: str, name: str, act: Callable[[Page], object], **options: object) -> None:
    """Save a picture of the page after `act`, as somebody sees it for the first time."""
    context = browser.new_context(device_scale_factor=2, reduced_motion="reduce", **options)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(url)
    act(page)
    page.mouse.move(0, 0)
    page.wait_for_timeout(1000)  # scrolling to the words, and fading in
    save(page.screenshot(), IMAGES / f"{name}.png")
    context.close()


def ask(page: Page) -> None:
    """Ask the question, and open the list of conversations where there is room beside the answer."""
    settle(page)
    page.fill("#box textarea", QUESTION)
    page.press("#box textarea", "Enter")
    page.wait_for_selector("#talk .answer a.cite", timeout=ANSWER_S * 1000)
    page.wait_for_selector("#talk .writing", state="detached", timeout=ANSWER_S * 1000)
    show_list(page)


def open_source(page: Page) -> None:
    ask(page)
    hide_list(page)
    page.locator("#talk .answer a.cite").first.click()
    page.wait_for_selector("#source .light")
    while not page.evaluate("document.querySelector('#source .page img')?.naturalWidth"):
        page.wait_for_timeout(100)  # the page forbids the eval of wait_for_function


def open_documents(page: Page) -> None:
    settle(page)
    page.get_by_role("tab", name="Documents").click()
    page.wait_for_selector("#files table")


def open_preview(page: Page) -> None:
    open_documents(page)
    page.get_by_role("button", name="Actions for warranty-and-returns.txt").click()
    page.get_by_role("menuitem", name="Preview").click()
    page.wait_for_selector("#source .passage")


def open_picker(page: Page) -> None:
    settle(page)
    page.get_by_role("button", name="In all documents").click()
    page.get_by_label("PDF files").check()


def open_settings(page: Page) -> None:
    settle(page)
    show_list(page)
    page.get_by_role("button", name="Settings").click()
    page.wait_for_selector("dialog fieldset")


def open_account(page: Page) -> None:
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    settle(page)
    show_list(page)
    page.get_by_role("button", name="Account of anna").click()


def settle(page: Page) -> None:
    page.wait_for_selector("#box textarea")
    page.wait_for_timeout(1000)  # Gradio loses what is typed before it has settled


def show_list(page: Page) -> None:
    if page.locator("body.listing").count() == 0:
        page.get_by_role("button", name="Conversations").click()


def hide_list(page: Page) -> None:
    if page.locator("body.listing").count():
        page.get_by_role("button", name="Conversations").click()


def open_login(page: Page) -> None:
    page.get_by_label("Name").wait_for()


PICTURES: dict[str, tuple[Callable[[Page], object], dict[str, object]]] = {
    "answer-light": (open_source, {"viewport": DESK, "color_scheme": "light"}),
    "answer-dark": (open_source, {"viewport": DESK, "color_scheme": "dark"}),
    "answer-phone": (open_source, {"viewport": PHONE}),
    "conversations": (ask, {"viewport": DESK}),
    "conversations-phone": (ask, {"viewport": PHONE}),
    "documents": (open_documents, {"viewport": DESK}),
    "documents-phone": (open_documents, {"viewport": PHONE}),
    "preview": (open_preview, {"viewport": DESK}),
    "picker": (open_picker, {"viewport": DESK}),
    "picker-phone": (open_picker, {"viewport": PHONE}),
    "settings": (open_settings, {"viewport": DESK}),
    "settings-phone": (open_settings, {"viewport": PHONE}),
    "login": (open_login, {"viewport": PHONE}),
    "account": (open_account, {"viewport": DESK}),
}
OF_ACCOUNTS = {"login", "account"}  # taken last: with an account, everybody has to log in


def save(picture: bytes, file: Path) -> None:
    """Write a PNG with a palette of 256 colours: a third of the size, and no difference that the eye sees."""
    Image.open(BytesIO(picture)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
