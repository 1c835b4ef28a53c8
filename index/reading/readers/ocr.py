"""Text recognition: the words that tesseract finds on the image of a page, with their boxes.

Tesseract runs as a child of the process that reads the file, under the same limits. Boxes are not stored: the same
image gives the same words, so the page is recognised again when one of its words is cited.
"""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from statistics import fmean

from PIL import Image

from index.errors import DocumentError
from index.reading.confine import die_with_parent
from index.reading.readers.contents import printable
from index.reading.readers.ocr_tables import ScannedTable, scanned_tables
from index.reading.readers.pdf.columns import mixed_columns
from index.reading.readers.pdf.line_boxes import merged_lines
from index.reading.readers.pdf.tables.pieces import Piece
from index.records import Box

CURE = "install tesseract-ocr to have it recognised"
LANGUAGES = "a language other than English needs its own data, such as tesseract-ocr-deu"
MAX_PAGES = 300  # of a document that are recognised; each takes about a second

_MIN_CONFIDENCE = 30  # percent, of a word
_DOUBTFUL = 60  # percent, the mean of all words: below it, the page can be turned, or be a drawing
_TIMEOUT_S = 120  # wall time for a page
_HIGH = 800.0  # points of a page, as in a PDF
_WIDE = 1.0  # of a line's height: the gap between two columns
_MAX_LANGUAGES = 4  # each language makes it slower
_HYPHENS = ("-", "\u2010")
_NONSENSE = 40  # percent, the mean of all words: below it, the grain of a photograph was taken for letters
# How tesseract divides the page: as a page, as a page that can be turned, as scattered words.
_PAGE, _TURNED, _SCATTERED = "3", "1", "11"


@dataclass(frozen=True, slots=True)
class Word:
    """A word on the image: its confidence, its paragraph and line, and its box."""

    text: str
    confidence: float  # percent
    paragraph: tuple[str, ...]
    line: tuple[str, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Recognised:
    """The text on an image: word i of `words` is the characters `spans[i]`."""

    text: str
    words: tuple[Word, ...]
    spans: tuple[tuple[int, int], ...]

    def boxes(self, start: int, end: int, quote: str) -> list[Box]:
        """The boxes of the characters [start, end), one for each line; none unless they are the quote."""
        if not quote or start < 0 or self.text[start:end] != quote:
            return []
        words = zip(self.words, self.spans, strict=True)
        return merged_lines(word.box for word, (first, last) in words if first < end and start < last)


def recognise(image: Image.Image, tesseract: str, *, is_scan: bool = True) -> Recognised:
    """The text on the image. `tesseract` is the path of the program.

    A scan contains words, so if the result is doubtful, other ways to divide the page are tried. For other pictures, a
    higher confidence is required instead.
    """
    grey = image.convert("L")
    darkest, lightest = grey.getextrema()
    if darkest == lightest:
        return Recognised("", (), ())
    bitmap = io.BytesIO()
    grey.save(bitmap, "PPM")
    aspect = grey.width / grey.height
    looks = [_look(bitmap.getvalue(), tesseract, _PAGE)]
    if not is_scan:
        return _laid_out(_sure(looks[0]) if _sureness(looks[0]) >= _DOUBTFUL else [], aspect)
    if _sureness(looks[0]) < _DOUBTFUL:
        looks += [_look(bitmap.getvalue(), tesseract, another) for another in (_TURNED, _SCATTERED)]
    sensible = [words for words in looks if _sureness(words) >= _NONSENSE]
    best = max(map(_sure, sensible), key=lambda words: sum(word.confidence for word in words), default=[])
    return _laid_out(best, aspect)


def _sureness(words: Sequence[Word]) -> float:
    return fmean([word.confidence for word in words] or [0])


def _sure(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if word.confidence >= _MIN_CONFIDENCE]


def _look(bitmap: bytes, tesseract: str, segmentation: str) -> list[Word]:
    """All words that are found if the page is divided in this way."""
    options = ["--psm", segmentation, "--dpi", "300", "-l", _languages(tesseract), "tsv"]
    table = _run([tesseract, "stdin", "stdout", *options], bitmap)
    header, *lines = table.rstrip("\n").split("\n")
    rows = [dict(zip(header.split("\t"), line.split("\t"), strict=False)) for line in lines]
    try:
        size = next(((int(row["width"]), int(row["height"])) for row in rows if row["level"] == "1"), (1, 1))
        return [_word(row, size) for row in rows if row["level"] == "5" and printable(row["text"]).strip()]
    except (KeyError, ValueError) as error:
        raise DocumentError("could not be recognised: tesseract gave an invalid answer") from error


def _word(row: dict[str, str], size: tuple[int, int]) -> Word:
    left, top, width, height = (int(row[name]) for name in ("left", "top", "width", "height"))
    box = Box(left / size[0], top / size[1], width / size[0], height / size[1])
    paragraph = (row["block_num"], row["par_num"])
    line = (*paragraph, row["line_num"])
    return Word(printable(row["text"]).strip(), float(row["conf"]), paragraph, line, box)


def _run(command: Sequence[str], given: bytes = b"") -> str:
    try:
        ended = subprocess.run(
            command,
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"OMP_THREAD_LIMIT": "1"},  # more threads only wait for each other
            timeout=_TIMEOUT_S,
            check=True,
            preexec_fn=die_with_parent,  # safe: this process has one thread
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise DocumentError(
            f"could not be recognised: tesseract failed ({type(error).__name__})",
            passing=isinstance(error, subprocess.TimeoutExpired),
        ) from error
    return ended.stdout.decode("utf-8", "replace")


def recogniser(tesseract: str) -> str:
    """The version and languages of tesseract, such as "tesseract-5.3.0 eng+deu"; "" if there is none."""
    if not tesseract:
        return ""
    version, languages = (_said(tesseract, option) for option in ("--version", "--list-langs"))
    return f"{'-'.join(version.split()[:2])} {_chosen(languages)}"


def _said(tesseract: str, option: str) -> str:
    """The output of the program; "" if it fails. Then reading a scan fails too, with a message."""
    try:
        return subprocess.run(
            [tesseract, option], capture_output=True, text=True, errors="replace", timeout=_TIMEOUT_S, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


@lru_cache
def _languages(tesseract: str) -> str:
    """The installed languages in the form of tesseract's option."""
    return _chosen(_run([tesseract, "--list-langs"]))


def _chosen(answer: str) -> str:
    """The languages in the program's list, English first."""
    listed = answer.split("\n")[1:]
    names = [name.strip() for name in listed if name.strip() and "/" not in name and name.strip() != "osd"]
    return "+".join(sorted(names, key=lambda name: (name != "eng", name))[:_MAX_LANGUAGES]) or "eng"


def _laid_out(found: Sequence[Word], aspect: float) -> Recognised:
    """The words as lines and paragraphs, and the rows of tables. Words that were broken at a line end are joined.

    `aspect` is the width of the image divided by its height.
    """
    words = _in_columns(found, _HIGH * aspect)
    tables = scanned_tables([(word.text, word.box) for word in words], _HIGH * aspect)
    text = _Text()
    for table, run in groupby(range(len(words)), key=_table_of(tables)):
        if table is None:
            text.add_words([words[number] for number in run])
        elif table not in text.tables:
            text.add_table(table, words)
    return text.recognised()


def _table_of(tables: Sequence[ScannedTable]) -> Callable[[int], ScannedTable | None]:
    of = {number: table for table in tables for number in table.words}
    return of.get


class _Text:
    """Builds the text, and knows the places of the words in it."""

    def __init__(self) -> None:
        self.tables: list[ScannedTable] = []  # those that are written
        self._parts: list[str] = []
        self._words: list[Word] = []
        self._spans: list[tuple[int, int]] = []
        self._length = 0

    def recognised(self) -> Recognised:
        return Recognised("".join(self._parts), tuple(self._words), tuple(self._spans))

    def add_words(self, words: Sequence[Word]) -> None:
        """Append words as lines and paragraphs."""
        for number, (gap, text) in enumerate(_pieces(words)):
            self._add(gap if number else self._before())
            self._words.append(words[number])
            self._spans.append((self._length, self._length + len(text)))
            self._add(text)

    def add_table(self, table: ScannedTable, words: Sequence[Word]) -> None:
        """Append the rows of a table. The names of its columns are in each."""
        self.tables.append(table)
        for number, (text, placed) in enumerate(table.rows):
            self._add("\n" if number else self._before())
            self._words += (words[one] for one, _, _ in placed)
            self._spans += ((self._length + start, self._length + end) for _, start, end in placed)
            self._add(text)

    def _before(self) -> str:
        return "\n\n" if self._parts else ""

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def _in_columns(words: Sequence[Word], width: float) -> list[Word]:
    """The words with columns one after another, where tesseract has read across them, on a page so many points wide."""
    lines = [list(_line_pieces(list(line), width)) for _, line in groupby(enumerate(words), lambda one: one[1].line)]
    ordered = list(words)
    for run in mixed_columns(lines):
        pieces = [piece for column in run.columns for piece in column]
        begin, end = min(piece.start for piece in pieces), max(piece.end for piece in pieces)
        ordered[begin:end] = [word for piece in pieces for word in words[piece.start : piece.end]]
    return ordered


def _line_pieces(line: Sequence[tuple[int, Word]], width: float) -> Iterator[Piece]:
    """The parts of a line between wide gaps; their places are the numbers of their words."""
    height = _HIGH * max(word.box.height for _, word in line)
    starts = [
        at
        for at, (_, word) in enumerate(line)
        if not at or (word.box.left - _right(line[at - 1][1])) * width > _WIDE * height
    ]
    for start, end in zip(starts, [*starts[1:], len(line)], strict=True):
        words = [word for _, word in line[start:end]]
        said, top = " ".join(word.text for word in words), _HIGH * (1 - min(word.box.top for word in words))
        places = words[0].box.left * width, _right(words[-1]) * width
        yield Piece(said, line[start][0], line[end - 1][0] + 1, *places, top - height, top)


def _right(word: Word) -> float:
    return word.box.left + word.box.width


def _pieces(words: Sequence[Word]) -> Iterator[tuple[str, str]]:
    """Each word with the characters to put before it."""
    previous: Word | None = None
    joins = False
    for word, following in zip(words, [*words, None][1:], strict=True):
        if previous is None or joins:
            gap = ""
        elif word.paragraph != previous.paragraph:
            gap = "\n\n"
        else:
            gap = " " if word.line == previous.line else "\n"
        # "infor-" before "mation" on the next line is one word; "Jean-" before "Paul" keeps its hyphen.
        joins = bool(
            following
            and following.line != word.line
            and word.text[-1] in _HYPHENS
            and word.text[:-1].isalpha()
            and following.text[0].islower()
        )
        yield gap, word.text[:-1] if joins else word.text
        previous = word
