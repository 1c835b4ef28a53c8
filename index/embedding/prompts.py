"""The prompts before embedded questions and passages, for embedders that were trained with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

_SEARCH = "Represent this sentence for searching relevant passages: "
_TASK = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"


@dataclass(frozen=True, slots=True)
class Prompts:
    """The text before a question and before a passage; "" for none."""

    question: str = ""
    passage: str = ""


# From the publishers' model cards. The first match counts, so models with instructions come before their families.
_FAMILIES = {
    r"e5-.*instruct|gte-qwen.*instruct|sfr-embedding": Prompts(f"{_TASK} "),
    r"qwen3-embedding": Prompts(_TASK),
    r"e5-(small|base|large)": Prompts("query: ", "passage: "),
    r"bge-(small|base|large)-zh": Prompts("为这个句子生成表示以用于检索相关文章："),
    r"bge-(small|base|large)": Prompts(_SEARCH),
    r"nomic-embed-text|modernbert-embed": Prompts("search_query: ", "search_document: "),
    r"arctic-embed.*v2": Prompts("query: "),
    r"arctic-embed|mxbai-embed|uae-large": Prompts(_SEARCH),
    r"embeddinggemma": Prompts("task: search result | query: ", "title: none | text: "),
    r"jina-embeddings-v3": Prompts(
        "Represent the query for retrieving evidence documents: ", "Represent the document for retrieval: "
    ),
    r"instructor-": Prompts(
        "Represent the question for retrieving supporting documents: ", "Represent the document for retrieval: "
    ),
}
_QUESTION_NAMES = ("query", "retrieval.query", "search_query", "web_search_query", "s2p_query")
_PASSAGE_NAMES = ("document", "passage", "corpus", "retrieval.passage", "search_document")


def prompts_for(name: str, saved: Mapping[str, str | None]) -> Prompts:
    """The prompts of the embedder with this name or path: the saved ones, else those of its family, else none.

    >>> prompts_for("models/intfloat/e5-small-v2", {})
    Prompts(question='query: ', passage='passage: ')
    >>> prompts_for("my-own", {"query": "Q: ", "STS": "Compare: "})
    Prompts(question='Q: ', passage='')
    """
    own = Prompts(_first(saved, _QUESTION_NAMES), _first(saved, _PASSAGE_NAMES))
    return own if own != Prompts() else _of_family(name)


def _first(saved: Mapping[str, str | None], names: tuple[str, ...]) -> str:
    return next((prompt for name in names if (prompt := saved.get(name))), "")


def _of_family(name: str) -> Prompts:
    """Decided by the last part of the path that names a family: `models--intfloat--e5-base-v2/snapshots/4c1b`."""
    for part in reversed(PurePath(name.lower().replace("--", "/")).parts):
        for pattern, prompts in _FAMILIES.items():
            if re.search(rf"(?:^|[-_])(?:{pattern})", part):
                return prompts
    return Prompts()
