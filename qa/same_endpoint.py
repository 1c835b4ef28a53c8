"""The models of a chatbot for one conversation, all of which one of several endpoints answers."""

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
    """The `models`, with an engine that keeps to the endpoint of the conversation, which has read what came before."""

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
