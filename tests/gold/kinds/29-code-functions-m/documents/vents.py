"""Roof vents and heating of the two propagation houses.

Runs every two minutes from cron. Temperatures in degrees Celsius,
openings in percent.
"""
import json
import time

MAX_OPENING = 85
STORM_WIND = 14.0   # m/s
LOG_PATH = "/var/log/vents.log"


def load_settings(path="settings.json"):
    """Read the settings file; missing keys are filled from the defaults."""
    with open(path) as f:
        given = json.load(f)
    return {**default_settings(), **given}


def default_settings():
    return {"day": 21.0, "night": 16.5, "gain": 8.0, "house": "north"}


def parse_reading(line):
    """'north;23.4;61' -> ('north', 23.4, 61). A blank line gives None."""
    line = line.strip()
    if not line:
        return None
    name, temp, hum = line.split(";")
    return name, float(temp), int(hum)


def clamp(value, low=0, high=MAX_OPENING):
    return max(low, min(high, value))


def is_day(hour):
    return 6 <= hour < 20


def setpoint(settings, hour):
    return settings["day"] if is_day(hour) else settings["night"]


def target_opening(temp, goal, gain):
    """Proportional rule: gain percent for each degree above the goal."""
    return clamp((temp - goal) * gain)


def storm_guard(opening, wind):
    """Shut the vents when the wind reaches STORM_WIND."""
    if wind >= STORM_WIND:
        return 0
    return opening


def should_heat(temp, goal, hysteresis=1.5):
    return temp < goal - hysteresis


def write_log(text, path=LOG_PATH):
    with open(path, "a") as f:
        f.write(time.strftime("%F %T ") + text + "\n")


def step(line, wind, hour, settings):
    """One control step; returns (opening, heating) or None."""
    reading = parse_reading(line)
    if reading is None:
        write_log("no reading")
        return None
    name, temp, hum = reading
    goal = setpoint(settings, hour)
    opening = storm_guard(target_opening(temp, goal, settings["gain"]), wind)
    heating = should_heat(temp, goal)
    write_log(f"{name} {temp} {hum} -> {opening} {heating}")
    return opening, heating
