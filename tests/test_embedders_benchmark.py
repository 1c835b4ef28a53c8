"""The benchmarks that compare embedders, and weights of fusion for one, on tiny sets and with tiny weights."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from fakes import FakeEmbedder
from gold_sets import ANIMALS, write_animals, write_jsonl
from safetensors.numpy import load_file, save_file
from tiny_bert import make_embedder

from benchmarks import building, embedders, encoder, fusion_weights
from benchmarks.cached_embedder import CachedEmbedder
from benchmarks.encoder import BackendEmbedder
from benchmarks.fusion_weights import COMPARED, Measured, conclusion, weights_table
from benchmarks.weights import in_float32, load_embedder
from index.embedding.centres import Centres
from index.errors import SettingsError
from index.search.fusion_weights import IN_USE, DenseWeight
from qa.evaluation.datasets import GoldDocument, RetrievalQuestion
from qa.evaluation.retrieval import RetrievalReport, index_gold

STAND_IN = """#!{python}
# In place of an environment with another backend: keeps the texts, and writes the same rows for them.
import json, sys
from pathlib import Path
import numpy as np
made = Path(sys.argv[4])
print(json.dumps({{"loaded": sys.argv[5]}}), flush=True)
for line in sys.stdin:
    (made / "texts.json").write_text(line)
    np.save(made / "rows.npy", np.eye(384, dtype=np.float32)[: len(json.loads(line))])
    print(json.dumps({{"seconds": 1.0, "computing": 0.5}}), flush=True)
"""


@pytest.fixture
def sets(tmp_path):
    """A set in English and German, and one in English alone."""
    folder = tmp_path / "sets"
    write_animals(folder / "pets", ".en")
    write_animals(folder / "zoo")
    german = {"cats": "Eine Katze schnurrt.", "dogs": "Ein Hund bellt.", "birds": "Ein Vogel singt."}
    write_jsonl(folder / "pets/corpus.de.jsonl", [{"id": name, "text": text} for name, text in german.items()])
    asked = [{"id": name, "question": f"Wer? {text}", "gold_doc_ids": [name]} for name, text in german.items()]
    write_jsonl(folder / "pets/queries.de.jsonl", asked)
    return folder


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """Weights with the prompts and the means of a multilingual embedder."""
    return make_embedder(tmp_path_factory.mktemp("weights") / "multilingual-e5-small", dim=384)


def report(name, ranks):
    """A report whose gold document has this rank in every way of searching, by question."""
    asked = tuple(RetrievalQuestion(question, "?", ("gold",)) for question in ranks)
    run = {question: {**{str(n): 9.0 - n for n in range(rank - 1)}, "gold": 1.0} for question, rank in ranks.items()}
    return RetrievalReport(name, asked, dict.fromkeys(("dense", "lexical", "fused"), run))


def test_questions_in_other_languages_are_also_asked_of_the_english_passages(sets):
    names = ("zoo", "pets.en", "pets.de")
    found = list(embedders.across_languages(sets, names, passages_in="en"))
    assert [gold.name for gold in found] == ["zoo", "pets.en", "pets.de", "pets.de in en"]
    assert found[3].documents == found[1].documents
    assert found[3].questions == found[2].questions
    alone = embedders.across_languages(sets, ("pets.de",), passages_in="en")
    assert [gold.name for gold in alone] == ["pets.de", "pets.de in en"]


def test_a_language_that_a_set_lacks_is_named(sets):
    with pytest.raises(SettingsError, match=r"no set 'pets\.fr'"):
        list(embedders.across_languages(sets, ("pets.de",), passages_in="fr"))


def test_embedders_stand_beside_each_other_with_their_paired_differences():
    table = embedders.beside_each_other({"one": [report("pets", {"a": 1, "b": 11})], "two": [report("pets", {"a": 1})]})
    _, _, row = table.splitlines()
    assert row.startswith("| pets | 2 | 0.500 | 0.500 | 0.500 | 1.000 | 1.000 | 1.000 | +0.000 ± ")


@pytest.mark.slow
def test_one_command_compares_embedders_and_resumes(sets, tiny, tmp_path, capsys):
    other = make_embedder(tmp_path / "other")
    arguments = [sets, "--embedders", other, tiny, "--sets", "zoo", "pets.en", "pets.de"]
    arguments = [*map(str, arguments), "--cache", str(tmp_path / "cache"), "--csv", str(tmp_path / "data")]
    embedders.main(arguments)
    shown = capsys.readouterr().out
    for name in ("zoo", "pets.en", "pets.de", "pets.de in en"):
        assert f"| {name} | 3 | " in shown
    head, *rows = (tmp_path / "data/embedders.csv").read_text().splitlines()
    assert head.startswith('nDCG@10,questions,"other, dense","other, lexical","other, fused","multilingual-e5-small, ')
    assert head.endswith('"multilingual-e5-small - other, fused","multilingual-e5-small - other, fused ±"')
    assert len(rows) == 4
    kept = {file: file.stat().st_mtime_ns for file in (tmp_path / "cache").glob("*/*.report")}
    assert len(kept) == 8
    embedders.main([*arguments, "--resume"])
    assert capsys.readouterr().out == shown
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "cache").glob("*/*.report")} == kept


def test_rows_of_other_means_have_a_cache_of_their_own(tmp_path):
    class Centred(FakeEmbedder):
        centres = ""

    for version in ("", "0a1b", "2c3d"):
        embedder = Centred("e5")
        embedder.centres = version
        CachedEmbedder(embedder, tmp_path).embed_questions(["Who?"])
    assert sorted(file.name for file in tmp_path.glob("*.sqlite")) == ["e5.0a1b.sqlite", "e5.2c3d.sqlite", "e5.sqlite"]


def measured(name, best):
    """A set where this weight finds everything, the others half, and either search alone .6."""
    fused = {weight: {"a": 1.0, "b": float(weight == best)} for weight in COMPARED}
    return Measured(name, {"a": 0.6, "b": 0.6}, {"a": 0.2, "b": 0.2}, fused)


def test_weights_are_chosen_on_one_half_and_shown_on_the_other():
    best = COMPARED[0]
    halves = {"first": [measured("pets", best)], "second": [measured("pets", best), measured("zoo", IN_USE)]}
    head, _, first, *_ = weights_table(halves).splitlines()
    assert head.startswith("| weight of dense search | first half: mean | first half: worst | second half: mean |")
    assert head.endswith("| second half: worst | pets | zoo |")
    assert first == "| 0.5 | 1.0000 | +0.400 | 0.7500 | -0.100 | 1.000 | 0.500 |"
    assert "Best on the first half: 0.5. On the second half it minus the one in use is +0.000 ± " in conclusion(halves)


def test_if_weights_are_equally_good_the_one_in_use_stays():
    halves = {half: [measured("pets", None)] for half in ("first", "second")}
    assert "0.65 + 0.8 x lead (in use)" in conclusion(halves)


@pytest.mark.slow
def test_one_command_compares_the_weights_of_fusion(sets, tiny, tmp_path, capsys):
    arguments = ["--embedder", tiny, "--sets", "pets.en", "pets.de", "--cache", tmp_path, "--csv", tmp_path]
    fusion_weights.main(list(map(str, [sets, *arguments])))
    assert "Best on the first half: " in capsys.readouterr().out
    head, *rows = (tmp_path / "fusion_weights.multilingual_e5_small.csv").read_text().splitlines()
    assert head.endswith(",pets.en,pets.de,pets.de in en")
    assert len(rows) == len(COMPARED)


def test_an_index_fuses_with_the_weight_that_is_set(tmp_path):
    documents = [GoldDocument(name, name, text) for name, text in ANIMALS.items()]
    index, _ = index_gold(documents, tmp_path, embedder=FakeEmbedder())
    with index:
        scores = []
        for usual in (0.95, 0.2):
            index.dense_weight = DenseWeight(usual, 0)
            scores.append([hit.score for hit in index.search("Who barks at the postman at night?", by="fused")])
    assert scores[0] != scores[1]


def test_weights_of_16_bits_are_widened_once_and_others_are_used_as_they_are(tiny, tmp_path):
    assert in_float32(tiny, tmp_path) == tiny
    narrow = tmp_path / "narrow" / tiny.name
    narrow.mkdir(parents=True)
    held = load_file(tiny / "model.safetensors")
    save_file({name: rows.astype(np.float16) for name, rows in held.items()}, narrow / "model.safetensors")
    (narrow / "config.json").write_text("{}")
    copy = in_float32(narrow, tmp_path / "wide")
    assert copy == tmp_path / "wide" / tiny.name
    assert (copy / "config.json").read_text() == "{}"
    rows = load_file(copy / "model.safetensors")
    assert {each.dtype for each in rows.values()} == {np.dtype("float32")}
    assert all(np.allclose(rows[name], each, atol=1e-3) for name, each in held.items())
    made = (copy / "model.safetensors").stat().st_mtime_ns
    in_float32(narrow, tmp_path / "wide")
    assert (copy / "model.safetensors").stat().st_mtime_ns == made


@pytest.mark.slow
def test_ways_of_encoding_are_measured_with_any_embedder(sets, tiny, tmp_path, capsys):
    arguments = ["--sets", "pets.de", "--embedder", tiny, "--texts", "2", "--cache", tmp_path]
    encoder.main(list(map(str, [sets, *arguments])))
    shown = capsys.readouterr().out
    assert shown.startswith("multilingual-e5-small. This machine's choice: ")
    for way in ("float32, as it comes", "float32", "bfloat16"):
        assert f"\n| {way} | " in shown
    assert "| pets.de | 3 | bfloat16 | " in shown


@pytest.mark.slow
def test_another_backend_gets_the_prompts_and_its_rows_lose_their_language(tiny, tmp_path):
    python = tmp_path / "venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(STAND_IN.format(python=sys.executable))
    python.chmod(0o755)
    embedder = BackendEmbedder(tiny, "openvino", tmp_path / "venv", tmp_path / "made")
    texts = ["Cats purr.", "Dogs bark."]
    try:
        rows = embedder.embed_passages(texts)
        assert (tmp_path / "made/texts.json").read_text() == '["passage: Cats purr.", "passage: Dogs bark."]\n'
        assert np.allclose(rows, Centres.read().centre_passages(texts, np.eye(384, dtype=np.float32)[:2]))
        embedder.embed_questions(["Who purrs?"])
        assert (tmp_path / "made/texts.json").read_text() == '["query: Who purrs?"]\n'
        assert embedder.computed == 1.0
    finally:
        embedder.close()


@pytest.mark.slow
def test_building_is_measured_with_any_embedder(tiny, capsys):
    building.report_speed(0.002, None, str(tiny))
    shown = capsys.readouterr().out
    assert "really embedded by multilingual-e5-small" in shown
    assert "share of its speed that the build reaches" in shown


def test_the_folder_of_weights_names_the_embedder(tiny):
    embedder = load_embedder(str(tiny))
    assert (embedder.name, embedder.prompts.passage) == ("multilingual-e5-small", "passage: ")
    assert embedder.centres == Centres.read().version
