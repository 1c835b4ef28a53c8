"""What any reranker must do, shown of the simplest one and of a CrossEncoder; and what is made of its scores."""

import re
import time

import pytest
from desk import fox_and_cat
from fakes import FakeEmbedder, make_hits, make_passage
from tiny_bert import make_cross_encoder

from index.embedding.rerank import RERANKED, CrossEncoderReranker, rerank
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


@pytest.fixture(scope="module", params=["simplest", "cross-encoder"])
def reranker(request):
    if request.param == "simplest":
        return CountingReranker()
    return CrossEncoderReranker(request.getfixturevalue("folder"), name="tiny")


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
    predict = slow.model.predict

    def slowly(*arguments, **options):
        time.sleep(0.3)
        return predict(*arguments, **options)

    slow.model.predict = slowly
    scores = reranker.scores("cats ?", TEXTS * 100, seconds=1.5)
    assert 0 < len(scores) < 500
    assert scores[0] == pytest.approx(full[0], abs=0.02)


def test_weights_that_are_no_cross_encoder_are_a_clear_error(tmp_path):
    with pytest.raises(WeightsError, match=r"reranker in .*cannot be loaded.*QUOTH_RERANKER"):
        CrossEncoderReranker(tmp_path, name="none").scores("x", ["y"], seconds=1)


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
