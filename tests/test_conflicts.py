"""Documents that disagree, and questions that assume something that the documents deny."""

from dataclasses import replace
from datetime import date

import pytest
from fakes import make_document, make_passage, make_prompt, make_sentences, make_sources

from index.records import Passage
from qa.checking.cite import SentenceCheck, cite
from qa.checking.conflicts import (
    concerns,
    contradicted_premise,
    date_sides,
    find_conflicts,
    is_settled,
    order_editions,
)
from qa.checking.judge import LexicalJudge
from qa.records import Conflict
from qa.text.dates import Dated, date_document
from qa.text.editions import Edition
from qa.text.parsed import ParsedText

OLD = "For your own car the company pays 0.30 euros per kilometre."
NEW = "If you use your own car, the company pays 0.38 euros per kilometre."


def policy(text: str, year: int = 2024) -> Passage:
    return make_passage(text, document_id=f"travel-policy-{year}.md")


def conflicts(question: str, *passages: Passage) -> tuple[Conflict, ...]:
    sentences = [replace(s, score=0.5) for s in make_sentences(question, *passages)]
    return find_conflicts(ParsedText(question), sentences, passages[:1])


def test_two_documents_that_give_another_amount_for_one_thing_disagree() -> None:
    new, old = policy(NEW, 2026), policy(OLD)
    (conflict,) = conflicts("How much does the company pay for my own car?", new, old)
    assert [side.text for side in conflict.sides] == [f"“{NEW}” [1]", f"“{OLD}” [2]"]
    for side, passage in zip(conflict.sides, (new, old), strict=True):
        assert side.citations[0].quote == passage.text


@pytest.mark.parametrize(
    ("one", "two", "question"),
    [
        (
            "The launch of the new heater is on 1 May 2026.",
            "The launch of the new heater is on 3 June 2026.",
            "When is the launch?",
        ),
        ("The gates of the depot open at 8:30.", "The gates of the depot open at 9:00.", "When do the gates open?"),
        ("The data protection officer is Ada Fenn.", "The data protection officer is Bo Lind.", "Who is the officer?"),
    ],
)
def test_dates_times_and_names_may_disagree_too(one: str, two: str, question: str) -> None:
    assert len(conflicts(question, policy(one), policy(two, 2026))) == 1


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (NEW, NEW.replace("0.38 euros", "€0.38")),  # the same
        (NEW, "For your own bicycle the company pays 0.15 euros per kilometre."),  # of something else
        ("The own car tank of X-200 holds 5 litres.", "The own car tank of X-210 holds 7 litres."),  # of another model
        ("Own car, at 5 °C: the company pays 12 euros.", "Own car, at 20 °C: the company pays 13 euros."),  # of a case
        (NEW, "A taxi costs 0.90 euros."),
        ("The officer for cars is Ada Fenn.", "The officer for bikes is Bo Lind."),
    ],
)
def test_what_is_said_of_other_things_does_not_disagree(one: str, two: str) -> None:
    assert conflicts("How much does the company pay for my own car?", policy(one, 2026), policy(two)) == ()


def test_a_row_of_a_table_and_a_sentence_may_disagree() -> None:
    row = "What: Meals, full day away | Within the country: 34 euros | Abroad: 42 euros"
    old = "For a full day away you receive a meal allowance of 28 euros."
    assert len(conflicts("What is the meal allowance for a full day?", policy(row, 2026), policy(old))) == 1


def test_one_document_does_not_disagree_with_itself_or_with_its_copies() -> None:
    question = "How much does the company pay for my own car?"
    assert conflicts(question, policy(NEW), make_passage(OLD, document_id="travel-policy-2024.md", start=900)) == ()
    copied = replace(policy(NEW), also=("travel-policy-2026.md",))
    assert conflicts(question, copied, policy(OLD, 2026)) == ()


def test_documents_of_other_kinds_must_say_more_of_the_same() -> None:
    one = make_passage("You get an answer within two working days.", document_id="warranty.md")
    two = make_passage("You get an answer within five working days.", document_id="handbook.md")
    assert conflicts("When do I get an answer?", one, two) == ()


def test_the_newest_side_comes_first_with_its_date() -> None:
    (conflict,) = conflicts("How much does the company pay for my own car?", policy(OLD), policy(NEW, 2026))
    years = {
        "travel-policy-2024.md": Dated(2024, 3, 1, "1 March 2024"),
        "travel-policy-2026.md": Dated(2026, 0, 0, "2026"),
    }
    dated = date_sides(conflict, years.__getitem__)
    assert dated.dates == ("2026", "1 March 2024")
    assert NEW in dated.sides[0].text


def test_a_question_that_names_the_year_has_chosen() -> None:
    question = "How much does the company pay for my own car?"
    (conflict,) = conflicts(question, policy(OLD), policy(NEW, 2026))
    dated = replace(conflict, dates=("2024", "2026"))
    assert is_settled("How much did it pay in 2024?", dated)
    assert not is_settled(question, dated)


def test_a_conflict_concerns_only_an_answer_that_rests_on_it() -> None:
    passages = [policy(NEW, 2026), policy(OLD), make_passage("Dogs eat free.")]
    (conflict,) = conflicts("How much does the company pay for my own car?", *passages)
    check = SentenceCheck(make_sources(*passages), LexicalJudge())
    assert concerns(conflict, cite("The company pays 0.38 euros per kilometre.", check))
    assert not concerns(conflict, cite("Dogs eat free.", check))


def test_a_document_is_dated_by_its_beginning_its_title_or_its_file() -> None:
    changed = date(2025, 5, 3)
    assert (
        date_document(make_document("a.md", "In force from 1 March 2024. Then 2 May 2025."), changed).words
        == "1 March 2024"
    )
    titled = replace(make_document("a.md", "Valid to 31 December 2025."), title="Prices 2026")
    assert date_document(titled, changed).words == "2026"
    assert date_document(make_document("a.md", "Nothing."), changed).words == "file changed 3 May 2025"


TANK = make_passage("The tank of the X-200 holds 5.5 litres. It is grey.", document_id="manual.md")


def premise(question: str) -> str | None:
    found = contradicted_premise(ParsedText(question), make_prompt(question, TANK))
    return found and found.text


def test_a_question_that_takes_a_wrong_amount_for_granted_is_told_the_right_one() -> None:
    assert premise("Why does the tank of the X-200 hold 9 litres?") == "“The tank of the X-200 holds 5.5 litres.” [1]"


@pytest.mark.parametrize(
    "question",
    [
        "Why does the tank of the X-200 hold 5.5 litres?",
        "How much does the tank of the X-200 hold?",
        "Why does the tank of the X-900 hold 9 litres?",  # of another model
        "Does the tank of the X-200 hold more than 9 litres?",
        "I have 9 litres. Does the tank of the X-200 hold it?",
        "Why do 9 litres of paint cost so little at the depot?",
    ],
)
def test_a_question_without_a_false_premise_is_left_alone(question: str) -> None:
    assert premise(question) is None


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How much does a lesson of 60 minutes cost a month?", "A lesson of 30 minutes costs 86 euros a month."),
        ("Was kostet der Einzelunterricht von 60 Minuten?", "Der Einzelunterricht von 30 Minuten kostet 86 Euro."),
    ],
)
def test_the_price_of_another_size_contradicts_no_question_for_one(question: str, text: str) -> None:
    lessons = make_passage(text, document_id="lessons.md")
    assert contradicted_premise(ParsedText(question), make_prompt(question, lessons)) is None


def test_a_sentence_that_agrees_with_the_question_wins_over_one_that_contradicts_it() -> None:
    leave = policy(
        "Full-time employees get 25 days of annual leave. Employees with a long service get 30 days of annual leave."
    )
    question = "Which employees get 30 days of annual leave?"
    assert contradicted_premise(ParsedText(question), make_prompt(question, leave)) is None
    question = "Why do employees get 35 days of annual leave?"
    assert contradicted_premise(ParsedText(question), make_prompt(question, leave)) is not None


TRUE = "The light tower of Marn was built in 1884 by a company from Bremen."


def shown(question: str, *texts: str) -> list[set[str]]:
    passages = [make_passage(text, document_id=f"{name}.md") for name, text in zip("abcdefg", texts, strict=False)]
    return [{side.citations[0].quote for side in found.sides} for found in conflicts(question, *passages)]


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("When was the light tower of Marn built?", "The light tower of Marn, they say, was built in 1902."),
        ("Who built the light tower of Marn?", "The light tower of Marn was built in 1884 by a company from Riga."),
        ("When was the light tower of Marn built?", TRUE.replace("1884", "1902")),
    ],
)
def test_documents_that_answer_differently_disagree_also_in_names_and_other_words(question: str, other: str) -> None:
    assert shown(question, TRUE, other) == [{TRUE, other}]


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("When was the light tower of Marn built?", "The light tower of Marn was closed in 1902 by its owner."),
        (
            "When was the light tower of Marn built?",
            "The light tower of Selk was built in 1902 by a company from Riga.",
        ),
        ("Who built the light tower of Marn?", "The light tower of Marn was built in 1884, a year of storms."),
        ("When was the light tower of Marn built?", "It was in 1884 that the light tower of Marn was built."),
        ("Who built the light tower of Marn in 1884?", "The light tower of Marn was built in 1902 by men from Riga."),
    ],
)
def test_documents_that_answer_alike_or_speak_of_something_else_do_not(question: str, other: str) -> None:
    assert shown(question, TRUE, other) == []


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("Are dogs allowed in the office?", "Dogs are allowed in the office.", "Dogs are not allowed in the office."),
        ("Is smoking allowed on the roof?", "Smoking on the roof is allowed.", "Smoking on the roof is forbidden."),
        ("Sind Hunde im Büro erlaubt?", "Hunde sind im Büro erlaubt.", "Hunde sind im Büro nicht erlaubt."),
        ("¿Se permite fumar aquí?", "Fumar aquí está permitido.", "Fumar aquí está prohibido."),
        ("When does the heating end?", "The heating ends on 15 May.", "The heating ends on 30 April."),
        ("Who pays for the locks?", "The tenant pays for the locks.", "The landlord pays for the locks."),
        ("Where do the keys lie?", "The keys lie in the blue box.", "The keys lie in the hall."),
        ("How often is the filter cleaned?", "The filter is cleaned every week.", "The filter is cleaned every month."),
        ("How many use the lift?", "At most 8 use the lift.", "No more than 12 use the lift."),
    ],
)  # fmt: skip
def test_documents_disagree_also_by_denying_and_in_words_without_a_capital(question: str, one: str, other: str) -> None:
    assert shown(question, one, other) == [{one, other}]


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("What is kept in the cellar?", "The wine is kept in the cellar.", "The coal is kept in the cellar."),
        ("How much does the belt cost?", "The belt of the pump costs 9 euros.", "The belt of the fan costs 9 euros."),
        ("May trainees carry over days?", "Employees may carry over days.", "Trainees may not carry over days."),
        ("Is the north gate open?", "The north gate is open at night.", "The south gate is open at night."),
        ("How many use the lift?", "The lift carries 8 people.", "No more than 8 use the lift."),
    ],
)  # fmt: skip
def test_what_can_be_true_at_once_does_not_disagree(question: str, one: str, other: str) -> None:
    assert shown(question, one, other) == []


def test_three_documents_with_three_answers_are_all_shown() -> None:
    texts = [f"The annual fee for members is {number} euros." for number in (30, 35, 40)]
    assert shown("What is the annual fee for members?", *texts) == [set(texts)]


def test_the_side_of_an_older_edition_comes_last_and_is_called_so() -> None:
    texts = {
        "rules-v2.md": ("Version 2, 3 May 2020", "Dogs pay 4 euros a day."),
        "rules-v1.md": ("Version 1", "Dogs pay 3 euros a day."),
        "rules-draft.md": ("Version 3", "Dogs pay 5 euros a day."),
    }
    passages = [make_passage(text, document_id=name) for name, (_, text) in texts.items()]
    documents = {name: replace(make_document(name, "\n\n".join(text)), title="Rules") for name, text in texts.items()}
    (conflict,) = conflicts("How much do dogs pay a day?", *reversed(passages))
    days = {name: Dated(2026, 1, number, f"file changed {number} January 2026") for number, name in enumerate(texts, 1)}
    days["rules-v2.md"] = Dated(2020, 5, 3, "3 May 2020")
    ordered = order_editions(date_sides(conflict, days.__getitem__), lambda name: Edition.of(documents[name]))
    assert ordered.dates == ("version 2, 3 May 2020", "version 1, older edition", "version 3, draft")
    assert [side.citations[0].document_id for side in ordered.sides] == ["rules-v2.md", "rules-v1.md", "rules-draft.md"]
    assert is_settled("How much did dogs pay in version 1?", ordered)


READ_BY_RERANKER = [
    (
        "Who said that Marn shall vanish?",
        "Vulcan said that Marn shall vanish.",
        "The mayor of Selk wants to see Marn gone.",
    ),
    ("What year did Ada return to Marn?", "What year did Ada return to Marn: it is 1944.", "She came back in 1908."),
]


@pytest.mark.parametrize(("question", "false", "true"), READ_BY_RERANKER)
@pytest.mark.parametrize("read", [(8.0, 6.0), (8.0, 1.0), (8.0, None)])
def test_answers_in_other_words_disagree_if_the_reranker_is_sure_of_both(
    question: str, false: str, true: str, read: tuple[float, float | None]
) -> None:
    passages = [make_passage(text, document_id=f"{n}.md") for n, text in enumerate((false, true))]
    sentences = [
        replace(sentence, score=0.5, read=each)
        for sentence, each in zip(make_sentences(question, *passages), read, strict=True)
    ]
    found = find_conflicts(ParsedText(question), sentences, passages)
    assert len(found) == (1 if read[1] == 6.0 else 0)


def test_two_sure_answers_with_the_same_fact_do_not_disagree() -> None:
    question = "How long did it take to build the tower of Marn?"
    texts = (
        "It did take about 300 years to build the tower of Marn.",
        "Nobody finished it for nearly three hundred years.",
    )
    passages = [make_passage(text, document_id=f"{n}.md") for n, text in enumerate(texts)]
    sentences = [replace(s, score=0.5, read=7.0) for s in make_sentences(question, *passages)]
    assert find_conflicts(ParsedText(question), sentences, passages) == ()


def test_several_copies_of_one_claim_are_one_witness() -> None:
    copies = [f"{TRUE.replace('1884', '1902')} Text {number} ends here." for number in ("one", "two", "three")]
    assert len(shown("When was the light tower of Marn built?", TRUE, *copies)) == 1


def test_the_copy_that_is_cited_is_the_side_that_is_shown() -> None:
    question = "When was the light tower of Marn built?"
    false = TRUE.replace("1884", "1902")
    passages = [make_passage(text, document_id=f"{n}.md") for n, text in enumerate((TRUE, false, f"Note: {false}"))]
    sentences = [replace(s, score=0.5) for s in make_sentences(question, *passages)]
    check = SentenceCheck(make_sources(passages[2]), LexicalJudge())
    (conflict,) = find_conflicts(ParsedText(question), sentences, passages, cite("It was built in 1902.", check))
    assert {side.citations[0].document_id for side in conflict.sides} == {"2.md", "0.md"}
