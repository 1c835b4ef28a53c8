"""How much dense and lexical search count for one question."""

from __future__ import annotations

from collections.abc import Sequence

from index.language import is_english

# Of dense search, the rest being that of lexical search. Chosen on half of the questions of 17 sets, with an English
# embedder; what it comes to on the other half is in docs/retrieval.md.
_IN_ENGLISH = 0.6
_IN_OTHERS = 0.1


def weigh(texts: Sequence[str]) -> tuple[float, float]:
    """The weights of dense and lexical search, given the texts that lexical search found best.

    An English embedder knows little of what is written in other languages. The texts tell the language, not the
    question: they are longer, and their rows are the ones that mean little.
    """
    share = sum(map(is_english, texts)) / len(texts) if texts else 1.0
    dense = share * _IN_ENGLISH + (1 - share) * _IN_OTHERS
    return dense, 1 - dense
