"""A sentence about another range or another year is ranked lower."""

from dataclasses import replace

import pytest
from fakes import make_document, make_hits, make_passage, make_sentences

from qa.evidence.days import add_entries_of_day, are_of_other_days
from qa.evidence.editions import mark_outdated
from qa.evidence.filters import are_mismatched
from qa.text.parsed import ParsedText

NOTICE = ("less than two years", "two to five years", "five to ten years", "ten years and more")
ROWS = [f"Time with the company: {time} | Notice period: {n} months" for n, time in enumerate(NOTICE, start=1)]
OLD = replace(make_passage("Meals are paid with 28 euros.", document_id="a.txt"), title="Travel rules 2024")
NEW = replace(make_passage("Meals are paid with 34 euros.", document_id="b.txt"), title="Travel rules 2026")


def mismatched(question, *passages, texts=()):
    sentences = make_sentences(question, *passages)
    assert not texts or [sentence.text for sentence in sentences] == texts
    return are_mismatched(ParsedText(question), sentences)


def test_rows_whose_range_does_not_contain_the_quantity_of_the_question_are_mismatched():
    table = make_passage("\n".join(ROWS))
    assert mismatched("I have been here for three years. How long is my notice?", table, texts=ROWS) == [
        True, False, True, True,
    ]  # fmt: skip
    assert mismatched("My notice after 12 years?", table, texts=ROWS) == [True, True, True, False]
    assert mismatched("How long is my notice?", table, texts=ROWS) == [False] * 4


def test_another_edition_is_mismatched_if_the_right_one_is_found():
    question = "What was paid for meals in 2024?"
    assert mismatched(question, NEW, OLD) == [True, False]
    assert mismatched(question, NEW) == [False]
    assert mismatched("What is paid for meals?", NEW, OLD) == [False, False]


def test_a_sentence_or_heading_that_names_the_right_year_is_not_mismatched():
    question = "What has changed in the rules since 2024?"
    told = replace(NEW, heading="What has changed since 2024")
    untitled = replace(make_passage("Meals are paid.", document_id="meals.txt"), title="Meals")
    assert mismatched(question, OLD, NEW, told, untitled) == [False, True, False, False]


def test_mismatched_sentences_score_below_others():
    scores = [s.score for s in make_sentences("What was paid for meals in 2024?", NEW, OLD)]
    assert scores[0] < 0.1 * scores[1]


def outdated(question, *scored):
    sentences = make_sentences(question, *(passage for passage, _ in scored))
    with_scores = [replace(sentence, score=score) for sentence, (_, score) in zip(sentences, scored, strict=True)]
    titles = {passage.document_id: passage.title for passage, _ in scored}
    marked = mark_outdated(
        ParsedText(question), with_scores, lambda name: replace(make_document(name), title=titles[name])
    )
    return [sentence.outdated for sentence in marked]


def test_a_newer_edition_replaces_an_older_one_if_it_is_nearly_as_likely_to_answer():
    assert outdated("What is paid for meals?", (OLD, 0.9), (NEW, 0.6)) == [True, False]
    assert outdated("What is paid for meals?", (OLD, 0.9), (replace(NEW, text="Taxis cost more."), 0.1)) == [
        False,
        False,
    ]
    assert outdated("What is paid for meals?", (OLD, 0.9), (replace(NEW, title="Meals 2026"), 0.9)) == [False, False]
    assert outdated("What is paid for meals?", (OLD, 0.9), (replace(NEW, title="Travel rules"), 0.9)) == [False, False]


@pytest.mark.parametrize(
    "question",
    [
        "What was paid for meals?",
        "Which rules are older?",
        "What changed for meals?",
        "What is paid for meals in 2024?",
    ],
)
def test_a_question_about_the_past_or_a_comparison_may_mean_any_edition(question):
    assert outdated(question, (OLD, 0.9), (NEW, 0.9)) == [False, False]


FANS = ["Model: Zephyr 20 | Code: ZF-2002 | Price: 129", "Model: Zephyr 30 | Code: ZF-3001 | Price: 149",
        "Model: Sirocco 40 | Code: SC-4004 | Price: 175"]  # fmt: skip
SALES = ["Quarter: Q2 2023 | Sales: 301", "Quarter: Q3 2023 | Sales: 320", "Quarter: Q3 2024 | Sales: 412"]


@pytest.mark.parametrize(
    ("question", "rows", "kept"),
    [
        ("What does the Zephyr 30 cost?", FANS, [1]),
        ("Zephyr 30 price?", FANS, [1]),
        ("Which model has the code SC-4004?", FANS, [2]),
        ("Is the Zephyr 20 cheaper than the Sirocco?", FANS, [0, 2]),
        ("What does the Zephyr 40 cost?", FANS, [0, 1, 2]),  # no row has both
        ("Which model costs 129?", FANS, [0, 1, 2]),  # a quantity
        ("Which model is the cheapest?", FANS, [0, 1, 2]),
        ("What were the sales in Q3 2024?", SALES, [2]),
        ("What were the sales in Q3?", SALES, [1, 2]),
        ("Wie hoch war der Umsatz im Q2 2023?", SALES, [0]),
    ],
)
def test_rows_that_match_the_codes_years_and_names_of_the_question_come_before_others(question, rows, kept):
    found = mismatched(question, make_passage("\n".join(rows)), texts=rows)
    assert [i for i, is_wrong in enumerate(found) if not is_wrong] == kept


def test_rows_of_another_table_are_compared_with_their_own():
    others = make_passage("Part: lid | Weight: 2\nPart: pan | Weight: 3", document_id="parts.md")
    assert mismatched("How heavy is the lid of the Zephyr 30?", make_passage(FANS[1]), others) == [False] * 3


LOG = [
    f"No. {n} | {day} July 2023 | {well} | depth {n / 10} | clear"
    for n, (day, well) in enumerate([(4, "Elm Bore"), (4, "Dell Pit"), (24, "Elm Bore"), (11, "Elm Bore")], 51)
]


def test_entries_of_other_days_are_mismatched_if_one_of_the_day_is_found():
    question = "What was the depth at Elm Bore on 4 July 2023?"
    log = make_passage("\n".join([*LOG, "On 11 July it rained."]))
    assert mismatched(question, log)[2:] == [True, True, False]

    def of_other_days(question):
        return are_of_other_days(ParsedText(question), make_sentences(question, log))

    assert of_other_days(question) == [False, False, True, True, False]
    assert of_other_days("What was the depth at Elm Bore on 5 July?") == [False] * 5
    assert of_other_days("What was the depth at Elm Bore on 4 and on 11 July?") == [False] * 5
    assert of_other_days("What was the depth at Elm Bore in July?") == [False] * 5


def test_the_entries_of_the_day_are_added_to_what_was_found():
    passages = [make_passage(line, document_id="log.txt", start=100 * n) for n, line in enumerate(LOG)]
    other = make_passage("No. 1 | 4 July 2023 | Elm Bore | seen by nobody", document_id="other.txt")
    hits = make_hits([passages[2], passages[3]])

    def added(question, found=hits):
        everything = {"log.txt": passages, "other.txt": [other]}
        return [hit.passage for hit in add_entries_of_day(ParsedText(question), found, everything.__getitem__)][
            len(found) :
        ]

    assert added("What was the depth at Dell Pit on July 4th, 2023?") == [passages[1], passages[0]]
    assert added("What was the depth at Elm Bore on 4 July?") == [passages[0], passages[1]]
    assert not added("What was the depth at Elm Bore on 5 July?")
    assert not added("What was the depth at Elm Bore in July?")
    assert not added("What was the depth on 4 July?", make_hits(passages)), "it was found already"
    assert not added("What was the depth on 4 July?", [])
