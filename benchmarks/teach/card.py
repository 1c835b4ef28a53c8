"""The data card: what the adapter is made from. Pure, but for reading the sets' meta.json."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from benchmarks.teach.examples import Example, count
from qa.evaluation.report import markdown

_CARD = """# Data card

The adapter was trained on the halves for fitting of public sets. `benchmarks.cases.is_for_fitting` splits them by the
article or text that is asked about. {left_out} entries were left out because their question or text is also in a half
for testing. The command refuses to train on any other question or text of such a half. The prompts are those of
`qa.evidence.prompt`; those about statements are of `benchmarks.teach.examples`.

## Sources

{sources}

Near misses are made from the same entries: a sentence left out, another question's text, a name or number swapped.
Nobody read them all, and a few have the wrong label.

## Training

The top {layers} layers of {model}, rank {rank}, {epochs} epochs, learning rate {rate}.

## Examples

{development} examples more, of one in 12 articles, only showed how training went.

{counts}
"""


def card(options: argparse.Namespace, examples: Sequence[Example], *, development: int, left_out: int) -> str:
    """The data card in Markdown."""
    sources = []
    for name in options.sets:
        meta = json.loads((options.folder / name / "meta.json").read_text("utf-8"))
        sources.append((name, meta["repo"], meta["commit"][:12], meta["licence"]))
    return _CARD.format(
        **{name: getattr(options, name) for name in ("layers", "model", "rank", "epochs", "rate")},
        left_out=left_out,
        development=development,
        sources=markdown(["set", "from the GitHub repository", "commit", "licence"], sources),
        counts=markdown(["set", "asked about", "made from", "Yes", "No"], count(examples)),
    )
