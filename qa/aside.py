"""Found sentences that speak of another case than the question does: another row's range, or another year's edition.

They resemble the answer in every word but the one that decides, so that neither likeness nor a small model tells them
apart; a comparison does.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.records import Hit
from qa.dating import years_of
from qa.facts import find_facts
from qa.verify import other_range


def are_of_another_case(question: str, found: Sequence[tuple[Hit, str]]) -> list[bool]:
    """For each sentence, given with the hit in which it stands, whether it is to be set aside.

    So is a row of a table whose ranges ("five to ten years") hold none of the question's quantities; and, where the
    question names a year that stands in the title of a passage found, a sentence of a document whose title names
    others, unless it or its heading names that year too.
    """
    quantities = find_facts(question).quantities
    asked = years_of(question)
    titled = any(asked & years_of(hit.passage.title) for hit, _ in found)

    def is_aside(hit: Hit, text: str) -> bool:
        its = years_of(hit.passage.title)
        is_another_edition = titled and its and not asked & (its | years_of(f"{hit.passage.heading} {text}"))
        return bool(is_another_edition or other_range(quantities, text))

    return [is_aside(hit, text) for hit, text in found]
