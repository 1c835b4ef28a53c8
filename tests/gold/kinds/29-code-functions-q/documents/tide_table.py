"""Reads the harbour office's tide file and finds the hours when the slipway can be used."""
import csv
from datetime import datetime, timedelta

MIN_DEPTH_CM = 140        # least depth over the sill for the club launch
DINGHY_DEPTH_CM = 65
MARGIN_MIN = 20


def load_tides(path):
    """Return a list of (datetime, cm). Lines that begin with ';' are skipped."""
    rows = []
    with open(path, encoding="latin-1") as f:
        for line in csv.reader(f, delimiter=";"):
            if not line or line[0].startswith(";"):
                continue
            rows.append((datetime.strptime(line[0], "%d.%m.%Y %H:%M"), int(line[1])))
    return rows


def interpolate(rows, when):
    """Rule of twelfths between the two nearest entries. Raises LookupError outside of the table."""
    for (t0, h0), (t1, h1) in zip(rows, rows[1:]):
        if t0 <= when <= t1:
            part = (when - t0) / (t1 - t0)
            twelfths = [0, 1, 3, 6, 9, 11, 12]
            i = min(int(part * 6), 5)
            a, b = twelfths[i], twelfths[i + 1]
            share = (a + (b - a) * (part * 6 - i)) / 12
            return h0 + (h1 - h0) * share
    raise LookupError("no tide known for %s" % when)


def windows(rows, day, depth=MIN_DEPTH_CM):
    """Spans of the day in which the water is at least `depth`, shortened by MARGIN_MIN at both ends."""
    step = timedelta(minutes=5)
    t, end, opened, found = day, day + timedelta(days=1), None, []
    while t < end:
        ok = interpolate(rows, t) >= depth
        if ok and opened is None:
            opened = t
        if not ok and opened is not None:
            found.append((opened + timedelta(minutes=MARGIN_MIN), t - timedelta(minutes=MARGIN_MIN)))
            opened = None
        t += step
    return found
