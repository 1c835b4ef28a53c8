"""Answers a question in the form that it most likely wants, if no rule knows its wording."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from index.embedding.embedder import Embedder
from qa.forms.comparisons.commonalities import answer_commonalities, asks_for_commonalities
from qa.forms.comparisons.described_things import answer_contrast
from qa.forms.form import Request
from qa.forms.library.library import answer_library
from qa.forms.lists.listing import answer_list
from qa.forms.lists.sheets import answer_sheets, asks_for_sheets
from qa.forms.places.mentions import answer_mentions, asks_for_mentions
from qa.forms.places.place import answer_place
from qa.forms.places.references import REFERENCE, words_beside
from qa.forms.small_talk import answer_remark
from qa.forms.steps.steps import answer_steps
from qa.forms.summaries.summary import answer_summary
from qa.forms.tables.answer import answer_in_agreement, look_up_in_agreement
from qa.forms.wanted.classifier import form_classifier, likeliest
from qa.forms.wanted.reworded import THE_TWO, reworded
from qa.forms.words.comparatives import find_measure
from qa.forms.yes_no import answer_yes_or_no
from qa.records import Answer, FormName, Piece
from qa.text.courtesy import asking_sentences, without_courtesies

LEAST = 0.5  # probability of the form
NAMED = 0.25  # the same if the question names a page or section by its number and little else, or compares "the two"
# Forms whose abstention is final: a place that is not there is told, and a yes-or-no answer is the ordinary one.
_FINAL = ("place", "yes or no")
SURE = 0.7  # from here on, the form is tried before those that rules tell
SURE_OF_NO_YES = 0.9  # the same for yes or no: "Can the two filters be interchanged?" is also about two things


def answer_listed(request: Request) -> Iterator[Piece]:
    """Yield the sheets of a workbook, or the items of another list."""
    yield from answer_sheets(request) if asks_for_sheets(request.text) else answer_list(request)


def answer_held(request: Request) -> Iterator[Piece]:
    """Yield the sheets of a workbook, or what is asked about the set of documents."""
    yield from answer_sheets(request) if asks_for_sheets(request.text) else answer_library(request)


def answer_at_place(request: Request) -> Iterator[Piece]:
    """Yield what is written at a place, or where something is mentioned."""
    yield from answer_mentions(request) if asks_for_mentions(request.text) else answer_place(request)


def answer_compared(request: Request) -> Iterator[Piece]:
    """Yield what two things have in common, or what is said of each."""
    answer = answer_commonalities if asks_for_commonalities(request.text) else answer_contrast
    yield from answer(request)


# They read the question again, in other words.
_BY_RULE: dict[FormName, Callable[[Request], Iterator[Piece]]] = {
    "list": answer_listed,
    "summary": answer_summary,
    "steps": answer_steps,
    "place": answer_at_place,
    "library": answer_held,
    "comparison": answer_compared,
}
_AS_ASKED: dict[FormName, Callable[[Request], Iterator[Piece]]] = {
    "table": answer_in_agreement,
    "yes or no": answer_yes_or_no,
    "small talk": answer_remark,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The form that a question wants, and its probability (0 to 1)."""

    form: FormName
    probability: float

    def is_sure(self, other: FormName) -> bool:
        """Whether it is so likely that the other form, which a rule tells, comes after it."""
        least = SURE_OF_NO_YES if other == "yes or no" else SURE
        return self.probability >= least and self.form not in ("fact", other)


def wanted_form(asked: str, embedder: Embedder) -> Wanted:
    """The form that the question, or the one of its sentences that asks and says most about it, wants.

    The search embeds the question too, so this takes a few milliseconds.
    """
    text = without_courtesies(asked)
    classifier = form_classifier()
    texts = dict.fromkeys([text, *(one for one in asking_sentences(text) if len(one.split()) > 1)])
    told = [classifier.odds(one, embedder) for one in texts]
    best = max((Wanted(*likeliest(odds)) for odds in told), key=lambda one: one.probability)
    if best.probability < SURE:
        odds = told[0]  # of the whole question
        if REFERENCE.search(text) and not words_beside(text) and odds["place"] >= NAMED:
            return Wanted("place", odds["place"])
        if THE_TWO.search(text) and find_measure(text) and odds["comparison"] >= NAMED:
            return Wanted("comparison", odds["comparison"])
    return best if best.probability >= LEAST else Wanted("fact", 1 - best.probability)


def answer_as_wanted(request: Request, wanted: Wanted, asked: str) -> Iterator[Piece]:
    """Yield the answer to what is asked, the last piece with the name of its form. Yield nothing if the form declines.

    If a fact is wanted, it can be a cell of a table.
    """
    form, text = wanted.form, asked
    answer: Callable[[Request], Iterator[Piece]] = look_up_in_agreement
    if form == "fact":
        form = "table"
    elif form in _BY_RULE:
        answer, text = _BY_RULE[form], reworded(request, asked, form)
    else:
        answer = _AS_ASKED[form]
    if text:
        yield from _unless_abstained(answer(replace(request, text=text)), form)


def _unless_abstained(pieces: Iterator[Piece], form: FormName) -> Iterator[Piece]:
    """The pieces. Of an abstention that is not final, nothing: another form can still answer."""
    held = ""  # a text is held back until the next piece
    for piece in pieces:
        if isinstance(piece, Answer) and piece.abstained and form not in _FINAL:
            return
        if held:
            yield held
        held = piece if isinstance(piece, str) else ""
        if not held:
            yield replace(piece, form=form) if isinstance(piece, Answer) else piece
