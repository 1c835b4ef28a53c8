"""Marks what a later notice changes in another document, so that the model does not read it. Pure.

"Gilding: now Fridays at 5.15 pm" in "Changes to the programme" replaces the row "Gilding" of the programme where the
question is when. On the teacher the row still holds. "The fee rises from 6 to 8 euros" replaces "The fee is 6 euros".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import replace
from itertools import permutations

from index.records import Document
from index.text.headings import innermost
from index.text.sentences import is_row
from qa.checking.rows import cells
from qa.evidence.editions import can_mean_another
from qa.records import Sentence
from qa.text.answer_type import asked_kinds, has_kind
from qa.text.calendar_words import Date
from qa.text.changed import is_cancelled, is_from_now_on, is_no_longer, is_set_anew, says_changed, value_before
from qa.text.dates import years_of
from qa.text.editions import Edition
from qa.text.facts import Facts, find_facts
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
_ASKS_WHETHER = re.compile(
    r"\W*(?:can|could|may|is|are|do|does|has|have|will|kann|können|darf|dürfen|gibt|ist|sind|hat|wird|est-ce|puis-je"
    r"|peut-on|peut|y a-t-il|a-t-on|puedo|podemos|se puede|hay|es|está|posso|possiamo|si può|c['’]è|ci sono|há|existe"
    r"|kan|mag|mogen|is|zijn|czy|можно)\b",
    re.IGNORECASE,
)
FEW = 4  # sentences that have a word at most, for it to tell what they are about
LIKE = 0.5  # more than this share of an old sentence's words is in one that says the same otherwise
_ASKS_DAY = re.compile(
    r"\b(?:days?|\w*tage?|jours?|días?|giorn[oi]|dias?|dag(?:en)?|dni[ua]?|день|дни)\b", re.IGNORECASE
)
_LABEL = re.compile(r"[^:.!?|]{2,60}:\s")


def mark_amended(
    question: ParsedText, sentences: Sequence[Sentence], document_of: Callable[[str], Document]
) -> list[Sentence]:
    """The scored sentences; those that a later notice changes, for this question, are `outdated`.

    What replaces a sentence takes its score, if that is higher. Nothing is outdated if the question can mean the time
    before, as one with a year can.
    """
    held = list(dict.fromkeys(sentence.passage.document_id for sentence in sentences))
    if len(held) < 2 or years_of(question.text) or can_mean_another(question):
        return list(sentences)
    documents = {document_id: document_of(document_id) for document_id in held}
    changing = {one for one in held if _is_of_changes(documents[one])}
    saying = [
        (j, new) for j, new in enumerate(sentences) if new.passage.document_id in changing or says_changed(new.text)
    ]
    if not saying:
        return list(sentences)
    dated = {one: Edition.of(document).dated for one, document in documents.items()}
    later = {(one, two) for one, two in permutations(held, 2) if _is_later(dated[one], dated[two])}
    amends = {
        (one, two)
        for one, two in permutations(held, 2)
        if one in changing
        and two not in changing
        and (two, one) not in later
        and _share_title(documents[one], documents[two])
    }
    counts = Counter(word for one in sentences for word in one.parsed.word_set & question.word_set)
    telling = {word for word, count in counts.items() if count <= FEW}
    marked = list(sentences)
    for i, old in enumerate(sentences):
        if old.outdated:
            continue
        found = []
        for j, new in saying:
            pair = new.passage.document_id, old.passage.document_id
            if (pair in amends and _replaces(question, new, old)) or (
                pair[0] != pair[1] and _updates(question, new, old, is_later=pair in later, telling=telling)
            ):
                found.append(j)
        if found:
            best = max(found, key=lambda j: sentences[j].score)
            marked[i] = replace(marked[i], outdated=True, replaced_by=sentences[best])
            marked[best] = replace(marked[best], score=max(marked[best].score, old.score))
    return marked


def _updates(question: ParsedText, new: Sentence, old: Sentence, *, is_later: bool, telling: Set[str]) -> bool:
    """Whether the new sentence says that what the old one says has changed.

    It names the old value; or its document is later, it is about the same thing, and it says anew what is asked, or
    that this is no longer so. `telling` are the words that only few of the retrieved sentences have.
    """
    own, its = (one.parsed.word_set | one.place.word_set for one in (new, old))
    shared = {word for word in own & its & question.word_set if word not in FUNCTION_WORDS}
    if not shared:
        return False
    if (before := value_before(new.text)) and _are_in(find_facts(before), old.parsed.facts):
        return True
    if not is_later:
        return False
    words = {word for word in old.parsed.word_set - FUNCTION_WORDS if word.isalpha()}
    is_like = len(words & new.parsed.word_set) > LIKE * len(words)
    both = shared & telling & new.parsed.word_set & old.parsed.word_set
    if is_no_longer(new.text):
        return _ASKS_WHETHER.match(question.text) is not None and (is_like or bool(both))
    if not _have_one_kind(question, new, old) or not _says_anew(question, new, old):
        return False
    heading = frozenset(content_words(innermost(old.passage.heading))) - FUNCTION_WORDS
    section = {word for word in heading if word.isalpha()}
    is_of_section = bool(section) and section <= new.parsed.word_set and bool(section & question.word_set)
    if is_set_anew(new.text):
        return is_like or is_of_section or bool(both)
    return is_from_now_on(new.text) and (is_like or is_of_section)


def _have_one_kind(question: ParsedText, new: Sentence, old: Sentence) -> bool:
    """Whether both have a fact of the kind that the question asks for; two amounts are both of money, or the like."""
    kinds, said, before = asked_kinds(question), new.parsed.facts, old.parsed.facts
    if "quantity" in kinds and {one.kind for one in said.quantities} & {one.kind for one in before.quantities} - {""}:
        return True
    return has_kind(question, kinds - {"quantity"}, before)


def _are_in(before: Facts, held: Facts) -> bool:
    """Whether the facts that are said to have held until now are those of an old sentence."""
    return bool(before.values & held.values or before.times & held.times or before.dates & held.dates)


def _is_later(new: Date | None, old: Date | None) -> bool:
    """Whether both dates have a year, and the first is the later one."""
    if not (new and old and new.year and old.year):
        return False
    return (new.year, new.month, new.day or 0) > (old.year, old.month, old.day or 0)


def _is_of_changes(document: Document) -> bool:
    return _OF_CHANGES.search(_titles(document)) is not None


def _titles(document: Document) -> str:
    """The title of a document, and its first line, which can say more."""
    first = document.text.lstrip("# \n").split("\n", 1)[0]
    return f"{document.title}\n{first if len(first) <= MOST_TITLE else ''}"


def _share_title(changes: Document, other: Document) -> bool:
    """Whether the title of a document of changes has a word of the other document's title."""
    own, its = (set(content_words(_OF_CHANGES.sub(" ", _titles(one)))) for one in (changes, other))
    return bool(own & its - FUNCTION_WORDS)


def _replaces(question: ParsedText, new: Sentence, old: Sentence) -> bool:
    """Whether a sentence of the changes is about what the old one is labelled with, and says anew what is asked."""
    label = _label_of(old)
    if not label or not label & question.word_set or not label <= new.parsed.word_set:
        return False
    if is_cancelled(f"{innermost(new.passage.heading)}\n{new.text}"):
        return True
    return _says_anew(question, new, old)


def _says_anew(question: ParsedText, new: Sentence, old: Sentence) -> bool:
    """Whether the new sentence has a fact of the kind that the question asks for, which the old one has not."""
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
