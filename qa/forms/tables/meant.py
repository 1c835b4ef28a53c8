"""What a question means by words that a table writes otherwise, such as "lift" for the entry "Elevador".

The embedder finds the entries that are nearest in meaning. Of those that make the question one that rules can answer, a
language model says whether the words mean the same, or a kind of it. Neither is enough alone: the nearest of several
entries can be a different thing ("insurance" beside "cleaning"), and a model agrees too easily.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.embedding.embedder import Embedder
from qa.engines.engine import Engine
from qa.engines.probability import logit, sigmoid
from qa.evidence.gather import Readers
from qa.evidence.prompt import NO, YES, ask_for_same
from qa.forms.tables.left_over import WEIGHTY, is_name, is_thing
from qa.forms.tables.mentions import words_of
from qa.forms.tables.prepared import prepare
from qa.forms.tables.rules import read_question
from qa.forms.tables.typed import AMOUNTS, Table
from qa.forms.tables.understand import Understood, understand_question
from qa.forms.tables.vocabulary import families_of, families_of_column
from qa.records import Prompt
from qa.text.units import UNITS

# The least probability that words mean an entry, in the mean of three questions (docs/kinds_of_questions.md).
SAME = 0.67
_MAY_BE = 0.5  # the probability of the first question alone
_ASKED = 3  # entries that the model is asked about, those nearest in meaning
_TRIED = 12  # entries that are tried in the question
_MOST_PHRASES = 3
_LONGEST_PHRASE = 4  # words with a meaning
_MOST_VALUES = 60  # of a column: more are names rather than kinds
_PART = 5  # letters of a part of a compound
_LONGEST_ENTRY = 60  # characters
_MOST_ENTRIES = 120  # values that are embedded for a question
_JOINS = frozenset("of the de du des d' l' la le les el los las di del della do da van der den das dem von vom".split())
# In German, other words than names have capitals too.
_GERMAN = re.compile(
    r"\b(?:der|die|das|den|dem|des|eine?[nmrs]?|wie|was|wer|wann|für|im|am|und|von|ist|hat)\b", re.IGNORECASE
)
_IN_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")


@dataclass(frozen=True, slots=True)
class Meant:
    """A question with the entries of a table in place of the words that mean them."""

    question: str
    read_as: tuple[tuple[str, str], ...] = ()  # the words, and the entry
    unknown: str = ""  # the only words that mean no entry; without them, rules understand the question

    def with_entry(self, words: str, entry: str) -> Meant:
        return replace(self, question=_replaced(self.question, words, entry), read_as=(*self.read_as, (words, entry)))


def find_meant(question: str, table: Table, models: Readers) -> Generator[str, None, Meant | None]:
    """Yield "" while the model reads. Return the question in the words of the table, if rules understand that.

    None if no words are left over, if they are too many, or if it is open whether one of them means an entry.
    """
    meant = Meant(prepare(question, table))
    for _ in range(_MOST_PHRASES):
        phrases = phrases_left(meant.question, table)
        if not phrases:
            return None
        phrase = phrases[0]
        entry = yield from _entry_meant(phrases, meant.question, table, models)
        if entry:
            meant = meant.with_entry(phrase, entry)
        elif entry is None and len(phrases) == 1 and not _adds_nothing(phrase, meant.question):
            is_known = _leads_to_rows(_replaced(meant.question, phrase, ""), table)
            return replace(meant, unknown=phrase) if is_known else None
        else:
            return None
        if read_question(meant.question, table):
            return meant
    return None


def _leads_to_rows(question: str, table: Table) -> bool:
    """Whether rules understand the question, and it names rows of the table."""
    return any(" WHERE " in reading.sql for reading in read_question(question, table))


def phrases_left(question: str, table: Table) -> list[str]:
    """The phrases that are left over by the way to understand the question that leaves the fewest.

    Empty if they are too many, or if one has a number, a name or a word such as "without", or if the question names
    nothing of the table and nothing to compute.
    """
    one = _nearest_way(question, table)
    if one is None or not (one.named or one.kinds):
        return []
    phrases = _phrases(one)
    words = {word.casefold() for word in one.left_over}
    if len(phrases) > _MOST_PHRASES or words & WEIGHTY or any(map(_has_digit, words)):
        return []
    names = any(place and not one.words[place].text.islower() for place in one.left_over_places)
    if names and not _GERMAN.search(question):
        return []
    lengths = [sum(word.is_content for word in words_of(phrase)) for phrase in phrases]
    return phrases if max(lengths, default=0) <= _LONGEST_PHRASE else []


def _nearest_way(question: str, table: Table) -> Understood | None:
    ways = understand_question(question, table, strictly=False)
    return min(ways, key=lambda way: len(way.left_over), default=None)


def _adds_nothing(phrase: str, question: str) -> bool:
    """Whether it is a word such as a verb, in small letters and neither after an article nor a preposition."""
    return not is_name(phrase) and not is_thing(phrase, question)


def nearest_entries(words: str, entries: Sequence[str], embedder: Embedder) -> list[str]:
    """The entries that are nearest to the words in meaning, the nearest first."""
    if not entries:
        return []
    scores = embedder.embed_passages(entries) @ embedder.embed_questions([words])[0]
    return [entries[place] for place in np.argsort(-scores, kind="stable")[:_TRIED]]


def _entry_meant(
    phrases: Sequence[str], question: str, table: Table, models: Readers
) -> Generator[str, None, str | None]:
    """Yield "" while the model reads. Return what `entry_meant` does for the first phrase.

    The last phrase that is left must make it a question that rules understand.
    """
    one, phrase = _nearest_way(question, table), phrases[0]
    if one is None or not (one.conditions or one.kinds or one.numbers or len(phrases) == 1):
        return ""  # too little is known of what is asked
    nearest = nearest_entries(phrase, _entries(one), models.embedder)
    if _adds_nothing(phrase, question):
        nearest = nearest[:1]
    fitting = nearest
    if len(phrases) == 1:
        fitting = [entry for entry in nearest if read_question(_replaced(question, phrase, entry), table)]
    return (yield from entry_meant(phrase, nearest, fitting, models.engine))


def entry_meant(
    words: str, nearest: Sequence[str], fitting: Sequence[str], engine: Engine
) -> Generator[str, None, str | None]:
    """Yield "" while the model reads. Return the entry of `fitting` that the words mean, or a kind of which they mean.

    "" if that is open, and None if it is likely for none of the `nearest` either. Both are in the order of nearness.
    """
    if (whole := [entry for entry in fitting if _is_part(words, entry)]) and len(whole) == 1:
        return whole[0]
    likely: dict[str, float] = {}
    for entry in dict.fromkeys((*fitting[:_ASKED], *nearest[:_ASKED])):
        likely[entry] = yield from _probability(ask_for_same(words, entry)[0], engine)
    best = max(fitting[:_ASKED], key=likely.__getitem__, default="")
    if best and likely[best] > _MAY_BE:
        odds = logit(likely[best])
        for prompt in ask_for_same(words, best)[1:]:
            odds += logit((yield from _probability(prompt, engine)))
        if sigmoid(odds / 3) >= SAME:
            return best
    return None if all(probability < _MAY_BE for probability in likely.values()) else ""


def _is_part(word: str, entry: str) -> bool:
    """Whether the entry is a compound that begins or ends with the word, as "Allgemeinstrom" ends with "Strom"."""
    one, whole = word.casefold(), entry.casefold()
    return (
        len(one) >= _PART
        and len(whole.split()) == 1
        and one != whole
        and (whole.endswith(one) or whole.startswith(one))
    )


def _probability(prompt: Prompt, engine: Engine) -> Generator[str, None, float]:
    """Yield "" while the model reads. Return the probability of Yes. If the engine gives none, it is open."""
    for _ in engine.read(prompt):
        yield ""
    said = engine.probability(prompt, YES, NO)
    return _MAY_BE if said is None else said


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


def _phrases(one: Understood) -> list[str]:
    """The words that are left over, those together that stand together or have only "of" and "the" between them.

    Words such as "cost" are none if columns are of costs: they mean one of these, which the rest of the question has to
    tell. Nor is a unit, such as "a kilo".
    """
    of_columns = frozenset[str]().union(*map(families_of_column, one.table.columns))
    groups: list[list[int]] = []
    for place in one.left_over_places:
        word = one.words[place].text
        if families_of(word) & of_columns or word.casefold() in UNITS:
            continue
        between = range(groups[-1][-1] + 1, place) if groups else ()
        if groups and all(one.words[p].text.casefold() in _JOINS and p not in one.used for p in between):
            groups[-1] += [*between, place]
        else:
            groups.append([place])
    return [" ".join(one.words[place].text for place in group) for group in groups]


def _entries(one: Understood) -> list[str]:
    """The values of the columns that the question does not limit, and the names of those that it does not name.

    Of too many values, those of columns with few, such as kinds, are kept.
    """
    limited = {mention.column for mention in one.mentions}
    free = [column for column in one.table.columns if column not in limited]
    names = [
        _IN_BRACKETS.sub("", column.name)
        for column in free
        if column not in one.columns and column.name != AMOUNTS and not (one.numbers and column.kind == "number")
    ]
    values: list[str] = []
    for few in sorted((list(one.table.texts.get(column.sql, {}).values()) for column in free), key=len):
        values += few if len(few) <= _MOST_VALUES else []
    fitting = (entry for entry in (*values[:_MOST_ENTRIES], *names) if 1 < len(entry) <= _LONGEST_ENTRY)
    return list(dict.fromkeys(fitting))


def _replaced(question: str, phrase: str, entry: str) -> str:
    pattern = r"\W+".join(map(re.escape, phrase.split()))
    return re.sub(rf"(?<!\w){pattern}(?!\w)", lambda _: entry, question, count=1)
