"""Makes unanswerable questions that look answerable: from a question, its text and those of other questions. Pure.

Three ways: the sentence that answers is left out of the text, the question is asked about the text of another question
that is most like it, and a name or number of the question is replaced by one that the text does not contain.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from zlib import crc32

from benchmarks.teach.entries import Entry, normalised
from index.text.sentences import sentence_spans
from qa.text.words import content_words

_NAME = re.compile(r"(?<=[\w,] )(?:[A-Z][\w'-]+)(?: (?:of )?[A-Z][\w'-]+)*")  # not the first word
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_NUMBER = re.compile(r"\b\d{1,3}\b")
_BRACKETS = re.compile(r"\s*\([^)]*\)")


def sentences_of(text: str) -> list[str]:
    """The sentences of the text."""
    return [text[start:end] for start, end in sentence_spans(text)]


def has_answer(entry: Entry, text: str) -> bool:
    """Whether the text contains one of the answers, or one of the sentences that answer."""
    words = f" {normalised(text)} "
    return any(f" {normalised(known)} " in words for known in (*entry.answers, *entry.gold_sentences))


def answering(entry: Entry, sentences: Sequence[str]) -> list[int]:
    """The indices of the sentences that contain an answer; for sets with gold sentences, of these."""
    wanted = [normalised(gold) for gold in entry.gold_sentences]
    if wanted:
        known = [normalised(sentence) for sentence in sentences]
        return [i for i, words in enumerate(known) if words and any(words in gold or gold in words for gold in wanted)]
    return [i for i, sentence in enumerate(sentences) if has_answer(entry, sentence)]


def without(text: str, left_out: Sequence[int]) -> str:
    """The text without the sentences of these indices.

    >>> without("One. Two. Three.", [1])
    'One. Three.'
    """
    return " ".join(sentence for i, sentence in enumerate(sentences_of(text)) if i not in left_out)


class Nearest:
    """Finds the text of another question that shares the most and the rarest words with a question."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = list({entry.text: entry for entry in entries}.values())
        self._words = [frozenset(content_words(f"{entry.title} {entry.text}")) for entry in self._entries]
        counts = Counter(word for words in self._words for word in words)
        self._rarity = {word: math.log(len(self._words) / count) for word, count in counts.items()}
        self._with: dict[str, list[int]] = defaultdict(list)
        for i, words in enumerate(self._words):
            for word in words:
                self._with[word].append(i)

    def other(self, entry: Entry) -> Entry | None:
        """An entry of that text, unless the text has an answer. None if no text shares a word."""
        scores: Counter[int] = Counter()
        # In a fixed order, so that texts with the same score come in the same order in each process.
        for word in sorted(set(content_words(entry.asked))):
            for i in self._with.get(word, ()):
                scores[i] += self._rarity[word]  # type: ignore[assignment] # a Counter of floats
        for i, _ in scores.most_common(5):
            if self._entries[i].text != entry.text and not has_answer(entry, self._entries[i].text):
                return self._entries[i]
        return None


class Swaps:
    """Replaces a name, year or number of a question by one of the same kind that its text does not contain."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._names: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for entry in entries:
            for name in _names(entry):
                for key in _keys(entry, name):
                    self._names[key].append(name)

    def swapped(self, entry: Entry) -> str | None:
        """The changed question, or None if there is nothing to replace."""
        seed = crc32(entry.asked.encode())
        inside = normalised(entry.text)
        for pattern in (_YEAR, _NUMBER):
            if found := pattern.search(entry.asked):
                for step in (seed % 7 + 1, -(seed % 5) - 1, seed % 11 + 3):
                    other = str(abs(int(found[0]) + step))
                    if not re.search(rf"\b{other}\b", inside):
                        return entry.asked[: found.start()] + other + entry.asked[found.end() :]
        for name in _names(entry):
            for key in _keys(entry, name):
                other = self._another(self._names[key], seed, inside, entry)
                if other:
                    start = entry.asked.lower().index(name.lower())
                    return entry.asked[:start] + other + entry.asked[start + len(name) :]
        return None

    @staticmethod
    def _another(names: Sequence[str], seed: int, inside: str, entry: Entry) -> str:
        asked = normalised(entry.asked)
        for i in range(len(names)):
            name = names[(seed + i) % len(names)]
            if not set(normalised(name).split()) & {*inside.split(), *asked.split()}:
                return name
        return ""


def _names(entry: Entry) -> Iterator[str]:
    """The names in the question; if it is in lower case, the title of its text."""
    found = _NAME.findall(entry.asked)
    yield from found
    title = _BRACKETS.sub("", entry.title).replace("_", " ")
    if not found and title and re.search(rf"\b{re.escape(title)}\b", entry.asked, re.IGNORECASE):
        yield title.lower()


def _keys(entry: Entry, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a name to replace this one must share, best first: the article, or the question word and the length."""
    first = entry.asked.split(maxsplit=1)[0].lower()
    return (entry.set, entry.article), (entry.set, first, str(len(name.split())))
