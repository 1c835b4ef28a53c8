"""Questions that a rule answers: small talk, and questions about the documents as such."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from fakes import ListedPassages, make_passage

from qa.conversation.understand import understand
from qa.forms import dispatch
from qa.forms.dispatch import recognise
from qa.forms.form import Form, Request
from qa.forms.library.library import SHOWN, answer_about_library
from qa.forms.small_talk import reply_to_small_talk
from qa.pipeline import Pipeline
from qa.records import Answer, Piece, Turn
from qa.settings import Settings

BIKES = make_passage("Bicycles are kept in the shed. The shed is locked.", document_id="bikes.txt")
POOL = make_passage("The pool opens in May.", document_id="pool.pdf")
RULES = make_passage("Bicycles must not stand in the hall.", document_id="house/rules.pdf")


class Dated(ListedPassages):
    def changed_on(self, document_id: str) -> date:
        return date(2025 + (document_id == "pool.pdf"), 5, 3)


LIBRARY = Dated([BIKES, POOL, RULES])


class Unloaded:
    """Models that must not be loaded."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"the {name} was loaded")


def ask(question: str, index: ListedPassages) -> Answer:
    """The answer to a question that needs no model."""
    *_, answer = Pipeline(index, Unloaded(), Settings()).answer(question)
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize(
    "text",
    [
        "hi",
        "Hello!",
        "Guten Tag.",
        "你好",
        "Thanks!",
        "Danke schön",
        "Who are you?",
        "Bye.",
        "Hi! How are you?",
        "ok, thanks",
        "what can you do?",
        "was kannst du alles?",
        "what are you able to do for me?",
        "Wozu bist du gut?",
        "Perfect :)",
        "Merci beaucoup et bonne journée !",
        "qwrtzp lkjhg",
    ],
)
def test_small_talk_is_answered_in_kind(text: str) -> None:
    answer = ask(text, LIBRARY)
    assert isinstance(answer, Answer)
    assert (answer.abstained, answer.statements, answer.hits) == (False, (), ())
    assert LIBRARY.questions == []


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Cheers, that's all", "Goodbye."),
        ("Guten Tag!", "Hallo. Stellen Sie"),
        ("ok, danke dir", "Gern geschehen."),
        ("Buenos días", "Hola. Haga"),
        ("Merci bien", "Je vous en prie."),
        ("谢谢", "不客气。"),
        ("quién eres?", "Soy Quoth."),
        ("¿y tú quién eres?", "Soy Quoth."),
        ("und wer bist du?", "Ich bin Quoth."),
        ("tu chi sei?", "I am Quoth."),
        ("Grazie mille", "You are welcome."),  # a language of which Quoth has no messages
    ],
)
def test_the_reply_is_in_the_language_of_what_was_said(text: str, start: str) -> None:
    assert (reply_to_small_talk(text) or "").startswith(start)


@pytest.mark.parametrize(
    "text",
    [
        "Hi, how many days of leave do I get?",
        "Who are the heads of department?",
        "Thanks to whom was it built?",
        "ok, and how long is the warranty?",
        "What can you do with the day ticket?",
        "How many documents do I need for a visa?",
        "Which documents must I bring on the first day?",
        "What files does the backup keep?",
        "Which document proves my address?",
        "List the steps to reset the unit.",
        "What is the newest model of the heater?",
        "Is there a fee for bicycles?",
        "What is a document?",
        "What is this document about?",
        "What do the documents say about rent?",
        "Which files must I delete?",
        "When is the library open?",
        "How many pages does the document have?",
        "Welche Unterlagen brauche ich?",
        "Kann ich die Datei löschen?",
        "What have you charged me for the repair?",
        "Which one of them is older?",
        "What did I pay?",
        "what's in the shed?",
    ],
)
def test_a_question_that_only_resembles_them_is_left_to_the_documents(text: str) -> None:
    assert reply_to_small_talk(text) is None
    assert answer_about_library(text, LIBRARY) is None


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("How many documents do you have?", "There are 3 documents in the index:"),
        ("how many files are there in total", "There are 3 documents in the index:"),
        ("how many files are in this folder?", "There are 3 documents in the index:"),
        ("Give me a list of all the documents you can search.", "There are 3 documents in the index:"),
        ("what is in my library", "There are 3 documents in the index:"),
        ("Which of them are PDF files?", "There are 2 PDF documents in the index:"),
        ("Wie viele Dokumente sind in deinem Ordner?", "There are 3 documents in the index:"),
        ("Welche Dateien gibt es hier?", "There are 3 documents in the index:"),
        ("Wie viele Dokumente liegen eigentlich bei dir?", "There are 3 documents in the index:"),
        ("Was kann ich dich fragen?", "There are 3 documents in the index:"),
        ("Combien de fichiers y a-t-il dans le dossier ?", "There are 3 documents in the index:"),
        ("¿Qué archivos hay en la carpeta?", "There are 3 documents in the index:"),
        ("Wie viele PDFs hast du?", "There are 2 PDF documents in the index:"),
        ("Which files are there?", "There are 3 documents in the index:"),
        ("welke bestanden zijn er allemaal", "There are 3 documents in the index:"),
        ("Quanti documenti ci sono?", "There are 3 documents in the index:"),
        ("Quais documentos tens aqui?", "There are 3 documents in the index:"),
        ("Hoeveel Word-bestanden staan erin?", "There are no Word documents in the index."),
        ("List all documents.", "There are 3 documents in the index:"),
        ("What can I ask you?", "There are 3 documents in the index:"),
        ("How many PDFs are there?", "There are 2 PDF documents in the index:"),
        ("Give me a list of everything that I put in", "There are 3 documents in the index:"),
        ("what did I upload?", "There are 3 documents in the index:"),
        ("what's in here?", "There are 3 documents in the index:"),
        ("show me everything you've got", "There are 3 documents in the index:"),
        ("Was habe ich dir alles gegeben?", "There are 3 documents in the index:"),
        ("Qu'est-ce que j'ai ajouté ?", "There are 3 documents in the index:"),
        ("¿Qué te he dado?", "There are 3 documents in the index:"),
        ("Which one of them is a PDF?", "There are 2 PDF documents in the index:"),
        ("Are any of these spreadsheets?", "There are no spreadsheet documents in the index."),
        ("Lesquels sont des PDF ?", "There are 2 PDF documents in the index:"),
        ("Show me all text files", "There is 1 text document in the index:"),
        ("How many Word documents do you have?", "There are no Word documents in the index."),
    ],
)
def test_the_documents_are_counted_and_named(question: str, start: str) -> None:
    reply = answer_about_library(question, LIBRARY)
    assert reply is not None
    assert reply.text.startswith(start)
    named = [name for name in ("bikes.txt", "pool.pdf", "house/rules.pdf") if name in reply.text]
    assert f" {len(named) or 'no'} " in reply.text


def test_a_few_documents_of_a_type_cite_how_they_begin() -> None:
    reply = answer_about_library("Which of them are PDFs?", LIBRARY)
    assert reply is not None
    cited = [citation for one in reply.statements for citation in one.citations]
    assert {one.document_id for one in cited} == {"house/rules.pdf", "pool.pdf"}
    assert all(one.quote == LIBRARY.document(one.document_id).text[one.start : one.end] for one in cited)
    assert reply.text.endswith(" [2]")


def test_two_types_in_one_question_are_both_listed() -> None:
    reply = answer_about_library("Do I have any PDFs or text files, and what are they called?", LIBRARY)
    assert reply is not None
    assert [line for line in reply.text.splitlines() if line.startswith("There")] == [
        "There are 2 PDF documents in the index:", "There is 1 text document in the index:",
    ]  # fmt: skip
    assert [citation.number for one in reply.statements for citation in one.citations] == [1, 2, 3]
    assert [hit.passage.document_id for hit in reply.hits][2] == "bikes.txt"


@pytest.mark.parametrize("text", ["Do I have any e-mails?", "any e-mails in the collection?"])
def test_mails_are_asked_for_with_and_without_a_hyphen(text: str) -> None:
    reply = answer_about_library(text, LIBRARY)
    assert reply is not None
    assert reply.text == "There are no e-mail documents in the index."


def test_only_the_documents_in_scope_are_counted() -> None:
    reply = answer_about_library("How many documents are there?", LIBRARY, within=["pool.pdf"])
    assert reply is not None
    assert reply.text == "There is 1 document in the index:\n\n- pool.pdf (Pool)"


def test_many_documents_are_counted_and_the_first_are_named() -> None:
    many = ListedPassages([make_passage("It rains.", document_id=f"{n:03}.txt") for n in range(SHOWN + 5)])
    reply = answer_about_library("How many documents are there?", many)
    assert reply is not None
    assert reply.text.startswith(f"There are {SHOWN + 5} documents")
    assert reply.text.count("\n- ") == SHOWN + 1
    assert reply.text.endswith("- and 5 more")


def test_the_newest_and_the_oldest_file_are_known_with_their_dates() -> None:
    newest, oldest = (answer_about_library(f"Which is the {word} document?", LIBRARY) for word in ("newest", "oldest"))
    assert newest is not None
    assert oldest is not None
    assert newest.text == "The newest file is pool.pdf (Pool), last changed on 3 May 2026 [1]."
    assert [citation.document_id for one in newest.statements for citation in one.citations] == ["pool.pdf"]
    assert "bikes.txt" in oldest.text


def test_the_documents_that_mention_something_are_listed_with_their_words() -> None:
    for question, head in (
        ("Is there a document about bicycles?", "2 of 3 documents mention “bicycles”:"),
        ("Is there anything about bicycles among all this, and in which file?", "2 of 3 documents mention “bicycles”:"),
        ("Which files mention bicycles?", "2 of 3 documents mention “bicycles”:"),
        ("Do you have anything on bicycles?", "2 of 3 documents mention “bicycles”:"),
        ("Could you tell me which of my files deal with bicycles, please?", "2 of 3 documents mention “bicycles”:"),
        ("Hoeveel documenten heb je over mijn bicycles in totaal in deze map?", "2 of 3 documents mention “bicycles”:"),
        ("Gibt es ein Dokument zum Thema bicycles?", "2 von 3 Dokumenten erwähnen „bicycles“:"),
        ("Hast du auch etwas zum Thema bicycles?", "2 von 3 Dokumenten erwähnen „bicycles“:"),
        ("In welcher Datei werden bicycles erwähnt?", "2 von 3 Dokumenten erwähnen „bicycles“:"),
        ("Avez-vous un document sur bicycles ?", "2 documents sur 3 mentionnent « bicycles » :"),
    ):
        answer = ask(question, LIBRARY)
        assert answer.text == (
            f"{head}\n\n- bikes.txt: “Bicycles are kept in the shed.” [1]\n"
            "- house/rules.pdf: “Bicycles must not stand in the hall.” [2]"
        )
        for citation in answer.citations:
            passage = answer.hits[citation.number - 1].passage
            assert citation.passage == passage
            assert passage.text[citation.start - passage.start : citation.end - passage.start] == citation.quote


def test_a_word_of_another_language_says_nothing_about_the_documents() -> None:
    question = "Gibt es ein Dokument über die Haltung von Drachen im Garten?"
    with pytest.raises(AssertionError, match="was loaded"):  # it is left to the ordinary answer, which needs models
        ask(question, LIBRARY)


def test_where_no_document_mentions_it_that_is_said() -> None:
    answer = ask("Do you have any documents about dragons?", LIBRARY)
    assert answer.text == "I found no document that mentions “dragons”."
    assert answer.citations == ()


def test_an_empty_index_has_no_documents() -> None:
    reply = answer_about_library("How many documents are there?", ListedPassages([]))
    assert reply is not None
    assert reply.text == "There are no documents in the index."


def test_no_model_is_loaded() -> None:
    answer = ask("hi", LIBRARY)
    assert answer.text.startswith("Hello")
    assert answer.form == "small talk"


def test_a_follow_up_goes_on_from_the_last_turn_that_was_no_small_talk() -> None:
    history = [Turn("How big is the tank of the X-200?", "5.5 litres [1]."), Turn("Thanks!", "You are welcome.")]
    assert understand("And the X-210?", history).searched.text == "How big is the tank of the X-210?"


def test_a_document_that_names_the_thing_only_in_its_title_is_not_quoted_for_it() -> None:
    titled = make_passage("It is open all year.", document_id="sauna.txt")
    answer = ask("Which files mention the sauna?", ListedPassages([titled, POOL]))
    assert answer.text == "1 of 2 documents mentions “sauna”:\n\n- sauna.txt (in its title)"
    assert answer.citations == ()


def test_a_line_break_in_a_file_name_starts_no_line() -> None:
    odd = make_passage("Bicycles are free.", document_id="a\nb.txt")
    for question in ("Which files are there?", "Which files mention bicycles?"):
        reply = answer_about_library(question, ListedPassages([odd]))
        assert reply is not None
        assert r"- a\nb.txt" in reply.text


@pytest.mark.parametrize(
    ("text", "form"), [("Thanks!", "small talk"), ("Which files are there?", "library"), ("How long is leave?", "fact")]
)
def test_the_form_is_recognised(text: str, form: str) -> None:
    assert recognise(text) == form


def test_a_form_that_declines_leaves_the_question_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def decline(request: Request) -> Iterator[Piece]:
        tried.append(request.text)
        yield from ()

    declining = Form("list", lambda text: text.startswith("Which"), decline)
    monkeypatch.setattr(dispatch, "FORMS", (declining, *dispatch.FORMS))
    assert ask("Which files are there?", LIBRARY).form == "library"
    assert tried == ["Which files are there?"]


HELD = Dated(
    [
        make_passage("Mrs Arkle lends seven quilts.", document_id="2024-11-05_loan_agreement_quilts.html"),
        make_passage("Mr Dray lends a churn.", document_id="loan_agreement_churn.md"),
        make_passage("Present: Sandal, Dray.", document_id="2022_trustees_minutes.md"),
        make_passage("Present: Peake.", document_id="2024_trustees_minutes.md"),
        make_passage("Invoice: 1 | Sum: 20", document_id="invoices.csv"),
        make_passage("Invoice: 2 | Sum: 30", document_id="invoices_2.csv"),
    ]
)


@pytest.mark.parametrize(
    ("question", "count", "names"),
    [
        ("How many loan agreements do we have?", 2, "loan_agreement"),
        ("How many of the documents are loan agreements?", 2, "loan_agreement"),
        ("Which of them are minutes?", 2, "minutes"),
        ("do we have any minutes of the trustees' meetings? which dates", 2, "minutes"),
        ("Wie viele Protokolle gibt es?", 2, "minutes"),
        ("How many documents are agreements on quilts?", 1, "quilts"),
    ],
)
def test_documents_of_a_kind_are_told_by_their_names(question: str, count: int, names: str) -> None:
    answer = ask(question, HELD)
    listed = [line for line in answer.text.splitlines() if line.startswith("- ")]
    assert answer.form == "library"
    assert len(listed) == count
    assert all(names in line for line in listed)


@pytest.mark.parametrize(
    "question",
    ["How many invoices do we have?", "How many letters do we have?", "How many signed loan agreements do we have?"],
)
def test_rows_and_what_no_name_tells_are_not_counted_as_documents(question: str) -> None:
    assert answer_about_library(question, HELD) is None


LETTERS = [
    make_passage("The roof leaks.", document_id="2023-11-20_roof.eml"),
    make_passage("Seven quilts are lent.", document_id="2024-11-05_quilts.html"),
    make_passage("Present: Dray.", document_id="Minutes of 8 June 2022.md"),
]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which is the most recent paper we have?", "The newest file by the dates in their names is 2024-11-05_quilts"),
        ("Which is the oldest file?", "The oldest file by the dates in their names is Minutes of 8 June 2022"),
    ],
)
def test_documents_are_ordered_by_the_dates_in_their_names_if_all_have_one(question: str, said: str) -> None:
    assert ask(question, Dated(LETTERS)).text.startswith(said)
    assert "last changed on" in ask(question, Dated([*LETTERS, POOL])).text


def test_a_day_that_no_calendar_has_orders_no_documents() -> None:
    odd = make_passage("Present: Peake.", document_id="Minutes of 31 February 2023.md")
    assert "last changed on" in ask("Which is the oldest file?", Dated([*LETTERS, odd])).text
