"""Questions about a place in a document, and about where something is mentioned."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import HeldDocuments, ask_texts, make_document, make_headed

from qa.forms.places.place import asks_for_place
from qa.forms.places.references import find_reference
from qa.forms.structure.outline import last_number, outline
from qa.pipeline import Pipeline
from qa.records import Answer
from qa.settings import Settings

HANDBOOK = make_headed(
    "handbook.pdf",
    "Staff handbook",
    ("1. Welcome", 1, "1. Welcome\nWe are glad that you are here."),
    ("4. Leave > 4.1 How much", 2, "4. Leave\n4.1 How much\nYou have 27 days of leave."),
    ("4. Leave > 4.2 Asking", 3, "4.2 Asking\nAsk one week ahead. (a) By e-mail only.\n(b) The manager replies."),
    ("8. End > 8.2 Last days", 4, "8. End\n8.2 Last days\nReturn your badge to gate 7."),
)
RULES = make_document(
    "rules.txt", "RULES\n\n1. Quiet hours\n\nBe quiet after ten. The badge opens gate 7.\n\n2. Pets\n\nNo pets."
)
LIBRARY = HeldDocuments(HANDBOOK, RULES)


class Unloaded:
    """Models that must not be loaded."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"the {name} was loaded")


def ask(question: str, index: HeldDocuments = LIBRARY) -> Answer:
    *_, answer = Pipeline(index, Unloaded(), Settings()).answer(question)
    assert isinstance(answer, Answer)
    for citation in answer.citations:
        assert index.document(citation.document_id).text[citation.start : citation.end] == citation.quote
        assert answer.hits[citation.number - 1].passage == citation.passage
    return answer


@pytest.mark.parametrize(
    "question",
    [
        "What does section 4.1 of the staff handbook say?",
        "What is written in section 4.1 of the handbook?",
        "Show me section 4.1 of handbook.pdf",
        "Section 4.1",
        "Was steht in Abschnitt 4.1?",
        "¿Qué dice la sección 4.1?",
        "o que tem na seção 4.1?",
        "What does the section on how much say?",
        "Could you tell me what section 4.1 says, please?",
    ],
)
def test_a_section_is_quoted(question: str) -> None:
    answer = ask(question)
    assert answer.form == "place"
    assert "“You have 27 days of leave.” [1]" in answer.text
    assert "Ask one week" not in answer.text


def test_a_chapter_is_quoted_with_all_its_sections() -> None:
    answer = ask("What does chapter 4 say?", HeldDocuments(HANDBOOK))
    assert "27 days" in answer.text
    assert "one week ahead" in answer.text
    assert "badge" not in answer.text


def test_a_page_is_quoted() -> None:
    answer = ask("What is on page 3?")
    assert "one week ahead" in answer.text
    assert {citation.page for citation in answer.citations} == {3}


@pytest.mark.parametrize(
    "question",
    ["What is on p. 3?", "what does pg 3 say", "Was steht auf S. 3?", "que dit la p. 3 ?", "¿Qué dice la pág. 3?"],
)
def test_page_is_often_written_short(question: str) -> None:
    assert "Ask one week ahead" in ask(question).text


@pytest.mark.parametrize(
    "text", ["Who lives in Long Str. 4?", "See s. 3", "What is size S 3?", "Where is the P 3 motor?"]
)
def test_other_letters_before_a_number_are_no_page(text: str) -> None:
    assert find_reference(text) is None


def test_a_clause_of_a_section_is_quoted_alone() -> None:
    answer = ask("What does section 4.2(b) say?")
    assert "The manager replies." in answer.text
    assert "one week" not in answer.text


def test_headings_of_plain_text_are_found_in_its_lines() -> None:
    assert [(e.number, e.name) for e in outline(RULES)] == [("1", "Quiet hours"), ("2", "Pets")]
    assert "No pets." in ask("What does section 2 of the rules say?").text
    assert "is “Pets”. [1]" in ask("What is the title of section 2 of rules.txt?").text


LEASE = make_document(
    "lease.txt",
    "LEASE\n\n1. Term. It runs for three years.\n\n2. Pets. Dogs need consent. Cats do not.\n\n"
    "3. Subletting. It is not permitted.\n\nTarvik, 20 June",
)
STATUTES = make_document(
    "satzung.md", "Satzung\n\n§ 1 Sitz ist Lindau.\n§ 2 Der Beitrag beträgt 85 Euro.\n§ 3 Hecken sind niedrig."
)


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("What does clause 2 say?", "Dogs need consent."),
        ("What does section 2 of the lease say?", "Cats do not."),
        ("Was steht in § 2?", "Der Beitrag beträgt 85 Euro."),
    ],
)
def test_numbered_paragraphs_are_sections_of_a_text_without_headings(question: str, quoted: str) -> None:
    document = STATUTES if "§" in question else LEASE
    answer = ask(question, HeldDocuments(replace(document, title="The lease")))
    assert quoted in answer.text
    assert "three years" not in answer.text
    assert "Subletting" not in answer.text


def test_a_missing_section_is_named_with_the_last_one() -> None:
    answer = ask("What does section 9.4 say?", HeldDocuments(HANDBOOK))
    assert answer.text == "There is no section 9.4 in Staff handbook; the last is 8.2."
    assert answer.abstained
    assert ask("What is on page 9 of the handbook?").text == "There is no page 9 in Staff handbook; the last is 4."
    assert ask("What is on page 2?", HeldDocuments(RULES)).abstained


def test_every_mention_is_listed_with_its_place() -> None:
    answer = ask("Where is gate 7 mentioned?")
    assert answer.text == (
        "“gate 7” is mentioned 2 times in 2 documents:\n\n"
        "- handbook.pdf, p. 4, 8.2 Last days: “Return your badge to gate 7.” [1]\n"
        "- rules.txt: “The badge opens gate 7.” [2]"
    )
    assert ask("Where is gate mentioned in the handbook?").text.startswith("“gate” is mentioned once in 1 document:")
    assert ask("Where is gate 77 mentioned?").abstained


def test_a_quoted_phrase_must_occur() -> None:
    assert "No pets" in ask("Where does it say “No pets”?").text
    answer = ask("Where does it say “Pets are welcome”?")
    assert (answer.text, answer.abstained) == ("“Pets are welcome” is not mentioned in your documents.", True)


def test_a_phrase_is_found_across_line_breaks_and_in_another_case() -> None:
    wrapped = make_document("w.txt", "The blue transport\n  Lock is under the tank, and ÄRGER is not far.")
    index = HeldDocuments(wrapped)
    assert ask("Where is “transport lock” mentioned?", index).citations
    assert ask("Wo wird Ärger erwähnt?", index).citations


@pytest.mark.parametrize(
    "question",
    [
        "How many pages does section 4 have?",
        "Who may enter chapter houses?",
        "What does the section chief say about leave?",
        "Which part of the unit gets hot?",
        "What is the part number of the hose?",
        "What does point of sale mean?",
    ],
)
def test_other_questions_are_left_alone(question: str) -> None:
    assert not asks_for_place(question)


def test_references_are_read() -> None:
    assert find_reference("What does clause 7(b) of the lease say?").words == "clause 7(b)"  # type: ignore[union-attr]
    assert find_reference("What happens in chapter 4 of the history?").words == "chapter 4"  # type: ignore[union-attr]
    assert find_reference("What happens in section 4.2 if I am late?") is None
    assert find_reference("What does the third chapter say?").words == "chapter 3"  # type: ignore[union-attr]
    assert last_number(outline(HANDBOOK)) == "8.2"


@pytest.mark.parametrize("question", ["What does error E42 mean?", "Who said “we never sleep”?"])
def test_a_code_or_a_phrase_that_occurs_nowhere_is_said_to_be_missing(question: str) -> None:
    answer = ask(question)
    assert answer.abstained
    assert answer.text.endswith("is not mentioned in your documents.")


def test_a_code_counts_however_its_parts_are_joined() -> None:
    index = HeldDocuments(make_document("e.txt", "Error E-42 means that the tank is full."))
    with pytest.raises(AssertionError, match="was loaded"):  # the question goes on to the models
        ask("What does error E42 mean?", index)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What is written under 5.2?", "5.2"),
        ("What do I find on page 7?", "page 7"),
        ("Tell me what page 4 deals with.", "page 4"),
        ("In section 4.2 of the handbook, what is said?", "section 4.2"),
        ("What is the heading of the sixth chapter?", "chapter 6"),
        ("Worum geht es auf Seite 4?", "Seite 4"),
        ("Was steht unter 5.2?", "5.2"),
        ("Wie heißt das sechste Kapitel?", "Kapitel 6"),
        ("De quoi parle la page 4 ?", "page 4"),
        ("Qu’est-ce qu’il y a à la page 4 ?", "page 4"),
        ("Comment s'appelle le chapitre six ?", "chapitre 6"),
        ("¿De qué trata la página 4?", "página 4"),
        ("¿Qué pone en el capítulo tercero?", "capítulo 3"),
        ("Cosa c'è scritto nella sezione 5.2?", "sezione 5.2"),
        ("Di cosa parla pagina 4?", "pagina 4"),
        ("O que diz a seção 5.2?", "seção 5.2"),
        ("Wat staat er in hoofdstuk 9?", "hoofdstuk 9"),
        ("Waar gaat bladzijde 4 over?", "bladzijde 4"),
        ("What does appendix B say?", "appendix B"),
        ("What is on the last page?", "page last"),
    ],
)
def test_what_is_written_at_a_place_can_be_asked_in_many_words(question: str, words: str) -> None:
    reference = find_reference(question)
    assert reference is not None
    assert reference.words == words


@pytest.mark.parametrize(
    "question",
    [
        "Who found a dialect for chapter 9 no good idea?",
        "Wie vond een streektaal voor hoofdstuk 9 geen goed idee?",
        "Wann wurde Kapitel 9 geschrieben?",
        "Qui a écrit le chapitre 9 ?",
        "¿Qué opina Ana del capítulo 9?",
        "What does section 4 of the lease cost?",
        "In section 4.2 of the handbook, what is the notice period?",
        "Section 4.1 of the lease: who pays?",
        "What do I do in step 3?",
        "What is under 5.2 kg?",
        "Was ist um 10.30 Uhr?",
        "What do the three chapters say?",
    ],
)
def test_a_place_that_a_question_only_mentions_is_not_what_it_asks_for(question: str) -> None:
    assert find_reference(question) is None


def test_a_missing_place_is_told_in_the_language_of_the_question() -> None:
    index = HeldDocuments(HANDBOOK)
    told = "Es gibt Abschnitt 9.4 innerhalb von Staff handbook nicht; die letzte Nummer ist 8.2."
    assert ask("Was steht in Abschnitt 9.4?", index).text == told
    rules = HeldDocuments(replace(RULES, title="Regeln"))
    assert ask("Was steht auf Seite 2 der Regeln?", rules).text == "Es gibt keine Seiten innerhalb von Regeln."
    assert ask("Wie heißt das vierte Kapitel?", index).text == "Kapitel 4 von Staff handbook heißt „Leave“. [1]"


def test_the_last_page_and_the_last_chapter_are_quoted() -> None:
    index = HeldDocuments(HANDBOOK)
    assert "**Staff handbook, Page 4**" in ask("What is on the last page?", index).text
    assert "**Staff handbook, 8 End**" in ask("Was steht im letzten Kapitel?", index).text


def test_an_appendix_has_a_letter() -> None:
    boiler = make_headed(
        "boiler.md",
        "Boiler",
        ("1 Fuel", None, "1 Fuel\nPellets."),
        ("Appendix A: Parts", None, "Appendix A: Parts\n\nOrder the rope."),
        ("Appendix B – Guarantee", None, "Appendix B – Guarantee\n\nIt lasts two years."),
    )
    assert ask("What does appendix B say?", HeldDocuments(boiler)).text == (
        "**Boiler, B Guarantee**\n\n“It lasts two years.” [1]"
    )
    text = make_document("b.txt", "BOILER\n\n1 Fuel\n\nPellets.\n\nAnhang A Teile\n\nDas Seil bestellen.")
    assert "Das Seil" in ask("Was steht in Anhang A?", HeldDocuments(text)).text


TENANCY = make_headed(
    "tenancy.pdf",
    "Tenancy rules",
    (
        "Chapter 1 - Purpose",
        1,
        "Chapter 1 - Purpose\n1.1 These rules hold in all flats.\n1.2 They are read to new tenants.",
    ),
    (
        "Chapter 2 - Bicycles",
        2,
        "Chapter 2 - Bicycles\n2.1 Bicycles stand in the cellar.\n"
        "2.2 Prams may stay in the hall\nuntil the child is three.\n"
        "2.3 Scooters are charged outside.",
    ),
    ("Chapter 3 - Repairs", 3, "Chapter 3 - Repairs\nA tap needs\n3.5 mm screws and\n3.9 mm drills."),
)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What does section 2.2 of the tenancy rules say?", "2.2 Prams may stay in the hall until the child is three."),
        ("What does clause 1.2 say?", "1.2 They are read to new tenants."),
        ("What does section 2.3 say?", "2.3 Scooters are charged outside."),
    ],
)
def test_paragraphs_numbered_on_from_a_heading_are_places(question: str, said: str) -> None:
    assert f"“{said}”" in " ".join(ask(question, HeldDocuments(TENANCY)).text.split())


def test_a_number_at_the_beginning_of_a_line_is_no_place() -> None:
    answer = ask("What does section 3.9 of the tenancy rules say?", HeldDocuments(TENANCY))
    assert answer.abstained
    assert answer.text == "There is no section 3.9 in Tenancy rules; the last is 3."
    assert [entry.title for entry in outline(TENANCY) if entry.level == 0] == [
        "1 Purpose", "2 Bicycles", "3 Repairs",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Which faults does chapter 5 deal with?", "chapter 5"),
        ("What subjects does section 4.2 of the manual cover?", "section 4.2"),
        ("Welche Fehler behandelt Kapitel 5?", "Kapitel 5"),
        ("Quels défauts traite le chapitre 5 ?", "chapitre 5"),
        ("Which faults does the chapter on oil deal with?", ""),
        ("What does chapter 5 cost?", ""),
    ],
)
def test_what_a_chapter_deals_with_is_what_it_says(question: str, words: str) -> None:
    found = find_reference(question)
    assert (found.words if found else "") == words


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Where are the rotten planks mentioned?", "“rotten planks” is mentioned once"),
        ("Where is “rotten planks” mentioned?", "not mentioned"),
        ("Where is the rotten lease mentioned?", "not mentioned"),
        ("Where are the rotten keys mentioned?", "not mentioned"),
    ],
)
def test_words_of_one_sentence_are_a_mention_in_any_order(question: str, said: str) -> None:
    texts = {"minutes.md": "# Minutes\n\nThe two outer planks are rotten. The lease was signed. Keys are lost.\n"}
    assert said in ask_texts(question, texts).text
