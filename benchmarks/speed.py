"""How fast Quoth answers on this machine, as shares of what the machine can do. No test depends on it.

Seconds change with what else the machine does. The limits are measured in the same run, so the shares hold.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import torch

from benchmarks.memory import peak_memory
from qa import Answer, Chatbot, load_settings
from qa.evaluation.datasets import read_questions

GOLD = Path("tests/gold/questions.jsonl")
QUESTIONS = 8


def main() -> None:
    print("machine")
    read = report_limits()
    print("start")
    report_start()
    questions = [gold.question for gold in read_questions(GOLD) if gold.answerable][:QUESTIONS]
    print("engine extractive")
    report_answers("extractive", questions, read)
    print("engine of the settings")
    report_answers(None, questions, read)


def report_limits() -> float:
    """Print the limits of the machine; returns the GB/s that are read from memory."""
    limits = measure_limits()
    show("threads", str(torch.get_num_threads()))
    show("matrix product", f"{limits['float32']:,.0f} GFLOP/s float32, {limits['bfloat16']:,.0f} bfloat16")
    show("memory read", f"{limits['memory']:.1f} GB/s")
    return limits["memory"]


def measure_limits(clock: Callable[[], float] = time.perf_counter) -> dict[str, float]:
    """GFLOP/s of a matrix product in float32 and bfloat16, and GB/s read from memory, by the clock."""
    full = torch.rand(1536, 1536)
    half = full.to(torch.bfloat16)
    block = torch.ones(256 << 20, dtype=torch.uint8).view(torch.int64)
    operations = 2 * 1536**3 / 1e9
    return {
        "float32": operations / best_of(5, lambda: full @ full, clock),
        "bfloat16": operations / best_of(5, lambda: half @ half, clock),
        "memory": block.nbytes / 1e9 / best_of(5, block.sum, clock),
    }


def report_start() -> None:
    """Print the seconds from the command to a page that answers, with weights and index in place, and its memory."""
    started = time.monotonic()
    with serving() as (process, url):
        show("page served after", f"{time.monotonic() - started:.1f} s")
        ask(url, "How many days of annual leave do I get?")
        show("first answer after", f"{time.monotonic() - started:.1f} s")
        ask(url, "How much market value did Nvidia lose?")
        show("peak memory while answering", f"{peak_memory(process.pid) / 1e9:.2f} GB")


def report_answers(engine: str | None, questions: list[str], read: float) -> None:
    """Print the stages of an answer and, for a language model, its speed as a share of the limits."""
    with Chatbot(load_settings(engine=engine)) as chatbot:
        chatbot.load()
        chatbot.ask(questions[0])  # fills caches
        answers = [timed(chatbot, question) for question in questions]
        for stage in answers[0].timings:
            show(stage, f"{median(a.timings.get(stage, 0.0) for a in answers):.2f} s (median of {len(answers)})")
        if chatbot.settings.engine != "extractive":
            report_model(chatbot, answers, read)


def report_model(chatbot: Chatbot, answers: list[Answer], read: float) -> None:
    written = [a for a in answers if not a.abstained]
    # What is only quoted was not written by the model.
    texts = [statement.text for a in written for statement in a.statements if not statement.verbatim]
    tokens = sum(map(chatbot.engine.count_tokens, texts))
    per_second = tokens / sum(a.timings["write"] for a in written)
    show("writes", f"{per_second:.1f} tokens/s over {len(written)} answers")
    weights = sum(
        file.stat().st_size for file in chatbot.fetch_weights([chatbot.settings.model]).popitem()[1].glob("*.gguf")
    )
    if weights:
        # Every token that is written reads all the weights once.
        show(
            "memory-read limit for these weights",
            f"{read * 1e9 / weights:.1f} tokens/s: {per_second * weights / 1e9 / read:.0%} reached",
        )


def timed(chatbot: Chatbot, question: str) -> Answer:
    answer = chatbot.ask(question)
    show(f"  {question[:60]}", f"{answer.timings['total']:.2f} s")
    return answer


@contextmanager
def serving() -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "ui.cli.main", "serve", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = next(line for line in process.stdout if "http://" in line)
        yield process, re.findall(r"http://\S+", line)[0].rstrip("/")
    finally:
        process.terminate()
        process.wait(timeout=30)


def ask(url: str, question: str) -> None:
    body = json.dumps({"question": question}).encode()
    request = urllib.request.Request(f"{url}/api/ask", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=600) as reply:
        json.load(reply)


def best_of(times: int, run: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """The seconds of the shortest of `times` runs, after one run that is not counted."""
    run()
    seconds = []
    for _ in range(times):
        started = clock()
        run()
        seconds.append(clock() - started)
    return min(seconds)


def show(name: str, value: str) -> None:
    print(f"  {name:<45} {value}", flush=True)
