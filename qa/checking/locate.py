"""Finds the words of a passage that support a statement best, and makes them a premise that it is checked against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import or_

import numpy as np

from index.text.sentences import is_row
from qa.checking.compare import coverage, missing_facts
from qa.checking.judge import Premise
from qa.records import Sentence, Source
from qa.text.asking import is_open
from qa.text.parsed import ParsedText

MAX_QUOTE_SENTENCES = 3
# Another sentence is quoted only if it adds at least this share of the statement's content words.
SENTENCE_COST = 0.1


def locate(statement: ParsedText, source: Source) -> tuple[Sentence, ...]:
    """The one to three consecutive sentences of the source that support `statement` best.

    Facts count first: sentences with more of the statement's facts win. Then those with more of its words win.
    """
    windows = list(_windows(source.sentences))
    telling = [window for window in windows if not is_open(window[-1].text)]
    return max(telling or windows, key=lambda window: _worth(statement, source, window))


def nearest(statement: ParsedText, sources: Sequence[Source]) -> int:
    """The number of the source, from 1, with the sentences that support `statement` best."""
    worths = [_worth(statement, source, locate(statement, source)) for source in sources]
    return worths.index(max(worths)) + 1


def make_premise(quoted: Sequence[Sequence[Sentence]], cited: Sequence[int], sources: Sequence[Source]) -> Premise:
    """The quoted sentences of the sources with the numbers `cited` as one premise."""
    own = [sources[number - 1] for number in cited]
    documents = {source.passage.document_id for source in own}
    titles = {source.passage.title for source in sources if source.passage.document_id not in documents}
    return Premise(
        _together([_quote(sentences) for sentences in quoted]),
        _together([source.place for source in own]),
        _together([source.parsed for source in own]),
        np.stack([sentence.vector for sentences in quoted for sentence in sentences]),
        document=_together([source.parsed for source in sources if source.passage.document_id in documents]),
        rivals=tuple(map(ParsedText, sorted(titles))),
    )


def _worth(statement: ParsedText, source: Source, window: Sequence[Sentence]) -> tuple[float, float]:
    held = reduce(or_, (sentence.parsed.facts for sentence in window))
    # If the passage names no currency, a bare number can be the amount: the judge looks for its currency elsewhere.
    lacking = len(missing_facts(statement.facts, held, (source.parsed,), document=statement))
    ranges = [one for sentence in window for one in sentence.parsed.ranges]  # a row "10 to 12 m" is the one for 11 m
    lacking -= sum(any(one.holds(amount) for one in ranges) for amount in statement.facts.quantities)
    # Words of the heading count as found, so they need no further sentence.
    words = source.heading.word_set.union(*(sentence.parsed.word_set for sentence in window))
    return -lacking, coverage(statement.words, words) - SENTENCE_COST * (len(window) - 1)


def _windows(sentences: tuple[Sentence, ...]) -> Iterator[tuple[Sentence, ...]]:
    """Runs of neighbouring sentences, without the parts of the passage that were left out.

    A table row stands alone, because the next row is about another thing.
    """
    rows = [is_row(sentence.text) for sentence in sentences]
    for first in range(len(sentences)):
        for end in range(first + 1, min(first + MAX_QUOTE_SENTENCES, len(sentences)) + 1):
            is_gapless = sentences[end - 1].order - sentences[first].order == end - 1 - first
            if is_gapless and (end == first + 1 or not any(rows[first:end])):
                yield sentences[first:end]


def _quote(sentences: Sequence[Sentence]) -> ParsedText:
    first, last = sentences[0], sentences[-1]
    return ParsedText(first.passage.text[first.start : last.end], [sentence.parsed for sentence in sentences])


def _together(texts: Sequence[ParsedText]) -> ParsedText:
    if len(texts) == 1:
        return texts[0]
    return ParsedText("\n".join(text.text for text in texts), [part for text in texts for part in text.sentences])
