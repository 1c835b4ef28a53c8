"""Tables of reStructuredText directives, and tables of separated values in AsciiDoc."""

import pytest
from made_archives import make_odf
from test_list_numbers import NUMBERED, odf_item, odf_list

from index.reading.read import read

LIST = """.. list-table:: Ships by port
   :header-rows: 1
   :widths: 20 10

   * - Port
     - Ships
   * - Kiel
     - 12
   * - Oslo on
       the fjord
     -

After it."""
CSV = """.. csv-table:: Fees
   :header: "Kind of boat","Fee"

   "Raft, small",3
   Dinghy,12

After it."""


def test_a_list_table_of_restructured_text_has_a_line_for_each_row():
    assert [line for line in read(LIST.encode(), "a.rst").text.split("\n") if line] == [
        *("Ships by port", "Port: Kiel | Ships: 12", "Port: Oslo on the fjord", "After it."),
    ]


def test_a_table_of_values_of_restructured_text_names_its_columns():
    assert [line for line in read(CSV.encode(), "a.rst").text.split("\n") if line] == [
        *("Fees", "Kind of boat: Raft, small | Fee: 3", "Kind of boat: Dinghy | Fee: 12", "After it."),
    ]


@pytest.mark.parametrize("table", ["[%header,format=csv]\n|===\n{}\n|===", "[%header]\n,===\n{}\n,==="])
def test_a_table_of_values_of_asciidoc_names_its_columns(table):
    text = read(table.format('Port,Note\nKiel,calm\nOslo,"cold, wet"').encode(), "a.adoc").text
    assert text.strip() == "Port: Kiel | Note: calm\nPort: Oslo | Note: cold, wet"


def test_a_table_that_is_cut_off_is_read_as_far_as_it_goes():
    for text, name in ((LIST, "a.rst"), (CSV, "a.rst"), (',===\nPort,Note\nKiel,"calm\n,===', "a.adoc")):
        for end in range(1, len(text)):
            read(f"Words.\n\n{text[:end]}".encode(), name)


def test_comments_of_org_and_formulas_of_bibliographies_are_what_readers_see():
    assert "secret" not in read(b"* A\n#+BEGIN_COMMENT\nsecret\n#+END_COMMENT\nwords", "a.org").text
    assert "title: The 10^6 bays" in read(b"@book{a, title={The $10^6$ bays}}", "a.bib").text


def test_slides_count_on_where_the_style_of_a_list_changes():
    lists = odf_list(odf_item("a")) + odf_list(odf_item("b"), "M")
    styles = NUMBERED + NUMBERED.replace('"L"', '"M"').replace('"B"', '"C"')
    page = "<draw:page><draw:frame><draw:text-box>{}</draw:text-box></draw:frame></draw:page>"
    assert read(make_odf("presentation", page.format(lists), styles=styles), "a.odp").text.split("\n") == [
        "1. a",
        "2. b",
    ]
    assert read(make_odf("text", lists, styles=styles), "a.odt").text.split("\n") == ["1. a", "1. b"]


def test_a_long_value_in_a_table_of_values_is_read():
    assert len(read(f",===\nPort,Note\nKiel,{'x' * 200_000}\n,===".encode(), "a.adoc").text) > 200_000
