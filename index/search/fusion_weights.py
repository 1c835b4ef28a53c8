"""The weights of dense and lexical search for one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.text.language import is_english

_LOWEST, _HIGHEST = 0.2, 0.95
_IN_OTHERS = 0.1  # the weight of dense search by an English embedder


@dataclass(frozen=True, slots=True)
class DenseWeight:
    """The weight of dense search in the languages that the embedder knows; lexical search has the rest."""

    usual: float
    for_lead: float  # times its lead, which is added


# Chosen on half of the questions of 17 sets, with an English embedder; one for many languages can have the same
# (docs/embedding.md). The results on the other half are in docs/retrieval.md. `python -m benchmarks.fusion_weights`
# compares it with others.
IN_USE = DenseWeight(0.65, 0.8)


def weigh(
    texts: Sequence[str], *, lead: float = 0.0, multilingual: bool = False, dense_weight: DenseWeight = IN_USE
) -> tuple[float, float]:
    """The weights of dense and lexical search, given the best texts of lexical search.

    The search whose best passage stands out more has the larger weight. `lead` is the lead of dense search minus that
    of lexical search, -1 to 1. A `multilingual` embedder has the same weight in every language; an English one has
    little in others. The texts decide the language, because they are longer than the question.
    """
    share = sum(map(is_english, texts)) / len(texts) if texts and not multilingual else 1.0
    known = min(_HIGHEST, max(_LOWEST, dense_weight.usual + dense_weight.for_lead * lead))
    dense = share * known + (1 - share) * _IN_OTHERS
    return dense, 1 - dense
