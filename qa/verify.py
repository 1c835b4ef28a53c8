"""Does a cited span support the sentence that cites it? The `Judge` protocol and the judge that needs no model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from qa.facts import NO_FACTS, Facts, find_facts, fold
from qa.words import content_words, stem, tokens

# Share of a sentence's content words that its span must hold. Chosen on one half of the questions of tests/gold
# and checked on the other; see docs/quality.md.
MIN_COVERAGE = 0.5


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a judge says of one statement: `score` is 0 to 1, `reason` is for the reader when it is not supported."""

    supported: bool
    score: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a statement is checked against: the words that it cites, and where they stand."""

    quote: str
    place: str = ""  # the titles and headings above the quote
    passage: str = ""  # the text around it


class Judge(Protocol):
    """Decides whether a quote supports a statement."""

    def judge(self, statement: str, evidence: Evidence, question: str = "") -> Verdict:
        """The verdict on `statement`, a sentence without markers that answers `question`.

        A number, a date or a negation must stand in the quote or in its titles and headings, unless the statement
        only repeats it from the question. A name may stand anywhere around the quote, which may say "it".
        """
        ...


class LexicalJudge:
    """Compares quantities, dates, times, names and negation exactly, and the other words by their stems.

    It cannot see a changed meaning in unchanged words; its measured error rate is in docs/quality.md.
    """

    def judge(self, statement: str, evidence: Evidence, question: str = "") -> Verdict:
        said = content_words(statement)
        if not said:
            return Verdict(supported=False, score=0.0, reason="it says nothing that can be checked")
        asked = set(content_words(question))
        said = [word for word in said if word not in asked] or said  # the asker's words need not be the source's
        around = f"{evidence.place}\n{evidence.passage}\n{evidence.quote}"
        covered = coverage(said, around)
        held = find_facts(evidence.quote) | find_facts(evidence.place)
        lacking = missing_facts(find_facts(statement), held, around, find_facts(question))
        if lacking:
            return Verdict(
                supported=False, score=covered / 2, reason=f"the cited words do not say {', '.join(lacking)}"
            )
        if covered < MIN_COVERAGE:
            return Verdict(supported=False, score=covered / 2, reason="the cited words speak of something else")
        return Verdict(supported=True, score=covered)


def coverage(words: list[str], evidence: str) -> float:
    """The share (0 to 1) of `words`, stems as `content_words` gives them, that occur in `evidence`."""
    held = set(content_words(evidence))
    return sum(word in held for word in words) / len(words) if words else 0.0


def missing_facts(said: Facts, held: Facts, around: str = "", asked: Facts = NO_FACTS) -> list[str]:
    """The facts of a statement, in words and in a fixed order, that are not held by its evidence.

    What the question said already (`asked`) need not be; names may stand `around` the evidence.
    """
    known = held | asked
    missing = [str(fact) for fact in said.quantities if not any(fact.agrees_with(other) for other in known.quantities)]
    missing += [str(fact) for fact in said.dates if not any(fact.agrees_with(other) for other in known.dates)]
    missing += sorted(said.times - known.times)
    missing += _missing_names(said.names - held.names, around)
    if said.negated and not known.negated:
        missing.append("“not”")
    return sorted(missing)


def _missing_names(names: frozenset[str], evidence: str) -> list[str]:
    if not names:
        return []
    words = list(tokens(evidence))
    held = {fold(word) for word in words} | {part for word in words for part in map(fold, word.split("-"))}
    stems = {stem(word) for word in held}
    return [name for name in names if name not in held and stem(name) not in stems]
