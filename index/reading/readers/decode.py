"""Bytes -> text in any encoding."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from index.errors import DocumentError
from index.reading.readers.contents import CONTROL, TERMINAL, printable
from index.reading.readers.latin import latin_encoding

_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Only encodings of real files are guessed, because more candidates make the guess worse for short texts.
_GUESSES = (
    "cp1252 cp1250 iso8859_2 cp1251 koi8_r koi8_u cp1253 cp1254 cp1255 cp1256 cp874 cp932 euc_jp gb18030 big5 cp949"
).split()
# The signs with which encodings of seven bits change to two bytes a letter.
_ESCAPES = (
    (b"\x1b$B", "iso2022_jp_2"),
    (b"\x1b$@", "iso2022_jp_2"),
    (b"\x1b$)C", "iso2022_kr"),
    (b"\x1b$(", "iso2022_jp_2"),
)
_IN_PAIRS = frozenset(("cp932", "euc_jp", "gb18030", "big5", "cp949"))  # most letters take two bytes
# Their cores, which have the signs that texts consist of.
_NARROW = {"cp949": "euc_kr", "gb18030": "gb2312", "cp932": "shift_jis", "big5": "big5"}
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\xfe]")
_FEWEST_PAIRS = 6
_HALF_WIDTH = re.compile("[\uff61-\uff9f]")
# What programs write for terminals: letters over letters, as bold or underlined type.
_LINE_END = re.compile("[\x0b\x85\u2028\u2029]")  # as some programs write them
_LINE_ENDS = dict.fromkeys((0x0B, 0x85, 0x2028), "\n") | {0x2029: "\n\n"}
_OVER, _MOST_OVER = re.compile(r"(.)\x08(.)"), 4
_SAMPLE = 200_000  # bytes that are used to guess
_MAX_CONTROLS = 0.01  # bytes with a larger share of control characters are not a text


def decode(data: bytes, *, declared: str = "") -> str:
    r"""The text of `data`, with `\n` line ends and without control characters.

    The encoding is, in this order: that of the byte order mark, UTF-16 if every other byte is zero, UTF-8,
    the one `declared` inside the file, the one it looks like, Windows-1252. What cannot be decoded becomes U+FFFD.
    Raises `DocumentError` if it is not a text.
    """
    text = _decoded(data, declared).removeprefix("\ufeff")
    text = TERMINAL.sub("", text) if "\x1b" in text else text
    for _ in range(_MOST_OVER if "\x08" in text else 0):
        text = _OVER.sub(lambda pair: pair[1] if pair[2] == "_" else pair[2], text)
    text = text.translate(_LINE_ENDS) if _LINE_END.search(text) else text
    is_hopeless = len(text) > _SAMPLE and _has_controls(text[:_SAMPLE], 0.5)
    if is_hopeless or _has_controls(text, _MAX_CONTROLS):
        raise DocumentError("is not text but binary data: Quoth cannot read it")
    return printable(text)


def _has_controls(text: str, most: float) -> bool:
    """Whether more than this share of the characters are control characters."""
    return sum(1 for _ in CONTROL.finditer(text)) > most * len(text)


def _decoded(data: bytes, declared: str) -> str:
    encoding = _marked(data) or _wide(data)
    if encoding:
        return data.decode(encoding, "replace")
    if seven_bit := _escaped(data):
        return data.decode(seven_bit, "replace")
    text = data.decode("utf-8", "replace")
    if _is_utf8(text):
        return text
    return data.decode(_known(declared) or _guessed(data), "replace")


def _escaped(data: bytes) -> str:
    """The name of the encoding whose escape sequences are in the text, as in Japanese mail; "" if there are none."""
    return next((name for sign, name in _ESCAPES if sign in data), "") if data.isascii() else ""


def _marked(data: bytes) -> str:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "")


def _wide(data: bytes) -> str:
    """The name of UTF-16 without a mark, which is recognised by the zero bytes of Latin letters; "" for other bytes."""
    sample = data[: 1 << 14]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 0.1 * len(sample) or min(even, odd) > 0.1 * max(even, odd):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _is_utf8(text: str) -> bool:
    """Whether the text was UTF-8, perhaps with a few damaged bytes. One bad byte must not garble a whole book."""
    bad = text.count("\ufffd")
    return bad == 0 or 10 * bad < sum(not c.isascii() for c in text)


def _known(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        if b"text".decode(name, "replace") != "text":  # the declaration was found as ASCII
            return ""
    except (LookupError, ValueError):  # unknown, or a codec of something else than text, such as "zip"
        return ""
    # In practice, files that declare Latin-1 or ASCII are Windows-1252. Browsers read them so too (WHATWG Encoding).
    return "cp1252" if name in ("iso8859-1", "ascii") else name


def _guessed(data: bytes) -> str:
    sample = data[:_SAMPLE]
    sample = sample[: sample.rfind(b"\n") + 1] or sample
    if latin := latin_encoding(sample):
        return latin
    possible = [name for name in _GUESSES if name not in _IN_PAIRS] if _are_single(sample) else _GUESSES
    guesses = from_bytes(sample, cp_isolation=possible, preemptive_behaviour=False, enable_fallback=False)
    best = guesses.best()
    if best is None:
        return "cp1252"
    if best.encoding in ("cp949", "gb18030") and (other := _east_asian(sample, best.encoding)):
        return other
    if best.encoding in _NARROW and not _is_in(sample, _NARROW[best.encoding]):
        # It has rare signs: those of another encoding, read wrongly.
        return next((name for name in ("cp932", "big5") if _is_in(sample, _NARROW[name])), best.encoding)
    return best.encoding


def _east_asian(sample: bytes, guess: str) -> str:
    """The other encoding of two bytes a letter, if the first bytes of these speak for it; "" if they do not.

    Korean is written with the first bytes B0 to C8 only (KS X 1001); Japanese mostly with A4 and A5 (EUC). Half of the
    frequent Chinese signs begin with other bytes.
    """
    leads = [pair[0] for pair in _PAIR.findall(sample) if pair[0] >= 0xA4]
    kana = sum(lead in (0xA4, 0xA5) for lead in leads)
    hangul = sum(0xB0 <= lead <= 0xC8 for lead in leads)
    if len(leads) < _FEWEST_PAIRS:
        return ""
    if 5 * kana > len(leads):
        return "euc_jp" if _is_in(sample, "euc_jp") else ""
    is_korean = 10 * hangul >= 9 * (len(leads) - kana)
    wanted = "cp949" if is_korean else "gb18030"
    return wanted if wanted != guess and _is_in(sample, _NARROW[wanted]) else ""


def _is_in(sample: bytes, encoding: str) -> bool:
    """Whether all bytes are signs of the encoding, and none is a Japanese sign of half the width."""
    try:
        return not _HALF_WIDTH.search(sample.decode(encoding))
    except UnicodeDecodeError:
        return False


def _are_single(data: bytes) -> bool:
    """Whether most bytes that are not ASCII are single ones, as "ü" is. In Chinese, they come in runs."""
    high = [place for place, byte in enumerate(data) if byte > 0x7F]
    alone = sum(
        after - place > 2 < place - before
        for before, place, after in zip([-3, *high], high, [*high[1:], len(data) + 3], strict=False)
    )
    return 2 * alone > len(high)
