"""The command `eval` where it measures retrieval."""

from __future__ import annotations

import json

import pytest
from fakes import FakeEmbedder, use_embedder
from gold_sets import ANIMALS, QUESTIONS, write_animals, write_jsonl
from tiny_bert import make_cross_encoder

from qa.evaluation import retrieval
from ui.cli.main import main


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """A folder of its own, with a folder of two gold sets, and documents with questions of the user's own."""
    use_embedder(monkeypatch, FakeEmbedder(dim=256))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    write_animals(tmp_path / "sets" / "pets")
    write_animals(tmp_path / "sets" / "zoo", ".de")
    (tmp_path / "documents").mkdir()
    for name, text in ANIMALS.items():
        (tmp_path / "documents" / f"{name}.txt").write_text(text)
    own = [
        {"id": d, "question": q, "answers": ["?"], "document": f"{d}.txt", "quote": ANIMALS[d]}
        for q, d in QUESTIONS.items()
    ]
    own += [{"id": "none", "question": "Who moos?", "answerable": False, "answers": [], "document": None}]
    own += [own[0] | {"id": "later", "history": [{"question": "What is a cat?", "answer": "An animal."}]}]
    write_jsonl(tmp_path / "own.jsonl", own)
    return tmp_path


@pytest.fixture
def run(capsys):
    """Runs a command: its exit status, what it wrote on stdout, and on stderr."""

    def run(*arguments):
        return main([str(argument) for argument in arguments]), *capsys.readouterr()

    return run


def is_one_line(err):
    return err.startswith("quoth: ") and err.count("\n") == 1


def test_a_folder_of_sets_is_measured_set_by_set_and_compared_with_the_run_before(run, place):
    status, out, err = run("eval", "sets", "--save", "runs")
    assert status == 0
    assert "| pets | 3 | fused | 1.000 ± 0.000 |" in out
    assert "| zoo.de | 3 | fused |" in out
    assert "Searching 3 of 3 pets" in err
    assert (place / "runs" / "pets.fused.trec").read_text().startswith("cats Q0 cats 1 ")
    assert (place / "runs" / "zoo.de.qrels").exists()
    _, out, err = run("eval", "sets", "--sets", "pets", "--baseline", "runs")
    assert "| pets | fused | +0.000 ± 0.000 |" in out
    assert "zoo" not in out
    assert "Embedding" not in err
    _, out, _ = run("eval", "sets/pets", "--baseline", "runs", "--json")
    shown = json.loads(out)["pets"]
    assert shown["figures"]["dense"]["recall@5"] == {"mean": 1, "low": 1, "high": 1, "n": 3}
    assert shown["differences"]["fused"]["nDCG@10"]["mean"] == 0


@pytest.mark.parametrize("option", ["--save", "--baseline"])
def test_a_folder_that_cannot_be_used_is_reported_before_anything_is_searched(run, place, option):
    (place / "file").write_text("")
    status, out, err = run("eval", "sets", option, "file/runs")
    assert (status, out) == (1, "")
    assert "file/runs" in err
    assert "Searching" not in err


def test_the_sets_that_were_measured_before_an_interruption_are_saved(run, place, monkeypatch):
    evaluate = retrieval.evaluate_retrieval

    def interrupted(name, *arguments, **more):
        if name == "zoo.de":
            raise KeyboardInterrupt
        return evaluate(name, *arguments, **more)

    monkeypatch.setattr(retrieval, "evaluate_retrieval", interrupted)
    assert run("eval", "sets", "--save", "runs")[0] == 130
    assert (place / "runs" / "pets.json").exists()


def test_own_questions_are_asked_of_the_users_own_index(run):
    run("index")
    status, out, _ = run("eval", "own.jsonl", "--retrieval")
    assert status == 0
    assert "| own | 3 | fused | 1.000 ± 0.000 |" in out


def test_reranking_is_measured_where_the_settings_name_a_reranker(run, place, monkeypatch):
    monkeypatch.setenv("QUOTH_RERANKER", str(make_cross_encoder(place / "reranker")))
    monkeypatch.setenv("QUOTH_RERANK_S", "60")
    _, out, _ = run("eval", "sets", "--sets", "pets", "--save", "runs")
    assert "| fused - better | reranked | reranked - fused |" in out
    assert "| pets | 3 | reranked |" in out
    assert len((place / "runs" / "pets.reranked.trec").read_text().splitlines()) >= 3
    assert "fused 1, reranked " in run("eval", "sets", "--sets", "pets", "--explain", "dogs")[1]
    run("index")
    assert "| own | 3 | reranked |" in run("eval", "own.jsonl", "--retrieval")[1]


def test_a_miss_is_explained(run):
    status, out, _ = run("eval", "sets", "--sets", "pets", "--explain", "dogs")
    assert status == 0
    assert out.startswith("Who barks at the postman?\n\ndogs: dense 1, lexical 1, fused 1: it is among the first 8\n")
    assert "1. Dogs" in out
    run("index")
    assert "\ncats.txt: dense 1, lexical 1, fused 1" in run("eval", "own.jsonl", "--explain", "cats")[1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.jsonl", "--retrieval"], "cannot be read"),
        (["documents"], "contains no gold set"),
        (["sets", "--sets", "cows"], "contains no set 'cows'. Choose one of: pets, zoo.de."),
        (["sets", "--baseline", "runs"], "There is no baseline runs/pets.json. Create one with --save runs"),
        (["sets", "--explain", "cats"], "several sets have the question 'cats': pets, zoo.de. Choose one with --sets."),
        (["sets", "--explain", "cows"], "has no question with the id 'cows'"),
        (["own.jsonl", "--explain", "none"], "has no question with the id 'none'"),
        (["silent.jsonl", "--retrieval"], "contains no answerable question that names its document"),
        (["broken.jsonl", "--retrieval"], "broken.jsonl, line 2 is not JSON"),
        (["moved.jsonl", "--retrieval"], "the gold id 'old.txt' of question cats is not in the index"),
    ],
)
def test_what_is_wrong_is_one_line(run, place, arguments, message):
    own = (place / "own.jsonl").read_text().splitlines()
    (place / "silent.jsonl").write_text(own[3])
    (place / "broken.jsonl").write_text(f"{own[0]}\n{{")
    (place / "moved.jsonl").write_text(own[0].replace("cats.txt", "old.txt"))
    run("index")
    status, out, err = run("eval", *arguments)
    assert (status, out) == (1, "")
    assert message in err.splitlines()[-1]
    assert err.splitlines()[-1].startswith("quoth: ")


def test_without_an_index_own_questions_ask_for_one(run):
    status, out, err = run("eval", "own.jsonl", "--retrieval")
    assert (status, out) == (1, "")
    assert is_one_line(err)
    assert "quoth index" in err
