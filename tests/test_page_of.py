"""“On which page?” is answered with the page of the words that answer the rest of the question."""

from __future__ import annotations

import pytest

from qa.forms.places.page_of import asks_for_page


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("On which page does it say how long the guarantee is?", True),
        ("what page is the bit about frost on", True),
        ("Auf welcher Seite steht etwas über Hunde?", True),
        ("A quelle page parle-t-on du chauffage ?", True),
        ("¿En qué página está el horario de la piscina?", True),
        ("In quale pagina si parla dei rifiuti?", True),
        ("Op welke bladzijde staat de huisregel over honden?", True),
        ("宠物规定在第几页？", True),
        ("Which web page has the form?", False),
        ("What is on page 3?", False),
        ("Which page?", False),
    ],
)
def test_questions_for_a_page_are_known(question: str, asks: bool) -> None:
    assert asks_for_page(question) is asks
