"""What an answer says in Quoth's own words, in the language of the question (`messages.toml`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from index.text.identify import SURE, identify_language
from qa.text.calendar_words import Date
from qa.text.quantities import Quantity

MESSAGES: Mapping[str, Mapping[str, str]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
ENGLISH = "en"
LANGUAGES = frozenset(MESSAGES["abstention"])
_LIKELY = 0.4  # from this probability on, a text is in a language if it has no English function word

YES_NO = {  # and that it depends
    "en": ("Yes", "No", "It depends"), "de": ("Ja", "Nein", "Es kommt darauf an"),
    "fr": ("Oui", "Non", "Cela dépend"), "es": ("Sí", "No", "Depende"), "it": ("Sì", "No", "Dipende"),
    "pt": ("Sim", "Não", "Depende"), "nl": ("Ja", "Nee", "Dat hangt ervan af"), "pl": ("Tak", "Nie", "To zależy"),
    "ru": ("Да", "Нет", "Это зависит"), "zh": ("是", "否", "视情况而定"),
}  # fmt: skip
# What separates thousands and decimals, where it is not "," and ".".
_SEPARATORS = dict.fromkeys(("de", "es", "it", "pt", "nl"), ".,") | dict.fromkeys(("fr", "pl", "ru"), "\u00a0,")
# The language of questions that begin with one of these words.
_OPENERS = {
    word: language
    for language, words in (
        ("de", "ist sind waren kann können darf dürfen muss müssen soll wird hat haben gibt kostet wiegt dauert"),
        (
            "de",
            "und wie welche welcher welches wann wo wer wem warum wieso nenne nennen zeige erkläre vergleiche fasse",
        ),
        ("fr", "est-ce peut-on puis-je est et combien quel quelle quels quelles où quand pourquoi comment résume"),
        ("es", "es son está puedo puede hay tiene tienen y cuál cuáles cuánto cuánta cuántos cuántas qué quién dónde"),
        ("es", "cuándo enumera"),
    )
    for word in words.split()
}
_ENGLISH = frozenset(
    """
    the of and to that with for from this what when who how which where why is are were does do did can list show
    as it my you your give make only first last more again please tell
    """.split()
)


def message(name: str, /, question: str, **values: object) -> str:
    """The message in the language of the question, with the values in their places.

    >>> message("abstention", "Wie viele Tage Urlaub bekomme ich?")
    'Ihre Dokumente sagen dazu nichts.'
    """
    return say(name, language_of(question), **values)


def say(name: str, language: str, /, **values: object) -> str:
    """The message in a language, with the values in their places. For the number 1, the key ending in _one is used.

    >>> say("rows_of", "de", n=1, table="„Kasse“", where=""), say("rows_of", "de", n=2, table="„Kasse“", where="")
    ('1 Zeile von „Kasse“', '2 Zeilen von „Kasse“')
    """
    if values.get("n") == 1 and f"{name}_one" in MESSAGES:
        name = f"{name}_one"
    return MESSAGES[name][language].format(**values)


def language_of(*texts: str) -> str:
    """The language to answer in: that of the first text whose language is clear and has messages. English if none has.

    >>> language_of("Nombre de clients ?"), language_of("Und 2024?", "Wie hoch war der Umsatz?"), language_of("X-210?")
    ('fr', 'de', 'en')
    """
    return next((code for code in map(_language, texts) if code in LANGUAGES), ENGLISH)


def known_language(code: str) -> str:
    """The language if it has messages, otherwise English."""
    return code if code in LANGUAGES else ENGLISH


def yes_no(question: str) -> tuple[str, str, str]:
    """Yes, No and It depends in the language of the question, of which more are known than for other messages.

    >>> yes_no("Darf ich einen Hund mitbringen?"), yes_no("Posso portare un cane?")[0], yes_no("X-210?")[0]
    (('Ja', 'Nein', 'Es kommt darauf an'), 'Sì', 'Yes')
    """
    return YES_NO.get(_language(question), YES_NO[ENGLISH])


def say_day(day: date | Date, language: str) -> str:
    """The day in words, or the part of it that is known.

    >>> say_day(date(2025, 3, 1), "de"), say_day(Date(None, 3, 2025), "es")
    ('1. März 2025', 'marzo de 2025')
    """
    month = say("month_names", language).split()[day.month - 1]
    if not day.day and not day.year:
        return month
    name = "day_and_month" if not day.year else "date" if day.day else "month_and_year"
    return say(name, language, day=day.day, month=month, year=day.year)


def say_amount(amount: Quantity, language: str) -> str:
    """The amount with its unit in words. Signs such as "kg" are the same in all languages.

    >>> from decimal import Decimal
    >>> say_amount(Quantity(Decimal(3), "week"), "de"), say_amount(Quantity(Decimal(3), "kg"), "de")
    ('3 Wochen', '3 kg')
    >>> say_amount(Quantity(Decimal("21490.00"), "EUR"), "de"), say_amount(Quantity(Decimal("1234.5"), "m"), "en")
    ('21.490 EUR', '1,234.5 m')
    """
    number = say_number(amount.value, language)
    if (name := f"{amount.unit}s") not in ("days", "weeks", "months", "years"):
        return str(amount).replace(f"{amount.value:f}", number, 1)
    return say(name, language, n=1 if amount.value == 1 else number)


def say_number(value: Decimal, language: str) -> str:
    """The number with thousands and decimals separated as the language does it. A whole number has no decimals."""
    text = f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,f}"
    return text.translate(str.maketrans(",.", _SEPARATORS.get(language, ",.")))


@lru_cache(maxsize=256)
def _language(text: str) -> str:
    """The language of a question, which can be a word or two. "" if it is not clear."""
    if sure := identify_language(text, least=SURE):
        return sure
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.casefold())
    if _ENGLISH.intersection(words):
        return ENGLISH
    return identify_language(text, least=_LIKELY) or _OPENERS.get("".join(words[:1]), "")


def listed(parts: Sequence[str], language: str, last: str = "and") -> str:
    """The parts as a list in words: "a, b and c". `last` joins the last of them: "and", "or" or "comma".

    >>> listed(["a", "b", "c"], "de", "or")
    'a, b oder c'
    """
    *others, end = parts
    return say(last, language, one=listed(others, language, "comma"), other=end) if others else end
