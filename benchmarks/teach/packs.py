"""Joins prompts that begin alike, so that their common beginning is computed once.

A pack is the common beginning of some prompts and, behind it, the rest of each. A mask lets each rest see the beginning
and itself alone, and its positions go on from the beginning's, so that what is computed is what each prompt alone would
give. The questions about one passage take a fifth of the tokens.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from zlib import crc32

import torch

PACK_TOKENS = 2048  # of one pack, unless a prompt alone is longer
BATCH_TOKENS = 1024  # of packs that are computed together, unless one is longer: more takes memory, and is no faster
PADDING = -1  # the segment of what pads


@dataclass(frozen=True, slots=True)
class Pack:
    """Tokens of several prompts. Segment 0 is their beginning, and segment n the rest of the nth."""

    tokens: tuple[int, ...]
    segments: tuple[int, ...]
    positions: tuple[int, ...]
    ends: tuple[int, ...]  # the index of the last token of each prompt
    examples: tuple[int, ...]  # the number of each prompt

    def __len__(self) -> int:
        return len(self.tokens)


@dataclass(frozen=True, slots=True)
class Batch:
    """Packs, padded to the same length: (packs, tokens) int64. `rows` and `ends` say where each prompt ends."""

    packs: tuple[int, ...]  # their numbers
    tokens: torch.Tensor
    positions: torch.Tensor
    segments: torch.Tensor
    rows: torch.Tensor
    ends: torch.Tensor
    examples: tuple[int, ...]

    def mask(self, device: str) -> torch.Tensor:  # (packs, 1, tokens, tokens) bool
        """Which tokens each token sees."""
        segments = self.segments.to(device)
        of, seen = segments[:, :, None], segments[:, None, :]
        before = torch.ones(segments.shape[1], segments.shape[1], dtype=torch.bool, device=device).tril()
        return (before & ((seen == 0) | (of == seen)))[:, None]


def pack(ids: Sequence[Sequence[int]], groups: Sequence[Hashable]) -> list[Pack]:
    """Packs of the prompts with these token ids, in a random but fixed order. Only prompts of one group are joined."""
    members: dict[Hashable, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        members[group].append(number)
    packs = [made for numbers in members.values() for made in _packs(ids, numbers)]
    return sorted(packs, key=lambda one: crc32(str(one.tokens).encode()))


def batches(packs: Sequence[Pack]) -> list[Batch]:
    """All packs, in batches of those of similar length."""
    found: list[list[int]] = []
    for number in sorted(range(len(packs)), key=lambda i: len(packs[i])):
        if found and len(packs[number]) * (len(found[-1]) + 1) <= BATCH_TOKENS:
            found[-1].append(number)
        else:
            found.append([number])
    return [_batch(packs, numbers) for numbers in found]


def _packs(ids: Sequence[Sequence[int]], numbers: Sequence[int]) -> list[Pack]:
    """The packs of one group."""
    length = min(_shared(ids[numbers[0]], ids[number]) for number in numbers)
    found: list[list[int]] = []
    taken = 0
    for number in numbers:
        rest = len(ids[number]) - length
        if not found or taken + rest > PACK_TOKENS:
            found.append([])
            taken = length
        found[-1].append(number)
        taken += rest
    return [_pack(ids, some, length) for some in found]


def _shared(ids: Sequence[int], others: Sequence[int]) -> int:
    """How many tokens the two begin with alike, but never all."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ids, others, strict=False)))
    return min(same, len(ids) - 1, len(others) - 1)


def _pack(ids: Sequence[Sequence[int]], numbers: Sequence[int], length: int) -> Pack:
    tokens, segments, positions = list(ids[numbers[0]][:length]), [0] * length, list(range(length))
    ends: list[int] = []
    for segment, number in enumerate(numbers, start=1):
        rest = ids[number][length:]
        tokens += rest
        segments += [segment] * len(rest)
        positions += range(length, length + len(rest))
        ends.append(len(tokens) - 1)
    return Pack(tuple(tokens), tuple(segments), tuple(positions), tuple(ends), tuple(numbers))


def _batch(packs: Sequence[Pack], numbers: Sequence[int]) -> Batch:
    longest = max(len(packs[number]) for number in numbers)
    tokens, positions, segments = (torch.zeros(len(numbers), longest, dtype=torch.long) for _ in range(3))
    segments.fill_(PADDING)
    rows: list[int] = []
    ends: list[int] = []
    examples: list[int] = []
    for row, number in enumerate(numbers):
        one = packs[number]
        for to, given in ((tokens, one.tokens), (positions, one.positions), (segments, one.segments)):
            to[row, : len(one)] = torch.tensor(given)
        rows += [row] * len(one.ends)
        ends += one.ends
        examples += one.examples
    return Batch(tuple(numbers), tokens, positions, segments, torch.tensor(rows), torch.tensor(ends), tuple(examples))
