"""Driver for the analytical balance on bench 3 (RS-232, 9600 baud, 7E1)."""
import time

MAX_LOAD_G = 220.0
STABLE_WINDOW = 5          # readings
RETRIES = 4


class OverloadError(RuntimeError):
    """More than MAX_LOAD_G on the pan."""


class Balance:
    def __init__(self, port="/dev/ttyUSB0", timeout=2.5):
        self.port = port
        self.timeout = timeout
        self._tare = 0.0

    def read_raw(self):
        """Send 'SI' and return grams as float, whether stable or not."""
        for attempt in range(RETRIES):
            line = self._ask("SI")
            if line.startswith("S"):
                return float(line[4:14])
            time.sleep(0.2 * (attempt + 1))
        raise TimeoutError("balance does not answer")

    def read_stable(self, tolerance=0.0005):
        """Return the mean once STABLE_WINDOW readings in a row differ by less than tolerance."""
        window = []
        while True:
            g = self.read_raw()
            if g > MAX_LOAD_G:
                raise OverloadError(g)
            window = (window + [g])[-STABLE_WINDOW:]
            if len(window) == STABLE_WINDOW and max(window) - min(window) < tolerance:
                return sum(window) / STABLE_WINDOW - self._tare

    def tare(self):
        """Zero the pan; the old tare is thrown away."""
        self._tare = 0.0
        self._tare = self.read_stable()

    def _ask(self, cmd):
        raise NotImplementedError("see serial_link")


def drift_ppm(first, last, hours):
    """Drift in parts per million and hour between two weighings of the same weight."""
    if hours <= 0:
        raise ValueError("hours must be positive")
    return (last - first) / first * 1e6 / hours
