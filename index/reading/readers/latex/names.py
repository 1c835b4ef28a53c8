"""The commands and environments of LaTeX, by how they are read."""

from __future__ import annotations

LEVELS = {
    name: level
    for level, name in enumerate(
        "part chapter section subsection subsubsection paragraph subparagraph".split(), start=1
    )
}
FORMULAS = frozenset(
    "math displaymath equation align alignat flalign gather multline eqnarray subequations split".split()
)
TABLES = frozenset("tabular tabularx tabulary tabu longtable supertabular".split())
WIDE_TABLES = frozenset("tabularx tabulary".split())  # whose width comes first
LISTS = frozenset("itemize enumerate description compactitem compactenum thebibliography".split())
VERBATIM = frozenset("verbatim Verbatim lstlisting minted alltt".split())
UNSEEN = frozenset("comment filecontents tikzpicture pgfpicture pspicture picture".split())

# Commands whose arguments are not shown, with the number of these. The arguments of all others are text.
WITHOUT_TEXT = {
    **dict.fromkeys(
        "label vspace hspace usepackage RequirePackage documentclass bibliographystyle bibliography pagestyle "
        "thispagestyle pagenumbering includegraphics graphicspath color phantom hphantom vphantom index glossary "
        "hyphenation cline cmidrule geometry hypersetup usetikzlibrary addbibresource nocite selectlanguage newcounter "
        "setstretch pdfbookmark thanks pagecolor hline rowcolor cellcolor raisebox scalebox stepcounter "
        "vskip hskip captionsetup sisetup lstset theoremstyle".split(),
        1,
    ),
    **dict.fromkeys(
        "setlength addtolength setcounter addtocounter newtheorem fancyhead fancyfoot definecolor rule fontsize "
        "multirow resizebox newenvironment addcontentsline".split(),
        2,
    ),
    **dict.fromkeys("hline toprule midrule bottomrule maketitle centering noindent".split(), 0),
}
STRUCK = frozenset("sout st xout".split())
INCLUDED = frozenset("input include subfile".split())
REFERENCES = frozenset(
    "cite citep citet parencite textcite autocite footcite ref eqref autoref cref Cref pageref nameref".split()
)
DEFINITIONS = frozenset("newcommand renewcommand providecommand DeclareRobustCommand".split())
WORDS = {
    "LaTeX": "LaTeX", "TeX": "TeX", "ldots": "…", "dots": "…", "textellipsis": "…", "textendash": "–",
    "textemdash": "—", "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textbar": "|",
    "textless": "<", "textgreater": ">", "textdegree": "°", "degree": "°", "euro": "€", "EUR": "€", "texteuro": "€",
    "pounds": "£", "textsterling": "£", "copyright": "©", "textregistered": "®", "texttrademark": "™", "S": "§",
    "P": "¶", "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å", "AA": "Å", "l": "ł",
    "L": "Ł", "i": "ı", "j": "ȷ", "textquotedblleft": "“", "textquotedblright": "”", "guillemotleft": "«",
    "guillemotright": "»", "quad": " ", "qquad": " ", "newline": "\n", "linebreak": "\n", "space": " ", "slash": "/",
    "textperiodcentered": "·", "textbullet": "•", "textpm": "±", "texttimes": "×", "textmu": "μ", "glqq": "„",
    "grqq": "“", "percent": "%",
}  # fmt: skip
ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "c": "\u0327", "k": "\u0328", "d": "\u0323",
}  # fmt: skip
SIGNS = {",": "\u202f", ";": " ", ":": " ", "!": "", "-": "\u00ad", "/": "", "\n": " ", "@": ""}
PUNCTUATION = (("---", "—"), ("--", "–"), ('"`', "„"), ("\"'", "“"), ("``", "“"), ("''", "”"), ("`", "‘"), ("\n", " "))
# Of the package siunitx: \SI{12}{\kilo\metre\per\hour} is 12 km/h.
PREFIXES = dict(pair.split(":") for pair in (
    "nano:n micro:µ milli:m centi:c deci:d deca:da hecto:h kilo:k mega:M giga:G tera:T".split()
))  # fmt: skip
UNITS = dict(pair.split(":") for pair in (
    "metre:m meter:m gram:g kilogram:kg second:s minute:min hour:h day:d ampere:A kelvin:K mole:mol candela:cd "
    "hertz:Hz newton:N pascal:Pa joule:J watt:W coulomb:C volt:V ohm:Ω farad:F tesla:T henry:H litre:L liter:L "
    "tonne:t bar:bar hectare:ha percent:% degree:° celsius:°C degreeCelsius:°C electronvolt:eV decibel:dB bit:bit "
    "byte:B euro:€ EUR:€ dollar:$ km:km m:m cm:cm mm:mm kg:kg g:g mg:mg s:s ms:ms h:h kW:kW kWh:kWh MW:MW V:V A:A "
    "Hz:Hz kHz:kHz MHz:MHz GHz:GHz Pa:Pa kPa:kPa K:K J:J kJ:kJ l:l L:L mL:mL"
).split())  # fmt: skip
