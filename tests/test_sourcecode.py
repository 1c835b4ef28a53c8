import json

import pytest

from index.reading.readers.sourcecode import read_code, read_notebook, read_properties, read_settings
from index.reading.readers.text import read_rst


def headings(contents):
    return [(s.heading, contents.text[s.start : s.end]) for s in contents.sections]


def test_definitions_are_headings_and_the_comments_above_belong_to_them():
    code = b"import os\n\n# Adds.\n@cached\ndef add(a):\n    return a\n\nclass Sum:\n    def of(self): ...\n"
    assert headings(read_code(code)) == [
        ("", "import os"),
        ("add", "# Adds.\n@cached\ndef add(a):\n    return a"),
        ("Sum", "class Sum:\n    def of(self): ..."),
    ]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("export default async function load() {", "load"),
        ("pub(crate) fn parse(x: i32) {", "parse"),
        ("func (s *Server) Start() {", "Start"),
        ("public final class Box {", "Box"),
        ("CREATE TABLE IF NOT EXISTS staff (", "staff"),
        ("impl Shape for Box {", "Shape"),
    ],
)
def test_definitions_of_many_languages_are_known(line, name):
    assert [heading for heading, _ in headings(read_code(f"{line}\n}}\n".encode()))] == [name]


def test_the_text_of_code_is_kept_as_it_is():
    code = "a = 1\r\n\tb = 'ä'\r\n"
    assert read_code(code.encode()).text == "a = 1\n\tb = 'ä'\n"


def test_top_names_of_settings_are_headings():
    assert [h for h, _ in headings(read_settings(b"version: 3\nservices:\n  web:\n    port: 80\nlist:\n- a\n"))] == [
        "",
        "services",
        "list",
    ]
    assert [h for h, _ in headings(read_settings(b"a = 1\n[tool.x]\nb = 2\n[[more]]\nc = 3\n"))] == [
        "",
        "tool.x",
        "more",
    ]


def test_underlined_lines_are_the_headings_of_restructured_text():
    text = b"=====\nGuide\n=====\n\nIntro.\n\nFill\n----\n\nWater.\n\nEmpty\n-----\n\n::\n\n  x\n\nshort line\n--\n"
    contents = read_rst(text)
    assert contents.title == "Guide"
    assert [heading for heading, _ in headings(contents)] == ["Guide", "Guide > Fill", "Guide > Empty"]


def test_directives_of_restructured_text_load_nothing(tmp_path):
    (tmp_path / "secret").write_text("root:x")
    assert read_rst(f".. include:: {tmp_path}/secret\n".encode()).text == f".. include:: {tmp_path}/secret\n"


def notebook(*cells):
    return json.dumps({"cells": cells, "metadata": {"kernelspec": {"language": "python"}}}).encode()


def test_the_cells_of_a_notebook_are_markdown_with_code_in_fences():
    printed = {"output_type": "stream", "text": ["0.93\n"]}
    image = {"output_type": "display_data", "data": {"image/png": "iVBOR"}}
    contents = read_notebook(
        notebook(
            {"cell_type": "markdown", "source": ["# Study\n", "Words."]},
            {"cell_type": "code", "source": "# not a heading\nprint('```')", "outputs": [printed, image]},
        )
    )
    assert contents.title == "Study"
    assert headings(contents) == [
        ("Study", "# Study\nWords.\n\n````python\n# not a heading\nprint('```')\n````\n\n```\n0.93\n```")
    ]


def test_what_a_cell_printed_is_bounded():
    printed = {"output_type": "stream", "text": "x" * 1_000_000}
    assert len(read_notebook(notebook({"cell_type": "code", "source": "a", "outputs": [printed]})).text) < 3_000


@pytest.mark.parametrize("data", [b"{}", b"[]", b'{"cells": 3}', b'{"cells": [3]}', b"words"])
def test_what_is_no_notebook_is_read_as_text(data):
    assert read_notebook(data).text == data.decode()


def test_the_error_that_a_cell_ended_with_is_read():
    output = {"output_type": "error", "ename": "ValueError", "evalue": "no ship", "traceback": ["\x1b[31mx"]}
    cell = {"cell_type": "code", "source": "sail()", "outputs": [output]}
    assert "ValueError: no ship" in read_notebook(json.dumps({"cells": [cell], "nbformat": 4}).encode()).text


def test_the_colours_of_printed_lines_are_left_out():
    printed = {"output_type": "stream", "text": ["peak \x1b[31m5.02\x1b[0m m\n"]}
    cell = {"cell_type": "code", "source": "a", "outputs": [printed]}
    assert "peak 5.02 m" in read_notebook(notebook(cell)).text


def test_letters_that_settings_of_java_write_as_numbers_are_read():
    assert read_properties(b"pump.name=S\\u00fcd \\uD83D\\uDE00\nkept=\\\\u00fc\n").text == (
        "pump.name=Süd 😀\nkept=\\\\u00fc\n"
    )
