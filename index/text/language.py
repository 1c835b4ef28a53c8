"""Distinguishes English from other languages, and makes search terms for those. Pure.

A stemmer needs to know the language. Pieces of four characters do not, and they find more: see docs/retrieval.md.
(McNamee & Mayfield 2004, "Character n-gram tokenization for European language text retrieval".) For English, stems
find as much with a quarter of the terms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.text.normalise import normalise

# Scripts without spaces between words, or with very short words. In the first (Han, kana, hangul), one or two
# characters have a meaning; in the others (Thai, Lao, Burmese, Khmer), three.
_HAN_AND_KANA = "\u3040-\u30ff\u3400-\u9fff"
_WORDY = f"\u3005-\u3007{_HAN_AND_KANA}\uac00-\ud7a3\uf900-\ufaff"
_SYLLABIC = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
UNSPACED = _WORDY + _SYLLABIC  # for use in a character class of a regular expression
SPACELESS = _HAN_AND_KANA + _SYLLABIC  # without hangul, which has spaces between words
_RUN = re.compile(f"(?P<wordy>[{_WORDY}]+)|[{_SYLLABIC}]+")

# Function words of English, and of other languages that use its letters. A word with any letter that English lacks
# counts as foreign.
_ENGLISH = frozenset(
    "the of and to that with for from this be by which were have it its they their you your than would can should what "
    "when who how".split()
)
_FOREIGN = frozenset(  # in ASCII letters only; words with other letters count as foreign anyway
    "de la el en que los las del una por con para da em os um uma dos le les des et du une est dans qui quel quelle "
    "il di che della un gli din cu nu der das und ist nicht ein eine von mit dem den zu sich im auf wie wer wurde "
    "werden sind welche welcher welches het een dat niet zijn op met voor och det som att av er til med ikke nie na "
    "jest je se ja ei oli az egy hogy nem ve bir bu yang dan ini itu dengan untuk dari".split()
)
_MIN_SHARE = 0.05  # of foreign words, from which a text counts as foreign
_WORD = re.compile(r"[^\W_]+")


def is_english(text: str) -> bool:
    """Whether the text looks English: nothing in it shows another language."""
    text = normalise(text)
    spaced = text if text.isascii() else _RUN.sub("", text)
    return len(spaced) * 2 >= len(text) and are_english(_WORD.findall(text.lower()))


def are_english(words: Sequence[str]) -> bool:
    """Whether nothing in these lower-case words shows another language."""
    # No Python loop, because this is called for every indexed passage.
    foreign = sum(map(_FOREIGN.__contains__, words)) + len(words) - sum(map(str.isascii, words))
    return foreign < _MIN_SHARE * len(words) or foreign <= sum(map(_ENGLISH.__contains__, words))


def pieces(word: str) -> list[str]:
    """All pieces of four characters of the word, with a mark at each end of it.

    Their first sign keeps them distinct from stems with the same letters.

    >>> pieces("haus")
    ['~_hau', '~haus', '~aus_']
    """
    marked = f"_{word}_"
    return ["~" + marked[i : i + 4] for i in range(max(1, len(marked) - 3))]


def unspaced_pieces(text: str) -> Iterator[str]:
    """The pieces of those parts of the text that are in scripts without spaces.

    >>> list(unspaced_pieces("東京 is not ปลาทู"))
    ['東', '京', '東京', 'ปลา', 'ลาท', 'าทู']
    """
    for run in () if text.isascii() else _RUN.finditer(text):
        sizes = (1, 2) if run["wordy"] else (min(3, len(run[0])),)
        yield from (run[0][i : i + size] for size in sizes for i in range(len(run[0]) - size + 1))
