"""A second sentence that only asks what a document is called is no part of the topic."""

import pytest
from fakes import ask_texts

from qa.forms.dispatch import recognise
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


@pytest.mark.parametrize(
    "question",
    [
        "Give me the names of all the files.",
        "What are the files called?",
        "list every document",
        "tell me all the file names",
        "Nenne mir die Namen aller Dateien.",
        "Wie heißen die ganzen Dokumente im Ordner?",
        "Welche Dateinamen gibt es?",
        "Donne-moi les noms de tous les fichiers",
        "Comment s'appellent les fichiers ?",
        "Dime los nombres de los documentos",
        "¿Cómo se llaman los archivos?",
        "Dammi i nomi di tutti i file",
        "Come si chiamano i file?",
        "Dá-me os nomes de todos os ficheiros",
        "Como se chamam os ficheiros?",
        "Geef me de namen van alle bestanden",
        "Hoe heten de bestanden?",
    ],
)
def test_the_names_of_all_documents_are_listed(question: str) -> None:
    answer = ask_texts(question, TEXTS)
    assert answer.form == "library"
    assert all(name in answer.text for name in TEXTS)


@pytest.mark.parametrize(
    "question",
    [
        "list the names in the files",
        "Give me the names of all people in the files",
        "Nenne mir alle Namen in den Dateien",
        "Donne-moi tous les noms dans les documents",
        "Dammi i nomi nei file",
        "Lista os nomes nos documentos",
        "Noem alle namen in de documenten",
        "List all documents the applicant must hand in",
        "Which papers do I need for the visa?",
        "¿Cómo se llaman las personas de los documentos?",
    ],
)
def test_names_inside_the_documents_are_no_names_of_documents(question: str) -> None:
    assert recognise(question) != "library"
