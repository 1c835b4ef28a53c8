"""How much dense and lexical search count for one question."""

from __future__ import annotations

from collections.abc import Sequence

from index.text.language import is_english

# Of dense search, the rest being that of lexical search. Chosen on half of the questions of 17 sets, with an English
# embedder; what it comes to on the other half is in docs/retrieval.md.
_IN_ENGLISH = 0.65
_FOR_LEAD = 0.8
_LOWEST, _HIGHEST = 0.2, 0.95
_IN_OTHERS = 0.1


def weigh(texts: Sequence[str], *, lead: float = 0.0, multilingual: bool = False) -> tuple[float, float]:
    """The weights of dense and lexical search, given the texts that lexical search found best.

    The search whose best passage stands out counts more: `lead` is by how much more that of dense search does, -1 to 1.
    A `multilingual` embedder counts the same in every language. An English one knows little of what is written in
    others. The texts tell the language, not the question: they are longer, and it is their rows that mean little.
    """
    share = sum(map(is_english, texts)) / len(texts) if texts and not multilingual else 1.0
    english = min(_HIGHEST, max(_LOWEST, _IN_ENGLISH + _FOR_LEAD * lead))
    dense = share * english + (1 - share) * _IN_OTHERS
    return dense, 1 - dense
