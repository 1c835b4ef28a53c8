"""How often words are read as the right entry of a table: `python -m benchmarks.meant`.

It asks the 140 pairs of tests/gold/meant.jsonl: words of everyday speech, the entries of a column, and the one that
they mean, or null. In half of them no entry is meant, but a similar one is there.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.generators import returned
from qa.chatbot import Chatbot
from qa.evaluation.report import markdown
from qa.forms.tables.meant import entry_meant, nearest_entries
from qa.settings import load_settings

PAIRS = Path(__file__).parents[1] / "tests" / "gold" / "meant.jsonl"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each outcome: how many pairs with a meaning, and how many without."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.meant", description=__doc__)
    parser.add_argument("--embedder", default="multilingual-e5-small", help="that finds the entries to ask about")
    options = parser.parse_args(arguments)
    told = {True: Counter[str](), False: Counter[str]()}
    pairs = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]
    with Chatbot(load_settings(embedder=options.embedder)) as chatbot:
        for pair in pairs:
            nearest = nearest_entries(pair["said"], pair["entries"], chatbot.embedder)
            entry = returned(entry_meant(pair["said"], nearest, nearest, chatbot.engine))
            outcome = _outcome(entry, pair["meant"])
            told[pair["meant"] is not None][outcome] += 1
    rows = [(name, f"{told[True][name]}", f"{told[False][name]}") for name in ("right", "another", "open", "none")]
    print(
        markdown(("read as", f"of {told[True].total()} that mean an entry", f"of {told[False].total()} others"), rows)
    )


def _outcome(entry: str | None, meant: str | None) -> str:
    if entry is None:
        return "none"
    if not entry:
        return "open"
    return "right" if entry == meant else "another"


if __name__ == "__main__":
    main()
