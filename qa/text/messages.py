"""What an answer says in Quoth's own words, in the language of the question (`messages.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from index.text.identify import SURE, identify_language
from index.text.language import is_english

MESSAGES: Mapping[str, Mapping[str, str]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
ENGLISH = "en"
_LIKELY = 0.5  # from this probability on, a text is in a language if nothing in it looks English

YES_NO = {
    "en": ("Yes", "No"), "de": ("Ja", "Nein"), "fr": ("Oui", "Non"), "es": ("Sí", "No"), "it": ("Sì", "No"),
    "pt": ("Sim", "Não"), "nl": ("Ja", "Nee"), "pl": ("Tak", "Nie"), "ru": ("Да", "Нет"),
}  # fmt: skip


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
    """The language to answer in: that of the first text whose language is clear. English if none is, or it has no
    messages.

    >>> language_of("Nombre de clients ?"), language_of("Und 2024?", "Wie hoch war der Umsatz?"), language_of("X-210?")
    ('fr', 'de', 'en')
    """
    known = next(filter(None, map(_language, texts)), ENGLISH)
    return known if known in MESSAGES["abstention"] else ENGLISH


@lru_cache(maxsize=256)
def _language(text: str) -> str:
    return identify_language(text, least=SURE if is_english(text) else _LIKELY)


def listed(parts: Sequence[str], language: str, last: str = "and") -> str:
    """The parts as a list in words: "a, b and c". `last` joins the last of them: "and", "or" or "comma".

    >>> listed(["a", "b", "c"], "de", "or")
    'a, b oder c'
    """
    *others, end = parts
    return say(last, language, one=listed(others, language, "comma"), other=end) if others else end
