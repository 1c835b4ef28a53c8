"""Embedders of the hub: the words they were trained with, shorter rows, many languages; with tiny models made here."""

import json

import numpy as np
import pytest
from desk import fox_and_cat
from fakes import FakeEmbedder
from tiny_bert import make_embedder

from index.embedding.embedder import EmbedderOptions, SentenceTransformersEmbedder
from index.embedding.prompts import Prompts, prompts_for
from index.errors import MismatchedIndexError, WeightsError
from index.search.search import Index
from index.stores.fingerprint import made_with

TEXTS = ["cats purr at night", "dogs bark"]


@pytest.mark.parametrize(
    ("name", "question", "passage"),
    [
        ("all-MiniLM-L6-v2", "", ""),
        ("thenlper/gte-base", "", ""),
        ("BAAI/bge-m3", "", ""),
        ("my/site5-base", "", ""),
        ("intfloat/e5-base-v2", "query: ", "passage: "),
        ("/home/me/models--intfloat--multilingual-e5-small/snapshots/0a1b", "query: ", "passage: "),
        ("intfloat/multilingual-e5-large-instruct", "Instruct: Given a web search", ""),
        ("BAAI/bge-small-en-v1.5", "Represent this sentence for searching relevant passages: ", ""),
        ("BAAI/bge-large-zh-v1.5", "为这个句子生成表示以用于检索相关文章：", ""),
        ("nomic-ai/nomic-embed-text-v1.5", "search_query: ", "search_document: "),
        ("mixedbread-ai/mxbai-embed-large-v1", "Represent this sentence for searching relevant passages: ", ""),
        ("Snowflake/snowflake-arctic-embed-m-v1.5", "Represent this sentence for searching relevant passages: ", ""),
        ("Snowflake/snowflake-arctic-embed-l-v2.0", "query: ", ""),
        ("Qwen/Qwen3-Embedding-0.6B", "Instruct: Given a web search", ""),
        ("Alibaba-NLP/gte-Qwen2-1.5B-instruct", "Instruct: Given a web search", ""),
        ("jinaai/jina-embeddings-v2-base-en", "", ""),
        ("jinaai/jina-embeddings-v3", "Represent the query for", "Represent the document for retrieval: "),
        ("google/embeddinggemma-300m", "task: search result | query: ", "title: none | text: "),
    ],
)
def test_well_known_families_have_the_prompts_that_they_were_trained_with(name, question, passage):
    prompts = prompts_for(name, {"STS": "other: "})
    assert prompts.passage == passage
    assert prompts.question.startswith(question)
    assert bool(prompts.question) == bool(question)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_embedder(tmp_path_factory.mktemp("weights") / "e5-small")


def embedder(folder, **options):
    return SentenceTransformersEmbedder(
        folder, name=str(folder), precision="float32", options=EmbedderOptions(**options)
    )


def test_the_prompts_of_a_family_stand_before_what_is_embedded(folder):
    plain, family = embedder(folder, question_prompt="", passage_prompt=""), embedder(folder)
    assert family.prompts == Prompts("query: ", "passage: ")
    for embed, prompt in (("embed_questions", "query: "), ("embed_passages", "passage: ")):
        expected = getattr(plain, embed)([prompt + text for text in TEXTS])
        assert np.allclose(getattr(family, embed)(TEXTS), expected, atol=1e-6)
        assert not np.allclose(getattr(plain, embed)(TEXTS), expected, atol=1e-3)


def test_rows_are_those_of_sentence_transformers(folder):
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), local_files_only=True, device="cpu")
    expected = model.encode(TEXTS, normalize_embeddings=True)
    assert np.allclose(embedder(folder, passage_prompt="").embed_passages(TEXTS), expected, atol=1e-6)


def test_the_prompts_saved_with_the_weights_come_before_those_of_the_family(tmp_path):
    saved = make_embedder(tmp_path / "e5-small", prompts={"query": "who ", "document": "the "})
    assert embedder(saved).prompts == Prompts("who ", "the ")
    assert embedder(saved, question_prompt="what ").prompts == Prompts("what ", "the ")
    model = embedder(saved)._encoder.model
    expected = model.encode_query(TEXTS, normalize_embeddings=True)
    assert np.allclose(embedder(saved).embed_questions(TEXTS), expected, atol=1e-6)


def test_of_a_longer_row_the_first_numbers_are_kept_and_have_length_one(folder):
    whole, short = embedder(folder).embed_passages(TEXTS), embedder(folder, dimensions=8)
    rows = short.embed_passages(TEXTS)
    assert (short.dim, rows.shape) == (8, (2, 8))
    assert np.allclose(rows, whole[:, :8] / np.linalg.norm(whole[:, :8], axis=1, keepdims=True), atol=1e-6)
    with pytest.raises(
        WeightsError, match=r"produces vectors of 32 numbers, but 64 are set.*QUOTH_EMBEDDER_DIMENSIONS"
    ):
        embedder(folder, dimensions=64)


def test_a_vocabulary_of_many_languages_tells_that_an_embedder_knows_them(folder, tmp_path):
    assert not embedder(folder).multilingual
    assert embedder(folder, multilingual=True).multilingual
    config = json.loads((folder / "config.json").read_text()) | {"vocab_size": 250_002}
    for path in ("modules.json", "1_Pooling/config.json"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes((folder / path).read_bytes())
    (tmp_path / "config.json").write_text(json.dumps(config))
    assert embedder(tmp_path).multilingual
    assert not embedder(tmp_path, multilingual=False).multilingual


def test_an_index_says_with_which_prompts_it_was_made_and_is_refused_with_others(tmp_path):
    desk = fox_and_cat(tmp_path)
    desk.update()
    other = FakeEmbedder()
    other.prompts = Prompts("query: ", "passage: ")
    assert made_with(other, 200).items() - made_with(FakeEmbedder(), 200).items() == {
        ("question prompt", "query: "),
        ("passage prompt", "passage: "),
    }
    with pytest.raises(MismatchedIndexError, match=r"passage prompt none, but passage:  is configured.*--rebuild"):
        Index.open(desk.index, embedder=other)
    desk.update(embedder=other, rebuild=True)
    assert other.embedded  # everything anew
    asks_otherwise = FakeEmbedder()
    asks_otherwise.prompts = Prompts("who: ", "passage: ")
    desk.update(embedder=asks_otherwise, rebuild=True)
    assert not asks_otherwise.embedded
    Index.open(desk.index, embedder=asks_otherwise).close()
