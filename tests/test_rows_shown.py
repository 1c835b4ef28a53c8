"""Rows of tables, which are shown as tables."""

from __future__ import annotations

import re

import pytest
from scripted import cite, make_document, reply, say

from qa.records import Statement
from ui.web.page.markup import answer_html
from ui.web.page.rows import row_of, rows_of, table_html
from ui.web.page.transcript import finished

MEALS = "What: Meals, <full> day | Within the country: 34 euros | Abroad: 42 *euros*"
HOTEL = "What: Hotel | Within the country: 135 euros | Abroad: 165 euros"
POLICY = make_document("policy.docx", f"{MEALS}\n{HOTEL}\nBook trains.")


def verbatim(*quotes: str) -> Statement:
    citations = tuple(cite(POLICY, quote, number) for number, quote in enumerate(quotes, 1))
    markers = "".join(f"[{citation.number}]" for citation in citations)
    return Statement(f"“{' '.join(quotes)}” {markers}", citations, True, 1.0, verbatim=True)


def cells(html: str) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", html.replace("\N{NO-BREAK SPACE}", " "))  # keeps a chip beside its word
    return [[re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)] for row in rows]


def test_a_row_is_distinguished_from_prose() -> None:
    assert row_of(HOTEL) == (("What", "Within the country", "Abroad"), ("Hotel", "135 euros", "165 euros"))
    for prose in ("Book trains.", "Note: call us", "a | b", "He said: no | yes", "", f"{'x' * 70}: a | b: c"):
        assert row_of(prose) is None
    assert len(rows_of(f"“{MEALS}\n\n{HOTEL}”")) == 2
    assert rows_of(f"{MEALS}\nBook trains.") == []
    assert rows_of("a: 1 | b: 2\na: 1 | c: 2") == []
    assert "&lt;full&gt;" in table_html(rows_of(MEALS))


@pytest.mark.parametrize("between", ["\n", "\n- ", "\n\n"])
def test_quoted_rows_of_an_answer_make_one_table_whose_rows_open_their_sources(between: str) -> None:
    first, second = verbatim(MEALS), verbatim(HOTEL)
    lead = "- " if "-" in between else ""
    html = answer_html(f"{lead}{first.text}{between}{second.text}", [first, second])
    assert html.count("<table>") == 1
    assert cells(html) == [
        ["What", "Within the country", "Abroad"],
        ["Meals, &lt;full&gt; day", "34 euros", "42 *euros* [1]"],
        ["Hotel", "135 euros", "165 euros [1]"],
    ]
    assert html.count('class="cite"') == 2
    assert "<li>" not in html


def test_a_row_that_the_model_copied_is_a_row_too_and_one_that_it_changed_is_not() -> None:
    copied, changed = (
        say(f"{HOTEL} [1].", cite(POLICY, HOTEL, 1)),
        say("Hotel: 135 | Abroad: 165 [1]", cite(POLICY, HOTEL, 1)),
    )
    assert cells(answer_html(f"- {copied.text}", [copied]))[1] == ["Hotel", "135 euros", "165 euros [1]"]
    assert "<table>" not in answer_html(changed.text, [changed])
    doubted = say(copied.text, cite(POLICY, HOTEL, 1), supported=False, reason="is about something else")
    assert "<table>" not in answer_html(doubted.text, [doubted])


def test_one_statement_of_several_rows_is_a_table_and_what_follows_is_none() -> None:
    rows, prose = verbatim(MEALS, HOTEL), say("Book trains [1].", cite(POLICY, "Book trains.", 1))
    html = answer_html(f"Allowances:\n\n{rows.text}\n\n{prose.text} More.", [rows, prose])
    assert html.startswith("<p>Allowances:</p><table>")
    assert len(cells(html)) == 3
    assert re.search(r"</table><p>Book trains <a .*</a>\. More\.</p>$", html)


def test_a_sentence_that_is_no_quotation_of_a_row_stays_a_sentence() -> None:
    claim = say("Meals are 42 euros [1].", cite(POLICY, MEALS, 1))
    assert "<table" not in answer_html(claim.text, [claim])
    mixed = verbatim(MEALS, "Book trains.")
    assert "<table" not in answer_html(mixed.text, [mixed])


def test_a_quoted_row_beside_an_answer_is_a_table() -> None:
    html = finished(reply("q", say("42 euros [1].", cite(POLICY, MEALS, 1)), quotes=[verbatim(HOTEL)]))
    quotes = html.partition('class="quotes"')[2]
    assert cells(quotes)[1] == ["Hotel", "135 euros", "165 euros"]
