"""Bytes -> text, whatever the encoding."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from index.errors import DocumentError
from index.reading.readers.contents import CONTROL, printable

_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The guess is limited to encodings that people's files have: more candidates make it worse on short texts.
_GUESSES = (
    "cp1252 cp1250 iso8859_2 cp1251 koi8_r koi8_u cp1253 cp1254 cp1255 cp1256 cp874 cp932 euc_jp gb18030 big5 cp949"
).split()
_IN_PAIRS = frozenset(("cp932", "euc_jp", "gb18030", "big5", "cp949"))  # most letters take two bytes
_SAMPLE = 200_000  # bytes that the guess looks at
_MAX_CONTROLS = 0.01  # share of control characters above which bytes are no text


def decode(data: bytes, *, declared: str = "") -> str:
    r"""The text that `data` holds, with `\n` line ends and without control characters.

    The encoding is, in this order: that of the byte order mark, UTF-16 if every other byte is zero, UTF-8,
    the one `declared` inside the file, the one it looks like, Windows-1252. What cannot be decoded becomes U+FFFD.
    Raises `DocumentError` if it is no text at all.
    """
    text = _decoded(data, declared).removeprefix("\ufeff")
    controls = sum(1 for _ in CONTROL.finditer(text))
    if controls > _MAX_CONTROLS * len(text):
        raise DocumentError("is not text but binary data: Quoth cannot read it")
    return printable(text)


def _decoded(data: bytes, declared: str) -> str:
    encoding = _marked(data) or _wide(data)
    if encoding:
        return data.decode(encoding, "replace")
    text = data.decode("utf-8", "replace")
    if _is_utf8(text):
        return text
    return data.decode(_known(declared) or _guessed(data), "replace")


def _marked(data: bytes) -> str:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "")


def _wide(data: bytes) -> str:
    """UTF-16 without a mark shows in the zero bytes of its Latin letters, spaces and line ends."""
    sample = data[: 1 << 14]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 0.1 * len(sample) or min(even, odd) > 0.1 * max(even, odd):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _is_utf8(text: str) -> bool:
    """Was it UTF-8, if perhaps with a few damaged bytes? One bad byte must not turn a whole book into gibberish."""
    bad = text.count("\ufffd")
    return bad == 0 or 10 * bad < sum(not c.isascii() for c in text)


def _known(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        if b"text".decode(name, "replace") != "text":  # the declaration was found as ASCII
            return ""
    except (LookupError, ValueError):  # unknown, or a codec of something else than text, such as "zip"
        return ""
    # What calls itself Latin-1 or ASCII is Windows-1252 in practice, and browsers read it so (WHATWG Encoding).
    return "cp1252" if name in ("iso8859-1", "ascii") else name


def _guessed(data: bytes) -> str:
    sample = data[:_SAMPLE]
    sample = sample[: sample.rfind(b"\n") + 1] or sample
    possible = [name for name in _GUESSES if name not in _IN_PAIRS] if _are_single(sample) else _GUESSES
    guesses = from_bytes(sample, cp_isolation=possible, preemptive_behaviour=False, enable_fallback=False)
    best = guesses.best()
    if best is None:
        return "cp1252"
    for guess in guesses:
        tied = (guess.coherence, guess.chaos) == (best.coherence, best.chaos)
        if guess.encoding == "cp1252" and tied and not _is_central_european(str(guess)):
            return "cp1252"  # ties are frequent with cp1250, and Western files are the more frequent ones
    return best.encoding


def _are_single(data: bytes) -> bool:
    """Whether most bytes that are not ASCII stand alone among others, as "ü" does: Chinese comes in runs of them."""
    high = [place for place, byte in enumerate(data) if byte > 0x7F]
    alone = sum(
        after - place > 2 < place - before
        for before, place, after in zip([-3, *high], high, [*high[1:], len(data) + 3], strict=False)
    )
    return 2 * alone > len(high)


def _is_central_european(text: str) -> bool:
    """Czech read as Windows-1252 mixes letters that no Western language uses together."""
    return "ø" in text and any(letter in text for letter in "ìùè")
