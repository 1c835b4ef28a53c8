"""The characters of a play are those who speak; parts and ends of plays are no persons."""

from __future__ import annotations

import pytest
from fakes import ask_texts, make_passage
from test_lists import ListedPassages, items
from test_lists import ask as ask_model

from index.reading.read import read
from qa.forms.lists.cast import find_characters, is_stage_word

SPANISH = (
    "El último relevo\n\nEscena primera\n\nBaltasar, el jefe de turno, anota cifras. Llueve.\n\nBALTASAR: Mañana"
    " cierran.\n\n"
    "NIEVES: Sin hambre.\n\nEscena segunda\n\nEn un rincón, Doña Práxedes, maestra jubilada, corrige.\n\nPRÁXEDES:"
    " Te enseñé"
    " a sumar.\n\nTodos ríen, menos el perro, Voltio.\n\nTELÓN\n"
)
GERMAN = (
    "Das letzte Boot\n\nERSTER AKT\n\nEin Steg. Greta, Fischerin, flickt ein Netz.\n\n"
    "GRETA\nMorgen fahre ich.\n\nOLE (hustet)\n"
    "Das sagst du immer.\n\nGRETA\nUnd?\n\nOLE\nNichts.\n\nBEIDE\nNichts!\n\nBEIDE\nGar nichts!\n\nVORHANG\n"
)
ITALIAN = (
    "# La locanda\n\n## Scena I\n\nBruna, la cuoca, pela le patate.\n\n**Bruna:** Il sale è finito.\n\n"
    "**Tonio** *(entrando)*: Lo so.\n\n**Bruna:** E allora?\n\n**Tonio:** Vado.\n\nSIPARIO\n"
)
OLD = (
    "El pozo\n\nACTO I\n\nJOSÉ ÁNGEL.— ¿Quién anda?\n\nÑUSTA. — Soy yo.\n\nTODOS.— ¡Pasa!\n\n"
    "JOSÉ ÁNGEL Y ÑUSTA.— ¡No!\n"
)
FERRY = (
    "THE LATE FERRY\n\nSCENE ONE\n\nOLD GREET mends a lantern. Enter a clerk, TOBIN MARL, with a book from the BBC's "
    "library.\n\n"
    "GREET: No! NEVER shout.\nTOBIN: You said WAIT.\n\nOn the bank is LARK, a girl. Behind her come NED\nHOLLOW and "
    "Mrs DUNN.\n\n"
    "LARK: Fire!\n\nSCENE TWO. The far bank.\n\nTHE END\n\nNOTE OF THE AUTHOR: A second part is being written.\n"
)
MEMO = (
    "MEMO\n\nTO: All staff\nFROM: The manager\nNOTE: The scenes were photographed.\n\n"
    "Act now! The cooks are Ann and Bob.\n"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SPANISH, ["Baltasar", "NIEVES", "Práxedes"]),
        (GERMAN, ["Greta", "OLE"]),
        (ITALIAN, ["Bruna", "Tonio"]),
        (OLD, ["JOSÉ ÁNGEL", "ÑUSTA"]),
        (FERRY, ["OLD GREET", "TOBIN MARL", "LARK", "NED HOLLOW", "DUNN"]),
        (MEMO, []),
    ],
)
def test_those_who_speak_are_found(text: str, expected: list[str]) -> None:
    document = read(text.encode(), "play.md")
    assert [name for name, *_ in find_characters(document)] == expected


@pytest.mark.parametrize(
    "question",
    [
        "¿Qué personajes salen en la obra?",
        "¿Quiénes son los personajes?",
        "Who are the characters?",
        "List all the characters.",
        "Welche Personen kommen im Stück vor?",
        "Wer sind die Figuren?",
        "Quels personnages apparaissent dans la pièce ?",
        "Quali personaggi compaiono?",
        "Quais são as personagens?",
        "Welke personages komen voor?",
    ],
)
def test_each_is_listed_with_the_sentence_that_introduces_them(question: str) -> None:
    answer = ask_texts(question, {"relevo.txt": SPANISH, "utileria.txt": "Utilería\n\n- maleta azul\n- abrigo\n"})
    assert answer.form == "list"
    assert "- Práxedes: “En un rincón, Doña Práxedes, maestra jubilada, corrige.”" in answer.text
    assert answer.text.count("\n- ") == 3
    assert "TELÓN" not in answer.text


def test_a_stage_word_that_the_model_names_is_no_person() -> None:
    story = ListedPassages([make_passage("Anselm comes. Milou laughs. Act II. Curtain.", document_id="story.txt")])
    assert items(ask_model("List the characters.", story, "- Anselm\n- Curtain\n- Milou\n- Act II")) == [
        "- Anselm",
        "- Milou",
    ]
    assert is_stage_word("Acto tercero")
    assert not is_stage_word("Finn")


@pytest.mark.parametrize(
    "question",
    [
        "Which characters appear in the second act?",
        "Welche Figuren treten im zweiten Akt auf?",
        "List the characters of scene 2.",
    ],
)
def test_all_who_speak_are_not_those_of_one_part(question: str) -> None:
    assert "Práxedes" not in ask_texts(question, {"relevo.txt": SPANISH}).text
