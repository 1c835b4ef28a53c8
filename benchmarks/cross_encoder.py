"""Training of a cross-encoder from the weights of a bi-encoder, in plain torch."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch.nn.functional import cross_entropy
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from benchmarks.pairs import Group

MAX_TOKENS = 192  # of a pair
_AT_ONCE = 8  # groups of a step
_WARM_UP = 0.1  # of the steps
_CHECK_EVERY = 40  # steps
Check = Callable[[Path], float]  # the quality of the weights in a folder, a higher one is better


@dataclass(frozen=True, slots=True)
class Training:
    """Weights that are being trained, in a folder that also keeps where an earlier run ended."""

    start: Path  # the bi-encoder
    folder: Path
    check: Check
    rate: float = 5e-5  # at its highest; that of the new head is ten times as high

    def run(self, groups: Sequence[Group], *, epochs: int) -> None:
        """Train, and leave the weights that the check found best in `folder / "best"`; an earlier run is gone on with.

        The loss is the cross-entropy of the positive among its group (ListNet's top one, Cao et al. 2007).
        """
        torch.manual_seed(5)
        tokenizer = AutoTokenizer.from_pretrained(self.start, model_max_length=MAX_TOKENS)
        model = AutoModelForSequenceClassification.from_pretrained(self.start, num_labels=1)
        steps = list(_steps(groups, epochs))
        optimizer = torch.optim.AdamW(_parameters(model, self.rate))
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _share_of_rate(step, len(steps)))
        done, best = self._resume(model, optimizer, schedule)
        model.train()
        loss, started = 0.0, time.process_time()
        for number, step in enumerate(steps[done:], start=done + 1):
            loss += _learn(model, tokenizer, step, optimizer, schedule)
            if number % _CHECK_EVERY and number < len(steps):
                continue
            mean = loss / ((number - 1) % _CHECK_EVERY + 1)
            best = self._keep(model, tokenizer, best, number)
            print(
                f"step {number} of {len(steps)}: loss {mean:.3f}, {time.process_time() - started:.0f} CPU s", flush=True
            )
            state = {
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(),
            }
            torch.save(state | {"done": number, "best": best}, self.folder / "state.part")
            (self.folder / "state.part").replace(self.folder / "state.pt")
            loss = 0.0

    def _resume(self, model: Any, optimizer: Any, schedule: Any) -> tuple[int, float]:
        """How many steps an earlier run made, and the best check so far."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self.folder / "state.pt").exists():
            return 0, float("-inf")
        state = torch.load(self.folder / "state.pt", weights_only=True)
        for name, part in (("model", model), ("optimizer", optimizer), ("schedule", schedule)):
            part.load_state_dict(state[name])
        return state["done"], state["best"]

    def _keep(self, model: Any, tokenizer: Any, best: float, number: int) -> float:
        """Save the weights if the check finds them better than all before."""
        for part in (model, tokenizer):
            part.save_pretrained(self.folder / "last")
        quality = self.check(self.folder / "last")
        print(f"step {number}: {quality:.4f} on the questions for choosing", flush=True)
        if quality > best:
            for part in (model, tokenizer):
                part.save_pretrained(self.folder / "best")
        return max(best, quality)


def _steps(groups: Sequence[Group], epochs: int) -> Iterator[list[Group]]:
    """Groups of like length together, so that little is spent on padding; the steps in an order drawn by epoch."""
    for epoch in range(epochs):
        draw = random.Random(epoch)
        ordered = sorted(groups, key=lambda group: max(map(len, (group.positive, *group.negatives))) + draw.random())
        steps = [ordered[first : first + _AT_ONCE] for first in range(0, len(ordered), _AT_ONCE)]
        draw.shuffle(steps)
        yield from steps


def _learn(model: Any, tokenizer: Any, step: Sequence[Group], optimizer: Any, schedule: Any) -> float:
    pairs = [(group.question, text) for group in step for text in (group.positive, *group.negatives)]
    features = tokenizer(
        [question for question, _ in pairs],
        [text for _, text in pairs],
        truncation="longest_first",
        max_length=MAX_TOKENS,
        padding=True,
        return_tensors="pt",
    )
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores = model(**features).logits[:, 0].float()
    sizes = [1 + len(group.negatives) for group in step]
    losses = [cross_entropy(part[None], torch.zeros(1, dtype=torch.long)) for part in scores.split(sizes)]
    loss = torch.stack(losses).mean()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    schedule.step()
    optimizer.zero_grad()
    return float(loss.detach())


def _parameters(model: Any, rate: float) -> list[dict[str, Any]]:
    """Those of the new head learn faster than the others."""
    head = [each for name, each in model.named_parameters() if name.startswith("classifier")]
    rest = [each for name, each in model.named_parameters() if not name.startswith("classifier")]
    return [{"params": rest, "lr": rate}, {"params": head, "lr": 10 * rate}]


def _share_of_rate(step: int, steps: int) -> float:
    warm = max(1, round(_WARM_UP * steps))
    return min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))
