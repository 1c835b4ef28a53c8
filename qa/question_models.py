"""The models that answer one question."""

from __future__ import annotations

from dataclasses import dataclass

from index.embedding.embedder import Embedder
from index.embedding.rerank import Reranker
from qa.checking.fitted_judge import FittedJudge
from qa.checking.judge import Judge
from qa.engines.engine import Engine
from qa.engines.openai_engine import OpenAIEngine
from qa.evidence.gather import Readers


@dataclass(frozen=True, slots=True)
class QuestionModels:
    """The `models`, with the embedder of the index that is searched, also if another index is published meanwhile.

    Of several endpoints, all questions of a conversation go to the one that has read what came before.
    """

    models: Readers
    embedder: Embedder
    conversation: str  # its first question

    @property
    def reranker(self) -> Reranker | None:
        return self.models.reranker

    @property
    def judge(self) -> Judge:
        return FittedJudge(self.embedder)

    @property
    def engine(self) -> Engine:
        engine = self.models.engine
        return engine.keeping_to(self.conversation) if isinstance(engine, OpenAIEngine) else engine
