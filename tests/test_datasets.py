"""The gold questions match the sample documents."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from index.reading.read import read
from index.text.normalise import normalise

ROOT = Path(__file__).parent.parent
DOCUMENTS = ROOT / "documents"


def gold(name: str) -> list[dict[str, Any]]:
    lines = (ROOT / "tests" / "gold" / name).read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


QUESTIONS = gold("questions.jsonl")
HELD_OUT = gold("held_out.jsonl")
FOLLOW_UPS = gold("follow_ups.jsonl")
ACROSS_LANGUAGES = gold("cross_language.jsonl") + gold("cross_language_back.jsonl")
FOLDERS = (DOCUMENTS, ROOT / "tests" / "gold" / "in_other_languages")
UNANSWERABLE = [entry for entry in QUESTIONS if not entry["answerable"]]
ANSWERED = [entry for entry in QUESTIONS + HELD_OUT if entry["answerable"]] + FOLLOW_UPS
ANSWERED += [entry for entry in ACROSS_LANGUAGES if entry["answerable"]]


@cache
def text_of(document_id: str) -> str:
    path = next(folder / document_id for folder in FOLDERS if (folder / document_id).exists())
    return normalise(read(path.read_bytes(), document_id).text)


def documents_of(entry: dict[str, Any]) -> list[str]:
    document = entry["document"]
    return document if isinstance(document, list) else [document]


def occurs_one(answers: list[str], text: str) -> bool:
    return any(normalise(answer).casefold() in normalise(text).casefold() for answer in answers)


@pytest.mark.parametrize("entry", ANSWERED, ids=lambda entry: entry["id"])
def test_the_quote_stands_in_every_document_that_answers(entry: dict[str, Any]) -> None:
    missing = [d for d in documents_of(entry) if normalise(entry["quote"]) not in text_of(d)]
    assert missing == []


@pytest.mark.parametrize("entry", ANSWERED, ids=lambda entry: entry["id"])
def test_the_quote_gives_the_answer_and_the_question_does_not(entry: dict[str, Any]) -> None:
    facts = [entry["answers"], *([entry["also"]] if "also" in entry else [])]
    assert all(occurs_one(answers, entry["quote"]) for answers in facts)
    assert not any(occurs_one(answers, entry["question"]) for answers in facts)


def test_ids_and_questions_are_unique() -> None:
    ids = [entry["id"] for entry in QUESTIONS + HELD_OUT + FOLLOW_UPS]
    questions = [entry["question"] for entry in QUESTIONS + HELD_OUT]
    assert len(ids) == len(set(ids))
    assert len(questions) == len(set(questions))


def test_there_are_enough_questions_of_both_kinds() -> None:
    assert len(QUESTIONS) - len(UNANSWERABLE) >= 40
    assert len(UNANSWERABLE) >= 8


def test_every_unanswerable_question_says_why_and_names_no_source() -> None:
    for entry in UNANSWERABLE:
        assert entry["why"]
        assert (entry["answers"], entry["document"], entry["quote"]) == ([], None, None)


def test_every_sample_document_answers_two_questions_or_more() -> None:
    # The folder itself is not counted: its owner may have put other files there.
    asked = Counter(document for entry in QUESTIONS if entry["answerable"] for document in documents_of(entry))
    assert len(asked) == 12
    assert min(asked.values()) >= 2
