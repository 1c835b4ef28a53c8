"""Identifies the language of a text."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

SURE = 0.9  # from this probability on, a language is taken as known
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


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(NAMES))
    return identifier
