"""Raised and lowered text (powers, indices, footnote marks, fractions) -> plain text with the same meaning.

    10 with a raised 6 is 10^6, m with a raised 2 is m², H with a lowered 2 is H₂, 42 euros with a note 1 is 42 euros ¹

A reader wraps raised and lowered text with `raised`, `lowered`, `power` or `mark`. Then `with_scripts` writes it,
depending on the text before and after it.
"""

from __future__ import annotations

import re

# Unicode reserves these code points for internal marks of programs, so no text contains them.
RAISED, POWER, MARK, LOWERED, END = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3", "\ufdd4"
_KINDS = f"{RAISED}{POWER}{MARK}{LOWERED}"
_ANY = _KINDS + END
_NEIGHBOURS = re.compile(rf"([{_KINDS}])([^{_ANY}]*){END}\1")
_WRAPPED_TEXT = re.compile(rf"([{_KINDS}])(\s*)([^{_ANY}]*?)(\s*){END}")
_FRACTION = re.compile(rf"{RAISED}\s*(\d{{1,3}})\s*{END}\s*[/⁄∕]\s*{LOWERED}\s*(\d{{1,3}})\s*{END}")

_SUPERSCRIPTS = str.maketrans("0123456789+-−–=()abcdefghiklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_SUBSCRIPTS = str.maketrans("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎")
_SMALL = re.compile(r"[\d+\-−–=()]+")  # characters with raised and lowered forms in Unicode
_EXPONENT = re.compile(r"[+\-−–]?(?:\d+|[^\W\d_])")  # needs no brackets after ^
_INDEX = re.compile(r"\w{1,8}")
_LONGEST = 12  # characters; a longer raised text is ordinary text
_MARKS = re.compile(r"[(\[]?(?:\d{1,3}|[a-z])(?:\s*[,;–-]\s*(?:\d{1,3}|[a-z]))*[)\]]?")
_ORDINAL = re.compile(r"st|nd|rd|th|er|re|e|o|os|as|i?[èe]me|nde?|mes?|lles?", re.IGNORECASE)
_ROMAN = re.compile(r"[IVXLCDM]+")
_DEGREE = re.compile(r"\s?[CF]\b")
ELEMENT = re.compile(r"[A-Z][a-z]?(?![a-z])")  # after the mass of an isotope: ¹⁴C
_CHARGE = re.compile(r"\d?[+\-−–]")
_CHARGED = re.compile(r"[A-Z][a-z]?$|[₀-₉)\]]$")
_PRODUCT = re.compile(r"(?!kr)[b-df-hj-np-tv-z]{2}")  # of variables: mc²; "kr" is money
_LETTERS = re.compile(r"[^\W\d_⁰-₟¹²³]+$")
_MEASURED = re.compile(r"(?:[$€£¥]\s?[\d.,]*|\d[.,][\d.,]*)\d$")  # an amount, seldom raised to a power
# A number of at least three digits, without a power of ten or a factor, is a year or a count: a note follows it.
_COUNTED = re.compile(r"(?<![\d^×·*/.,=+−-])(?<![×·*/=+−-] )(?!10+$)\d{3,}$")
_OF_MONEY = re.compile(r"\s?(?:[€$£¥%‰]|eur|usd|gbp|chf|dollars?\b|pounds?\b|percent\b|per cent\b)", re.IGNORECASE)
_CENTS = re.compile(r"\d[.,]$")  # before raised cents: 9.⁹⁹ €
_COMPUTED = re.compile(r"\s?[=≈×·*/+−^]")
_BRACKETED = re.compile(r"[(\[]([^()\[\]]*)[)\]]$")
_LONG_WORD = re.compile(r"[^\W\d_]{4}")
_DEEPEST = 10  # levels of scripts of scripts
_BEFORE, _AFTER = 80, 9  # characters before and after that are considered
_BASES = frozenset(  # words of several letters that can be raised to a power
    "mm cm dm km nm hm µm μm um pm fm ft in yd mi kg mg mol rad min sec hr day Pa Hz eV keV MeV GeV TeV kWh px "
    "sin cos tan cot sec csc sinh cosh tanh log ln exp".split()
)


def raised(text: str) -> str:
    """Wrap raised text of unknown meaning: a power, a footnote mark or the end of an ordinal number."""
    return _wrapped(RAISED, text)


def power(text: str) -> str:
    """Wrap raised text that is a power, as in a formula."""
    return _wrapped(POWER, text)


def mark(text: str) -> str:
    """Wrap raised text that is the mark of a footnote."""
    return _wrapped(MARK, text)


def lowered(text: str) -> str:
    """Wrap lowered text."""
    return _wrapped(LOWERED, text)


def _wrapped(kind: str, text: str) -> str:
    return f"{kind}{text}{END}" if text.strip() else text


def with_scripts(text: str) -> str:
    """The text with everything that is wrapped in it written plainly, from the inside out.

    >>> with_scripts("10" + raised("6") + " m" + raised("2") + " of H" + lowered("2") + "O for 42 euros" + raised("1"))
    '10^6 m² of H₂O for 42 euros ¹'
    """
    if END not in text:
        return text
    while (joined := _NEIGHBOURS.sub(r"\1\2", text)) != text:
        text = joined
    text = _FRACTION.sub(_fraction, text)
    for _ in range(_DEEPEST):
        if not _WRAPPED_TEXT.search(text):
            break
        text = _innermost_written(text)
    return re.sub(f"[{_ANY}]", "", text)


def _fraction(found: re.Match[str]) -> str:
    is_after_number = found.string[max(0, found.start() - 1) : found.start()].isdecimal()
    return f"{' ' * is_after_number}{found[1]}/{found[2]}"


def _innermost_written(text: str) -> str:
    pieces: list[str] = []
    before, since = "", 0
    for found in _WRAPPED_TEXT.finditer(text):
        kind, space, own, space_after = found.groups()
        plain = text[since : found.start()] + space
        before = (before + plain)[-_BEFORE:]
        after = space_after or text[found.end() : found.end() + _AFTER]
        written = _written(kind, before.rstrip(_ANY), own, after)
        pieces += plain, written, space_after
        before += written + space_after
        since = found.end()
    return "".join(pieces) + text[since:]


def _written(kind: str, before: str, text: str, after: str) -> str:
    if kind == LOWERED:
        return subscript(before, text)
    if kind == POWER:
        return _as_power(before, text)
    return _as_mark(before, text, after) if kind == MARK else superscript(before, text, after)


def superscript(before: str, text: str, after: str) -> str:
    """How a raised text is written, given the text before and after it.

    >>> superscript("10", "-6", " m"), superscript("42 euros", "1", " a"), superscript("the 1", "st", " of")
    ('^-6', ' ¹', 'st')
    """
    is_mark = _MARKS.fullmatch(text) is not None
    if not is_mark and (len(text) > _LONGEST or not re.search(r"\w|[+−-]", text)):
        return text
    if _CENTS.search(before) and len(text) == 2 and text.isdecimal() and _OF_MONEY.match(after):
        return text
    if text.isdecimal() and after[:1] in ("⁄", "∕"):
        return f"{' ' * before[-1:].isdecimal()}{text}"
    if not before or before[-1].isspace():
        is_mass = before and text.isdecimal() and ELEMENT.match(after)
        return text.translate(_SUPERSCRIPTS) if is_mass else _as_mark(before, text, after) if is_mark else text
    if before[-1].isdecimal():
        return _after_number(before, text, after, is_mark=is_mark)
    if _CHARGE.fullmatch(text) and _CHARGED.search(before):
        return text.translate(_SUPERSCRIPTS)
    base = _LETTERS.search(before)
    if base:
        return _after_letters(before, base[0], text, after, is_mark=is_mark)
    bracketed = _BRACKETED.search(before)
    if before[-1] in "₀₁₂₃₄₅₆₇₈₉" or (bracketed and not _LONG_WORD.search(bracketed[1])):
        return _as_power(before, text)
    return _as_mark(before, text, after) if is_mark else text


def _after_number(before: str, text: str, after: str, *, is_mark: bool) -> str:
    if text in ("o", "0", "º", "°") and _DEGREE.match(after):
        return "°"
    if _ORDINAL.fullmatch(text):
        return text
    is_counted = _COUNTED.search(before) and not _COMPUTED.match(after)
    is_amount = _MEASURED.search(before) or _OF_MONEY.match(after) or is_counted
    if is_mark and (is_amount or text in ("1", "a") or not _EXPONENT.fullmatch(text)):
        return _as_mark(before, text, after)
    return _as_power(before, text)


def _after_letters(before: str, base: str, text: str, after: str, *, is_mark: bool) -> str:
    if _ORDINAL.fullmatch(text) and _ROMAN.fullmatch(base):
        return text
    is_variable = len(base) == 1 or base in _BASES or _PRODUCT.fullmatch(base)
    if _SMALL.fullmatch(text) and (is_variable or text[0] in "-−–"):
        return _as_power(before, text)
    if is_mark and (not text.isalpha() or len(base) > 1):
        return _as_mark(before, text, after)
    return _as_power(before, text) if len(base) == 1 and not _ORDINAL.fullmatch(text) else text


def subscript(before: str, text: str) -> str:
    """How a lowered text is written, given the text before it.

    >>> subscript("CO", "2"), subscript("V", "max"), subscript("101", "2")
    ('₂', '_max', '_2')
    """
    if _SMALL.fullmatch(text) and not before[-1:].isdecimal():
        return text.translate(_SUBSCRIPTS)
    if not before or before[-1].isspace() or len(text) > _LONGEST:
        return text
    return f"_{text}" if _INDEX.fullmatch(text) or _BRACKETED.fullmatch(text) else f"_({text})"


def _as_power(before: str, text: str) -> str:
    """The text as a power: with ^ after a digit, so that it does not look like another digit."""
    if _SMALL.fullmatch(text) and before and not (before[-1].isdecimal() or before[-1] in ")]"):
        return text.translate(_SUPERSCRIPTS)
    return f"^{text}" if _EXPONENT.fullmatch(text) or _BRACKETED.fullmatch(text) else f"^({text})"


def _as_mark(before: str, text: str, after: str) -> str:
    """The text as a footnote mark: separated from a word or number, but directly after a full stop."""
    if text.startswith("["):
        return text
    small = text.translate(_SUPERSCRIPTS)
    is_apart = not before or before[-1].isspace() or (before[-1] in ".,;:!?”’»…" and not before[-2:-1].isdecimal())
    return f"{'' if is_apart else ' '}{small}{' ' * after[:1].isalnum()}"
