"""The encoding of a text in Latin letters, found by the letters of the languages that are written with it."""

from __future__ import annotations

import re
from collections import Counter

_WESTERN = (
    "àâæçéèêëîïôœùûü",  # French
    "äöüßéà",
    "áéíñóúüªº",
    "áàâãçéêíóôõúüªº",
    "àèéìíòóùúª",
    "æøåéöäü",  # Danish and Norwegian
    "åäöéü",
    "éëïöüèêáóç",  # Dutch and English
    "áðéíóúýþæö",
    "àçéèíïóòúü",  # Catalan
)
_CENTRAL = ("ąćęłńóśźż", "áčďéěíňóřšťúůýžäľĺŕô", "áéíóöőúüű", "ăâîşţ", "čćđšž", "äöüßéà")
# An earlier one is taken if others fit as well: most files are of Windows.
_ENCODINGS = {
    "cp1252": _WESTERN,
    "iso8859_15": _WESTERN,
    "cp1254": ("çğıöşüâîû",),
    "mac_roman": _WESTERN,
    "cp850": _WESTERN,
    "cp1250": _CENTRAL,
    "iso8859_2": _CENTRAL,
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž"),
}
_SIGNS = "’‘“”„«»‹›–—…•·€£¥§°±²³×½¼¾µ©®™¿¡†\u00a0\u00ad"
_ALONE = "[«»–—…•·€£¥§°±²³×½¼¾µ©®™¿¡„“”†]"  # what stands between no two letters
_CAPITALS = "[A-ZÀ-ÖØ-ÞŠŽŸŒĄĆČĎĐĘĚĒĖĞĢĪĮĶĻŅŪŲĀĹĽŁŃŇŐŔŘŚŞŤŢŮŰŹŻĂİ]"
_MISPLACED = re.compile(
    rf"(?<=[^\W\d_]){_ALONE}(?=[^\W\d_])|(?<![^\W\d_])[®©™°²³½…](?=[^\W\d_])|[„“](?![\w’‘])|(?<=[^\W\d_])[„“](?=\w)"
    rf"|(?<=[a-zß-öø-ÿ])(?![A-Z]){_CAPITALS}|(?<=\d)\s?[ÛŰ](?!\w)"
)
_HIGH, _LETTER = re.compile(r"[^\x00-\x7f]"), re.compile(rb"[A-Za-z]")
_FIT = 0.95  # of the characters outside ASCII


def latin_encoding(data: bytes) -> str:
    """The encoding in which nearly all characters are letters of one language, or signs in their places; "" if none is.

    >>> latin_encoding("Größe: 4 m, für Gäste".encode("mac_roman"))
    'mac_roman'
    """
    high = sum(byte > 0x7F for byte in data)
    if not high or len(_LETTER.findall(data)) <= high:
        return ""
    fits = {encoding: _fit(data.decode(encoding, "replace"), encoding) for encoding in _ENCODINGS}
    best = max(fits, key=lambda encoding: fits[encoding])
    return best if fits[best] >= _FIT else ""


def _fit(text: str, encoding: str) -> float:
    """The share of the characters outside ASCII that fit the likeliest language of the encoding."""
    found = Counter(_HIGH.findall(text.replace("İ", "ı").lower()))
    signs = sum(found[sign] for sign in _SIGNS)
    letters = max(sum(found[letter] for letter in alphabet) for alphabet in _ENCODINGS[encoding])
    return (signs + letters - len(_MISPLACED.findall(text))) / sum(found.values())
