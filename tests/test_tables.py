from index.reading.readers.tables import Cell, table_lines


def cells(*texts, is_header=False):
    return [Cell(text, is_header) for text in texts]


def test_each_row_becomes_a_line_with_the_headers_of_its_columns():
    rows = [cells("name", "born", is_header=True), cells("Ada", "1815"), cells("Alan", "1912")]
    assert table_lines(rows) == ["name: Ada | born: 1815", "name: Alan | born: 1912"]


def test_an_unmarked_first_row_of_short_words_is_the_header():
    rows = [cells("Plan", "Price", "Seats"), cells("Basic", "5", "1"), cells("Team", "20", "10")]
    assert table_lines(rows)[1] == "Plan: Team | Price: 20 | Seats: 10"


def test_two_columns_of_names_and_values_have_no_header():
    rows = [cells("Name", "Ada"), cells("City", "London"), cells("Born", "1815")]
    assert table_lines(rows) == ["Name | Ada", "City | London", "Born | 1815"]


def test_a_header_at_the_start_of_each_row_names_the_row():
    rows = [[Cell("Weight", is_header=True), Cell("2 kg")], [Cell("Height", is_header=True), Cell("1 m")]]
    assert table_lines(rows) == ["Weight: 2 kg", "Height: 1 m"]


def test_two_rows_of_headers_are_joined_by_column():
    rows = [
        [Cell("Region", True, rows=2), Cell("Sales", True, columns=2)],
        cells("2023", "2024", is_header=True),
        cells("North", "7", "9"),
    ]
    assert table_lines(rows) == ["Region: North | Sales 2023: 7 | Sales 2024: 9"]


def test_a_cell_over_several_rows_is_repeated_in_each():
    rows = [cells("team", "person", is_header=True), [Cell("Red", rows=2), Cell("Ada")], cells("Alan")]
    assert table_lines(rows) == ["team: Red | person: Ada", "team: Red | person: Alan"]


def test_empty_cells_are_left_out_and_the_others_keep_their_headers():
    rows = [cells("a", "b", "c", is_header=True), cells("1", "", "3"), cells("", "", "")]
    assert table_lines(rows) == ["a: 1 | c: 3"]


def test_a_row_longer_than_its_header_loses_nothing():
    rows = [cells("a", "b", is_header=True), cells("1", "2", "3")]
    assert table_lines(rows) == ["a: 1 | b: 2 | 3"]


def test_a_table_of_headers_alone_is_kept():
    assert table_lines([cells("a", "b", is_header=True)]) == ["a: b"]


def test_a_span_of_a_million_columns_is_bounded():
    assert table_lines([[Cell("wide", columns=10**6)], cells("x")]) == ["wide", "x"]


def test_names_are_found_below_a_title_and_an_empty_row():
    rows = [[Cell("Cities", columns=3)], [Cell("")] * 3]
    rows += [[Cell(text) for text in row] for row in (("City", "2021", "2022"), ("Ulm", "5", "6"), ("Bonn", "7", "8"))]
    assert table_lines(rows) == ["Cities", "City: Ulm | 2021: 5 | 2022: 6", "City: Bonn | 2021: 7 | 2022: 8"]


def test_no_rows_make_no_lines():
    assert table_lines([]) == []
    assert table_lines([[], []]) == []


def test_a_text_over_all_columns_below_the_names_is_no_value_of_the_first():
    names = [Cell(name, True) for name in ("Area", "2022", "2023")]
    rows = [[Cell("Islands", columns=3)], [Cell("Ula"), Cell("5"), Cell("6")], [Cell("As of May", columns=3)]]
    assert table_lines([names, *rows]) == ["Islands", "Area: Ula | 2022: 5 | 2023: 6", "As of May"]
