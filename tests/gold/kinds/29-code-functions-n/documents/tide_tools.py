"""Helpers of the coastal buoy group: reading, cleaning and averaging water levels."""
import csv
import math

GAP_LIMIT_MIN = 45          # longer gaps are not filled
DATUM_OFFSET_CM = 312.4     # chart datum below the station mark


class BuoyError(Exception):
    """Raised for records that cannot be used."""


def read_levels(path, delimiter=";"):
    """Read a logger file and return a list of (minute, level) pairs."""
    rows = []
    with open(path, newline="") as handle:
        for row in csv.reader(handle, delimiter=delimiter):
            if len(row) < 2 or row[0].startswith("#"):
                continue
            rows.append((int(row[0]), float(row[1])))
    if not rows:
        raise BuoyError("empty logger file")
    return rows


def to_datum(level_cm):
    """Convert a raw reading to height above chart datum."""
    return round(level_cm - DATUM_OFFSET_CM, 1)


def is_spike(previous, current, threshold=18.0):
    """True if the level jumps by more than threshold centimetres."""
    return abs(current - previous) > threshold


def drop_spikes(rows):
    """Remove single jumps; the first reading is always kept."""
    kept = rows[:1]
    for minute, level in rows[1:]:
        if not is_spike(kept[-1][1], level):
            kept.append((minute, level))
    return kept


def fill_gaps(rows, step=5):
    """Fill short gaps linearly; gaps above GAP_LIMIT_MIN stay open."""
    out = [rows[0]]
    for minute, level in rows[1:]:
        last_minute, last_level = out[-1]
        gap = minute - last_minute
        if step < gap <= GAP_LIMIT_MIN:
            for extra in range(step, gap, step):
                out.append((last_minute + extra,
                            last_level + (level - last_level) * extra / gap))
        out.append((minute, level))
    return out


def hourly_mean(rows):
    """Mean level per full hour; hours with fewer than 9 readings give None."""
    hours = {}
    for minute, level in rows:
        hours.setdefault(minute // 60, []).append(level)
    return {h: (sum(v) / len(v) if len(v) >= 9 else None) for h, v in hours.items()}


def wave_period(spectrum):
    """Peak period in seconds, or -1 when the spectrum is flat."""
    if max(spectrum) - min(spectrum) < 1e-6:
        return -1
    return 1.0 / (0.02 * (spectrum.index(max(spectrum)) + 1))


def wind_stress(speed):
    """Simple drag law, newton per square metre."""
    drag = 0.0012 if speed < 11 else 0.00049 + 0.000065 * speed
    return 1.22 * drag * math.pow(speed, 2)


def daily_report(path):
    """The chain used by the cron job at 06:10."""
    rows = fill_gaps(drop_spikes(read_levels(path)))
    return [(h, None if m is None else to_datum(m)) for h, m in hourly_mean(rows).items()]
