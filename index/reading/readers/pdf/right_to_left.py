"""Arabic, Hebrew and the like on a page of a PDF: letters and words in order, and tables that begin at the right.

PDFium puts the letters of such a line in order by rules that some programs break: Chromium stores each letter with a
text of its own, and then words come with their last letter first, or a line in pieces. The places of the letters show
their order.
"""

from __future__ import annotations

import array
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate

from index.reading.readers.pdf.glyphs import LayerGlyphs, PageText, Point, Rectangle

_RTL = "\u0590-\u065f\u066e-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"  # without the digits
_LETTER = re.compile(f"[{_RTL}]")
_OTHERS = re.compile(f"[^{_RTL}\\s]+")
_LETTERS = re.compile(r"[^\W\d_]")
_LINE = re.compile(r"[^\n]*\S[^\n]*")
# In a line as it is seen, from the left: a word of a script from left to right with what follows it, or a number.
_RUN = re.compile(rf"[^\W\d_{_RTL}](?:[^{_RTL}]*[^\W{_RTL}])?|\d(?:[^{_RTL}\s]*[^\W{_RTL}])?[%‰€$£₪°]?")
_SPACE, _WIDE = 0.18, 0.28  # of a line's height: gaps between words, and between those that PDFium does not divide
_BETWEEN_NUMBERS = 0.1  # the same between two numbers of a narrow table, which would become another number
_WIDTH = 0.5  # points: PDFium's own spaces have none
_SHARED = 0.5  # of a character's height: two pieces of one line share so much

_BRACKETS = frozenset("()[]{}")
_TURNED = str.maketrans("()[]{}", ")(][}{")
_PUNCTUATION = re.compile(r"[.,:;!?](?=[^\W\d_])")

_Letter = tuple[str, int, Rectangle]  # with its number


def is_right_to_left(text: str) -> bool:
    """Whether most letters of the text are of scripts from right to left."""
    count = sum(1 for _ in _LETTER.finditer(text))
    return bool(count) and 2 * count > sum(1 for _ in _LETTERS.finditer(text))


def in_order(page: PageText, glyphs: LayerGlyphs) -> PageText:
    """The page with its lines of such scripts from right to left."""
    if not _LETTER.search(page.text) or not glyphs.is_level(page.index[0]):
        return page
    lines = list(_lines(page, glyphs))
    with_letters = [said for line in lines if _LETTER.search(said := _said(line))]
    is_mostly = 2 * sum(map(is_right_to_left, with_letters)) >= len(with_letters)
    text, index = "", array.array("i")
    for line in lines:
        written = _written(line, is_mostly)
        if text:
            text += "\n"
            index.append(index[-1])
        text += _said(written)
        index.extend(number for _, number, _ in written)
    return PageText(text, index, page.rows)


def _said(line: Iterable[_Letter]) -> str:
    return "".join(letter for letter, _, _ in line)


def _written(line: Sequence[_Letter], is_mostly: bool) -> Sequence[_Letter]:
    """The letters of a line in order. `is_mostly` says that most lines with such letters begin at the right."""
    said = _said(line)
    if not _LETTER.search(said):
        end = _PUNCTUATION.match(said)  # stands at the left of a line that begins at the right
        return [*line[end.end() :], *line[: end.end()]] if end and is_mostly else line
    last = max((one for one in line if one[0].isalpha()), key=lambda one: one[2][2])
    if not is_right_to_left(said) and not (is_mostly and _LETTER.match(last[0])):
        return line
    ordered = _ordered(line)
    turned = [(letter.translate(_TURNED), number, box) for letter, number, box in ordered]
    if not _is_balanced(_said(ordered)) and _is_balanced(_said(turned)):
        return turned  # its brackets came as they are seen
    return line if _seen(ordered) == _seen(line) else ordered


def _is_balanced(said: str) -> bool:
    """Whether every bracket has its other one."""
    open_ones: list[str] = []
    for sign in said:
        if sign in "([{":
            open_ones.append(sign.translate(_TURNED))
        elif sign in ")]}" and (not open_ones or open_ones.pop() != sign):
            return False
    return not open_ones


def _lines(page: PageText, glyphs: LayerGlyphs) -> Iterator[list[_Letter]]:
    """The letters and spaces of each line. A line from right to left can be several lines of the text."""
    is_mostly = is_right_to_left(page.text)
    current: list[_Letter] = []
    last: list[_Letter] = []  # the last piece of it
    for found in _LINE.finditer(page.text):
        numbers = page.index[found.start() : found.end()]
        own = [(letter, number, glyphs.box(number)) for letter, number in zip(found[0], numbers, strict=True)]
        can_go_on = is_mostly or is_right_to_left(found[0])
        if current and not (can_go_on and _is_one_line(last, own)):
            yield current
            current = []
        current += own
        last = own
    if current:
        yield current


def _is_one_line(line: Sequence[_Letter], piece: Sequence[_Letter]) -> bool:
    (bottom, top), (other_bottom, other_top) = map(_height, (line, piece))
    return min(top, other_top) - max(bottom, other_bottom) > _SHARED * min(top - bottom, other_top - other_bottom)


def _height(letters: Sequence[_Letter]) -> tuple[float, float]:
    seen = [box for letter, _, box in letters if not letter.isspace()]
    return min(box[1] for box in seen), max(box[3] for box in seen)


def _ordered(line: Sequence[_Letter]) -> Sequence[_Letter]:
    """The letters of a line by their places from the right, but Latin words and numbers from the left."""
    bottom, top = _height(line)
    words = accumulate(letter.isspace() for letter, _, _ in line)
    seen = [(number, word) for (letter, number, _), word in zip(line, words, strict=True) if not letter.isspace()]
    places = {number: (place, word) for place, (number, word) in enumerate(seen)}
    spaced: list[list[_Letter]] = []  # from the left
    for cluster in sorted(_clusters(line), key=lambda cluster: cluster[0][2][0] + cluster[0][2][2]):
        if spaced and not cluster[0][0].isspace() and not spaced[-1][0][0].isspace():
            (last, last_word), (place, word) = places[spaced[-1][0][1]], places[cluster[0][1]]
            gap = min(box[0] for _, _, box in cluster) - max(box[2] for _, _, box in spaced[-1])
            narrowest = _BETWEEN_NUMBERS if spaced[-1][0][0].isdecimal() and cluster[0][0].isdecimal() else _SPACE
            is_known = (
                word != last_word and abs(place - last) == 1 and not {spaced[-1][0][0], cluster[0][0]} & _BRACKETS
            )
            if is_known or gap > (narrowest if word != last_word else _WIDE) * (top - bottom):
                spaced.append([(" ", *cluster[0][1:])])
        spaced.append(cluster)
    said = "".join(cluster[0][0] for cluster in spaced)
    ordered: list[_Letter] = []
    end = len(said)
    for run in reversed(list(_RUN.finditer(said))):
        ordered += [one for cluster in spaced[run.end() : end][::-1] for one in cluster]
        ordered += [one for cluster in spaced[run.start() : run.end()] for one in cluster]
        end = run.start()
    return ordered + [one for cluster in spaced[:end][::-1] for one in cluster]


def _seen(line: Sequence[_Letter]) -> list[int]:
    return [number for letter, number, _ in line if not letter.isspace()]


def _clusters(line: Sequence[_Letter]) -> list[list[_Letter]]:
    """The letters, each with the marks above and below it, and the spaces that have a place."""
    clusters: list[list[_Letter]] = []
    waiting: list[_Letter] = []  # marks before or after their letter
    for one in line:
        if unicodedata.combining(one[0]):
            waiting.append(one)
        elif not one[0].isspace() or one[2][2] - one[2][0] > _WIDTH:
            is_reversed = not clusters or clusters[-1][0][2][0] < one[2][0]
            if not is_reversed:
                clusters[-1] += waiting
            clusters.append([one, *waiting[::-1]] if is_reversed else [one])
            waiting = []
    if clusters:
        clusters[-1] += waiting
    return clusters


class Mirrored(LayerGlyphs):
    """The characters of a page seen in a mirror: its lines run from left to right there, and so do its tables.

    Numbers and Latin words, which run the other way in the mirror, have the places of their characters in reverse. How
    high a character is stays its own: a digit with the height of the comma in "4,250" would seem to be lowered.
    """

    def __init__(self, glyphs: LayerGlyphs, page: PageText) -> None:
        super().__init__(glyphs.layer)
        self._glyphs = glyphs
        self._partner: dict[int, int] = {}
        run: list[int] = []  # characters of words that run from left to right beside each other
        for word in _OTHERS.finditer(page.text):
            own = list(page.index[slice(*word.span())])
            if run and not self._goes_on(run[-1], own[0]):
                self._turn(run)
                run = []
            run += own
        self._turn(run)
        self._heights = dict(self._line_heights(page))

    def _line_heights(self, page: PageText) -> Iterator[tuple[int, tuple[float, float]]]:
        """The height of its line for each letter whose box is only as high as its drawing, as in prints of web pages.

        Then a low letter would seem to be smaller than its neighbours.
        """
        for line in _LINE.finditer(page.text):
            boxes = {number: self._glyphs.box(number) for number in page.index[slice(*line.span())]}
            seen = [box for box in boxes.values() if box[3] - box[1] > 0]
            for letter in _LETTER.finditer(page.text, *line.span()) if seen else ():
                number = page.index[letter.start()]
                if boxes[number] == self._glyphs.inked(number):
                    yield number, (min(box[1] for box in seen), max(box[3] for box in seen))

    def _goes_on(self, last: int, first: int) -> bool:
        left, bottom, _, top = self._glyphs.box(last)
        next_left, next_bottom, _, next_top = self._glyphs.box(first)
        return next_left > left and min(top, next_top) - max(bottom, next_bottom) > _SHARED * (top - bottom)

    def _turn(self, run: list[int]) -> None:
        self._partner.update(zip(run, run[::-1], strict=True))

    def box(self, index: int) -> Rectangle:
        left, bottom, right, top = self._in_mirror(index, self._glyphs.box)
        bottom, top = self._heights.get(index, (bottom, top))
        return left, bottom, right, top

    def inked(self, index: int) -> Rectangle:
        return self._in_mirror(index, self._glyphs.inked)

    def origin(self, index: int) -> Point:
        x, _ = self._glyphs.origin(self._partner.get(index, index))
        return -x, self._glyphs.origin(index)[1]

    def _in_mirror(self, index: int, box_of: Callable[[int], Rectangle]) -> Rectangle:
        own = box_of(index)
        partner = self._partner.get(index, index)
        left, _, right, _ = own if partner == index else box_of(partner)
        return mirrored((left, own[1], right, own[3]))


def mirrored(box: Rectangle) -> Rectangle:
    """The rectangle in the mirror."""
    return -box[2], box[1], -box[0], box[3]
