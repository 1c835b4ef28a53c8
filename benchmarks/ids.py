"""How many ids outlive an insertion into a long text without headings: `python -m benchmarks.ids FOLDER`.

The texts are the documents of gold sets, one after another: as paragraphs, and all in one line.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from statistics import fmean

from benchmarks.speed import show
from index.embedding.embedder import SentenceTransformersEmbedder
from index.records import Document, Section
from index.text.split import MAX_TOKENS, TokenStarts, split
from index.weights.fetch import fetch
from qa.settings import Settings

_CHARACTERS = 800_000
_INSERTED = (
    "A short one. ",
    "This sentence was put in, and it is of a middling length, as sentences are. ",
    "One. " * 20,
    "The committee, whose members had been sitting since nine in the morning, resolved after a long debate to adjourn "
    "until the following spring, when the figures of the whole year, which nobody had asked for, would be known. ",
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Insert four texts at the front of each text and at two places in its first tenth; print what is left."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ids", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder of gold sets")
    settings, folder = Settings(), parser.parse_args(arguments).folder
    weights = fetch(settings.embedder, cache=settings.cache, hub=settings.hub)
    token_starts = lru_cache(200_000)(SentenceTransformersEmbedder(weights, name=settings.embedder).token_starts)
    left: list[float] = []
    sizes: list[int] = []
    for name, text in _texts(folder):
        before = _passages(text, token_starts)
        shares = list(_shares_left(text, before, token_starts))
        left += shares
        sizes += [len(token_starts(passage)) for passage in before]
        show(name, f"{len(before):,} passages, {fmean(shares):.2%} of the ids left, {min(shares):.2%} at least")
    enough = sum(share >= 0.99 for share in left)
    show("all", f"{fmean(left):.2%} left; 99 % or more after {enough} of {len(left)} insertions")
    show("passages", f"{fmean(sizes):.0f} tokens on average, {max(sizes)} at most")


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    for corpus in sorted(folder.glob("*/corpus.jsonl")):
        with corpus.open(encoding="utf-8") as lines:
            texts = [json.loads(line)["text"] for line in islice(lines, 4000)]
        yield f"{corpus.parent.name}, paragraphs", "\n\n".join(texts)[:_CHARACTERS]
        yield f"{corpus.parent.name}, one line", " ".join(" ".join(texts).split())[:_CHARACTERS]


def _passages(text: str, token_starts: TokenStarts) -> dict[str, int]:
    """The start of each passage by its text; of several with the same text that of the last."""
    document = Document("a", "", "", text, (Section(0, len(text), None, ""),))
    return {p.text: p.start for p in split(document, max_tokens=MAX_TOKENS, token_starts=token_starts)}


def _shares_left(text: str, before: dict[str, int], token_starts: TokenStarts) -> Iterator[float]:
    early = list(before.values())[: len(before) // 10]
    lots = random.Random(3)
    for inserted in _INSERTED:
        for at in (0, *lots.sample(early, 2)):
            after = _passages(text[:at] + inserted + text[at:], token_starts)
            yield len(before.keys() & after.keys()) / len(before)


if __name__ == "__main__":
    main()
