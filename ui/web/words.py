"""The strings of the page in its languages, and the choice of the language."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import quote

LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español", "fr": "Français", "zh": "中文"}
COOKIE = "quoth_language"
_TABLE, _TOLD = (Path(__file__).parent / name for name in ("words.toml", "told.toml"))


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """Each string by its key, in each language."""
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


@cache
def told() -> Mapping[str, Mapping[str, str]]:
    """Each message that the server says in English, in the other languages of the page."""
    return tomllib.loads(_TOLD.read_text(encoding="utf-8"))


def say(key: str, language: str = "en", **values: object) -> str:
    """The string in a language, with the values in their places. For the number 1, the key ending in _one is used."""
    if values.get("n") in (1, "1") and f"{key}_one" in table():
        key = f"{key}_one"
    words = table()[key][language]
    for name, value in values.items():
        words = words.replace(f"{{{name}}}", str(value))
    return words


def said(key: str, **values: object) -> str:
    """The string as HTML that each reader's page (base.js) shows in its own language. Here it is in English."""
    # As classes, because Gradio removes all other attributes.
    classes = " ".join([f"say:{key}", *(f"{name}:{quote(str(value), safe='')}" for name, value in values.items())])
    return f'<span class="{classes}">{escape(say(key, "en", **values))}</span>'


def language_of(cookies: Mapping[str, str], headers: Mapping[str, str]) -> str:
    """The language that was chosen on the page, or else the first of the browser's that the page has.

    >>> language_of({}, {"accept-language": "pt-BR, fr;q=0.8, de;q=0.9"})
    'de'
    """
    if (chosen := cookies.get(COOKIE, "")) in LANGUAGES:
        return chosen
    wanted: list[tuple[float, str]] = []
    for part in headers.get("accept-language", "").split(",")[:20]:
        name, _, rest = part.partition(";")
        try:
            quality = float(rest.partition("=")[2] or 1)
        except ValueError:
            quality = 0.0
        wanted.append((-quality, name.strip().lower().partition("-")[0]))
    wanted.sort(key=lambda one: one[0])
    return next((name for quality, name in wanted if name in LANGUAGES and quality < 0), "en")


@cache
def script(language: str) -> str:
    """A script element that gives the page its strings in this language."""
    words = {key: some[language] for key, some in table().items()}
    messages = [] if language == "en" else [[message, some[language]] for message, some in told().items()]
    known = {"language": language, "languages": LANGUAGES, "words": words, "told": messages}
    # "<" could end the element, or begin a comment in it.
    return (
        f"<script>window.quothWords = {json.dumps(known, ensure_ascii=False).replace('<', chr(92) + 'u003c')};</script>"
    )
