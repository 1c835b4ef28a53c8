"""BM25 as tantivy computes it, for the postings in PostgreSQL."""

from __future__ import annotations

from bisect import bisect_right

# tantivy keeps the number of terms of a text in one byte, so it rounds large numbers down: 4 bits are kept exactly.
_EXACT = 24


def _length(byte: int) -> int:
    """The number of terms that a byte stands for."""
    bits, shift = (byte - _EXACT) & 7, ((byte - _EXACT) >> 3) - 1
    if byte < _EXACT:
        return byte
    return _EXACT + (bits if shift < 0 else (bits | 8) << shift)


_LENGTHS = [_length(byte) for byte in range(256)]


def rounded_length(terms: int) -> int:
    """The number of terms of a text, rounded as tantivy rounds it.

    >>> [rounded_length(n) for n in (7, 40, 41, 55, 63, 1000)]
    [7, 40, 40, 54, 60, 984]
    """
    return _LENGTHS[bisect_right(_LENGTHS, terms) - 1]


# The scores of the passages that can be among the k best, and of those that are `listed`, as a CTE `scored`. A
# condition can limit the passages, but the weight of a term always depends on all documents.
#
# A common term has many postings and adds little. As in MaxScore (Turtle and Flood, 1995), the postings of the other
# terms alone make a first ranking, and those of common terms are looked up for the passages that can still be among the
# k best: no term adds more than its weight. If the k-th of the first ranking does not exceed what all common terms
# can add, a passage that has these alone may be better, and all their postings are read.
#
# tantivy's constants: K1 = 1.2, B = 0.75. The sum is rounded, because it differs in its last bits with the order of its
# parts, and equal passages must come in order of key.
_PART = "weight * frequency / (frequency + 1.2 * (0.25 + 0.75 * length / average))"
# All common terms can add at most this share of the weight of the rarest term that k passages have. A text of usual
# length that has a term once gets .45 of its weight.
_SHARE = 0.35
_ROUNDING = 1e-5  # more than rounding can change
# Without OFFSET, the planner would rather read the whole table than each term's postings.
_POSTINGS = "CROSS JOIN LATERAL (SELECT key, frequency, length FROM postings WHERE postings.term = asked.term"
_SCORED = f"""
question AS (SELECT * FROM unnest(%(terms)s::text[], %(times)s::integer[]) AS given (term, times)),
whole AS (SELECT sum(passages)::float8 AS passages, sum(terms)::float8 AS terms FROM totals),
counted AS MATERIALIZED (
    SELECT term, times, (SELECT count(*) FROM postings WHERE postings.term = question.term) AS n FROM question),
weights AS MATERIALIZED (
    SELECT term, n, times * 2.2 * ln(1 + (whole.passages - n + 0.5) / (n + 0.5)) AS weight,
        whole.terms / whole.passages AS average
    FROM counted, whole WHERE n > 0),
asked AS MATERIALIZED (
    SELECT *, coalesce(sum(weight) OVER (ORDER BY weight, term)
        <= {_SHARE} * (SELECT max(weight) FROM weights WHERE n >= %(k)s), false) AS is_common
    FROM weights),
first AS MATERIALIZED (
    SELECT key, sum({_PART}) AS score FROM asked {_POSTINGS} OFFSET 0) held
    WHERE NOT is_common {{within}} GROUP BY key),
bounds AS MATERIALIZED (
    SELECT least - more AS least, coalesce(least > more, false) AS is_enough
    FROM (SELECT (SELECT coalesce(sum(weight), 0) FROM asked WHERE is_common) + {_ROUNDING} AS more,
        (SELECT score FROM first ORDER BY score DESC OFFSET greatest(%(k)s - 1, 0) LIMIT 1) AS least) kth),
chosen AS MATERIALIZED (
    SELECT key FROM first, bounds WHERE is_enough AND score >= least {{listed}}),
parts AS (
    SELECT key, score FROM first WHERE NOT (SELECT is_enough FROM bounds) OR key IN (SELECT key FROM chosen)
    UNION ALL SELECT key, {_PART} FROM asked {_POSTINGS} OFFSET 0) held
    WHERE is_common AND NOT (SELECT is_enough FROM bounds) {{within}}
    UNION ALL SELECT held.key, {_PART}
    FROM chosen CROSS JOIN asked {_POSTINGS} AND postings.key = chosen.key OFFSET 0) held
    WHERE is_common AND (SELECT is_enough FROM bounds)),
scored AS MATERIALIZED (SELECT key, round(sum(score) * 1048576) / 1048576 AS score FROM parts GROUP BY key)
"""


def scored(condition: str, *, listed: str = "") -> str:
    """The statement, for passages with this condition on `held.key`. `listed`: a CTE with keys to score as well."""
    return _SCORED.format(within=f"AND {condition}", listed=f"UNION SELECT key FROM {listed}" if listed else "")
