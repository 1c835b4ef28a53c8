"""Lists and steps: every item of the documents' own lists, and items that the model finds in passages."""

from __future__ import annotations

import pytest
from fakes import FakeModels, HeldDocuments, ListedPassages, ScriptedEngine, make_document, make_headed, make_passage

from index.records import Document
from qa.forms.lists.listing import SHOWN, asks_for_list
from qa.forms.steps.asked import asks_for_steps
from qa.forms.structure.written_lists import cells, find_lists
from qa.pipeline import Pipeline
from qa.records import Answer
from qa.settings import Settings

MANUAL = make_headed(
    "manual.md",
    "Heater manual",
    ("Modes", None, "# Modes\n\nPress MODE:\n\n- Eco: low power.\n- Boost: full power\n  for an hour.\n- Off"),
    ("Errors", None, "# Errors\n\nCode: E1 | Meaning: No water.\nCode: E2 | Meaning: Too hot."),
    (
        "Descaling the heater",
        None,
        "# Descaling the heater\n\n1. Pull the plug.\n2. Empty the tank.\n\n   Warning: the water is hot.\n\n"
        "3. Fill in vinegar.\n\nRepeat once a year.",
    ),
    ("Cleaning the filter", None, "# Cleaning the filter\n\nTake it out. Wash it cold. Dry it in the shade."),
)
NOTES = make_headed("notes.md", "Notes", ("Modes", None, "# Modes\n\nThe heater has:\n- Eco: low power.\n- Party"))
MEETING = make_document(
    "m.txt", "Item: Present | Detail: Ada Byron (chair), Bob Moss, Eve Lund\nItem: Room | Detail: 4"
)


def ask(question: str, index: ListedPassages, written: str = "", confidence: float = 1.0) -> Answer:
    models = FakeModels(ScriptedEngine(written, confidence=confidence))
    *_, answer = Pipeline(index, models, Settings()).answer(question)
    assert isinstance(answer, Answer)
    for citation in answer.citations:
        assert index.document(citation.document_id).text[citation.start : citation.end] == citation.quote
        assert answer.hits[citation.number - 1].passage == citation.passage
    return answer


def items(answer: Answer) -> list[str]:
    return [line.rsplit(" [", 1)[0] for line in answer.text.splitlines() if line.startswith("- ")]


def labels(document: Document) -> list[list[str]]:
    return [[document.text[item.words : item.end] for item in one.items] for one in find_lists(document)]


def test_lists_are_found_with_their_items_and_what_stands_above_them() -> None:
    bullets, rows, numbers = find_lists(MANUAL)
    assert (bullets.kind, rows.kind, numbers.kind) == ("bulleted", "rows", "numbered")
    assert bullets.lead == "Press MODE:"
    assert rows.columns == ("Code", "Meaning")
    assert [item.label for item in numbers.items] == ["1", "2", "3"]
    assert "the water is hot" in MANUAL.text[numbers.items[1].start : numbers.items[1].end]
    assert "Repeat" not in MANUAL.text[numbers.items[2].start : numbers.items[2].end]


def test_a_list_that_goes_on_on_the_next_page_is_one() -> None:
    paged = make_headed("p.pdf", "P", ("Steps", 1, "1. One\n2. Two"), ("Steps", 2, "3. Three\n4. Four"))
    assert labels(paged) == [["One", "Two", "Three", "Four"]]


def test_an_item_ends_before_the_heading_below_it() -> None:
    text = "1. Das Becken wird erneuert.\n2. Der Turm bleibt zu, bis das\nGeländer erhöht ist.\n"
    text += "Kosten und Plan\nAlles kostet Geld."
    (found,) = find_lists(make_document("a.txt", text))
    assert text[found.items[-1].start : found.items[-1].end].endswith("Geländer erhöht ist.")


def test_cells_are_read_by_their_columns() -> None:
    assert cells("Code: E1 | Meaning: No water: none.") == {"Code": "E1", "Meaning": "No water: none."}


def test_every_item_of_a_list_is_given_once_with_all_its_places() -> None:
    answer = ask("List all modes.", HeldDocuments(MANUAL, NOTES))
    assert items(answer) == ["- “Eco: low power.”", "- “Boost: full power for an hour.”", "- “Off”", "- “Party”"]
    assert answer.text.startswith("4 found in 2 documents:")
    assert len(answer.statements[0].citations) == 2
    assert answer.form == "list"


@pytest.mark.parametrize("question", ["What are all the error codes?", "Which errors does the heater have?"])
def test_rows_of_a_table_are_items(question: str) -> None:
    assert items(ask(question, HeldDocuments(MANUAL))) == ["- E1 (Meaning: No water.)", "- E2 (Meaning: Too hot.)"]


def test_what_a_cell_enumerates_are_items() -> None:
    answer = ask("Who was present? List the names.", HeldDocuments(MEETING))
    assert items(answer) == ["- “Ada Byron (chair)”", "- “Bob Moss”", "- “Eve Lund”"]


def test_the_chapters_of_a_document_are_items() -> None:
    answer = ask("List the chapters of the heater manual.", HeldDocuments(MANUAL, NOTES))
    assert items(answer) == ["- Modes", "- Errors", "- Descaling the heater", "- Cleaning the filter"]


def test_a_long_list_is_counted_and_its_first_items_are_shown() -> None:
    many = make_headed("n.md", "Names", ("Members", None, "\n".join(f"- Member {n}" for n in range(SHOWN + 5))))
    answer = ask("List all members.", HeldDocuments(many))
    assert answer.text.startswith(f"{SHOWN + 5} found")
    assert answer.text.endswith("- and 5 more")


STORY = ListedPassages(
    [
        make_passage("Henrik came home. Milou waited at the landing.", document_id="story.txt"),
        make_passage("Anselm built boats.", document_id="story2.txt"),
    ]
)


def test_the_model_names_items_and_those_that_no_passage_has_are_left_out() -> None:
    answer = ask("List the characters.", STORY, "- Henrik\n- Milou\n- Gandalf\n- Anselm")
    assert items(answer) == ["- Henrik", "- Milou", "- Anselm"]
    assert answer.text.startswith("3 found in 2 documents:")
    assert answer.model == "scripted"
    assert answer.statements[0].citations[0].quote.startswith("Henrik came home.")


@pytest.mark.parametrize(
    "question",
    [
        "Who are the characters in the story?",
        "Which people are mentioned in the report?",
        "Who appears in the story?",
        "Welche Personen kommen in dem Stück vor?",
        "Wer kommt in der Geschichte vor?",
        "Quels sont les personnages de l'histoire ?",
    ],
)
def test_people_are_a_list_and_a_part_of_a_name_is_not_listed_again(question: str) -> None:
    answer = ask(question, STORY, "- Anselm\n- Henrik\n- Henrik came")
    assert answer.form == "list"
    assert items(answer) == ["- Anselm", "- Henrik came"]


def test_a_document_that_the_question_names_is_the_only_one_read() -> None:
    both = ListedPassages(
        [
            make_passage("Orla lays the table. Bastian laughs.", document_id="the salt cellar.txt"),
            make_passage("Bridget plays Orla.", document_id="casting for autumn.txt"),
        ]
    )
    answer = ask('Who are the characters of "The Salt Cellar"?', both, "- Orla\n- Bastian\n- Bridget")
    assert items(answer) == ["- Orla", "- Bastian"]


def test_a_list_that_the_documents_do_not_have_is_not_made_up() -> None:
    assert ask("List all patents.", STORY, "- Anselm", confidence=0.01).abstained
    assert ask("List all patents.", STORY, "None").abstained


@pytest.mark.parametrize("question", ["How do I descale the heater?", "What are the steps for descaling the heater?"])
def test_steps_are_quoted_in_order_and_complete(question: str) -> None:
    answer = ask(question, HeldDocuments(MANUAL, NOTES))
    assert answer.form == "steps"
    assert [line.rsplit(" [", 1)[0] for line in answer.text.splitlines()[2:]] == [
        "1. “Pull the plug.”",
        "2. “Empty the tank. Warning: the water is hot.”",
        "3. “Fill in vinegar.”",
    ]


FORGE = make_headed(
    "forge.md",
    "Lighting the forge",
    ("", None, "1. Open the flue.\n2. Unlock the gas.\n3. Clean the burner with the brush."),
)
BLADES = make_headed(
    "blades.md", "Care of shears", ("Procedure", None, "1. Put on gloves.\n2. Wipe the shears.\n3. Oil the hinge.")
)


@pytest.mark.parametrize(
    "more", ["Please list every step.", "Give me all the steps in order, please.", "Step by step?"]
)
def test_who_asks_for_every_step_gets_the_list_that_was_found_best(more: str) -> None:
    question = f"How do I get blunt shears wiped and oiled? {more}"
    answer = ask(question, HeldDocuments(BLADES, FORGE))
    assert answer.form == "steps"
    assert answer.text.startswith("Care of shears, Procedure:\n\n1. “Put on gloves.”")


def test_a_heading_that_is_the_title_is_said_once() -> None:
    answer = ask("What are the steps for lighting the forge?", HeldDocuments(FORGE))
    assert answer.text.startswith("Lighting the forge:\n")


def test_without_a_numbered_list_the_section_on_the_topic_is_quoted() -> None:
    answer = ask("How do I clean the filter?", HeldDocuments(MANUAL))
    assert "2. “Wash it cold.” [1]" in answer.text


EMERGENCY = make_headed(
    "plan.md",
    "Plan de emergencia",
    ("En caso de incendio", None, "# En caso de incendio\n\n- Dar la voz de alarma.\n- Cortar el gas."),
    ("En caso de fuga de gas", None, "# En caso de fuga de gas\n\nAbrir las ventanas. Salir."),
)


@pytest.mark.parametrize(
    "question",
    [
        "¿Qué hay que hacer en caso de incendio? Todos los pasos, por favor.",
        "Dime los pasos para el incendio",
        "Cosa bisogna fare in caso di incendio?",
        "O que fazer em caso de incendio?",
    ],
)
def test_what_to_do_in_a_case_is_the_section_on_that_case(question: str) -> None:
    answer = ask(question, HeldDocuments(EMERGENCY))
    assert answer.form == "steps"
    assert answer.text.splitlines()[2:] == ["1. “Dar la voz de alarma.” [1]", "2. “Cortar el gas.” [1]"]


@pytest.mark.parametrize(
    "question",
    [
        "Was ist bei Feuer zu tun?",
        "What do new people do on their first day, in order?",
        "Que faire en cas d'incendie ?",
        "Quelles sont les étapes du nettoyage ?",
        "Quais são os passos para limpar o filtro?",
        "Wat moet ik doen bij brand?",
    ],
)
def test_steps_are_recognised_in_other_languages(question: str) -> None:
    assert asks_for_steps(question)


def test_without_steps_the_question_is_answered_as_a_fact() -> None:
    answer = ask("How do I paint the heater?", HeldDocuments(MANUAL), "Paint it.")
    assert answer.form == "fact"


@pytest.mark.parametrize(
    "question",
    [
        "What is the name of the ship?",
        "¿Cómo se llaman los hermanos?",
        "Who leads the team?",
        "How much does it cost?",
        "Is a list needed?",
    ],
)
def test_other_questions_are_left_alone(question: str) -> None:
    assert not asks_for_list(question)
    assert not asks_for_steps(question)


@pytest.mark.parametrize(
    "question",
    [
        "Nenne alle Fehlercodes.",
        "Enumera todos los códigos.",
        "Quels sont les codes d'erreur ?",
        "I need a list of the error codes.",
        "Kannst du mir eine Liste der Fehlercodes machen?",
        "Peux-tu me faire une liste des codes ?",
        "¿Podrías hacerme una lista de los códigos?",
    ],
)
def test_lists_are_recognised_in_other_languages(question: str) -> None:
    assert asks_for_list(question)


@pytest.mark.parametrize(
    ("question", "heading", "openers"),
    [
        ("¿Cuáles son las tres recomendaciones del informe?", "Recomendaciones", ("Primera:", "Segunda:", "Tercera:")),
        ("What are the three recommendations?", "Recommendations", ("First,", "Second,", "Thirdly,")),
        ("Was sind die Empfehlungen?", "Empfehlungen", ("Erstens:", "Zweitens:", "Drittens:")),
    ],
)
def test_paragraphs_that_begin_with_ordinal_numbers_are_a_list(
    question: str, heading: str, openers: tuple[str, ...]
) -> None:
    things = ("renew the joints of the pool", "replace both pumps", "install a meter")
    text = "\n\n".join(f"{opener} {thing}." for opener, thing in zip(openers, things, strict=True))
    report = make_headed("informe.docx", "Informe", ("Costs", None, "It costs 386,000 euros."), (heading, None, text))
    answer = ask(question, HeldDocuments(report), "Joints.")
    assert (answer.form, len(answer.statements)) == ("list", 3)
    assert all(thing in answer.text for thing in things)
