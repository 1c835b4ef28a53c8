"""What something is called: the sentence with a name beside the noun answers, and one without any name does not."""

from __future__ import annotations

import pytest
from fakes import HeldDocuments, make_headed, quoted_answer

from qa.text.asked_name import asked_nouns, lacks_name, names_noun


@pytest.mark.parametrize(
    ("question", "noun"),
    [
        ("whats the neighbour's cat called", "cat"),
        ("What's the name of the hotel the choir is staying at?", "hotel"),
        ("What was the railway's very first engine called?", "engine"),
        ("Wie heißt denn die alte Katze vom Nachbarn?", "katze"),
        ("Comment s’appelle l’école ?", "école"),
        ("¿Cómo se llama el perro?", "perro"),
        ("Qual è il nome dell'albergo?", "albergo"),
        ("como se chama o cão?", "cão"),
        ("Hoe heet de hond van de buren?", "hond"),
    ],
)
def test_the_noun_of_what_is_called_something(question: str, noun: str) -> None:
    assert noun in asked_nouns(question)


@pytest.mark.parametrize(
    "question", ["What is it called?", "Wie heißt du?", "Who is the plumber?", "What is the rent?"]
)
def test_other_questions_ask_for_no_name_of_a_thing(question: str) -> None:
    assert not asked_nouns(question)


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("Todos ríen, menos el perro, Voltio, que ladra.", "perro"),
        ("Doña Práxedes, maestra jubilada, corrige un crucigrama.", "maestra"),
        ("Die Katze Mimi schläft.", "katze"),
        ("Der Nachbar heißt Jens Holm.", "nachbar"),
        ("Sur le banc, Armand, facteur à la retraite, dort.", "facteur"),
        ("Il cane si chiama Argo.", "cane"),
        ("Juniper the cat eats twice a day.", "cat"),
        ("Animal: dog | Name: Rex", "dog"),
    ],
)
def test_a_name_beside_the_noun(text: str, noun: str) -> None:
    assert names_noun(text, {noun})


@pytest.mark.parametrize("text", ["Rex barks. The dog sleeps.", "The dog was brought to London.", "The dog barks."])
def test_a_name_elsewhere_is_not_that_of_the_noun(text: str) -> None:
    assert not names_noun(text, {"dog"})


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("The neighbour's dog barks at night.", "What is the dog called?"),
        ("El perro ladra a la maleta.", "¿Cómo se llama el perro?"),
        ("Le chat suit la jeune fille.", "Comment s'appelle le chat ?"),
    ],
)
def test_a_sentence_without_a_name_is_no_answer(text: str, question: str) -> None:
    assert lacks_name(text, question)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Doctors use balloon angioplasty to widen it.", "What's the name of the procedure doctors use?"),
        ("The boat is called sea star.", "What is the boat called?"),
        ("The ship sails as “sea star” now.", "What is the ship called?"),
        ("Kettle bites whoever comes near.", "What is the parrot's name?"),
        ("The goldfish and the dog have no name yet.", "What is the dog called?"),
        ("our dog answers to rex", "What is the dog called?"),
        ("Der Hund bewacht die Gänse.", "Wie heißt der Hund?"),
        ("The dog barks at night.", "When does the dog bark?"),
    ],
)
def test_what_can_be_a_name_is_left(text: str, question: str) -> None:
    assert not lacks_name(text, question)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("¿Cómo se llama el perro?", "Voltio"),
        ("¿Cómo se llama la maestra?", "Práxedes"),
        ("¿Cómo se llama la aprendiza?", "Nieves"),
    ],
)
def test_the_sentence_that_names_it_is_quoted_alone(question: str, expected: str) -> None:
    text = (
        "La sala de máquinas. A su lado, Nieves, aprendiza de electricista, come una manzana. El perro ladra. En un"
        " rincón,"
        " Doña Práxedes, maestra jubilada, corrige un crucigrama. Todos ríen, menos el perro, Voltio, que duerme."
    )
    answer = quoted_answer(question, HeldDocuments(make_headed("obra.txt", "El relevo", ("", None, text))))
    assert [expected in one.text for one in answer.statements] == [True]
