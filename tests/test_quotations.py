"""Quoted words must stand in one place."""

from qa.text.quotations import find_quotations, is_stitched, stands_in

SOURCE = "Up to five unused days carry over into the next year. They expire on 31 March of that year."
OTHER = "Parking costs 40 euros a month for every employee."


def test_quotations_are_found_in_every_kind_of_marks_but_names_are_none() -> None:
    text = '“One two three four”, „eins zwei drei vier“, «un deux trois quatre», "a b c d" and the “Heron room”.'
    assert find_quotations(text) == [
        "One two three four",
        "eins zwei drei vier",
        "un deux trois quatre",
        "a b c d",
    ]


def test_a_quotation_stands_where_its_words_do_whatever_their_case_and_punctuation() -> None:
    assert stands_in("Up to five unused days carry over", SOURCE)
    assert stands_in("up to FIVE unused days, carry over", SOURCE)
    assert not stands_in("up to six unused days carry over", SOURCE)


def test_words_left_out_are_shown_by_dots_and_the_parts_are_in_order() -> None:
    assert stands_in("five unused days … expire on 31 March", SOURCE)
    assert not stands_in("expire on 31 March … five unused days", SOURCE)
    assert not stands_in("five unused days expire on 31 March", SOURCE)


def test_runs_of_several_places_are_stitched_and_other_words_are_not() -> None:
    assert is_stitched("five unused days expire on 31 March", [SOURCE])
    assert is_stitched("five unused days carry over for every employee", [SOURCE, OTHER])
    assert not is_stitched("five unused days vanish on 1 May", [SOURCE, OTHER])
    assert not is_stitched("unused days carry over into", [SOURCE])  # one run
