"""What people get from each engine: `python -m benchmarks.engine_answers` asks the same gold questions of each.

The documents and the weights are those of the settings; the index is made in a folder of its own. Seconds are plain
ones, so only an idle machine tells the truth. Each engine runs in a process of its own, which tells its peak memory.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import correlation, median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.memory import peak_memory
from qa import Answer, Chatbot, load_settings
from qa.evaluation.answers import Result, Share
from qa.evaluation.datasets import GoldQuestion, read_questions
from qa.records import Thought

GOLD = (Path("tests/gold/questions.jsonl"), Path("tests/gold/held_out.jsonl"))
ENGINES = ("llamacpp", "openvino")
_HEAD = (
    "engine", "questions", "right and rightly cited", "declined", "first quote, s", "first word, s", "last word, s",
    "peak memory, GB",
)  # fmt: skip
Asked = dict[str, Any]  # what `_ask` says of a question


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table of the engines for each file of questions, and how alike their answers are."""
    options = _options(arguments)
    if options.engine:
        _ask_all(options.engine, options.questions, options.evidence_tokens)
        return
    for questions in options.questions:
        print(f"{questions.stem}, load {os.getloadavg()[0]:.1f}\n\n| {' | '.join(_HEAD)} |\n|{'---|' * len(_HEAD)}")
        found = {}
        for engine in options.engines:
            found[engine] = list(_run(engine, questions, options.evidence_tokens))
            print(f"| {' | '.join(_row(engine, found[engine]))} |", flush=True)
            if options.keep:
                lines = "".join(f"{json.dumps(each)}\n" for each in found[engine])
                (options.keep / f"{questions.stem}-{engine}.jsonl").write_text(lines, encoding="utf-8")
        first, *others = found
        for other in others:
            print(f"\n{first} and {other}: {_likeness(found[first], found[other])}")
        print(flush=True)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine_answers", description=__doc__)
    parser.add_argument("--questions", type=Path, nargs="+", default=GOLD, metavar="FILE")
    parser.add_argument("--engines", nargs="+", default=ENGINES, metavar="NAME")
    parser.add_argument("--evidence-tokens", type=int, default=load_settings().evidence_tokens, metavar="N")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where all answers are kept, as lines of JSON")
    parser.add_argument("--engine", help=argparse.SUPPRESS)  # the process of one engine
    return parser.parse_args(arguments)


def _run(engine: str, questions: Path, tokens: int) -> Iterator[Asked]:
    """What a process of its own says of each question."""
    own = ["--engine", engine, "--questions", str(questions), "--evidence-tokens", str(tokens)]
    command = [sys.executable, "-m", "benchmarks.engine_answers", *own]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    yield from map(json.loads, told.splitlines())


def _ask_all(engine: str, files: Sequence[Path], tokens: int) -> None:
    """Print a line of JSON for each question."""
    with TemporaryDirectory() as folder:
        settings = load_settings(index=Path(folder), engine=engine, evidence_tokens=tokens)
        with Chatbot(settings) as chatbot:
            chatbot.update()
            chatbot.load()
            for gold in (gold for file in files for gold in read_questions(file)):
                print(json.dumps(_ask(chatbot, gold)), flush=True)


def _ask(chatbot: Chatbot, gold: GoldQuestion) -> Asked:
    started = time.perf_counter()
    seconds: dict[str, float] = {}
    for piece in chatbot.stream(gold.question, history=gold.history):
        if isinstance(piece, Thought):
            continue
        now = time.perf_counter() - started
        text, quotes = (piece, ()) if isinstance(piece, str) else (piece.text, piece.quotes)
        if quotes:
            seconds.setdefault("first quote", now)
        if text.strip():
            seconds.setdefault("first word", now)
        if isinstance(piece, Answer):
            answer = piece
    seconds["last word"] = time.perf_counter() - started
    result = Result(gold.id, gold, answer)
    return {
        "id": gold.id,
        "answerable": gold.answerable,
        "right": result.correct and result.cites_right,
        "declined": answer.abstained,
        "text": answer.text,
        "confidence": answer.confidence,
        "seconds": seconds,
        "peak": peak_memory(),
    }


def _row(engine: str, asked: Sequence[Asked]) -> list[str]:
    answerable = [each for each in asked if each["answerable"]]
    others = [each for each in asked if not each["answerable"]]
    seconds = [
        f"{median(each['seconds'][moment] for each in asked if moment in each['seconds']):.1f}"
        for moment in ("first quote", "first word", "last word")
    ]
    return [
        engine,
        f"{len(answerable)}; {len(others)}",
        str(Share(sum(each["right"] for each in answerable), len(answerable))),
        str(Share(sum(each["declined"] for each in others), len(others))),
        *seconds,
        f"{max(each['peak'] for each in asked) / 1e9:.1f}",
    ]


def _likeness(some: Sequence[Asked], others: Sequence[Asked]) -> str:
    """How many texts are the same to the letter, and how the confidences of both go together."""
    pairs = list(zip(some, others, strict=True))
    same = sum(one["text"] == other["text"] for one, other in pairs)
    judged = [one["right"] == other["right"] for one, other in pairs if one["answerable"]]
    agree, n = sum(judged), len(judged)
    alike = correlation([one["confidence"] for one, _ in pairs], [other["confidence"] for _, other in pairs])
    told = f"{same} of {len(pairs)} answers are the same, {agree} of {n} judged alike"
    return f"{told}; correlation of confidence {alike:.2f}"


if __name__ == "__main__":
    main()
