import json

import pytest

from index.errors import SettingsError
from index.search.fuse import WAYS
from qa.evaluation.datasets import RetrievalQuestion
from qa.evaluation.report import compare_with_baseline, differences_table, margins_table, metrics_table, save_report
from qa.evaluation.retrieval import RetrievalReport


def report(*, name="pets", **found):
    """A report on one question, answered by "a": the documents that each way finds, best first."""
    question = RetrievalQuestion("q 1", "Which?", ("a",))
    runs = {by: {"q 1": {word: 1 / rank for rank, word in enumerate(found[by].split(), 1)}} for by in found}
    return RetrievalReport(name, (question,), runs)


BETTER, WORSE = report(dense="a", lexical="x a", fused="a"), report(dense="x a", lexical="a", fused="a")


def test_the_table_has_a_row_for_each_set_and_way():
    lines = metrics_table([BETTER], measures=["nDCG@10", "all gold@5"]).splitlines()
    assert lines == [
        "| set | questions | by | nDCG@10 | all gold@5 |",
        "| --- | --- | --- | --- | --- |",
        "| pets | 1 | dense | 1.000 ± 0.000 | – |",
        "| pets | 1 | lexical | 0.631 ± 0.000 | – |",
        "| pets | 1 | fused | 1.000 ± 0.000 | – |",
    ]


def test_the_margin_is_taken_from_the_better_single_search():
    assert margins_table([WORSE]).splitlines()[2:] == ["| pets | 1 | 0.631 | 1.000 | 1.000 | +0.000 ± 0.000 |"]
    both_better = report(dense="x y a", lexical="x a", fused="a")
    assert margins_table([both_better]).splitlines()[2:] == ["| pets | 1 | 0.500 | 0.631 | 1.000 | +0.369 ± 0.000 |"]


def test_what_reranking_gains_is_shown_where_there_is_a_reranker():
    reranked = report(dense="a", lexical="a", fused="x a", reranked="a")
    lines = margins_table([reranked, WORSE]).splitlines()
    assert (
        lines[0] == "| nDCG@10 | questions | dense | lexical | fused | fused - better | reranked | reranked - fused |"
    )
    assert lines[2].endswith("| 0.631 | -0.369 ± 0.000 | 1.000 | +0.369 ± 0.000 |")
    assert lines[3].endswith("| – | – |")


def test_what_is_saved_holds_the_runs_in_the_form_of_trec_and_is_the_baseline_of_the_next(tmp_path):
    save_report(WORSE, tmp_path / "runs")
    assert {path.name for path in (tmp_path / "runs").iterdir()} == {
        "pets.json",
        "pets.qrels",
        *(f"pets.{by}.trec" for by in WAYS),
    }
    assert (tmp_path / "runs" / "pets.dense.trec").read_text() == WORSE.trec("dense")
    assert (tmp_path / "runs" / "pets.qrels").read_text() == WORSE.qrels()
    found = compare_with_baseline(BETTER, tmp_path / "runs")
    assert [found[by]["RR@10"].mean for by in WAYS] == [0.5, -0.5, 0]
    assert "| pets | dense | +0.369 ± 0.000 | +0.500 ± 0.000 |" in differences_table([BETTER], tmp_path / "runs")


def test_a_baseline_that_is_missing_or_none_is_a_clear_error(tmp_path):
    with pytest.raises(SettingsError, match=r"There is no baseline .*pets\.json\. Create one with --save"):
        compare_with_baseline(BETTER, tmp_path)
    for content in ("{", "[]", '{"set": "pets"}', '{"set": "pets", "values": {"dense": 3}}'):
        (tmp_path / "pets.json").write_text(content)
        with pytest.raises(SettingsError, match=r"pets\.json is not a baseline"):
            compare_with_baseline(BETTER, tmp_path)
    (tmp_path / "pets.json").write_text(json.dumps(report(name="zoo", dense="a", lexical="a", fused="a").as_baseline()))
    with pytest.raises(SettingsError, match="The baseline is for 'zoo', not for 'pets'"):
        compare_with_baseline(BETTER, tmp_path)


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"file.* cannot be written.*Choose another folder"):
        save_report(BETTER, tmp_path / "file")
