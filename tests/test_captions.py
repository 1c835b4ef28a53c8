"""A source that begins inside a table is read with what stands above the table."""

from __future__ import annotations

import pytest
from fakes import make_passage, make_sources

from qa.checking.cite import SentenceCheck, cite
from qa.checking.judge import LexicalJudge
from qa.evidence.captions import with_caption
from qa.text.parsed import ParsedText

ABOVE = "Berths\n\nHarbour of Kell, dues for 2025 (in euros)\n"
ROWS = "Jetty: A | Length: 6 to 8 m | Month: 156\nJetty: B | Length: 8 to 10 m | Month: 247\n"
TEXT = f"{ABOVE}Jetty: A | Length: up to 6 m | Month: 118\n{ROWS}"
QUESTION = "What does a berth of 9 m cost for a month at jetty B?"
ANSWER = "A berth of 9 m at jetty B costs 247 euros for a month."


def test_the_currency_above_a_long_table_holds_for_its_last_rows() -> None:
    (source,) = make_sources(make_passage(ROWS, document_id="dues.xlsx", start=TEXT.index(ROWS)))
    said = []
    for one in (source, with_caption(source, lambda _: TEXT)):
        check = SentenceCheck((one,), LexicalJudge(), ParsedText(QUESTION), 0.9)
        said.append(cite(f"{ANSWER} [1]", check)[0].text)
    assert said == [f"{ANSWER.replace(' euros', '')} [1]", f"{ANSWER} [1]"]


def test_the_row_whose_range_holds_the_amount_is_cited() -> None:
    (source,) = make_sources(make_passage(TEXT))
    for metres, row in ((7, "6 to 8 m"), (9, "8 to 10 m")):
        asked = ParsedText(f"Where can a boat of {metres} m moor?")
        check = SentenceCheck((source,), LexicalJudge(), asked, 0.9)
        (said,) = cite(f"A boat of {metres} m can moor at jetty {'A' if metres == 7 else 'B'} [1].", check)
        assert said.supported
        assert row in said.citations[0].quote


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        (TEXT, TEXT),  # it has the caption itself
        (f"{'x' * 400}\n{ROWS}", ROWS),  # a paragraph is no caption
        (f"{ABOVE}Dues are paid in advance.", "Dues are paid in advance."),
    ],
)
def test_other_sources_stay_as_they_are(text: str, passage: str) -> None:
    (source,) = make_sources(make_passage(passage, start=text.index(passage)))
    assert with_caption(source, lambda _: text) is source
