"""Tokens, stems and content words of a text."""

from __future__ import annotations

import math
import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache

import snowballstemmer

from index.text.language import is_english

# A word, with apostrophes and hyphens inside; a number; or one character of a script without spaces.
TOKEN = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|[^\W\d_][^\W_]*(?:[-'’][^\W_]+)*|\d+(?:[.,:]\d+)*", re.UNICODE
)

IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")  # round or square ones, with what stands in them
_ARTICLE = re.compile(r"^(?:[ld]|(?:de|ne|su|a|da)ll)'(?=\w\w)")

# English function words.
STOP_WORDS = frozenset(
    """
    a about above after again against all also am an and any are as at be because been before being below between
    both but by can could did do does doing down during each few for from further had has have having he her here
    hers him his how i if in into is it its itself just me more most my no nor not of off on once only or other our
    out over own per same she should so some such than that the their theirs them then there these they this those
    through to too under until up upon us very was we were what when where which while who whom why will with would
    you your yours may might must shall
    """.split()
)

# Function words of English that are no words of its neighbours.
_ENGLISH = STOP_WORDS - set("a all about am an as at do had he her in me no on or over so under was we will".split())

_local = threading.local()  # a Snowball stemmer holds state, so each thread has its own


def tokens(text: str) -> Iterator[str]:
    """The tokens of `text` in order, as written."""
    return (match[0] for match in TOKEN.finditer(text))


@lru_cache(maxsize=1 << 15)  # the same words occur in a question, its passages and its answer
def stem(word: str) -> str:
    """The stem of an English word (Snowball), without a French or Italian article before an apostrophe: "l'IVA".

    Words of other scripts are only lower-cased.
    """
    if not hasattr(_local, "stemmer"):
        _local.stemmer = snowballstemmer.stemmer("english")
    bare = without_article(word.casefold().replace("’", "'"))
    return str(_local.stemmer.stemWord(bare.removesuffix("'s")))


def without_article(word: str) -> str:
    """The word in small letters without an article of French or Italian before an apostrophe.

    >>> without_article("dell'iva"), without_article("d'or"), without_article("o'brien")
    ('iva', 'or', "o'brien")
    """
    return _ARTICLE.sub("", word)


def without_accents(word: str) -> str:
    """The word in its plain letters.

    >>> without_accents("año")
    'ano'
    """
    return "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))


def shows_english(text: str) -> bool | None:
    """Whether `text` is English. None if none of its words shows it, as in "Preis in EUR: 40"."""
    if not is_english(text):
        return False
    return True if any(token.casefold() in _ENGLISH for token in tokens(text)) else None


def content_words(text: str) -> list[str]:
    """The stems of the content words of `text`, in order, with repetitions."""
    return [stem(token) for token in tokens(text) if token.casefold() not in STOP_WORDS]


def rarity_of(words: Iterable[str], sentences: Sequence[Set[str]]) -> dict[str, float]:
    """The inverse document frequency of each word, where each sentence (a set of words) is a document."""
    frequency = Counter(word for sentence in sentences for word in sentence)
    return {word: math.log((len(sentences) + 1) / (frequency[word] + 0.5)) for word in words}
