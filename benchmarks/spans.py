"""Whether the boxes of a span hold its characters: random spans of PDFs, asked of a second library."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.witness import CURE, Seen, is_installed, seen
from index.errors import DocumentError
from index.reading.sandbox import Sandbox
from index.records import Box, Document
from index.text.normalise import normalise

SPANS = 1000
MAX_WORDS = 30  # of a span: what an answer quotes is a sentence
ENOUGH = 0.9  # share of a span's letters and digits; a library may write a ligature or an accent in another way
_MORE = 1.25  # times as many are drawn, for the second library does not find the words of all
_EDGE = 0.001  # of the page, by which a character's middle may lie beside a box
_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Judged:
    """A span, and what the second library finds in its boxes."""

    name: str
    page: int
    quote: str
    is_known: bool  # the second library finds these words somewhere on the page
    held: float  # share of the span's letters and digits that are in the boxes
    own: float  # share of the letters and digits in the boxes that are the span's
    boxes: int


@dataclass(frozen=True, slots=True)
class _Span:
    name: str
    page: int
    start: int  # characters from the page's start
    end: int
    quote: str


def print_spans(folder: Path, names: Iterable[str], sandbox: Sandbox, *, count: int = SPANS, seed: int = 1) -> None:
    """Judge random spans of those files that are PDFs with text, and print the shares and the misses."""
    print(f"\nBoxes of {count:,} random spans of PDFs, 1 to {MAX_WORDS} words:")
    if not is_installed():
        print(f"not measured: the second library is missing. {CURE}")
        return
    documents = _readable(names, sandbox)
    judged = judge(folder, documents, sandbox, count=round(_MORE * count), seed=seed) if documents else []
    known = [one for one in judged if one.is_known][:count]
    right = [one for one in known if is_right(one)]
    exact = [one for one in right if one.own >= ENOUGH]
    files = len({one.name for one in known})
    print(f"{len(known):6,} spans in {files} files, whose words the second library finds on the page")
    print(f"{len(right):6,} of these have boxes that hold at least {ENOUGH:.0%} of the span: {_share(right, known)}")
    print(
        f"{len(exact):6,} of these have boxes of which at most {1 - ENOUGH:.0%} is not the span: {_share(exact, known)}"
    )
    for one in known:
        if one not in exact:
            where = f"{one.boxes} boxes  {Path(one.name).name} p. {one.page}"
            print(f"  {one.held:.2f} {one.own:.2f}  {where}  {one.quote[:80]!r}")
    unknown = Counter(Path(one.name).name for one in judged if not one.is_known)
    listed = ", ".join(f"{name} ({times})" for name, times in unknown.most_common())
    print(f"{unknown.total():6,} others, drawn besides, it does not find: {listed}")


def is_right(judged: Judged) -> bool:
    """Whether the boxes hold the span."""
    return judged.held >= ENOUGH


def judge(folder: Path, documents: Sequence[Document], sandbox: Sandbox, *, count: int, seed: int) -> list[Judged]:
    """Random spans: a file, one of its pages, some words of that, each drawn evenly."""
    dice = random.Random(seed)
    spans: dict[str, list[_Span]] = defaultdict(list)
    for _ in range(count):
        span = _random_span(dice.choice(documents), dice)
        spans[span.name].append(span)
    judged = [judged for name, own in spans.items() for judged in _judged(folder / name, own, sandbox)]
    dice.shuffle(judged)
    return judged


def _readable(names: Iterable[str], sandbox: Sandbox) -> list[Document]:
    documents = []
    for name in names:
        try:
            documents.append(sandbox.read(name))
        except DocumentError:
            continue
    return documents


def _random_span(document: Document, dice: random.Random) -> _Span:
    pages = sorted({section.page for section in document.sections if section.page})
    page = dice.choice(pages)
    start = min(section.start for section in document.sections if section.page == page)
    end = max(section.end for section in document.sections if section.page == page)
    words = [match.span() for match in _WORD.finditer(document.text, start, end)]
    first = dice.randrange(len(words))
    last = min(first + dice.randint(0, MAX_WORDS - 1), len(words) - 1)
    quote = document.text[words[first][0] : words[last][1]]
    return _Span(document.id, page, words[first][0] - start, words[last][1] - start, quote)


def _judged(path: Path, spans: Sequence[_Span], sandbox: Sandbox) -> Iterator[Judged]:
    pages = seen(path, {span.page for span in spans})
    for span in spans:
        characters = pages.get(span.page, [])
        boxes = _boxes(span, sandbox)
        inside = _inside(characters, boxes)
        by_line = [(line, _inside(inside, _boxes(line, sandbox))) for line in _lines(span)]
        is_known = _found((line, characters) for line in _lines(span)) >= ENOUGH
        own = _part(_letters(_text(_once(inside))), _letters(span.quote))
        yield Judged(span.name, span.page, span.quote, is_known, _found(by_line), own, len(boxes))


def _lines(span: _Span) -> Iterator[_Span]:
    """The span line by line: the name of a column is in every row, and stands on the page once."""
    for line in _LINE.finditer(span.quote):
        yield replace(span, start=span.start + line.start(), end=span.start + line.end(), quote=line[0])


def _found(lines: Iterable[tuple[_Span, Sequence[Seen]]]) -> float:
    """The share of the letters and digits of the lines that are among the characters given with each."""
    pairs = [(_letters(line.quote), _letters(_text(characters))) for line, characters in lines]
    wanted = sum(letters.total() for letters, _ in pairs)
    return sum((letters & found).total() for letters, found in pairs) / wanted if wanted else 1.0


def _boxes(span: _Span, sandbox: Sandbox) -> list[Box]:
    return sandbox.boxes(span.name, span.page, span.start, span.end, span.quote)


def _once(characters: Iterable[Seen]) -> Iterable[Seen]:
    """The characters without those that are drawn over themselves to look bold."""
    return {(one.text, round(one.x / _EDGE / 2), round(one.y / _EDGE / 2)): one for one in characters}.values()


def _inside(characters: Iterable[Seen], boxes: Sequence[Box]) -> list[Seen]:
    return [one for one in characters if _is_inside(one, boxes)]


def _is_inside(one: Seen, boxes: Iterable[Box]) -> bool:
    return any(
        box.left - _EDGE <= one.x <= box.left + box.width + _EDGE
        and box.top - _EDGE <= one.y <= box.top + box.height + _EDGE
        for box in boxes
    )


def _text(characters: Iterable[Seen]) -> str:
    return "".join(one.text for one in characters)


def _letters(text: str) -> Counter[str]:
    """The letters and digits of a text, as they are searched for."""
    return Counter(filter(str.isalnum, normalise(text)))


def _part(wanted: Counter[str], found: Counter[str]) -> float:
    """The share of what is wanted that is found; all of it where nothing is wanted."""
    return (wanted & found).total() / wanted.total() if wanted else 1.0


def _share(some: Sequence[object], of: Sequence[object]) -> str:
    return f"{len(some) / len(of):.1%}" if of else "none"
