"""How dense search grows with the rows, drawn: `python -m benchmarks.growth docs/retrieval.md docs/growth.svg`.

Reads what `benchmarks.vectors` printed, where the docs keep it, and draws each kind's points; a line goes on from the
largest measured to a billion rows, by the same laws as the table on paper: a scan and the files grow as n, sorting n
rows into 2 √n lists as n √n, and looking into a fixed share of the lists as n.
"""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

_ROW = re.compile(r"\| ([\d,]+) \| (Flat|SQ8|IVF)[^|]*\| ([\d.]+) \| ([\d,]+) \| -?\d+ \| ([\d.]+) \|")
_PANELS = (("build, CPU s", 0), ("files, GB", 1), ("a question, CPU ms", 2))
_COLOURS = {"Flat": "#8a8a8a", "SQ8": "#1f6fb2", "IVF": "#c2571a"}
_POWERS = {("IVF", 0): 1.5}  # of n, by kind and panel; 1 for all others
_LOWEST, _HIGHEST = 5, 9  # powers of ten of the rows
_WIDTH, _HEIGHT, _LEFT, _TOP = 230, 190, 52, 26

Points = dict[str, list[tuple[float, tuple[float, float, float]]]]  # rows, and a value a panel, by kind


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the drawing."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("measured", type=Path, help="a file with the table that benchmarks.vectors prints")
    parser.add_argument("drawing", type=Path)
    options = parser.parse_args(arguments)
    points = read_points(options.measured.read_text("utf-8"))
    if not points:
        parser.error(f"{options.measured} holds no row of a table of benchmarks.vectors")
    options.drawing.write_text(draw(points), "utf-8")


def read_points(text: str) -> Points:
    """The measured rows of each kind, fewest first; Flat where nothing is built has no point for building."""
    points: Points = {}
    for rows, kind, build, files, cpu in _ROW.findall(text):
        values = (float(build), float(files.replace(",", "")) / 1e3, float(cpu))
        points.setdefault(kind, []).append((float(rows.replace(",", "")), values))
    return {kind: sorted(found) for kind, found in points.items()}


def draw(points: Points) -> str:
    """The drawing as SVG: a panel a measure, both axes in powers of ten."""
    width = len(_PANELS) * (_WIDTH + _LEFT) + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{_HEIGHT + 88}" font-family="sans-serif" '
        f'font-size="11"><rect width="100%" height="100%" fill="#fff"/>'
    ]
    for number, (title, column) in enumerate(_PANELS):
        parts.append(f'<g transform="translate({_LEFT + number * (_WIDTH + _LEFT)},{_TOP})">')
        parts += _panel(title, column, points)
        parts.append("</g>")
    for number, (kind, colour) in enumerate(_COLOURS.items()):
        parts.append(f'<text x="{_LEFT + 60 * number}" y="{_HEIGHT + 80}" fill="{colour}">● {kind}</text>')
    parts.append(f'<text x="{_LEFT + 190}" y="{_HEIGHT + 80}">solid: measured; dashed: on paper</text></svg>\n')
    return "\n".join(parts)


def _panel(title: str, column: int, points: Points) -> Iterator[str]:
    lines = {kind: _line(kind, column, found) for kind, found in points.items()}
    values = [value for line in lines.values() for _, value in line]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    yield f'<text y="-10" font-weight="bold">{title}</text>'
    yield f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="none" stroke="#bbb"/>'
    for power in range(_LOWEST, _HIGHEST + 1):
        yield f'<text x="{_x(10**power):.0f}" y="{_HEIGHT + 16}" text-anchor="middle">10^{power}</text>'
    for power in range(low, high + 1):
        y = _y(10.0**power, low, high)
        yield f'<path d="M0 {y:.0f}h{_WIDTH}" stroke="#eee"/>'
        yield f'<text x="-6" y="{y + 4:.0f}" text-anchor="end">10^{power}</text>'
    for kind, line in lines.items():
        yield from _drawn(kind, line, low, high)
    yield f'<text x="{_WIDTH / 2}" y="{_HEIGHT + 32}" text-anchor="middle">rows</text>'


def _line(kind: str, column: int, found: Sequence[tuple[float, Sequence[float]]]) -> list[tuple[float, float]]:
    """The measured points that are not zero, and the one at a billion rows that follows from the last."""
    line = [(rows, values[column]) for rows, values in found if values[column] > 0]
    if line:
        rows, value = line[-1]
        line.append((10.0**_HIGHEST, value * (10.0**_HIGHEST / rows) ** _POWERS.get((kind, column), 1)))
    return line


def _drawn(kind: str, line: Sequence[tuple[float, float]], low: int, high: int) -> Iterator[str]:
    if not line:
        return
    places = [(_x(rows), _y(value, low, high)) for rows, value in line]
    ends = {"": places[:-1], ' stroke-dasharray="4 3"': places[-2:]}
    for style, some in ends.items():
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in some)
        yield f'<path d="M{path}" fill="none" stroke="{_COLOURS[kind]}"{style}/>'
    for x, y in places[:-1]:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{_COLOURS[kind]}"/>'


def _x(rows: float) -> float:
    return _WIDTH * (math.log10(rows) - _LOWEST) / (_HIGHEST - _LOWEST)


def _y(value: float, low: int, high: int) -> float:
    return _HEIGHT * (1 - (math.log10(value) - low) / (high - low))


if __name__ == "__main__":
    main()
