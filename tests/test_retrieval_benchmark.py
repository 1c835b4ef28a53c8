"""The benchmark of retrieval on a tiny gold set, in a process of its own, as it is run."""

import shutil
import sqlite3

import pytest
from gold_sets import run_benchmark, write_animals, write_jsonl
from tiny_bert import make_cross_encoder


@pytest.fixture
def pets(tmp_path):
    return write_animals(tmp_path / "pets")


def run(*arguments):
    return run_benchmark("retrieval", *arguments)


@pytest.mark.weights
@pytest.mark.slow
def test_one_command_makes_the_table_the_runs_and_the_difference_from_the_run_before(pets, tmp_path, minilm):
    cache, data = tmp_path / "cache", tmp_path / "data"
    shown = run(pets, "--embedder", minilm, "--cache", cache, "--csv", data)
    assert "| pets | 3 | fused | 1.000 ± 0.000 |" in shown
    assert (data / "retrieval.csv").read_text().splitlines()[3].startswith("pets,3,fused,1.000,0.000,")
    assert (data / "fusion.csv").read_text().startswith("nDCG@10,questions,dense,lexical,fused,fused - better,")
    assert (cache / "pets.fused.trec").read_text().splitlines()[0].startswith("cats Q0 cats 1 ")
    with sqlite3.connect(cache / "all-MiniLM-L6-v2.sqlite") as remembered:
        assert remembered.execute("SELECT count(*) FROM questions").fetchone() == (3,)
    reranker = make_cross_encoder(tmp_path / "reranker")
    reranked = run(pets, "--embedder", minilm, "--cache", cache, "--reranker", reranker, "--resume")
    assert "| reranked - fused |" in reranked
    assert "| pets | 3 | reranked |" in reranked
    assert len((cache / "pets.reranked.trec").read_text().splitlines()) == 9
    again = run(pets, "--embedder", minilm, "--cache", cache, "--baseline", cache, "--questions", "2")
    assert "| pets | fused | +0.000 ± 0.000 | +0.000 ± 0.000 |" in again
    assert "| pets | 2 | fused |" in again


@pytest.mark.weights
@pytest.mark.slow
def test_the_sets_take_turns_among_the_distractors_and_a_run_that_was_cut_short_goes_on(pets, tmp_path, minilm):
    shutil.copytree(pets, tmp_path / "zoo")
    other = {"id": "cats", "title": "Cheese", "text": "Cheese ripens in a cellar."}
    write_jsonl(tmp_path / "scale_docs" / "corpus.jsonl", [other])
    arguments = tmp_path, "--embedder", minilm, "--cache", tmp_path / "cache", "--distractors", "1"
    shown = run(*arguments)
    for name in ("pets", "zoo", "pets + 1", "zoo + 1"):
        assert f"| {name} | 3 | fused | 1.000 ± 0.000 |" in shown
    assert "cats Q0 distractor_cats" in (tmp_path / "cache" / "zoo + 1.dense.trec").read_text()
    made = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "cache").glob("*.report")}
    (tmp_path / "cache" / "zoo.report").unlink()
    assert run(*arguments, "--resume") == shown
    after = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "cache").glob("*.report")}
    assert {name for name in made if after[name] != made[name]} == {"zoo.report"}
    assert "| zoo + 1 | 2 | fused |" in run(*arguments, "--resume", "--questions", "2")
