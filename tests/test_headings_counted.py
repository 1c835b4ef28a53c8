"""“How many chapters does it have?” is counted from the headings, not guessed."""

from __future__ import annotations

import pytest
from fakes import ask_texts

BOOK = "# The mill\n\n" + "".join(f"Chapter {n}: Year {n}\n\nThe wheel turned {n} times.\n\n" for n in range(1, 8))
RULES = "Artículo 1. Nombre\n\nEs libre.\n\nArtículo 2. Sede\n\nEn Soria.\n\nArtículo 3. Cuotas\n\nDos euros.\n"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many chapters does the mill have?", "has 7 chapters, from “Chapter 1: Year 1” to “Chapter 7: Year 7”"),
        ("number of chapters in the book", "has 7 chapters"),
        ("¿Cuántos artículos hay?", "tiene 3 artículos"),
        ("How many appendices are there?", ""),
        ("How many parts do we have in stock?", ""),
    ],
)
def test_headings_are_counted(question: str, said: str) -> None:
    answer = ask_texts(question, {"mill.md": BOOK, "estatutos.txt": RULES})
    assert said in answer.text
    assert (answer.form == "place") is bool(said)
