"""The benchmark of evidence: what it counts."""

from __future__ import annotations

from dataclasses import replace

from fakes import make_passage, make_sentences

from benchmarks.evidence import Found, rows_of


def test_it_counts_whether_the_best_sentence_answers_and_whether_the_answer_is_read() -> None:
    wrong, right = make_sentences("", make_passage("Dogs bark."), make_passage("Cats purr.", document_id="cats.md"))
    found = Found(
        [replace(wrong, score=0.5), replace(right, score=0.4)],
        [replace(wrong, score=0.1), replace(right, score=0.9)],
        [False, True],
    )
    rows = list(rows_of("pets", [found], (3, 100), lambda text: len(text.split())))
    assert [(ranking, budget, first[:1], read[:1]) for _, ranking, budget, _, first, read in rows] == [
        ("without reranker", "3", "0", "0"),
        ("without reranker", "100", "0", "1"),
        ("with reranker", "3", "1", "1"),
        ("with reranker", "100", "1", "1"),
    ]
