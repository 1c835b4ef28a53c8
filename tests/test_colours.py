"""Colours at a terminal, and only there."""

from __future__ import annotations

import io

import pytest
from scripted import MIXED, sample_chatbot

from ui.cli.colours import coloured, paint, takes_colours
from ui.render import to_text


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environ", "takes"),
    [
        (Terminal(), {}, True),
        (Terminal(), {"TERM": "xterm-256color"}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"NO_COLOR": ""}, True),
        (io.StringIO(), {}, False),
    ],
)
def test_a_terminal_shows_colours_unless_somebody_wants_none(
    stream: io.StringIO, environ: dict[str, str], takes: bool
) -> None:
    assert takes_colours(stream, environ) is takes


def test_markers_headings_warnings_and_errors_are_coloured() -> None:
    painted = paint(to_text(sample_chatbot().ask(MIXED)))
    assert "per calendar year \x1b[36m[1]\x1b[0m." in painted
    assert "\n\x1b[1mSources:\x1b[0m\n\x1b[36m[1]\x1b[0m Employee handbook" in painted
    assert "\x1b[33mNot supported (the cited text does not say “same day”):\x1b[0m" in painted
    assert paint("quoth: no such file [x]") == "\x1b[31mquoth:\x1b[0m no such file [x]"


def test_what_goes_to_a_file_or_a_program_has_no_colours() -> None:
    assert coloured("Sources:\n[1] a", io.StringIO()) == "Sources:\n[1] a"
