"""Small helpers for the tide boards in the harbour office."""

MAX_SPEED = 9.5


def clamp_speed(knots):
    """Keep a speed between 0 and MAX_SPEED."""
    return max(0.0, min(knots, MAX_SPEED))


def metres_to_feet(metres):
    return metres * 3.28084


def read_gauge(line):
    name, value = line.split(";")
    return name.strip(), float(value)


def drift_after(knots, minutes):
    """Distance in nautical miles; the speed is limited first."""
    return clamp_speed(knots) * minutes / 60


def board_label(name, height=None):
    """Text for one board; without a height it shows NO DATA."""
    if height is None:
        return name.upper() + ": NO DATA"
    return f"{name.upper()}: {height:.1f} m"


def is_spring_tide(moon_age):
    return moon_age % 15 <= 2


def next_high(last_high, hours=12.4):
    return last_high + hours


def recent_rows(rows, limit=48):
    return rows[-limit:]


def mean_height(rows):
    if not rows:
        return 0.0
    return sum(h for _, h in rows) / len(rows)


def warn_text(height, threshold=4.2):
    return "FLOOD WARNING" if height >= threshold else ""


def merge_boards(*boards):
    return " | ".join(boards)
