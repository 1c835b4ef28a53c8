"""Read and clean the water levels of the harbour gauge at Sandvik."""
import csv
import math
from datetime import datetime, timedelta

STATION_ID = "SVK-03"
ZERO_OFFSET_CM = 117.5
MAX_JUMP_CM = 35


def parse_line(line):
    """Split one semicolon line of the logger into (time, level in cm)."""
    stamp, raw, _battery = line.strip().split(";")
    return datetime.strptime(stamp, "%Y-%m-%d %H:%M"), float(raw)


def read_log(path, skip_header=True):
    with open(path, encoding="latin-1") as fh:
        lines = fh.readlines()
    if skip_header:
        lines = lines[2:]
    return [parse_line(x) for x in lines if x.strip()]


def to_chart_datum(level_cm):
    """Logger zero to chart datum."""
    return level_cm - ZERO_OFFSET_CM


def drop_spikes(series, limit=MAX_JUMP_CM):
    """Leave out a value that jumps by more than `limit` from the one kept before."""
    kept = []
    for t, v in series:
        if kept and abs(v - kept[-1][1]) > limit:
            continue
        kept.append((t, v))
    return kept


def fill_gaps(series, step_minutes=6, max_gap_minutes=48):
    """Fill short gaps by straight lines; longer gaps stay open."""
    step = timedelta(minutes=step_minutes)
    out = []
    for (t0, v0), (t1, v1) in zip(series, series[1:]):
        out.append((t0, v0))
        gap = t1 - t0
        if step < gap <= timedelta(minutes=max_gap_minutes):
            n = int(gap / step)
            for i in range(1, n):
                out.append((t0 + i * step, v0 + (v1 - v0) * i / n))
    if series:
        out.append(series[-1])
    return out


def mean_level(series):
    if not series:
        return math.nan
    return sum(v for _, v in series) / len(series)


def high_waters(series):
    """Local maxima."""
    return [b for a, b, c in zip(series, series[1:], series[2:]) if a[1] < b[1] >= c[1]]


class AlarmBoard:
    def __init__(self, threshold_cm=210):
        self.threshold_cm = threshold_cm
        self.sent = []

    def check(self, series):
        for t, v in series:
            if v >= self.threshold_cm and not self._recent(t):
                self.sent.append((t, v))

    def _recent(self, t, hours=3):
        return any(t - s < timedelta(hours=hours) for s, _ in self.sent)


def write_csv(path, series):
    with open(path, "w", newline="") as fh:
        out = csv.writer(fh)
        out.writerow(["time_utc", "level_cm"])
        out.writerows((t.isoformat(), round(v, 1)) for t, v in series)


def run(path_in, path_out):
    series = drop_spikes(read_log(path_in))
    series = [(t, to_chart_datum(v)) for t, v in fill_gaps(series)]
    board = AlarmBoard()
    board.check(series)
    write_csv(path_out, series)
    return mean_level(series), board.sent
