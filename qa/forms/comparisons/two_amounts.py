"""Compares two amounts: "which is cheaper, and by how much?", "is A longer than B?", "how much heavier is A?".

It answers what `described_things` declines, because only sentences or cells name the sides. Each side's amount is read
from the sentence or the cell that gives it, the difference is computed, and both are cited. If a side has several
amounts of the kind, the form declines, because it cannot know which one is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.files.names import visible
from index.text.sentences import is_row
from qa.evidence.rank import score_sentences
from qa.forms.form import Request
from qa.forms.quoting import Quotes, conclude
from qa.forms.structure.documents import held_documents
from qa.forms.structure.written_lists import cells
from qa.forms.words.comparatives import Comparative, find_comparative
from qa.forms.words.roots import roots
from qa.records import Draft, Piece, Sentence, Statement
from qa.text.messages import ENGLISH, yes_no
from qa.text.parsed import ParsedText
from qa.text.quantities import Quantity, difference_of, find_quantities, in_measure
from qa.text.units import declared_measure, in_smallest

SEARCHED = 12  # passages for each side


@dataclass(frozen=True, slots=True)
class Amount:
    """The amount of one side, and the sentence that gives it."""

    side: str
    quantity: Quantity
    sentence: Sentence

    @property
    def smallest(self) -> tuple[Decimal, str]:
        """The amount in the smallest unit of its kind."""
        return in_smallest(self.quantity.value, self.quantity.unit)


def asks_for_difference(text: str) -> bool:
    """Whether the question compares two amounts."""
    return find_comparative(text) is not None


def answer_difference(request: Request) -> Iterator[Piece]:
    """Yield which side has more or less, and by how much. Decline if an amount is missing for both, or is unclear."""
    compared = find_comparative(request.text)
    if compared is None:
        return
    sides = compared.sides or _sides_called(request, compared)
    if len(sides) != 2:
        return
    found = {side: _amount(request, compared, side, sides) for side in sides}
    request.watch.lap("search")
    known = [amount for amount in found.values() if amount]
    if len({amount.smallest[1] for amount in known}) != 1:
        return
    quotes = Quotes(request.index)
    cited: list[Statement] = []
    lines = []
    for sentence in dict.fromkeys(amount.sentence.text for amount in known):  # one row can give both
        own = [amount for amount in known if amount.sentence.text == sentence]
        if statement := quote_of(quotes, own[0]):
            cited.append(statement)
            lines.append(f"- **{', '.join(visible(amount.side) for amount in own)}**: {statement.text}")
    if len(known) == 2:
        verdict = _verdict(request, compared, known, cited)
    else:
        missing = next(side for side, amount in found.items() if amount is None)
        verdict = None
        lines.append(f"- **{visible(missing)}**: {request.say('abstention')}")
    text = "\n\n".join([*([verdict.text] if verdict else []), "\n".join(lines)])
    statements = [*([verdict] if verdict else []), *cited]
    yield Draft(request.text, tuple(cited))
    yield request.finish(text, statements, quotes.hits)


def quote_of(quotes: Quotes, amount: Amount) -> Statement | None:
    """The sentence that gives the amount, quoted."""
    passage, sentence = amount.sentence.passage, amount.sentence
    return quotes.quote(passage.document_id, passage.start + sentence.start, passage.start + sentence.end)


def _verdict(
    request: Request, compared: Comparative, amounts: Sequence[Amount], cited: Sequence[Statement]
) -> Statement | None:
    """The sentence that says which side it is, and by how much."""
    first, second = amounts
    ordered = sorted(amounts, key=lambda amount: amount.smallest[0], reverse=compared.wants_more)
    winner, other = ordered
    names = [visible(amount.side) for amount in (winner, other)]
    if first.smallest == second.smallest:
        things = request.listed([request.say("for_thing", name=name) for name in names])
        said = request.say("no_difference", value=request.amount(first.quantity), things=things)
        holds = False
    else:
        is_adjective = request.question.language == ENGLISH and " " not in compared.word and compared.measure.name
        word = compared.word.lower()
        verb = (f" has the {word} {compared.aspect}" if compared.aspect else f" is {word}") if is_adjective else ""
        most, least = request.amount(winner.quantity), request.amount(other.quantity)
        amount = request.amount(difference_of(winner.quantity, other.quantity))
        said = request.say("against", first=f"{names[0]}{verb}", most=most, least=least, other=names[1])
        said += f". {request.say('difference_is', amount=amount)}"
        holds = winner is first
    yes, no, _ = yes_no(request.text)
    head = f"{yes if holds else no}. " if compared.asks == "whether" else ""
    return conclude(f"{head}{said}", cited)


def _sides_called(request: Request, compared: Comparative) -> tuple[str, ...]:
    """The two things with this name: documents with the word in their titles, or names before the word in sentences."""
    head = set(roots(compared.head))
    listings = held_documents(request.index.documents(), request.within)
    titled = [one.title for one in listings if head and head <= set(roots(one.title))]
    if len(titled) == 2:
        return tuple(titled)
    name = re.compile(rf"(?:(?<=\s)|^)((?:[A-ZÄÖÜ][\w-]*\s){{1,3}})(?i:{re.escape(compared.head.rstrip('s'))})")
    hits = request.index.search(f"{compared.head} {compared.measure.name}", SEARCHED, request.within)
    found = [" ".join(match[0].split()[-2:]) for hit in hits for match in name.finditer(hit.passage.text)]
    return tuple({" ".join(roots(one)): one for one in found if len(roots(one)) > len(head)}.values())


def _amount(request: Request, compared: Comparative, side: str, sides: Sequence[str]) -> Amount | None:
    """The amount that the best sentence on the side gives. None if there is none, or if it gives several."""
    others = set().union(*(roots(other) for other in sides if other != side))
    own = set(roots(side)) - others or set(roots(side))
    words = set(roots(f"{compared.measure.words} {compared.aspect}"))
    asked = ParsedText(f"{compared.aspect or compared.measure.name} {side}")
    read = request.read(request.index.search(asked.text, SEARCHED, request.within))
    candidates = []
    for sentence in score_sentences(asked, read, request.models.embedder):
        said, place = set(roots(sentence.text)), f"{sentence.passage.title} {sentence.passage.document_id}"
        around = said | set(roots(f"{place} {sentence.passage.heading}"))
        needed = set(roots(compared.aspect))
        if not own <= around or not (not needed or needed & around):
            continue
        amounts = _amounts_in(sentence.text, compared, own, words)
        if (amounts and not (others - own) <= said - own) or len(amounts) == 1:
            worth = sentence.score + 2 * (own <= said) + len(words & said) + 2 * len(needed & said)
            candidates.append((worth, Amount(side, amounts[0], sentence), len(amounts)))
    best = max(candidates, key=lambda entry: entry[0], default=None)
    return best[1] if best and best[2] == 1 else None


def _amounts_in(text: str, compared: Comparative, own: set[str], words: set[str]) -> list[Quantity]:
    """The amounts of the kind that a sentence gives. Of a row, only the cells of the side or of the measure count."""
    if is_row(text):
        row = cells(text)
        beside = [column for column in row if own <= set(roots(column))]
        named = beside or [column for column in row if words & set(roots(column))] or list(row)[1:]
        if beside and not words & set(roots(next(iter(row.values())))):
            return []
        parts = [(row[column], *declared_measure(column)) for column in named]
    else:
        parts = [(text, 1, "")]
    found = [
        quantity if quantity.unit else in_measure(quantity, scale, unit)
        for part, scale, unit in parts
        for quantity, *_ in find_quantities(part)
    ]
    kinds = compared.measure.kinds
    fitting = [one for one in found if (one.kind in kinds if kinds else one.unit)]
    if not fitting and is_row(text):
        fitting = [one for one in found if not one.unit and not one.is_year]
    return list(dict.fromkeys(fitting))
