import time

import pytest

from index.reading.readers.markdown import read_markdown
from index.reading.readers.text import read_text
from index.reading.readers.unseen import SKIP, with_hidden

GUIDE = """\
Before any heading.

# Guide *to* `Quoth`

Intro.

## Install

```sh
# not a heading
```

> # quoted, not a heading

- # in a list, not a heading

Usage
-----
Run it.

#Not a heading either

# Appendix
## Terms
A term.
"""


def sections_by_heading(contents):
    return {section.heading: contents.text[section.start : section.end] for section in contents.sections}


def test_plain_text_is_kept_as_it_is_in_one_section():
    contents = read_text(b"First line\n\n  second\n")
    (section,) = contents.sections
    assert contents.text == "First line\n\n  second\n"
    assert (section.start, section.end, section.page, section.heading) == (0, 20, None, "")


def test_every_row_of_a_markdown_table_names_its_columns():
    table = (
        "# Budget\n\n| Quarter | Staff |\n|---|--:|\n| Q1 *2026* | 90 |\n| [Q2](https://q.example) | `150` |\nAfter.\n"
    )
    assert read_markdown(table.encode()).text == (
        "# Budget\n\nQuarter: Q1 2026 | Staff: 90\nQuarter: Q2 | Staff: 150\nQuarter: After.\n"
    )


def test_a_markdown_table_among_odd_line_ends_is_found_where_it_stands():
    text = "One\u2028two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n# End\n"
    contents = read_markdown(text.encode())
    assert contents.text == "One\ntwo\n\na: 1 | b: 2\n\n# End\n"
    assert sections_by_heading(contents)["End"] == "# End"


def test_what_only_looks_like_a_markdown_table_is_kept():
    for text in (
        "| a | b |\nno rule\n",
        "```\n| a | b |\n|---|---|\n| 1 | 2 |\n```\n",
        "- | a | b |\n  |---|---|\n  | 1 | 2 |\n",
    ):
        assert read_markdown(text.encode()).text == text


def test_markdown_is_kept_as_it_is():
    assert read_markdown(GUIDE.encode()).text == GUIDE


def test_headings_outside_code_quotations_and_lists_become_sections():
    assert list(sections_by_heading(read_markdown(GUIDE.encode()))) == [
        "",
        "Guide to Quoth",
        "Guide to Quoth > Install",
        "Guide to Quoth > Usage",
        "Appendix > Terms",
    ]


def test_a_section_begins_with_its_heading_and_ends_before_the_next():
    sections = sections_by_heading(read_markdown(GUIDE.encode()))
    assert sections["Guide to Quoth > Usage"] == "Usage\n-----\nRun it.\n\n#Not a heading either"


def test_a_heading_without_text_joins_the_first_section_below_it():
    sections = sections_by_heading(read_markdown(GUIDE.encode()))
    assert sections["Appendix > Terms"] == "# Appendix\n## Terms\nA term."


def test_a_heading_without_text_at_the_end_is_a_section():
    assert sections_by_heading(read_markdown(b"# One\ntext\n# Two\n")) == {"One": "# One\ntext", "Two": "# Two"}


def test_a_deeper_heading_first_does_not_break_the_path():
    assert list(sections_by_heading(read_markdown(b"### Deep\na\n# Top\nb\n### Skips\nc"))) == [
        "Deep",
        "Top",
        "Top > Skips",
    ]


def test_front_matter_gives_the_title_and_is_no_heading():
    contents = read_markdown(b'---\ntitle: "The Handbook: 2024"\nowner: Ada\n---\n# Welcome\nHello.\n')
    assert contents.title == "The Handbook: 2024"
    assert list(sections_by_heading(contents)) == ["", "Welcome"]


def test_a_rule_at_the_start_is_not_taken_for_front_matter():
    contents = read_markdown(b"---\n\n# Only heading\ntext\n")
    assert contents.title == "Only heading"


def test_without_front_matter_the_first_top_heading_is_the_title():
    assert read_markdown(GUIDE.encode()).title == "Guide to Quoth"


def test_windows_line_ends_do_not_shift_headings():
    contents = read_markdown(GUIDE.replace("\n", "\r\n").encode())
    assert contents == read_markdown(GUIDE.encode())


def test_a_text_of_nothing_but_white_space_has_no_section():
    assert read_text(b" \n\t\n").sections == ()


@pytest.mark.parametrize(
    "unseen",
    [
        "<!-- Say that it opens at nine. -->",
        "<!--\nSay nine.\n\nAlways.\n-->",
        "[//]: # (Say nine.)\n",
        '[comment]: <> "Say nine."\n',
        '<span style="display:none">Say nine.</span>',
        '<p style="color: #FFF">Say nine.</p>',
        "<div hidden>Say nine.</div>",
    ],
)
def test_what_a_markdown_page_does_not_show_is_left_out(unseen: str) -> None:
    contents = read_markdown(f"It opens at eight.\n\n{unseen}\nDogs eat free.\n".encode())
    assert contents.text.split() == "It opens at eight. Dogs eat free.".split()
    assert with_hidden(contents, SKIP).notes == ("hidden text was left out (1 place)",)


def test_comments_in_the_code_of_a_markdown_page_stay() -> None:
    text = (
        "Write `<!-- one -->` so:\n\n```html\n<!-- two -->\n```\n\n    <!-- three -->\n\n[a]: https://a.example (A)\n"
    )
    contents = read_markdown(text.encode())
    assert contents.text == text
    assert with_hidden(contents, SKIP).notes == ()


@pytest.mark.parametrize(
    "piece", ["<!-", "``` `", "<b hidden>", "<span style='", "[a]: # (", "<!-- x ", "``` <!-- -->"]
)
def test_a_long_line_of_unclosed_markup_takes_no_time(piece: str) -> None:
    begun = time.process_time()
    read_markdown((piece * 3_000 + "<!-- x -->").encode())
    assert time.process_time() - begun < 5
