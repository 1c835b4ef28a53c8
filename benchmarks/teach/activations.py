"""Keeps what the lower layers make of each token in a memory-mapped file, so that it is computed once.

The file is filled batch by batch. Beside it, a small file says what it is made of and how many batches are complete and
safely on the disk: a run that was killed goes on there. The numbers have the type that the layers compute in: bfloat16
takes as much space as float16, and keeps them exactly.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

import torch

from benchmarks.teach.model import Model
from benchmarks.teach.packs import Batch, Pack
from index.records import Progress, no_progress

SAVE_EVERY_S = 60.0


class Activations:
    """The lower layers' activations of all packs, filled when it is made.

    `progress` counts tokens. If it raises, what was computed stays, and the next one goes on from there.
    """

    def __init__(
        self,
        file: Path,
        model: Model,
        packs: Sequence[Pack],
        batches: Sequence[Batch],
        progress: Progress = no_progress,
    ) -> None:
        self._model = model
        order = [number for batch in batches for number in batch.packs]
        starts = torch.tensor([0, *(len(packs[number]) for number in order)]).cumsum(0).tolist()
        self._start = dict(zip(order, starts, strict=False))
        self._length = [len(one) for one in packs]
        self.fingerprint = fingerprint(model, packs)
        self._file, self._done = file, file.with_suffix(".json")
        known = self._read_done()
        if not known:
            file.unlink(missing_ok=True)
        file.touch()
        self._total = starts[-1]
        size = self._total * model.hidden
        self._rows = torch.from_file(str(file), shared=True, size=size, dtype=model.dtype).view(-1, model.hidden)
        self._fill(batches, known, progress)

    def of(self, batch: Batch) -> torch.Tensor:  # (packs, tokens, hidden)
        """The activations of a batch, padded with zeros."""
        states = torch.zeros(*batch.tokens.shape, self._model.hidden, dtype=self._model.dtype)
        for row, number in enumerate(batch.packs):
            states[row, : self._length[number]] = self._of_pack(number)
        return states

    def _fill(self, batches: Sequence[Batch], known: int, progress: Progress) -> None:
        saved = time.monotonic()
        done = sum(self._length[number] for batch in batches[:known] for number in batch.packs)
        try:
            for batch in batches[known:]:
                progress("lower layers", done, self._total, self._file.stem)
                states = self._model.lower(batch).cpu()
                for row, number in enumerate(batch.packs):
                    self._of_pack(number)[:] = states[row, : self._length[number]]
                    done += self._length[number]
                known += 1
                if time.monotonic() - saved > SAVE_EVERY_S:
                    self._save(known)
                    saved = time.monotonic()
        finally:
            self._save(known)

    def _of_pack(self, number: int) -> torch.Tensor:
        start = self._start[number]
        return self._rows[start : start + self._length[number]]

    def _save(self, known: int) -> None:
        with self._file.open("rb+") as file:
            os.fsync(file.fileno())  # also what was written through the mapping
        part = self._done.with_suffix(".part")
        part.write_text(json.dumps({"of": self.fingerprint, "batches": known}), "utf-8")
        os.replace(part, self._done)

    def _read_done(self) -> int:
        """How many batches are complete; none if the file is of other packs."""
        try:
            said = json.loads(self._done.read_text("utf-8"))
            return int(said["batches"]) if said["of"] == self.fingerprint and self._file.exists() else 0
        except (OSError, ValueError, LookupError):
            return 0


def fingerprint(model: Model, packs: Sequence[Pack]) -> str:
    """A hash of the weights' file (its name and size), the layers, the type of numbers and all tokens."""
    made = hashlib.sha256(f"{model.file.name} {model.file.stat().st_size} {model.first} {model.dtype}".encode())
    for one in packs:
        made.update(repr((one.tokens, one.segments)).encode())
    return made.hexdigest()
