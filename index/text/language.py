"""What tells English from other languages, and what words of those can be found by. Pure.

A stemmer for each language would need to know the language; pieces of four characters need not, and find more: see
docs/retrieval.md. (McNamee & Mayfield 2004, "Character n-gram tokenization for European language text retrieval".)
English does as well by its stems, which are a quarter of the terms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.text.normalise import normalise

# Scripts whose words are not told apart by spaces, or are too short to be cut. Of the first (Han, kana, hangul), one or
# two characters say something; of the others (Thai, Lao, Burmese, Khmer), three.
_HAN_AND_KANA = "\u3040-\u30ff\u3400-\u9fff"
_WORDY = f"\u3005-\u3007{_HAN_AND_KANA}\uac00-\ud7a3\uf900-\ufaff"
_SYLLABIC = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
UNSPACED = _WORDY + _SYLLABIC  # as in a class of a regular expression
SPACELESS = _HAN_AND_KANA + _SYLLABIC  # Han, kana and the others: hangul has spaces between its words
_RUN = re.compile(f"(?P<wordy>[{_WORDY}]+)|[{_SYLLABIC}]+")

# Words that hold a sentence together: in English, and in other languages written with its letters. A word with any
# letter that English lacks counts as one of the latter.
_ENGLISH = frozenset(
    "the of and to that with for from this be by which were have it its they their you your than would can should what "
    "when who how".split()
)
_FOREIGN = frozenset(  # in ASCII letters alone: others count as foreign by themselves
    "de la el en que los las del una por con para da em os um uma dos le les des et du une est dans qui quel quelle "
    "il di che della un gli din cu nu der das und ist nicht ein eine von mit dem den zu sich im auf wie wer wurde "
    "werden sind welche welcher welches het een dat niet zijn op met voor och det som att av er til med ikke nie na "
    "jest je se ja ei oli az egy hogy nem ve bir bu yang dan ini itu dengan untuk dari".split()
)
_MIN_SHARE = 0.05  # of the words, before they are taken for another language's
_WORD = re.compile(r"[^\W_]+")


def is_english(text: str) -> bool:
    """Whether nothing in the text shows that it is in another language."""
    text = normalise(text)
    spaced = text if text.isascii() else _RUN.sub("", text)
    return len(spaced) * 2 >= len(text) and are_english(_WORD.findall(text.lower()))


def are_english(words: Sequence[str]) -> bool:
    """Whether nothing in these words, in lower case, shows that they are of another language."""
    # Without a loop of Python's own: this is called for every passage that is indexed.
    foreign = sum(map(_FOREIGN.__contains__, words)) + len(words) - sum(map(str.isascii, words))
    return foreign < _MIN_SHARE * len(words) or foreign <= sum(map(_ENGLISH.__contains__, words))


def pieces(word: str) -> list[str]:
    """Every four neighbouring characters of the word, whose ends count as one each.

    The sign before each keeps them apart from the stems, one of which may have the same letters.

    >>> pieces("haus")
    ['~_hau', '~haus', '~aus_']
    """
    marked = f"_{word}_"
    return ["~" + marked[i : i + 4] for i in range(max(1, len(marked) - 3))]


def unspaced_pieces(text: str) -> Iterator[str]:
    """The pieces of what the text has in scripts without spaces.

    >>> list(unspaced_pieces("東京 is not ปลาทู"))
    ['東', '京', '東京', 'ปลา', 'ลาท', 'าทู']
    """
    for run in () if text.isascii() else _RUN.finditer(text):
        sizes = (1, 2) if run["wordy"] else (min(3, len(run[0])),)
        yield from (run[0][i : i + size] for size in sizes for i in range(len(run[0]) - size + 1))
