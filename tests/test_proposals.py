"""Measures, decisions, tasks and findings are the list that a document has of them, under whatever heading."""

from __future__ import annotations

import pytest
from fakes import ask_texts

TEXTS = {
    "inquiry.md": (
        "# Accident at the launch\n\nReport of the safety group\n\n## Findings\n\n- The display was off.\n\n"
        "## Recommendations\n\n- Replace the battery.\n- Fit a lock to the gate.\n"
    ),
    "minutes.txt": (
        "Minutes of the board, 9 October 2025\n\nThe safety report was accepted.\n\nResolutions\n1. The fee is 60"
        " pounds.\n"
        "2. Mr Lund is treasurer.\n"
    ),
    "brand.md": (
        "# Begehung der Halle\n\nBericht der Arbeitsgruppe Brandschutz\n\n## Mängel\n\nDie Löscher waren alt.\n\n"
        "## Empfehlungen\n\nDie Löscher werden getauscht.\n\nDer Ausgang wird markiert.\n"
    ),
    "tilleuls.md": "# Les Tilleuls\n\nÉtude du groupe mobilité\n\n## Propositions\n\n- Créer une zone 30.\n- Poser"
    " des arceaux.\n",
    "faro.md": "# El faro\n\nInforme del taller\n\n## Acuerdos\n\n- Pintar la torre.\n- Cambiar la lámpara.\n",
}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("what measures does the safety paper propose", ("Replace the battery.", "Fit a lock to the gate.")),
        (
            "What measures does the safety paper propose afterwards? All of them, please.",
            ("Replace the battery.", "Fit a lock to the gate."),
        ),
        ("What does the safety group recommend?", ("Replace the battery.", "Fit a lock to the gate.")),
        ("What decisions did the board take in October?", ("The fee is 60 pounds.", "Mr Lund is treasurer.")),
        ("Welche Maßnahmen schlägt der Bericht zum Brandschutz vor?", ("getauscht.", "markiert.")),
        ("Welche Mängel nennt der Bericht zum Brandschutz?", ("Die Löscher waren alt.",)),
        ("Quelles mesures propose l'étude sur la mobilité ?", ("Créer une zone 30.", "Poser des arceaux.")),
        ("¿Qué decisiones se tomaron en el taller del faro?", ("Pintar la torre.", "Cambiar la lámpara.")),
    ],
)
def test_the_list_of_that_kind_is_the_answer(question: str, expected: tuple[str, ...]) -> None:
    answer = ask_texts(question, TEXTS)
    assert (answer.form, len(answer.statements)) == ("list", len(expected)), answer.text
    assert all(words in answer.text for words in expected)


@pytest.mark.parametrize(
    "question",
    [
        "What measures did the safety group reject?",
        "What does the safety group recommend on helmets?",
        "Which decisions did the board not take?",
        "What decisions did the board take in May?",
        "What does the safety display measure?",
    ],
)
def test_a_part_of_them_or_those_of_another_paper_are_not_the_whole_list(question: str) -> None:
    text = ask_texts(question, TEXTS).text
    assert not ("battery" in text and "gate" in text)
    assert not ("fee" in text and "Lund" in text)
