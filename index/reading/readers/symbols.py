"""Characters in the fonts Symbol and Wingdings -> the characters that they look like: "£" in Symbol is "≤".

Files store them as codes from 0x20 to 0xFF, often moved to U+F020 and above.
"""

from __future__ import annotations

_SYMBOL = dict(
    zip(
        (*range(0x20, 0x7F), *range(0xA0, 0xFF)),
        " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
        "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\ufffd〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭",
        strict=True,
    )
)
# Only characters with a meaning in a text: boxes, ticks and arrows. The others are ornaments.
_WINGDINGS = {
    0x20: " ", 0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x71: "☐", 0x72: "☐", 0x78: "☒", 0x9F: "•", 0xA7: "▪", 0xA8: "☐",
    0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒",
    0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2 = {0x20: " ", 0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐"}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}


def in_font(font: str, text: str) -> str:
    """The text as it looks in a font of that name. Most fonts do not change it.

    >>> in_font("Symbol", "\\uf0a3 5 m"), in_font("Arial", "m")
    ('≤ 5 μ', 'm')
    """
    signs = _FONTS.get(font.strip(" ;'\"").lower())
    if signs is None:
        return text
    return "".join(signs.get(ord(sign) & 0xFF, "") if _is_code(ord(sign)) else sign for sign in text)


def _is_code(number: int) -> bool:
    return number < 0x100 or 0xF000 <= number < 0xF100
