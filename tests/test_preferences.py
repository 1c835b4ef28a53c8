"""What people choose for themselves on the page, and what the server keeps fixed."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from index.scope import Scope
from qa.settings import Settings
from ui.web.page.how import How, parse_how
from ui.web.preferences import BUDGETS, STRICTNESS, offered, settings_json

TODAY = date(2026, 3, 15)
DOCS = Path(__file__).parent.parent / "docs"


def test_a_choice_of_strictness_means_what_was_measured() -> None:
    with (DOCS / "data" / "abstention.csv").open(encoding="utf-8") as file:
        rows = {float(row["min_confidence"].split()[0]): row for row in csv.DictReader(file)}

    def share(value: float, what: str) -> float:
        found = [rows[value][f"{name}: {what}"] for name in ("squad2 open", "clapnq")]
        return sum(int(one.removesuffix(" %")) for one in found) / len(found)

    for one in STRICTNESS:
        assert abs(one.answered - share(one.value, "answered of 30 answerable")) <= 0.5
        assert abs(100 - one.wrong - share(one.value, "abstained of 30 unanswerable")) <= 0.5


def test_a_choice_of_the_budget_means_what_was_measured() -> None:
    measured = (DOCS / "evidence.md").read_text(encoding="utf-8")
    table = [line for line in measured.splitlines() if line.startswith("|")]
    rows = {
        cells[1].strip().removesuffix(" (default)"): cells
        for line in table
        if (cells := line.replace("| ", "|").split("|"))
    }
    for one in BUDGETS:
        assert rows[str(one.value)][2].startswith(f"{one.right} %")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"min_confidence": 0.5, "evidence_tokens": 600}, {"min_confidence": 0.5, "evidence_tokens": 600}),
        ({"min_confidence": 0.0}, {}),  # not offered
        ({"min_confidence": True, "evidence_tokens": "600"}, {}),
        ({"min_confidence": [0.5], "evidence_tokens": {"a": 1}}, {}),
        ({"min_confidence": float("nan"), "evidence_tokens": 10**4000}, {}),
        ({"engine": "openai", "base_url": "http://evil.example"}, {}),
        ([], {}),
        (None, {}),
    ],
)
def test_only_what_is_offered_is_taken(sent: object, kept: dict[str, float]) -> None:
    assert offered(sent, Settings()) == kept


@pytest.mark.parametrize("nothing", ["", "{", "[]", "null", '"x"', "{}", '{"within": 3, "instead": "7"}', "[" * 10_000])
def test_what_the_page_sends_along_counts_only_if_it_is_understood(nothing: str) -> None:
    assert parse_how(nothing, Settings(), TODAY) == How()


def test_the_page_sends_along_how_a_question_is_to_be_answered() -> None:
    sent = {"within": ["type:pdf", 7, "days:7"], "instead": 3, "preferences": {"min_confidence": 0.7}}
    within = Scope(types=("pdf",), since=date(2026, 3, 8))
    assert parse_how(json.dumps(sent), Settings(), TODAY) == How(within, 3, {"min_confidence": 0.7})
    many = parse_how(json.dumps({"within": [f"type:{n}" for n in range(1000)]}), Settings(), TODAY)
    assert many.within
    assert len(many.within.types) == 200
    for instead in (-1, True, 10**10, 1.5):
        assert parse_how(json.dumps({"instead": instead}), Settings(), TODAY) == How()


def test_what_the_server_fixes_cannot_be_chosen() -> None:
    settings = Settings(fixed="min_confidence , k")
    assert offered({"min_confidence": 0.5, "evidence_tokens": 600}, settings) == {"evidence_tokens": 600}
    choices = settings_json(settings)["choices"]
    assert {name: one["fixed"] for name, one in choices.items()} == {"min_confidence": True, "evidence_tokens": False}


def test_an_engine_that_needs_no_model_is_not_said_to_use_one(tmp_path: Path) -> None:
    shown = settings_json(Settings(documents=tmp_path, index=tmp_path, engine="extractive"))
    assert (shown["engine"], shown["model"]) == ("extractive", "")
