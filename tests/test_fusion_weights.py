import pytest

from index.search.fusion_weights import weigh

ENGLISH = "The cat sleeps in the garden of the house."
GERMAN = "Die Katze schläft im Garten und der Hund bellt."


def test_the_weights_sum_to_one():
    for texts in ([], [ENGLISH], [GERMAN], [ENGLISH, GERMAN]):
        assert sum(weigh(texts)) == pytest.approx(1)


def test_dense_search_counts_less_the_fewer_passages_are_in_english():
    dense = [weigh(texts)[0] for texts in ([ENGLISH] * 2, [ENGLISH, GERMAN], [GERMAN] * 2)]
    assert dense == sorted(dense, reverse=True)
    assert dense[0] > 0.5 > dense[2] > 0


def test_where_no_words_were_found_dense_search_counts_as_in_english():
    assert weigh([]) == weigh([ENGLISH])


def test_a_multilingual_embedder_counts_the_same_in_every_language():
    german = "Die Katze schläft in der Nacht, und der Hund ist nicht müde."
    assert weigh([german], multilingual=True) == weigh(["The cat sleeps at night."])
    assert weigh([german]) != weigh([german], multilingual=True)


def test_the_search_whose_best_passage_stands_out_counts_more_within_bounds():
    dense = [weigh([ENGLISH], lead=lead)[0] for lead in (-1.0, -0.2, 0.0, 0.2, 1.0)]
    assert dense == sorted(dense)
    assert len(set(dense)) == 5
    assert 0 < dense[0] < dense[-1] < 1
    assert weigh([GERMAN], lead=1.0) == weigh([GERMAN])
