"""Answers questions on two or more things that the documents describe: "Hallam or Brookes: whose guarantee is longer?".

Each thing is looked at by itself: its document, its section, its column or its row. What it says of the matter is
quoted; a thing of which nothing is said is named as missing. Two amounts of one kind are compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain, product

from index.files.names import visible
from qa.forms.comparisons.aspect import COMPARES, Aspect, asks_to_compare, asks_what_is_shared, compares, find_aspect
from qa.forms.comparisons.named_things import (
    ALL_HELD,
    CONNECTOR,
    Named,
    all_held,
    asks_of_each,
    is_small,
    means_two,
    named_things,
)
from qa.forms.comparisons.read_thing import Said, alike, read_thing, share_of
from qa.forms.form import Request
from qa.forms.quoting import Quotes, conclude
from qa.forms.structure.written_lists import cells
from qa.forms.tables.question_words import operations
from qa.forms.tables.totals import names_a_total
from qa.forms.words.roots import roots
from qa.records import Draft, Piece, Statement
from qa.text.calendar_words import Date
from qa.text.editions import tells_edition
from qa.text.facts import find_facts
from qa.text.messages import ENGLISH, yes_no
from qa.text.quantities import Quantity, difference_of
from qa.text.quotes import one_line
from qa.text.units import in_smallest

ENOUGH = 0.5  # more than this share of the words of what is asked must be said
MOST_GROUPS = 6  # of things with the same names
QUOTED = 2  # sentences of one thing
FEW = 2  # words of what is asked, of which one can be enough if all things say it with an amount
MOST_PAIRED = 4  # amounts of one thing that are compared with those of the others
_CLAUSE = re.compile(r"[,;:]\s|\s(?:and|but|und|aber|et|mais|y|pero)\s", re.IGNORECASE)
_PART = re.compile(r"[,;]\s")  # "Delivery: 7 weeks" is one
_WHETHER = re.compile(
    r"\W*(?:is|are|were|do|does|did|has|have|ist|sind|hat|haben|kostet|kosten|dauert|est-ce|est|sont|es|son"
    r"|tienen?|cuesta"
    r"|dura)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Valued:
    """What is said of a thing, and the amount or date in it that is compared."""

    said: Said
    value: Decimal
    kind: str  # the smallest unit of its kind, or "date"
    amount: Quantity | Date

    def shown(self, request: Request) -> str:
        return request.day(self.amount) if isinstance(self.amount, Date) else request.amount(self.amount)


def asks_for_contrast(text: str) -> bool:
    """Whether it has a word that compares, and one that joins two things or means both; or asks of "each firm".

    "Together" and "on average" ask for computing.
    """
    if any(one.kind in ("sum", "mean") for one in operations(text)):
        return False
    joins = CONNECTOR.search(text) or (COMPARES.search(text) and ALL_HELD.search(text))
    is_to_compare = compares(text) and (joins is not None or asks_to_compare(text))
    return (is_to_compare or asks_of_each(text)) and not asks_what_is_shared(text)


def answer_contrast(request: Request) -> Iterator[Piece]:
    """Yield what the documents say of each thing. Decline if the question names or means no two that they describe.

    Several tables can have columns of the same names: the first group of which enough is said answers.
    """
    named_here = named_things(request, request.text)[:MOST_GROUPS]
    namings = named_here or all_held(request, request.text)
    is_sure = bool(named_here) or (ALL_HELD.search(request.text) is not None and is_small(request))
    for naming in namings:
        named = naming
        aspect = find_aspect(request.text, named)
        if not aspect.text.strip():
            return
        said = {one: read_thing(request, one.thing, aspect.text) if one.thing else [] for one in named}
        chosen, valued = _compared(request, aspect, said)
        if len(chosen) == 2 < len(named) and means_two(request.text):  # the two of which something is said
            named = [one for one in named if one in chosen]
            chosen, valued = _compared(request, aspect, {one: said[one] for one in named})
        is_table = any(one.thing and one.thing.table for one in named)
        if not is_sure and len(chosen) < len(named):
            return  # that these two are meant is only likely, so both must say something
        if chosen and (not is_table or all(one in chosen or _is_empty(one, chosen) for one in named if one.thing)):
            request.watch.lap("search")
            yield from show_sides(request, aspect, named, chosen, valued)
            return
    are_documents = namings and all(one.thing and one.thing.group == ("document",) for one in namings[0])
    is_of_each = not named_here and asks_of_each(request.text)
    if (
        are_documents
        and not is_of_each
        and COMPARES.search(request.text)
        and find_aspect(request.text, namings[0]).words
    ):
        yield request.abstain(request.say("abstention"))


def _is_empty(one: Named, chosen: Mapping[Named, Sequence[Said]]) -> bool:
    """Whether the row has no value in the column of which those of the others are chosen."""
    table = one.thing.table if one.thing and one.thing.group[0] == "row" else None
    columns = {each.text.split(": ")[0] for other in chosen.values() for each in other if each.is_cell}
    if table is None or one.thing is None or len(columns) != 1:
        return False
    cells = zip(table.columns, table.rows[one.thing.place].cells, strict=True)
    return any(name in columns and cell is None for name, cell in cells)


def _compared(
    request: Request, aspect: Aspect, said: Mapping[Named, Sequence[Said]]
) -> tuple[dict[Named, list[Said]], dict[Named, Valued]]:
    """What is said of each thing on what is asked, and the amounts in it that can be compared."""
    if aspect.measure and (valued := valued_sides(request, aspect, said)):
        return {one: [value.said] for one, value in valued.items()}, valued
    if not (aspect.words or aspect.general):
        return {}, {}
    chosen = _on_aspect(aspect, said)
    if not chosen and aspect.words:  # "how many days does the job take": no text names the job
        alone: list[tuple[str, ...]] = [(one,) for one in aspect.words if len(aspect.words) == FEW]
        fewer = [()] if aspect.general else alone
        tried = (_on_aspect(replace(aspect, words=words), said) for words in fewer)
        chosen = next((one for one in tried if len(one) == len(said) and all(s[0].amounts for s in one.values())), {})
    if aspect.measure and aspect.measure.kinds and not any(_tells(aspect, each) for each in chain(*chosen.values())):
        return {}, {}
    return chosen, _alone(aspect, chosen) if len(chosen) == len(said) else {}


def _tells(aspect: Aspect, said: Said) -> bool:
    """Whether the sentence can tell which has more of what is measured: by an amount, or in the question's words."""
    measure = aspect.measure
    return bool(
        measure and (said.kinds & measure.kinds or said.words & set(roots(f"{aspect.compared} {measure.words}")))
    )


def _on_aspect(aspect: Aspect, said: Mapping[Named, Sequence[Said]]) -> dict[Named, list[Said]]:
    """The sentences of each thing on what is asked. A thing without one is left out, and "Version 2" says nothing."""
    found: dict[Named, list[Said]] = {}
    wanted = aspect.words or aspect.general
    for one, every in said.items():
        sentences = [each for each in every if each.is_cell or not tells_edition(each.text)]
        shares = [share_of(wanted, each.text) for each in sentences]
        best = max(shares, default=0.0)
        if best > ENOUGH:
            general = [share_of(aspect.general, each.text) for each in sentences]
            order = sorted(range(len(sentences)), key=lambda i: (-shares[i] - 0.1 * general[i], i))
            fitting = [i for i in order if shares[i] == best]
            found[one] = [sentences[i] for i in sorted(fitting[:QUOTED])]
    for one in [one for one in said if one not in found]:
        for other, (first, *_) in list(found.items()):
            if parallel := _parallel(first, said[one], said[other]):
                found[one] = [parallel]
                break
    return found


def _parallel(known: Said, others: Sequence[Said], own: Sequence[Said]) -> Said | None:
    """The sentence on another thing that says the same in other words: each is nearest to the other, and both give
    amounts of one kind.
    """
    same = [one for one in others if one.kinds & known.kinds]
    if not same or known.is_cell:
        return None
    closest = max(same, key=lambda one: float(alike(known, [one])[0]))
    back = own[int(alike(closest, own).argmax())]
    ahead = others[int(alike(known, others).argmax())]
    return closest if back is known and ahead is closest else None


def valued_sides(request: Request, aspect: Aspect, said: Mapping[Named, Sequence[Said]]) -> dict[Named, Valued]:
    """The amount of each thing that is compared: those of one kind that fit the question, and each other, best."""
    row = request.models.embedder.embed_questions([request.text])[0]
    found: dict[Named, list[tuple[float, Valued]]] = {}
    half: dict[Named, list[tuple[float, Valued]]] = {}  # those with just half of the words
    for one, sentences in said.items():
        scored = []
        for order, each in enumerate(sentences):
            for value in _values(aspect, each):
                score, share = _worth(aspect, value, float(each.vector @ row))
                scored.append((score - 0.02 * order, share, value))
        top = max((share for _, share, _ in scored), default=0.0)
        found[one] = [(score, value) for score, share, value in scored if share > ENOUGH or not aspect.words or not top]
        half[one] = [(score, value) for score, share, value in scored if share == top == ENOUGH]
        if aspect.words and top <= ENOUGH:  # the words can say what all of it is about: "the offer for the roof"
            everything = " ".join([*(each.text for each in sentences), *(one.thing.words if one.thing else ())])
            found[one] = found[one] if not top and share_of(aspect.words, everything) > ENOUGH else []
    if any(found.values()):  # one thing says it in the question's words, another in others
        found = {one: values or half[one] for one, values in found.items()}
    known = [one for one in found if found[one]]
    if len(known) < 2:
        return {one: max(found[one], key=lambda pair: pair[0])[1] for one in known}
    likely = {one: sorted(found[one], key=lambda pair: -pair[0])[:MOST_PAIRED] for one in known}
    clauses = list(dict.fromkeys(_clause(value) for pairs in likely.values() for _, value in pairs))
    vectors = dict(zip(clauses, request.models.embedder.embed_passages(clauses), strict=True))
    best: tuple[float, tuple[Valued, ...]] = (float("-inf"), ())
    for pairs in product(*likely.values()):
        values = tuple(value for _, value in pairs)
        if len({value.kind for value in values}) == 1:
            first, *others = (vectors[_clause(value)] for value in values)
            score = sum(score for score, _ in pairs) + sum(float(first @ other) for other in others)
            best = max(best, (score, values), key=lambda pair: pair[0])
    return dict(zip(known, best[1], strict=False))


def _values(aspect: Aspect, said: Said) -> Iterator[Valued]:
    """The amounts of the sentence of the kind that is measured, or its dates."""
    measure = aspect.measure
    if measure and measure.name == "date":
        for date in find_facts(said.text).dates:
            value = Decimal((date.year or 0) * 10_000 + date.month * 100 + (date.day or 0))
            yield Valued(said, value, "date", date)
        return
    for quantity, _ in said.amounts:
        value, kind = in_smallest(quantity.value, quantity.unit)
        if (
            measure is None
            or (kind in measure.kinds if measure.kinds else bool(kind))
            or _is_measured(aspect, said, kind)
        ):
            yield Valued(said, value, kind, quantity)


def _is_measured(aspect: Aspect, said: Said, kind: str) -> bool:
    """Whether a cell without a unit has the measure in its name, such as "Price"."""
    words = [*aspect.words, *roots(aspect.measure.words if aspect.measure else "")]
    return said.is_cell and not kind and any(share_of((word,), said.text.split(": ")[0]) for word in words)


def _worth(aspect: Aspect, value: Valued, cosine: float) -> tuple[float, float]:
    """How well the amount answers, and the share of the words of what is asked that its clause or sentence has."""
    clause = _clause(value)
    share = max(share_of(aspect.words, value.said.text), share_of(aspect.words, clause))
    measured = set(roots(aspect.measure.words if aspect.measure else "")) & set(roots(clause))
    per = bool(aspect.per) and aspect.per in roots(_after(value))
    near = share_of(aspect.words, clause)
    literal = bool(set(aspect.words) & value.said.words)  # and not only a synonym
    whole = not aspect.words and is_total(value.said)  # what "the cheaper offer" costs is its total
    return 2 * share + near + 0.7 * bool(measured) + 1.0 * per + 0.5 * literal + 2.0 * whole + cosine, share


def is_total(said: Said) -> bool:
    """Whether it is a row that gives a total."""
    return any(names_a_total(cell) for pair in cells(said.text).items() for cell in pair)


def _clause(value: Valued, parts: re.Pattern[str] = _CLAUSE) -> str:
    """The clause that gives the amount; of a cell, all of it."""
    text, at = value.said.text, next((at for one, at in value.said.amounts if one is value.amount), 0)
    if value.said.is_cell:
        return text
    ends = [match.end() for match in parts.finditer(text)]
    start = max((end for end in ends if end <= at), default=0)
    return text[start : next((end for end in ends if end > at), len(text))]


def _after(value: Valued) -> str:
    """The words right after the amount, such as "a day"."""
    at = next((at for one, at in value.said.amounts if one is value.amount), 0)
    return value.said.text[at : at + 40] if not value.said.is_cell else value.said.text


def _alone(aspect: Aspect, chosen: Mapping[Named, Sequence[Said]]) -> dict[Named, Valued]:
    """The amount of each thing, if what is said of each on what is asked gives just one, all of one kind. Empty if not.

    "118 m² of slate, gutters on the north side" gives none of gutters.
    """
    wanted = aspect.words or aspect.general
    found: dict[Named, Valued] = {}
    for one, sentences in chosen.items():
        amounts = dict.fromkeys(quantity for each in sentences for quantity, _ in each.amounts)
        if len(amounts) != 1 or len(sentences) != 1:
            return {}
        quantity = next(iter(amounts))
        value, kind = in_smallest(quantity.value, quantity.unit)
        found[one] = Valued(sentences[0], value, kind, quantity)
    is_on_it = any(share_of(wanted, _clause(value, _PART)) for value in found.values())
    return found if is_on_it and len({value.kind for value in found.values()}) == 1 else {}


def show_sides(
    request: Request,
    aspect: Aspect,
    named: Sequence[Named],
    chosen: Mapping[Named, Sequence[Said]],
    valued: Mapping[Named, Valued],
    *,
    head: str = "",
) -> Iterator[Piece]:
    """Yield the answer: which thing has more or less, if that is known, and what is said of each."""
    quotes = Quotes(request.index)
    statements: list[Statement] = []
    lines: list[str] = []
    for one in named:
        shown = []
        for each in chosen.get(one, ()):
            words = f"“{one_line(each.text)}”" if each.is_cell else ""
            if statement := quotes.quote(each.document_id, each.start, each.end, words):
                statements.append(statement)
                shown.append(statement.text)
        said = " ".join(shown) or request.say("abstention")
        lines.append(f"- **{visible(one.name)}**: {said}")
    if not statements:
        return
    verdict = _verdict(request, aspect, valued, statements) if len(valued) == len(named) else None
    yield Draft(request.text, tuple(statements))
    text = "\n\n".join([*([verdict.text] if verdict else [head] if head else []), "\n".join(lines)])
    yield request.finish(text, [*([verdict] if verdict else []), *statements], quotes.hits)


def _verdict(
    request: Request, aspect: Aspect, valued: Mapping[Named, Valued], cited: Sequence[Statement]
) -> Statement | None:
    """The sentence that says which has more or less, and by how much. None if that cannot be said."""
    values = list(valued.items())
    if len(values) < 2 or len({value.kind for _, value in values}) != 1:
        return None
    ordered = sorted(values, key=lambda pair: pair[1].value, reverse=aspect.wants_more or not aspect.measure)
    (first, most), (_, least), *others = ordered
    is_whether = _WHETHER.match(request.text) is not None and bool(aspect.compared)
    yes, no, _ = yes_no(request.text)
    head = f"{yes if first is values[0][0] and most.value != least.value else no}. " if is_whether else ""
    names = [visible(one.name) for one, _ in ordered]
    if len({value.value for _, value in values}) == 1:
        things = request.listed([request.say("for_thing", name=name) for name in names])
        said = request.say("no_difference", value=most.shown(request), things=things)
    elif others:
        said = ", ".join(f"{visible(one.name)}: {value.shown(request)}" for one, value in ordered)
    else:
        verb = _verb(aspect) if request.question.language == ENGLISH else ""
        shown = {"most": most.shown(request), "least": least.shown(request)}
        said = request.say("against", first=f"{names[0]}{verb}", other=names[1], **shown)
        if isinstance(most.amount, Quantity) and isinstance(least.amount, Quantity):
            amount = request.amount(difference_of(most.amount, least.amount))
            said += f". {request.say('difference_is', amount=amount)}"
    return conclude(f"{head}{said}", cited)


def _verb(aspect: Aspect) -> str:
    """What the first thing is: " is cheaper". "" if the comparative needs a noun, as "more" does."""
    is_noun = aspect.compared.casefold() in ("more", "less", "fewer") or " " in aspect.compared
    is_adjective = aspect.measure and aspect.measure.name and not is_noun
    return f" is {aspect.compared.lower()}" if is_adjective and not aspect.words else ""
