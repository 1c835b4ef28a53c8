"""A text with its words, stems and facts. Each is computed at first use and kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, reduce
from itertools import chain
from operator import or_

from index.text.language import is_english
from index.text.sentences import is_row, sentence_spans
from qa.text.facts import NO_FACTS, Facts, find_facts, fold
from qa.text.quantities import Range, find_ranges
from qa.text.units import currencies, find_measures
from qa.text.words import STOP_WORDS, shows_english, stem, tokens


class ParsedText:
    """A text and its features for comparison. It never changes, and each feature is computed once.

    `parts` are its sentences, if they are already parsed. Their words and facts are reused.
    """

    def __init__(self, text: str, parts: Sequence[ParsedText] = ()) -> None:
        self.text = text
        self._parts = tuple(parts)

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """The tokens in order, as written."""
        return tuple(chain.from_iterable(part.tokens for part in self._parts) if self._parts else tokens(self.text))

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The stem of every token, including function words."""
        return tuple(map(stem, self.tokens))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The stems of the content words in order, with repetitions."""
        return tuple(stem(token) for token in self.tokens if token.casefold() not in STOP_WORDS)

    @cached_property
    def word_set(self) -> frozenset[str]:
        """The stems of the content words."""
        return frozenset(self.words)

    @cached_property
    def facts(self) -> Facts:
        """The quantities, dates, times, names and negation."""
        if self._parts:
            return reduce(or_, (part.facts for part in self._parts), NO_FACTS)
        return find_facts(self.text)

    @cached_property
    def folded(self) -> frozenset[str]:
        """Every token and each part of a hyphenated token, folded as names are."""
        return frozenset(chain.from_iterable((fold(word), *map(fold, word.split("-"))) for word in self.tokens))

    @cached_property
    def folded_stems(self) -> frozenset[str]:
        """The stems of `folded`."""
        return frozenset(map(stem, self.folded))

    @cached_property
    def currencies(self) -> frozenset[str]:
        """The currencies that the text names."""
        return frozenset(currencies(self.text))

    @cached_property
    def measures(self) -> frozenset[tuple[int, str]]:
        """The scales and units that its lines state for numbers elsewhere, such as "(in thousands of euros)"."""
        return frozenset(find_measures(self.text))

    @cached_property
    def ranges(self) -> tuple[Range, ...]:
        """The ranges in a table row. Prose has none."""
        return tuple(find_ranges(self.text)) if is_row(self.text) else ()

    @cached_property
    def sentences(self) -> tuple[ParsedText, ...]:
        """Its sentences in order."""
        if self._parts:
            return self._parts
        return tuple(ParsedText(self.text[start:end]) for start, end in sentence_spans(self.text))

    @cached_property
    def shows_english(self) -> bool | None:
        """Whether the text is English. None if none of its words shows it."""
        return shows_english(self.text)

    @cached_property
    def is_english(self) -> bool:
        """Whether the text seems to be in English."""
        return is_english(self.text)
