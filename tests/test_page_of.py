"""“On which page?” is answered with the page of the words that answer the rest of the question."""

from __future__ import annotations

import pytest
from fakes import FakeModels, HeldDocuments, ScriptedEngine, make_headed

from qa.forms.places.page_of import asks_for_page, names_person
from qa.pipeline import Pipeline
from qa.records import Answer
from qa.settings import Settings

BOILER = make_headed(
    "boiler.pdf",
    "Pellet boiler",
    ("4 Operation > 4.2 Shutting down", 5, "4.2 Shutting down\n\nPress the flame key once. The fan goes on running."),
    ("7 Taking out of service > 7.1 For the summer", 8, "7.1 For the summer\n\nRun the hopper empty. Clean all of it."),
    ("8 Geräte > 8.1 Sommer", 9, "8.1 Sommer\n\nDie Klappe bleibt offen."),
)
PARACHUTES = make_headed(
    "manual.pdf",
    "Manuel",
    (
        "3. Parachute de secours",
        3,
        "Le parachute de secours est replié par une personne titulaire du certificat. Au club, il s’agit d’Odile "
        "Marchetti. Un parachute de plus de dix ans est retiré.",
    ),
)


def ask(question: str, index: HeldDocuments, written: str = "") -> Answer:
    """The answer of a model that writes this, and abstains if it is nothing."""
    engine = ScriptedEngine(written or "Nothing.", confidence=float(bool(written)))
    *_, answer = Pipeline(index, FakeModels(engine), Settings()).answer(question)
    assert isinstance(answer, Answer)
    for citation in answer.citations:
        assert index.document(citation.document_id).text[citation.start : citation.end] == citation.quote
    return answer


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
        ("on wich page do I find the guarantee", True),
        ("Which section says how long the guarantee is?", True),
        ("In welchem Kapitel steht etwas über Hunde?", True),
        ("¿En qué artículo pone que no se puede alquilar?", True),
        ("Quel chapitre parle du chauffage ?", True),
        ("In welk hoofdstuk staat de huisregel over honden?", True),
        ("Which article is the cheapest?", False),
        ("What does section 4.2 say?", False),
        ("Which chapter?", False),
    ],
)
def test_questions_for_a_page_are_known(question: str, asks: bool) -> None:
    assert asks_for_page(question) is asks


@pytest.mark.parametrize(
    ("question", "page"),
    [
        ("On which page do I find how to turn the thing off for the summer break?", "page 8"),
        ("Auf welcher Seite finde ich, wie ich das Ding für die Sommerpause abschalte?", "Seite 9"),
    ],
)
def test_where_nothing_tells_how_the_section_headed_by_words_of_the_question_is_the_place(
    question: str, page: str
) -> None:
    answer = ask(question, HeldDocuments(BOILER))
    assert not answer.abstained
    assert page in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "On which page do I find how to connect it to the network?",
        "On which page do I find how to sell a boiler?",  # a word of the title, which every page is about
        "On which page does it say how long the summer is?",  # an amount, which a heading does not tell
    ],
)
def test_without_such_a_section_nothing_is_said(question: str) -> None:
    assert ask(question, HeldDocuments(BOILER)).abstained


def test_who_is_told_by_the_sentence_after_the_one_that_names_nobody() -> None:
    written = "Le parachute de secours est replié par une personne titulaire du certificat [1]."
    answer = ask("Qui replie le parachute de secours, et c'est à quelle page ?", HeldDocuments(PARACHUTES), written)
    assert "Odile Marchetti" in answer.text
    assert "page 3" in answer.text
    when = ask("Comment replie-t-on le parachute de secours, et à quelle page ?", HeldDocuments(PARACHUTES), written)
    assert "Marchetti" not in when.text


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("In our club, that is Odile Marchetti.", True),
        ("Bei uns ist das Frau Kern.", True),
        ("Dat is bij ons Jan van der Berg.", True),
        ("Das Rettungsgerät packt ein Fachmann aus dem Verein.", False),
        ("Un parachute de plus de dix ans est retiré.", False),
    ],
)
def test_two_words_that_look_like_a_name_name_a_person(sentence: str, names: bool) -> None:
    assert names_person(sentence) is names


RULES = make_headed(
    "rules.docx",
    "Rules of the allotments",
    ("Programme > Article 3", None, "The regatta of the allotments begins at the sluice. Juniors row first."),
    ("Plots > Article 9", None, "A plot must not be sold or let."),
    ("Plots > Article 10", None, "Water is turned on from April to October."),
)


def test_a_section_is_told_where_the_document_has_no_pages() -> None:
    answer = ask("Which article of the rules says that a plot must not be let?", HeldDocuments(RULES))
    assert answer.form == "place"
    assert "That is under “Article 9” in Rules of the allotments [" in answer.text
    assert answer.citations[0].quote == "A plot must not be sold or let."


def test_the_quote_need_not_be_the_first_sentence_that_was_read() -> None:
    answer = ask("which page tells me that the fan goes on running", HeldDocuments(BOILER))
    assert answer.form == "place"
    assert "page 5" in answer.text
