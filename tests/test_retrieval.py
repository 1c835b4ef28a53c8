import json

import pytest
from fakes import FakeEmbedder, make_passage

from index.errors import MissingDocumentError, SettingsError
from index.records import Hit
from index.search.fuse import WAYS
from qa.evaluation.datasets import GoldDocument, RetrievalQuestion
from qa.evaluation.explain import explain
from qa.evaluation.retrieval import RetrievalReport, evaluate_retrieval, index_gold

DOCUMENTS = [
    GoldDocument("zoo/cats #1", "Cats", "A cat purrs at night. It sleeps all day."),
    GoldDocument("zoo/dogs #2", "Dogs", "A dog barks at the postman."),
    GoldDocument("zoo/birds #3", "", "A bird sings in the morning."),
    GoldDocument("zoo/nothing", "", ""),
]


class ListedRankings:
    """What is searched: each way finds these passages, in this order, whatever the question."""

    def __init__(self, **texts: str) -> None:
        self.ways = tuple(texts)
        self.found = {
            by: [make_passage(word, document_id=word) for word in words.split()] for by, words in texts.items()
        }

    def search(self, question, k=8, within=None, *, by="fused"):  # noqa: ARG002 - it finds the same for every question
        return [Hit(passage, 1 / rank, by) for rank, passage in enumerate(self.found[by][:k], start=1)]

    def document(self, document_id):
        return document_id


def question(id_="q 1", gold=("a",), excluded=()):
    return RetrievalQuestion(id_, "Which?", tuple(gold), frozenset(excluded))


def report(*questions, name="pets", **texts):
    return evaluate_retrieval(name, questions or [question()], ListedRankings(**texts))


def test_every_way_of_searching_is_measured_by_itself():
    figures = report(dense="a x", lexical="x y a", fused="x a").figures()
    assert [figures[by]["RR@10"].mean for by in WAYS] == [1, pytest.approx(1 / 3), 0.5]
    assert figures["fused"]["recall@5"].mean == 1
    assert figures["fused"]["nDCG@10"].mean == pytest.approx(0.6309, abs=1e-4)


def test_reranking_is_measured_beside_fused_search_where_there_is_a_reranker():
    figures = report(dense="a", lexical="a", fused="x a", reranked="a x").figures()
    assert list(figures) == [*WAYS, "reranked"]
    assert [figures[by]["RR@10"].mean for by in ("fused", "reranked")] == [0.5, 1]
    assert list(report(dense="a", lexical="a", fused="a").figures()) == list(WAYS)


def test_a_document_ranks_where_its_best_passage_does():
    found = report(dense="x x a x", lexical="a", fused="a")
    assert list(found.runs["dense"]["q 1"]) == ["x", "a"]
    assert found.runs["dense"]["q 1"]["x"] == 1


def test_what_is_excluded_from_a_question_takes_no_rank():
    assert report(question(excluded=["x"]), dense="x a", lexical="a", fused="a").figures()["dense"]["RR@10"].mean == 1


def test_all_gold_counts_only_questions_with_several():
    several = question("q 2", gold=["a", "b"])
    figures = report(question(), several, dense="a b", lexical="a", fused="b x y z u a").figures()
    assert figures["dense"]["nDCG@10"].n == 2
    assert (figures["dense"]["all gold@5"].mean, figures["dense"]["all gold@5"].n) == (1, 1)
    assert figures["lexical"]["all gold@10"].mean == 0
    assert (figures["fused"]["all gold@5"].mean, figures["fused"]["all gold@10"].mean) == (0, 1)
    assert "all gold@5" not in report(dense="a", lexical="a", fused="a").figures()["dense"]


def test_a_run_is_written_in_the_form_of_trec():
    found = report(dense="x a", lexical="", fused="a")
    assert found.trec("dense") == "q_1 Q0 x 1 1.0000 quoth-dense\nq_1 Q0 a 2 0.5000 quoth-dense\n"
    assert found.trec("lexical") == ""
    assert found.qrels() == "q_1 0 a 1\n"


def test_equal_scores_keep_their_order_in_the_form_of_trec():
    run = {"q": {"b": 2.0, "a": 2.0, "d": 1.99999, "c": 1.0}}
    lines = RetrievalReport("pets", (question("q"),), {"dense": run}).trec("dense").splitlines()
    assert [line.split()[2] for line in lines] == ["b", "a", "d", "c"]
    assert [line.split()[4] for line in lines] == ["2.0000", "1.9999", "1.9998", "1.0000"]


def test_the_difference_from_a_baseline_is_taken_question_by_question():
    before = report(question(), question("gone"), dense="x a", lexical="a", fused="a")
    after = report(question(), question("new"), dense="a", lexical="x a", fused="a")
    differences = after.differences(json.loads(json.dumps(before.as_baseline())))
    assert [differences[by]["RR@10"].mean for by in WAYS] == [0.5, -0.5, 0]
    assert differences["dense"]["RR@10"].n == 1


def test_a_baseline_of_another_set_is_refused():
    before = report(name="zoo", dense="a", lexical="a", fused="a").as_baseline()
    with pytest.raises(SettingsError, match="The baseline is for 'zoo', not for 'pets'"):
        report(dense="a", lexical="a", fused="a").differences(before)


def test_a_gold_set_is_indexed_and_searched_as_the_users_documents_are(tmp_path):
    index, ids = index_gold(DOCUMENTS, tmp_path / "gold", embedder=FakeEmbedder(dim=256))
    questions = [
        RetrievalQuestion("1", "Which animal purrs at night?", ("zoo/cats #1",)),
        RetrievalQuestion("2", "Who barks at the postman?", ("zoo/dogs #2",)),
    ]
    with index:
        found = evaluate_retrieval("zoo", questions, index, ids=ids)
        assert [failure.path for failure in index.failures()] == ["000003"]
        assert "zoo" not in {hit.passage.document_id for hit in index.search("zoo", by="lexical")}
        assert index.search("zoo", by="lexical") == []
    assert {by: figures["RR@10"].mean for by, figures in found.figures().items()} == dict.fromkeys(WAYS, 1.0)


def test_a_gold_set_that_was_indexed_before_is_brought_in_step(tmp_path):
    for documents, embedded in ((DOCUMENTS, 3), (DOCUMENTS, 0), (DOCUMENTS[:2], 0), (DOCUMENTS[1:3], 1)):
        embedder = FakeEmbedder(dim=256)
        index, ids = index_gold(documents, tmp_path / "gold", embedder=embedder)
        with index:
            held = [ids[listing.document_id] for listing in index.documents()]
        assert held == [document.id for document in documents if document.text]
        assert len(embedder.embedded) <= embedded
    index, _ = index_gold(DOCUMENTS, tmp_path / "gold", embedder=FakeEmbedder("another", dim=128))
    with index:
        assert len(index.documents()) == 3


@pytest.mark.parametrize(
    ("rankings", "lost_in", "words"),
    [
        (
            {"dense": "x a", "lexical": "a", "fused": "a"},
            "none",
            "dense 2, lexical 1, fused 1: it is among the first 2",
        ),
        ({"dense": "a", "lexical": "x", "fused": "x y a"}, "fusion", "but fused search does not"),
        (
            {"dense": "a", "lexical": "x", "fused": "x a", "reranked": "x y a"},
            "reranking",
            "fused 2, reranked 3: fused search ranks it among the first 2, but the reranker does not",
        ),
        (
            {"dense": "x y a", "lexical": "x", "fused": "x y a", "reranked": "a x y"},
            "none",
            "fused 3, reranked 1: it is",
        ),
        ({"dense": "x y a", "lexical": "x", "fused": "x"}, "search", "dense 3, lexical -, fused -: neither"),
        ({"dense": "x", "lexical": "x", "fused": "x"}, "reading", "no passage of the document contains the quote"),
    ],
)
def test_a_miss_is_laid_to_the_stage_that_lost_the_passage(rankings, lost_in, words):
    found = explain("Which?", ListedRankings(**rankings), "a", k=2)
    assert found.lost_in == lost_in
    assert words in str(found)


def test_the_right_passage_is_one_of_the_document_that_holds_the_quote(tmp_path):
    index, _ = index_gold(DOCUMENTS, tmp_path / "gold", embedder=FakeEmbedder(dim=256))
    with index:
        assert explain("Who barks?", index, "000001").ranks["fused"] == 1
        assert explain("Who barks?", index, "000001", quote="DOG  barks").lost_in == "none"
        assert explain("Who barks?", index, "000000", quote="dog barks").lost_in == "reading"
        with pytest.raises(MissingDocumentError, match="cow is not in the index"):
            explain("Who barks?", index, "cow")
