"""Chooses the form of an answer. A question that no form takes gets the ordinary answer, which states a fact."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial

from qa.forms.comparisons.changes import answer_changes, asks_for_changes
from qa.forms.comparisons.commonalities import answer_commonalities, asks_for_commonalities
from qa.forms.comparisons.described_things import answer_contrast, asks_for_contrast
from qa.forms.comparisons.two_amounts import answer_difference, asks_for_difference
from qa.forms.comparisons.two_sides import answer_comparison, asks_for_comparison
from qa.forms.comparisons.which_of import answer_which_of, asks_which_is_most, asks_which_of
from qa.forms.follow_ups.again import answer_again
from qa.forms.follow_ups.follow_up import FollowUp, find_follow_up, restated
from qa.forms.follow_ups.grounds import tell_grounds, tell_reasons
from qa.forms.follow_ups.translate_answer import translate
from qa.forms.form import BY_RULE, Form, Request, wordings_of
from qa.forms.library.authors import answer_author, asks_for_author
from qa.forms.library.emails import answer_emails, asks_for_emails
from qa.forms.library.library import answer_library, is_about_library
from qa.forms.library.mail_headers import answer_headers, asks_for_headers
from qa.forms.library.metadata import answer_metadata, asks_for_metadata
from qa.forms.library.senders import answer_who_wrote, asks_who_wrote
from qa.forms.lists.callers import answer_callers, asks_for_callers
from qa.forms.lists.class_methods import answer_methods, asks_for_methods
from qa.forms.lists.definitions import answer_definitions, asks_for_definitions
from qa.forms.lists.exclusions import answer_exclusions, asks_for_exclusions
from qa.forms.lists.listing import answer_list, asks_for_list
from qa.forms.lists.membership import answer_membership, asks_for_membership
from qa.forms.lists.opening import answer_hours, asks_for_hours, asks_whether_open
from qa.forms.lists.proposals import answer_proposals, asks_for_proposals
from qa.forms.lists.sheets import answer_sheets, asks_for_sheets
from qa.forms.places.counted import answer_how_many_headings, asks_how_many_headings
from qa.forms.places.exact_words import answer_exact, names_exact_words
from qa.forms.places.mentions import answer_mentions, asks_for_mentions
from qa.forms.places.page_of import answer_page, asks_for_page
from qa.forms.places.place import answer_place, asks_for_place
from qa.forms.question_parts import answer_parts, are_sentences, asks_several, split_parts
from qa.forms.small_talk import answer_mistyped, answer_small_talk, is_small_talk, looks_mistyped
from qa.forms.spelling import answer_misspelt, asks_anything
from qa.forms.steps.asked import asks_for_steps
from qa.forms.steps.step_order import answer_order, answer_order_of, asks_for_order
from qa.forms.steps.steps import answer_steps
from qa.forms.summaries.asked import asks_for_summary
from qa.forms.summaries.summary import answer_summary
from qa.forms.tables.answer import (
    answer_by_rules,
    answer_look_up,
    answer_with_model,
    may_look_up,
    names_operation,
    rules_can_answer,
)
from qa.forms.tables.baskets import answer_basket, names_basket
from qa.forms.tables.budget import answer_budget, asks_about_budget
from qa.forms.tables.versus import answer_versus, compares_rows
from qa.forms.wanted.likely import answer_as_wanted, wanted_form
from qa.forms.yes_no import answer_yes_or_no, asks_yes_or_no
from qa.records import Answer, FormName, Piece, Question, Turn
from qa.text.parsed import ParsedText


def _answer_parts(request: Request) -> Iterator[Piece]:
    """Yield the answers to several questions at once, each in its form."""
    return answer_parts(replace(request, ordinary=partial(_answer_part, request)))


def _answer_part(request: Request, part: Question) -> Iterator[Piece]:
    """Yield the answer to a part that stands alone in its form. Otherwise, or if no form takes it, the ordinary one."""
    own = replace(request, question=part, history=(), text=part.searched.text, kept={})
    if part.before or not (yield from answer_in_form(own)):
        yield from request.ordinary(part)


def _asks_apart(text: str) -> bool:
    """Whether the text asks several things that have nothing to do with each other: one of them is about the library,
    or each is a sentence of its own that needs no other.
    """
    parts = split_parts(text)
    about = [any(asks(part) for asks in (is_about_library, asks_for_metadata, asks_for_author)) for part in parts]
    return (any(about) and not all(about)) or (len(parts) > 1 and are_sentences(text))


# In order: the first form that recognises the question and does not decline answers it.
FORMS = (
    Form("small talk", is_small_talk, answer_small_talk),
    Form("small talk", looks_mistyped, answer_mistyped),
    Form("fact", asks_for_emails, answer_emails, is_exact=True),
    Form("fact", asks_for_headers, answer_headers, is_exact=True),
    Form("place", asks_for_mentions, answer_mentions, is_exact=True),
    Form("fact", _asks_apart, _answer_parts),
    Form("library", is_about_library, answer_library, is_exact=True),
    Form("library", asks_for_metadata, answer_metadata, is_exact=True),
    Form("library", asks_for_author, answer_author, is_exact=True),
    Form("steps", asks_for_order, answer_order),
    Form("comparison", asks_for_changes, answer_changes),
    Form("place", asks_for_place, answer_place, is_exact=True),
    Form("place", asks_for_page, answer_page, is_exact=True),
    Form("place", asks_how_many_headings, answer_how_many_headings, is_exact=True),
    Form("fact", names_exact_words, answer_exact, is_exact=True),
    Form("summary", asks_for_summary, answer_summary, is_exact=True),
    Form("steps", asks_for_steps, answer_steps),
    Form("list", asks_for_proposals, answer_proposals),
    Form("list", asks_for_callers, answer_callers, is_exact=True),
    Form("list", asks_for_methods, answer_methods),
    Form("list", asks_for_definitions, answer_definitions),
    Form("list", asks_for_sheets, answer_sheets),
    Form("yes or no", asks_whether_open, answer_hours, is_exact=True),
    Form("fact", asks_for_hours, answer_hours, is_exact=True),
    Form("table", names_basket, answer_basket, is_exact=True),
    Form("table", asks_about_budget, answer_budget),
    Form("table", compares_rows, answer_versus),
    Form("table", rules_can_answer, answer_by_rules, is_exact=True),
    Form("comparison", asks_for_contrast, answer_contrast),
    Form("comparison", asks_which_is_most, answer_which_of),
    Form("fact", asks_which_of, answer_which_of),
    Form("list", asks_for_exclusions, answer_exclusions),
    Form("yes or no", asks_for_membership, answer_membership),
    Form("comparison", asks_for_commonalities, answer_commonalities),
    Form("comparison", asks_for_difference, answer_difference),
    Form("comparison", asks_for_comparison, answer_comparison),
    Form("table", names_operation, answer_with_model),
    Form("list", asks_for_list, answer_list, is_wide=True),
)
# The form that the classifier tells comes before these only if it is sure.
LAST = (
    Form("fact", asks_who_wrote, answer_who_wrote),
    Form("fact", may_look_up, answer_look_up),
    Form("fact", asks_several, _answer_parts),
    Form("yes or no", asks_yes_or_no, answer_yes_or_no),
)
MISSPELT = Form("fact", asks_anything, answer_misspelt)


def recognise(text: str) -> FormName:
    """The form that the question seems to ask for.

    >>> recognise("How many documents do you have?")
    'library'
    """
    texts = wordings_of(text)
    named = (form.name for form in (*FORMS, *LAST) if form.name != "fact" and any(map(form.recognises, texts)))
    return next(named, "fact")


def answer_in_form(request: Request) -> Generator[Piece, None, bool]:
    """Yield the pieces of an answer in its form, or a question that asks what the user means.

    Return whether there was an answer. If not, the question asks for a fact.
    """
    question = request.question
    if request.history and (yield from _follow_up(request)):
        return True
    for attempt in _attempts(request):
        piece: Piece = ""
        for piece in attempt(request):
            yield piece
        if isinstance(piece, Answer):
            return True
    if question.asks_back:
        yield question.asks_back
        yield Answer(question.asked, question.asked, question.asks_back, (), (), True, 0.0, BY_RULE, asks_back=True)
    return bool(question.asks_back)


def _attempts(request: Request) -> Iterator[Callable[[Request], Iterator[Piece]]]:
    """The forms to try, each once, in order: those that rules tell, then the one that the classifier tells, then those
    of the rules that it contradicts.

    What rules take for a list is often something else ("What are the key takeaways?"): then the classifier's form
    comes first. It needs the embedder, so it is asked only there, and if no rule has answered.
    """
    question = request.question
    asked = question.searched.text if question.stands_alone else question.asked
    wanted = cache(lambda: wanted_form(asked, request.models.embedder))
    later = []
    for form in FORMS:
        if question.asks_back and not form.is_exact:
            continue
        if form.is_wide and form.takes(question) and wanted().is_sure(form.name):
            later.append(form)
        else:
            yield form.try_answer
    if question.asks_back:
        return
    if question.stands_alone:
        for form in LAST:
            if form.takes(question) and wanted().is_sure(form.name):
                later.append(form)
            else:
                yield form.try_answer
        yield partial(answer_as_wanted, wanted=wanted(), asked=asked)
    else:
        later += LAST
    yield from (form.try_answer for form in (*later, MISSPELT))


def _follow_up(request: Request) -> Generator[Piece, None, bool]:
    """Yield the answer to a follow-up to an earlier answer. Return whether there was one."""
    asked, before = request.question.asked, _question_before(request.history)
    again = restated(asked, before)
    if again:
        piece: Piece = ""
        for piece in answer_in_form(_about(request, again)):
            yield replace(piece, question=asked) if isinstance(piece, Answer) else piece
        return isinstance(piece, Answer)
    follow_up = find_follow_up(asked, before)
    if follow_up is None:
        return False
    earlier = yield from _answer_before(request, before, is_fact_too=follow_up.may_follow_fact)
    answer = (yield from _changed(_about(request, before), follow_up, earlier)) if earlier else None
    if answer is None:
        return False
    yield answer.text
    yield replace(answer, question=asked, searched=answer.searched or before)
    return True


def _answer_before(request: Request, before: str, *, is_fact_too: bool) -> Generator[Piece, None, Answer | None]:
    """Return the answer to the earlier question. Until then, yield "" from time to time."""
    about = _about(request, before)
    answer = yield from _ended(answer_in_form(about))
    if answer is None and is_fact_too:
        answer = yield from _ended(request.ordinary(about.question))
    return answer


def _ended(pieces: Iterator[Piece]) -> Generator[Piece, None, Answer | None]:
    """Return the answer at the end of the pieces. Until then, yield "" for each."""
    answer = None
    for piece in pieces:
        answer = piece if isinstance(piece, Answer) else None
        yield ""
    return answer


def _changed(request: Request, follow_up: FollowUp, earlier: Answer) -> Generator[Piece, None, Answer | None]:
    """Return the earlier answer as the follow-up asks for it. Until then, yield "" from time to time."""
    match follow_up.kind:
        case "why":
            return tell_reasons(request, earlier)
        case "sure":
            return tell_grounds(earlier)
        case "language":
            return (yield from translate(request, earlier, follow_up.language))
        case "order" | "next":
            pieces = answer_order_of(request, follow_up.order, earlier) if follow_up.order else iter(())
            answer = yield from _ended(pieces)
            return replace(answer, form="steps") if answer else None
        case _:
            return answer_again(follow_up, earlier)


def _question_before(history: Sequence[Turn]) -> str:
    """The question that was searched in the last turn that was not small talk."""
    turn = next((turn for turn in reversed(history) if not is_small_talk(turn.question)), history[-1])
    return turn.searched or turn.question


def _about(request: Request, text: str) -> Request:
    """The request for another question that stands alone."""
    question = Question(text, ParsedText(text), speaks=request.question.language)
    return replace(request, question=question, history=(), text=text, ordinary=lambda _: iter(()))
