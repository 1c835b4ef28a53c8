"""“How many chapters does it have?” is counted from the headings, not guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa import Chatbot, load_settings

BOOK = "# The mill\n\n" + "".join(f"Chapter {n}: Year {n}\n\nThe wheel turned {n} times.\n\n" for n in range(1, 8))
RULES = "Artículo 1. Nombre\n\nEs libre.\n\nArtículo 2. Sede\n\nEn Soria.\n\nArtículo 3. Cuotas\n\nDos euros.\n"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many chapters does the mill have?", "has 7 chapters, from “Chapter 1: Year 1” to “Chapter 7: Year 7”"),
        ("number of chapters in the book", "has 7 chapters"),
        ("¿Cuántos artículos hay?", "has 3 articles"),
        ("How many appendices are there?", ""),
        ("How many parts do we have in stock?", ""),
    ],
)
def test_headings_are_counted(tmp_path: Path, question: str, said: str) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "mill.md").write_text(BOOK, encoding="utf-8")
    (documents / "estatutos.txt").write_text(RULES, encoding="utf-8")
    with Chatbot(load_settings(documents=documents, index=tmp_path / "index", engine="extractive")) as chatbot:
        chatbot.update()
        answer = chatbot.ask(question)
    assert said in answer.text
    assert (answer.form == "place") is bool(said)
