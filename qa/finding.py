"""What is found for a question, and what of it an engine reads."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from index.embedding.embedder import Embedder
from index.records import Document, Hit
from qa.conversation.rewrite import joined
from qa.engines.engine import Engine
from qa.evidence.excerpts import choose_excerpts
from qa.evidence.injection import is_suspicious
from qa.evidence.prompt import compose, compose_decision
from qa.evidence.rank import score_sentences
from qa.records import Draft, Prompt, ScoredSentence, Turn
from qa.settings import Settings
from qa.stopwatch import Stopwatch
from qa.text.quotes import quote_best

EARLIER = 3  # passages found for the question before, which stay candidates for a follow-up


class Retriever(Protocol):
    """The part of an index that answering uses."""

    def search(self, question: str, k: int = 8, within: Collection[str] | None = None) -> list[Hit]: ...

    def document(self, document_id: str) -> Document: ...

    def changed_on(self, document_id: str) -> date: ...


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question, and what of it an engine reads."""

    draft: Draft
    stands_alone: bool  # whether the question that was searched for can be understood alone
    hits: tuple[Hit, ...]
    sentences: Sequence[ScoredSentence]
    prompt: Prompt
    decision: Prompt

    @property
    def searched(self) -> str:
        return self.draft.searched


def find_evidence(
    question: str,
    alone: str | None,
    *,
    history: Sequence[Turn],
    index: Retriever,
    embedder: Embedder,
    engine: Engine,
    settings: Settings,
    within: Collection[str] | None,
    watch: Stopwatch,
) -> Found:
    """What is found for the standalone question `alone`, or, where that is not known, for `question` and the last one.

    What answered the question before a follow-up stays a candidate.
    """
    searched = alone or joined(question, history)
    hits = index.search(searched, k=settings.k, within=within)
    if searched != question:
        earlier = index.search(history[-1].searched or history[-1].question, k=EARLIER, within=within)
        known = {hit.passage.id for hit in hits}
        hits += [replace(hit, score=hits[-1].score) for hit in earlier if hit.passage.id not in known]
    watch.lap("search")
    every = score_sentences(searched, hits, embedder)
    sentences = [s for s in every if not is_suspicious(hits[s.rank].passage.text[s.start : s.end])]
    excerpts = choose_excerpts(
        [hit.passage for hit in hits],
        sentences,
        budget_tokens=settings.evidence_tokens,
        count_tokens=engine.count_tokens,
    )
    asked, turns = (alone, ()) if alone else (question, history)
    prompt, decision = (make(asked, excerpts, history=turns) for make in (compose, compose_decision))
    watch.lap("compose")
    draft = Draft(searched, quote_best(prompt))
    return Found(draft, alone is not None, tuple(hits), sentences, prompt, decision)
