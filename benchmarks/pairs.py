"""What a reranker is trained with: permissively licensed text, and what our own search finds in it for a question."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from pathlib import Path

from benchmarks.general import GENERAL, STRETCH
from benchmarks.questions import MadeQuestion, is_prose, words_of
from index.records import Hit, Passage
from index.search.search import Index
from index.text.split import MAX_TOKENS, TokenStarts, split
from qa.evaluation.datasets import GoldDocument, read_jsonl
from qa.evaluation.retrieval import as_read

# The sources of scale_docs with a permissive licence, and those whose documents each say that all rights are given up.
# docs/retrieval.md has the data card.
_LICENSED = ("fastapi/fastapi", "prometheus/docs", "rust-lang/book")  # MIT, Apache-2.0, both
_GIVEN_UP = ("python/peps", "ethereum/EIPs")
_SAYS_SO = re.compile(r"public\s+domain|CC0")
SEEN = 20  # a question whose passage is not among so many is too vague
_FOUND = 30  # of the search, where the negatives come from
_NEGATIVES = 6
_SAME = 0.7  # of the words: as good as the passage itself
_DEV_PART = 8  # every so many documents, by their hash, are for choosing, not for training
_FRONT = 800  # characters: what is left of a document's head


@dataclass(frozen=True, slots=True)
class Candidates:
    """What fused search finds for a made question: the texts of the passages, best first, and their scores."""

    question: str
    document_id: str
    place: int  # of the passage that it was made for, from 0
    texts: tuple[str, ...]
    scores: tuple[float, ...]

    @property
    def is_of_use(self) -> bool:
        """Whether the question finds the passage that it was made for: else it is too vague."""
        return 0 <= self.place < SEEN

    @property
    def is_general(self) -> bool:
        """Whether it is about the world at large."""
        return source_of(self.document_id) in GENERAL

    def is_for_choosing(self, *, general: bool) -> bool:
        """Whether it is of the part that nothing is trained on.

        Where `general` text is trained with, that is all text about software: what is chosen must hold for other text
        than was learnt from. Else all questions of a document are in one part.
        """
        if general:
            return not self.is_general
        return blake2b(self.document_id.encode()).digest()[0] % _DEV_PART == 0


@dataclass(frozen=True, slots=True)
class Group:
    """A question with the passage that answers it and passages that look like it."""

    question: str
    positive: str
    negatives: tuple[str, ...]


def permissive(documents: Iterable[GoldDocument], most: int) -> list[GoldDocument]:
    """A stretch of each of so many documents of the permissive sources, in an order that is always the same."""
    chosen = [document for document in documents if _is_permissive(document)]
    random.Random(5).shuffle(chosen)
    return [GoldDocument(document.id, "", stretch(document.text)) for document in chosen[:most]]


def _is_permissive(document: GoldDocument) -> bool:
    source = source_of(document.id)
    return source in _LICENSED or (source in _GIVEN_UP and _SAYS_SO.search(document.text) is not None)


def source_of(document_id: str) -> str:
    """Where a document is from: what stands before the first colon of its id."""
    return document_id.partition(":")[0]


def sources(documents: Iterable[GoldDocument]) -> str:
    """How many documents are of which source, in words, the most first."""
    counted = Counter(source_of(document.id) for document in documents)
    return f"{counted.total():,} documents: " + ", ".join(f"{count} {name}" for name, count in counted.most_common())


def stretch(text: str) -> str:
    """About three passages from behind the head of a document, where heads are tables of names and dates."""
    spare = len(text) - STRETCH
    start = max(0, text.find("\n\n", min(_FRONT, spare))) if spare > 0 else 0
    return text[start : start + STRETCH].strip()


def worth_asking(documents: Iterable[GoldDocument], token_starts: TokenStarts) -> list[Passage]:
    """The passages that are prose, as an index of the documents has them, in an order that is always the same."""
    passages = []
    for document in documents:
        read = replace(as_read(document.id, document), title=document.title)  # not its id, where it has no title
        passages += [p for p in split(read, max_tokens=MAX_TOKENS, token_starts=token_starts) if is_prose(p.text)]
    random.Random(5).shuffle(passages)
    return passages


def find_candidates(made: Sequence[MadeQuestion], index: Index, file: Path) -> list[Candidates]:
    """What the search finds for each question that finds its passage; kept in the file, and gone on with from there."""
    found = read_candidates(file)
    asked = {each.question for each in found}
    with file.open("a", encoding="utf-8") as out:
        for each in made:
            if each.question and each.question not in asked:
                asked.add(each.question)
                candidates = _candidates(each, index.search(each.question, _FOUND, by="fused"))
                found.append(candidates)
                out.write(json.dumps(asdict(candidates)) + "\n")
    return [each for each in found if each.is_of_use]


def read_candidates(file: Path) -> list[Candidates]:
    """What an earlier run found."""
    if not file.exists():
        return []
    return [
        Candidates(e["question"], e["document_id"], e["place"], tuple(e["texts"]), tuple(e["scores"]))
        for _, e in read_jsonl(file)
    ]


def groups(found: Iterable[Candidates], *, seed: int = 5) -> Iterator[Group]:
    """What is trained with: half of the negatives are the best that the search found, half are drawn from the rest."""
    draw = random.Random(seed)
    for each in found:
        positive = each.texts[each.place]
        others = [text for text in each.texts if not nearly_same(text, positive)]
        hardest, further = others[: _NEGATIVES // 2], others[_NEGATIVES // 2 :]
        negatives = hardest + draw.sample(further, min(len(further), _NEGATIVES - len(hardest)))
        if negatives:
            yield Group(each.question, positive, tuple(negatives))


def nearly_same(text: str, other: str) -> bool:
    """Whether two texts share so many of their words that what answers from one answers from the other.

    >>> nearly_same("the cat purrs at night", "The cat purrs at night.")
    True
    """
    words, others = set(words_of(text)), set(words_of(other))
    return len(words & others) >= _SAME * len(words | others)


def _candidates(made: MadeQuestion, hits: Sequence[Hit]) -> Candidates:
    texts = tuple(hit.passage.text for hit in hits)
    place = texts.index(made.passage) if made.passage in texts else -1
    return Candidates(made.question, made.document_id, place, texts, tuple(round(hit.score, 5) for hit in hits))
