"""Charts of Office documents -> lines, like those of a table."""

from __future__ import annotations

from lxml import etree

from index.reading.readers.contents import one_line
from index.reading.readers.office.number_formats import shown
from index.reading.readers.office.ooxml import attribute
from index.reading.readers.tables import labelled

_MAX_POINTS = 10_000


def chart_lines(chart: etree._Element) -> list[str]:
    """The title of a chart, then a line for every category with the value of each series."""
    title = one_line("".join(text.text or "" for text in chart.iterfind("{*}chart/{*}title//{*}t")))
    headers = [""]
    columns: list[dict[int, str]] = [{}]
    for series in chart.iter("{*}ser"):
        headers.append(one_line(" ".join(_values(series, "tx").values())))
        columns[0] = {**_values(series, "xVal"), **_values(series, "cat"), **columns[0]}
        columns.append({**_values(series, "yVal"), **_values(series, "val")})
    places = sorted(set().union(*columns))[:_MAX_POINTS]
    rows = ([column.get(place, "") for column in columns] for place in places)
    return [line for line in (title, *(labelled(headers, row) for row in rows)) if line]


def _values(series: etree._Element, name: str) -> dict[int, str]:
    """The values of a series for one role, such as its categories, by their place."""
    own = series.find(f"{{*}}{name}")
    if own is None:
        return {}
    points = {}
    whole = one_line(
        own.findtext("{*}numRef/{*}numCache/{*}formatCode") or own.findtext("{*}numLit/{*}formatCode") or ""
    )
    for point in own.iter("{*}pt"):
        digits = attribute(point, "idx")
        if digits.isdecimal() and len(digits) < 10:
            code = one_line(attribute(point, "formatCode")) or whole
            points[int(digits)] = _formatted(one_line(point.findtext("{*}v") or ""), code)
    stated = one_line(own.findtext("{*}v") or "")
    return points or ({0: stated} if stated else {})


def _formatted(value: str, code: str) -> str:
    """The value as its number format shows it."""
    if not code or code.lower() == "general":
        return value
    try:
        return shown(float(value), code) or value
    except ValueError:
        return value
