"""The benchmark of passage sizes: which paragraph a passage is of, and what is read of what was found."""

from __future__ import annotations

from pathlib import Path

from benchmarks.passages import WithoutTitle, in_order, indexed, put_together
from index.records import Passage
from qa.gold import GoldDocument
from tests.fakes import FakeEmbedder

ONE, TWO, THREE = ("Cats purr when they are glad.", "Dogs bark at night.", "Fish say nothing at all, day or night.")
PARAGRAPHS = [GoldDocument(f"p{n}", "Animals", text) for n, text in enumerate((ONE, TWO, THREE))]


def _passage(start: int, end: int) -> Passage:
    return Passage("id", "000.txt", "Animals", "", start, end, None, "")


def test_a_passage_is_of_the_paragraph_that_it_holds_most_of() -> None:
    article = put_together(PARAGRAPHS)["000.txt"]
    text = article.document.text
    assert [text[s:].split("\n")[0] for s in article.starts[:-1]] == [ONE, TWO, THREE]
    bark, fish = text.index(TWO), text.index(THREE)
    assert article.paragraph(_passage(bark - 5, bark + 15)) == "p1"
    assert article.paragraph(_passage(bark + 10, fish + 30)) == "p2"


def test_neighbours_are_read_around_their_passage_and_nothing_twice(tmp_path: Path) -> None:
    with indexed(put_together(PARAGRAPHS), tmp_path, WithoutTitle(FakeEmbedder()), 8) as index:
        hits = index.search("Do dogs bark at night?", 1)
        assert in_order(hits, index, neighbours=False) == TWO
        both = in_order(hits * 2, index, neighbours=True)
    assert both.index(TWO) > 0
    assert both.count(TWO) == 1
    assert "Fish" in both
