"""The central sentences of a text: what a summary quotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

import numpy as np

from index.arrays import Rows
from index.records import Hit, Passage
from index.text.headings import headings_of, innermost, path_of
from qa.evidence.injection import without_orders
from qa.evidence.sentences import read_sentences
from qa.forms.form import Request
from qa.records import Sentence
from qa.text.words import content_words

DIVERSITY = 0.5  # the penalty for a passage that is like one already chosen
LEAD = 0.3  # the bonus for the first sentence of a passage
_HEADER = re.compile(r"(?:From|To|Cc|Date|Subject): ")  # of a message
LEAST_WORDS = 4  # shorter sentences say too little to be quoted


@dataclass(frozen=True, slots=True)
class Scope:
    """What is summarised: its name, its passages in order, and what the points were chosen from, in words."""

    name: str
    passages: tuple[Passage, ...]
    read: str
    topic: str = ""  # set if it is not a document or a section


def central_sentences(request: Request, scope: Scope, count: int) -> tuple[list[Sentence], list[Sentence]]:
    """The `count` most central sentences of the passages, in order, and all sentences that were read.

    Passages near the mean of all passages are central; a passage that is like a chosen one scores less (maximal
    marginal relevance, Carbonell and Goldstein, 1998). One sentence is taken from each chosen passage before a second
    one. Each section has the same weight, however long it is.
    """
    if not scope.passages:
        return [], []
    rows = request.index.vectors(scope.passages)
    sections = [_chapter(passage) for passage in scope.passages]
    weights = np.array([1 / sections.count(section) for section in sections], np.float32)
    centre = weights @ rows
    worth = rows @ (centre / (np.linalg.norm(centre) or 1.0))
    chosen: list[int] = []
    while len(chosen) < min(2 * count, len(scope.passages)):
        near = (rows @ rows[chosen].T).max(axis=1) if chosen else np.zeros(len(rows))
        again = np.array([sections[i] in {sections[j] for j in chosen} for i in range(len(rows))], np.float32)
        scores = worth - DIVERSITY * near - DIVERSITY * again
        scores[chosen] = -np.inf
        chosen.append(int(np.argmax(scores)))
    hits = [Hit(scope.passages[i], 1.0, "dense") for i in chosen]
    read = read_sentences(hits, request.models.embedder)
    kept = without_orders(read, lambda document_id: request.index.document(document_id).text)
    topic = request.models.embedder.embed_questions([scope.topic])[0] if scope.topic else None
    recurring = _recurrence(scope.passages)
    groups = [list(group) for _, group in groupby(kept, key=lambda sentence: sentence.passage)]
    best = [_best(group, recurring, topic) for group in groups]
    ranked = [sentence for sentences in zip_longest(*best) for sentence in sentences if sentence][:count]
    ranked.sort(key=lambda sentence: (sentence.passage.document_id, sentence.passage.start, sentence.start))
    return ranked, read


def _chapter(passage: Passage) -> tuple[str, str]:
    return passage.document_id, path_of(headings_of(passage.heading)[:2])


def _recurrence(passages: Sequence[Passage]) -> dict[str, float]:
    """For each word: the share of the passages that have it."""
    having = Counter(word for passage in passages for word in set(content_words(passage.text)))
    return {word: count / len(passages) for word, count in having.items()}


def _best(sentences: Sequence[Sentence], recurring: Mapping[str, float], topic: Rows | None) -> list[Sentence]:
    """The sentences of a passage that say most about the whole text, best first.

    They are those whose words recur in many passages (as in SumBasic: Nenkova and Vanderwende, 2005), and, for a topic,
    that are near it. The first sentence of a section often says what it is about. Headings and questions say nothing,
    and rows of a table little: they come last.
    """
    saying = [one for one in sentences if len(one.parsed.words) >= LEAST_WORDS and not _is_heading(one)]

    def worth(sentence: Sentence) -> float:
        words = sentence.parsed.word_set
        recurs = sum(recurring.get(word, 0.0) for word in words) / len(words)
        first = LEAD if sentence is saying[0] else 0.0
        near = float(sentence.vector @ topic) if topic is not None else 0.0
        return recurs + near + first - (" | " in sentence.text)

    return sorted(saying, key=worth, reverse=True)


def _is_heading(sentence: Sentence) -> bool:
    text = sentence.text.rstrip()
    is_title = text in (sentence.passage.title, innermost(sentence.passage.heading))
    return (
        _HEADER.match(text) is not None
        or text.startswith("#")
        or text.endswith("?")
        or text.isupper()
        or is_title
        or text[-1:].isalnum()
    )
