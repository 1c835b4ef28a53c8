"""Question + history -> the question that is searched and read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.conversation.clarify import asks_back
from qa.conversation.rewrite import searched_before, standalone
from qa.conversation.translate import compare_languages
from qa.forms.small_talk import reply_to_small_talk
from qa.records import Question, Turn
from qa.text.messages import language_of
from qa.text.parsed import ParsedText


def understand(asked: str, history: Sequence[Turn], spoken: Sequence[str] = ()) -> Question:
    """The standalone question if a rule finds it. Otherwise the earlier question and this one are searched together.

    `spoken` are the codes of the languages of the documents.

    If it is unclear what the user means, the result has `asks_back`. A follow-up refers to the last turn that was not
    small talk. It keeps the question of that turn, to search for its passages again.
    """
    question = _standalone(asked, history)
    earlier = (turn.question for turn in reversed(history))  # "as a table" is in the language of the turn before
    question = replace(question, speaks=language_of(asked, question.searched.text, *earlier))
    return compare_languages(question, spoken)


def _standalone(asked: str, history: Sequence[Turn]) -> Question:
    history = [turn for turn in history if not reply_to_small_talk(turn.question)]
    if back := asks_back(asked, history):
        return Question(asked, ParsedText(asked), asks_back=back)
    alone = standalone(asked, history)
    before = "" if alone == asked else searched_before(history)
    if alone is not None:
        return Question(asked, ParsedText(alone), before=before)
    return Question(asked, ParsedText(f"{before} {asked}"), tuple(history), before=before)
