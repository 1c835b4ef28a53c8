"""Every sentence is cited to the exact words that support it, or marked as unsupported."""

import re
from collections.abc import Sequence

from fakes import make_passage, make_sources

from index.records import Passage
from qa.checking.cite import STITCHED, SentenceCheck, join, statement_spans
from qa.checking.cite import cite as cite_by
from qa.checking.judge import Judge, LexicalJudge
from qa.checking.locate import locate
from qa.records import Statement
from qa.text.parsed import ParsedText

TEXT = (
    "Every full-time employee receives 25 days of annual leave. Up to five unused days carry over into the next year. "
    "They expire on 31 March."
)
BEFORE = "Leave\n\n"


LEAVE = make_passage(TEXT, start=len(BEFORE), heading="Leave")
PARKING = make_passage("Parking costs 40 euros a month.", document_id="parking.md")


def cite(text: str, passages: Sequence[Passage], judge: Judge) -> tuple[Statement, ...]:
    return cite_by(text, SentenceCheck(make_sources(*passages), judge))


def test_a_citation_holds_the_exact_words_of_the_document() -> None:
    (statement,) = cite("You get 25 days of annual leave [1].", [LEAVE], LexicalJudge())
    (citation,) = statement.citations
    assert statement.supported
    assert citation.quote == "Every full-time employee receives 25 days of annual leave."
    assert (BEFORE + TEXT)[citation.start : citation.end] == citation.quote
    assert (citation.number, citation.document_id, citation.page) == (1, "handbook.md", None)


def test_two_sentences_of_one_passage_have_their_own_quotes() -> None:
    first, second = cite("You get 25 days of leave [1]. Unused days expire on 31 March [1].", [LEAVE], LexicalJudge())
    assert first.citations[0].quote.startswith("Every full-time")
    assert "31 March" in second.citations[0].quote
    assert first.citations[0].start < second.citations[0].start


def test_a_quote_grows_to_a_second_sentence_only_for_a_fact_that_it_needs() -> None:
    (statement,) = cite("Up to five unused days carry over and expire on 31 March [1].", [LEAVE], LexicalJudge())
    assert statement.supported
    assert statement.citations[0].quote == (
        "Up to five unused days carry over into the next year. They expire on 31 March."
    )


def test_a_wrong_passage_is_repaired() -> None:
    (statement,) = cite("Parking costs 40 euros a month [1].", [LEAVE, PARKING], LexicalJudge())
    assert statement.supported
    assert [citation.number for citation in statement.citations] == [2]
    assert statement.text == "Parking costs 40 euros a month [2]."


def test_a_number_in_round_brackets_behind_a_sentence_is_no_sentence_of_its_own() -> None:
    place = make_passage("The office is in Vienna.", document_id="2.md", heading="2. Places")
    (statement,) = cite("Parking costs 40 euros a month. (2)", [PARKING, place], LexicalJudge())
    assert statement.text == "Parking costs 40 euros a month [1]."
    assert statement.failures == ("wrong passage",)


def test_a_sentence_without_a_marker_gets_the_one_that_supports_it() -> None:
    (statement,) = cite("Parking costs 40 euros a month.", [LEAVE, PARKING], LexicalJudge())
    assert statement.text == "Parking costs 40 euros a month [2]."


def test_an_unsupported_sentence_says_why_and_keeps_its_marker() -> None:
    (statement,) = cite("Parking costs 60 euros a month [2].", [LEAVE, PARKING], LexicalJudge())
    assert statement.supported is False
    assert statement.text == "Parking costs 60 euros a month [2]."
    assert "60 EUR" in statement.reason


def test_a_sentence_that_nothing_supports_and_that_cites_nothing_has_no_citation() -> None:
    (statement,) = cite("Dogs are welcome in the canteen.", [LEAVE, PARKING], LexicalJudge())
    assert statement.supported is False
    assert statement.citations == ()
    assert statement.text == "Dogs are welcome in the canteen [no source]."


def test_a_sentence_that_needs_two_passages_is_checked_against_both() -> None:
    text = "Annual leave is 25 days, and parking costs 40 euros a month [1][2]."
    (statement,) = cite(text, [LEAVE, PARKING], LexicalJudge())
    assert statement.supported
    assert [citation.number for citation in statement.citations] == [1, 2]


def test_a_passage_that_adds_nothing_is_not_cited() -> None:
    (statement,) = cite("Parking costs 40 euros a month [1][2].", [LEAVE, PARKING], LexicalJudge())
    assert statement.text == "Parking costs 40 euros a month [2]."


def test_a_sentence_without_content_is_not_checked() -> None:
    (statement,) = cite("It is so [1].", [LEAVE], LexicalJudge())
    assert statement.supported is None
    assert statement.citations == ()
    assert statement.text == "It is so [no source]."


def test_markers_behind_the_full_stop_belong_to_the_sentence_before() -> None:
    text = "It is 25 days. [1] Unused days expire. [2]"
    assert [text[a:b] for a, b in statement_spans(text)] == ["It is 25 days. [1]", "Unused days expire. [2]"]


def test_the_joined_statements_are_the_answer_with_its_line_breaks() -> None:
    text = "Two things:\n\n- Parking costs 40 euros a month [1].\n- You get 25 days of leave [1]."
    statements = cite(text, [LEAVE, PARKING], LexicalJudge())
    assert join(text, statements).splitlines()[-2:] == [
        "- Parking costs 40 euros a month [2].",
        "- You get 25 days of leave [1].",
    ]


def test_locate_prefers_the_sentence_with_the_facts_over_the_one_with_the_words() -> None:
    decoy = make_passage("Annual leave is annual leave for every employee. It is 25 days.")
    quoted = locate(ParsedText("Annual leave for every employee is 25 days."), *make_sources(decoy))
    assert "25 days" in quoted[-1].text


def test_a_heading_inside_the_passage_is_not_quoted_for_its_words() -> None:
    released = make_passage("## The release\n\nDeepSeek published R1 on 20 January 2025.", heading="News > The release")
    (statement,) = cite("DeepSeek released R1 on 20 January 2025 [1].", [released], LexicalJudge())
    assert statement.citations[0].quote == "DeepSeek published R1 on 20 January 2025."


def test_the_first_statements_replace_the_first_sentences_and_the_rest_stays() -> None:
    text = "Parking costs 40 euros a month. You get 25 da"
    statements = cite("Parking costs 40 euros a month.", [LEAVE, PARKING], LexicalJudge())
    assert join(text, statements) == "Parking costs 40 euros a month [2]. You get 25 da"


def test_a_sentence_is_checked_once() -> None:
    check = SentenceCheck(make_sources(LEAVE), LexicalJudge())
    assert check("You get 25 days of leave.") is check("You get 25 days of leave.")


def test_a_fabricated_marker_is_told_and_its_sentence_cited_again() -> None:
    (statement,) = cite("Parking costs 40 euros a month [7].", [LEAVE, PARKING], LexicalJudge())
    assert statement.failures == ("fabricated marker",)
    assert statement.supported
    assert statement.text == "Parking costs 40 euros a month [2]."
    assert statement.reason == "[7] is not a retrieved passage"


def test_a_wrong_passage_is_told_with_what_it_was() -> None:
    (statement,) = cite("Parking costs 40 euros a month [1].", [LEAVE, PARKING], LexicalJudge())
    assert statement.failures == ("wrong passage",)
    assert statement.reason == "[1] does not support this sentence"


def test_several_wrong_passages_are_named_together() -> None:
    dogs = make_passage("Dogs are welcome in the canteen.", document_id="dogs.md")
    (statement,) = cite("Parking costs 40 euros a month [1][2].", [LEAVE, dogs, PARKING], LexicalJudge())
    assert statement.reason == "[1] and [2] do not support this sentence"
    (statement,) = cite("Parking costs 40 euros a month [7][8].", [LEAVE, PARKING], LexicalJudge())
    assert statement.reason == "[7] and [8] are not retrieved passages"


def test_a_quote_stitched_from_several_places_is_not_supported() -> None:
    text = "The handbook says “five unused days carry over into the next year and expire on 31 March” [1]."
    stitched = make_passage(
        "Up to five unused days carry over into the next year. Vouchers lapse and expire on 31 March."
    )
    (statement,) = cite(text, [stitched], LexicalJudge())
    assert statement.failures == ("stitched quote",)
    assert statement.supported is False
    assert statement.reason == STITCHED
    (honest,) = cite("It says “five unused days carry over into the next year” [1].", [stitched], LexicalJudge())
    assert (honest.failures, honest.supported) == ((), True)


def test_a_quote_of_another_passage_is_cited_to_that_one() -> None:
    (statement,) = cite("It says “Parking costs 40 euros a month” [1].", [LEAVE, PARKING], LexicalJudge())
    assert (statement.failures, statement.text) == (
        ("wrong passage",),
        "It says “Parking costs 40 euros a month” [2].",
    )


def test_an_unsupported_sentence_is_distinguished_from_the_other_failures() -> None:
    for text in (
        "Parking costs 60 euros a month [2].",
        "Dogs are welcome in the canteen.",
        "He said “dogs eat for free here” [1].",
    ):
        (statement,) = cite(text, [LEAVE, PARKING], LexicalJudge())
        assert statement.failures == ("unsupported",)


def test_a_sentence_that_nothing_is_wrong_with_has_no_failures() -> None:
    for text in ("Parking costs 40 euros a month [2].", "Parking costs 40 euros a month."):
        (statement,) = cite(text, [LEAVE, PARKING], LexicalJudge())
        assert (statement.failures, statement.reason) == ((), "")


def test_every_sentence_ends_with_a_marker_or_with_no_source() -> None:
    text = (
        "Well.\n\n- Parking costs 40 euros【2】\n- Dogs eat free [9]\n---\nIt is so. You get 25 days of leave [1, 2]."
    )
    statements = cite(text, [LEAVE, PARKING], LexicalJudge())
    assert [re.findall(r"\[[^\]]*\]", s.text) for s in statements if any(map(str.isalnum, s.text))] == [
        ["[no source]"],
        ["[2]"],
        ["[no source]"],
        ["[no source]"],
        ["[1]"],
    ]


TYRE = make_passage(
    "## Changing the tube\n\nA flat tyre is no reason to walk.\n\n"
    "1. Turn the bicycle upside down.\n2. Open the brake and take the wheel out.\n3. Let the rest of the air out.\n"
    "4. Lift one side of the tyre over the rim with two levers.\n5. Pull the old tube out, the valve last.\n"
    "6. Feel the inside of the tyre for glass.\n7. Pump a little air into the new tube.\n"
    "8. Put the valve through the hole of the rim.\n9. Press the tyre back by hand.\n10. Pump it up to 4 bar.",
    document_id="bicycle.md",
    heading="Changing the tube",
)


def test_a_sentence_with_all_steps_of_a_list_cites_the_steps() -> None:
    text = (
        "Turn the bicycle upside down, open the brake and take the wheel out, let the rest of the air out, lift one "
        "side of the tyre over the rim, pull the old tube out, feel the inside of the tyre for glass, pump a little "
        "air into the new tube, put the valve through the hole, press the tyre back, and pump it up to 4 bar."
    )
    (statement,) = cite(text, [LEAVE, TYRE], LexicalJudge())
    assert statement.supported, statement.reason
    assert statement.text.endswith("4 bar [2].")
    (citation,) = statement.citations  # the steps follow each other
    assert citation.quote == TYRE.text[TYRE.text.index("1. Turn") :]


def test_clauses_about_steps_that_do_not_follow_each_other_have_their_own_quotes() -> None:
    text = "Turn the bicycle upside down, take the wheel out, feel the inside for glass, and pump it up to 4 bar."
    (statement,) = cite(text, [TYRE, LEAVE], LexicalJudge())
    assert statement.supported, statement.reason
    assert [citation.quote for citation in statement.citations] == [
        "1. Turn the bicycle upside down.\n2. Open the brake and take the wheel out.",
        "6. Feel the inside of the tyre for glass.",
        "10. Pump it up to 4 bar.",
    ]


def test_one_wrong_step_makes_the_sentence_unsupported() -> None:
    text = "Turn the bicycle upside down, pull the old tube out, weld the frame, and pump it up to 4 bar."
    (statement,) = cite(text.replace("4 bar", "9 bar"), [TYRE], LexicalJudge())
    assert not statement.supported
    (statement,) = cite(text.replace("weld the frame", "weld a steel frame carefully"), [TYRE], LexicalJudge())
    assert not statement.supported


def test_a_sentence_that_draws_on_two_documents_cites_both() -> None:
    text = "You get 25 days of annual leave and parking costs 40 euros a month."
    (statement,) = cite(text, [PARKING, LEAVE], LexicalJudge())
    assert statement.supported
    assert statement.text == "You get 25 days of annual leave and parking costs 40 euros a month [1][2]."
    assert [citation.quote for citation in statement.citations] == [
        "Parking costs 40 euros a month.",
        "Every full-time employee receives 25 days of annual leave.",
    ]


def test_a_clause_without_a_name_is_about_the_thing_of_the_clause_before() -> None:
    drill = make_passage("The drill BX-10 costs 89 euros.", document_id="drill.md")
    saw = make_passage("The saw BX-20 weighs 3 kg.", document_id="saw.md")
    both = make_passage("The saw BX-20 costs 120 euros.", document_id="prices.md")
    wrong = "Our drill BX-10 costs 89 euros and weighs 3 kg."
    assert not cite(wrong, [drill, saw], LexicalJudge())[0].supported
    right = "Our saw BX-20 costs 120 euros and weighs 3 kg."
    assert cite(right, [saw, both], LexicalJudge())[0].supported


def test_two_rows_of_a_table_are_never_one_quote() -> None:
    rows = "Tool: drill | Deposit: 50 euros | Gloves: leather\nTool: grinder | Deposit: 80 euros | Gloves: rubber"
    (statement,) = cite("The grinder has a deposit of 50 euros.", [make_passage(rows)], LexicalJudge())
    assert "\n" not in "".join(citation.quote for citation in statement.citations)
    (statement,) = cite("The grinder has a deposit of 80 euros.", [make_passage(rows)], LexicalJudge())
    assert [citation.quote for citation in statement.citations] == [rows.splitlines()[1]]


def test_a_sentence_of_many_clauses_is_checked_in_bounded_time() -> None:
    text = ", ".join(f"the number {n} tube costs {n} euros" for n in range(400))
    assert cite(f"{text}.", [TYRE, LEAVE], LexicalJudge())[0].supported is False


ROWS = make_passage("Site: Woodland | Pitch: Caravan | Price: 27\nSite: Woodland | Pitch: Cabin | Price: 78")
CAPTION = make_passage("Tariff per night in euros.\nSite: Lakeside | Pitch: Caravan | Price: 34", start=200)


def test_the_caption_of_a_table_in_another_passage_names_the_currency_of_a_row() -> None:
    (statement,) = cite("A caravan in the woodland costs 27 euros [1].", [ROWS, CAPTION], LexicalJudge())
    assert statement.supported
    assert statement.text == "A caravan in the woodland costs 27 euros [1]."
    assert statement.citations[0].quote == "Site: Woodland | Pitch: Caravan | Price: 27"


def test_a_currency_that_no_document_names_is_left_out_of_the_sentence() -> None:
    for written in ("costs $27", "costs 27 dollars", "costs 27€"):
        (statement,) = cite(f"A caravan in the woodland {written} a night [1].", [ROWS], LexicalJudge())
        assert (statement.supported, statement.text) == (True, "A caravan in the woodland costs 27 a night [1].")
    (wrong,) = cite("A caravan in the woodland costs $34 a night [1].", [ROWS], LexicalJudge())
    assert not wrong.supported
    assert "$34" in wrong.text
