"""The model reads only sentences that bear on the question, with their neighbours, within the budget."""

import time
from collections.abc import Sequence
from dataclasses import replace

from fakes import make_passage, make_sentences

from index.records import Passage
from qa.evidence.excerpts import choose_excerpts, place
from qa.records import Sentence

LEAVE = make_passage(
    "The office is closed on Sundays. Every employee gets 25 days of annual leave. They expire on 31 March. "
    "Dogs may stay at the desk. The canteen is open.",
    heading="Rules",
)
PARKING = make_passage("Parking costs 40 euros a month. Bicycles park free.", document_id="parking.md")


def words(text: str) -> int:
    return len(text.split())


def scored(passages: Sequence[Passage], scores: Sequence[float]) -> list[Sentence]:
    return [replace(s, score=score) for s, score in zip(make_sentences("", *passages), scores, strict=True)]


def excerpts(question: str, budget_tokens: int) -> list[str]:
    passages = [LEAVE, PARKING]
    sentences = make_sentences(question, *passages)
    chosen = choose_excerpts(sentences, budget_tokens=budget_tokens, count_tokens=words)
    gaps = sum(e.text.count("…") for e in chosen)
    assert sum(words(place(e.passage) + e.text) for e in chosen) <= max(budget_tokens, 12) + gaps
    return [f"{e.passage.document_id}: {e.text}" for e in chosen]


def test_the_best_sentence_comes_first_then_its_neighbours() -> None:
    assert excerpts("How many days of annual leave?", 12) == [
        "handbook.md: … Every employee gets 25 days of annual leave."
    ]
    assert excerpts("How many days of annual leave?", 24) == [
        "handbook.md: The office is closed on Sundays. Every employee gets 25 days of annual leave. "
        "They expire on 31 March."
    ]


def test_a_gap_between_two_sentences_is_marked() -> None:
    sentences = scored([LEAVE], (0.1, 0.9, 0.1, 0.8, 0.1))
    (excerpt,) = choose_excerpts(sentences, budget_tokens=16, count_tokens=words)
    assert excerpt.text == "… Every employee gets 25 days of annual leave. … Dogs may stay at the desk."


def test_passages_of_which_nothing_is_chosen_are_left_out_and_the_others_keep_their_order() -> None:
    assert excerpts("What does parking cost a month?", 7) == ["parking.md: Parking costs 40 euros a month."]
    assert [text.split(":")[0] for text in excerpts("How many days of leave, and what does parking cost?", 60)] == [
        "handbook.md",
        "parking.md",
    ]


def test_what_is_far_less_likely_than_the_best_is_not_read_however_much_room_there_is() -> None:
    passages = [LEAVE, PARKING]
    sentences = scored(passages, (0, 0.5, 0, 0, 0, 0.02, 0))
    likely, unlikely = sentences[1], sentences[5]
    (excerpt,) = choose_excerpts([likely, unlikely], budget_tokens=1000, count_tokens=words)
    assert excerpt.passage is LEAVE
    both = choose_excerpts([likely, replace(unlikely, score=0.06)], budget_tokens=1000, count_tokens=words)
    assert [excerpt.passage for excerpt in both] == passages


def test_the_best_sentence_is_there_even_when_it_is_longer_than_the_budget() -> None:
    assert len(excerpts("How many days of annual leave?", 1)) == 1


def test_no_passages_give_no_excerpts() -> None:
    assert choose_excerpts([], budget_tokens=10, count_tokens=words) == []
    assert make_sentences("Why?") == []


def test_sentences_are_scored_in_order_with_their_places() -> None:
    sentences = make_sentences("parking", LEAVE, PARKING)
    passages = [LEAVE, PARKING]
    assert [(passages.index(s.passage), s.order) for s in sentences] == [
        (0, 0),
        (0, 1),
        (0, 2),
        (0, 3),
        (0, 4),
        (1, 0),
        (1, 1),
    ]
    best = max(sentences, key=lambda sentence: sentence.score)
    assert PARKING.text[best.start : best.end] == "Parking costs 40 euros a month."
    assert all(0 <= sentence.score <= 1 for sentence in sentences)


def test_a_row_of_a_table_comes_without_its_neighbours() -> None:
    table = make_passage("Units: 1 to 9 | Discount: none\nUnits: 10 to 24 | Discount: 7 %\nUnits: 25 | Discount: 12 %")
    sentences = scored([table], (0.2, 0.9, 0.1))
    (excerpt,) = choose_excerpts(sentences, budget_tokens=13, count_tokens=words)
    assert excerpt.text == "… Units: 10 to 24 | Discount: 7 %"


def chosen_texts(texts: Sequence[str], best: int, budget_tokens: int = 1000) -> str:
    """What is read of a passage of these lines if one of them is the likeliest by far."""
    passage = make_passage("\n".join(texts))
    scores = [0.9 if i == best else 0.0 for i in range(len(texts))]
    (excerpt,) = choose_excerpts(scored([passage], scores), budget_tokens=budget_tokens, count_tokens=words)
    return excerpt.text


def test_a_row_comes_with_the_caption_of_its_table_and_never_with_the_text_around_it() -> None:
    table = ["Fans are quiet.", "Prices in euros:", "Model: A | Price: 1", "Model: B | Price: 2", "Delivery is free."]
    assert chosen_texts(table, 3) == "… Prices in euros: … Model: B | Price: 2"
    assert chosen_texts(table, 4) == "… Delivery is free."
    table[1] = "# Handbook"  # its title, which is read anyway
    assert chosen_texts(table, 3) == "… Model: B | Price: 2"


def test_an_item_comes_with_its_lead_in_and_a_lead_in_with_all_its_items() -> None:
    items = ["The set holds:", "- a lid", "- a pan", "- a spoon", "It weighs two kilograms."]
    assert chosen_texts(items, 2, 8) == "The set holds: … - a pan"
    assert chosen_texts(items, 0) == "The set holds:\n- a lid\n- a pan\n- a spoon"


def test_a_step_comes_with_its_warning() -> None:
    steps = ["1. Open the lid.", "Warning: the lid is hot.", "2. Take the pan out.", "3. Close the lid."]
    assert "Warning: the lid is hot.\n2. Take the pan out." in chosen_texts(steps, 2, 12)
    steps[1] = "Achtung: Der Deckel ist heiß."
    assert "Achtung:" in chosen_texts(steps, 2, 12)


def test_a_sentence_that_repeats_a_better_one_leaves_its_room_to_others() -> None:
    said = "The north gate of the old depot opens at 8:00 every day"
    copies = [make_passage(f"{said}{end}", document_id=f"{end}.md") for end in (".", " now.", "!")]
    other = make_passage("The north gate of the old depot opens at 9:00 every day.", document_id="other.md")
    sentences = scored([*copies, other], (0.3, 0.5, 0.4, 0.2))
    chosen = choose_excerpts(sentences, budget_tokens=1000, count_tokens=words)
    assert [excerpt.passage for excerpt in chosen] == [copies[1], other]


def test_once_the_answer_is_almost_certain_little_more_is_read() -> None:
    passages = [make_passage(f"Fact number {i} stands alone.", document_id=f"{i}.md") for i in range(9)]
    certain = choose_excerpts(scored(passages, [0.99] + [0.3] * 8), budget_tokens=1000, count_tokens=words)
    unsure = choose_excerpts(scored(passages, [0.3] * 9), budget_tokens=1000, count_tokens=words)
    assert (len(certain), len(unsure)) == (1, 9)


def test_many_copies_and_endless_lines_take_bounded_time() -> None:
    copies = make_passage(" ".join(f"The gate of depot {'north ' * (i % 3)}opens early every day." for i in range(800)))
    endless = make_passage("gate " * 20_000, document_id="endless.md")
    wide = make_passage(" | ".join(f"Column {i}: {i}" for i in range(300)), document_id="wide.md")
    sentences = make_sentences("When does the gate open? " * 300, copies, endless, wide)
    began = time.monotonic()
    chosen = choose_excerpts(sentences, budget_tokens=300, count_tokens=words)
    assert time.monotonic() - began < 5
    assert sum(len(excerpt.sentences) for excerpt in chosen if excerpt.passage is copies) <= 3
