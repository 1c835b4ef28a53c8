"""Marks what a document of changes replaces in another one, so that the model does not read it. Pure.

"Gilding: now Fridays at 5.15 pm" in "Changes to the programme" replaces the row "Gilding" of the programme where the
question is when. On the teacher the row still holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from index.records import Document
from index.text.sentences import is_row
from qa.checking.rows import cells
from qa.evidence.editions import can_mean_another
from qa.records import Sentence
from qa.text.answer_type import asked_kinds
from qa.text.dates import years_of
from qa.text.editions import Edition
from qa.text.function_words import FUNCTION_WORDS
from qa.text.parsed import ParsedText
from qa.text.weekdays import DAYS
from qa.text.words import content_words

MOST_TITLE = 100  # characters of a first line that can be a title

# In a title. German and Dutch write it together with what is changed: "Programmänderungen".
_OF_CHANGES = re.compile(
    r"\b(?:changes?|amend\w*|modification\w*|errat(?:um|a)|corrigend(?:um|a)|corrections?|addend(?:um|a)|updates?|revisions?"
    r"|\w*(?:änderung|berichtigung|korrektur|aktualisierung)(?:en)?|nachtr[aä]ge?|changements?|rectificati(?:f|ons?)|avenants?"
    r"|mises? à jour|modificaci(?:ón|ones)|cambios?|rectificaci(?:ón|ones)|actualizaci(?:ón|ones)|correcci(?:ón|ones)"
    r"|modific(?:a|he)|variazion[ei]|aggiornament[oi]|rettific(?:a|he)|alteraç(?:ão|ões)|retificaç(?:ão|ões)"
    r"|\w*(?:wijziging|aanpassing|rectificatie)(?:en)?|zmian[ay]|aneks|изменени[ея]|поправк[аи])\b|更正|变更|変更|修订",
    re.IGNORECASE,
)
_CANCELLED = re.compile(
    r"\b(?:cancell?ed|called off|dropped|withdrawn|discontinued|deleted|removed"
    r"|no longer (?:takes? place|offered|available|applies|valid)"
    r"|entfäll\w*|entfallen|abgesagt|gestrichen|eingestellt|fällt aus|fallen aus"
    r"|annulée?s?|supprimée?s?|n['’]a(?:ura)? (?:plus )?pas lieu|cancelad[oa]s?|anulad[oa]s?|suprimid[oa]s?"
    r"|suspendid[oa]s?|annullat[oaie]|soppress[oaie]|cancellat[oaie]|sospes[oaie]|geannuleerd|vervall?en|vervalt|afgelast|geschrapt"
    r"|odwołan[eaoy]|отмен\w+)\b|取消|中止",
    re.IGNORECASE,
)
_ASKS_DAY = re.compile(
    r"\b(?:days?|\w*tage?|jours?|días?|giorn[oi]|dias?|dag(?:en)?|dni[ua]?|день|дни)\b", re.IGNORECASE
)
_LABEL = re.compile(r"[^:.!?|]{2,60}:\s")


def mark_amended(
    question: ParsedText, sentences: Sequence[Sentence], document_of: Callable[[str], Document]
) -> list[Sentence]:
    """The scored sentences; those that a document of changes replaces, for this question, are `outdated`.

    What replaces a sentence takes its score, if that is higher. Nothing is outdated if the question can mean the time
    before, as one with a year can.
    """
    held = list(dict.fromkeys(sentence.passage.document_id for sentence in sentences))
    documents = {document_id: document_of(document_id) for document_id in held}
    changing = [one for one in held if _is_of_changes(documents[one])]
    if not changing or len(held) < 2 or years_of(question.text) or can_mean_another(question):
        return list(sentences)
    amends = {(one, two) for one in changing for two in held if _changes(documents[one], documents[two])}
    marked = list(sentences)
    for i, old in enumerate(sentences):
        found = [
            j
            for j, new in enumerate(sentences)
            if (new.passage.document_id, old.passage.document_id) in amends and _replaces(question, new, old)
        ]
        if found and not old.outdated:
            best = max(found, key=lambda j: sentences[j].score)
            marked[i] = replace(old, outdated=True, replaced_by=sentences[best])
            marked[best] = replace(marked[best], score=max(marked[best].score, old.score))
    return marked


def _is_of_changes(document: Document) -> bool:
    return _OF_CHANGES.search(_titles(document)) is not None


def _titles(document: Document) -> str:
    """The title of a document, and its first line, which can say more."""
    first = document.text.lstrip("# \n").split("\n", 1)[0]
    return f"{document.title}\n{first if len(first) <= MOST_TITLE else ''}"


def _changes(one: Document, two: Document) -> bool:
    """Whether the changes in `one` can be to `two`: their titles share a word, and `two` is none of a later date."""
    if _is_of_changes(two):
        return False
    new, old = Edition.of(one).dated, Edition.of(two).dated
    is_earlier = new and old and new.year and old.year and (new.year, new.month) < (old.year, old.month)
    named = set(content_words(_OF_CHANGES.sub(" ", _titles(one)))) & set(content_words(_titles(two)))
    return bool(named - FUNCTION_WORDS) and not is_earlier


def _replaces(question: ParsedText, new: Sentence, old: Sentence) -> bool:
    """Whether a sentence of the changes is about what the old one is labelled with, and says anew what is asked."""
    label = _label_of(old)
    if not label or not label & question.word_set or not label <= new.parsed.word_set:
        return False
    if _CANCELLED.search(f"{new.passage.heading.rsplit(' > ', 1)[-1]}\n{new.text}"):
        return True
    kinds, said, before = asked_kinds(question), new.parsed.facts, old.parsed.facts
    days = _days(new.parsed) - _days(old.parsed)
    return (
        ("quantity" in kinds and bool(said.quantities - before.quantities))
        or ("date" in kinds and bool(days or said.dates - before.dates or said.times - before.times))
        or (_ASKS_DAY.search(question.text) is not None and bool(days))
        or ("name" in kinds and bool(said.names - before.names - question.facts.names - DAYS.keys()))
    )


def _label_of(sentence: Sentence) -> frozenset[str]:
    """The words of a row's first cell, or of what stands before the colon of a line."""
    if is_row(sentence.text):
        return cells(sentence.parsed)[0].value.word_set
    match = _LABEL.match(sentence.text)
    return frozenset(content_words(match[0])) if match else frozenset()


def _days(text: ParsedText) -> set[tuple[int, int]]:
    """The weekdays that a text names."""
    return {DAYS[word] for token in text.tokens if (word := token.casefold()) in DAYS}
