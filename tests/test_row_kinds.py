"""Rows of a sheet or table that are no values: units, names of parts, pairs of a form; and tables side by side."""

from __future__ import annotations

import pytest

from index.reading.read import cells, read
from index.reading.written_tables import tables_of


def text_of(*rows: str) -> str:
    return read("\n".join(rows).encode(), "a.csv").text.strip()


def test_units_below_the_names_belong_to_them():
    assert text_of("Pump,Flow,Head", ",l/min,m", "P1,120,14", "P2,300,22").splitlines()[0] == (
        "Pump: P1 | Flow (l/min): 120 | Head (m): 14"
    )
    table = "<table><tr><th>Pump<th>Flow<th>Head<tr><td>unit<td>[l/min]<td>[m]<tr><td>P1<td>120<td>14</table>"
    assert read(table.encode(), "a.html").text == "Pump: P1 | Flow (l/min): 120 | Head (m): 14"


@pytest.mark.parametrize("row", [",yes,no", "P0,l,m", ",95,12", ",measured twice in May,m"])
def test_a_row_of_values_is_no_row_of_units(row):
    rows = ("Pump,Seen,Kept", row, "P1,no,yes") if row == ",yes,no" else ("Pump,Flow,Head", row, "P1,120,14")
    assert len(text_of(*rows).splitlines()) == 2


def test_parts_that_begin_below_the_names_are_no_values():
    rows = ("Article,Unit,Price", "Timber", "Board,m,4.2", "Beam,m,11.5", "Screws,,", "Screw 40,100,3.1")
    (table,) = tables_of(read("\n".join(rows).encode(), "a.csv"))
    assert [(row.group, row.cells[0].text) for row in table.rows if row.cells[0]] == [
        ("Timber", "Board"),
        ("Timber", "Beam"),
        ("Screws", "Screw 40"),
    ]


def test_a_row_with_a_name_alone_among_others_stays_a_value():
    assert "Name: Bob\n" in text_of("Name,Day,Room", "Ada,Monday,Barn", "Bob,,", "Cy,Friday,Loft") + "\n"


def test_the_names_of_a_form_belong_to_the_values_beside_them():
    rows = ("Application", "", "Name:,Ada Byron,,Plot:,17", "Phone:,01632 960 001,,Key:,", "Paid,yes")
    assert text_of(*rows) == "Application\nName: Ada Byron | Plot: 17\nPhone: 01632 960 001 | Key:\nPaid | yes"


def test_the_number_of_an_account_names_no_column():
    rows = (
        "Statement",
        "IBAN,DE02 1203 0000 0000 2020 51",
        "Period,01.10.2026 - 31.10.2026",
        "",
        "Day,Text,Sum",
        "1,a,2",
    )
    assert text_of(*rows).splitlines()[1:] == [
        "IBAN | DE02 1203 0000 0000 2020 51",
        "Period | 01.10.2026 - 31.10.2026",
        "Day: 1 | Text: a | Sum: 2",
    ]


def test_names_that_occur_twice_in_a_timetable_are_told_apart():
    assert text_of("Bus 7,Mon-Fri,Mon-Fri,Sat", "Station,07:10,08:10,09:00", "Market,07:18,,09:08").splitlines()[0] == (
        "Bus 7: Station | Mon-Fri: 07:10 | Mon-Fri (2): 08:10 | Sat: 09:00"
    )


SIDES = ("Income,,,Expenses,", "Source,Amount,,Item,Amount", "Dues,1200,,Rent,800", "Fair,430,,Lamps,95", ",,,Paint,41")


def test_tables_side_by_side_are_read_one_after_the_other():
    data = "\n".join(SIDES).encode()
    document = read(data, "a.csv")
    assert document.text.strip() == (
        "Income\nSource: Dues | Amount: 1200\nSource: Fair | Amount: 430\n"
        "Expenses\nItem: Rent | Amount: 800\nItem: Lamps | Amount: 95\nItem: Paint | Amount: 41"
    )
    assert [(table.above, len(table.rows)) for table in tables_of(document)] == [("Income", 2), ("Expenses", 3)]
    at = document.text.index("95")
    assert cells(data, "a.csv", None, at, at + 2, quote="95") == "E4"


def test_columns_with_an_empty_one_between_them_can_be_one_table():
    assert text_of("Name,Phone,,Street,Town", "Ada,411,,Mill Lane,Ambry", "Bob,412,,Hill Road,Sedge").count("\n") == 1


def test_a_form_of_names_and_values_has_no_header():
    rows = [("Name:", "Ada Byron", "Born:", "1975"), ("Street:", "4 Mill Lane", "Phone:", "0770")]
    table = "".join(f"<tr>{''.join(f'<td>{cell}' for cell in row)}" for row in rows)
    assert read(f"<table>{table}</table>".encode(), "a.html").text == (
        "Name: Ada Byron | Born: 1975\nStreet: 4 Mill Lane | Phone: 0770"
    )


def test_a_value_with_a_unit_names_no_column():
    assert text_of("rope,20 m", "hooks,4") == "rope | 20 m\nhooks | 4"


def test_marked_rows_over_all_columns_are_captions_and_parts():
    table = (
        "<table><tr><th colspan=3>Fees<tr><th colspan=3>(in pounds)<tr><th>Course<th>Member<th>Guest"
        "<tr><th colspan=3>Morning<tr><td>Clay<td>10<td>14<tr><th colspan=3>Evening<tr><td>Clay<td>12<td>16</table>"
    )
    document = read(table.encode(), "a.html")
    assert document.text == (
        "Fees\n(in pounds)\nMorning\nCourse: Clay | Member: 10 | Guest: 14\nEvening\n"
        "Course: Clay | Member: 12 | Guest: 16"
    )
    assert [row.group for row in tables_of(document)[0].rows] == ["Morning", "Evening"]


def test_a_bar_in_a_cell_divides_no_cells():
    assert text_of("Day,Plan,Cost", "Sat,walk | swim,0") == "Day: Sat | Plan: walk / swim | Cost: 0"


BOXES = (
    """
+------+------+------+
| Day  | Desk | Door |
+------+------+------+
| Mon  | Ada  | Bob  |
| Tue  | Eve  | Fay  |
+------+------+------+
""",
    """
┌──────┬──────┬──────┐
│ Day  │ Desk │ Door │
├──────┼──────┼──────┤
│ Mon  │ Ada  │ Bob  │
├──────┼──────┼──────┤
│ Tue  │ Eve  │ Fay  │
└──────┴──────┴──────┘
""",
)


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_a_table_drawn_with_characters_is_read_by_rows(box, name):
    text = read(f"Rota\n{box}\nThat is all.\n".encode(), name).text
    assert "Day: Mon | Desk: Ada | Door: Bob\nDay: Tue | Desk: Eve | Door: Fay\n" in text
    assert "Rota" in text
    assert "---" not in text
    assert "That is all." in text


def test_the_lines_of_a_cell_between_two_rules_belong_together():
    rule = "+-----+------+"
    box = [
        rule,
        "| Who | What |",
        rule.replace("-", "="),
        "| Ada | desk |",
        "|     | door |",
        rule,
        "| Bob | loft |",
        rule,
    ]
    assert read("\n".join(box).encode(), "a.txt").text == "Who: Ada | What: desk door\nWho: Bob | What: loft"


def test_other_drawings_stay_as_they_are():
    drawing = "+---+   +---+\n| A |-->| B |\n+---+   +---+"
    assert read(drawing.encode(), "a.txt").text == drawing


def test_tables_in_the_html_of_a_markdown_text_are_rows():
    table = "<table>\n<tr><th>Item<th>Who</tr>\n\n<tr><td>Rope<td>Bo</tr>\n</table>"
    text = f"# Kit\n\n{table}\n\n| A | B |\n|---|---|\n| x<br>y | 2 |\n"
    read_text = read(text.encode(), "a.md").text
    assert "Item: Rope | Who: Bo" in read_text
    assert "A: x y | B: 2" in read_text
    assert "<table>" in read(b"```\n<table><tr><td>a<td>b</table>\n```\n", "a.md").text


STORES = ("Store North", "Item,Qty", "Bolts,40", "Nuts,60", "Store South", "Item,Qty", "Bolts,11")


def test_names_that_are_repeated_among_the_rows_are_no_values():
    document = read("\n".join(STORES).encode(), "a.csv")
    assert document.text.strip() == (
        "Store North\nItem: Bolts | Qty: 40\nItem: Nuts | Qty: 60\nStore South\nItem: Bolts | Qty: 11"
    )
    (table,) = tables_of(document)
    assert [row.group for row in table.rows] == ["Store North", "Store North", "Store South"]
    rows = "".join(f"<tr>{''.join(f'<td>{cell}' for cell in row.split(','))}" for row in STORES[1:4] + STORES[1:3])
    assert read(f"<table>{rows}</table>".encode(), "a.html").text == (
        "Item: Bolts | Qty: 40\nItem: Nuts | Qty: 60\nItem: Bolts | Qty: 40"
    )


def test_a_legend_and_a_remark_below_a_table_are_no_rows_of_it():
    rows = ("Name,Mon,Tue", "Ada,E,L", "Bob,L,E", "", "E = early (6-14),L = late", "swap only with the warden,,")
    assert text_of(*rows).splitlines()[2:] == ["E = early (6-14) | L = late", "swap only with the warden"]


def test_rules_below_the_names_divide_the_columns():
    lines = ["Stock", "", "No. Item            Qty Place", "--- --------------- --- ------"]
    lines += ["1   Rope 20 m         3 Loft", "2   Hooks            40 Cellar", "", "Counted in May."]
    assert read("\n".join(lines).encode(), "a.txt").text == (
        "Stock\n\nNo.: 1 | Item: Rope 20 m | Qty: 3 | Place: Loft\nNo.: 2 | Item: Hooks | Qty: 40 | Place: Cellar\n\n"
        "Counted in May."
    )


def test_rules_of_other_lines_stay():
    text = "A word or two\n-- --\nthis line crosses the columns\nand so does this"
    assert read(text.encode(), "a.txt").text == text
