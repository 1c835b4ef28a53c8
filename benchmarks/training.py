"""Training of a cross-encoder, in plain torch."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch.nn.functional import cross_entropy

from benchmarks.cross_encoder import MatchingCrossEncoder
from benchmarks.pairs import Group

_GROUPS_AT_ONCE = 8  # of a step
_NEGATIVES = 4  # of a group's, drawn anew in every epoch
_WARM_UP = 0.1  # of the steps
_CHECK_EVERY = 80  # steps
_FASTER = 10  # times the rate of the model: that of the head, which starts at nothing
Check = Callable[[MatchingCrossEncoder], float]  # the quality, a higher one is better


@dataclass(frozen=True, slots=True)
class Training:
    """Weights that are being trained, in a folder that also keeps where an earlier run ended."""

    start: Path  # the bi-encoder
    folder: Path
    check: Check
    rate: float = 1e-4  # at its highest
    frozen: int = 2  # layers

    def run(self, groups: Sequence[Group], *, epochs: int) -> None:
        """Train, and leave the weights that the check found best in `folder / "best"`; an earlier run is gone on with.

        The loss is the cross-entropy of the positive among its group (ListNet's top one, Cao et al. 2007).
        """
        torch.manual_seed(5)
        model = MatchingCrossEncoder(self.start).freeze(self.frozen)
        steps = list(_steps(groups, epochs))
        optimizer = torch.optim.AdamW(_parameters(model, self.rate))
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _share_of_rate(step, len(steps)))
        done, best = self._resume(model, optimizer, schedule)
        if not done:
            best = self._keep(model, best, 0)
        model.train()
        loss, started = 0.0, time.process_time()
        for number, step in enumerate(steps[done:], start=done + 1):
            loss += _learn(model, step, optimizer, schedule)
            if number % _CHECK_EVERY and number < len(steps):
                continue
            mean = loss / ((number - 1) % _CHECK_EVERY + 1)
            best = self._keep(model, best, number)
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

    def _resume(self, model: MatchingCrossEncoder, optimizer: Any, schedule: Any) -> tuple[int, float]:
        """How many steps an earlier run made, and the best check so far."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self.folder / "state.pt").exists():
            return 0, float("-inf")
        state = torch.load(self.folder / "state.pt", weights_only=True)
        for name, part in (("model", model), ("optimizer", optimizer), ("schedule", schedule)):
            part.load_state_dict(state[name])
        return state["done"], state["best"]

    def _keep(self, model: MatchingCrossEncoder, best: float, number: int) -> float:
        """Save the weights if the check finds them better than all before."""
        quality = self.check(model)
        print(f"step {number}: {quality:.4f} on the questions for choosing", flush=True)
        if quality > best:
            model.save(self.folder / "best")
        return max(best, quality)


def _steps(groups: Sequence[Group], epochs: int) -> Iterator[list[Group]]:
    """Groups of like length together, so that little is spent on padding; the steps in an order drawn by epoch."""
    for epoch in range(epochs):
        draw = random.Random(epoch)
        drawn = [_with_fewer(group, draw) for group in groups]
        ordered = sorted(drawn, key=lambda group: max(map(len, (group.positive, *group.negatives))) + draw.random())
        steps = [ordered[first : first + _GROUPS_AT_ONCE] for first in range(0, len(ordered), _GROUPS_AT_ONCE)]
        draw.shuffle(steps)
        yield from steps


def _with_fewer(group: Group, draw: random.Random) -> Group:
    return replace(group, negatives=tuple(draw.sample(group.negatives, min(_NEGATIVES, len(group.negatives)))))


def _learn(model: MatchingCrossEncoder, step: Sequence[Group], optimizer: Any, schedule: Any) -> float:
    scores = model([(group.question, text) for group in step for text in (group.positive, *group.negatives)])
    sizes = [1 + len(group.negatives) for group in step]
    losses = [cross_entropy(part[None], torch.zeros(1, dtype=torch.long)) for part in scores.split(sizes)]
    loss = torch.stack(losses).mean()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    schedule.step()
    optimizer.zero_grad()
    return float(loss.detach())


def _parameters(model: MatchingCrossEncoder, rate: float) -> list[dict[str, Any]]:
    """Those of the head learn faster than the others."""
    learning = [each for each in model.model.parameters() if each.requires_grad]
    return [{"params": learning, "lr": rate}, {"params": [*model.head.parameters()], "lr": _FASTER * rate}]


def _share_of_rate(step: int, steps: int) -> float:
    warm = max(1, round(_WARM_UP * steps))
    return min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))
