"""Ordinal numbers in words and digits: "third", "3rd", "dritten", "troisième". Pure."""

from __future__ import annotations

_GERMAN = "erst zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft".split()
_ENGLISH = "1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th 11th 12th".split()
_WORDS = (  # a line for each number, in English, French, Spanish, Italian, Portuguese and Dutch
    "first premier première primer primero primera primo prima primeiro primeira eerste",
    "second deuxième seconde segundo segunda secondo seconda tweede",
    "third troisième tercer tercero tercera terzo terza terceiro terceira derde",
    "fourth quatrième cuarto cuarta quarto quarta vierde",
    "fifth cinquième quinto quinta vijfde",
    "sixth sixième sexto sexta sesto sesta zesde",
    "seventh septième séptimo séptima settimo settima sétimo sétima zevende",
    "eighth huitième octavo octava ottavo ottava oitavo oitava achtste",
    "ninth neuvième noveno novena nono nona negende",
    "tenth dixième décimo décima decimo decima tiende",
    "eleventh onzième undécimo undécima undicesimo undicesima elfde",
    "twelfth douzième duodécimo duodécima dodicesimo dodicesima twaalfde",
)
ORDINALS: dict[str, int] = {
    word: number
    for number, words in enumerate(_WORDS, 1)
    for word in (
        *words.split(),
        *(f"{_GERMAN[number - 1]}{ending}" for ending in ("e", "en", "er", "es", "em", "ens")),
        f"{words.split()[0]}ly",
        *(f"{word}ment" for word in words.split()[1:3] if word.endswith("ème") or word == "première"),
        _ENGLISH[number - 1],
        f"{number}e" if number > 1 else "1er",
    )
}
