"""A second sentence that only asks what a document is called is no part of the topic."""

import pytest
from fakes import ask_texts

from qa.forms.words.naming import without_naming

TEXTS = {
    "bees.txt": "Bees\n\nThis document is about bees. A hive has one queen.\n",
    "bienen.txt": "Bienen\n\nDieses Dokument handelt von Bienen. Ein Volk hat eine Königin.\n",
    "ruches.txt": "Les ruches\n\nCe guide explique les ruches. On les ouvre au printemps.\n",
    "colmenas.txt": "Las colmenas\n\nEsta guía explica las colmenas. Se abren en primavera.\n",
    "alveari.txt": "Gli alveari\n\nQuesta guida spiega gli alveari. Si aprono in primavera.\n",
    "colmeias.txt": "Colmeias\n\nEste guia explica as colmeias. Abrem-se na primavera.\n",
    "kasten.txt": "Bijenkasten\n\nDeze gids gaat over bijenkasten. Ze gaan open in de lente.\n",
    "ule.txt": "Pszczoły\n\nTen dokument opisuje pszczoły. W ulu jest jedna królowa.\n",
    "蜂.txt": "蜜蜂\n\n本文介绍蜜蜂。一个蜂群有一只蜂王。\n",
}


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Is there a document about bees? What is it called?", "bees.txt"),
        ("Do you have a file on bees? What's its name?", "bees.txt"),
        ("Gibt es ein Dokument über Bienen? Wie heißt die Datei?", "bienen.txt"),
        ("Y a-t-il un document sur les ruches ? Comment s'appelle-t-il ?", "ruches.txt"),
        ("¿Hay algún documento sobre las colmenas? ¿Cómo se llama el archivo?", "colmenas.txt"),
        ("C'è un documento sugli alveari? Come si chiama il file?", "alveari.txt"),
        ("Existe algum documento sobre colmeias? Como se chama o ficheiro?", "colmeias.txt"),
        ("Is er een document over bijenkasten? Hoe heet het bestand?", "kasten.txt"),
        ("Czy jest dokument o pszczoły? Jak nazywa się plik?", "ule.txt"),
        ("有没有关于蜜蜂的文件？文件叫什么？", "蜂.txt"),
    ],
)
def test_the_document_is_named(question: str, name: str) -> None:
    answer = ask_texts(question, TEXTS)
    assert answer.form == "library"
    assert name in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Is there a document about bees? Who wrote it?",
        "What is the queen called? Where does the name come from?",
        "Wie heißt die Datei?",
        "Gibt es eine Datei über Bienen? Was steht zum Namen der Königin darin?",
    ],
)
def test_a_sentence_that_asks_for_more_stays(question: str) -> None:
    assert without_naming(question) == question
