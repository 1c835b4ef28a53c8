"""How long passages should be, and what should stand before them: `python -m benchmarks.passages FOLDER`.

The paragraphs of each article of squad2 are put together again into one long document, which is split, embedded and
indexed as a user's is: in passages of several sizes, with the article's title before each passage that is embedded, or
without. A question is answered by a paragraph, so a passage counts for the one that it holds most of; and what is
found is compared at equal length: how often the answer stands in the first so many tokens of what is found, each
passage alone or with the ones before and behind it.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.embedded import RememberingEmbedder
from benchmarks.tables import Row, markdown
from index.arrays import Rows
from index.embed import Embedder, SentenceTransformersEmbedder
from index.records import Document, Hit, Passage, Section
from index.search import Index
from index.split import MAX_TOKENS
from index.update import update
from index.weights import fetch
from qa.gold import GoldDocument, RetrievalQuestion, read_jsonl, read_sets
from qa.measures import Mean, contains, ndcg, wilson_interval
from qa.settings import load_settings
from ui.shell import shown_progress

SIZES = (50, 100, 150, MAX_TOKENS, 240)  # MiniLM reads 256 tokens
READ = (300, 800)  # tokens
_HITS = 40
_READ_HITS = 20  # of 50 tokens: as many as are ever read


@dataclass(frozen=True, slots=True)
class Article:
    """Paragraphs put together, and where each of them begins."""

    document: Document
    ids: tuple[str, ...]  # of the paragraphs, in order
    starts: tuple[int, ...]  # in characters of the document's text, and where the last one ends

    def paragraph(self, passage: Passage) -> str:
        """The id of the paragraph that the passage holds most of."""
        shared = [min(end, passage.end) - max(start, passage.start) for start, end in pairwise(self.starts)]
        return self.ids[shared.index(max(shared))]


class WithoutTitle:
    """An `Embedder` that leaves out what stands before a passage."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name, self.dim, self.prompts = f"{embedder.name} without titles", embedder.dim, embedder.prompts
        self.multilingual, self.precision = embedder.multilingual, embedder.precision

    def token_starts(self, text: str) -> Sequence[int]:
        return self._embedder.token_starts(text)

    def embed_passages(self, texts: Sequence[str]) -> Rows:
        return self._embedder.embed_passages([text.partition("\n")[2] or text for text in texts])

    def embed_questions(self, texts: Sequence[str]) -> Rows:
        return self._embedder.embed_questions(texts)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a row for each size, with titles and without."""
    options = _options(arguments)
    settings = load_settings()
    weights = fetch(settings.embedder, cache=settings.cache, hub=settings.hub)
    embedder = RememberingEmbedder(SentenceTransformersEmbedder(weights, name=settings.embedder), options.cache)
    (gold,) = read_sets(options.folder, ["squad2"])
    articles = put_together(gold.documents)
    questions = gold.questions[:: max(1, len(gold.questions) // options.questions)]
    answers = read_answers(options.folder / "squad2" / "queries.jsonl")
    rows = [
        (f"{size}{' (in use)' * (size == MAX_TOKENS and named)}", "yes" if named else "no", *cells)
        for named in (True, False)
        for size in options.sizes
        for cells in [_cells(size, embedder if named else WithoutTitle(embedder), articles, questions, answers)]
    ]
    near = [f"answer in {read} tokens{beside}" for read in READ for beside in ("", ", with neighbours")]
    print(f"{len(articles)} articles of {len(gold.documents):,} paragraphs, {len(questions)} questions\n")
    print(markdown(["tokens at most", "title", "passages", "nDCG@10 of paragraphs", *near], rows))


def put_together(documents: Sequence[GoldDocument]) -> dict[str, Article]:
    """The articles by name; their paragraphs stand next to each other and have one title."""
    articles = {}
    for number, (title, several) in enumerate(groupby(documents, lambda document: document.title)):
        paragraphs = list(several)
        texts = [title, *(paragraph.text for paragraph in paragraphs)]
        starts = tuple(accumulate(len(text) + 2 for text in texts))
        text = "\n\n".join(texts)
        name = f"{number:03d}.txt"
        document = Document(name, title, name, text, (Section(0, len(text), None, ""),))
        articles[name] = Article(document, tuple(paragraph.id for paragraph in paragraphs), starts)
    return articles


def read_answers(file: Path) -> dict[str, tuple[str, ...]]:
    """What answers each question, by its id; questions that have no answer are left out."""
    return {entry["id"]: tuple(entry["answers"]) for _, entry in read_jsonl(file) if entry["answerable"]}


def in_order(hits: Sequence[Hit], index: Index, *, neighbours: bool) -> str:
    """What is read of the hits: each passage, or it between the ones before and behind it, and none twice."""
    read: dict[str, str] = {}
    for hit in hits:
        before, behind = index.neighbours(hit.passage) if neighbours else (None, None)
        read |= {each.id: each.text for each in (before, hit.passage, behind) if each and each.id not in read}
    return "\n".join(read.values())


def _cells(
    size: int,
    embedder: Embedder,
    articles: Mapping[str, Article],
    questions: Sequence[RetrievalQuestion],
    answers: Mapping[str, Collection[str]],
) -> Row:
    with (
        TemporaryDirectory() as folder,
        shown_progress() as progress,
        indexed(articles, Path(folder), embedder, size) as index,
    ):
        quality: list[float] = []
        found: dict[tuple[int, bool], list[bool]] = {(read, near): [] for read in READ for near in (False, True)}
        for done, question in enumerate(questions):
            progress("searching", done, len(questions), str(size))
            hits = index.search(question.question, _HITS)
            ranked = dict.fromkeys(articles[h.passage.document_id].paragraph(h.passage) for h in hits)
            quality.append(ndcg(list(ranked), dict.fromkeys(question.gold, 1.0), k=10))
            for near in (False, True):
                text = in_order(hits[:_READ_HITS], index, neighbours=near)
                starts = embedder.token_starts(text)
                for read in READ:
                    first = text[: starts[read]] if len(starts) > read else text
                    found[read, near].append(contains(first, list(answers[question.id])))
        passages = sum(listing.passages for listing in index.documents())
    mean = Mean.of(quality)
    return f"{passages:,}", f"{mean.mean:.3f} ± {mean.high - mean.mean:.3f}", *map(_share, found.values())


def _share(held: Sequence[bool]) -> str:
    low, high = wilson_interval(sum(held), len(held))
    return f"{sum(held) / len(held):.3f} ({low:.2f} to {high:.2f})"


def indexed(articles: Mapping[str, Article], folder: Path, embedder: Embedder, size: int) -> Index:
    """An index of the articles in passages of at most so many tokens. Close it after use."""
    (folder / "documents").mkdir()
    for name, article in articles.items():
        (folder / "documents" / name).write_text(article.document.text, encoding="utf-8")
    update(
        folder / "documents",
        folder / "index",
        embedder=embedder,
        read=lambda path: articles[path].document,
        reader_version="articles 1",
        max_tokens=size,
    )
    return Index.open(folder / "index", embedder=embedder, max_tokens=size)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.passages", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder of the sets")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="TOKENS")
    parser.add_argument("--questions", type=int, default=500, metavar="N", help="about so many")
    parser.add_argument("--cache", type=Path, default=Path(".quoth/retrieval"), metavar="FOLDER")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
