"""The main text of web pages, beside other programs: `python -m benchmarks.web_pages FOLDER`.

FOLDER is that of `benchmarks.reading`. Precision is the share of the words read that are expected, recall the share of
the expected words that are read, each word counted as often as it occurs. trafilatura and readability-lxml are measured
too if they are installed (`pip install trafilatura readability-lxml`).
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean

from benchmarks.expected import expected_texts, words_of
from index.errors import DocumentError
from index.reading.readers.web import read_html

Read = Callable[[bytes], str]


def main() -> None:
    """Read the pages and print a line for each program and each source of pages."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web_pages", description=__doc__)
    parser.add_argument("folder", type=Path)
    print_programs(parser.parse_args().folder)


def print_programs(folder: Path) -> None:
    """Print a line for each program and each source of pages."""
    lines = (folder / "manifest.jsonl").read_text("utf-8").strip("\n").split("\n")
    entries = [entry for line in lines if line.strip() and (entry := json.loads(line))["ext"] == "html"]
    expected = expected_texts(entries, folder)
    pages = {name: (folder / name).read_bytes() for name in expected}
    sources = {entry["file"]: entry.get("repo", "") for entry in entries}
    print(f"{'':18}{'pages from':32}{'pages':>6}{'precision':>11}{'recall':>8}{'F1':>7}{'CPU s':>8}")
    for program, read in _programs().items():
        begun = time.process_time()
        texts = {name: read(data) for name, data in pages.items()}
        seconds = time.process_time() - begun
        for source in sorted({sources[name] for name in texts}):
            scores = [agreement(expected[name], text) for name, text in texts.items() if sources[name] == source]
            precision, recall, f1 = (fmean(column) for column in zip(*scores, strict=True))
            print(f"{program:18}{source:32}{len(scores):6}{precision:11.3f}{recall:8.3f}{f1:7.3f}{seconds:8.2f}")


def agreement(expected: str, found: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of the words that were read.

    >>> agreement("to be or not", "to be")
    (1.0, 0.5, 0.6666666666666666)
    """
    wanted, read = Counter(words_of(expected)), Counter(words_of(found))
    shared = (wanted & read).total()
    precision, recall = (shared / max(words.total(), 1) for words in (read, wanted))
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def _programs() -> dict[str, Read]:
    programs: dict[str, Read] = {"Quoth": _quoth}
    if find_spec("trafilatura"):
        programs["trafilatura"] = _trafilatura
    if find_spec("readability"):
        programs["readability-lxml"] = _readability
    return programs


def _quoth(data: bytes) -> str:
    try:
        contents = read_html(data)
    except DocumentError:
        return ""
    return f"{contents.title}\n{contents.text}"


def _trafilatura(data: bytes) -> str:
    from trafilatura import extract

    return extract(data, include_comments=False, include_tables=True) or ""


def _readability(data: bytes) -> str:
    from lxml import html
    from readability import Document

    try:
        return str(html.fromstring(Document(data.decode("utf-8", "replace")).summary()).text_content())
    except Exception:  # it fails on pages without a body, in several ways
        return ""


if __name__ == "__main__":
    main()
