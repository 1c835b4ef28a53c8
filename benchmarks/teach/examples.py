"""The prompts that are learnt and tested, each with the right word: Yes or No."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from zlib import crc32

from benchmarks.teach.entries import Entry, TestHalves
from benchmarks.teach.near_misses import Nearest, Swaps, answering, sentences_of, without
from index.records import Passage
from qa.evidence.excerpts import Excerpt
from qa.evidence.prompt import NO, SYSTEM, YES, compose_decision, compose_rereading, defuse
from qa.records import Citation, Message, Prompt, Question
from qa.text.parsed import ParsedText
from qa.text.words import content_words

# Quoth does not ask this yet. A model that can answer it can check the sentences of answers.
STATES = "Does the text say that this is true: “{}”? Write {} or {}."
Task = Literal["passages", "quotes", "statement"]
DEVELOPMENT = 12  # one in so many articles of the half for fitting is kept to see how training goes


@dataclass(frozen=True, slots=True)
class Example:
    """A prompt and the right answer."""

    set: str
    task: Task
    made: str  # how it was made from the set
    article: str
    asked: str
    read: str  # the text in the prompt
    prompt: Prompt
    yes: bool


def make(entries: Sequence[Entry]) -> list[Example]:
    """All examples of the entries for fitting: as published, and near misses made from them. No prompt comes twice."""
    made: dict[tuple[str, ...], Example] = {}
    for name in dict.fromkeys(entry.set for entry in entries):
        own = [entry for entry in entries if entry.set == name]
        of_set = map(of_statement, own) if own[0].is_statement else _of_questions(own)
        for example in of_set:
            made.setdefault((example.task, example.read, example.asked), example)
    return list(made.values())


def of_passage(entry: Entry, asked: str = "", *, yes: bool | None = None, text: str = "", made: str = "") -> Example:
    """Whether the text of the entry answers the question. The last four replace what is the entry's own."""
    asked, text = asked or entry.asked, text or entry.text
    prompt = compose_decision(Question(asked, ParsedText(asked)), [Excerpt(_passage(entry.title, text), text, ())])
    right = entry.yes if yes is None else yes
    return Example(entry.set, "passages", made or "as published", entry.article, asked, text, prompt, right)


def of_quote(entry: Entry, quote: str, asked: str = "", *, yes: bool, made: str = "as published") -> Example:
    """Whether a quote of the entry's text answers the question by itself."""
    asked = asked or entry.asked
    citation = Citation(1, _passage(entry.title, entry.text), quote, 0, len(quote))
    prompt = compose_rereading(asked, [citation])
    return Example(entry.set, "quotes", made, entry.article, asked, quote, prompt, yes)


def of_statement(entry: Entry) -> Example:
    """Whether the text says what the statement says."""
    asked = defuse(f"Text: {entry.text}\n\n{STATES.format(entry.asked, YES, NO)}")
    prompt = Prompt((), (Message("system", SYSTEM), Message("user", asked)))
    return Example(entry.set, "statement", "as published", entry.article, entry.asked, entry.text, prompt, entry.yes)


def in_development(example: Example) -> bool:
    """Whether the example is kept to see how training goes."""
    return crc32(f"development {example.article}".encode()) % DEVELOPMENT == 0


def check_apart(examples: Iterable[Example], entries: Sequence[Entry]) -> None:
    """Raise `ValueError` if an example asks or reads what a half for testing asks or reads."""
    halves = TestHalves(entries)
    for example in examples:
        if halves.holds(example.asked, example.read):
            raise ValueError(f"An example of {example.set} is in a half for testing: {example.asked}")


def count(examples: Iterable[Example]) -> list[tuple[str, ...]]:
    """Rows of set, task, how it was made, and the numbers of Yes and of No."""
    counts = Counter((one.set, one.task, one.made, one.yes) for one in examples)
    kinds = dict.fromkeys(kind[:3] for kind in counts)
    return [(*kind, f"{counts[*kind, True]}", f"{counts[*kind, False]}") for kind in kinds]


def _of_questions(entries: Sequence[Entry]) -> Iterator[Example]:
    """The examples of a set of questions."""
    nearest, swaps = Nearest(entries), Swaps(entries)
    by_text: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_text[entry.text].append(entry)
    for own in by_text.values():
        sentences = sentences_of(own[0].text)
        places = {entry.id: answering(entry, sentences) for entry in own if entry.yes}
        # If no string says where the text answers, perhaps it does not.
        sure = [entry for entry in own if not entry.yes or places[entry.id]]
        yield from map(of_passage, sure)
        yield from _left_out(sure, places)
        for entry in sure:
            if entry.yes and (other := nearest.other(entry)):
                yield of_passage(other, entry.asked, yes=False, made="another question's text")
            swapped = swaps.swapped(entry) if entry.yes else None
            if swapped:
                yield of_passage(entry, swapped, yes=False, made="name or number swapped")
            yield from _of_quotes(entry, sentences, places.get(entry.id, []), swapped)


def _left_out(entries: Sequence[Entry], places: dict[str, list[int]]) -> Iterator[Example]:
    """The questions about a text, asked again without the sentences that answer most of them.

    Those that the rest still answers stay Yes, so that a gap alone is no sign of No.
    """
    answered = [entry for entry in entries if places.get(entry.id)]
    if not answered:
        return
    left_out = set(Counter(tuple(places[entry.id]) for entry in answered).most_common(1)[0][0])
    text = without(entries[0].text, list(left_out))
    for entry in answered:
        gone = left_out.issuperset(places[entry.id])
        if text and (gone or not left_out & set(places[entry.id])):
            yield of_passage(entry, yes=not gone, text=text, made="sentence left out")


def _of_quotes(entry: Entry, sentences: Sequence[str], found: Sequence[int], swapped: str | None) -> Iterator[Example]:
    """The entry's question about one sentence of its text, or about the chosen ones: one that answers, and one not."""
    others = [sentence for i, sentence in enumerate(sentences) if i not in found]
    if near := max(others, key=lambda sentence: _shared(entry.asked, sentence), default=""):
        yield of_quote(entry, near, yes=False, made="another sentence of the text" if entry.yes else "as published")
    if entry.gold_sentences or len(found) == 1:  # else it is not known which of them answers
        quote = "\n".join(sentences[i] for i in found[:4])
        yield of_quote(entry, quote, yes=True)
        if swapped:
            yield of_quote(entry, quote, swapped, yes=False, made="name or number swapped")


def _shared(question: str, sentence: str) -> int:
    return len(set(content_words(question)) & set(content_words(sentence)))


def _passage(title: str, text: str) -> Passage:
    return Passage("", "", title, text, 0, len(text), None, "")
