"""The contract of rerankers, tested on the simplest one and on a CrossEncoder, and the use of their scores."""

import re
import time

import pytest
from desk import fox_and_cat
from fakes import FakeEmbedder, make_hits, make_passage
from tiny_bert import make_cross_encoder

from index.embedding.rerank import RERANKED, CrossEncoderReranker, OptionalReranker, rerank
from index.errors import WeightsError
from index.search.search import Index

TEXTS = ["dogs bark", "cats purr at night", "the night", "cats", "what ? who ?"]


class CountingReranker:
    """The simplest `Reranker`: how many words of the question a text has."""

    name = "counting"

    def __init__(self, reads=100):
        self.reads = reads  # texts a second

    def scores(self, question, texts, *, seconds):
        words = set(re.findall(r"\w+", question.lower()))
        reached = texts[: int(self.reads * seconds)]
        return [float(len(words & set(re.findall(r"\w+", text.lower())))) for text in reached]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_cross_encoder(tmp_path_factory.mktemp("weights") / "cross")


@pytest.fixture(
    scope="module", params=["simplest", "cross-encoder", pytest.param("default", marks=pytest.mark.weights)]
)
def reranker(request):
    if request.param == "simplest":
        return CountingReranker()
    weights = {"cross-encoder": "folder", "default": "reranker_weights"}[request.param]
    return CrossEncoderReranker(request.getfixturevalue(weights), name=request.param)


def test_every_text_has_a_score_that_is_its_own(reranker):
    together = reranker.scores("who purrs at night ?", TEXTS, seconds=60)
    assert len(together) == len(TEXTS)
    assert len(set(together)) > 1
    alone = [reranker.scores("who purrs at night ?", [text], seconds=60)[0] for text in TEXTS]
    assert together == pytest.approx(alone, abs=0.02)  # bfloat16, where the machine has it
    assert reranker.scores("who purrs at night ?", TEXTS, seconds=60) == together


def test_no_texts_have_no_scores(reranker):
    assert reranker.scores("who ?", [], seconds=60) == []


def test_where_there_is_no_time_there_are_no_scores(reranker):
    assert reranker.scores("who ?", TEXTS, seconds=0) == []


def test_odd_texts_have_scores(reranker):
    odd = ["", " ", "🙂" * 1000, "cats " * 5000]
    assert len(reranker.scores("", odd, seconds=60)) == 4


def test_a_cross_encoder_gives_way_within_its_time(folder):
    reranker = CrossEncoderReranker(folder, name="tiny")
    full = reranker.scores("cats ?", TEXTS[:1], seconds=60)
    slow = reranker._scorer
    score = slow.score

    def slowly(question, texts):
        time.sleep(0.3)
        return score(question, texts)

    slow.score = slowly
    scores = reranker.scores("cats ?", TEXTS * 100, seconds=1.5)
    assert 0 < len(scores) < 500
    assert scores[0] == pytest.approx(full[0], abs=0.02)


def test_weights_that_are_no_cross_encoder_are_a_clear_error(tmp_path):
    with pytest.raises(WeightsError, match=r"reranker in .*cannot be loaded.*QUOTH_RERANKER"):
        CrossEncoderReranker(tmp_path, name="none").scores("x", ["y"], seconds=1)


@pytest.mark.parametrize("damaged", ["model.onnx", "tokenizer.json"])
def test_damaged_onnx_files_are_a_clear_error(tmp_path, damaged):
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    (tmp_path / "tokenizer.json").write_text("{}" if damaged == "tokenizer.json" else make_tokenizer(tmp_path / "t"))
    with pytest.raises(WeightsError, match=r"reranker in .*cannot be loaded") as caught:
        CrossEncoderReranker(tmp_path, name="damaged").scores("x", ["y"], seconds=1)
    assert "\n" not in str(caught.value)


@pytest.mark.weights
def test_the_default_reranker_prefers_the_sentence_that_answers(reranker_weights):
    reranker = CrossEncoderReranker(reranker_weights, name="default")
    texts = ["Berlin has 3.7 million inhabitants.", "Berlin is an old city.", "The cat sat on the mat."]
    best, near, far = reranker.scores("How many people live in Berlin?", texts, seconds=60)
    assert best > 5 > near > far
    (endless,) = reranker.scores("cats " * 2_000, ["purr " * 100_000], seconds=60)
    assert endless < best


def test_a_reranker_that_cannot_be_loaded_is_left_out_with_one_line(tmp_path, caplog):
    reranker = OptionalReranker("none", lambda: CrossEncoderReranker(tmp_path, name="none"))
    hits = passages("dogs", "cats")
    assert rerank("cats", hits, reranker, seconds=1) == hits
    assert reranker.scores("cats", ["cats"], seconds=1) == []
    (record,) = caplog.records
    assert "without the reranker" in record.message
    assert "QUOTH_RERANKER" in record.message


def test_a_reranker_is_loaded_at_first_use(folder):
    loaded = []

    def load():
        loaded.append(1)
        return CrossEncoderReranker(folder, name="tiny")

    reranker = OptionalReranker("tiny", load)
    assert not loaded
    assert [len(reranker.scores("cats ?", TEXTS, seconds=60)) for _ in range(2)] == [len(TEXTS)] * 2
    assert loaded == [1]


def make_tokenizer(folder):
    return (make_cross_encoder(folder) / "tokenizer.json").read_text()


def passages(*texts):
    return make_hits([make_passage(text, document_id=str(number)) for number, text in enumerate(texts)])


def test_hits_come_in_the_order_of_the_scores_and_the_fused_scores_with_them():
    hits = passages("dogs", "cats purr", "cats")
    found = rerank("do cats purr", hits, CountingReranker(), seconds=1)
    assert [hit.passage.text for hit in found] == ["cats purr", "cats", "dogs"]
    assert [hit.score for hit in found] == [hit.score for hit in hits]
    assert {hit.by for hit in found} == {"reranked"}


def test_what_was_not_reached_in_time_keeps_its_place_behind_what_was():
    hits = passages("dogs", "cats", "cats purr")
    found = rerank("do cats purr", hits, CountingReranker(reads=2), seconds=1)
    assert [hit.passage.text for hit in found] == ["cats", "dogs", "cats purr"]
    assert [hit.by for hit in found] == ["reranked", "reranked", "fused"]
    assert rerank("do cats purr", hits, CountingReranker(), seconds=0) == hits


def test_only_the_best_hits_are_read():
    hits = passages(*["dogs"] * RERANKED, "cats")
    assert rerank("cats", hits, CountingReranker(), seconds=1)[-1].passage.text == "cats"


def test_equal_scores_keep_the_order_of_the_search():
    hits = passages("cats one", "cats two", "cats three")
    assert [hit.passage for hit in rerank("cats", hits, CountingReranker(), seconds=1)] == [h.passage for h in hits]


def test_an_index_with_a_reranker_looks_further_than_it_shows(tmp_path):
    desk = fox_and_cat(tmp_path)
    for number in range(12):
        desk.write(f"{number}.txt", f"Moon moon moon number {number}.")
    desk.write("far.txt", "The moon shines over seventy hills and rivers and roads and fields tonight.")
    desk.update()
    question = "which moon shines over seventy hills"
    with Index.open(desk.index, embedder=FakeEmbedder(), reranker=CountingReranker()) as index:
        best = index.search(question, k=1)
        assert (best[0].passage.document_id, best[0].by) == ("far.txt", "reranked")
        assert len(best) == 1
        assert {hit.by for hit in index.search(question, by="fused")} == {"fused"}
