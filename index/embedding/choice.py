"""Chooses the embedder that suits the languages of the documents."""

from __future__ import annotations

from collections.abc import Collection

AUTO = "auto"  # the setting that leaves the choice to Quoth
FOR_ENGLISH = "all-MiniLM-L6-v2"
FOR_MANY_LANGUAGES = "multilingual-e5-small-4bit"
# The same embedder as its publisher has it, where the package index cannot be reached but the hub can.
FOR_MANY_LANGUAGES_FROM_HUB = "multilingual-e5-small"


def suitable_embedder(languages: Collection[str]) -> str:
    """The name of the embedder for documents in these languages, given by their codes. None known: that for English.

    >>> suitable_embedder(["en"]), suitable_embedder(["en", "de"])
    ('all-MiniLM-L6-v2', 'multilingual-e5-small-4bit')
    """
    return FOR_MANY_LANGUAGES if any(code != "en" for code in languages) else FOR_ENGLISH
