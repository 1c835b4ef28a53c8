"""A second library's word on where the characters of a PDF are: `python -m benchmarks.witness FILE PAGE...`.

It is a process of its own, since that library may fail on a damaged file or never end.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

CURE = "pip install pdfminer.six"
_ROOT = Path(__file__).resolve().parent.parent
_WAITING_S = 120


@dataclass(frozen=True, slots=True)
class Seen:
    """A character, and its middle in parts of the page as it is displayed, from the top left."""

    text: str
    x: float
    y: float


def is_installed() -> bool:
    """Whether there is a second library."""
    return find_spec("pdfminer") is not None


def seen(path: Path, pages: Iterable[int]) -> dict[int, list[Seen]]:
    """The characters on these pages as the second library sees them; no page where it fails."""
    command = [sys.executable, "-m", "benchmarks.witness", str(path.resolve()), *map(str, pages)]
    try:
        ended = subprocess.run(command, cwd=_ROOT, capture_output=True, check=True, timeout=_WAITING_S)
    except subprocess.SubprocessError:
        return {}
    return {int(page): [Seen(*fields) for fields in found] for page, found in json.loads(ended.stdout).items()}


def _main(path: str, *numbers: str) -> None:
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    class Interpreter(PDFPageInterpreter):  # type: ignore[misc]  # unknown to mypy: it may not be installed
        """Goes to the next line at the operator of ISO 32000-1, 9.4.3, that does so, which the library forgets."""

        def do__w(self, word_space: object, letter_space: object, text: object) -> None:
            self.do_Tw(word_space)
            self.do_Tc(letter_space)
            self.do__q(text)

    wanted = {int(number) for number in numbers}
    manager = PDFResourceManager()
    device = PDFPageAggregator(manager)
    interpreter = Interpreter(manager, device)
    found = {}
    with open(path, "rb") as file:
        for number, page in enumerate(PDFPage.get_pages(file, check_extractable=False), start=1):
            if number in wanted:
                interpreter.process_page(page)
                found[number] = list(_placed(page, device.get_result()))
    json.dump(found, sys.stdout)


def _placed(page: Any, layout: Any) -> Iterator[tuple[str, float, float]]:
    left, bottom, right, top = _displayed(page)
    for character in _characters(layout):
        x0, y0, x1, y1 = character.bbox
        x = ((x0 + x1) / 2 - left) / (right - left)
        y = (top - (y0 + y1) / 2) / (top - bottom)
        yield character.get_text(), x, y


def _displayed(page: Any) -> tuple[float, float, float, float]:
    """The part of the page that is displayed, in the coordinates of its layout: turned, from the media box on."""
    x0, y0, x1, y1 = page.mediabox
    crop = page.cropbox
    corners = [(max(x0, crop[0]), max(y0, crop[1])), (min(x1, crop[2]), min(y1, crop[3]))]
    turn: Callable[[float, float], tuple[float, float]] = {
        0: lambda x, y: (x - x0, y - y0),
        90: lambda x, y: (y - y0, x1 - x),
        180: lambda x, y: (x1 - x, y1 - y),
        270: lambda x, y: (y1 - y, x - x0),
    }[page.rotate % 360]
    xs, ys = zip(*(turn(*corner) for corner in corners), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _characters(layout: Any) -> Iterator[Any]:
    """The characters of a layout, also those inside its figures."""
    from pdfminer.layout import LTChar

    for item in layout:
        if isinstance(item, LTChar):
            yield item
        elif hasattr(item, "__iter__"):
            yield from _characters(item)


if __name__ == "__main__":
    _main(*sys.argv[1:])
