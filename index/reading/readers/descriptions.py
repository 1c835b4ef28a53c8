"""Words that a document holds beside its text: descriptions of pictures, and how characters are read."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]{2,}")
_CHARACTERS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{10,}")  # a sentence without spaces
_FEWEST_WORDS, _LONGEST = 3, 500  # of a description: a shorter one only names a sign
_BY_PROGRAM = re.compile(
    r"automati(?:cally|sch|quement)|autom[aá]tic?amente|automatycznie|automaattisesti|автоматич|自动|自動|자동|"
    r"\b(?:AI|KI|IA)[- ]?(?:gener|생성|生成)|(?:gener|génér)\w* (?:par l.|por (?:la )?|dall.|door |av )(?:IA|AI)\b",
    re.IGNORECASE,
)
_SIGN = re.compile(r"\b(?:logo|icon|avatar|thumbnail)\b", re.IGNORECASE)
_MOST_OF_SIGN = 6  # words
_FILE = re.compile(r"\.(?:jpe?g|png|gif|svg|webp|bmp|tiff?|emf|wmf)$|https?://", re.IGNORECASE)


def described(text: str, *, fewest: int = _FEWEST_WORDS) -> str:
    """The description of a picture, as it is written into the text.

    "" if it only names a sign or a file, or if a program made it up.

    >>> described("Map of the old harbour"), described("logo.png")
    ('[Picture: Map of the old harbour]', '')
    """
    words = " ".join(text.split())
    count = sum(bool(_WORD.search(word)) for word in words.split())
    is_sign = (count < fewest and not _CHARACTERS.search(words)) or (count <= _MOST_OF_SIGN and _SIGN.search(words))
    is_no_text = is_sign or len(words) > _LONGEST or _FILE.search(words) or _BY_PROGRAM.search(words)
    return "" if is_no_text else f"[Picture: {words}]"


def with_reading(word: str, reading: str) -> str:
    """The word with how it is read.

    >>> with_reading("東京", "とうきょう")
    '東京(とうきょう)'
    """
    return f"{word}({reading.strip()})" if reading.strip() and word.strip() else word + reading.strip()
