"""An engine that remembers: what the model said once to a prompt, in this run or an earlier one, is read from a file.

So a run that was cut goes on, and a change that leaves the prompts alone, such as another judge, is measured at once.
The file knows models by their names alone: another way of decoding needs another file.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path
from typing import Any

from qa.engines.engine import Engine
from qa.evaluation.datasets import read_jsonl
from qa.records import Prompt


class RememberingEngine:
    """An `Engine` with what it said in a JSON lines file. The model is loaded when something new is asked."""

    def __init__(self, load: Callable[[], Engine], file: Path, *, name: str, context_tokens: int) -> None:
        self.name = name
        self.context_tokens = context_tokens
        self._load = load
        self._engine: Engine | None = None
        self._file = file
        self._said: dict[str, dict[str, Any]] = {}
        self.taken: dict[str, float] = {}  # seconds by stage of what was said since it was last cleared
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists():
            self._said = {entry["key"]: entry for _, entry in read_jsonl(file)}

    def count_tokens(self, text: str) -> int:
        key = self._key("tokens", text)
        if key not in self._said:
            self._keep(key, tokens=self._loaded().count_tokens(text))
        return int(self._said[key]["tokens"])

    def read(self, prompt: Prompt) -> Iterator[None]:  # noqa: ARG002 - as the protocol has it
        """Nothing: what is new is read when it is answered."""
        yield from ()

    def stream(self, prompt: Prompt, *, max_tokens: int) -> Iterator[str]:
        key = self._key("text", prompt, max_tokens)
        if key not in self._said:
            started, first, text = time.perf_counter(), 0.0, ""
            for piece in self._loaded().stream(prompt, max_tokens=max_tokens):
                first = first or (time.perf_counter() - started if piece else 0.0)
                text += piece if isinstance(piece, str) else ""
            self._keep(key, text=text, seconds={"first words": first, "write": time.perf_counter() - started - first})
        self.taken |= self._said[key]["seconds"]
        yield str(self._said[key]["text"])

    def probability(self, prompt: Prompt, word: str, other: str) -> float | None:
        key = self._key("probability", prompt, word)
        if key not in self._said:
            started = time.perf_counter()
            said = self._loaded().probability(prompt, word, other)
            self._keep(key, probability=said, seconds={"decide": time.perf_counter() - started})
        self.taken |= self._said[key]["seconds"]
        said = self._said[key]["probability"]
        return None if said is None else float(said)

    def close(self) -> None:
        if self._engine is not None:
            self._engine.close()

    def _loaded(self) -> Engine:
        if self._engine is None:
            self._engine = self._load()
        return self._engine

    def _key(self, kind: str, asked: Prompt | str, more: object = "") -> str:
        said = asked if isinstance(asked, str) else [asdict(message) for message in asked.messages]
        return blake2b(json.dumps([self.name, kind, said, more]).encode(), digest_size=12).hexdigest()

    def _keep(self, key: str, **said: object) -> None:
        self._said[key] = {"key": key, **said}
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(self._said[key]) + "\n")
