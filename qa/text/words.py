"""The content words of a text: what it is about, without grammar. Used to tie a sentence to the words it rests on."""

from __future__ import annotations

import math
import re
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache

import snowballstemmer

# Letters with inner apostrophes and hyphens, or numbers; one character of a script written without spaces.
TOKEN = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|[^\W\d_][^\W_]*(?:[-'’][^\W_]+)*|\d+(?:[.,:]\d+)*", re.UNICODE
)

# Function words of English: they say how, not what.
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

_local = threading.local()  # a Snowball stemmer holds state, so each thread has its own


def tokens(text: str) -> Iterator[str]:
    """The tokens of `text` in order, as written."""
    return (match[0] for match in TOKEN.finditer(text))


@lru_cache(maxsize=1 << 15)  # the words of a question's passages and of its answer come again and again
def stem(word: str) -> str:
    """The stem of an English word (Snowball); words of other scripts come back as they are, in lower case."""
    if not hasattr(_local, "stemmer"):
        _local.stemmer = snowballstemmer.stemmer("english")
    bare = word.casefold().replace("’", "'")
    return str(_local.stemmer.stemWord(bare.removesuffix("'s")))


def content_words(text: str) -> list[str]:
    """The stems of the words of `text` that are not function words, in order, with repetitions."""
    return [stem(token) for token in tokens(text) if token.casefold() not in STOP_WORDS]


def rarity_of(words: Iterable[str], sentences: Sequence[Set[str]]) -> dict[str, float]:
    """Each word's inverse document frequency among the sentences, which are sets of words."""
    frequency = Counter(word for sentence in sentences for word in sentence)
    return {word: math.log((len(sentences) + 1) / (frequency[word] + 0.5)) for word in words}
