"""Formulas of MathML and of Word (OMML) -> linear text: y = 12/5, 10^6, √(a+b), sum_(i=1)^n."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from lxml import etree

from index.reading.readers.office.ooxml import attribute, name_of
from index.reading.readers.scripts import lowered, power

_NO_TEXT = frozenset(
    "annotation annotation-xml mphantom phant mspace maligngroup none mprescripts rPr ctrlPr fPr sSupPr sSubPr "
    "sSubSupPr sPrePr naryPr radPr dPr funcPr limLowPr limUppPr accPr barPr mPr eqArrPr boxPr borderBoxPr groupChrPr "
    "oMathParaPr del moveFrom instrText".split()
)
_UNSEEN = dict.fromkeys(range(0x2061, 0x2065))  # operators that only say how to read: "invisible times"
_SIMPLE = re.compile(r"[^\s+\-−–=*/·×÷<>≤≥±∓,;]+|\([^()]*\)|√\([^()]*\)")  # needs no brackets around it
_PRODUCT = re.compile(r"\d[\d.,]*\s?[^\W\d].*")  # such as 2c
_ACCENTS = frozenset("ˆ^~˜¯‾_→⃗˙¨ˇ´`˘⏞⏟︷︸\u0300\u0301\u0302\u0303\u0304\u0305\u0307\u0308\u20d7")


def linear(formula: etree._Element) -> str:
    """The formula on one line, its powers and indices wrapped as in `scripts`."""
    try:
        return " ".join(_text(formula).split())
    except RecursionError:  # no real formula is nested so deeply
        return " ".join("".join(map(str, formula.itertext())).split())


def _text(element: etree._Element | None) -> str:
    if element is None:
        return ""
    name = name_of(element)
    if name in _NO_TEXT or not name:
        return ""
    write = _WRITERS.get(name)
    if write is None:
        own = (element.text or "") if name in _TOKENS else ""
        return _run(own.translate(_UNSEEN), *map(_text, element))
    return write(element)


_TOKENS = frozenset(("mi", "mn", "mo", "mtext", "ms", "t"))


def _run(*texts: str) -> str:
    """The texts joined, with a space between digits that are not one number, as in 2 1/2."""
    joined = ""
    for text in texts:
        joined += " " * (joined[-1:].isdigit() and text[:1].isdigit() and "/" in text) + text
    return joined


def _operands(element: etree._Element) -> list[str]:
    """The texts of the children of a MathML element. Their places say their roles."""
    return [_text(child) for child in element if name_of(child)]


def _roles(element: etree._Element, *names: str) -> list[str]:
    """The texts of the children of an OMML element that have these names."""
    return [_text(element.find(f"{{*}}{name}")) for name in names]


def fraction(over: str, under: str) -> str:
    """A fraction on one line, with a product below it in brackets.

    >>> fraction("a+b", "2c"), fraction("12", "5"), fraction("x", "s")
    ('(a+b)/(2c)', '12/5', 'x/s')
    """
    is_product = _PRODUCT.fullmatch(under.strip()) is not None
    return f"{enclosed(over)}/{f'({under.strip()})' if is_product else enclosed(under)}"


def _fraction_of_word(element: etree._Element) -> str:
    """A fraction, or two terms above each other without a line between them, as in a binomial coefficient."""
    over, under = _roles(element, "num", "den")
    is_fraction = _setting(element, "{*}fPr/{*}type", "bar") != "noBar"
    return fraction(over, under) if is_fraction else f"{over} over {under}"


def _fraction_of_mathml(element: etree._Element) -> str:
    over, under = _padded(_operands(element), 2)
    is_fraction = attribute(element, "linethickness")[:1] != "0"
    return fraction(over, under) if is_fraction else f"{over} over {under}"


def enclosed(text: str) -> str:
    """The text in brackets, unless it is one term."""
    text = text.strip()
    return text if not text or _SIMPLE.fullmatch(text) else f"({text})"


def _scripts(base: str, low: str, high: str) -> str:
    return f"{base}{lowered(low.strip())}{power(high.strip())}" if high.strip() not in _ACCENTS else base


def root(of: str, degree: str = "") -> str:
    """A root, the second if no degree is given."""
    signs = {"": "√", "2": "√", "3": "∛", "4": "∜"}
    sign = signs.get(degree.strip())
    return f"{sign}({of})" if sign else f"root({degree.strip()}, {of})"


def _limits(base: str, low: str, high: str) -> str:
    """A sum or a limit, followed by the terms below and above it and a space."""
    below = f"_{enclosed(low)}" if low.strip() and low.strip() not in _ACCENTS else ""
    above = f"^{enclosed(high)}" if high.strip() and high.strip() not in _ACCENTS else ""
    return f"{base}{below}{above} " if below or above else base


def _rows(element: etree._Element, row: str, cell: str) -> str:
    rows = ([_text(inner) for inner in line.iterfind(f"{{*}}{cell}")] for line in element.iterfind(f"{{*}}{row}"))
    return f"[{'; '.join(', '.join(cells) for cells in rows)}]"


def _setting(element: etree._Element, path: str, default: str) -> str:
    found = element.find(path)
    return default if found is None else attribute(found, "val")


def _delimited(element: etree._Element) -> str:
    inner = [_text(part) for part in element.iterfind("{*}e")]
    opening = _setting(element, "{*}dPr/{*}begChr", "(")
    closing = _setting(element, "{*}dPr/{*}endChr", ")")
    between = _setting(element, "{*}dPr/{*}sepChr", "|")
    return f"{opening}{between.join(inner)}{closing}"


def _fenced(element: etree._Element) -> str:
    between = f"{(attribute(element, 'separators') or ',').strip()[:1]} "
    opening, closing = attribute(element, "open") or "(", attribute(element, "close") or ")"
    return f"{opening}{between.join(_operands(element))}{closing}"


def _nary(element: etree._Element) -> str:
    sign = _setting(element, "{*}naryPr/{*}chr", "∫")
    low, high, of = _roles(element, "sub", "sup", "e")
    return f"{_limits(sign, low, high)}{of}"


def _multiscripts(element: etree._Element) -> str:
    """The base with the scripts before and after it, as in an isotope."""
    base, *scripts = [child for child in element if name_of(child)] or [None]
    names = [name_of(child) for child in scripts if child is not None]
    cut = names.index("mprescripts") if "mprescripts" in names else len(names)
    after, before = (list(map(_text, part)) for part in (scripts[:cut], scripts[cut + 1 :]))
    return f"{_pairs(before)}{_text(base)}{_pairs(after)}"


def _pairs(texts: Sequence[str]) -> str:
    return "".join(map(_scripts, [""] * len(texts[::2]), texts[::2], [*texts[1::2], ""]))


def _padded(texts: Sequence[str], count: int) -> Iterator[str]:
    """The first `count` texts, with "" for missing ones, because a damaged formula can have too few."""
    yield from [*texts, *[""] * count][:count]


def _of(write: Callable[..., str], count: int, *order: int) -> Callable[[etree._Element], str]:
    """Writes a MathML element by its first `count` operands, in this order."""

    def written(element: etree._Element) -> str:
        texts = [*_padded(_operands(element), count), ""]
        return write(*(texts[place] for place in order))

    return written


def _by(write: Callable[..., str], *names: str) -> Callable[[etree._Element], str]:
    """Writes an OMML element by its parts with these names; "" for a missing part."""
    return lambda element: write(*_roles(element, *names))


_WRITERS: dict[str, Callable[[etree._Element], str]] = {
    "mfrac": _fraction_of_mathml,
    "msup": _of(_scripts, 2, 0, -1, 1),
    "msub": _of(_scripts, 2, 0, 1, -1),
    "msubsup": _of(_scripts, 3, 0, 1, 2),
    "munder": _of(_limits, 2, 0, 1, -1),
    "mover": _of(_limits, 2, 0, -1, 1),
    "munderover": _of(_limits, 3, 0, 1, 2),
    "mmultiscripts": _multiscripts,
    "msqrt": lambda element: root(_run(*_operands(element))),
    "mroot": _of(root, 2, 0, 1),
    "mfenced": _fenced,
    "mtable": lambda element: _rows(element, "mtr", "mtd"),
    "semantics": lambda element: _text(next(iter(element), None)),
    "f": _fraction_of_word,
    "sSup": _by(_scripts, "e", "-", "sup"),
    "sSub": _by(_scripts, "e", "sub", "-"),
    "sSubSup": _by(_scripts, "e", "sub", "sup"),
    "sPre": lambda element: _scripts("", *_roles(element, "sub", "sup")) + _roles(element, "e")[0],
    "nary": _nary,
    "rad": _by(root, "e", "deg"),
    "d": _delimited,
    "func": lambda element: " ".join(_roles(element, "fName", "e")),
    "limLow": _by(_limits, "e", "lim", "-"),
    "limUpp": _by(_limits, "e", "-", "lim"),
    "m": lambda element: _rows(element, "mr", "e"),
    "eqArr": lambda element: "; ".join(_text(line) for line in element.iterfind("{*}e")),
}
