"""Colours in which text cannot be seen on white. Pure."""

from __future__ import annotations

LIGHT = 0xF0  # of 255; lighter colours count as white


def is_light(digits: str) -> bool:
    """Whether the colour, in six hexadecimal digits, is white or nearly so. False for other words, such as "auto".

    >>> is_light("FDFDFD"), is_light("FF0000"), is_light("auto")
    (True, False, False)
    """
    try:
        return len(digits) == 6 and min(bytes.fromhex(digits)) >= LIGHT
    except ValueError:
        return False
