"""Answers a question that fits several things equally, such as "How long is the warranty?" with three products.

The answer quotes what the documents say of each thing. No language model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from index.text.headings import innermost
from index.text.sentences import is_row
from qa.checking.finalize import Checked
from qa.checking.rivals import Asked, facts_that_differ
from qa.checking.rows import cells
from qa.records import Prompt, Sentence
from qa.text.answer_type import ASKING, has_kind
from qa.text.editions import bare_title
from qa.text.facts import find_facts
from qa.text.messages import say
from qa.text.parsed import ParsedText
from qa.text.quotes import quote_sentence
from qa.text.words import STOP_WORDS

MOST = 6  # things that are answered for
NEARLY_AS_LIKELY = 0.5  # of the likeliest sentence's score: one of the things must be nearly as likely an answer
PARALLEL, SAME_BUT_VALUE = 0.5, 0.6  # shares of the tokens that are the same in both sentences

# With these words, a question asks for one of several things, or for all of them.
_CHOOSES = re.compile(
    r"\b(?:all|each|every|both|either|any|total|altogether|sum|average|mean|median|most|least|more|less|fewer|best|worst"
    r"|than|or|between|difference|compare\w*|together|the (?:first|last|next)|which|\w{2,}est|insgesamt|alle|beide"
    r"|jede[rns]?|oder|am \w+sten|tous|toutes|chaque|plus|moins|ou|todos|todas|cada|más|menos)\b",
    re.IGNORECASE,
)


def find_alternatives(question: ParsedText, sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences that answer the question alike for different things, in the order of the documents.

    Each has all words of the question, with its title and heading, and another value. Empty if only one thing fits.
    """
    asked = Asked.of(question, sentences)
    words = {word for word in asked.words if word not in ASKING}
    if not asked.kinds or not words or _CHOOSES.search(question.text):
        return []
    fit = [
        sentence
        for sentence in sentences
        if words <= sentence.parsed.word_set | sentence.place.word_set
        and not sentence.outdated
        and has_kind(question, asked.kinds, sentence.parsed.facts)
    ]
    best = max(fit, key=lambda sentence: sentence.score, default=None)
    if best is None or best.score < NEARLY_AS_LIKELY * max(sentence.score for sentence in sentences):
        return []
    alike = [one for one in fit if one is best or _are_parallel(asked, best, one)]
    different = {_thing(one, best) + one.text: one for one in alike}
    return list(different.values()) if len(different) > 1 else []


def answer_each(sentences: Sequence[Sentence], prompt: Prompt, language: str) -> Checked:
    """The answer that quotes each of the sentences, with the name of its thing if its own words do not contain it.

    Its first line is in the language with this code.
    """
    numbers = {passage.id: number for number, passage in enumerate(prompt.passages, 1)}
    shown, lines = sentences[:MOST], []
    quotes = [quote_sentence(one, numbers.setdefault(one.passage.id, len(numbers) + 1)) for one in shown]
    for sentence, quote in zip(shown, quotes, strict=True):
        others = [other for other in shown if other is not sentence]
        label = next((label for other in others if (label := _thing(sentence, other))), "")
        lines.append(f"- {label}: {quote.text}" if label else f"- {quote.text}")
    head = say("each_of_them" if len(shown) == len(sentences) else "some_of_them", language)
    return Checked("\n".join([head, *lines]), tuple(quotes))


def _are_parallel(asked: Asked, one: Sentence, two: Sentence) -> bool:
    """Whether two sentences say the same about different things, with another value for each."""
    if is_row(one.text) or is_row(two.text):
        return _are_rows_of_one_table(one, two)
    if not facts_that_differ(asked, one.parsed.facts, two.parsed.facts):
        return False
    spans = list(_different_spans(one, two))
    if _same(one, two) >= PARALLEL and sum(map(all, spans)) > 1 and any(_is_thing(*span) for span in spans):
        return True
    return _same(one, two) >= SAME_BUT_VALUE and bool(_thing(one, two) and _thing(two, one))


def _are_rows_of_one_table(one: Sentence, two: Sentence) -> bool:
    if one.passage.document_id != two.passage.document_id or not (is_row(one.text) and is_row(two.text)):
        return False
    rows = [cells(sentence.parsed) for sentence in (one, two)]
    columns = [[cell.column.text for cell in row] for row in rows]
    return columns[0] == columns[1] and rows[0][0].value.words != rows[1][0].value.words


def _matcher(one: Sentence, two: Sentence) -> SequenceMatcher[str]:
    a, b = ([token.casefold() for token in sentence.parsed.tokens] for sentence in (one, two))
    return SequenceMatcher(None, a, b, autojunk=False)


def _same(one: Sentence, two: Sentence) -> float:
    """The share of the longer sentence's tokens that both have in the same order."""
    longer = max(len(one.parsed.tokens), len(two.parsed.tokens))
    return sum(block.size for block in _matcher(one, two).get_matching_blocks()) / longer if longer else 0.0


def _different_spans(one: Sentence, two: Sentence) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    for kind, a, b, c, d in _matcher(one, two).get_opcodes():
        if kind != "equal":
            yield one.parsed.tokens[a:b], two.parsed.tokens[c:d]


def _is_thing(one: Sequence[str], two: Sequence[str]) -> bool:
    """Whether both spans name something and are no amounts or dates."""
    texts = [" ".join(token for token in span if token.casefold() not in STOP_WORDS) for span in (one, two)]
    facts = [find_facts(f"x {text}") for text in texts]
    return all(texts) and not any(each.quantities or each.dates or each.times for each in facts)


def _thing(one: Sentence, other: Sentence) -> str:
    """The name in the heading or title of a sentence, if the other sentence has another one. Otherwise ""."""
    if one.passage.document_id == other.passage.document_id:
        own, its = (innermost(each.passage.heading) for each in (one, other))
        return own if own and own != its else ""
    words, others = ({*bare_title(each.passage.title).split()} for each in (one, other))
    return one.passage.title if words & others and words - others and others - words else ""
