"""Which form a question wants where no rule knows its wording, and how it is worded for the rules of that form."""

from __future__ import annotations

import pytest
from fakes import FakeEmbedder, FakeModels, HeldDocuments, ScriptedEngine, make_document, make_headed

from benchmarks.question_forms import measure, read_questions
from qa.forms.form import Request
from qa.forms.tables.find import find_tables
from qa.forms.tables.solve import solve_loosely
from qa.forms.wanted.classifier import FormClassifier, form_classifier, likeliest, terms_of
from qa.forms.wanted.likely import Wanted, answer_as_wanted, wanted_form
from qa.forms.wanted.reworded import reworded
from qa.pipeline import Pipeline
from qa.records import Answer, FormName, Question
from qa.settings import Settings
from qa.text.parsed import ParsedText

EMBEDDER = FakeEmbedder()  # the classifier was not fitted with it, so the words alone tell
RADIATOR = make_headed(
    "radiator.md",
    "Bleeding a radiator",
    ("Bleeding", None, "1. Switch the pump off.\n2. Wait for half an hour.\n3. Open the valve with the key."),
    ("Members", None, "Members of the board:\n\n- Ada Quill\n- Ben Moss\n- Cleo Hart"),
)
BIKES = HeldDocuments(
    make_headed("corsa.md", "Corsa", ("Corsa", None, "The Corsa weighs 19 kilograms. It has disc brakes.")),
    make_headed("tundra.md", "Tundra", ("Tundra", None, "The Tundra weighs 26 kilograms. It has disc brakes.")),
)
RULES = make_headed(
    "rules.md",
    "House rules",
    ("Chapitre 3 – Animaux", 2, "Les chiens sont tenus en laisse."),
    ("Chapitre 4", 3, "Payer."),
)
HARVEST = make_document(
    "cosecha.csv",
    "Colmena: Brezo | Miel 2023: 21 | Miel 2024: 25\nColmena: Romero | Miel 2023: 30 | Miel 2024: 12\n"
    "Colmena: Tilo | Miel 2023: 11 | Miel 2024: 18",
)


def ask(question: str, library: HeldDocuments, engine: ScriptedEngine | None = None) -> Answer:
    *_, answer = Pipeline(library, FakeModels(engine or ScriptedEngine("Nothing.")), Settings()).answer(question)
    assert isinstance(answer, Answer)
    return answer


def told(question: str, library: HeldDocuments, form: FormName, engine: ScriptedEngine | None = None) -> Answer:
    """The answer in a form that the classifier is taken to have told."""
    *_, answer = answer_as_wanted(request(question, library, engine), Wanted(form, 0.9), question)
    assert isinstance(answer, Answer)
    assert answer.form == form
    return answer


def request(question: str, library: HeldDocuments, engine: ScriptedEngine | None = None) -> Request:
    models = FakeModels(engine or ScriptedEngine(""))
    return Request(Question(question, ParsedText(question)), library, models, Settings(), text=question)


def test_the_questions_to_fit_on_and_to_test_on_are_different_ones() -> None:
    fitting, test = ([row["question"].casefold() for row in read_questions(name)] for name in ("fitting", "test"))
    assert len(set(fitting)) == len(fitting)
    assert not set(fitting) & set(test)


def test_words_alone_tell_the_form_of_most_questions_by_another_author() -> None:
    rows = read_questions("test")
    told = [likeliest(form_classifier().odds(row["question"], EMBEDDER))[0] for row in rows]
    assert sum(form == row["form"] for form, row in zip(told, rows, strict=True)) > 0.6 * len(rows)


def test_the_table_of_shares_has_a_row_for_the_rules_and_for_each_embedder() -> None:
    table = measure([EMBEDDER])
    assert "| rules | 4" in table
    assert "| fake, de |" in table


def test_probabilities_of_all_forms_add_up_to_one() -> None:
    odds = form_classifier().odds("", EMBEDDER)
    assert sum(odds.values()) == pytest.approx(1)
    assert len(odds) == 10


def test_weights_of_an_embedder_need_its_rows() -> None:
    classifier = FormClassifier.read()
    assert set(classifier.of_embedder) >= {"", "all-MiniLM-L6-v2"}
    for weights, offsets in classifier.of_embedder.values():
        assert weights.shape[1] == offsets.shape[0] == len(classifier.forms)


def test_terms_are_words_pairs_and_the_question_mark() -> None:
    assert list(terms_of("Wie viele?")) == ["wie", "viele", "wie viele", "?"]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("I have never done this. Walk me through it step by step, how do I bleed a radiator", "steps"),
        ("Peux-tu me résumer le compte rendu en quelques phrases ?", "summary"),
        ("¿Qué documentos tienes?", "library"),
        ("How do the two tents differ?", "comparison"),
        ("When was the lease signed?", "fact"),
    ],
)
def test_the_wanted_form_is_told(text: str, form: FormName) -> None:
    assert wanted_form(text, EMBEDDER).form == form


def test_only_a_likely_other_form_comes_before_a_rule() -> None:
    assert Wanted("library", 0.9).is_sure("list")
    assert not Wanted("library", 0.6).is_sure("list")
    assert not Wanted("list", 0.9).is_sure("list")
    assert not Wanted("fact", 0.9).is_sure("list")


@pytest.mark.parametrize(
    ("text", "form", "words"),
    [
        ("I'd need to know everyone who sits on the board, all members please", "list", "list all"),
        ("Never done it: walk me through bleeding the radiator", "steps", "how to"),
        ("quick gist of it", "summary", "summarise "),
        ("Say again what is written in section 2 please", "place", "what does section 2 of"),
        ("which files have you got there, all of them", "library", "which documents do you have"),
        ("tell me the newest file you hold", "library", "which document is the newest"),
        ("do you hold any pdf at all", "library", "which pdf files do you have"),
    ],
)
def test_questions_are_worded_as_the_rules_of_the_form_expect(text: str, form: FormName, words: str) -> None:
    assert reworded(request(text, HeldDocuments(RADIATOR)), text, form).startswith(words)


def test_a_question_about_what_writes_a_pdf_is_not_one_about_the_files() -> None:
    text = "which function writes the diplomas as pdf"
    assert reworded(request(text, HeldDocuments(RADIATOR)), text, "library") == ""


def test_a_statement_before_the_question_is_left_out() -> None:
    text = "I have never done it, grandma insists. Could you walk me through bleeding the radiator?"
    worded = reworded(request(text, HeldDocuments(RADIATOR)), text, "steps")
    assert "radiator" in worded
    assert "grandma" not in worded


def test_a_word_that_no_document_has_stays_so_that_another_procedure_does_not_answer() -> None:
    text = "walk me through painting the radiator"
    assert "painting" in reworded(request(text, HeldDocuments(RADIATOR)), text, "steps")
    assert not list(answer_as_wanted(request(text, HeldDocuments(RADIATOR)), Wanted("steps", 0.9), text))


def test_the_two_are_the_only_two_documents() -> None:
    assert "Tundra" in reworded(
        request("Which of the two is lighter?", BIKES), "Which of the two is lighter?", "comparison"
    )
    assert reworded(request("What is the same in both?", BIKES), "What is the same in both?", "comparison").endswith(
        "have in common"
    )
    assert "The difference is 7 kg" in told("Of the two bikes which is lighter, by how much?", BIKES, "comparison").text


def test_steps_are_given_whatever_the_wording() -> None:
    answer = ask(
        "I have never done this. Can you walk me through bleeding a radiator, step by step?",
        HeldDocuments(RADIATOR),
    )
    assert answer.form == "steps"
    assert [line[:2] for line in answer.text.splitlines() if line[:1].isdigit()] == ["1.", "2.", "3."]


def test_a_chapter_with_a_dash_before_its_name_has_its_number() -> None:
    assert "tenus en laisse" in ask("Que dit le chapitre 3 ?", HeldDocuments(RULES)).text


def test_without_a_number_the_place_of_the_words_is_told() -> None:
    assert "p. 2" in told("Dans quel chapitre est-ce qu'on parle des chiens ?", HeldDocuments(RULES), "place").text


def test_a_question_with_unknown_small_words_is_computed_if_the_model_agrees() -> None:
    library = HeldDocuments(HARVEST)
    question = "¿Qué colmena dio menos miel en 2024?"
    tables = find_tables(question, library, None).tables
    solved = solve_loosely(question, tables)
    assert solved is not None
    assert solved.result is not None
    assert solved.result.shown()[0][0] == "Romero"
    agreeing = ScriptedEngine(f"SELECT Colmena FROM {tables[0].sql} WHERE Colmena = 'Romero'")
    assert "Romero" in told(question, library, "table", agreeing).text
    other = ScriptedEngine(f"SELECT Colmena FROM {tables[0].sql} WHERE Colmena = 'Tilo'")
    assert not any(answer_as_wanted(request(question, library, other), Wanted("table", 0.9), question))


def test_a_remark_is_no_question_for_the_documents() -> None:
    assert told("lovely, ta very much", BIKES, "small talk").hits == ()
    assert not list(answer_as_wanted(request("weighs kilograms", BIKES), Wanted("small talk", 0.9), "weighs kilograms"))
    assert not list(answer_as_wanted(request("wieght kilograms", BIKES), Wanted("small talk", 0.9), "wieght kilograms"))
    asked = "¿Quién no ha faltado nunca?"
    assert not list(answer_as_wanted(request(asked, BIKES), Wanted("small talk", 0.9), asked))


def test_an_unknown_name_is_not_left_out_of_a_computation() -> None:
    tables = find_tables("Miel 2024 de Lavanda", HeldDocuments(HARVEST), None).tables
    assert solve_loosely("Miel 2024 de Lavanda", tables) is None


def test_an_abstention_of_a_form_that_only_the_classifier_tells_is_not_shown() -> None:
    text = "In short, what is the treaty of Lydmoor about?"
    assert not list(answer_as_wanted(request(text, BIKES), Wanted("summary", 0.9), text))
    there = "What is in section 9 again?"
    assert told(there, HeldDocuments(RULES), "place").abstained


def test_a_chapter_that_is_only_mentioned_is_not_what_is_asked_for() -> None:
    for text in ("Who wrote chapter 4?", "Wie vond een streektaal voor hoofdstuk 4 geen goed idee?"):
        assert not reworded(request(text, HeldDocuments(RULES)), text, "place")
    loose = "In the house rules, could you say again what is in section 4"
    assert reworded(request(loose, HeldDocuments(RULES)), loose, "place").startswith("what does section 4 of")
