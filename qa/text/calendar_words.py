"""Dates, times of day and parts of a year, in eight languages."""

from __future__ import annotations

import re
from calendar import month_name
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from index.text.language import SPACELESS
from qa.text.ordinals import ORDINALS

_MONTH_NAMES = (
    "january jan januar jänner janvier enero gennaio janeiro januari"
    "|february feb februar février febrero febbraio fevereiro februari|march mar märz mars marzo março maart"
    "|april apr avril abril aprile|may mai mayo maggio maio mei|june jun juni juin junio giugno junho"
    "|july jul juli juillet julio luglio julho|august aug août agosto augustus"
    "|september sep sept septembre septiembre settembre setembro"
    "|october oct oktober okt octobre octubre ottobre outubro|november nov novembre noviembre novembro"
    "|december dec dezember dez décembre diciembre dicembre dezembro"
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES.split("|"), 1) for name in names.split()}
# Months of these languages have no capital. In English and German, a small "may" or "mai" is no month.
SMALL = frozenset(
    "janvier enero février febrero mars marzo avril abril mayo juin junio juillet julio août agosto septembre "
    "septiembre octobre octubre novembre noviembre décembre diciembre gennaio janeiro januari febbraio fevereiro "
    "februari março maart aprile maggio maio giugno junho luglio julho augustus settembre setembro ottobre outubro "
    "novembro dicembre dezembro".split()
)
_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.)?"
_YEAR = r"(?P<year>\d{4})"
DATES = (
    re.compile(rf"(?<![\w-]){_DAY}(?: of| de| di| van)? {_MONTH}\b\.?,?(?: (?:de )?{_YEAR}\b)?", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.]\d)(?:,? {_YEAR}\b)?", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\.?,?(?: of| de)? {_YEAR}\b", re.IGNORECASE),
    re.compile(rf"(?<![\w-]){_YEAR}-(?P<month>\d{{2}})-(?P<day>\d{{2}})(?![\w-])"),
    re.compile(rf"(?<![\w.])(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.{_YEAR}(?!\w)"),
    re.compile(rf"(?<!\w){_YEAR}年(?P<month>\d{{1,2}})月(?:(?P<day>\d{{1,2}})[日号])?"),
    # Only where one of the two numbers can be no month: 04/03/2026 is two dates.
    re.compile(rf"(?<![\w/])(?P<day>1[3-9]|2\d|3[01])/(?P<month>\d{{1,2}})/{_YEAR}(?![\w/])"),
    re.compile(rf"(?<![\w/])(?P<month>\d{{1,2}})/(?P<day>1[3-9]|2\d|3[01])/{_YEAR}(?![\w/])"),
    re.compile(r"(?<![\w./-])(?P<month>0[1-9]|1[0-2])[/.](?P<year>(?:19|20)\d\d)(?![\w/-]|[.,]\d)"),
)
# "27 and 28 October", "16. bis 18. Mai", "October 27 to 28", "16.–18.5.2025": the first day has the month of the last.
_TO = (
    r"\s?[–-]\s?|/|\s(?:and|or|to|until|till|und|oder|bis(?: zum)?|et|ou|au|y|o|al|a|e|i|en|of|tot(?: en met)?|t/m)\s"
    r"(?:the |den |dem |le |el |il |o |de )?"
)
_DAYS_APART = (
    re.compile(
        rf"(?<![\w.,:/-])(?P<first>\d{{1,2}}(?:st|nd|rd|th|er|\.)?)(?P<to>{_TO})"
        rf"(?=\d{{1,2}}(?:st|nd|rd|th|er|\.)?(?: of| de| di| van)? {_MONTH}\b)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{_MONTH}\.? (?P<first>\d{{1,2}}(?:st|nd|rd|th)?)(?P<to>{_TO})"
        r"(?=\d{1,2}(?:st|nd|rd|th)?(?:,? \d{4}\b|\s*$|[,;)]|\.(?!\d)| (?:at|from|in|we|the|is|are|inclusive)\b))",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w.,:/-])(?P<first>\d{{1,2}}\.)(?P<to>{_TO})(?=\d{{1,2}}\.(?P<number>\d{{1,2}})\.(?P<year>\d{{4}})?(?!\w))",
        re.IGNORECASE,
    ),
)
# "Invoice 12/2024" is no month.
_OF_CODE = re.compile(
    r"\b(?:n[ro]|n[°º]|number|num|nummer|número|numéro|rechnung|invoice|facture|factura|fattura|fatura|bescheid|beschluss"
    r"|order|auftrag|case|az|aktenzeichen|vol|issue|heft|ausgabe|law|gesetz|decree|regulation|verordnung)\W{0,3}$",
    re.IGNORECASE,
)
# "18:40", "6.40 pm", "18.40 Uhr", "18h40", "18 h 40", "下午6点40分"
TIME = re.compile(
    rf"(?P<noon>下午|晚上|午後)?(?<![:.])(?<![^\W{SPACELESS}])(?P<hour>\d{{1,2}})"
    r"(?:(?:[:.]|\s?h(?:eures?)?\s?)(?P<minute>\d{2})(?!\s?min)"
    r"|[点點时時](?!间)(?:(?P<minutes>\d{1,2})分?|(?P<half_past>半))?)?"
    rf"(?::\d{{2}})?(?P<oclock>\sUhr\b)?(?:\s?(?P<half>[ap])\.?m\b\.?)?(?![^\W{SPACELESS}]|[:%])",
    re.IGNORECASE,
)
_QUARTERS = 4
_ORDINAL = {word: number for word, number in ORDINALS.items() if number <= _QUARTERS}
_ORDINAL |= {str(number): number for number in range(1, _QUARTERS + 1)}
_PARTS = {
    "quarter": "Q",
    "quartal": "Q",
    "quartals": "Q",
    "trimestre": "Q",
    "half": "H",
    "halbjahr": "H",
    "semestre": "H",
}
_ANY_ORDINAL = "|".join(sorted(map(re.escape, _ORDINAL), key=len, reverse=True))
_PART = re.compile(rf"\b(?P<ordinal>{_ANY_ORDINAL})\.?[ -](?P<part>{'|'.join(_PARTS)})\b(?! of a\b)", re.IGNORECASE)
_PART_BEFORE = re.compile(rf"\b(?P<part>{'|'.join(_PARTS)}) (?P<ordinal>[1-4])\b", re.IGNORECASE)
# "Q3-2025", "Q3/25", "3Q25": the part and its year are two facts.
_SHORT = re.compile(
    r"\b(?:(?P<part>[QH])(?P<number>[1-4])|(?P<first>[1-4])(?P<after>[QH]))[-/’' ]?(?P<year>(?:20)?\d\d)?\b"
)


@dataclass(frozen=True, slots=True)
class Date:
    """A date. Its day or its year is None if it is not written."""

    day: int | None
    month: int
    year: int | None

    def __str__(self) -> str:
        return " ".join(str(part) for part in (self.day, month_name[self.month], self.year) if part is not None)

    def agrees_with(self, other: Date) -> bool:
        """Whether `other` can be the same date: every part that both have is equal."""
        pairs = ((self.day, other.day), (self.month, other.month), (self.year, other.year))
        return all(a == b for a, b in pairs if a is not None and b is not None)

    def in_calendar(self, year: int | None = None) -> date | None:
        """The day, in `year` if its own is not written; None if a part is missing or no calendar has it.

        >>> Date(3, 5, None).in_calendar(2026), Date(31, 2, 2026).in_calendar()
        (datetime.date(2026, 5, 3), None)
        """
        year = self.year or year
        with suppress(ValueError):  # 31 February
            return date(year, self.month, self.day) if year and self.day else None
        return None


def first_date(text: str) -> Date | None:
    """The first date in `text` that has a year. None if there is none."""
    matches = (match for pattern in DATES for match in pattern.finditer(text) if match["year"])
    dates = ((match.start(), found) for match in matches if (found := read_date(match)))
    return min(dates, key=lambda pair: pair[0], default=(0, None))[1]


def with_months(text: str) -> str:
    """`text` with the month beside each day of a range or pair of days.

    >>> with_months("27 and 28 October"), with_months("vom 16. bis 18. Mai"), with_months("June 3-5")
    ('27 October and 28 October', 'vom 16. Mai bis 18. Mai', 'June 3 - June 5')
    >>> with_months("16.–18.5.2025"), with_months("Rooms 3 and 4 may be used")
    ('16.5.2025 – 18.5.2025', 'Rooms 3 and 4 may be used')
    """
    by_name, name_first, by_number = _DAYS_APART

    def apart(match: re.Match[str]) -> str:
        return f" {match['to'].strip()} "

    text = by_name.sub(lambda m: f"{m['first']} {m['month']}{apart(m)}" if _is_month(m) else m[0], text)
    text = name_first.sub(lambda m: f"{m['month']} {m['first']}{apart(m)}{m['month']} " if _is_month(m) else m[0], text)
    return by_number.sub(lambda m: f"{m['first']}{m['number']}.{m['year'] or ''}{apart(m)}", text)


def _is_month(match: re.Match[str]) -> bool:
    """Whether the name of a month is one: in English and German, only with a capital ("they may 2 weeks later")."""
    return not match["month"][0].islower() or match["month"] in SMALL


def read_date(match: re.Match[str]) -> Date | None:
    """The date of a match of one of `DATES`. None if it is none."""
    parts = match.groupdict()
    month = parts["month"]
    if not month.isdigit() and not _is_month(match):
        return None
    is_bare = month.isdigit() and not parts.get("day")
    if is_bare and _OF_CODE.search(match.string, max(0, match.start() - 20), match.start()):
        return None
    number = int(month) if month.isdigit() else MONTHS[month.lower()]
    day, year = (int(parts[part]) if parts.get(part) else None for part in ("day", "year"))
    return Date(day, number, year) if 1 <= number <= 12 and (day or 1) <= 31 else None


def read_time(match: re.Match[str]) -> str | None:
    """The time of a match of `TIME` on the 24-hour clock, such as "18:40". None if it is none."""
    hour, half = int(match["hour"]), (match["half"] or "").lower() or ("p" if match["noon"] else "")
    minute = 30 if match["half_past"] else int(match["minute"] or match["minutes"] or 0)
    # 18.40 can be a price, and 18 can be anything.
    is_written_as_time = match["half"] or match["oclock"] or re.search(r"[:h点點时時]", match[0])
    if not is_written_as_time or hour > 24 or minute > 59:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{minute:02}"


def name_parts_of_years(text: str) -> str:
    """`text` with each part of a year in its short form: Q3 for "third quarter", "3. Quartal" and "3Q".

    >>> name_parts_of_years("the third quarter, im 1. Halbjahr, Q3/25")
    'the Q3, im H1, Q3 2025'
    """
    text = _SHORT.sub(_short, text)
    for pattern in (_PART, _PART_BEFORE):
        text = pattern.sub(lambda match: f"{_PARTS[match['part'].lower()]}{_ORDINAL[match['ordinal'].lower()]}", text)
    return text


def _short(match: re.Match[str]) -> str:
    year = match["year"] or ""
    part = f"{match['part'] or match['after']}{match['number'] or match['first']}"
    if not year:
        return part + match[0][len(match[0].rstrip("-/’' ")) :]
    return f"{part} {year if len(year) == 4 else f'20{year}'}"
