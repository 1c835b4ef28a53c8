import random
import re
from dataclasses import replace
from itertools import pairwise

import pytest

from index.records import Document, Section
from index.text.split import split


def document(*sections, title="T"):
    """A document of (text, page, heading) sections with something between them that is never cited."""
    text, spans = "", []
    for part, page, heading in sections:
        spans.append(Section(len(text), len(text) + len(part), page, heading))
        text += part + "\n<between>\n"
    return Document("a/b.txt", "00", title, text, tuple(spans))


def word_starts(text):
    return [word.start() for word in re.finditer(r"\w+", text)]


def cut(made, max_tokens=20):
    return split(made, max_tokens=max_tokens, token_starts=word_starts)


def prose(sentences, seed=0):
    draw = random.Random(seed)
    return " ".join(" ".join(draw.choices(WORDS, k=draw.randint(3, 12))).capitalize() + "." for _ in range(sentences))


WORDS = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma".split()


def test_a_passage_is_an_exact_span_of_its_document():
    made = document((prose(40), 1, "One"), ("  \n" + prose(3) + "\n ", 2, "Two"), ("x" * 5000, None, ""))
    passages = cut(made)
    assert len(passages) > 10
    for passage in passages:
        assert made.text[passage.start : passage.end] == passage.text == passage.text.strip()
        assert (passage.document_id, passage.title) == (made.id, made.title)
    assert all(a.end <= b.start for a, b in pairwise(passages))


def test_no_passage_crosses_a_section_and_each_has_its_page_and_heading():
    passages = cut(document(("One.", 1, "A"), ("Two.", 2, "A > B")))
    assert [(p.text, p.page, p.heading) for p in passages] == [("One.", 1, "A"), ("Two.", 2, "A > B")]


def test_sentences_are_packed_whole_into_few_passages_up_to_the_limit():
    text = prose(300)
    passages = cut(document((text, None, "")), max_tokens=60)
    sizes = [len(word_starts(p.text)) for p in passages]
    assert max(sizes) <= 60
    assert sum(sizes) / len(sizes) > 45
    assert all(p.text.endswith(".") for p in passages)
    assert " ".join(p.text for p in passages) == text


def test_what_fits_into_one_passage_is_one():
    text = "One two three. Four five six. Seven eight. Nine."
    assert [p.text for p in cut(document((text, None, "")), max_tokens=9)] == [text]


def test_a_sentence_over_the_limit_is_cut_between_words():
    passages = cut(document((" ".join(WORDS), None, "")), max_tokens=5)
    assert [word for p in passages for word in p.text.split()] == WORDS
    assert all(len(word_starts(p.text)) <= 5 for p in passages)


@pytest.mark.parametrize("text", ["x" * 50_000, "x " * 20_000, "汉字" * 5000, "x\n" * 5000])
def test_a_text_without_sentences_is_cut_at_a_bounded_number_of_characters(text):
    passages = cut(document((text, None, "")))
    assert max(len(p.text) for p in passages) <= 20 * 8
    assert [word for p in passages for word in p.text if word.strip()] == [word for word in text if word.strip()]


def test_every_word_of_the_sections_is_in_one_passage():
    made = document((prose(200), 1, ""), (prose(30, seed=1), 2, ""))
    words = [word for section in made.sections for word in made.text[section.start : section.end].split()]
    assert [word for passage in cut(made) for word in passage.text.split()] == words


def test_what_says_nothing_is_no_passage():
    assert cut(document(("-----\n\n* * *", None, ""), ("", None, ""), (" \n", 3, ""))) == []


def test_an_id_depends_on_the_document_the_words_and_how_often_they_came_before():
    first, second = cut(document(("Same words.", 1, "A"), ("Same\nwords.", 2, "B")))
    assert first.id != second.id
    moved, _ = cut(document(("Same  words.", 7, "C"), ("Other.", 8, "")))
    assert moved.id == first.id
    (elsewhere,) = cut(replace(document(("Same words.", 1, "A")), id="c.txt"))
    assert elsewhere.id not in {first.id, second.id}


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "join"), list(enumerate([" ", "\n", "\n\n"])))
def test_insertions_into_a_long_text_without_headings_leave_99_percent_of_the_ids(seed, join):
    sentences = prose(8_000, seed=seed).split(". ")
    assert shares_that_outlive(". ".join(sentences), [f"{WORDS[seed]} one. ", f"{prose(30, seed=9)} "], join) > 0.99


@pytest.mark.slow
@pytest.mark.parametrize("words", [" ", "\n"])
def test_insertions_into_a_long_text_without_sentences_leave_99_percent_of_the_ids(words):
    draw = random.Random(5)
    text = words.join(f"{draw.choice(WORDS)}{draw.randint(0, 999)}" for _ in range(40_000))
    assert shares_that_outlive(text, ["one ", "one two three four five " * 20], " ") > 0.99


def shares_that_outlive(text, insertions, join):
    """The mean share of the ids that are left by each insertion, at the front and a little further on."""
    text = text.replace(". ", f".{join}")
    before = cut(document((text, None, "")), max_tokens=100)
    assert len(before) > 300
    ids = {passage.id for passage in before}
    shares = []
    for inserted in insertions:
        for at in (0, before[10].start, before[40].start):
            after = cut(document((text[:at] + inserted + text[at:], None, "")), max_tokens=100)
            shares.append(len(ids & {passage.id for passage in after}) / len(ids))
    return sum(shares) / len(shares)


@pytest.mark.parametrize("inserted", ["Short one. ", "A new sentence was put here, a longer one. ", "One. " * 40])
def test_an_insertion_at_the_front_of_a_document_with_headings_leaves_99_percent_of_the_ids(inserted):
    parts = [(prose(60, seed=number), None, f"Part {number}") for number in range(100)]
    before = {p.id for p in cut(document(*parts), max_tokens=100)}
    after = {p.id for p in cut(document((inserted + parts[0][0], None, "Part 0"), *parts[1:]), max_tokens=100)}
    assert len(before) > 400
    assert len(before & after) >= 0.99 * len(before)
