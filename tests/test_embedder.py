import json
import logging
import shutil
import subprocess
import sys
import threading
from dataclasses import replace

import numpy as np
import pytest

from index.embedding.embedder import SentenceTransformersEmbedder, embedded_text, title_in_text
from index.errors import WeightsError
from index.records import Document, Passage

PASSAGE = Passage("id", "a.txt", "File name", "The ﬁrst\nline.", 0, 15, None, "")


@pytest.mark.parametrize(
    ("title", "heading", "text"),
    [
        ("", "", "The first line."),
        ("Handbook", "", "Handbook\nThe first line."),
        ("", "Leave > Parental", "Leave > Parental\nThe first line."),
        ("Handbook", "Leave", "Handbook > Leave\nThe first line."),
        ("Handbook", "Handbook > Leave", "Handbook > Leave\nThe first line."),
    ],
)
def test_a_passage_is_embedded_under_its_title_and_heading(title, heading, text):
    assert embedded_text(replace(PASSAGE, heading=heading), title) == text


def test_a_long_heading_keeps_its_end():
    embedded = embedded_text(replace(PASSAGE, heading="Far > " * 100 + "Near"), "")
    assert embedded.split("\n")[0].endswith("> Near")
    assert len(embedded) < 200


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Employee Handbook", "# Employee Handbook\n\nWelcome.", "Employee Handbook"),
        ("Employee Handbook", "Acme\nEmployee  Handbook\n", "Employee Handbook"),
        ("employee-handbook", "# Employee Handbook\n\nThe employee-handbook says", ""),
        ("", "Text", ""),
    ],
)
def test_a_title_counts_only_where_the_text_says_it(title, text, expected):
    assert title_in_text(Document("a.txt", "00", title, text, ())) == expected


@pytest.fixture(scope="session")
def embedder(minilm):
    return SentenceTransformersEmbedder(minilm, name="all-MiniLM-L6-v2")


@pytest.mark.weights
def test_what_means_the_same_is_nearer_than_what_shares_words(embedder):
    (question,) = embedder.embed_questions(["How many days off do employees get?"])
    rows = embedder.embed_passages(["Staff have 30 days of annual leave.", "How many employees work on many days?"])
    assert rows.shape == (2, 384)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert rows[0] @ question > 0.4


@pytest.mark.weights
def test_rows_come_in_the_order_of_their_texts_whatever_their_lengths(embedder):
    texts = ["word " * (i * 7 % 40) + str(i) for i in range(40)]
    together = embedder.embed_passages(texts)
    for i in (0, 7, 20, 39):
        assert together[i] @ embedder.embed_passages([texts[i]])[0] > 0.9999
    assert np.array_equal(embedder.embed_passages(texts), together)


@pytest.mark.weights
def test_both_precisions_make_the_same_rows_within_what_an_index_takes_for_the_same(minilm):
    texts = ["Staff have 30 days of annual leave.", "", "word " * 300, "Wie viele Tage Urlaub gibt es?"]
    rows = [
        SentenceTransformersEmbedder(minilm, name="x", precision=precision).embed_passages(texts)
        for precision in ("float32", "bfloat16")
    ]
    for some in rows:
        assert some.dtype == np.float32
        assert np.linalg.norm(some, axis=1) == pytest.approx([1] * 4, abs=1e-6)
    assert (rows[0] * rows[1]).sum(axis=1).min() > 0.9998  # the empty text is the worst: .99988
    assert not np.array_equal(*rows)


@pytest.mark.weights
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_many_passages_are_read_by_openvino_and_get_the_same_rows(minilm, precision):
    from index.embedding.encoder import Encoder
    from index.embedding.openvino_encoder import OpenVinoEncoder

    encoder = Encoder(minilm, precision)
    texts = ["Staff have 30 days of annual leave.", "", "word " * 300, "Wie viele Tage Urlaub gibt es?"]
    before, asked = encoder.encode_passages(texts), encoder.encode_questions(texts[:1])
    assert encoder._of_passages is encoder.model
    encoder._texts_left = len(texts)
    after = encoder.encode_passages(texts)
    assert isinstance(encoder._of_passages[0].model, OpenVinoEncoder)
    assert after.dtype == np.float32
    assert after.shape == before.shape
    assert (before * after).sum(axis=1).min() > 0.9998
    assert not np.array_equal(before, after)
    assert np.array_equal(encoder.encode_passages(texts[3:]), after[3:]), "a row depends on its text alone"
    assert np.array_equal(encoder.encode_questions(texts[:1]), asked)


@pytest.mark.weights
@pytest.mark.parametrize(("name", "value"), [("KINDS", frozenset()), ("SAME", 1.1), ("_NAMES", ())])
def test_a_model_that_openvino_cannot_run_as_torch_does_stays_as_it_is(minilm, monkeypatch, name, value):
    from index.embedding import openvino_encoder
    from index.embedding.encoder import Encoder

    encoder = Encoder(minilm, "float32")
    before = encoder.encode_passages(["It is late."])
    monkeypatch.setattr(openvino_encoder, name, value)
    encoder._texts_left = 1
    root = logging.getLogger()
    level, filters, handlers = root.level, list(root.filters), list(root.handlers)
    assert np.array_equal(encoder.encode_passages(["It is late."]), before)
    assert encoder._of_passages is encoder.model
    assert (root.level, root.filters, root.handlers) == (level, filters, handlers), "warnings are still logged"


@pytest.mark.weights
@pytest.mark.parametrize(
    ("flags", "device", "precision"),
    [
        ({"avx512_bf16": True}, False, "bfloat16"),
        ({"avx512_f": True, "avx512_bf16": False, "amx_bf16": True}, False, "bfloat16"),
        ({"avx2": True, "avx512_f": True}, False, "float32"),
        ({"avx512_bf16": True}, True, "float32"),
        ({}, False, "float32"),
    ],
)
def test_the_precision_is_what_the_machine_computes_fastest(monkeypatch, minilm, flags, device, precision):
    monkeypatch.setattr("torch.cpu.get_capabilities", lambda: flags)
    monkeypatch.setattr("torch.accelerator.is_available", lambda: device)
    assert SentenceTransformersEmbedder(minilm, name="x").precision == precision


@pytest.mark.weights
def test_a_batch_is_computed_by_one_thread_and_no_other_thread_is_changed(embedder):
    import torch

    def threads():
        numbers = []
        one = threading.Thread(target=lambda: numbers.append(torch.get_num_threads()))
        one.start()
        one.join()
        return [torch.get_num_threads(), *numbers]

    before = threads()
    embedder.embed_passages(["word"] * 40)
    embedder.embed_questions(["word"])
    assert threads() == before
    for pool in (embedder._encoder._for_passages, embedder._encoder._for_questions):
        assert pool.submit(torch.get_num_threads).result() == 1


@pytest.mark.weights
def test_a_short_question_is_not_padded(embedder):
    model = embedder._encoder.model
    assert model.preprocess(["cat"])["input_ids"].shape == (1, 3)


@pytest.mark.weights
def test_no_texts_make_no_rows(embedder):
    assert embedder.embed_passages([]).shape == (0, 384)
    assert embedder.embed_questions([]).shape == (0, 384)


@pytest.mark.weights
def test_token_starts_point_into_the_text(embedder):
    text = "Unbelievable prices: 40 €!"
    starts = embedder.token_starts(text)
    assert starts[0] == 0
    assert list(starts) == sorted(starts)
    assert {text[start] for start in starts} >= {"p", ":", "4", "€", "!"}
    assert len(embedder.token_starts("word " * 5000)) == 5000


@pytest.mark.weights
def test_several_threads_get_what_one_gets(embedder):
    texts = [f"Sentence number {i} about {i * i}." for i in range(40)]
    expected = embedder.embed_questions(texts[:1])
    wrong = []

    def embed():
        for _ in range(5):
            embedder.embed_passages(texts)
            if (
                not np.allclose(embedder.embed_questions(texts[:1]), expected, atol=1e-5)
                or len(embedder.token_starts("a b c")) != 3
            ):
                wrong.append(1)

    threads = [threading.Thread(target=embed) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.weights
def test_odd_texts_have_finite_rows(embedder):
    rows = embedder.embed_passages(["", " ", "\0", "🙂" * 1000, "x" * 100_000, "汉字"])
    assert np.isfinite(rows).all()


def test_a_folder_without_weights_is_a_clear_error(tmp_path):
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(WeightsError, match=r"cannot be loaded.*quoth weights"):
            SentenceTransformersEmbedder(folder, name="none")


def declared(folder, *, modules=("Transformer", "Pooling", "Normalize"), modes=("mean",), truncate=None):
    """A folder that declares a model of 48 numbers and holds no weights."""
    (folder / "1_Pooling").mkdir()
    types = [
        {"idx": n, "name": str(n), "path": f"{n}_{name}" if n else "", "type": f"sentence_transformers.models.{name}"}
        for n, name in enumerate(modules)
    ]
    pooling = {f"pooling_mode_{mode}_tokens": True for mode in modes} | {"pooling_mode_cls_token": False}
    for path, content in (
        ("modules.json", types),
        ("1_Pooling/config.json", pooling | {"word_embedding_dimension": 48}),
    ):
        (folder / path).write_text(json.dumps(content))
    if truncate:
        (folder / "config_sentence_transformers.json").write_text(json.dumps({"truncate_dim": truncate}))
    return folder


@pytest.mark.parametrize(("modes", "dim"), [(("mean",), 48), (("mean", "max"), 96)])
def test_the_length_of_rows_is_known_before_the_model_is_loaded(tmp_path, modes, dim):
    embedder = SentenceTransformersEmbedder(declared(tmp_path, modes=modes), name="declared")
    assert embedder.dim == dim
    with pytest.raises(WeightsError, match=r"cannot be loaded.*quoth weights"):
        embedder.embed_questions(["now the weights are needed"])


@pytest.mark.parametrize("odd", [{"modules": ("Transformer", "Pooling", "Dense")}, {"truncate": 16}])
def test_where_the_files_do_not_say_the_length_the_model_is_loaded(tmp_path, odd):
    with pytest.raises(WeightsError, match="cannot be loaded"):
        SentenceTransformersEmbedder(declared(tmp_path, **odd), name="odd")


@pytest.mark.weights
def test_a_model_that_pools_in_two_ways_has_rows_of_the_declared_length(minilm, tmp_path):
    folder = shutil.copytree(minilm, tmp_path / "copy")
    config = folder / "1_Pooling" / "config.json"
    config.write_text(config.read_text().replace('"pooling_mode_max_tokens": false', '"pooling_mode_max_tokens": true'))
    embedder = SentenceTransformersEmbedder(folder, name="both")
    assert embedder.dim == 768
    assert embedder.embed_questions(["x"]).shape == (1, 768)


@pytest.mark.weights
def test_a_model_that_makes_other_rows_than_it_declares_is_a_clear_error(minilm):
    embedder = SentenceTransformersEmbedder(minilm, name="all-MiniLM-L6-v2")
    embedder.dim = 100
    with pytest.raises(WeightsError, match=r"vectors of 384 numbers but declare 100.*quoth weights"):
        embedder.embed_passages(["x"])


@pytest.mark.weights
def test_the_length_of_the_default_embedder_is_known_without_importing_torch(minilm):
    script = (
        "import sys; from pathlib import Path; from index.embedding.embedder import SentenceTransformersEmbedder\n"
        "print(SentenceTransformersEmbedder(Path(sys.argv[1]), name='x').dim, 'torch' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", script, minilm], check=True, capture_output=True, text=True)
    assert ran.stdout == "384 False\n"
