"""The words of quantities in English, German, French and Spanish: numbers, scales and units. Chinese and Japanese too.

A name of a table column can state scale and unit for its cells: "Revenue (thousand euros)".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

_ONES = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
    null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn
    achtzehn neunzehn
    zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit
    dix-neuf
    cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete
    dieciocho diecinueve
""".split()
_TENS = """
    twenty thirty forty fifty sixty seventy eighty ninety zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig
    neunzig
    vingt trente quarante cinquante soixante soixante-dix quatre-vingts quatre-vingt-dix
    veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa
""".split()
ONES = {word: position % 20 for position, word in enumerate(_ONES)}
TENS = {word: 10 * (position % 8 + 2) for position, word in enumerate(_TENS)}
_COMPOUND = {f"{one}und{ten}": ONES[one] + TENS[ten] for one in _ONES[21:30] for ten in _TENS[8:16]}
NUMBER_WORDS = ONES | TENS | _COMPOUND | {"eine": 1, "einen": 1, "einem": 1, "einer": 1, "une": 1, "una": 1}
# These are numbers only before a unit: "one" is often a pronoun, and "once" an English adverb.
NEEDS_UNIT = frozenset("one null ein eine einen einem einer un une uno una once elf sept".split())

SCALES = {
    "hundred": 10**2, "thousand": 10**3, "thousands": 10**3, "million": 10**6, "millions": 10**6, "billion": 10**9,
    "billions": 10**9, "trillion": 10**12, "k": 10**3, "mn": 10**6, "bn": 10**9, "tn": 10**12,
    "tausend": 10**3, "tsd": 10**3, "millionen": 10**6, "mio": 10**6, "milliarde": 10**9, "milliarden": 10**9,
    "mrd": 10**9, "mille": 10**3, "milliers": 10**3, "milliard": 10**9, "milliards": 10**9, "mil": 10**3,
    "miles": 10**3, "millón": 10**6, "millones": 10**6,
}  # fmt: skip
_UNIT_NAMES = {
    "%": "% percent percentage pct prozent", "USD": "$ us$ usd dollar dollars dólar dólares", "EUR": "€ eur euro euros",
    "GBP": "£ gbp pound pounds pfund", "JPY": "¥ jpy yen", "CHF": "chf franken",
    "PLN": "pln zł złoty złotych złote zloty", "SEK": "kronor", "NOK": "nok", "DKK": "dkk", "kr": "kr kroner",
    "CZK": "czk kč korun", "RUB": "₽ руб рублей рубля рубль", "UAH": "uah ₴", "TRY": "₺",
    "CNY": "cny rmb yuan", "INR": "inr ₹ rupees", "KRW": "krw ₩", "BRL": "brl r$", "CAD": "cad", "AUD": "aud",
    "NZD": "nzd", "ZAR": "zar", "AED": "aed dirham dirhams", "SAR": "sar riyal riyals", "ILS": "₪",
    "kg": "kg kilogram kilograms kilo kilos quilo quilos chilo chili kilogramm kilogramme kilogrammes kilogramo"
    " kilogramos",
    "g": "g gram grams gramm gramme grammes gramo gramos", "t": "t tonne tonnes ton tons tonnen tonelada toneladas",
    "km": "km kilometre kilometres kilometer kilometers kilometern kilomètre kilomètres kilómetro kilómetros",
    "m": "m metre metres meter meters metern mètre mètres metro metros",
    "cm": "cm centimetre centimetres centimeter centimeters zentimeter zentimetern",
    "mm": "mm millimetre millimetres millimeter millimeters millimetern",
    "l": "l litre litres liter liters litern litro litros",
    "ml": "ml millilitre millilitres milliliter milliliters millilitern",
    "s": "sec second seconds sekunde sekunden seconde secondes segundo segundos secondi",
    "min": "min minute minutes minuten minuto minutos minuti minuut",
    "h": "h hour hours stunde stunden heure heures hora horas ore uur uren",
    "day": "day days tag tage tagen tages jour jours día días giorno giorni dia dias dag dagen",
    "week": "week weeks woche wochen semaine semaines semana semanas settimana settimane weken",
    "month": "month months monat monate monaten monats mois mes meses mese mesi mês maand maanden",
    "year": "year years jahr jahre jahren jahres année années ans año años anno anni ano anos jaar yrs yr",
    "°C": "°c celsius", "°F": "°f fahrenheit",
    "W": "w watt watts", "kW": "kw kilowatt kilowatts", "V": "v volt volts", "Hz": "hz hertz", "bar": "bar bars",
    "dB": "db decibel decibels", "rpm": "rpm", "MB": "mb megabyte megabytes", "GB": "gb gigabyte gigabytes",
    "TB": "tb terabyte terabytes", "KB": "kb kilobyte kilobytes",
    "mg": "mg milligram milligrams milligramm milligramme milligrammes miligramo miligramos", "lb": "lb lbs",
    "oz": "oz ounce ounces unzen", "cl": "cl centilitre centilitres zentiliter centilitro centilitros", "dl": "dl",
    "pint": "pint pints", "gallon": "gallon gallons", "in": "inch inches zoll", "ft": "ft foot feet",
    "yd": "yd yds yard yards", "mile": "mile miles meile meilen milla millas",
    "ha": "ha hectare hectares hektar hectárea hectáreas", "acre": "acre acres", "m²": "m² m2 sqm qm quadratmeter"
    " quadratmetern", "km²": "km² km2 quadratkilometer quadratkilometern", "m³": "m³ m3 cbm kubikmeter kubikmetern",
    "ms": "ms millisecond milliseconds millisekunde millisekunden milliseconde millisecondes",
    "kWh": "kwh", "MWh": "mwh",
    "km/h": "km/h kmh kph", "mph": "mph",
}  # fmt: skip
_METRES = "m metre metres meter meters mètre mètres metro metros".split()
# "12 square metres", "12 mètres carrés", "500 sq ft"
_POWERS = {
    **{f"{word} {metre}": f"m{power}" for word, power in {"square": "²", "sq": "²", "cubic": "³", "cu": "³"}.items()
       for metre in _METRES},
    **{f"{metre} {word}": f"m{power}" for word, power in {
        "carré": "²", "carrés": "²", "cuadrado": "²", "cuadrados": "²", "cube": "³", "cubes": "³", "cúbico": "³",
        "cúbicos": "³"}.items() for metre in _METRES},
    **{f"{word} {name}": unit for word in ("square", "sq") for name, unit in {
        "km": "km²", "kilometre": "km²", "kilometres": "km²", "kilometer": "km²", "kilometers": "km²",
        "ft": "ft²", "foot": "ft²", "feet": "ft²"}.items()},
}  # fmt: skip
UNITS = {name: unit for unit, names in _UNIT_NAMES.items() for name in names.split()} | {
    f"{degree} {scale}": f"°{scale[0].upper()}" for degree in ("degree", "degrees", "grad", "degrés", "grados")
    for scale in ("c", "f", "celsius", "fahrenheit")
} | _POWERS  # fmt: skip
CURRENCIES = frozenset(
    "USD EUR GBP JPY CHF PLN SEK NOK DKK kr CZK RUB UAH TRY CNY INR KRW BRL CAD AUD NZD ZAR AED SAR ILS".split()
)
_WORDS_TOO = {"kr", "RUB", "TRY", "ILS"}  # "try 3 times"
# What stands before an amount: a sign, or the code of three letters.
_SIGNS = r"us\$|r\$|[$€£¥₽₴₺₹₩₪]"
CURRENCY_BEFORE = rf"{_SIGNS}|\b(?:" + "|".join(sorted(CURRENCIES - _WORDS_TOO)) + r")(?=\s?\d)"
TIMES = ("hour", "day", "week", "month", "year", "Stunde", "Tag", "Woche", "Monat", "Jahr")
SPACELESS_UNITS = {
    "欧元": "EUR", "美元": "USD", "元": "CNY", "円": "JPY", "ユーロ": "EUR", "ドル": "USD",
    "天": "day", "日": "day", "周": "week", "週間": "week", "星期": "week",
    "个月": "month", "ヶ月": "month", "か月": "month", "年": "year",
    "小时": "h", "時間": "h", "分钟": "min", "分": "min",
}  # fmt: skip
# Units of one kind, in one of them. Months and days have no fixed ratio; pints and gallons differ by country.
_IN_SMALLEST: dict[str, tuple[str, Decimal | int]] = {
    "kg": ("g", 10**3), "t": ("g", 10**6), "km": ("mm", 10**6), "m": ("mm", 10**3), "cm": ("mm", 10),
    "l": ("ml", 10**3), "min": ("s", 60), "h": ("s", 3600), "day": ("s", 86_400), "week": ("s", 604_800),
    "year": ("month", 12), "kW": ("W", 10**3), "GB": ("MB", 10**3), "TB": ("MB", 10**6),
    "KB": ("MB", Decimal("0.001")), "mg": ("g", Decimal("0.001")), "lb": ("g", Decimal("453.59237")),
    "oz": ("g", Decimal("28.349523125")), "cl": ("ml", 10), "dl": ("ml", 100), "m³": ("ml", 10**6),
    "in": ("mm", Decimal("25.4")), "ft": ("mm", Decimal("304.8")), "yd": ("mm", Decimal("914.4")),
    "mile": ("mm", 1_609_344), "km²": ("m²", 10**6), "ha": ("m²", 10**4), "acre": ("m²", Decimal("4046.8564224")),
    "ft²": ("m²", Decimal("0.09290304")), "ms": ("s", Decimal("0.001")),
}  # fmt: skip
_SCALED = re.compile(
    r"(?<!\w)(?:([tk])(€|eur)|(m)(€)|([$€£])\s?(k|m|mn|bn)|(mio|mrd|tsd)\.?\s?(€))(?!\w)", re.IGNORECASE
)
_CURRENCY = re.compile(
    rf"{_SIGNS}|\b(?:"
    + "|".join(name for name, unit in UNITS.items() if unit in CURRENCIES and name.isalpha())
    + r")\b",
    re.IGNORECASE,
)
_MEASURED_IN = re.compile(r"[(\[]([^)\]]*)[)\]]|,\s*([^,]+)$|\b(?:in|en)\s+(\S+(?:\s\S+){0,3})$", re.IGNORECASE)
_ENDS_IN = re.compile(r"\w [(\[]?([^\W\d_]{2,3}|°[CF])$")  # "Weight kg": a short sign, not "Notice days"
_WORD = re.compile(r"[^\W\d_]+|[%€$£¥]|°[CF]")


def any_of(words: Iterable[str]) -> str:
    """A regular expression for one of the words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def currencies(text: str) -> set[str]:
    """The currencies that `text` names by symbol, code or word."""
    return {UNITS[name.lower()] for name in _CURRENCY.findall(text)}


def in_smallest(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """The amount in one unit for all of its kind, usually the smallest.

    >>> in_smallest(Decimal(2), "year") == in_smallest(Decimal(24), "month")
    True
    """
    smallest, factor = _IN_SMALLEST.get(unit, (unit, 1))
    return value * factor, smallest


@lru_cache(maxsize=1 << 12)  # every row of a table repeats the names of its columns
def declared_measure(name: str) -> tuple[int, str]:
    """The scale and the unit that the name of a column, a caption or a heading states; 1 and "" if none.

    >>> declared_measure("Revenue (thousand euros)"), declared_measure("Umsatz in Mio. EUR"), declared_measure("Week")
    ((1000, 'EUR'), (1000000, 'EUR'), (1, ''))
    >>> declared_measure("Weight kg"), declared_measure("price_eur")
    ((1, 'kg'), (1, 'EUR'))
    """
    name = name.replace("_", " ")
    if match := _SCALED.search(name):
        parts = [part.lower() for part in match.groups() if part]
        unit = next(UNITS[part] for part in parts if part in UNITS and UNITS[part] in CURRENCIES)
        scale = next(part for part in parts if part not in UNITS or UNITS[part] not in CURRENCIES)
        return {"t": 10**3, "m": 10**6}.get(scale) or SCALES[scale], unit
    stated = ["".join(filter(None, match.groups())) for match in _MEASURED_IN.finditer(name)]
    if match := _ENDS_IN.search(name):
        stated.append(match[1])
    words = [word.lower() for text in stated for word in _WORD.findall(text)]
    named = currencies(name)
    if named:  # a currency measures wherever it stands, and its scale stands beside it: "EUR million"
        words = [word.lower() for word in _WORD.findall(name)]
    scale_ = next((SCALES[word] for word in words if word in SCALES and word != "k"), 1)
    unit = next(iter(sorted(named)), "") or next((UNITS[word] for word in words if word in UNITS), "")
    return scale_, unit


# "(in thousands of euros)", "Figures in EUR million", "Angaben in Tsd. EUR": but not "12 million euros in cash".
_SCALE = any_of(word for word in SCALES if word not in ("k", "hundred"))
_STATED = re.compile(
    rf"(?:[(\[]|\b(?:in|en)\s)(?=[^\d)\]|\n]{{0,30}}\b(?:{_SCALE})\b)"
    r"[^\d)\]|\n.,;]{3,40}",
    re.IGNORECASE,
)


def find_measures(text: str) -> set[tuple[int, str]]:
    """The scales, with their currencies, that `text` states for numbers elsewhere, as captions of tables do.

    >>> find_measures("Table 2: Revenue (in thousands of euros)"), find_measures("It cost 12 million euros in 2020.")
    ({(1000, 'EUR')}, set())
    """
    measures = {declared_measure(f"({match[0].strip('([ ')})") for match in _STATED.finditer(text)}
    return {(scale, unit) for scale, unit in measures if scale > 1 and unit in CURRENCIES}
