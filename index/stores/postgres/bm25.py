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


# The score of each passage that has a term of the question, as a CTE `scored`. `within` can limit the passages, but the
# weight of a term always depends on all documents.
# tantivy's constants: K1 = 1.2, B = 0.75. The sum is rounded, because it differs in its last bits with the order of its
# parts, and equal passages must come in order of key.
SCORED = """
question AS (SELECT * FROM unnest(%(terms)s::text[], %(times)s::integer[]) AS given (term, times)),
asked AS MATERIALIZED (SELECT term, key, frequency, length FROM postings WHERE term = ANY(%(terms)s)),
whole AS MATERIALIZED (SELECT sum(passages)::float8 AS passages, sum(terms)::float8 AS terms FROM totals),
counted AS (SELECT term, count(*) AS n FROM asked GROUP BY term),
weights AS MATERIALIZED (
    SELECT term, times * 2.2 * ln(1 + (whole.passages - n + 0.5) / (n + 0.5)) AS weight,
        whole.terms / whole.passages AS average
    FROM counted JOIN question USING (term), whole),
scored AS MATERIALIZED (
    SELECT key, round(sum(
        weight * frequency / (frequency + 1.2 * (0.25 + 0.75 * length / average))) * 1048576) / 1048576 AS score
    FROM asked JOIN weights USING (term) {within} GROUP BY key)
"""
