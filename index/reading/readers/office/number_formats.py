"""A value and its number format -> the text that the cell shows: 0.025 as 0.0% is 2.5%, 42 as 00000 is 00042.

The codes are those of Excel (ECMA-376, part 1, 18.8.30): up to four sections for positive, negative, zero and text.
Each consists of placeholders (0 # ?), parts of a date (yyyy mm dd) and literal text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache, lru_cache
from itertools import takewhile

from index.reading.readers.office.date_formats import EPOCH, Token, written_date
from index.reading.readers.office.date_names import language_of

# The codes that files only name by number. Those that show the currency or date order of a country are left out.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "#,##0;-#,##0", 6: "#,##0;-#,##0", 7: "#,##0.00;-#,##0.00",
    8: "#,##0.00;-#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 37: "#,##0;(#,##0)",
    38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)", 41: '#,##0;(#,##0);"-"',
    42: '#,##0;(#,##0);"-"', 43: '#,##0.00;(#,##0.00);"-"', 44: '#,##0.00;(#,##0.00);"-"', 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0",
}  # fmt: skip

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|[_*].|\[\$(?P<currency>[^\]-]*)-?(?P<locale>[^\]]*)\]|\[(?P<elapsed>h+|m+|s+)\]'
    r"|\[(?P<condition>[<>=]+)(?P<limit>-?[\d.]+)\]|\[[^\]]*\]|(?P<half>AM/PM|A/P)|(?P<general>General)"
    r"|(?P<part>y+|m+|d+|h+|s+|g{1,3}|e{1,2}(?![+-])|a{3,4})|(?P<place>[0#?])|(?P<exponent>E[+-])|(?P<sign>[.,%/])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(r'(?:"[^"]*"?|\\.|\[[^\]]*\]|[^;"\\\[])*', re.DOTALL)
_QUOTED = re.compile(r'"[^"]*"?|\\.|[_*].|\[[^\]]*\]', re.DOTALL)
_COMPARED = {"<": "lt", ">": "gt", "=": "eq", "<=": "le", ">=": "ge", "<>": "ne"}
_KINDS = {"words": "w"} | dict.fromkeys(("part", "elapsed", "exponent", "general", "half"), "x")
_BODY = re.compile(r"[w%]*(?P<number>(?P<whole>(?:#,##)?0+)(?P<decimals>\.0+)?)[w%]*")
_MOST_DIGITS = 30  # of a fraction, because a format can ask for any number
_LARGEST = 1e15  # the digits of larger numbers are not exact
_LONGEST = 255  # characters of a code, as in Excel

Value = float | date | time | timedelta


@dataclass(frozen=True, slots=True)
class _Plain:
    """A section that is a number between words, such as 0.0% or #,##0.00 "€". Most sections are."""

    before: str
    after: str
    scale: int  # powers of ten
    quantum: Decimal
    written: str  # how Python writes it

    def shown(self, value: float) -> str:
        exact = Decimal(repr(value)).scaleb(self.scale).quantize(self.quantum, ROUND_HALF_UP)
        minus = "-" if value < 0 and exact else ""
        return f"{minus}{self.before}{abs(exact):{self.written}}{self.after}".strip()


@dataclass(frozen=True, slots=True)
class _Section:
    tokens: tuple[Token, ...]
    condition: str = ""  # the operator
    limit: float = 0.0
    plain: _Plain | None = None
    language: int = 0  # of the names in dates

    def holds(self, *kinds: str) -> bool:
        return any(token.kind in kinds for token in self.tokens)

    def is_for(self, value: float) -> bool:
        return bool(getattr(float(value), f"__{_COMPARED.get(self.condition, 'eq')}__")(self.limit))


@lru_cache(maxsize=10_000)
def shown(value: Value, code: str) -> str | None:
    """The text that a cell with this value and format shows; None if the format does not say."""
    sections = _sections(code)
    if not sections:
        return None
    if isinstance(value, (int, float)):
        if not abs(value) < _LARGEST:
            return None
        section, number = _chosen(sections, value)
        if section.plain:
            return section.plain.shown(float(number))
        if section.holds("part", "elapsed"):
            return _date(section, EPOCH + timedelta(days=value)) if 0 <= value < 2_958_466 else None
        return _number(section, number) if section.holds("place") else _words(section, value)
    if not sections[0].holds("part", "elapsed"):
        return None
    if isinstance(value, timedelta):
        return _date(sections[0], EPOCH + value) if value >= timedelta() else None
    if isinstance(value, time):
        return _date(sections[0], datetime.combine(EPOCH, value))
    return _date(sections[0], value if isinstance(value, datetime) else datetime(value.year, value.month, value.day))


@lru_cache(maxsize=10_000)
def shown_text(text: str, code: str) -> str:
    """The text that a cell with this text and format shows: the section for texts can put words around it."""
    section = next((one for one in _split(code) if "@" in _QUOTED.sub("", one)), "")
    if not section or len(code) > _LONGEST:
        return text
    tokens = [token for token in _section(section).tokens if token.kind == "words"]
    return "".join(text if token.text == "@" else token.text for token in tokens).strip()


@cache
def _sections(code: str) -> tuple[_Section, ...]:
    if not code or code.lower() == "general" or "@" in code.split(";", 1)[0] or len(code) > _LONGEST:
        return ()
    return tuple(map(_section, _split(code)))


def _split(code: str) -> list[str]:
    sections: list[str] = []
    at = 0
    while at <= len(code):  # a section can be empty
        found = _SECTION.match(code, at)
        sections.append(found[0] if found else "")
        at += len(sections[-1]) + 1
    return sections[:4]


def _section(code: str) -> _Section:
    tokens: list[Token] = []
    condition, limit, language = "", 0.0, 0
    for found in _TOKEN.finditer(code):
        kind = found.lastgroup or ""
        if kind == "locale":
            language = language or language_of(found["locale"])
            kind = "currency"
        if kind == "limit":
            condition, limit = found["condition"], _float(found["limit"])
        elif kind in ("quoted", "escaped", "currency", "other"):
            tokens.append(Token("words", found[kind]))
        elif kind:
            tokens.append(Token(kind, found[kind].lower() if kind == "part" else found[kind]))
    parts = {token.text[0] for token in tokens if token.kind == "part"}
    if parts <= set("age") and any(token.kind == "place" for token in tokens):  # letters beside a number
        tokens = [Token("words", token.text) if token.kind == "part" else token for token in tokens]
    return _Section(tuple(tokens), condition, limit, _plain(tokens), language)


def _plain(tokens: Sequence[Token]) -> _Plain | None:
    """The section as a number between words; None if it is something else."""
    body = "".join(_KINDS.get(token.kind, token.text) for token in tokens)
    found = _BODY.fullmatch(body)
    if not found or found.start("number") == found.end("number"):
        return None
    whole, decimals = found["whole"], found["decimals"] or ""
    if "#" in whole.replace("#,##", "", 1) or len(decimals) > _MOST_DIGITS:
        return None
    percents = body.count("%")
    before, after = (_around(part) for part in (tokens[: found.start("number")], tokens[found.end("number") :]))
    places = len(decimals[1:])
    width = whole.count("0")
    padding = f"0{width + bool(places) + places}" if width > 1 else ""
    written = f"{padding}{',' * ('#,##' in whole)}.{places}f"
    return _Plain(before, after, 2 * percents, Decimal(1).scaleb(-places), written)


def _float(digits: str) -> float:
    try:
        return float(digits)
    except ValueError:
        return 0.0


def _chosen(sections: Sequence[_Section], value: float) -> tuple[_Section, float]:
    """The section for a number, and the number to show: a section for negative numbers shows no sign."""
    if any(section.condition for section in sections):
        fitting = [section for section in sections if section.condition and section.is_for(value)]
        others = [section for section in sections if not section.condition]
        return (*fitting, *others, sections[-1])[0], value
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    return sections[2 if value == 0 and len(sections) > 2 else 0], value


def _words(section: _Section, value: float) -> str:
    """The text of a section without placeholders: a word for all values, or the value beside words."""
    return "".join(f"{value:.15g}" if token.kind == "general" else token.text for token in section.tokens).strip()


def _number(section: _Section, value: float) -> str:
    if section.holds("exponent"):
        return _scientific(section, value)
    places = [i for i, token in enumerate(section.tokens) if token.kind == "place"]
    first, last = places[0], places[-1]
    body = section.tokens[first : last + 1]
    if any(token.kind == "sign" and token.text == "/" for token in section.tokens[first:]):
        return _fraction(section, value, first)
    percents = sum(token.kind == "sign" and token.text == "%" for token in section.tokens)
    scaling = takewhile(lambda token: token.kind == "sign" and token.text == ",", section.tokens[last + 1 :])
    exact = abs(Decimal(repr(float(value)))).scaleb(2 * percents - 3 * len(list(scaling)))
    point = next((i for i, token in enumerate(body) if token.kind == "sign" and token.text == "."), len(body))
    whole, decimals = body[:point], [token for token in body[point + 1 :] if token.kind == "place"]
    rounded = exact.quantize(Decimal(1).scaleb(-min(len(decimals), _MOST_DIGITS)), ROUND_HALF_UP)
    integer, _, fraction = f"{rounded:f}".partition(".")
    digits = _whole(whole, integer.lstrip("0")) + _decimals(body[point:], fraction)
    minus = "-" if value < 0 and rounded else ""
    before, after = (_around(tokens) for tokens in (section.tokens[:first], section.tokens[last + 1 :]))
    return f"{minus}{before}{digits}{after}".strip()


def _around(tokens: Sequence[Token]) -> str:
    return "".join(token.text for token in tokens if token.kind == "words" or token.text in {"%", "."})


def _whole(tokens: Sequence[Token], digits: str) -> str:
    """The digits before the point in their placeholders, from the right; the first takes all remaining digits."""
    is_grouped = any(token.text == "," for token in tokens if token.kind == "sign")
    left = sum(token.kind == "place" for token in tokens)
    written = ""
    count = 0

    def put(digit: str) -> None:
        nonlocal written, count
        written = digit + ("," if is_grouped and count and count % 3 == 0 else "") + written
        count += 1

    for token in reversed(tokens):
        if token.kind == "words":
            written = token.text + written
        elif token.kind == "place":
            left -= 1
            for _ in range(1 if left else max(1, len(digits))):
                if digits:
                    put(digits[-1])
                    digits = digits[:-1]
                elif token.text == "0":
                    put("0")
    return written


def _decimals(tokens: Sequence[Token], digits: str) -> str:
    """The point and the digits after it. Zeros at the end are shown only if their placeholder is a 0."""
    if not tokens:
        return ""
    places = [token.text for token in tokens if token.kind == "place"]
    kept = max((i for i, place in enumerate(places, 1) if place == "0" or digits[i - 1] != "0"), default=0)
    written, at = "", 0
    for token in tokens[1:]:
        if token.kind == "place":
            written += digits[at] if at < kept else ""
            at += 1
        elif token.kind == "words":
            written += token.text
    return f".{written}" if written else ""


def _scientific(section: _Section, value: float) -> str:
    at = next(i for i, token in enumerate(section.tokens) if token.kind == "exponent")
    mantissa, exponent = section.tokens[:at], section.tokens[at + 1 :]
    point = next((i for i, token in enumerate(mantissa) if token.text == "."), len(mantissa))
    decimals = sum(token.kind == "place" for token in mantissa[point:])
    step = max(1, sum(token.kind == "place" for token in mantissa[:point]))
    exact = Decimal(repr(float(value)))
    power = exact.adjusted() // step * step if exact else 0
    digits = f"{exact.scaleb(-power):.{min(decimals, _MOST_DIGITS)}f}"
    width = sum(token.text == "0" for token in exponent)
    sign = "-" if power < 0 else "+" if section.tokens[at].text.endswith("+") else ""
    return f"{digits}E{sign}{abs(power):0{width}}"


def _fraction(section: _Section, value: float, first: int) -> str:
    """A number such as 2 1/2: with a whole part if there are placeholders before the fraction."""
    body = section.tokens[first:]
    slash = next(i for i, token in enumerate(body) if token.text == "/")
    under_it = [token for token in body[slash + 1 :] if token.text.isdecimal()]
    is_fixed = any(token.kind == "words" for token in under_it)  # as in # ?/100
    fixed = "".join(token.text for token in under_it) if is_fixed else ""
    digits = sum(token.kind == "place" for token in body[slash + 1 :])
    parts = "".join(token.text if token.kind == "place" else " " for token in body[:slash]).split()
    exact = abs(Fraction(repr(float(value))))
    whole = int(exact) if len(parts) > 1 else 0
    rest = exact - whole
    if fixed and int(fixed):
        over, under = round(rest * int(fixed)), int(fixed)
    else:
        near = rest.limit_denominator(10 ** min(max(digits, 1), 4) - 1)
        over, under = near.numerator, near.denominator
    if over == under and len(parts) > 1:
        whole, over = whole + 1, 0
    written = " ".join(filter(None, (str(whole) if whole else "", f"{over}/{under}" if over else ""))) or "0"
    return f"{'-' if value < 0 else ''}{_around(section.tokens[:first])}{written}".strip()


def _date(section: _Section, moment: datetime) -> str:
    return written_date(section.tokens, moment, section.language)
