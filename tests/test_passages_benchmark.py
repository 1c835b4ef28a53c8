"""The benchmark of passage sizes: where an answer stands, and how much is read until there."""

from __future__ import annotations

from math import inf
from pathlib import Path

from fakes import FakeEmbedder
from gold_sets import write_jsonl

from benchmarks.passages import WithoutTitle, in_order, indexed, put_together, read_asked, tokens_until
from index.embedding.embedder import title_in_text
from qa.evaluation.datasets import GoldDocument

ONE, TWO, THREE = ("Cats purr when they are glad.", "Dogs bark at night.", "Fish say nothing at all, day or night.")
ARTICLES = put_together([GoldDocument(f"p{n}", "Animals", text) for n, text in enumerate((ONE, TWO, THREE))])
QUESTION = {"question": "When do dogs bark?", "answers": ["night"], "answerable": True, "source_doc_id": "p1"}


def test_the_answer_is_looked_for_in_its_own_paragraph(tmp_path: Path) -> None:
    file = tmp_path / "queries.jsonl"
    write_jsonl(file, [QUESTION, QUESTION | {"answerable": False, "answers": []}])
    (asked,) = read_asked(file, ARTICLES)
    text = ARTICLES["000.txt"].document.text
    assert text[asked.start : asked.end] == "night"
    assert text[: asked.end].endswith("Dogs bark at night")


def test_what_is_read_until_the_answer_is_counted_with_the_neighbours_that_stand_before_it(tmp_path: Path) -> None:
    file = tmp_path / "queries.jsonl"
    write_jsonl(file, [QUESTION])
    (asked,) = read_asked(file, ARTICLES)
    embedder = FakeEmbedder()
    with indexed(ARTICLES, tmp_path, embedder, 8) as index:
        hits = index.search("Do dogs bark at night?", 1)
        alone, both = (in_order(hits * 2, index, neighbours=near) for near in (False, True))
        assert [passage.text for passage in alone] == [TWO]
        assert [passage.text for passage in both][1:] == [TWO, THREE]
        assert tokens_until(asked, alone, embedder) == 4
        assert tokens_until(asked, both, embedder) == 4 + len(embedder.token_starts(both[0].text))
        assert tokens_until(asked, both[:1], embedder) == inf


def test_titles_stand_before_what_is_embedded_or_not(tmp_path: Path) -> None:
    assert title_in_text(ARTICLES["000.txt"].document) == "Animals"
    for name, make, titled in (("with", lambda e: e, True), ("without", WithoutTitle, False)):
        (tmp_path / name).mkdir()
        embedder = FakeEmbedder()
        with indexed(ARTICLES, tmp_path / name, make(embedder), 8):
            assert (f"Animals\n{TWO}" in embedder.embedded) is titled
            assert (TWO in embedder.embedded) is not titled
