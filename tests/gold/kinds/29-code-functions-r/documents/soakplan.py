"""Watering plan for the Thistledown nursery."""
import json
import math
import sys

CAN_LITRES = 9
DRY_BELOW = 31          # soil reading in percent
RAIN_SKIP_MM = 6.5


class UnknownBed(KeyError):
    """Raised when a bed is not in beds.json."""


class TankEmpty(RuntimeError):
    """Raised when the tank holds less than the plan needs."""


def load_beds(path="beds.json"):
    with open(path, encoding="utf-8") as fh:
        return {b["name"]: b for b in json.load(fh)["beds"]}


def is_thirsty(reading, rain_mm=0.0):
    """True if the soil is dry and no real rain is on its way."""
    if rain_mm >= RAIN_SKIP_MM:
        return False
    return reading < DRY_BELOW


def litres_for(bed, reading, ceiling=48):
    """Litres for one round: area times thirst, never above the ceiling."""
    thirst = max(0, DRY_BELOW - reading) / DRY_BELOW
    return min(ceiling, bed["area_m2"] * 7.5 * thirst)


def to_cans(litres):
    """Whole cans, always upwards."""
    return math.ceil(litres / CAN_LITRES)


def pick(beds, name):
    if name not in beds:
        raise UnknownBed(name)
    return beds[name]


def check_tank(level, plan):
    need = sum(plan.values())
    if level < need:
        raise TankEmpty(f"{level} l in tank, {need} l needed")


def make_plan(beds, readings, rain_mm=0.0):
    plan = {}
    for name, reading in readings.items():
        bed = pick(beds, name)
        if is_thirsty(reading, rain_mm):
            plan[name] = litres_for(bed, reading)
    return plan


def open_valve(number, litres):
    print(f"valve {number}: {litres:.1f} l")


if __name__ == "__main__":
    rehearse = "--rehearse" in sys.argv
    beds = load_beds()
    plan = make_plan(beds, {n: b["last_reading"] for n, b in beds.items()})
    for n, l in plan.items():
        if rehearse:
            print(n, to_cans(l), "cans")
        else:
            open_valve(beds[n]["valve"], l)
