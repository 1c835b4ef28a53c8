"""Helpers for the tide tables of the harbour office.

The input is the text file of the gauge, one reading a line:
    2026-03-01 04:12 H 5.31
"""
import datetime
import math

STATION = "Port Maren"
DATUM_OFFSET = 0.27


def parse_tide_line(line):
    """Split one line into a tuple; None for a comment or an empty line."""
    line = line.strip()
    if not line or line.startswith("#"):
        return None
    day, clock, kind, height = line.split()
    when = datetime.datetime.fromisoformat(f"{day} {clock}")
    return when, kind, float(height)


def read_tides(path, encoding="latin-1"):
    """All readings of a file, in order."""
    out = []
    with open(path, encoding=encoding) as f:
        for line in f:
            row = parse_tide_line(line)
            if row is not None:
                out.append(row)
    return out


def to_datum(height, offset=DATUM_OFFSET):
    """Height above chart datum."""
    return round(height + offset, 2)


def high_waters(rows):
    return [r for r in rows if r[1] == "H"]


def low_waters(rows):
    return [r for r in rows if r[1] == "L"]


def tidal_range(rows):
    """Highest high water less lowest low water."""
    highs = [r[2] for r in high_waters(rows)]
    lows = [r[2] for r in low_waters(rows)]
    if not highs or not lows:
        return 0.0
    return max(highs) - min(lows)


def is_spring_tide(rows, threshold=4.6):
    """True if the range is above the threshold in metres."""
    return tidal_range(rows) > threshold


def clearance(bridge_height, water_level, margin=0.5):
    """Free height under the bridge, with a margin for the swell."""
    return bridge_height - water_level - margin


def may_pass(mast_height, bridge_height, water_level):
    return mast_height <= clearance(bridge_height, water_level)


def interpolate(t, t0, h0, t1, h1):
    """Height at time t between two readings, by a half cosine."""
    share = (t - t0) / (t1 - t0)
    return h0 + (h1 - h0) * (1 - math.cos(math.pi * share)) / 2


def format_height(h):
    """5.3 -> '5.30 m'; dashes if there is no value."""
    if h is None:
        return "--.-- m"
    return f"{h:.2f} m"


def daily_sheet(rows, day):
    """Lines of the sheet which is pinned to the door of the office."""
    lines = [f"{STATION}, {day:%d %B %Y}"]
    for when, kind, h in rows:
        if when.date() == day:
            lines.append(f"{when:%H:%M}  {kind}  {format_height(to_datum(h))}")
    return lines


def warn_text(rows):
    if is_spring_tide(rows):
        return "Spring tide: the lower quay may be flooded."
    return ""
