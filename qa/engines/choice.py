"""Chooses the engine that runs a model on this machine: by the format of its weights and, if several can, by speed.

What each needs to compute is measured once and then remembered, because it depends on the processor, the versions and
the model.
"""

from __future__ import annotations

import json
import math
import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from itertools import dropwhile
from pathlib import Path

from index.errors import EngineError
from qa.engines.engine import Engine
from qa.engines.hardware import has_room_on_gpu, has_vectors, one_gguf
from qa.engines.openvino_weights import has_room, is_openvino_folder
from qa.records import Message, Prompt

FILE = "engines.json"  # in the cache: the fastest engine of each measurement
PACKAGES = ("xllamacpp", "openvino")  # the measurement holds for these versions
TYPICAL_READ = 350  # tokens of a prompt
TYPICAL_WRITTEN, TYPICAL_THOUGHT = 40, 400  # tokens of an answer, and of the thoughts of a reasoning model before it
_SENTENCE = "The last boat of the day leaves the island at twenty to seven in the evening, from October to March."
_TEXT = " ".join([_SENTENCE, *(f"Cabin {n} has {n + 2} beds, a stove and a view of the bay." for n in range(1, 9))])
_ASKED = Prompt((), (Message("user", f"{_TEXT}\n\nWrite the first sentence of the text above again."),))
_WRITTEN = 12


def possible_engines(weights: Path, cache: Path) -> list[str]:
    """The names of the engines that can run `weights`, a file or a folder, on this machine. The safest comes first.

    Only transformers uses a GPU, if it knows the kind of model and the GPU has room for the weights. On processors,
    transformers is the slowest (docs/speed.md).
    """
    if is_openvino_folder(weights):
        return ["openvino"]
    if weights.is_dir() and not list(weights.glob("*.gguf")):
        return ["transformers"]
    file = one_gguf(weights)
    if has_room_on_gpu(file) and _can_unpack(file):
        return ["transformers"]
    runs = find_spec("openvino_genai") is not None and has_vectors() and has_room(file, cache)
    return ["llamacpp", "openvino"] if runs else ["llamacpp"]


def fastest(load: Mapping[str, Callable[[], Engine]], weights: Path, *, cache: Path, threads: int | None) -> Engine:
    """The engine that would answer soonest, of those that `load` can load by name.

    Only one of them is in memory at a time. Engines that cannot load the weights are skipped. Raises `EngineError` if
    none can.
    """
    names = list(load)
    if len(names) == 1:
        return load[names[0]]()
    chosen = remembered(names, weights, cache=cache, threads=threads)
    if chosen:
        return load[chosen]()
    engine, best = None, math.inf
    chosen = names[0]
    for name in names:
        if engine:
            engine.close()
        engine, seconds = _measured(load[name])
        if seconds < best:
            chosen, best = name, seconds
    _note(cache / FILE, _key(weights, names, threads), chosen)
    if engine and chosen == names[-1]:
        return engine
    if engine:
        engine.close()
    return load[chosen]()


def remembered(names: Sequence[str], weights: Path, *, cache: Path, threads: int | None) -> str | None:
    """Which of these engines was measured as the fastest; None if they were not measured."""
    chosen = _known(cache / FILE).get(_key(weights, names, threads))
    return chosen if chosen in names else None


def seconds_of(engine: Engine) -> float:
    """How many seconds of computing `engine` needs to read and write a typical answer, all threads together.

    It counts CPU time, because clock time would depend on the other programs that are running.
    """
    start = time.process_time()
    for _ in engine.read(_ASKED):
        pass
    read = time.process_time()
    pieces = engine.stream(_ASKED, max_tokens=_WRITTEN)
    first = next(dropwhile(lambda piece: not piece, pieces), "")
    begun = time.process_time()
    text = "".join(str(piece) for piece in pieces)
    ended = time.process_time()
    tokens = sum(engine.count_tokens(message.content) for message in _ASKED.messages)
    written = max(1, engine.count_tokens(f"{first}{text}") - 1)
    writes = TYPICAL_WRITTEN + (TYPICAL_THOUGHT if engine.thinks else 0)
    return (read - start) * TYPICAL_READ / tokens + (ended - begun) * writes / written


def _can_unpack(file: Path) -> bool:
    from qa.engines.transformers_engine import can_unpack  # takes seconds

    return can_unpack(file)


def _measured(load: Callable[[], Engine]) -> tuple[Engine | None, float]:
    """The engine and its `seconds_of`; None if it cannot run the weights."""
    try:
        engine = load()
    except EngineError:
        return None, math.inf
    try:
        return engine, seconds_of(engine)
    except EngineError:
        engine.close()
        return None, math.inf


def _key(weights: Path, names: Sequence[str], threads: int | None) -> str:
    """What a measurement is valid for: machine, threads, weights, engines and their versions."""
    file = one_gguf(weights)
    versions = [f"{package} {_version(package)}" for package in PACKAGES]
    machine = f"{platform.machine()} {_processor()}, {os.cpu_count()} processors, threads {threads or 'idle'}"
    return "; ".join([machine, f"{file.name} {file.stat().st_size}", " or ".join(names), *versions])


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"


def _known(file: Path) -> dict[str, str]:
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _note(file: Path, key: str, chosen: str) -> None:
    """Remember a measurement; if it cannot be written, the next start measures again."""
    known = _known(file) | {key: chosen}
    part = file.with_name(f"{file.name}.part")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(known, indent=1), encoding="utf-8")
        os.replace(part, file)
