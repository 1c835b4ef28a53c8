"""How well and how fast files are read: `python -m benchmarks.reading FOLDER` reads each file in FOLDER's manifest.

`manifest.jsonl` has one line for each file: {"file": path, "ext": "pdf"}. If the text is known, "expected_file" is the
path of that text (Markdown or HTML) and "expected_path" says where it came from. The measure is token recall: the share
of the expected words, counted as often as they occur, that were read. Files and MB a second are those of one core that
does nothing else, from the processor time of the reader. The table of `benchmarks.web_pages` follows.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.expected import expected_texts, recall
from benchmarks.web_pages import print_programs
from index.errors import DocumentError
from index.reading.read import read
from index.reading.sandbox import Sandbox

_COST_FILES = 100
_OUTCOMES = ("read", "empty", "refused", "crashed")
GOAL = 0.8  # of token recall; files below are listed
_HEADER = (
    f"{'':6}{'files':>6}{'read':>6}{'refused':>9}{'crashed':>9}{'known':>7}{'recall':>8}"
    f"{'s/file':>8}{'CPU s':>8}{'files/s':>9}{'MB/s':>8}"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The outcome of one file: the reason if it was refused, and its recall if its text is known."""

    name: str
    extension: str
    seconds: float  # wall time
    computing_s: float  # processor time of the reader
    reason: str
    notes: tuple[str, ...]
    size: int  # bytes
    recall: float | None  # 0 where a file was refused whose text is known

    @property
    def outcome(self) -> str:
        """What became of the file: "read", "empty", "refused" or "crashed"."""
        if not self.reason:
            return "read"
        if self.is_crash:
            return "crashed"
        return "empty" if self.reason.startswith(("is empty", "holds no text")) else "refused"

    @property
    def is_crash(self) -> bool:
        """Whether something other than the reader's own decision stopped it."""
        return any(sign in self.reason for sign in ("crashed", "ended the reader", "took longer", "hang", "Error: "))


def main() -> None:
    """Read the files and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", metavar="EXT", help="only files with this extension")
    options = parser.parse_args()
    lines = (options.folder / "manifest.jsonl").read_text("utf-8").strip("\n").split("\n")
    entries = [json.loads(line) for line in lines if line.strip()]
    chosen = [entry for entry in entries if options.only in (None, entry["ext"])]
    expected = expected_texts(entries, options.folder)
    with Sandbox(options.folder, at_once=1) as sandbox:
        readings = [
            _read(entry["file"], entry["ext"], expected.get(entry["file"]), sandbox, options.folder) for entry in chosen
        ]
    _print_formats(readings)
    _print_outcomes(readings)
    _print_refused(readings)
    _print_misses(readings)
    if options.only in (None, "html"):
        print("\nThe main text of web pages:")
        print_programs(options.folder)
    _print_cost()


def _print_cost() -> None:
    """Print the time that the sandbox adds to reading a small text."""
    with TemporaryDirectory() as place, Sandbox(Path(place), at_once=1) as sandbox:
        data = b"Words."
        (Path(place) / "a.txt").write_bytes(data)
        sandbox.read("a.txt")  # starts the process that reads
        before = _computing_s()
        inside = [_seconds(lambda: sandbox.read("a.txt")) for _ in range(_COST_FILES)]
        computing_s = (_computing_s() - before) / _COST_FILES
        outside = [_seconds(lambda: read(data, "a.txt")) for _ in range(_COST_FILES)]
    added = 1000 * (median(inside) - median(outside))
    print(
        f"\nThe sandbox adds {added:.1f} ms to a file (median of {_COST_FILES}), {1000 * computing_s:.1f} ms computing"
    )


def _seconds(deed: Callable[[], object]) -> float:
    started = time.perf_counter()
    deed()
    return time.perf_counter() - started


def _read(name: str, extension: str, expected: str | None, sandbox: Sandbox, folder: Path) -> Reading:
    started, computed = time.perf_counter(), _computing_s()
    reason, text = "", ""
    notes: tuple[str, ...] = ()
    try:
        document = sandbox.read(name)
        text, notes = f"{document.title}\n{document.text}", document.notes
    except DocumentError as error:
        reason = error.reason
    seconds, computing_s = time.perf_counter() - started, _computing_s() - computed
    share = None if expected is None else recall(expected, text)
    size = (folder / name).stat().st_size
    return Reading(name, extension, seconds, computing_s, reason, notes, size, share)


def _computing_s() -> float:
    """CPU time of the reading processes so far; Linux counts it in steps of 10 ms."""
    own = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    ticks = 0
    for child in own.read_text().split():
        fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))  # its own, in user and system mode, and that of its children
    return ticks / os.sysconf("SC_CLK_TCK")


def _print_formats(readings: Sequence[Reading]) -> None:
    print(_HEADER)
    by_extension: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        by_extension[reading.extension].append(reading)
    for extension, own in sorted(by_extension.items(), key=lambda item: -len(item[1])):
        print(_row(extension, own))
    print(_row("all", readings))


def _row(label: str, readings: Sequence[Reading]) -> str:
    refused = sum(bool(reading.reason) for reading in readings)
    crashed = sum(reading.is_crash for reading in readings)
    shares = [reading.recall for reading in readings if reading.recall is not None]
    mean = f"{sum(shares) / len(shares):8.3f}" if shares else f"{'':8}"
    counts = f"{len(readings):6}{len(readings) - refused:6}{refused:9}{crashed:9}{len(shares):7}"
    seconds = sum(reading.seconds for reading in readings) / max(len(readings), 1)
    computed_s = sum(reading.computing_s for reading in readings)
    files_a_s = len(readings) / max(computed_s, 0.01)  # of one core
    mb_a_s = sum(reading.size for reading in readings) / 1e6 / max(computed_s, 0.01)
    rates = f"{computed_s / max(len(readings), 1):8.3f}{files_a_s:9.1f}{mb_a_s:8.2f}"
    return f"{label:6}{counts}{mean}{seconds:8.3f}{rates}"


def _print_outcomes(readings: Sequence[Reading]) -> None:
    counts = Counter(reading.outcome for reading in readings)
    shares = (f"{100 * counts[kind] / max(len(readings), 1):.1f} % {kind}" for kind in _OUTCOMES)
    print(f"\nOutcomes: {', '.join(shares)}")


def _print_refused(readings: Sequence[Reading]) -> None:
    names: dict[str, list[str]] = defaultdict(list)
    for reading in readings:
        if reading.reason:
            names[f"{reading.extension}: {reading.reason}"].append(reading.name)
    print("\nRefused, by reason:")
    for reason, own in sorted(names.items(), key=lambda item: -len(item[1])):
        print(f"{len(own):5}  {reason}  ({', '.join(Path(name).name for name in own[:3])})")


def _print_misses(readings: Sequence[Reading]) -> None:
    print(f"\nToken recall below {GOAL}:")
    misses = [(reading.recall, reading) for reading in readings if reading.recall is not None and reading.recall < GOAL]
    for share, reading in sorted(misses, key=lambda miss: miss[0]):
        print(f"{share:6.3f}  {reading.name}  {reading.reason or '; '.join(reading.notes)}")


if __name__ == "__main__":
    main()
