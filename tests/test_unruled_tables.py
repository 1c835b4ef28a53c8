"""Tables of a PDF page without lines: their names can have digits, and none can be above the labels."""

import pytest
from made_files import make_pdf, show
from typewriter import read_typed

from index.reading.readers.pdf.pages import boxes, read_pdf

ACROSS = (84, 118.2, 164.4, 210.7)


def placed(rows, top):
    return "".join(
        show(text, x, top - 18 * number, size=10)
        for number, row in enumerate(rows)
        for text, x in zip(row, ACROSS, strict=True)
        if text
    )


def test_each_of_two_tables_below_their_headings_has_the_numbered_names_of_its_columns():
    names = ("", "1.º trim.", "2.º trim.", "3.º trim.")
    data = make_pdf(
        show("Lota de Aveleira", 78, 740, size=14)
        + show("A tabela mostra as toneladas de cada trimestre.", 78, 715, size=10)
        + placed([names, ("2023", "188", "241", "305"), ("2024", "1.197", "263", "38")], 695)
        + show("Lota do Brejo", 78, 620, size=14)
        + placed([names, ("2023", "92", "147", "171"), ("2024", "74", "155", "182")], 595)
        + show("Os valores de 2025 ainda faltam.", 78, 530, size=10)
    )
    assert read_pdf(data).text == (
        "Lota de Aveleira\nA tabela mostra as toneladas de cada trimestre.\n"
        "2023 | 1.º trim.: 188 | 2.º trim.: 241 | 3.º trim.: 305\n"
        "2024 | 1.º trim.: 1.197 | 2.º trim.: 263 | 3.º trim.: 38\n"
        "Lota do Brejo\n2023 | 1.º trim.: 92 | 2.º trim.: 147 | 3.º trim.: 171\n"
        "2024 | 1.º trim.: 74 | 2.º trim.: 155 | 3.º trim.: 182\nOs valores de 2025 ainda faltam."
    )


TABLES = {
    """
         1st quarter   2nd quarter   3rd quarter
2023             188           241           305
2024             197           263         1,338
""": "2023 | 1st quarter: 188 | 2nd quarter: 241 | 3rd quarter: 305\n"
    "2024 | 1st quarter: 197 | 2nd quarter: 263 | 3rd quarter: 1,338",
    """
Jahr     1. Quartal     2. Quartal     3. Quartal
2023     8              241            305
2024     197            63             1.338
""": "Jahr: 2023 | 1. Quartal: 8 | 2. Quartal: 241 | 3. Quartal: 305\n"
    "Jahr: 2024 | 1. Quartal: 197 | 2. Quartal: 63 | 3. Quartal: 1.338",
    """
Town       0-5 years   6-14 years   over 65
Ulm        120         1230         95
Bonn       30          54           202
""": "Town: Ulm | 0-5 years: 120 | 6-14 years: 1230 | over 65: 95\n"
    "Town: Bonn | 0-5 years: 30 | 6-14 years: 54 | over 65: 202",
    """
              31.12.2023    31.12.2024
Bank              12.300        14.900
Kasse                450           380
""": "Bank | 31.12.2023: 12.300 | 31.12.2024: 14.900\nKasse | 31.12.2023: 450 | 31.12.2024: 380",
    """
           2023                         2024
Town       1st half     2nd half        1st half     2nd half
Ulm        120          130             140          150
Bonn       210          220             230          240
""": "Town: Ulm | 2023 1st half: 120 | 2023 2nd half: 130 | 2024 1st half: 140 | 2024 2nd half: 150\n"
    "Town: Bonn | 2023 1st half: 210 | 2023 2nd half: 220 | 2024 1st half: 230 | 2024 2nd half: 240",
    """
                     Average number      Share of women
                     of employees             in %
Workshop                       12              25,0
Office                          8              62,5
""": "Workshop | Average number of employees: 12 | Share of women in %: 25,0\n"
    "Office | Average number of employees: 8 | Share of women in %: 62,5",
    """
           Model A    Model B
Colour     red        blue
Doors      2          4
Length     50 cm      60 cm
""": "Colour | Model A: red | Model B: blue\nDoors | Model A: 2 | Model B: 4\nLength | Model A: 50 cm | Model B: 60 cm",
    """
        Monday     Tuesday
08:00   Maths      Art
09:00   French     Music
""": "08:00 | Monday: Maths | Tuesday: Art\n09:00 | Monday: French | Tuesday: Music",
    """
Tank        Volume        Height
A           120 l         14,5 m
B           90 l          16 m
""": "Tank: A | Volume: 120 l | Height: 14,5 m\nTank: B | Volume: 90 l | Height: 16 m",
}


@pytest.mark.parametrize(("page", "read"), TABLES.items())
def test_names_with_digits_and_an_empty_corner_are_names(page, read):
    assert read_typed(page.strip("\n")) == read


NO_TABLES = """
The 1st part of the      In the 2nd half the
story is about 12        number rose to 34
boats and 61 men who     boats of which 12
sailed in 1920 to        were new and 22
====
                 the river and all        the boats were
went home.       then the old men         sold in May to
Next day         went back to their       the other town
====
Firma Holz GmbH          Rechnung 2024-11
Hauptstr. 12             Datum 12.03.2024
89073 Ulm                Kunde 4711
====
Tel. 0731 12345      Fax 0731 12346      Ulm, 12.03.2024
Zimmer 12            Frau Holz           Az. 4711
====
1 Introduction             3
2 Methods of 2019          7
3 Results                  12
====
1. Apples          12
2. Pears           14
3. Plums           16
====
Bread 500 g         2    3,40
Milk 1 l            3    3,60
Eggs 10             1    2,90
====
Fabric       cotton
Width        140 cm
Weight       200 g
====
total = 0          # first 1
for i in range(3): # 2nd 2
====
x = a + b           (1)
y = c - d           (2)
====
Invoice 12      Order 13
2023            188
2024            197
====
Feature    Model A    Model B
Colour     red        blue
Doors      2          4
Seats      5          7
""".strip("\n").split("\n====\n")


@pytest.mark.parametrize("page", NO_TABLES)
def test_texts_in_columns_lists_and_code_are_no_tables(page):
    assert read_typed(page).split() == page.split()


NAMES = ("", "1st qtr.", "2nd qtr.", "3rd qtr.")


def figures(first, last):
    return [(str(year), str(year - 1900), str(year - 1950), str(year - 1990)) for year in range(first, last)]


def named(first, last):
    rows = (zip(NAMES, row, strict=True) for row in figures(first, last))
    return "\n".join(" | ".join(f"{name}: {value}" if name else value for name, value in row) for row in rows)


def test_rows_on_the_next_pages_have_the_names_of_the_first():
    pages = [placed([NAMES, *figures(2000, 2004)], 740), placed(figures(2004, 2009), 740)]
    data = make_pdf(*pages, placed(figures(2009, 2011), 740) + show("The end.", 84, 600, size=10))
    assert read_pdf(data).text.split("\n\n") == [
        *(named(2000, 2004), named(2004, 2009)),
        named(2009, 2011) + "\nThe end.",
    ]


@pytest.mark.parametrize("between", [show("Prices", 84, 740), show("See below.", 84, 600, size=10)])
def test_words_between_two_pages_end_a_table(between):
    first, second = placed([NAMES, *figures(2000, 2004)], 720), placed(figures(2004, 2009), 720)
    pages = (first, between + second) if "Prices" in between else (first + between, second)
    assert named(2004, 2005) not in read_pdf(make_pdf(*pages)).text


def test_the_names_are_found_three_pages_back_also_from_a_page_alone():
    pages = [placed([NAMES, *figures(2000, 2004)], 740)]
    pages += [placed(figures(first, first + 4), 740) for first in range(2004, 2040, 4)]
    data = make_pdf(*pages)
    read = read_pdf(data).text.split("\n\n")
    assert read[:4] == [named(first, first + 4) for first in range(2000, 2016, 4)]
    assert "qtr." not in "".join(read[4:])
    assert boxes(data, 4, 0, len(read[3]), read[3])
