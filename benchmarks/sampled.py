"""A part of a gold set, where the whole of it would take too long."""

from __future__ import annotations

from qa.evaluation.datasets import GoldSet


def sampled(gold: GoldSet, *, documents: int | None, questions: int | None) -> GoldSet:
    """So many questions, evenly spaced, and the documents that answer them, filled up to so many; None: all."""
    count = min(questions or len(gold.questions), len(gold.questions))
    asked = tuple(gold.questions[number * len(gold.questions) // count] for number in range(count))
    if documents is None:
        return GoldSet(gold.name, gold.documents, asked)
    answering = {document for question in asked for document in question.gold}
    chosen = [document for document in gold.documents if document.id in answering]
    others = [document for document in gold.documents if document.id not in answering]
    return GoldSet(gold.name, (*chosen, *others[: max(0, documents - len(chosen))]), asked)
