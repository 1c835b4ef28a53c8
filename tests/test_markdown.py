import pytest

from index.reading.readers.markdown import read_markdown


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("It costs ~~100~~ 90.", "It costs  90."),
        ("It <del>costs\nmuch</del> costs 90, <s>not</s> more.", "It  costs 90,  more."),
        ("`~~kept~~` and ~~~ and \\~~kept~~", "`~~kept~~` and ~~~ and \\~~kept~~"),
        ("```\n~~kept~~ <del>kept</del>\n```", "```\n~~kept~~ <del>kept</del>\n```"),
        ("One ~~part\n\nno~~ end", "One ~~part\n\nno~~ end"),
    ],
)
def test_struck_out_text_is_left_out_but_code_stays(source, text):
    contents = read_markdown(source.encode())
    assert contents.text == text
    places = contents.notes and int("".join(filter(str.isdigit, contents.notes[0])))
    assert bool(places) == (text != source)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("10<sup>6</sup> litres of H<sub>2</sub>O for 42 euros<sup>1</sup>", "10^6 litres of H₂O for 42 euros ¹"),
        ("10^6^ litres of H~2~O, 5 m^2^", "10^6 litres of H₂O, 5 m²"),
        (r"$10^6$ l, $\frac{12}{5}$, but $5 or $6 and `$x^2$`", "10^6 l, 12/5, but $5 or $6 and `$x^2$`"),
        ("`10<sup>6</sup>` and x^2 + y^2", "`10<sup>6</sup>` and x^2 + y^2"),
        ("| a | b |\n|---|---|\n| x | 10<sup>6</sup> |\n", "a: x | b: 10^6\n"),
    ],
)
def test_powers_and_indices_are_written_as_such(source, text):
    assert read_markdown(source.encode()).text == text


def test_pipes_in_the_code_of_a_cell_divide_no_cells():
    table = "| Command | Use |\n|---|---|\n| `a | b` | both |\n| c | `d` |\n"
    assert read_markdown(table.encode()).text.split("\n")[:2] == [
        "Command: a / b | Use: both",
        "Command: c | Use: d",
    ]
