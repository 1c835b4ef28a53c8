"""Identifies the language of a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

SURE = 0.9  # from this probability on, a language is taken as known
_LEAST_SHARE = 0.05  # of the documents, for a language to count
_EXCERPT = 1000  # characters
# The languages that are distinguished, by their ISO 639-1 codes. With fewer languages, short questions are easier.
NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "no": "Norwegian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "th": "Thai",
    "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def identify_language(text: str, *, least: float = 0.0) -> str:
    """The code of the language in `NAMES` that the text is most likely to be in. "" if it is less likely than `least`.

    >>> identify_language("Wie viele Tage Urlaub bekomme ich?"), identify_language("X-210", least=0.9)
    ('de', '')
    """
    code, probability = _identifier().classify(text)
    return str(code) if probability >= least else ""


def language_probabilities(text: str) -> dict[str, float]:
    """The probability of each language in `NAMES` that the text is in it, by its code. They add up to 1."""
    return {str(code): float(probability) for code, probability in _identifier().rank(text)}


def excerpts(text: str) -> list[str]:
    """The beginning, the middle and the end of a document, which can be in different languages."""
    if len(text) <= 2 * _EXCERPT:
        return [text]
    middle = (len(text) - _EXCERPT) // 2
    return [text[:_EXCERPT], text[middle : middle + _EXCERPT], text[-_EXCERPT:]]


def common_languages(documents: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The codes of the languages of documents, of which excerpts are given. The most frequent comes first.

    Only languages of at least a twentieth of the documents count, so that one odd file among many decides nothing.

    >>> common_languages([["The office is open on Mondays."], ["Das Büro ist montags geöffnet."], ["4711"]])
    ('de', 'en')
    """
    counted: Counter[str] = Counter()
    known = 0
    for parts in documents:
        found = {code for part in parts if (code := identify_language(part, least=SURE))}
        counted.update(found)
        known += bool(found)
    return tuple(
        code
        for code in sorted(counted, key=lambda code: (-counted[code], code))
        if counted[code] >= _LEAST_SHARE * known
    )


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(NAMES))
    return identifier
