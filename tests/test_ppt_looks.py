"""Raised and lowered text in PowerPoint files from before 2007."""

import struct

import pytest

from index.reading.readers.office.ppt_looks import with_looks

RAISED, LOWERED = struct.pack("<h", 30), struct.pack("<h", -25)
POSITION, SIZE, BOLD = 1 << 19, 1 << 17, 1


def paragraph(count, mask=0, fields=b""):
    return struct.pack("<IHI", count, 0, mask) + fields


def run(count, mask=0, fields=b""):
    return struct.pack("<II", count, mask) + fields


def test_raised_and_lowered_characters_are_written_as_powers_and_indices():
    styles = (
        paragraph(24)
        + run(2)
        + run(1, POSITION, RAISED)
        + run(15, BOLD | SIZE, struct.pack("<HH", 1, 24))
        + run(1, BOLD | POSITION, struct.pack("<H", 1) + LOWERED)
        + run(5)
    )
    assert with_looks("106 litres, and CO2 gas", styles) == "10^6 litres, and CO₂ gas"


def test_the_looks_of_paragraphs_are_passed_over():
    tabs = struct.pack("<HHH", 1, 576, 0)
    bullet = struct.pack("<HH", 1, 8226)
    styles = (
        paragraph(4, 0x8F, bullet)
        + paragraph(6, (1 << 11) | (1 << 20) | (1 << 21), struct.pack("<H", 0) + tabs + struct.pack("<H", 0))
        + run(6)
        + run(1, POSITION, RAISED)
        + run(3)
    )
    assert with_looks("One\r106 m", styles) == "One\r10^6 m"


@pytest.mark.parametrize("styles", [b"", b"\xff" * 9, paragraph(9), paragraph(9) + run(2) + b"\0"])
def test_styles_that_do_not_fit_change_nothing(styles):
    assert with_looks("106 cells", styles) == "106 cells"


def test_many_empty_runs_end():
    assert with_looks("106 cells", bytes(10) * 100_000) == "106 cells"
