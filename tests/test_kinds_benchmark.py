"""The questions of tests/gold/kinds, and how their answers are judged."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import make_passage

from benchmarks.kinds import KINDS, is_right
from index.records import Hit
from qa.records import Answer, Citation, Statement

FOLDERS = sorted(path.parent for path in KINDS.glob("*/questions.json"))
PASSAGE = make_passage("The hall costs 1,200 euros.", document_id="prices.md")
CITED = Statement("It costs 1,200 euros [1].", (Citation(1, PASSAGE, PASSAGE.text, 0, len(PASSAGE.text)),), True, 1.0)
ANSWER = Answer("?", "?", CITED.text, (CITED,), (Hit(PASSAGE, 1.0, "dense"),), False, 1.0, "test")
EXPECTS = {"expect": [["1200"], ["euro", "€"]], "source": "prices"}


def test_an_answer_is_right_if_it_has_every_fact_cites_the_source_and_says_nothing_forbidden() -> None:
    assert is_right(ANSWER, EXPECTS)
    assert not is_right(ANSWER, {**EXPECTS, "expect": [["1200"], ["pounds"]]})
    assert not is_right(ANSWER, {**EXPECTS, "source": "rules"})
    assert not is_right(ANSWER, {**EXPECTS, "forbid": ["costs"]})
    assert not is_right(ANSWER, {"answerable": False})


def test_an_unanswerable_question_must_be_declined() -> None:
    declined = replace(ANSWER, text="Your documents do not say.", statements=(), abstained=True)
    assert is_right(declined, {"answerable": False, "forbid": ["1,200"]})
    assert not is_right(declined, EXPECTS)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_questions_of_a_kind_name_files_that_exist(folder: Path) -> None:
    questions = json.loads((folder / "questions.json").read_text(encoding="utf-8"))["questions"]
    names = [path.name for path in (folder / "documents").rglob("*") if path.is_file()]
    known = [question["id"] for question in questions]
    assert len(set(known)) == len(known)
    for question in questions:
        assert question.get("after", known[0]) in known
        assert any(question.get("source", "") in name for name in names)
        assert question.get("answerable", True) or "expect" not in question
