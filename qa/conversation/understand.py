"""What was asked, in the light of what was said before -> the question as it is searched for and read."""

from __future__ import annotations

from collections.abc import Sequence

from qa.conversation.clarify import asks_back
from qa.conversation.rewrite import searched_before, standalone
from qa.forms.small_talk import reply_to_small_talk
from qa.records import Question, Turn
from qa.text.parsed import ParsedText


def understand(asked: str, history: Sequence[Turn]) -> Question:
    """The question that stands alone, if a rule tells which; else it is searched for behind the one before it.

    It has `asks_back` where nothing tells what is meant. A follow-up looks for what was found before, too; it
    goes on from the last turn that was not small talk.
    """
    history = [turn for turn in history if not reply_to_small_talk(turn.question)]
    if back := asks_back(asked, history):
        return Question(asked, ParsedText(asked), asks_back=back)
    alone = standalone(asked, history)
    before = "" if alone == asked else searched_before(history)
    if alone is not None:
        return Question(asked, ParsedText(alone), before=before)
    return Question(asked, ParsedText(f"{before} {asked}"), tuple(history), before=before)
