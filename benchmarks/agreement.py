"""Whether our measures are those of ir_measures on the same runs: `python -m benchmarks.agreement RUNS`.

RUNS is the folder that `quoth eval FOLDER --save RUNS` wrote. ir_measures is no dependency of Quoth, and nothing of
Quoth's is needed here: run it with any Python that has that package.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

_MEASURES = {"nDCG@10": "nDCG@10", "RR@10": "RR@10"} | {f"recall@{k}": f"R@{k}" for k in (5, 20, 100)}


def main() -> None:
    """Print, for each set and way of searching, by how much the two differ at most for any question and measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.agreement", description=__doc__)
    parser.add_argument("runs", type=Path)
    print("| set | by | questions | measures | greatest difference |\n| --- | --- | --- | --- | --- |")
    for baseline in sorted(parser.parse_args().runs.glob("*.json")):
        for by, values in json.loads(baseline.read_text(encoding="utf-8"))["values"].items():
            compared = list(_differences(baseline, by, values))
            questions = len(values["nDCG@10"])
            print(f"| {baseline.stem} | {by} | {questions:,} | {len(compared):,} | {max(compared):.1e} |")


def _differences(baseline: Path, by: str, values: dict[str, dict[str, float]]) -> Iterator[float]:
    import ir_measures

    theirs = {
        (str(found.measure), found.query_id): found.value
        for found in ir_measures.iter_calc(
            [ir_measures.parse_measure(name) for name in _MEASURES.values()],
            list(ir_measures.read_trec_qrels(str(baseline.with_suffix(".qrels")))),
            list(ir_measures.read_trec_run(str(baseline.with_name(f"{baseline.stem}.{by}.trec")))),
        )
    }
    for name, measure in _MEASURES.items():
        for question, value in values[name].items():
            yield abs(value - theirs[measure, "_".join(question.split())])


if __name__ == "__main__":
    main()
