"""Lines above the names of the columns, and tables side by side, in files of values."""

import pytest

from index.reading.read import read


def lines(text):
    return read(text.encode(), "a.csv").text.split("\n")


def test_a_narrow_line_above_the_names_is_no_name():
    assert lines("# exported by Zeta\n# station;North pier\nDay;Level;Wind\nMonday;3,2;12\nSunday;3,4;9\n") == [
        *("# exported by Zeta", "# station | North pier"),
        *("Day: Monday | Level: 3,2 | Wind: 12", "Day: Sunday | Level: 3,4 | Wind: 9"),
    ]


def test_two_rows_of_names_stay_names():
    assert lines(",2024,,2025,\nPort,Ships,Tons,Ships,Tons\nKiel,1,2,3,4\nOslo,5,6,7,8\n")[1] == (
        "Port: Oslo | 2024 Ships: 5 | 2024 Tons: 6 | 2025 Ships: 7 | 2025 Tons: 8"
    )


@pytest.mark.parametrize("delimiter", ["~", "|", "\t", ";", "^"])
def test_values_can_be_separated_by_any_usual_sign(delimiter):
    assert (
        lines("Port,Ships,Tons\nKiel,1,2\nOslo,5,6\n".replace(",", delimiter))[1] == "Port: Oslo | Ships: 5 | Tons: 6"
    )


def test_tables_side_by_side_are_read_one_after_the_other():
    assert lines("Tea,Price,,Cake,Price\nGreen,3,,Apple,4\nBlack,2,,Plum,5\n") == [
        "Tea: Green | Price: 3",
        "Tea: Black | Price: 2",
        "Cake: Apple | Price: 4",
        "Cake: Plum | Price: 5",
    ]
