"""The parts of the benchmark beside other systems that need none of them."""

import json
from contextlib import closing

import pytest
from gold_sets import run_benchmark, write_animals
from tiny_bert import make_embedder

from benchmarks import peers
from benchmarks.retrieval import sample
from benchmarks.systems.serving import made_rows
from benchmarks.systems.with_quoth import Quoth
from index.embedding.centres import Centres
from index.stores.fingerprint import read_made_with
from index.stores.open import open_store
from qa.evaluation.datasets import GoldDocument, GoldSet, RetrievalQuestion


def test_without_the_other_systems_one_line_says_how_to_get_them(tmp_path, capsys):
    for arguments in ([], [str(tmp_path), "--venv", str(tmp_path)]):
        peers.main(arguments)
        shown = capsys.readouterr().out
        assert "python -m benchmarks.peers FOLDER --make" in shown
        assert shown.count("\n") == 1


def test_made_rows_are_of_length_one_and_the_same_for_the_same_text():
    rows = made_rows(["a", "b", "a"])
    assert rows.shape == (3, 384)
    assert (rows**2).sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert (rows[0] == rows[2]).all()
    assert (rows[0] != rows[1]).any()


def test_a_sample_holds_the_documents_that_answer_its_questions():
    documents = tuple(GoldDocument(str(number), "", "text") for number in range(10))
    questions = tuple(RetrievalQuestion(str(number), "?", (str(9 - number),)) for number in range(10))
    part = sample(GoldSet("set", documents, questions), documents=4, questions=2)
    assert [question.id for question in part.questions] == ["0", "5"]
    assert [document.id for document in part.documents] == ["4", "9", "0", "1"]


@pytest.mark.slow
def test_quoth_embeds_with_the_prompts_and_means_of_the_weights(tmp_path):
    weights = make_embedder(tmp_path / "multilingual-e5-small", dim=384)
    Quoth(weights).build([("cats", "Cats purr at night.")], tmp_path / "index")
    with closing(open_store(tmp_path / "index/index")) as store:
        made = read_made_with(store)
    assert (made["embedder"], made["passage prompt"]) == ("multilingual-e5-small", "passage: ")
    assert made["language means"] == Centres.read().version


@pytest.mark.slow
def test_any_embedder_can_be_used_beside_the_others(tmp_path, capsys):
    weights = make_embedder(tmp_path / "multilingual-e5-small", dim=384)
    sets = write_animals(tmp_path / "sets/pets").parent
    (tmp_path / "venv/bin").mkdir(parents=True)
    (tmp_path / "venv/bin/python").touch()  # no other system is run
    options = ["--embedder", weights, "--systems", "--sets", "pets", "--passages", 0, "--venv", tmp_path / "venv"]
    peers.main(list(map(str, [sets, *options])))
    shown = capsys.readouterr().out
    assert "questions: pets 3" in shown
    assert "\n| quoth | 3 | " in shown


@pytest.mark.weights
@pytest.mark.slow
def test_quoth_is_served_as_the_others_are(tmp_path, minilm):
    texts = ["Cats purr at night.", "Dogs bark at the postman.", "Birds sing at dawn."]
    (tmp_path / "documents.json").write_text(json.dumps([{"id": text[:4], "text": text} for text in texts]))
    orders = [
        {"do": "load"},
        {"do": "build", "documents": str(tmp_path / "documents.json"), "folder": str(tmp_path / "index")},
        {"do": "open", "folder": str(tmp_path / "index")},
        {"do": "search", "questions": ["Who barks?", "What sings?"], "k": 2, "clients": 2},
    ]
    served = run_benchmark("systems.with_quoth", minilm, given="\n".join(map(json.dumps, orders)))
    answers = [json.loads(line) for line in served.splitlines()]
    assert answers[1]["passages"] == 3
    assert [found[0] for found in answers[3]["found"]] == ["Dogs", "Bird"]
    assert all(answer["seconds"] >= 0 and answer["peak"] > 0 for answer in answers)
