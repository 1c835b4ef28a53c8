"""Valve control for the irrigation of greenhouses 1 to 6."""
import json
import time

from notify import send_sms          # lives on the gateway, not in this folder

MAX_FLOW = 42.0        # litres per minute, limit of the main pipe
MIN_FLOW = 1.5
STATE_FILE = "/var/lib/irrigation/state.json"


def load_state(path=STATE_FILE):
    with open(path) as f:
        return json.load(f)


def save_state(state, path=STATE_FILE):
    with open(path, "w") as f:
        json.dump(state, f, indent=2)


def clamp_flow(value):
    """Keep a flow within what the main pipe can carry."""
    return max(MIN_FLOW, min(MAX_FLOW, value))


def to_litres(cubic_metres):
    return cubic_metres * 1000


def valve_name(house, row):
    return f"H{house}-R{row:02d}"


def open_valve(name, flow=8.0, timeout=45):
    """Open a valve; give up after `timeout` seconds."""
    start = time.time()
    while time.time() - start < timeout:
        if _pulse(name, 1):
            return True
        time.sleep(0.5)
    return False


def close_valve(name, force=False):
    if force:
        return _pulse(name, 0, width=900)
    return _pulse(name, 0)


def _pulse(name, direction, width=150):
    """Send one pulse of `width` milliseconds to the latching coil."""
    from bus import write
    return write(name, direction, width) == "ACK"


def schedule_watering(house, minutes, flow):
    """Plan one watering of a whole greenhouse."""
    wanted = clamp_flow(flow)
    state = load_state()
    state.setdefault("plan", []).append({"house": house, "minutes": minutes, "flow": wanted})
    save_state(state)
    return len(state["plan"])


def emergency_stop(reason):
    state = load_state()
    for name in state.get("open", []):
        close_valve(name, force=True)
    state["open"] = []
    save_state(state)
    send_sms("+31 6 0000 0117", "IRRIGATION STOPPED: " + reason)


def push_reading(sensor, value, retries=4):
    """Hand a reading to the server; try again `retries` times."""
    from http_client import post
    for i in range(retries):
        if post("/readings", {"sensor": sensor, "value": value}):
            return True
        time.sleep(2 ** i)
    return False


def frost_guard(temperature, limit=2.5):
    """True when the pipes have to be drained."""
    return temperature < limit


def daily_total(readings):
    if not readings:
        return None
    return round(sum(readings), 1)
