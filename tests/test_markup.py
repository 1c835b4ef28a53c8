"""Org, AsciiDoc and reStructuredText: their marks and tables are read as what they say."""

import pytest

from index.reading.read import read

ROWS = "Place: Ulm | 2021: 120 | 2022: 130\nPlace: Bonn | 2021: 310 | 2022: 320"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.org", "Holds 10^{6} litres of H_{2}O for +99+ 42 euros."),
        ("a.adoc", "Holds 10^6^ litres of H~2~O for [.line-through]#99# 42 euros."),
        ("a.rst", "Holds 10\\ :sup:`6` litres of H\\ :sub:`2`\\ O for  42 euros."),
    ],
)
def test_raised_lowered_and_struck_out_words_are_read_as_such(name, text):
    document = read(text.encode(), name)
    assert document.text == "Holds 10^6 litres of H₂O for  42 euros."
    assert document.notes == (() if name == "a.rst" else ("struck-out or deleted text was left out (1 place)",))


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("a.org", "| Place | 2021 | 2022 |\n|-------+------+------|\n| Ulm | 120 | 130 |\n| Bonn | 310 | 320 |"),
        ("a.adoc", "|===\n|Place |2021 |2022\n\n|Ulm |120 |130\n|Bonn |310 |320\n|==="),
        ("a.adoc", '[%header,cols="3*"]\n|===\n|Place\n|2021\n|2022\n|Ulm\n|120\n|130\n|Bonn\n|310\n|320\n|==='),
        (
            "a.rst",
            "===== ==== ====\nPlace 2021 2022\n===== ==== ====\nUlm   120  130\nBonn  310  320\n===== ==== ====",
        ),
        (
            "a.rst",
            "+-------+------+------+\n| Place | 2021 | 2022 |\n+=======+======+======+\n| Ulm   | 120  | 130  |\n"
            "+-------+------+------+\n| Bonn  | 310  | 320  |\n+-------+------+------+",
        ),
    ],
)
def test_every_row_of_a_table_names_its_columns(name, table):
    assert read(f"Before.\n\n{table}\n\nAfter.\n".encode(), name).text == f"Before.\n\n{ROWS}\n\nAfter.\n"


@pytest.mark.parametrize(
    ("name", "share", "root", "mass"),
    [
        ("a.org", r"\(\frac{12}{5}\)", r"\[\sqrt{49}\]", r"\(10^{24}\)"),
        ("a.adoc", r"latexmath:[\frac{12}{5}]", r"stem:[\sqrt{49}]", "latexmath:[10^{24}]"),
        ("a.rst", r":math:`\frac{12}{5}`", r":math:`\sqrt{49}`", ":math:`10^{24}`"),
    ],
)
def test_formulas_become_linear_text(name, share, root, mass):
    text = read(f"The share is {share}, the root {root}, the mass {mass} kg.".encode(), name).text
    assert text == "The share is 12/5, the root √(49), the mass 10^24 kg."


def test_a_footnote_of_asciidoc_stands_apart_from_the_word():
    assert read(b"It costs 42 eurosfootnote:[without heating] a month.", "a.adoc").text == (
        "It costs 42 euros (without heating) a month."
    )


def test_merged_cells_of_asciidoc_cover_their_columns():
    table = "|===\n.2+|Region 2+|2022 2+|2023\n|Sales |Profit |Sales |Profit\n|North |10 |11 |12 |13\n|==="
    assert read(table.encode(), "a.adoc").text == (
        "Region: North | 2022 Sales: 10 | 2022 Profit: 11 | 2023 Sales: 12 | 2023 Profit: 13"
    )


@pytest.mark.parametrize("name", ["a.org", "a.adoc", "a.rst"])
@pytest.mark.parametrize(
    "piece",
    [
        "|",
        "|===\n",
        "+---+",
        "== ",
        "^",
        "footnote:[",
        "| a ",
        "+a",
        "+---+---+\n|a|b|\n",
        "#+begin_src\n",
        "[[",
        ":PROPERTIES:\n",
        "<<",
        "http://a",
        "----\n",
        "////\n",
    ],
)
def test_markup_without_end_takes_no_time(name, piece):
    assert read((piece.replace("_", " ") * 20_000).encode() + b" end", name).text


def test_what_only_looks_like_markup_is_kept():
    text = "C++ and D++, 2 + 3 + 4, a_b, x^2 and ~home~ stay.\n"
    for name in ("a.org", "a.rst"):
        assert read(text.encode(), name).text == text


def test_comments_and_settings_are_left_out_and_links_show_their_text():
    org = (
        "* Rent\n:PROPERTIES:\n:ID: abc\n:END:\n# a remark\nSee [[https://x.org][the page]] and [[crane]].\n"
        "#+BEGIN_SRC sh\n# kept\n#+END_SRC\n"
    )
    assert read(org.encode(), "a.org").text.strip() == (
        "* Rent\nSee the page and crane.\n#+BEGIN_SRC sh\n# kept\n#+END_SRC"
    )
    adoc = (
        "= Rent\n:toc:\n:version: 3\n// a remark\n////\na long one\n////\n"
        "See <<x,the section>>, <<y>> and https://x.org[the page].\n----\n// kept\n----\n////\nwithout end\n"
    )
    assert read(adoc.encode(), "a.adoc").text.strip() == (
        "= Rent\n:version: 3\nSee the section, y and the page.\n----\n// kept\n----\n////\nwithout end"
    )


def test_names_that_a_file_gives_to_texts_are_replaced_by_them():
    rst = (
        ".. |fee| replace:: 18 pounds\n\n.. a remark\n   on two lines\n\n"
        "The fee is |fee|, |x| is not.\n\n.. [#a] Kept.\n"
    )
    assert read(rst.encode(), "a.rst").text.strip() == "The fee is 18 pounds, |x| is not.\n\n.. [#a] Kept."
    adoc = "= Pass\n:price: 58 francs\n\nA day costs {price}, {other} is not.\n----\n{price}\n----\n"
    assert read(adoc.encode(), "a.adoc").text.strip() == (
        "= Pass\n:price: 58 francs\n\nA day costs 58 francs, {other} is not.\n----\n{price}\n----"
    )


def test_formulas_and_settings_of_org_are_left_out():
    org = "#+OPTIONS: toc:nil\n| Item | Cost |\n|------+------|\n| Paint | 64 |\n| Brush | 9 |\n#+TBLFM: $2=sum\n"
    assert read(org.encode(), "a.org").text.strip() == "Item: Paint | Cost: 64\nItem: Brush | Cost: 9"


@pytest.mark.parametrize("directive", ["note::", "_target: https://x.org", "code-block:: sh", "py:class:: A"])
def test_what_is_no_comment_of_rst_is_kept(directive):
    assert f".. {directive}" in read(f"Before.\n\n.. {directive}\n\nAfter.\n".encode(), "a.rst").text
