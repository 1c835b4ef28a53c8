"""Tables in texts, Markdown, mails and Word documents that are only typed, with spaces or tabs between columns."""

import pytest
from made_files import make_docx

from index.reading.readers.mail import read_eml
from index.reading.readers.markdown import read_markdown
from index.reading.readers.office.docx import read_docx
from index.reading.readers.tabbed import tabbed_lines
from index.reading.readers.typed_tables import with_typed_tables

LANDINGS = """\
         1.º trim.   2.º trim.
2023     188         241
2024     97          1.263
"""
READ = "2023 | 1.º trim.: 188 | 2.º trim.: 241\n2024 | 1.º trim.: 97 | 2.º trim.: 1.263\n"


def test_each_of_two_tables_in_a_text_has_the_names_of_its_columns_below_its_heading():
    text = f"Aveleira\n\n{LANDINGS}\nBrejo\n\n{LANDINGS.replace('188', '74 ')}\nThe end.\n"
    assert with_typed_tables(text) == f"Aveleira\n\n{READ}\nBrejo\n\n{READ.replace('188', '74')}\nThe end.\n"


def test_a_typed_table_is_read_in_markdown_and_in_a_mail():
    assert read_markdown(f"# Lota\n\n{LANDINGS}\nEnd.".encode()).text == f"# Lota\n\n{READ}\nEnd."
    assert read_markdown(f"```\n{LANDINGS}```\n".encode()).text == f"```\n{READ}```\n"
    mail = f"From: a@example.org\nSubject: Lota\nContent-Type: text/plain; charset=utf-8\n\nAs asked:\n\n{LANDINGS}"
    assert READ.strip() in read_eml(mail.encode()).text


@pytest.mark.parametrize("before", ["```python\n", "- one\n- two\n\n  "])
def test_code_and_lists_of_markdown_do_not_change(before):
    text = f"{before}a      b    c\n1      2    3\n4      5    6\n"
    assert read_markdown(text.encode()).text == text


TABLES = {
    "Town     Role     Name\n-----    -----    -----\nUlm      mayor    Ada\nBonn     clerk    Bob": (
        "Town: Ulm | Role: mayor | Name: Ada\nTown: Bonn | Role: clerk | Name: Bob"
    ),
    "  Month      Rain (mm)\n  ====================\n  January         45,0\n  February        38,5": (
        "Month: January | Rain (mm): 45,0\nMonth: February | Rain (mm): 38,5"
    ),
    "Town          Boats   Landings\n\nAveleira         61       1044\nBrejo            34        520": (
        "Town: Aveleira | Boats: 61 | Landings: 1044\nTown: Brejo | Boats: 34 | Landings: 520"
    ),
    "部门      一月     二月\n北京店    188      241\n上海      97       63": (
        "部门: 北京店 | 一月: 188 | 二月: 241\n部门: 上海 | 一月: 97 | 二月: 63"
    ),
    "Harbour\tBoats\tLandings\nAveleira do Norte\t61\t1044\nBrejo\t34\t520": (
        "Harbour: Aveleira do Norte | Boats: 61 | Landings: 1044\nHarbour: Brejo | Boats: 34 | Landings: 520"
    ),
    "Harbour\t\t\tBoats\tLandings\nAveleira do Norte\t61\t1044\nBrejo\t\t\t34\t520": (
        "Harbour: Aveleira do Norte | Boats: 61 | Landings: 1044\nHarbour: Brejo | Boats: 34 | Landings: 520"
    ),
    "  id   | name    | use\n  -----+---------+------\n  63   | netplan | net\n  64   | ftn     | mail": (
        "id: 63 | name: netplan | use: net\nid: 64 | name: ftn | use: mail"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "read"), TABLES.items())
def test_rules_tabs_bars_and_wide_characters_make_columns(text, read):
    assert with_typed_tables(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "He went home.  Then he slept.  The cat\nwas there.  It had 12 mice.  All of them\nwere grey.  And 3 ran.  So",
        "int a = 1;      // one\nint bb = 22;    // two\nint ccc = 333;  // three",
        "name        Ada\nport        8080\ntimeout     30\nretries     3",
        "name\tAda\nport\t8080\ntimeout\t30\nretries\t3",
        "Name:\t______\tDate:\t______\nPlace:\t______\tHour:\t______\nSigned:\t______\tSeal:\t______",
        "Introduction\t3\nMethods\t7\nResults\t12",
        "Soup .......... 4.50\nFish .......... 12.00\nCake .......... 3.20",
        "2024-01-01 10:00  INFO   start 12\n2024-01-01 10:01  WARN   slow 300\n2024-01-01 10:02  INFO   end 2",
        "Firma Holz GmbH          Rechnung 2024-11\nHauptstr. 1           Datum 12.03.2024\n89073 Ulm     Kunde 4711",
    ],
)
def test_prose_code_lists_and_forms_do_not_change(text):
    assert with_typed_tables(text) == text
    assert not tabbed_lines(text.split("\n"))


def paragraphs(*texts):
    runs = ("<w:r><w:tab/></w:r>".join(f"<w:r><w:t>{part}</w:t></w:r>" for part in text.split("\t")) for text in texts)
    return make_docx("".join(f"<w:p>{run}</w:p>" for run in runs))


def test_paragraphs_with_tabs_are_rows_of_a_word_document():
    text = read_docx(paragraphs("Boats", "\tQ1\tQ2", "2023\t188\t241", "2024\t97\t1.263", "The end.")).text
    assert text == "Boats\n\n2023 | Q1: 188 | Q2: 241\n2024 | Q1: 97 | Q2: 1.263\n\nThe end."


def test_a_list_with_tabs_stays_in_a_word_document():
    lines = ("name\tAda", "port\t8080", "timeout\t30")
    assert read_docx(paragraphs(*lines)).text == "\n\n".join(lines)
