"""Hits -> sentences: each is parsed and embedded once per question, and used from ranking to checking."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from index.embedding.embedder import Embedder
from index.records import Hit
from index.text.sentences import sentence_spans
from qa.records import Sentence, Source
from qa.text.parsed import ParsedText


def read_sentences(hits: Sequence[Hit], embedder: Embedder) -> list[Sentence]:
    """The sentences of the hits' passages, in order, without scores."""
    found = [(hit, order, *span) for hit in hits for order, span in enumerate(sentence_spans(hit.passage.text))]
    if not found:
        return []
    texts = [ParsedText(hit.passage.text[start:end]) for hit, _, start, end in found]
    rows = embedder.embed_passages([text.text for text in texts])
    places = {hit: ParsedText(f"{hit.passage.title}\n{hit.passage.heading}") for hit in hits}
    return [
        Sentence(hit, order, start, end, text, places[hit], row)
        for (hit, order, start, end), text, row in zip(found, texts, rows, strict=True)
    ]


def group_sources(sentences: Sequence[Sentence]) -> list[Source]:
    """The passages of the sentences, in order. Only these sentences of a passage can be cited."""
    sources = []
    for passage, group in groupby(sentences, key=lambda sentence: sentence.passage):
        own = tuple(group)
        parsed = ParsedText(passage.text, [sentence.parsed for sentence in own])
        sources.append(Source(passage, own, parsed, own[0].place, ParsedText(passage.heading)))
    return sources
