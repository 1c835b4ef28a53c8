"""Small helpers for the seed library of the Ormsdale allotments."""
import math


class EmptyPacketError(Exception):
    """Raised when a packet holds no seeds."""


def germination_rate(sprouted, sown):
    """Return the share of seeds that sprouted, in percent, rounded to one decimal."""
    if sown == 0:
        raise ZeroDivisionError("nothing was sown")
    if sprouted > sown:
        raise ValueError("more sprouts than seeds")
    return round(100 * sprouted / sown, 1)


def packets_needed(bed_length_cm, spacing_cm, per_packet=40, spare=0.15):
    """Return how many packets are needed for one row.

    spare is the share of extra seeds to plan for losses.
    """
    plants = bed_length_cm // spacing_cm + 1
    seeds = math.ceil(plants * (1 + spare))
    return math.ceil(seeds / per_packet)


def lend(packet, member, weeks=30):
    """Lend a packet to a member and return the week number by which seeds must come back."""
    if packet["count"] < 1:
        raise EmptyPacketError(packet["name"])
    if member.get("blocked"):
        raise PermissionError("member is blocked")
    packet["count"] -= 1
    return packet["week"] + weeks


def viability_years(genus):
    """Return how many years seeds of a genus keep; 2.5 when the genus is not listed."""
    table = {"Onyra": 1, "Belvia": 4, "Tarsum": 6, "Quillea": 3}
    return table.get(genus, 2.5)


def label(name, year, lot=None):
    """Return the text for a packet label, in capitals, at most 24 characters."""
    text = f"{name} {year}" if lot is None else f"{name} {year}/{lot}"
    return text.upper()[:24]
