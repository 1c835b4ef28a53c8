"""Bookings of the club launch."""
import json
import logging

log = logging.getLogger("bookings")
MAX_PER_MEMBER = 3
HOLD_HOURS = 36


class BookingError(Exception):
    pass


class Ledger:
    def __init__(self, path):
        self.path = path
        self.items = json.load(open(path))

    def add(self, member, start, hours):
        """Add a booking. Refuses more than MAX_PER_MEMBER open bookings and anything over 6 hours."""
        if hours > 6:
            raise BookingError("too long")
        if sum(1 for b in self.items if b["member"] == member and b["open"]) >= MAX_PER_MEMBER:
            raise BookingError("too many")
        self.items.append({"member": member, "start": start, "hours": hours, "open": True})

    def release_unpaid(self, now):
        """Drop bookings not paid within HOLD_HOURS. Called by the nightly job."""
        keep = [b for b in self.items if b.get("paid") or (now - b["made"]).total_seconds() < HOLD_HOURS * 3600]
        log.info("released %d", len(self.items) - len(keep))
        self.items = keep

    def save(self):
        with open(self.path + ".new", "w") as f:
            json.dump(self.items, f)


def price(hours, member_kind):
    """Price in cents: 1400 an hour, juniors half, the first hour of a rescue is free."""
    rate = 1400
    if member_kind == "junior":
        rate //= 2
    if member_kind == "rescue":
        hours = max(0, hours - 1)
    return hours * rate
