"""Take the screenshots of the README from the running page: `make screenshots`.

`documents/` is indexed in a temporary folder and served with the default model. A real Chromium asks one question and
opens the source of its answer. Look at the pictures before you commit them: the seconds they show are those of your
machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
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


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with served_page() as url, sync_playwright() as playwright:
        httpx.post(
            f"{url}/api/ask", json={"question": QUESTION}, timeout=ANSWER_S
        ).raise_for_status()  # loads the model
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, scheme, size in (("light", "light", DESK), ("dark", "dark", DESK), ("phone", "light", PHONE)):
            save(screenshot(browser, url, color_scheme=scheme, viewport=size), IMAGES / f"answer-{name}.png")
        browser.close()


@contextmanager
def served_page() -> Iterator[str]:
    """The address of a page that answers from the sample documents."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "QUOTH_INDEX": str(Path(folder) / "index")}
        subprocess.run([*QUOTH, "index"], cwd=ROOT, env=environ, check=True)
        serve = [*QUOTH, "serve", "--port", "0"]
        with subprocess.Popen(serve, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            try:
                yield next(line.removeprefix(READY).strip() for line in server.stdout if line.startswith(READY))
            finally:
                server.terminate()


def screenshot(browser: Browser, url: str, **options: object) -> bytes:
    """A PNG of the page with one answer, and with the source of its first citation open."""
    context = browser.new_context(device_scale_factor=2, reduced_motion="reduce", **options)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector("#box textarea")
    page.wait_for_timeout(1000)  # Gradio loses what is typed before it has settled
    ask(page)
    picture = page.screenshot()
    context.close()
    return picture


def ask(page: Page) -> None:
    page.fill("#box textarea", QUESTION)
    page.press("#box textarea", "Enter")
    page.wait_for_selector("#talk .answer a.cite", timeout=ANSWER_S * 1000)
    page.wait_for_selector("#talk .writing", state="detached", timeout=ANSWER_S * 1000)
    page.locator("#talk .answer a.cite").first.click()
    page.wait_for_selector("#source .light")
    page.wait_for_function("document.querySelector('#source .page img').naturalWidth > 0")
    page.mouse.move(0, 0)
    page.wait_for_timeout(1000)  # scrolling to the words


def save(picture: bytes, file: Path) -> None:
    """Write a PNG with a palette of 256 colours: a third of the size, and no difference that the eye sees."""
    Image.open(BytesIO(picture)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)


if __name__ == "__main__":
    main()
