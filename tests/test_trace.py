"""Limits how much code a reader must follow from a question to its answer; no sentence is parsed twice."""

from __future__ import annotations

from collections import Counter

import pytest
from fakes import ListedPassages, ScriptedEngine, make_passage
from trace_answer import summary, trace

from qa.chatbot import Chatbot
from qa.settings import load_settings
from qa.text import facts, parsed

NEW = make_passage("If you use your own car, the company pays 0.38 euros per kilometre. Trips by rail are better.")
OLD = make_passage("For your own car the company pays 0.30 euros per kilometre.", document_id="handbook-2024.md")
PARKING = make_passage("Parking costs 40 euros a month. Bicycles park free.", document_id="parking.md")
QUESTION = "How much does the company pay for my own car?"
MOST_FUNCTIONS, MOST_FILES, MOST_LINES = 15, 8, 350


class Answering(Chatbot):
    """A chatbot whose models are small and loaded."""

    index = ListedPassages([NEW, OLD, PARKING])
    engine = ScriptedEngine("The company pays 0.38 euros per kilometre [1]. Parking costs 90 euros [3]. So it is.")


def test_a_reader_follows_few_functions_from_a_question_to_its_answer() -> None:
    with Answering(load_settings()) as chatbot:
        steps = trace(lambda: chatbot.ask(QUESTION))
    assert {"ask", "answer", "understand", "gather_evidence", "check_while_written"} <= {step.name for step in steps}
    assert len(steps) <= MOST_FUNCTIONS, summary(steps)
    assert len({step.file for step in steps}) <= MOST_FILES, summary(steps)
    assert sum(step.lines for step in steps) <= MOST_LINES, summary(steps)


def test_the_facts_of_each_sentence_are_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Counter[str]()

    def count(text: str) -> facts.Facts:
        found[text] += 1
        return facts.find_facts(text)

    monkeypatch.setattr(parsed, "find_facts", count)
    with Answering(load_settings()) as chatbot:
        answer = chatbot.ask(QUESTION)
    assert answer.conflicts
    assert [statement.supported for statement in answer.statements] == [True, False, None]
    for sentence in (*NEW.text.split(". "), OLD.text, *PARKING.text.split(". ")):
        assert sum(times for text, times in found.items() if sentence in text) == 1, sentence
