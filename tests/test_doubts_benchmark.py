"""The benchmark of doubted sentences: how they are known again, and what is counted."""

from __future__ import annotations

from benchmarks.doubts import Sentence, digest, read_verdicts, report


def test_a_sentence_is_known_again_by_its_words_and_its_question_alone() -> None:
    assert digest("Who?", "It is \n so.") == digest("Who?", "It is so.")
    assert digest("Who?", "It is so.") != digest("When?", "It is so.")
    assert digest("Who?", "It is so.") != digest("Who?", "It is not so.")


def test_every_verdict_is_kept_under_a_digest_and_both_kinds_are_there() -> None:
    assert {len(name) for name in read_verdicts()} == {12}
    assert set(read_verdicts().values()) == {True, False}


def test_wrong_sentences_without_doubt_and_right_ones_in_doubt_are_counted() -> None:
    told = ((0.9, True), (0.18, True), (0.8, False), (0.15, False))
    sentences = [Sentence(score, by_words=1 - score, confidence=0.9, right=right) for score, right in told]
    table = report(sentences)
    assert "| AUROC in use | 0.750 | 4 |" in table
    assert "| AUROC by the words alone | 0.250 | 4 |" in table
    assert "| wrong, and shown without doubt | 50% | 2 |" in table
    assert "| right, and doubted | 50% | 2 |" in table
    assert "| wrong, of those shown without doubt | 50% | 2 |" in table
