r"""Formulas of LaTeX -> linear text: \frac{12}{5} is 12/5, 10^{6} is 10^6, \sqrt{a+b} is √(a+b)."""

from __future__ import annotations

import re
import unicodedata

from index.reading.readers.formulas import fraction, root
from index.reading.readers.scripts import lowered, power

_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|[{}^_&~]|[^\\{}^_&~\s]|\s+", re.DOTALL)
_SIGNS = {
    name: sign
    for pair in (
        "alpha:α beta:β gamma:γ delta:δ epsilon:ε varepsilon:ε zeta:ζ eta:η theta:θ vartheta:θ iota:ι kappa:κ lambda:λ "
        "mu:μ nu:ν xi:ξ pi:π rho:ρ sigma:σ tau:τ upsilon:υ phi:φ varphi:φ chi:χ psi:ψ omega:ω Gamma:Γ Delta:Δ Theta:Θ "
        "Lambda:Λ Xi:Ξ Pi:Π Sigma:Σ Phi:Φ Psi:Ψ Omega:Ω times:× cdot:· div:÷ pm:± mp:∓ leq:≤ le:≤ geq:≥ ge:≥ neq:≠ "
        "ne:≠ approx:≈ equiv:≡ sim:~ propto:∝ infty:∞ partial:∂ nabla:∇ sum:∑ prod:∏ int:∫ in:∈ notin:∉ subset:⊂ "
        "subseteq:⊆ cup:∪ cap:∩ emptyset:∅ forall:∀ exists:∃ to:→ rightarrow:→ leftarrow:← Rightarrow:⇒ "
        "Leftrightarrow:⇔ mapsto:↦ ldots:… dots:… cdots:… degree:° circ:° prime:′ ast:* star:* bullet:• perp:⊥ "
        "parallel:∥ angle:∠ ll:≪ gg:≫ land:∧ lor:∨ neg:¬ hbar:ℏ ell:ℓ Re:ℜ Im:ℑ lfloor:⌊ rfloor:⌋ lceil:⌈ rceil:⌉ "
        "langle:⟨ rangle:⟩ mid:| vert:| Vert:‖ lbrace:{ rbrace:} percent:%"
    ).split()
    for name, _, sign in (pair.partition(":"),)
}
_SPACED = frozenset("×·÷±∓≤≥≠≈≡∝∈∉⊂⊆∪∩→←⇒⇔↦≪≫∧∨")
_SPACES = {"quad": " ", "qquad": " ", ",": " ", ";": " ", ":": " ", "!": "", " ": " ", ">": " ", "\\": "; "}
_DROPPED = frozenset(
    "left right big Big bigg Bigg bigl bigr Bigl Bigr displaystyle textstyle limits nolimits nonumber notag hline "
    "mathstrut allowbreak".split()
)
_LABELS = frozenset("label tag ref eqref vspace hspace phantom hphantom vphantom".split())  # their text is not shown
FRACTIONS = frozenset("frac dfrac tfrac cfrac nicefrac sfrac".split())
# Between single dollars only what cannot be an amount: there is a command, a power or an index in it.
DOLLARS = re.compile(
    r"\$\$(.{1,5000}?)\$\$"
    r"|(?<![\\$\w])\$(?=[^$\n]*(?:\\[a-zA-Z]|[\^_]))(?![\s$])([^$\n]{1,500}?)(?<![\s\\])\$(?![\w$])",
    re.DOTALL,
)
BRACKETED = re.compile(r"\\\((.{1,2000}?)\\\)|\\\[(.{1,5000}?)\\\]", re.DOTALL)
_ARROW = re.compile(r"\s*(?:<=>|<->|->|<-)\s*")
_ATOMS, _CHARGE = re.compile(r"(?<=[A-Za-z)\]])(\d+)"), re.compile(r"\^(\d*[+-])")  # the numbers of atoms, and charges
_DEEPEST, _LONGEST = 40, 20_000


def linear_formula(source: str) -> str:
    r"""The formula on one line, its powers and indices wrapped as in `scripts`.

    >>> linear_formula(r"\frac{12}{5} \leq \sqrt{a+b}")
    '12/5 ≤ √(a+b)'
    """
    if len(source) > _LONGEST:
        return " ".join(source.split())
    return " ".join(_Formula(source).run(0).split()).replace(" ;", ";")


def with_formulas(text: str) -> str:
    r"""A text of a web page with its formulas, written as \(x^2\), $$x^2$$ and the like, made linear.

    >>> with_formulas(r"For \(x \leq \frac{1}{2}\) it costs $5 or $6.")
    'For x ≤ 1/2 it costs $5 or $6.'
    """
    for kind in (BRACKETED, DOLLARS) if "\\" in text else ():
        text = kind.sub(lambda found: linear_formula(found[1] or found[2]), text)
    return text


def chemical(source: str) -> str:
    r"""A chemical formula of the package mhchem as a formula: H2O becomes H_{2}O.

    >>> linear_formula(chemical("2 H2SO4 + Ca^2+ -> SO4^{2-}"))
    '2 H\ufdd32\ufdd4SO\ufdd34\ufdd4 + Ca\ufdd12+\ufdd4 → SO\ufdd34\ufdd4\ufdd12-\ufdd4'
    """
    arrows = _ARROW.sub(r" \\rightarrow ", source)
    return _CHARGE.sub(r"^{\1}", _ATOMS.sub(r"_{\1}", arrows))


class _Formula:
    def __init__(self, source: str) -> None:
        self._tokens = _TOKEN.findall(source)
        self._at = 0

    def run(self, depth: int, *, closing: str = "") -> str:
        """The text up to the closing token, or to the end."""
        pieces: list[str] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token == closing:
                self._at += 1
                break
            if token in ("^", "_"):
                self._at += 1
                script = self._argument(depth)
                wrap = power if token == "^" else lowered
                pieces.append("°" if script.strip() == "°" else "′" if script.strip() == "′" else wrap(script.strip()))
            else:
                pieces.append(self._one(depth))
        return "".join(pieces)

    def _one(self, depth: int) -> str:
        """The next token with its arguments."""
        token = self._tokens[self._at]
        self._at += 1
        if token == "{":
            return self.run(depth + 1, closing="}") if depth < _DEEPEST else ""
        if token.startswith("\\") and len(token) > 1:
            return self._command(token[1:], depth)
        return {"}": "", "&": " ", "~": " "}.get(token, " " if token.isspace() else token)

    def _command(self, name: str, depth: int) -> str:
        if name in FRACTIONS:
            return fraction(self._argument(depth), self._argument(depth))
        if name == "sqrt":
            degree = self._option(depth)
            return root(self._argument(depth), degree)
        if name in ("binom", "dbinom", "tbinom"):
            return f"({self._argument(depth)} over {self._argument(depth)})"
        if name in ("left", "right") and self._at < len(self._tokens) and self._tokens[self._at] == ".":
            self._at += 1
        if name in _LABELS:
            self._argument(depth)
            return ""
        if name in _DROPPED:
            return ""
        if name in ("begin", "end"):
            kind = self._argument(depth)
            matrix = "matrix" in kind or kind == "array"
            if kind == "array" and name == "begin":
                self._argument(depth)
            return ("[" if name == "begin" else "]") if matrix else ""
        if name in _SPACES:
            return _SPACES[name]
        sign = _SIGNS.get(name)
        if sign is not None:
            return f" {sign} " if sign in _SPACED else sign
        if len(name) == 1 and not name.isalpha():
            return name if unicodedata.category(name)[0] in "PS" else ""
        # \sin and the like are words; \text, \mathrm and unknown commands only format what follows.
        is_word = self._at >= len(self._tokens) or self._tokens[self._at] != "{"
        return f" {name} " if is_word and name not in ("rm", "bf", "it", "mathrm", "mathbf", "text") else ""

    def _argument(self, depth: int) -> str:
        while self._at < len(self._tokens) and self._tokens[self._at].isspace():
            self._at += 1
        return self._one(depth) if self._at < len(self._tokens) else ""

    def _option(self, depth: int) -> str:
        if self._at >= len(self._tokens) or self._tokens[self._at] != "[":
            return ""
        self._at += 1
        return self.run(depth + 1, closing="]")
