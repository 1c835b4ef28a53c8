"""Marks what a later notice changes in another document, so that the model does not read it. Pure.

"Gilding: now Fridays at 5.15 pm" in "Changes to the programme" replaces the row "Gilding" of the programme where the
question is when. On the teacher the row still holds. "The fee rises from 6 to 8 euros" replaces "The fee is 6 euros".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import replace

from index.records import Document
from index.text.sentences import is_row
from qa.checking.rows import cells
from qa.evidence.editions import can_mean_another
from qa.records import Sentence
from qa.text.answer_type import asked_kinds, has_kind
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
_CANCELLED = re.compile(
    r"\b(?:cancell?ed|called off|dropped|withdrawn|discontinued|deleted|removed"
    r"|no longer (?:takes? place|offered|available|applies|valid)"
    r"|entfäll\w*|entfallen|abgesagt|gestrichen|eingestellt|fällt aus|fallen aus"
    r"|annulée?s?|supprimée?s?|n['’]a(?:ura)? (?:plus )?pas lieu|cancelad[oa]s?|anulad[oa]s?|suprimid[oa]s?"
    r"|suspendid[oa]s?|annullat[oaie]|soppress[oaie]|cancellat[oaie]|sospes[oaie]|geannuleerd|vervall?en|vervalt|afgelast|geschrapt"
    r"|odwołan[eaoy]|отмен\w+)\b|取消|中止",
    re.IGNORECASE,
)
# "The fee rises from 6 to 8 euros". "Open from 9 to 6" changes nothing.
_ALTERED = (
    r"\b(?:ris\w+|rais\w+|increas\w+|reduc\w+|lower\w+|chang\w+|mov\w+|cut|goes|steig\w+|stieg\w*|sinkt|erhöh\w+|gesenkt"
    r"|angehoben|geändert|verlegt|verschoben|pass\w+|port\w+|augment\w+|baiss\w+|déplac\w+|reporté\w*|sub\w+|baj\w+|pas[ao]\w*"
    r"|cambi\w+|aument\w+|traslad\w+|sal\w+|scend\w+|spost\w+|alter\w+|desc\w+|verhoog\w+|verlaag\w+|verplaatst|gaat"
    r"|gewijzigd|zmieni\w+|wzrasta|podnies\w+|obniż\w+|повыш\w+|сниж\w+|перенес\w+)\b"
)
_FROM_TO = re.compile(
    r"\b(?:from|von|vom|de|du|del|da|dal|van|od|с)\s(?P<before>[^.;:!?]{1,40}?)\s(?:to|auf|à|au|a|al|para|naar|do|na|до|на)\s"
    r"(?P<after>[^.;:!?]{1,40})",
    re.IGNORECASE,
)
_IS_ALTERED = re.compile(_ALTERED, re.IGNORECASE)
_FROM_NOW_ON = re.compile(
    r"\b(?:from now on|with immediate effect|as of now|henceforth|instead of|is replaced by|has been replaced by|now"
    r"|ab sofort|künftig|fortan|von nun an|statt|anstelle|nunmehr|jetzt|wird auf|wurde auf"
    r"|désormais|dorénavant|dès maintenant|au lieu d|est remplacée? par|maintenant"
    r"|en adelante|a partir de ahora|en lugar de|ahora|d['’]ora in poi|invece di|al posto di|adesso"
    r"|a partir de agora|em vez de|agora|voortaan|met ingang van|in plaats van|vanaf nu|od teraz|zamiast"
    r"|отныне|вместо)\b|从现在起|改为",
    re.IGNORECASE,
)
_NO_LONGER = re.compile(
    r"\b(?:no longer|not any ?more|n['’]t any ?more|nicht mehr|n['’](?:est|y a|a|ont) plus|ne \w+ plus|ya no"
    r"|non (?:è |si )?più|já não|não mais|niet (?:langer|meer)|już nie|больше не)\b|不再",
    re.IGNORECASE,
)
# "The deposit is raised to 80 euros", "wird auf 80 Euro angehoben".
_SET_TO = re.compile(
    r"\b(?:raised|increased|lowered|reduced|cut|changed|moved|postponed|brought forward) (?:\w+ ){0,2}to\b"
    r"|\bauf\b.{1,40}\b(?:angehoben|erhöht|gesenkt|herabgesetzt|verlegt|verschoben|geändert)\b"
    r"|\b(?:porté|augmenté|abaissé|ramené|avancé|reporté|déplacé)e?s? (?:à|au)\b"
    r"|\b(?:sube|baja|elevad|reducid|traslad|aplazad)\w* (?:a|al|hasta)\b"
    r"|\b(?:aumentat|ridott|portat|spostat|rinviat)\w* (?:a|al|alle)\b"
    r"|\b(?:verhoogd|verlaagd|verplaatst|verschoven) naar\b",
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
    amends = {(one, two) for one in changing for two in held if _changes(documents[one], documents[two])}
    saying = [(j, new) for j, new in enumerate(sentences) if new.passage.document_id in changing or _says_changed(new)]
    later = {(one, two) for one in held for two in held if saying and _is_later(documents[one], documents[two])}
    counts = Counter(word for one in sentences for word in one.parsed.word_set & question.word_set)
    telling = {word for word, count in counts.items() if count <= FEW}
    marked = list(sentences)
    for i, old in enumerate(sentences):
        found = []
        for j, new in saying:
            pair = new.passage.document_id, old.passage.document_id
            if (pair in amends and _replaces(question, new, old)) or (
                pair[0] != pair[1] and _updates(question, new, old, is_later=pair in later, telling=telling)
            ):
                found.append(j)
        if found and not old.outdated:
            best = max(found, key=lambda j: sentences[j].score)
            marked[i] = replace(marked[i], outdated=True, replaced_by=sentences[best])
            marked[best] = replace(marked[best], score=max(marked[best].score, old.score))
    return marked


def _says_changed(sentence: Sentence) -> bool:
    """Whether a sentence says that something is otherwise than before."""
    text = sentence.text
    is_altered = _IS_ALTERED.search(text) and _FROM_TO.search(text)
    return bool(is_altered or any(one.search(text) for one in (_FROM_NOW_ON, _NO_LONGER, _CANCELLED)))


def _updates(question: ParsedText, new: Sentence, old: Sentence, *, is_later: bool, telling: Set[str]) -> bool:
    """Whether the new sentence says that what the old one says has changed.

    It names the old value; or its document is later, it is about the same thing, and it says anew what is asked, or
    that this is no longer so. `telling` are the words that only few of the retrieved sentences have.
    """
    own, its = (one.parsed.word_set | one.place.word_set for one in (new, old))
    shared = {word for word in own & its & question.word_set if word not in FUNCTION_WORDS}
    if not shared:
        return False
    altered = _FROM_TO.search(new.text) if _IS_ALTERED.search(new.text) else None
    if altered and _are_in(find_facts(altered["before"]), old.parsed.facts):
        return True
    if not is_later:
        return False
    words = {word for word in old.parsed.word_set - FUNCTION_WORDS if word.isalpha()}
    is_like = len(words & new.parsed.word_set) > LIKE * len(words)
    both = shared & telling & new.parsed.word_set & old.parsed.word_set
    if _NO_LONGER.search(new.text) or _CANCELLED.search(new.text):
        return _ASKS_WHETHER.match(question.text) is not None and (is_like or bool(both))
    if not _have_one_kind(question, new, old) or not _says_anew(question, new, old):
        return False
    heading = frozenset(content_words(old.passage.heading.rsplit(" > ", 1)[-1])) - FUNCTION_WORDS
    section = {word for word in heading if word.isalpha()}
    is_of_section = bool(section) and section <= new.parsed.word_set and bool(section & question.word_set)
    if _SET_TO.search(new.text):
        return is_like or is_of_section or bool(both)
    return _FROM_NOW_ON.search(new.text) is not None and (is_like or is_of_section)


def _have_one_kind(question: ParsedText, new: Sentence, old: Sentence) -> bool:
    """Whether both have a fact of the kind that the question asks for; two amounts are both of money, or the like."""
    kinds, said, before = asked_kinds(question), new.parsed.facts, old.parsed.facts
    if "quantity" in kinds and {one.kind for one in said.quantities} & {one.kind for one in before.quantities} - {""}:
        return True
    return has_kind(question, kinds - {"quantity"}, before)


def _are_in(before: Facts, held: Facts) -> bool:
    """Whether the facts that are said to have held until now are those of an old sentence."""
    return bool(before.values & held.values or before.times & held.times or before.dates & held.dates)


def _is_later(one: Document, two: Document) -> bool:
    """Whether both documents have a date, and the first has the later one."""
    new, old = Edition.of(one).dated, Edition.of(two).dated
    if not (new and old and new.year and old.year):
        return False
    return (new.year, new.month, new.day or 0) > (old.year, old.month, old.day or 0)


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
