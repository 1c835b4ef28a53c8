"""Finds sentences that answer the same question differently, even in different words. Pure.

Both must contain nearly all words of the question, and a fact of the kind that it asks for: an amount, a date, a time
or a name. If they have no such fact in common, they are rivals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from qa.checking.contradictions import contradict
from qa.records import Sentence
from qa.text.answer_type import asked_kinds
from qa.text.facts import Facts, fold
from qa.text.parsed import ParsedText
from qa.text.quantities import Quantity
from qa.text.units import NUMBER_WORDS
from qa.text.words import STOP_WORDS, rarity_of, stem

# The share of the question's words, weighted by rarity, that each of two rivals must contain, and their least cosine.
# Both were chosen on one half of squad2, where no true text of 240 questions' hits contradicts another
# (`python -m benchmarks.planted FOLDER`: docs/checking.md). Other embedders find more sentences alike, and more rivals.
ABOUT, ALIKE = 0.6, 0.55
MOST_OTHER, LEAST_SAME = 6, 6  # the most words of the span in which two sentences differ; the fewest that are the same
# The reranker's score from which two sentences are taken as answers. Without a planted text, no sentence of another
# document had it for 20 questions of the same half of squad2; with one, both had it for 13 of 20.
SURELY_ANSWERS = 5.0
MOST_NEW, SHORT_COVERS = 3, 0.8  # words that a short answer adds to the question, and the share that it repeats
MOST_NAMES = 6  # a sentence with more names is a list, which is not compared

# Words of a question that say what kind of answer it wants.
_OF_KINDS = frozenset(
    map(
        stem,
        "year date day month time century decade name number amount percentage percent many much long often far old "
        "kind type person people whom exactly located happen take place answer".split(),
    )
)

_PERIODS = frozenset(
    map(
        stem,
        "second minute hour day week month quarter year hourly daily weekly monthly quarterly yearly annually once "
        "twice tag woche monat jahr täglich wöchentlich monatlich jährlich jour semaine mois día semana mes".split(),
    )
)
_ARTICLES = frozenset("the a an der die das den dem ein eine einen einem einer le la les un une el los las una".split())
_LEADS_TO_ANSWER = frozenset(
    "is are was were by in at on to from for with of under behind every each ist sind war von vom im am bei zu zum zur "
    "für mit auf unter hinter jede jeden jedes est sont par dans à au chez sur sous chaque es son por en al para con "
    "cada".split()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, as sentences are compared with it."""

    question: ParsedText
    kinds: frozenset[str]  # of fact: "quantity", "date", "name"; empty: it does not say
    words: tuple[str, ...]  # the stems that an answer must contain
    rarity: Mapping[str, float]
    around: Mapping[str, frozenset[str]]  # the stems of each passage, by its id

    @classmethod
    def of(cls, question: ParsedText, sentences: Sequence[Sentence]) -> Asked:
        """The question, with the rarity of its words among the retrieved sentences."""
        words = tuple(word for word in dict.fromkeys(question.words) if word not in _OF_KINDS)
        rarity = rarity_of(words, [sentence.parsed.word_set | sentence.place.word_set for sentence in sentences])
        around: dict[str, frozenset[str]] = {}
        for sentence in sentences:
            around[sentence.passage.id] = around.get(sentence.passage.id, frozenset()) | sentence.parsed.word_set
        return cls(question, asked_kinds(question), words, {word: max(rarity[word], 0.1) for word in words}, around)

    def is_about(self, sentence: Sentence) -> bool:
        """Whether a sentence contains enough of the question's words.

        Its title and heading count too, and the rest of its passage counts half, because "he" can mean an earlier name.
        """
        if len(self.words) < 2:
            return False
        own, around = sentence.parsed.word_set, sentence.place.word_set | self.around[sentence.passage.id]
        names = {stem(name) for name in self.question.facts.names}
        near = own | sentence.place.word_set
        if not names <= sentence.parsed.folded_stems | set(map(stem, sentence.place.folded)) | around:
            return False
        total = sum(self.rarity.values())
        said = sum(rare * (1 if word in near else 0.5) for word, rare in self.rarity.items() if word in near | around)
        return bool(own.intersection(self.words)) and said >= ABOUT * total


def are_rivals(asked: Asked, one: Sentence, two: Sentence) -> bool:
    """Whether two sentences answer the question differently."""
    if contradict(one.parsed, two.parsed) or _differ_in_answer(asked, one, two):
        return True
    if answer_alike(asked, one, two) and _answer_differently(asked, one, two):
        return True
    return _both_read_as_answers(one, two) and (
        _answer_differently(asked, one, two) or _is_another_short_answer(asked, one, two)
    )


def answer_alike(asked: Asked, one: Sentence, two: Sentence) -> bool:
    """Whether both sentences are about the question, and have similar meanings."""
    return float(one.vector @ two.vector) >= ALIKE and asked.is_about(one) and asked.is_about(two)


def _both_read_as_answers(one: Sentence, two: Sentence) -> bool:
    """Whether the reranker is sure that each of the two sentences answers the question, in any words."""
    return one.read is not None and two.read is not None and min(one.read, two.read) >= SURELY_ANSWERS


def _is_another_short_answer(asked: Asked, one: Sentence, two: Sentence) -> bool:
    """Whether one sentence adds only a few words to the question, and nothing near the other one has any of them."""
    if not all(differs for _, differs in _differing(asked, one.parsed.facts, two.parsed.facts)):
        return False  # they have a fact in common
    for short, other in ((one, two), (two, one)):
        new = short.parsed.word_set - asked.question.word_set
        covers = len(asked.question.word_set & short.parsed.word_set) >= SHORT_COVERS * len(asked.question.word_set)
        if covers and 0 < len(new) <= MOST_NEW and new.isdisjoint(asked.around[other.passage.id]):
            return True
    return False


def says_otherwise(asked: Asked, new: Sentence, old: Sentence) -> bool:
    """Whether a sentence of a newer edition says something different from the one that it replaces."""
    if contradict(new.parsed, old.parsed) or _differ_in_answer(asked, new, old, is_edition=True):
        return True
    return any(differs for _, differs in _differing(asked, new.parsed.facts, old.parsed.facts))


def _answer_differently(asked: Asked, one: Sentence, two: Sentence) -> bool:
    a, b = one.parsed.facts, two.parsed.facts
    if a.negated != b.negated or _lacks(asked.question.facts, a, one) or _lacks(asked.question.facts, b, two):
        return False
    return facts_that_differ(asked, a, b)


def facts_that_differ(asked: Asked, a: Facts, b: Facts) -> bool:
    """Whether both have facts of a kind that the question asks for, and none in common."""
    verdicts = [differs for kind, differs in _differing(asked, a, b) if not asked.kinds or kind in asked.kinds]
    return any(verdicts) if asked.kinds else len(verdicts) == 1 and verdicts[0]


def _differ_in_answer(asked: Asked, one: Sentence, two: Sentence, *, is_edition: bool = False) -> bool:
    """Whether two sentences differ only in one span of words, which can be the answer in both."""
    a, b = ([token.casefold() for token in sentence.parsed.tokens] for sentence in (one, two))
    if abs(len(a) - len(b)) > MOST_OTHER:
        return False
    start = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))
    rest = zip(reversed(a[start:]), reversed(b[start:]), strict=False)
    end = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], rest))
    spans = one.parsed.tokens[start : len(a) - end], two.parsed.tokens[start : len(b) - end]
    if not all(0 < len(span) <= MOST_OTHER for span in spans):
        return False
    shared = one.parsed.word_set & two.parsed.word_set
    around = one.parsed.stems[:start] + one.parsed.stems[len(a) - end :]
    # If the words around the spans are those of the question, the spans are the answer.
    is_all_else = len(asked.words) > 1 and (one.place.word_set & two.place.word_set).union(around) >= {*asked.words}
    leading = next((token for token in reversed(a[:start]) if token not in _ARTICLES), "")
    is_led_to = is_all_else and (not leading or leading in _LEADS_TO_ANSWER)
    if not is_edition and not is_all_else and (len(shared) < LEAST_SAME or start + end < LEAST_SAME):
        return False
    if is_edition and len(shared) < len(spans[0]) and not is_all_else:
        return False
    named = asked.question.facts.names | {fold(token) for token in asked.question.tokens if token[0].isdigit()}
    if any(fold(token) in named for span in spans for token in span):
        return False  # the question chooses one of them
    if is_edition and all({token.casefold() for token in span} - STOP_WORDS for span in spans):
        return True
    return all(_can_be_answer(asked, span, is_led_to=is_led_to) for span in spans)


def _can_be_answer(asked: Asked, span: Sequence[str], *, is_led_to: bool) -> bool:
    """Whether the words of a span are of a kind that the question asks for.

    A name without a capital, such as "the tenant", is known by what leads to it: nothing, a preposition, or "is".
    """
    words = {token.casefold() for token in span} - STOP_WORDS
    has_number = any(token[0].isdigit() for token in span) or bool(words & NUMBER_WORDS.keys())
    is_capital = any(token[0].isupper() for token in span)
    if not asked.kinds:
        return has_number or is_capital
    has_name = is_capital or (is_led_to and bool(words))
    has_period = is_led_to and bool({stem(word) for word in words} & _PERIODS)
    return ((has_number or has_period) and bool(asked.kinds & {"quantity", "date"})) or (
        has_name and bool(asked.kinds & {"name", "date"})
    )


def _lacks(asked: Facts, held: Facts, sentence: Sentence) -> bool:
    """Whether a date or an amount of the question is not in the sentence or above it."""
    dates, amounts = held.dates | sentence.place.facts.dates, held.quantities | sentence.place.facts.quantities
    return any(not any(date.agrees_with(other) for other in dates) for date in asked.dates) or any(
        not any(amount.agrees_with(other) for other in amounts) for amount in asked.quantities
    )


def _differing(asked: Asked, a: Facts, b: Facts) -> list[tuple[str, bool]]:
    """By kind of fact that both add to the question: whether they have none in common."""
    known = asked.question
    found = []
    quantities = [
        [one for one in facts.quantities if not any(map(one.agrees_with, known.facts.quantities))] for facts in (a, b)
    ]
    years = [[one for one in each if _can_be_year(one)] for each in quantities]
    amounts = [[one for one in each if not _can_be_year(one)] for each in quantities]
    by_unit = [
        not any(one.agrees_with(two) for one in amounts[0] for two in amounts[1] if one.unit == two.unit == unit)
        for unit in {one.unit for one in amounts[0]} & {two.unit for two in amounts[1]}
    ]
    if by_unit:  # if amounts of two units differ, the sentences are about two things
        found.append(("quantity", sum(by_unit) == 1))
    dates = [
        {date.year for date in facts.dates if date.year} | {int(year.value) for year in each}
        for facts, each in zip((a, b), years, strict=True)
    ]
    if all(dates):
        same_days = any(one.agrees_with(two) for one in a.dates for two in b.dates)
        found.append(("date", not same_days and dates[0].isdisjoint(dates[1])))
    elif a.dates - known.facts.dates and b.dates - known.facts.dates:
        found.append(("date", not any(one.agrees_with(two) for one in a.dates for two in b.dates)))
    if a.times and b.times:
        found.append(("date", a.times.isdisjoint(b.times)))
    names = [facts.names - known.folded for facts in (a, b)]
    if all(0 < len(each) <= MOST_NAMES for each in names):
        found.append(("name", names[0].isdisjoint(names[1])))
    return found


def _can_be_year(number: Quantity) -> bool:
    return not number.unit and number.value == int(number.value) and 1000 <= number.value <= 2100
