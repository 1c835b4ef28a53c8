"""How fast files are read, by format: `python -m benchmarks.reading_speed FOLDER` prints the table of the docs.

FOLDER is that of `benchmarks.reading`. The files are read one after another by the readers alone, without their sandbox
and without text recognition. Files and MB a second are those of one core that does nothing else, from processor time:
the best of several runs.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import DocumentError
from index.reading.read import read

_RUNS, _FEWEST = 3, 2  # times that each format is read, and files of a format in the table
_PICTURES = ("png", "jpg", "jpeg", "tif", "tiff", "bmp", "webp", "gif", "heic")  # they are read by text recognition
_COLUMNS = 3  # formats side by side


@dataclass(frozen=True, slots=True)
class Speed:
    """The speed of one format: its files, their bytes, and the seconds of computing for all of them."""

    extension: str
    files: int
    size: int
    computing_s: float

    @property
    def cells(self) -> tuple[str, str, str]:
        """The format, its files a second, and its MB a second.

        >>> Speed("pdf", 10, 4_000_000, 2.0).cells
        ('pdf (10)', '5', '2.0')
        """
        return (
            f"{self.extension} ({self.files})",
            f"{self.files / self.computing_s:,.0f}",
            f"{self.size / 1e6 / self.computing_s:.1f}",
        )


def main() -> None:
    """Read the files and print the table in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading_speed", description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    print(table(speeds(folder)))


def speeds(folder: Path) -> list[Speed]:
    """The speed of every format that has enough files, the most frequent one first."""
    lines = (folder / "manifest.jsonl").read_text("utf-8").split("\n")
    names = defaultdict[str, list[str]](list)
    for entry in (json.loads(line) for line in lines if line.strip()):
        names[entry["ext"]].append(entry["file"])
    found = [
        _speed(extension, {name: (folder / name).read_bytes() for name in own})
        for extension, own in names.items()
        if extension not in _PICTURES and len(own) >= _FEWEST
    ]
    return sorted(found, key=lambda speed: (-speed.files, speed.extension))


def _speed(extension: str, files: Mapping[str, bytes]) -> Speed:
    computing_s = min(_computing_s(files.items()) for _ in range(_RUNS))
    return Speed(extension, len(files), sum(map(len, files.values())), computing_s)


def _computing_s(files: Iterable[tuple[str, bytes]]) -> float:
    started = time.process_time()
    for name, data in files:
        try:
            read(data, name)
        except DocumentError:  # refusing a file takes time too
            continue
    return max(time.process_time() - started, 1e-6)


def _cells(speed: Speed | None) -> tuple[str, str, str]:
    return speed.cells if speed else ("", "", "")


def table(found: Sequence[Speed]) -> str:
    """The table in Markdown, several formats on a line."""
    rows = [found[at : at + _COLUMNS] for at in range(0, len(found), _COLUMNS)]
    head = ["| " + " | ".join(["", "files/s", "MB/s"] * _COLUMNS) + " |", "|" + "---|" * (3 * _COLUMNS)]
    padded = ([*row, *[None] * (_COLUMNS - len(row))] for row in rows)
    body = ("| " + " | ".join(cell for speed in row for cell in _cells(speed)) + " |" for row in padded)
    return "\n".join([*head, *body])


if __name__ == "__main__":
    main()
