"""How often an event of a calendar repeats, in words."""

from __future__ import annotations

import re

_DAYS = {
    "MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday",
    "SU": "Sunday",
}  # fmt: skip
_MONTHS = "January February March April May June July August September October November December".split()
_UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_ORDINALS = {"1": "first ", "2": "second ", "3": "third ", "4": "fourth ", "5": "fifth ", "-1": "last ", "": ""}
_KNOWN = frozenset("FREQ INTERVAL BYDAY BYMONTHDAY BYMONTH UNTIL COUNT WKST".split())


def repeats(rule: str) -> str:
    """The rule in words; as it is if it has parts that are not known.

    >>> repeats("FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270331T000000Z"), repeats("FREQ=MONTHLY;BYDAY=-1FR;COUNT=6")
    ('every week on Tuesday and Thursday until 2027-03-31', 'every month on the last Friday, 6 times')
    """
    parts = dict(part.upper().split("=", 1) for part in rule.split(";") if "=" in part)
    unit = _UNITS.get(parts.get("FREQ", ""))
    days = [re.fullmatch(r"([+-]?\d*)([A-Z]{2})", day) for day in filter(None, parts.get("BYDAY", "").split(","))]
    ordinals = [day[1].lstrip("+") if day else "?" for day in days]
    months = list(filter(None, parts.get("BYMONTH", "").split(",")))
    are_months = all(month.isdecimal() and 1 <= int(month) <= len(_MONTHS) for month in months)
    if not unit or not parts.keys() <= _KNOWN or not are_months or not set(ordinals) <= set(_ORDINALS):
        return rule
    interval = parts.get("INTERVAL", "1")
    said = f"every {unit}" if interval == "1" else f"every {interval} {unit}s"
    if days:
        names = [
            f"{'the ' * bool(nth)}{_ORDINALS[nth]}{_DAYS.get(day[2], day[2])}"
            for nth, day in zip(ordinals, days, strict=True)
            if day
        ]
        said += f" on {_listed(names)}"
    if parts.get("BYMONTHDAY"):
        said += f" on day {_listed(parts['BYMONTHDAY'].split(','))}".replace("day -1", "the last day")
    if months:
        said += f" in {_listed([_MONTHS[int(month) - 1] for month in months])}"
    if until := re.match(r"(\d{4})(\d\d)(\d\d)", parts.get("UNTIL", "")):
        said += f" until {'-'.join(until.groups())}"
    return said + (f", {parts['COUNT']} times" if "COUNT" in parts else "")


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
