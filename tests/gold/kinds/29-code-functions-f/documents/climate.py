"""Climate control for the greenhouse at Pinmoor."""
import time

FROST_LIMIT = 2.5      # degrees, below this the heater always runs
VENT_OPEN_AT = 26.0    # degrees
MAX_RETRIES = 4
LOG_FILE = "climate.log"


class SensorError(Exception):
    """Raised when a sensor does not answer."""


def read_sensor(port, retries=MAX_RETRIES):
    """Read one temperature; wait two seconds between tries."""
    for _ in range(retries):
        line = port.readline()
        if line:
            return float(line)
        time.sleep(2)
    raise SensorError(port.name)


def average(values):
    """Mean of the values, without the highest and the lowest."""
    if len(values) < 3:
        raise ValueError("need three readings")
    values = sorted(values)[1:-1]
    return sum(values) / len(values)


def heater_needed(temp, night):
    """True if the heater must run."""
    if temp < FROST_LIMIT:
        return True
    return night and temp < 8.0


def vent_position(temp, wind):
    """Opening of the roof vent in per cent; closed above 14 m/s of wind."""
    if wind > 14:
        return 0
    if temp < VENT_OPEN_AT:
        return 0
    return min(100, int((temp - VENT_OPEN_AT) * 20))


def log(message):
    with open(LOG_FILE, "a") as handle:
        handle.write(time.strftime("%H:%M ") + message + "\n")
