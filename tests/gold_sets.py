"""Gold sets for tests, and the benchmarks run in a process of their own, as people run them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
ANIMALS = {"cats": "A cat purrs at night.", "dogs": "A dog barks at the postman.", "birds": "A bird sings at dawn."}
QUESTIONS = {"Which animal purrs?": "cats", "Who barks at the postman?": "dogs", "What is sung at dawn?": "birds"}


def write_jsonl(file: Path, entries: Iterable[Mapping[str, object]]) -> None:
    """Write one line of JSON for each entry, and make the folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(map(json.dumps, entries)), encoding="utf-8")


def write_animals(folder: Path, language: str = "") -> Path:
    """A gold set of three documents, each of which answers one question."""
    documents = [{"id": name, "title": name.title(), "text": text} for name, text in ANIMALS.items()]
    questions = [{"id": gold, "question": text, "gold_doc_ids": [gold]} for text, gold in QUESTIONS.items()]
    write_jsonl(folder / f"corpus{language}.jsonl", documents)
    write_jsonl(folder / f"queries{language}.jsonl", questions)
    return folder


def run_benchmark(name: str, *arguments: object, given: str | None = None) -> str:
    """What `python -m benchmarks.NAME` prints; `given` is its stdin."""
    command = [sys.executable, "-m", f"benchmarks.{name}", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, input=given, check=True, capture_output=True, text=True).stdout
