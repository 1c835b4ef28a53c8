"""Trains the adapter on kept activations: cross-entropy of Yes against No at the end of each prompt.

The order of the batches and the learning rate depend only on the number of the step, and a checkpoint holds the adapter
and the optimiser's state, so a run that was killed goes on as if it had not been.
"""

from __future__ import annotations

import math
import os
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from benchmarks.metrics import Array
from benchmarks.teach.activations import Activations
from benchmarks.teach.examples import Example
from benchmarks.teach.model import Model
from benchmarks.teach.packs import Batch
from index.records import Progress, no_progress

BATCHES_PER_STEP = 4  # about 4,000 tokens
WARM_UP = 0.05  # the share of the steps in which the learning rate rises
LARGEST_GRADIENT = 1.0  # the norm that gradients are cut to
SAVE_EVERY_S = 300.0
SHOWN = 25  # steps whose loss is averaged for the log


@dataclass(frozen=True, slots=True)
class Course:
    """What is learnt, how often and how fast."""

    examples: Sequence[Example]
    batches: Sequence[Batch]
    activations: Activations
    epochs: int
    rate: float  # the highest learning rate

    @property
    def steps_per_epoch(self) -> int:
        return math.ceil(len(self.batches) / BATCHES_PER_STEP)

    @property
    def steps(self) -> int:
        return self.epochs * self.steps_per_epoch


def train(
    model: Model,
    course: Course,
    checkpoint: Path,
    *,
    after_epoch: Callable[[int], None] = lambda _: None,
    progress: Progress = no_progress,
    save_every_s: float = SAVE_EVERY_S,
) -> list[float]:
    """Train the model's adapter. The result is the mean loss of each step of this run.

    If there is a `checkpoint` of the same course, training goes on from there; one of another course is replaced.
    `after_epoch` is called with the number of each epoch that ends.
    """
    optimiser = torch.optim.AdamW(model.parameters(), lr=course.rate, weight_decay=0.0)
    of = f"{course.activations.fingerprint} {course.epochs} {course.rate} {model.rank}"
    first, saved = _load(checkpoint, model, optimiser, of), time.monotonic()
    weights = balance(course.examples)
    losses: list[float] = []
    shown: deque[float] = deque(maxlen=SHOWN)
    for step in range(first, course.steps):
        optimiser.param_groups[0]["lr"] = course.rate * _share_of_rate(step, course.steps)
        losses.append(_step(model, course, _chosen(step, course), weights, optimiser))
        shown.append(losses[-1])
        if time.monotonic() - saved >= save_every_s:
            _save(checkpoint, model, optimiser, of, step + 1)
            saved = time.monotonic()
        if (step + 1) % course.steps_per_epoch == 0:
            after_epoch((step + 1) // course.steps_per_epoch)
        progress("training", step + 1, course.steps, f"loss {sum(shown) / len(shown):.3f}")
    _save(checkpoint, model, optimiser, of, course.steps)
    return losses


@torch.inference_mode()
def logits(model: Model, batches: Sequence[Batch], activations: Activations, progress: Progress = no_progress) -> Array:
    """The logit of Yes against No for each example."""
    found: dict[int, float] = {}
    for done, batch in enumerate(batches):
        progress("reading", done, len(batches))
        found.update(zip(batch.examples, model.upper(activations.of(batch), batch).tolist(), strict=True))
    return np.array([found[number] for number in sorted(found)])


def balance(examples: Sequence[Example]) -> torch.Tensor:  # (examples,) float32, mean 1
    """Weights that make Yes and No count alike in each task."""
    counts = Counter((one.task, one.yes) for one in examples)
    tasks = Counter(one.task for one in examples)
    return torch.tensor([tasks[one.task] / len({True, False}) / counts[one.task, one.yes] for one in examples])


def _step(
    model: Model, course: Course, chosen: Sequence[Batch], weights: torch.Tensor, optimiser: torch.optim.Optimizer
) -> float:
    """Learn from the chosen batches together. The result is their mean loss."""
    total = float(sum(weights[list(batch.examples)].sum() for batch in chosen))
    lost = 0.0
    optimiser.zero_grad()
    for batch in chosen:
        said = model.upper(course.activations.of(batch), batch)
        right = torch.tensor([float(course.examples[number].yes) for number in batch.examples], device=said.device)
        weight = weights[list(batch.examples)].to(said.device)
        loss = binary_cross_entropy_with_logits(said, right, weight, reduction="sum") / total
        loss.backward()  # type: ignore[no-untyped-call]
        lost += loss.item()
    torch.nn.utils.clip_grad_norm_(model.parameters(), LARGEST_GRADIENT)
    optimiser.step()
    return lost


def _chosen(step: int, course: Course) -> list[Batch]:
    """The batches of a step: each epoch takes all of them in another order."""
    epoch, within = divmod(step, course.steps_per_epoch)
    order = np.random.default_rng(epoch).permutation(len(course.batches))
    return [course.batches[number] for number in order[within * BATCHES_PER_STEP :][:BATCHES_PER_STEP]]


def _share_of_rate(step: int, steps: int) -> float:
    """The learning rate rises, and then falls along a cosine."""
    warm = max(1, round(WARM_UP * steps))
    return min(1.0, (step + 1) / warm) * (1 + math.cos(math.pi * step / steps)) / 2


def _save(checkpoint: Path, model: Model, optimiser: torch.optim.Optimizer, of: str, step: int) -> None:
    part = checkpoint.with_suffix(".part")
    state = {"of": of, "step": step, "adapter": model.adapter(), "optimiser": optimiser.state_dict()}
    with part.open("wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, checkpoint)


def _load(checkpoint: Path, model: Model, optimiser: torch.optim.Optimizer, of: str) -> int:
    """Take adapter and optimiser from the checkpoint, if there is one of this course. The result is the next step."""
    if not checkpoint.exists():
        return 0
    state: dict[str, Any] = torch.load(checkpoint, map_location=model.device, weights_only=True)
    if state["of"] != of:
        return 0
    for matrix, kept in zip(model.parameters(), state["adapter"].values(), strict=True):
        matrix.data.copy_(kept)
    optimiser.load_state_dict(state["optimiser"])
    return int(state["step"])
