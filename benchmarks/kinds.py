"""How many questions of each kind are right: `python -m benchmarks.kinds [FOLDER]` prints the report.

A folder of tests/gold/kinds holds documents and questions of one kind on which such software fails, such as sums of a
sheet, two versions of a text or a follow-up. An answer is judged by its words: every expected fact occurs in it in one
of its forms, nothing forbidden does, and the source is cited; an unanswerable question must be declined.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.tables import share_row
from qa.chatbot import Chatbot
from qa.evaluation.report import markdown
from qa.records import Answer, Turn
from qa.settings import Settings, load_settings

KINDS = Path(__file__).parent.parent / "tests" / "gold" / "kinds"


def is_right(answer: Answer, question: Mapping[str, Any]) -> bool:
    """Whether the answer has all that the question expects, and nothing that it forbids."""
    text = _plain(answer.text)
    if any(_plain(one) in text for one in question.get("forbid", ())):
        return False
    if not question.get("answerable", True):
        return answer.abstained
    has_facts = all(any(_plain(form) in text for form in forms) for forms in question.get("expect", ()))
    source = question.get("source")
    is_cited = not source or any(source in citation.document_id for citation in answer.citations)
    return has_facts and is_cited and not answer.abstained


def _plain(text: str) -> str:
    """The text in small letters, without commas and runs of spaces, which are written in many ways."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).casefold().replace(",", "")


def ask_folder(
    folder: Path, opened: Callable[[Settings], Chatbot] = Chatbot, **preferences: Any
) -> Iterator[tuple[Mapping[str, Any], Answer]]:
    """Yield the questions of a folder with their answers. One with "after" goes on with the conversation before it.

    `opened` makes the chatbot, and `preferences` are further settings.
    """
    asked = json.loads((folder / "questions.json").read_text(encoding="utf-8"))["questions"]
    with tempfile.TemporaryDirectory() as index:
        settings = load_settings(documents=folder / "documents", index=Path(index) / "index", **preferences)
        with opened(settings) as chatbot:
            chatbot.update()
            history: list[Turn] = []
            for question in asked:
                history = history if question.get("after") else []
                answer = chatbot.ask(question["question"], history=history)
                history = [*history, Turn(question["question"], answer.text, answer.searched)]
                yield question, answer


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "folder", nargs="?", type=Path, default=KINDS, help="a folder of kinds; default: tests/gold/kinds"
    )
    parser.add_argument("--only", default="", help="only the kinds whose names begin so, such as 02")
    options = parser.parse_args(arguments)
    right: dict[str, list[bool]] = {}
    for folder in sorted(one.parent for one in options.folder.glob("*/questions.json")):
        if not folder.name.startswith(options.only):
            continue
        kind = re.sub(r"^\d+-|-[a-z]$", "", folder.name).replace("-", " ")
        for question, answer in ask_folder(folder):
            right.setdefault(kind, []).append(is_right(answer, question))
            if not right[kind][-1]:
                print(f"{folder.name} {question['id']}: {question['question']} -> {answer.text[:200]!r}", flush=True)
    every = [outcome for outcomes in right.values() for outcome in outcomes]
    rows = [share_row(kind, outcomes) for kind, outcomes in [*right.items(), ("all", every)]]
    print(markdown(("kind", "right %", "n", "95 % interval"), rows))


if __name__ == "__main__":
    main()
