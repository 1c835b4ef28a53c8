"""Answers some questions by rules, without a model: small talk, and questions about the set of documents."""

from __future__ import annotations

from collections.abc import Collection

from qa.forms.library import Library, Reply, answer_about_library
from qa.forms.small_talk import reply_to_small_talk
from qa.records import Answer, Question

BY_RULE = "no model"  # shown as the model of these answers


def answer_directly(question: Question, library: Library, within: Collection[str] | None = None) -> Answer | None:
    """The answer by a rule, or a question that asks what the user means. None if the documents must be searched.

    The rules use the question as asked, not as a follow-up was understood.
    """
    asked = question.asked
    if question.asks_back:
        return Answer(asked, asked, question.asks_back, (), (), True, 0.0, BY_RULE, asks_back=True)
    if talk := reply_to_small_talk(asked):
        return _answer(asked, Reply(talk))
    if reply := answer_about_library(asked, library, within):
        return _answer(asked, reply)
    return None


def _answer(asked: str, reply: Reply) -> Answer:
    return Answer(asked, asked, reply.text, reply.statements, reply.hits, False, 1.0, BY_RULE)
