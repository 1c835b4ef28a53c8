import threading
from dataclasses import replace

import numpy as np
import pytest

from index.embed import SentenceTransformersEmbedder, embedded_text, title_in_text
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
        assert np.abs(together[i] - embedder.embed_passages([texts[i]])).max() < 1e-4
    assert np.array_equal(embedder.embed_passages(texts), together)


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
