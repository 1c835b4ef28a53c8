"""Answers a question in the form that it most likely wants, if no rule knows its wording."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from qa.forms.comparisons.described_things import answer_contrast
from qa.forms.form import Request
from qa.forms.library.library import answer_library
from qa.forms.lists.listing import answer_list
from qa.forms.places.place import answer_place
from qa.forms.small_talk import answer_remark
from qa.forms.steps.steps import answer_steps
from qa.forms.summaries.summary import answer_summary
from qa.forms.tables.answer import answer_in_agreement, look_up_in_agreement
from qa.forms.wanted.classifier import form_classifier
from qa.forms.wanted.reworded import reworded
from qa.forms.yes_no import answer_yes_or_no
from qa.records import Answer, FormName, Piece

LEAST = 0.6  # probability of the form
_BY_RULE: dict[FormName, Callable[[Request], Iterator[Piece]]] = {
    "list": answer_list,
    "summary": answer_summary,
    "steps": answer_steps,
    "place": answer_place,
    "library": answer_library,
}  # they read the question again, in other words
_AS_ASKED: dict[FormName, Callable[[Request], Iterator[Piece]]] = {
    "comparison": answer_contrast,
    "table": answer_in_agreement,
    "yes or no": answer_yes_or_no,
    "small talk": answer_remark,
}


def answer_as_likely(request: Request) -> Iterator[Piece]:
    """Yield the answer, the last piece with the name of its form. Yield nothing if a fact is wanted or the form
    declines.

    A cell of a table is a fact too. The search reads the question with the same embedder, so telling the form takes
    a few milliseconds.
    """
    asked = request.question.asked
    form, probability = form_classifier().likely_form(asked, request.models.embedder)
    answer: Callable[[Request], Iterator[Piece]] = look_up_in_agreement
    text = asked
    if form == "fact":
        form = "table"
    elif probability < LEAST:
        return
    elif form in _BY_RULE:
        answer, text = _BY_RULE[form], reworded(request, form)
    else:
        answer = _AS_ASKED[form]
    if text:
        for piece in answer(replace(request, text=text)):
            yield replace(piece, form=form) if isinstance(piece, Answer) else piece
