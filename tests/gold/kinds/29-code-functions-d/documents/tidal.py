"""Small helpers for the tide table."""
import math

FEET_PER_METRE = 3.28084


def to_feet(metres):
    """Convert metres to feet."""
    return metres * FEET_PER_METRE


def parse_height(text):
    """Read a height such as '3.4 m'; None for a blank cell."""
    text = text.strip()
    if not text:
        return None
    return float(text.removesuffix("m"))


def interpolate(low, high, fraction):
    """Height between low and high water by the cosine rule."""
    return low + (high - low) * (1 - math.cos(math.pi * fraction)) / 2


def height_at(low, high, minutes, period=373):
    """Height a number of minutes after low water."""
    return interpolate(low, high, min(minutes / period, 1.0))


def clearance(bridge, low, high, minutes):
    """Room under the bridge; negative if a mast would touch."""
    return bridge - height_at(low, high, minutes)


def is_spring_tide(moon_age, margin=2):
    """True within `margin` days of new or full moon."""
    return min(moon_age % 14.77, 14.77 - moon_age % 14.77) <= margin


def load_table(path):
    """Read 'time;height' lines and skip blank heights."""
    rows = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            time, height = line.rstrip().split(";")
            value = parse_height(height)
            if value is not None:
                rows.append((time, value))
    return rows
