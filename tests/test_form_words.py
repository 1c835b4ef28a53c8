"""Lists, mentions, steps, comparisons and answers about the documents speak the language of the question."""

import pytest
from fakes import FakeModels, HeldDocuments, ScriptedEngine, ask_texts

from index.reading.read import read
from qa.pipeline import Pipeline
from qa.records import Answer, Turn
from qa.settings import Settings

SATZUNG = """# Satzung des Rudervereins

Die Kündigungsfrist beträgt 3 Monate. Hunde sind auf dem Steg verboten.

Boote des Vereins:

- Achter Möwe
- Vierer Reiher

## Boot zu Wasser lassen

1. Boot aus dem Regal heben.
2. Boot zum Steg tragen.
3. Boot ins Wasser setzen.
"""
STATUTS = """# Statuts du club d'aviron

Le préavis est de 3 mois. Les chiens sont interdits sur le ponton.

Bateaux du club :

- le huit Mouette
- le quatre Héron

## Mise à l'eau

1. Sortir le bateau du râtelier.
2. Porter le bateau au ponton.
3. Poser le bateau sur l'eau.
"""
ESTATUTOS = """# Estatutos del club de remo

El preaviso es de 3 meses. Los perros están prohibidos en el embarcadero.

Barcos del club:

- el ocho Gaviota
- el cuatro Garza

## Botadura

1. Sacar el barco del soporte.
2. Llevar el barco al embarcadero.
3. Poner el barco en el agua.
"""
GUIZE = "# 划艇俱乐部章程\n\n码头上禁止带狗。会费每年120元。\n"
FILES = {"satzung.md": SATZUNG, "statuts.md": STATUTS, "estatutos.md": ESTATUTOS, "guize.md": GUIZE}


def ask(question: str, *names: str) -> Answer:
    return ask_texts(question, {name: FILES[name] for name in names})


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Nenne alle Boote des Vereins", "2 gefunden in 1 Dokument:"),
        ("Wo wird der Steg erwähnt?", "„Steg“ kommt 2-mal in 1 Dokument vor:"),
        ("Wo steht „Kajak“?", "„Kajak“ kommt in Ihren Dokumenten nicht vor."),
        ("Was kommt nach dem Tragen zum Steg?", "Das ist Schritt 3 von 3. Schritt 2: “Boot zum Steg tragen.”"),
        ("Wie viele Schritte hat es, ein Boot zu Wasser zu lassen?", "Es sind 3 Schritte:"),
        ("Wie viele Dokumente gibt es?", "Im Index ist 1 Dokument:"),
        ("Welche Dokumente erwähnen Reiher?", "1 Dokument erwähnt „Reiher“:"),
        ("Welche Dokumente erwähnen Kajak?", "Kein Dokument erwähnt „Kajak“."),
        ("Welche Datei ist am größten?", "Die größte Datei ist satzung.md"),
        ("Konnten alle Dateien gelesen werden?", "Alle Dateien ließen sich lesen."),
        ("Was kostet das?", "Was meinen Sie mit „das“? Bitte nennen Sie es."),
    ],
)
def test_german(question: str, said: str) -> None:
    assert said in ask(question, "satzung.md").text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Liste des bateaux du club", "2 au total, dans 1 document :"),
        ("Où trouve-t-on « ponton » ?", "« ponton » apparaît 2 fois dans 1 document :"),
        ("Combien d'étapes compte la mise à l'eau ?", "Il y a 3 étapes :"),
        ("Que vient après porter le bateau au ponton ?", "C'est l'étape 3 sur 3. L'étape 2 : “Porter le bateau"),
        ("Combien de documents y a-t-il ?", "L'index contient 1 document :"),
        ("Quels documents parlent de kayak ?", "Je n'ai trouvé aucun document qui mentionne « kayak »."),
        ("Quel est le fichier le plus récent ?", "Le fichier le plus récent est statuts.md"),
        ("Combien coûte cela ?", "Qu'entendez-vous par « cela » ? Nommez-le."),
    ],
)
def test_french(question: str, said: str) -> None:
    assert said in ask(question, "statuts.md").text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Enumera todos los barcos del club", "2 en total, en 1 documento:"),
        ("¿Dónde se menciona el embarcadero?", "«embarcadero» aparece 2 veces en 1 documento:"),
        ("¿Cuántos pasos tiene la botadura?", "Son 3 pasos:"),
        ("¿Qué paso viene después de llevar el barco al embarcadero?", "Es el paso 3 de 3. El paso 2 es “Llevar"),
        ("¿Cuántos documentos hay?", "Hay 1 documento en el índice:"),
        ("¿Qué documentos hablan de kayak?", "No he encontrado ningún documento que mencione «kayak»."),
        ("¿Cuánto cuesta eso?", "¿A qué se refiere con «eso»? Nómbrelo."),
    ],
)
def test_spanish(question: str, said: str) -> None:
    assert said in ask(question, "estatutos.md").text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("你有哪些文档？", "索引中有 1 个文档："),
        ("哪个文件最大？", "最大的文件是 guize.md"),
    ],
)
def test_chinese(question: str, said: str) -> None:
    assert said in ask(question, "guize.md").text


@pytest.mark.parametrize(
    ("question", "names", "word"),
    [
        ("Sind Hunde auf dem Steg verboten?", "satzung.md", "Ja"),
        ("Sind Hunde auf dem Steg erlaubt?", "satzung.md", "Nein"),
    ],
)
def test_yes_and_no(question: str, names: str, word: str) -> None:
    assert ask(question, names).text.startswith((f"{word}. ", f"{word}: "))


def test_a_comparison_has_its_units_in_words_of_the_language() -> None:
    german = {"a.md": "# Ruderverein\n\nDer Ruderverein hat eine Frist von 3 Monaten.\n"}
    german |= {"b.md": "# Tennisverein\n\nDer Tennisverein hat eine Frist von 5 Monaten.\n"}
    answer = ask_texts("Welche Frist ist länger, Ruderverein oder Tennisverein?", german)
    assert "5 Monate, dagegen Ruderverein: 3 Monate. Der Unterschied beträgt 2 Monate" in answer.text


def test_a_follow_up_of_two_words_speaks_the_language_of_the_question_before() -> None:
    index = HeldDocuments(read(SATZUNG.encode(), "satzung.md"))
    pipeline = Pipeline(index, FakeModels(ScriptedEngine("", confidence=0.0)), Settings())
    before = "Nenne alle Boote des Vereins"
    *_, first = pipeline.answer(before)
    assert isinstance(first, Answer)
    for asked, said in (
        ("als Tabelle", "| Nr. | Eintrag |"),
        ("X-99?", "„X-99“ kommt in Ihren Dokumenten nicht vor."),
    ):
        *_, answer = pipeline.answer(asked, history=[Turn(before, first.text)])
        assert isinstance(answer, Answer)
        assert said in answer.text


def test_keys_that_were_pressed_by_chance_are_answered_in_the_language_of_the_documents() -> None:
    assert ask("asdfghjk", "satzung.md").text.startswith("„asdfghjk“ verstehe ich nicht.")
    assert ask("asdfghjk", "estatutos.md").text.startswith("No entiendo «asdfghjk».")
