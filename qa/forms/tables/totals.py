"""Finds the rows of a table that are totals of the rows above them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from index.reading.written_tables import WrittenRow

_TOTAL = re.compile(
    r"(?:grand |sub-?|over)?(?:total|sum)s?|(?:zwischen|gesamt)?summe|gesamt|insgesamt|all|overall|average|mean"
    r"|mittelwert|durchschnitt|total(?:e|es)?(?: g[eé]n[eé]ral)?|sous-total|suma|razem|итого|всего|合计|总计|小计"
    r"|合計|小計",
    re.IGNORECASE,
)
_TOTAL_OF = re.compile(
    r"(?:sub-?|grand )?total\b.*|.*\b(?:sub-?)?totals?|.*\b(?:in total|together|overall)|summe\b.*|.*\bsumme"
    r"|.*\binsgesamt|gesamt\b.*|(?:the )?whole .*|all .*",
    re.IGNORECASE,
)
# In a label of a row or column, and not only in a sentence.
_OF_ALL = re.compile(
    r"\b(?:(?:grand )?total(?:e|es|s)?|sum|summe|somme|suma|totaal\w*|insgesamt"
    r"|(?:gesamt|end|rechnungs)(?:summe|betrag|preis|kosten)?)\b",
    re.IGNORECASE,
)
_LONGEST = 5  # words of such a label


def names_a_total(label: str) -> bool:
    """Whether the label of a row or column is one for a total of money: "Summe", "Total incl. VAT", "Gesamtpreis"."""
    return len(label.split()) <= _LONGEST and _OF_ALL.search(label) is not None


def places_without_totals(rows: Sequence[WrittenRow], numbers: Sequence[dict[int, Decimal]]) -> list[int]:
    """The places of the rows that are not totals of the rows above them. `numbers` are those of each row, by column."""
    kept: list[int] = []
    part, whole, parts = _Sums(), _Sums(), _Sums()  # of the rows since the last total, of all, of the totals of parts
    for at, (row, own) in enumerate(zip(rows, numbers, strict=True)):
        texts = [cell.text.strip(" :*") for cell in row.cells if cell and not cell.text[:1].isdigit()]
        is_label = len(texts) <= 2 and any(_TOTAL.fullmatch(text) for text in texts)
        may_be = is_label or any(_TOTAL_OF.fullmatch(text) for text in texts)
        if kept and (is_label or any(sums.are(own, is_labelled=may_be) for sums in (part, whole, parts))):
            parts.add(own)
            part = _Sums()
        else:
            kept.append(at)
            part.add(own)
            whole.add(own)
    return kept if len(kept) > 1 or len(rows) < 3 else list(range(len(rows)))


@dataclass(slots=True)
class _Sums:
    """The sums of the numbers of rows, by column."""

    rows: int = 0
    sums: dict[int, Decimal] = field(default_factory=dict)

    def add(self, numbers: dict[int, Decimal]) -> None:
        self.rows += 1
        for place, number in numbers.items():
            self.sums[place] = self.sums.get(place, Decimal(0)) + number

    def are(self, numbers: dict[int, Decimal], *, is_labelled: bool) -> bool:
        """Whether these numbers are the sums: one of them if a label says so, otherwise all of three or more."""
        if self.rows < 2 or not (is_labelled or len(numbers) > 2):
            return False
        same = (self._is(place, number) for place, number in numbers.items() if number)
        return any(same) if is_labelled else sum(map(bool, numbers.values())) > 2 and all(same)

    def _is(self, place: int, number: Decimal) -> bool:
        return abs(self.sums.get(place, Decimal(0)) - number) <= _rounding(number)


def _rounding(number: Decimal) -> Decimal:
    return Decimal("0.5").scaleb(min(0, int(number.as_tuple().exponent)))
