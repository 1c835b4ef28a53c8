"""Hits -> evidence: what the engine reads, and what its answer is checked against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from index.embedding.embedder import Embedder
from index.embedding.rerank import Reranker
from index.records import Hit
from qa.checking.conflicts import Documents, contradicted_premise, open_conflicts
from qa.checking.finalize import Checked
from qa.engines.engine import Engine
from qa.evidence.alternatives import answer_each, find_alternatives
from qa.evidence.amendments import mark_amended
from qa.evidence.captions import with_caption
from qa.evidence.days import add_entries_of_day
from qa.evidence.editions import mark_outdated
from qa.evidence.excerpts import choose_excerpts
from qa.evidence.injection import without_orders
from qa.evidence.prompt import compose, compose_decision
from qa.evidence.rank import score_sentences
from qa.evidence.sentences import group_sources, read_sentences
from qa.records import Conflict, Draft, Prompt, Question, Sentence, Source, Statement
from qa.settings import Settings
from qa.text.messages import say
from qa.text.quotes import quote_best


class Readers(Protocol):
    """The models that read the documents for a question."""

    @property
    def embedder(self) -> Embedder: ...

    @property
    def reranker(self) -> Reranker | None: ...

    @property
    def engine(self) -> Engine: ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence for a question. Each sentence is parsed and embedded once."""

    question: Question
    hits: tuple[Hit, ...]
    sentences: tuple[Sentence, ...]  # of all hits, in order, scored; without orders to a language model
    sources: tuple[Source, ...]  # the passages of `prompt`; the answer is checked against them
    prompt: Prompt  # asks for the answer
    decision: Prompt  # asks whether the passages contain an answer
    draft: Draft  # quotes the likeliest sentences
    alternatives: tuple[Sentence, ...] = ()  # what holds for each of the things that the question can mean

    @property
    def reply(self) -> Checked | None:
        """The answer that needs no model: what the documents say against what the question assumes, or what they say
        for each of several things that the question can mean. None if neither is the case.
        """
        if said := contradicted_premise(self.question.searched, self.prompt):
            return Checked(f"{say('contradiction', self.question.language)} {said.text}", (said,))
        return answer_each(self.alternatives, self.prompt, self.question.language) if self.alternatives else None

    def conflicts_with(self, statements: Sequence[Statement], documents: Documents) -> tuple[Conflict, ...]:
        """The conflicts between documents that the statements depend on. Answers for several things are none."""
        if self.alternatives:
            return ()
        return open_conflicts(self.question.searched, self.sentences, self.prompt, statements, documents)


def gather_evidence(
    question: Question,
    hits: Sequence[Hit],
    documents: Documents,
    *,
    models: Readers,
    settings: Settings,
) -> Evidence:
    """The evidence for `question` from the hits. The engine reads about `evidence_tokens` of it at most."""
    hits = add_entries_of_day(question.searched, hits, documents.passages)
    document_of = cache(documents.document)

    def text_of(document_id: str) -> str:
        return document_of(document_id).text

    found = without_orders(read_sentences(hits, models.embedder), text_of)
    scored = score_sentences(question.searched, found, models.embedder, models.reranker, seconds=settings.rerank_s)
    sentences = mark_amended(question.searched, mark_outdated(question.searched, scored, document_of), document_of)
    valid = [sentence for sentence in sentences if not sentence.outdated]
    excerpts = choose_excerpts(valid, budget_tokens=settings.evidence_tokens, count_tokens=models.engine.count_tokens)
    prompt = compose(question, excerpts)
    sources = {source.passage.id: source for source in group_sources(valid)}
    return Evidence(
        question=question,
        hits=tuple(hits),
        sentences=tuple(sentences),
        sources=tuple(with_caption(sources[passage.id], text_of) for passage in prompt.passages),
        prompt=prompt,
        decision=compose_decision(question, excerpts),
        draft=Draft(question.searched.text, quote_best(prompt)),
        alternatives=tuple(find_alternatives(question.searched, sentences)),
    )
