"""The local engines beside each other, on the same weights and prompt: `python -m benchmarks.engines`.

Each way runs in a process of its own, one after the other. transformers gets the weights of the GGUF file unpacked to
bfloat16, once, in the cache folder. Seconds are CPU seconds of a thread: plain seconds on idle cores, and still true
on busy ones with `--threads 1`. Shares compare with what the machine can do in the same time: writing a token reads
all weights from memory, and reading a token multiplies with them. The int8 and int4 ways need torchao in an
environment of its own: `--venv VENV` (docs/speed.md says how to make it). `--compiled` adds torch.compile, which
takes minutes. The second table is about people who ask: plain seconds, so that only an idle machine tells the truth.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from itertools import takewhile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch

from benchmarks.speed import measure_limits
from benchmarks.systems.engine_in_use import heading, row
from benchmarks.systems.with_engine import COMPILED, OTHERS, WAYS
from index.errors import EngineError
from index.weights.fetch import fetch
from qa import Chatbot, load_settings
from qa.engines.hardware import has_bfloat16, one_gguf
from qa.engines.openvino_weights import openvino_folder
from qa.evidence.gather import gather_evidence
from qa.evidence.prompt import ANSWER
from qa.records import Question
from qa.settings import Settings
from qa.text.parsed import ParsedText

QUESTION = "What are the rules for hotels and meals on a business trip?"
RETELL = "Retell everything that the passages above say, in many sentences."  # a long answer, to measure writing
COMPARED_CHARACTERS = 160  # about 40 tokens
Figures = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the machine's limits and a table for each model."""
    options = _options(arguments)
    limits = _limits(options.threads)
    products = f"{limits['float32']:,.0f} GFLOP/s float32, {limits['bfloat16']:,.0f} bfloat16"
    print(f"threads {options.threads}; memory read {limits['memory']:.1f} GB/s; matrix product {products}")
    print(f"load {os.getloadavg()[0]:.1f}\n", flush=True)
    asked = _evidence_prompt()
    for name in options.models:
        file = one_gguf(fetch(name, cache=Settings().cache, hub=Settings().hub))
        _show_model(name, file, asked, limits, options)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engines", description=__doc__)
    parser.add_argument("--models", nargs="+", default=["smollm2-135m", Settings().model], metavar="NAME")
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=WAYS, metavar="WAY", help=f"of: {'; '.join(WAYS)}")
    parser.add_argument("--compiled", action="store_true", help="run each way of transformers with torch.compile, too")
    parser.add_argument("--threads", type=int, default=1, metavar="N")
    parser.add_argument("--venv", type=Path, help="an environment with torchao")
    parser.add_argument(
        "--cache", type=Path, default=Path(".quoth/engines"), metavar="FOLDER", help="where unpacked weights are kept"
    )
    return parser.parse_args(arguments)


def _limits(threads: int) -> dict[str, float]:
    """What the machine can do in a CPU second of a thread."""
    torch.set_num_threads(threads)
    return measure_limits(lambda: time.process_time() / threads)


def _evidence_prompt() -> str:
    """The prompt for a question about the sample documents, as JSON."""
    with TemporaryDirectory() as folder:
        settings = load_settings(index=Path(folder), engine="extractive")
        with Chatbot(settings) as chatbot:
            chatbot.update()
            evidence = gather_evidence(
                Question(QUESTION, ParsedText(QUESTION)),
                chatbot.search(QUESTION),
                chatbot.index,
                models=chatbot,
                settings=settings,
            )
    prompt = evidence.prompt
    messages = [replace(each, content=each.content.replace(ANSWER, RETELL)) for each in prompt.messages]
    return json.dumps({"passages": list(map(asdict, prompt.passages)), "messages": list(map(asdict, messages))})


def _show_model(name: str, file: Path, asked: str, limits: dict[str, float], options: argparse.Namespace) -> None:
    unpacked = options.cache / name
    if not (unpacked / "model.safetensors").exists():
        _run(sys.executable, file, "unpack", str(unpacked))
    own_form = {"llama.cpp": lambda: file, "OpenVINO": lambda: openvino_folder(file, cache=Settings().cache)}
    print(f"{name}\n")
    print(
        "| way | load, s | first token, s | reads, tokens/s | of the limit | writes, tokens/s | of the limit ", end=""
    )
    print(f"| peak memory, GB | same text as {_reference()} for |\n|---|---|---|---|---|---|---|---|---|")
    reference: Figures = {}
    in_use: list[str] = []
    for way in _ways(options):
        with_torchao = options.venv and "int" in way
        python = options.venv.absolute() / "bin/python" if with_torchao else sys.executable
        try:
            source = own_form[way]() if way in OTHERS else unpacked
        except EngineError as error:  # OpenVINO does not read all kinds of GGUF files
            print(f"{way}: {error}", file=sys.stderr)
            found: Figures = {}
        else:
            found = _run(python, source, way, str(options.threads), asked)
        reference = reference or found
        print(f"| {' | '.join(_cells(way, found, reference, limits))} |", flush=True)
        if "use" in found:
            in_use.append(row(way, found["use"]))
    print(f"\n{heading()}", *in_use, f"\nload {os.getloadavg()[0]:.1f}\n", sep="\n", flush=True)


def _reference() -> str:
    """The way that the others are compared with: the one that transformers uses on this processor."""
    return "bfloat16" if has_bfloat16() else "float32"


def _ways(options: argparse.Namespace) -> list[str]:
    """The ways that can run, the reference first."""
    chosen = [way for way in WAYS if way in options.ways and (options.venv or "int" not in way)]
    chosen = [_reference(), *(way for way in chosen if way != _reference())]
    ends = ("", COMPILED) if options.compiled else ("",)
    return [way + end for way in chosen for end in (ends if way not in OTHERS else ("",))]


def _run(python: str | Path, source: Path, way: str, last: str, asked: str = "") -> Figures:
    """The figures that the process printed. If it fails, none, and the last line of its error is shown."""
    command = [python, "-m", "benchmarks.systems.with_engine", source, way, last]
    ended = subprocess.run(command, input=asked, capture_output=True, text=True, check=False)
    if ended.returncode:
        print(f"{way}: {ended.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return {}
    figures: Figures = json.loads(ended.stdout or "{}")
    return figures


def _cells(way: str, found: Figures, reference: Figures, limits: dict[str, float]) -> list[str]:
    if not found:
        return [way, "failed", *["–"] * 7]
    product = next((limits[kind] for kind in ("float32", "bfloat16") if way.startswith(kind)), limits[_reference()])
    return [
        way,
        f"{found['load']:.1f}",
        f"{found['first']:.2f}",
        f"{found['read']:.0f}",
        f"{2 * reference['multiplied'] * found['read'] / 1e9 / product:.0%}",
        f"{found['written']:.1f}",
        f"{found['bytes'] * found['written'] / 1e9 / limits['memory']:.0%}",
        f"{found['peak'] / 1e9:.1f}",
        _likeness(found["text"], reference["text"]),
    ]


def _likeness(text: str, other: str) -> str:
    """How many of the first characters are the same."""
    text, other = text[:COMPARED_CHARACTERS], other[:COMPARED_CHARACTERS]
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(text, other, strict=False)))
    return f"all {len(other)} characters" if text == other else f"{same} of {len(other)} characters"


if __name__ == "__main__":
    main()
