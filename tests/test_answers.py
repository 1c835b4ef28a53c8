"""The evaluation of answers: right, cited and abstained answers are counted correctly."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from fakes import FakeModels, ListedPassages, ScriptedEngine, make_passage

from index.errors import SettingsError
from qa.evaluation.answers import evaluate
from qa.evaluation.datasets import read_questions
from qa.evaluation.metrics import contains_any, wilson_interval
from qa.pipeline import Pipeline
from qa.records import Answer, Turn
from qa.settings import Settings

LEAVE = make_passage("You get 25 days of leave. They expire on 31 March.")
PARKING = make_passage("Parking costs 40 euros a month.", document_id="parking.md")
SAID = {
    "leave": "You get 25 days of leave [1].",
    "parking": "Parking costs 40 euros a month [2].",
    "dogs": "No.",
    "cats": "You get 25 days of leave [1].",
}


class ScriptedChatbot:
    """Answers by the first word of the question."""

    def ask(self, question: str, *, history: Sequence[Turn] = ()) -> Answer:
        *_, answer = Pipeline(
            ListedPassages([LEAVE, PARKING]),
            FakeModels(ScriptedEngine(SAID[question.partition(" ")[0]])),
            Settings(),
        ).answer(question, history=history)
        assert isinstance(answer, Answer)
        return answer


def write(path: Path, *entries: dict[str, object]) -> Path:
    path.write_text("\n".join(json.dumps(entry) for entry in entries) + "\n")
    return path


def test_every_share_counts_its_own_questions(tmp_path: Path) -> None:
    questions = read_questions(
        write(
            tmp_path / "gold.jsonl",
            {"id": "right", "question": "leave days", "answers": ["25 days"], "document": "handbook.md"},
            {
                "id": "wrong place",
                "question": "parking costs 40 euros a month",
                "answers": ["40 euros"],
                "document": "handbook.md",
            },
            {
                "id": "half",
                "question": "leave when",
                "answers": ["25 days"],
                "also": ["May"],
                "document": "handbook.md",
            },
            {
                "id": "quoted",
                "question": "leave parking costs 40 euros a month",
                "answers": ["40 euros"],
                "document": "parking.md",
            },
            {"id": "silent", "question": "dogs allowed", "answers": ["yes"], "document": ["handbook.md", "parking.md"]},
            {"id": "none", "question": "dogs fed", "answerable": False, "answers": [], "document": None},
            {"id": "invented", "question": "cats fed", "answerable": False, "answers": [], "document": None},
        )
    )
    report = evaluate(ScriptedChatbot(), questions)
    shares = {name: (share.count, share.n) for name, share in report.shares().items()}
    assert shares == {
        "right document retrieved": (5, 5),
        "answered": (4, 5),
        "correct": (3, 5),
        "correct as written, without the quoted sentence": (2, 5),
        "correct and cites the right document": (2, 5),
        "unanswerable: abstained": (1, 2),
        "answered, and shown with documents that disagree": (0, 5),
        "statements shown as supported": (4, 4),
    }
    assert report.missed() == ["half", "silent", "invented"]
    assert report.median_seconds()["total"] > 0
    json.dumps(report.figures())


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2 is not JSON"),
        ('{"question": "why?"}', "line 2 is not a gold question"),
        ('["why?"]', "line 2 is not a gold question"),
        ('{"question": "why?", "answers": []}', "line 2: no answers"),
    ],
)
def test_a_line_that_is_no_gold_question_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"question": "leave days", "answers": ["25"], "document": "a.md"}\n' + line)
    with pytest.raises(SettingsError, match=message):
        read_questions(path)


def test_signs_that_python_takes_for_line_ends_stay_inside_a_question(tmp_path: Path) -> None:
    question = "leave\u2028days\u2029of\x85the\x0cyear\x0b?\x1c"
    entry = {"question": question, "answers": ["25 days"], "document": "handbook.md"}
    path = tmp_path / "gold.jsonl"
    # JSON allows the first three unescaped; the others are escaped by whoever writes JSON.
    path.write_text(json.dumps(entry, ensure_ascii=False) + "\n", encoding="utf-8")
    assert [gold.question for gold in read_questions(path)] == [question]


def test_no_file_and_an_empty_file_are_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_questions(tmp_path / "none.jsonl")
    (tmp_path / "empty.jsonl").write_text("\n")
    with pytest.raises(SettingsError, match="contains no questions"):
        read_questions(tmp_path / "empty.jsonl")


def test_an_answer_counts_whatever_its_case_and_spaces() -> None:
    assert contains_any("It was  Liang\nWENFENG.", ["liang wenfeng"])
    assert not contains_any("It was Liang.", ["liang wenfeng"])


def test_the_interval_agrees_with_published_values() -> None:
    # Newcombe (1998), Statistics in Medicine 17:857, table I, method 3: 81/263 and 15/148.
    assert [round(bound, 4) for bound in wilson_interval(81, 263)] == [0.2553, 0.3662]
    assert [round(bound, 4) for bound in wilson_interval(15, 148)] == [0.0624, 0.1605]
    assert wilson_interval(0, 0) == (0.0, 1.0)
