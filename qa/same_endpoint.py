"""Lets one of several endpoints answer all questions of a conversation."""

from __future__ import annotations

from dataclasses import dataclass

from index.embedding.embedder import Embedder
from index.embedding.rerank import Reranker
from qa.checking.judge import Judge
from qa.engines.engine import Engine
from qa.engines.openai_engine import OpenAIEngine
from qa.forms.form import Models


@dataclass(frozen=True, slots=True)
class SameEndpoint:
    """The `models`, with an engine that always asks the endpoint that has read the earlier turns."""

    models: Models
    conversation: str  # its first question

    @property
    def embedder(self) -> Embedder:
        return self.models.embedder

    @property
    def reranker(self) -> Reranker | None:
        return self.models.reranker

    @property
    def judge(self) -> Judge:
        return self.models.judge

    @property
    def engine(self) -> Engine:
        engine = self.models.engine
        return engine.keeping_to(self.conversation) if isinstance(engine, OpenAIEngine) else engine
