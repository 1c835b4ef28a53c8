"""Does a cited span support the sentence that cites it? The `Judge` protocol and the judge that needs no model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from qa.facts import Facts, find_facts, fold
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


class Judge(Protocol):
    """Decides whether a quote supports a statement."""

    def judge(self, statement: str, quote: str, context: str = "") -> Verdict:
        """The verdict on `statement`, a sentence without markers.

        `context` is what stands around the quote (its passage, heading and title): a name may be found there when
        the quote says "it", but a number, a date or a negation must stand in the quote itself.
        """
        ...


class LexicalJudge:
    """Compares quantities, dates, times, names and negation exactly, and the other words by their stems.

    It cannot see a changed meaning in unchanged words; its measured error rate is in docs/quality.md.
    """

    def judge(self, statement: str, quote: str, context: str = "") -> Verdict:
        said = content_words(statement)
        if not said:
            return Verdict(supported=False, score=0.0, reason="it says nothing that can be checked")
        covered = coverage(said, f"{context} {quote}")
        missing = missing_facts(find_facts(statement), quote, context)
        if missing:
            return Verdict(
                supported=False, score=covered / 2, reason=f"the cited words do not say {', '.join(missing)}"
            )
        if covered < MIN_COVERAGE:
            return Verdict(supported=False, score=covered / 2, reason="the cited words speak of something else")
        return Verdict(supported=True, score=covered)


def coverage(words: list[str], evidence: str) -> float:
    """The share (0 to 1) of `words`, stems as `content_words` gives them, that occur in `evidence`."""
    held = set(content_words(evidence))
    return sum(word in held for word in words) / len(words) if words else 0.0


def missing_facts(facts: Facts, quote: str, context: str = "") -> list[str]:
    """The facts that the quote (for names: the quote or its context) does not hold, in words, in a fixed order."""
    held = find_facts(quote)
    missing = [str(fact) for fact in facts.quantities if not any(fact.agrees_with(other) for other in held.quantities)]
    missing += [str(fact) for fact in facts.dates if not any(fact.agrees_with(other) for other in held.dates)]
    missing += sorted(facts.times - held.times)
    missing += _missing_names(facts.names, f"{quote} {context}")
    if facts.negated and not held.negated:
        missing.append("“not”")
    return sorted(missing)


def _missing_names(names: frozenset[str], evidence: str) -> list[str]:
    words = list(tokens(evidence))
    held = {fold(word) for word in words} | {part for word in words for part in map(fold, word.split("-"))}
    stems = {stem(word) for word in held}
    return [name for name in names if name not in held and stem(name) not in stems]
