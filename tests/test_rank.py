"""How likely a sentence answers the question: seven features, each of which counts."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from fakes import FakeEmbedder, make_hits, make_passage, make_sentences

from index.arrays import Rows
from index.embedding.rerank import Reranker
from index.records import Hit
from qa.evidence.rank import FEATURES, WEIGHTS, measure, score_sentences
from qa.evidence.sentences import read_sentences
from qa.records import Sentence
from qa.text.parsed import ParsedText

QUESTION = "What is the price of the X-200?"
PRICES = make_passage(
    "Prices of the X-200 today\n\nThe X-210 costs 900 euros. The X-200 costs 700 euros.", heading="Prices"
)


def measured(question: str, hits: Sequence[Hit]) -> Rows:
    return measure(ParsedText(question), read_sentences(hits, FakeEmbedder()), FakeEmbedder())


def features(question: str, *hits: Hit) -> list[dict[str, float]]:
    return [dict(zip(FEATURES, row, strict=True)) for row in measured(question, hits)]


def test_every_sentence_has_every_feature_and_a_probability() -> None:
    hits = make_hits([PRICES, make_passage("Dogs may stay.")])
    assert measured(QUESTION, hits).shape == (4, len(FEATURES)) == (4, len(WEIGHTS))
    assert all(0 < sentence.score < 1 for sentence in make_sentences(QUESTION, *(hit.passage for hit in hits)))


def test_a_name_of_the_question_that_a_sentence_lacks_counts_against_it() -> None:
    title, other, right = features(QUESTION, *make_hits([PRICES]))
    assert (title["missing"], other["missing"], right["missing"]) == (0, 1, 0)


def test_a_heading_holds_words_of_the_question_but_says_nothing_new() -> None:
    title, _, right = features(QUESTION, *make_hits([PRICES]))
    assert title["news"] < right["news"]
    assert title["coverage"] == pytest.approx(right["coverage"])  # the heading stands above both


def test_a_rare_word_of_the_question_weighs_more_than_a_frequent_one() -> None:
    passage = make_passage("Staff leave early. Staff park here. Staff badge lost.")
    leave, park, badge = features("staff badge", *make_hits([passage]))
    assert leave["coverage"] == park["coverage"] < badge["coverage"] / 2


def test_the_score_of_the_passage_is_given_relative_to_the_best() -> None:
    first, second = make_hits([make_passage("One."), make_passage("Two.")])
    assert [row["passage"] for row in features("one", first, replace(second, score=0.25))] == [1, 0.25]
    assert [row["passage"] for row in features("one", replace(first, score=0.0))] == [0]


@pytest.mark.parametrize(
    ("question", "sentence", "is_asked"),
    [
        ("How much does it cost?", "It costs 700 euros.", 1),
        ("Is 700 euros what it costs?", "It costs 700 euros.", 0),
        ("When does it open?", "The shop opens on 3 May 2026.", 1),
        ("What time is lunch?", "Lunch is at 12:30.", 1),
        ("Who runs the shop?", "The shop is run by Ada Byron.", 1),
        ("Why is it shut?", "It is shut on 3 May by Ada Byron for 2 hours.", 0),
    ],
)
def test_a_sentence_that_adds_a_fact_of_the_kind_that_is_asked_for_counts(
    question: str, sentence: str, is_asked: int
) -> None:
    (row,) = features(question, *make_hits([make_passage(sentence)]))
    assert row["kind"] == is_asked


def test_the_likeness_of_the_better_neighbour_counts_too() -> None:
    near, far = make_hits([make_passage("Dogs bark. Cats purr. Kettles boil."), make_passage("Kettles boil.")])
    dogs, cats, kettles, alone = features("cats purr", near, far)
    assert dogs["beside"] == kettles["beside"] == cats["cosine"]
    assert cats["beside"] == max(dogs["cosine"], kettles["cosine"])
    assert alone["beside"] == alone["cosine"]


class WordReranker:
    """Scores 9 for a text with a certain word, else -9, and remembers what it read."""

    name = "word"

    def __init__(self, word: str, most: int = 100) -> None:
        self.word, self.most, self.read = word, most, list[str]()

    def scores(self, question: str, texts: Sequence[str], *, seconds: float) -> list[float]:  # noqa: ARG002
        self.read = list(texts)[: self.most]
        return [9.0 if self.word in text else -9.0 for text in self.read]


def ranked(reranker: Reranker, question: str = QUESTION) -> list[Sentence]:
    sentences = read_sentences(make_hits([PRICES]), FakeEmbedder())
    scored = score_sentences(ParsedText(question), sentences, FakeEmbedder(), reranker, seconds=1)
    return sorted(scored, key=lambda sentence: -sentence.score)


def test_the_reranker_reads_sentences_below_their_title_and_heading_and_its_score_counts() -> None:
    best, *_ = ranked(WordReranker("900"))
    assert best.text == "The X-210 costs 900 euros."
    assert best.read == 9
    reranker = WordReranker("700")
    assert ranked(reranker)[0].text == "The X-200 costs 700 euros."
    assert "Handbook, Prices: The X-200 costs 700 euros." in reranker.read


def test_what_the_reranker_has_not_read_in_time_is_ranked_without_it() -> None:
    scored = ranked(WordReranker("900", most=1))
    assert [sentence.read is None for sentence in scored].count(False) == 1
    assert [sentence.score for sentence in ranked(WordReranker("900", most=0))] == [
        sentence.score for sentence in sorted(make_sentences(QUESTION, PRICES), key=lambda sentence: -sentence.score)
    ]


def test_a_question_in_another_language_is_ranked_without_the_reranker() -> None:
    reranker = WordReranker("900")
    assert all(sentence.read is None for sentence in ranked(reranker, "Was kostet der X-200 denn heute bei uns?"))
    assert reranker.read == []
