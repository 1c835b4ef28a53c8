"""Finds powers, indices and footnote marks on a PDF page by the size and the baseline of their glyphs."""

from __future__ import annotations

import array
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from index.reading.readers.pdf.glyphs import PageText, Point, Rectangle
from index.reading.readers.scripts import ELEMENT, subscript, superscript

_WORD = re.compile(r"\S+")
_CANDIDATE = re.compile(r"\d|[*†‡§¶]")  # a word without any is not looked at: it takes time
_MIXED = re.compile(r"[^\W\d_]\d|\d[^\W\d_]|[\d)\]]{2}[+\-−–]|\d[+\-−–]\d|[.,;:!?)\]”’\"]\d|[^\W\d_][+\-−]\d")
_ALONE = re.compile(r"[\d*†‡§¶,+\-−–()]{1,5}")
_LONGEST = 60  # characters of a word that is looked at
_SMALL = 0.9  # of the height of the character beside it
_UP, _DOWN = 0.12, -0.05  # from the baseline, in such heights
_FLAT, _FIGURE = 0.2, 0.45  # a raised figure of a font is higher and lower than these (a minus can be called a figure)
_FIGURE_UP = 0.25  # how far it is raised, in heights
_NEXT_LINE = 0.75  # the end of a divided word is so far below its beginning
_NEAR = 0.35  # of such a height: the largest distance of a mark from its base
_SPACE = 1.0  # the same distance of a fraction from a word
_CONTEXT, _AFTER = 80, 9  # characters around
_DIGITS = re.compile(r"\d{1,3}")
_NUMBER_BELOW = re.compile(r"\s*\n\s*(\d{1,3})(?!\S)")
_ALIKE = 0.2  # of a glyph's height: how much the sizes and the middles of two numbers can differ


class Glyphs(Protocol):
    """The properties of the page's characters that are needed, by PDFium's number of each."""

    def box(self, index: int) -> Rectangle: ...
    def inked(self, index: int) -> Rectangle: ...
    def origin(self, index: int) -> Point: ...
    def is_level(self, index: int) -> bool: ...


@dataclass(frozen=True, slots=True)
class _Script:
    """Characters [start, end) of the text that are above the line (1) or below it (-1)."""

    start: int
    end: int
    height: int


def with_scripts(page: PageText, glyphs: Glyphs) -> PageText:
    """The page with raised and lowered text written as in `scripts`.

    Inserted characters get the place of the glyph beside them.
    """
    found = list(_Finder(page, glyphs).scripts())
    return _Writer(page, glyphs).written(found) if found else page


class _Finder:
    def __init__(self, page: PageText, glyphs: Glyphs) -> None:
        self._page = page
        self._glyphs = glyphs

    def scripts(self) -> Iterator[_Script]:
        words = list(_WORD.finditer(self._page.text))
        for number, word in enumerate(words):
            text = word[0]
            if len(text) > _LONGEST or not _CANDIDATE.search(text):
                continue
            start = word.start()
            heights = self._heights(text, start) or self._height_alone(words, number)
            place = start
            for height, run in groupby(heights):
                end = place + len(list(run))
                if height:
                    yield _Script(place, end, height)
                place = end

    def _heights(self, text: str, start: int) -> Sequence[int]:
        """For every character of a word: above (1), on (0) or below (-1) the line. Empty if all are on it."""
        if not _MIXED.search(text):
            first, last = (self._size(start + i) for i in (0, len(text) - 1))
            ends = start, start + len(text) - 1
            is_even = min(first, last) >= _SMALL * max(first, last) and not any(map(self._figure_height, ends))
            if is_even and not self._is_moved(*ends):
                return ()
        sizes = [self._size(start + i) for i in range(len(text))]
        # A radical is larger than the number under it.
        largest = max(size for size, sign in zip(sizes, text, strict=True) if sign != "√" or text == "√")
        if min(sizes) >= _SMALL * largest:
            figures = [self._figure_height(start + i) for i in range(len(text))]
            return figures if any(figures) and not all(figures) else self._moved_heights(text, start)
        base = next(i for i, size in enumerate(sizes) if size == largest and text[i] != "√")
        return [
            0 if size >= _SMALL * largest else self._height(start + i, start + base) for i, size in enumerate(sizes)
        ]

    def _is_moved(self, place: int, other: int) -> bool:
        """Whether one of two characters is on another baseline, though both have the same size."""
        one, two = (self._glyphs.origin(self._page.index[at])[1] for at in (place, other))
        return _FIGURE_UP < abs(one - two) / self._size(place) < _NEXT_LINE

    def _moved_heights(self, text: str, start: int) -> Sequence[int]:
        """For every character of a word of one size: above, on or below the baseline that most of them have."""
        baselines = [round(self._glyphs.origin(self._page.index[start + i])[1], 1) for i in range(len(text))]
        line = Counter(baselines).most_common(1)[0][0]
        base = baselines.index(line)
        moved = [self._is_moved(start + i, start + base) for i in range(len(text))]
        if not any(moved):
            return ()
        return [self._height(start + i, start + base) if is_moved else 0 for i, is_moved in enumerate(moved)]

    def _figure_height(self, place: int) -> int:
        """Whether a digit is drawn above (1) or below (-1) the line, as the raised figures that some fonts have."""
        if not self._page.text[place].isdecimal():
            return 0
        index = self._page.index[place]
        _, bottom, _, top = self._glyphs.inked(index)
        size = self._size(place)
        shift = (bottom - self._glyphs.origin(index)[1]) / size
        is_small = _FLAT < (top - bottom) / size < _FIGURE
        if not is_small or not (shift > _FIGURE_UP or shift < _DOWN) or not self._glyphs.is_level(index):
            return 0
        return 1 if shift > 0 else -1

    def _height_alone(self, words: Sequence[re.Match[str]], number: int) -> Sequence[int]:
        """The same for a word that is raised or lowered as a whole beside another word."""
        text = words[number][0]
        if not _ALONE.fullmatch(text):
            return ()
        start = words[number].start()
        bases = [words[number - 1].end() - 1] if number else []
        bases += [words[number + 1].start()] if number + 1 < len(words) else []
        # A fraction with a bar is set off by a space.
        has_number_below = bool(_NUMBER_BELOW.match(self._page.text, words[number].end()))
        bases += [words[number + 2].start()] if has_number_below and number + 2 < len(words) else []
        near = _SPACE if has_number_below else _NEAR
        for base in bases:
            if self._size(start) < _SMALL * self._size(base) and self._are_beside(start, base, near):
                height = self._height(start, base)
                return [height] * len(text) if height else ()
        return ()

    def _height(self, place: int, base: int) -> int:
        index, of_base = self._page.index[place], self._page.index[base]
        shift = (self._glyphs.origin(index)[1] - self._glyphs.origin(of_base)[1]) / self._size(base)
        if not (shift > _UP or shift < _DOWN) or not self._glyphs.is_level(index):
            return 0
        return 1 if shift > 0 else -1

    def _size(self, place: int) -> float:
        _, bottom, _, top = self._glyphs.box(self._page.index[place])
        return max(top - bottom, 0.01)

    def _are_beside(self, place: int, base: int, near: float) -> bool:
        boxes = self._glyphs.box(self._page.index[place]), self._glyphs.box(self._page.index[base])
        return beside(*boxes, near=near)


def beside(one: Rectangle, other: Rectangle, *, near: float = _NEAR) -> bool:
    """Whether the two are on one line with at most the distance `near` between them, in heights of the larger."""
    height = max(one[3] - one[1], other[3] - other[1])
    gap = max(one[0], other[0]) - min(one[2], other[2])
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return shared > 0 and -height < gap < near * height


class _Writer:
    """Builds the new text of a page."""

    def __init__(self, page: PageText, glyphs: Glyphs) -> None:
        self._page = page
        self._glyphs = glyphs
        self._characters: list[str] = []
        self._index = array.array("i")
        self._done = 0

    def written(self, scripts: Sequence[_Script]) -> PageText:
        at = 0
        while at < len(scripts):
            script = scripts[at]
            if script.start < self._done:  # it was written as the lower part of a fraction
                at += 1
                continue
            self._copy_until(script.start)
            if not self._is_mass(script):
                self._close_gap(script.start)
            under = scripts[at + 1] if at + 1 < len(scripts) else None
            if denominator := self._below(script):
                self._put_fraction(script, denominator)
            elif under and self._is_fraction(script, under):
                self._put_fraction(script, under)
                at += 1
            else:
                self._put(script)
            self._skip_line_end()
            at += 1
        self._copy_until(len(self._page.text))
        return PageText("".join(self._characters), self._index)

    def _copy_until(self, end: int) -> None:
        self._characters += self._page.text[self._done : end]
        self._index.extend(self._page.index[self._done : end])
        self._done = end

    def _close_gap(self, start: int) -> None:
        """Remove white space between a script and its base, which PDFium inserts because their heights differ."""
        size = len(self._characters)
        while size and self._characters[size - 1].isspace():
            size -= 1
        if 0 < size < len(self._characters):
            boxes = self._glyphs.box(self._index[size - 1]), self._glyphs.box(self._page.index[start])
            if beside(*boxes) and boxes[1][0] > boxes[0][0]:
                del self._characters[size:], self._index[size:]

    def _is_mass(self, script: _Script) -> bool:
        """Whether it is the mass of an isotope, such as ¹⁴C, which does not belong to the word before it."""
        text = self._page.text
        before, own = text[max(0, script.start - 1) : script.start], text[script.start : script.end]
        return script.height > 0 and before.isspace() and own.isdecimal() and bool(ELEMENT.match(text, script.end))

    def _skip_line_end(self) -> None:
        """Write a space instead of a line end after a script if the line continues."""
        text = self._page.text
        following = self._done
        while following < len(text) and text[following].isspace():
            following += 1
        if "\n" not in text[self._done : following] or following == len(text):
            return
        left, bottom, right, top = self._glyphs.box(self._index[-1])
        next_left, next_bottom, _, next_top = self._glyphs.box(self._page.index[following])
        if min(top, next_top) - max(bottom, next_bottom) > 0.3 * (top - bottom) and next_left > left:
            if next_left - right > 0.15 * (next_top - next_bottom) or " " in text[self._done : following]:
                self._write(" ", [self._page.index[following]])
            self._done = following

    def _put(self, script: _Script) -> None:
        before = "".join(self._characters[-_CONTEXT:])
        own = self._page.text[script.start : script.end]
        after = self._page.text[script.end : script.end + _AFTER]
        if before.endswith("\n"):
            before = ""
        written = superscript(before, own, after) if script.height > 0 else subscript(before, own)
        places = self._page.index[script.start : script.end]
        put_before = len(written) - len(written.lstrip(" ^_("))
        self._write(written, [places[max(0, min(i - put_before, len(places) - 1))] for i in range(len(written))])
        self._done = script.end

    def _below(self, over: _Script) -> _Script | None:
        """The number of the same size just below a raised one, as in a fraction with a bar between them."""
        text = self._page.text
        found = _NUMBER_BELOW.match(text, over.end)
        if over.height < 0 or not found or not _DIGITS.fullmatch(text[over.start : over.end]):
            return None
        first, last = self._glyphs.box(self._page.index[over.start]), self._glyphs.box(self._page.index[over.end - 1])
        low, low_last = (self._glyphs.box(self._page.index[place]) for place in (found.start(1), found.end(1) - 1))
        is_same_size = abs((first[3] - first[1]) - (low[3] - low[1])) < _ALIKE * (first[3] - first[1])
        is_centred = abs((first[0] + last[2]) - (low[0] + low_last[2])) / 2 < _ALIKE * (first[3] - first[1])
        is_below = 0.5 * (first[3] - first[1]) < first[1] - low[1] < 2 * (first[3] - first[1])
        return _Script(found.start(1), found.end(1), -1) if is_same_size and is_centred and is_below else None

    def _is_fraction(self, over: _Script, under: _Script) -> bool:
        text = self._page.text
        parts = text[over.start : over.end], text[under.start : under.end]
        is_slash = text[over.end : under.start].strip() in ("/", "⁄", "∕")
        return is_slash and over.height > 0 > under.height and all(map(_DIGITS.fullmatch, parts))

    def _put_fraction(self, over: _Script, under: _Script) -> None:
        places = self._page.index
        before = self._characters[-1] if self._characters else " "
        if before.isalnum() or before in "=+−<>≈":
            self._write(" ", [places[over.start]])
        self._write(self._page.text[over.start : over.end], places[over.start : over.end])
        self._write("/", [places[over.end]])
        self._write(self._page.text[under.start : under.end], places[under.start : under.end])
        self._done = under.end

    def _write(self, text: str, places: Sequence[int]) -> None:
        self._characters += text
        self._index.extend(places)
