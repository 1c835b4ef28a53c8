"""The probability that a text supports a statement: each feature by itself, and the judge that combines them."""

import pytest
from fakes import FakeEmbedder

from qa.checking.fitted_judge import BIAS, FEATURES, OPPOSITES, WEIGHTS, FittedJudge, estimate_support, measure_support
from qa.checking.judge import LexicalJudge, Premise
from qa.text.parsed import ParsedText

TEXT = "The price of the X-200 rose by 3 % in May. The X-210 was not sold in Lydmoor. Dogs may stay."
EVIDENCE = Premise.from_text(TEXT, passage=TEXT)


def features(statement: str, evidence: Premise = EVIDENCE) -> dict[str, float]:
    return dict(zip(FEATURES, measure_support(ParsedText(statement), evidence, FakeEmbedder()), strict=True))


def test_there_is_a_weight_for_every_feature() -> None:
    assert len(WEIGHTS) == len(FEATURES) == len(features("Dogs may stay."))
    assert BIAS


def test_what_is_copied_word_for_word_has_all_of_every_share() -> None:
    copied = features("Dogs may stay.")
    assert (copied["coverage"], copied["trigrams"], copied["amounts"], copied["names"]) == (1, 1, 0, 0)
    assert copied["cosine"] == pytest.approx(1)


def test_words_in_another_order_have_no_three_in_a_row() -> None:
    assert features("Stay may dogs.")["trigrams"] == 0
    assert features("Stay may dogs.")["coverage"] == 1


@pytest.mark.parametrize(
    ("statement", "feature", "value"),
    [
        ("The price rose by 4 % in June.", "amounts", 1),
        ("The price rose by 3 % on 2 June at 18:40 and by 7 % and 8 %.", "amounts", 3),  # at most
        ("In Harrowick the X-200 was sold.", "names", 1),
        ("The X-200 was not sold.", "denied", 0),  # one of the two best sentences denies
        ("Dogs may not stay.", "denied", 0),
        ("The price fell by 3 % in May.", "opposites", 1),
        ("The price rose by 3 % in May.", "opposites", 0),
    ],
)
def test_what_the_text_lacks_or_says_the_other_way_is_counted(statement: str, feature: str, value: float) -> None:
    assert features(statement)[feature] == value


def test_a_denial_that_the_nearest_sentences_do_not_make_is_seen() -> None:
    alone = Premise.from_text("Dogs may stay.", passage="Dogs may stay. Cats may stay.")
    assert features("Dogs may not stay.", alone)["denied"] == 1
    assert features("Dogs may stay.", alone)["denied"] == 0


def test_the_worst_sentence_of_several_tells_how_near_the_statement_is() -> None:
    one, two = features("Dogs may stay."), features("Dogs may stay. The canteen serves soup.")
    assert two["cosine"] < one["cosine"] / 2


def test_the_titles_above_belong_to_the_text() -> None:
    placed = Premise.from_text(TEXT, place="Harrowick price list", passage=TEXT)
    assert features("In Harrowick the X-200 was sold.", placed)["names"] == 0


def test_opposites_are_known_both_ways() -> None:
    assert OPPOSITES["rose"] == {"fell"}
    assert "rose" in OPPOSITES["fell"]


def test_a_false_paraphrase_is_less_likely_than_a_true_one() -> None:
    true, false = (
        estimate_support(ParsedText(f"The price {verb} by 3 % in May."), EVIDENCE, FakeEmbedder())
        for verb in ("rose", "fell")
    )
    assert 0 < false < true < 1


def test_what_the_facts_contradict_stays_contradicted_and_has_a_probability() -> None:
    statement = ParsedText("The price of the X-200 rose by 4 % in May.")
    exact, fitted = (judge.judge(statement, EVIDENCE) for judge in (LexicalJudge(), FittedJudge(FakeEmbedder())))
    assert not fitted.supported
    assert fitted.contradicted
    assert fitted.reason == exact.reason
    assert fitted.score == pytest.approx(estimate_support(statement, EVIDENCE, FakeEmbedder()))


def test_a_sentence_without_content_is_never_supported() -> None:
    assert not FittedJudge(FakeEmbedder()).judge(ParsedText("It is so."), EVIDENCE).supported


def test_a_sentence_of_an_answer_is_doubted_where_the_passages_hardly_answer() -> None:
    said = ParsedText("In May the price of the X-200 rose.")
    scores = [estimate_support(said, EVIDENCE, FakeEmbedder(), confidence) for confidence in (0.05, 0.5, 0.95)]
    assert scores == sorted(scores)
    assert scores[-1] - scores[0] > 0.2


def test_what_is_copied_is_not_doubted_however_little_the_passages_answer() -> None:
    copied = ParsedText("Dogs may stay.")
    alone = estimate_support(copied, EVIDENCE, FakeEmbedder())
    assert estimate_support(copied, EVIDENCE, FakeEmbedder(), 0.01) == alone
