"""The weights of dense and lexical search for one question."""

from __future__ import annotations

from collections.abc import Sequence

from index.text.language import is_english

# The weight of dense search; lexical search has the rest. Chosen on half of the questions of 17 sets, with an English
# embedder; those of one for many languages can be the same (docs/embedding.md). The results on the other half are in
# docs/retrieval.md.
_IN_ENGLISH = 0.65
_FOR_LEAD = 0.8
_LOWEST, _HIGHEST = 0.2, 0.95
_IN_OTHERS = 0.1


def weigh(texts: Sequence[str], *, lead: float = 0.0, multilingual: bool = False) -> tuple[float, float]:
    """The weights of dense and lexical search, given the best texts of lexical search.

    The search whose best passage stands out more has the larger weight. `lead` is the lead of dense search minus that
    of lexical search, -1 to 1. A `multilingual` embedder has the same weight in every language; an English one has
    little in others. The texts decide the language, because they are longer than the question.
    """
    share = sum(map(is_english, texts)) / len(texts) if texts and not multilingual else 1.0
    english = min(_HIGHEST, max(_LOWEST, _IN_ENGLISH + _FOR_LEAD * lead))
    dense = share * english + (1 - share) * _IN_OTHERS
    return dense, 1 - dense
