"""The words of a question that nothing explains: they could change what is asked. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import lru_cache

from qa.forms.tables.mentions import Word, context_of, stems_of
from qa.forms.tables.people import means_everybody
from qa.forms.tables.question_words import asks_for_different
from qa.forms.tables.typed import Table, unit_of
from qa.forms.tables.vocabulary import LIGHT, ROWS
from qa.forms.words.roots import root
from qa.text.words import stem

EACH = frozenset("per each every by je pro jede jeden jedes jeder par por chaque cada".split())
_PART = 5  # letters of the first or last part of a compound
# German and Dutch: the verb of "abgeholt" is in "Abholtag", and that of "besteld" in "Bestellingen".
_PARTICIPLE = re.compile(
    r"(?P<before>ab|an|auf|aus|bei|ein|her|hin|mit|nach|vor|um|weg|zu|zurück|af|op|uit|in|mee|toe)?"
    r"(?:ge(?P<verb>\w{3,}?)|(?P<whole>(?:be|ver|er|ent|ont|zer|her)\w{3,}?))(?:en|e?t|e?d)"
)
# Function words that change what is asked: if one of them is not understood, the question is not.
WEIGHTY = frozenset(
    """after before since until till by not no nor without except other apart aside besides than more less between
    below above under against only same during few never neither either most least vor nach seit bis nicht
    kein keine ohne außer mehr weniger zwischen nur sans sauf ne pas non aucun aucune jamais après avant depuis
    moins plus seulement sin excepto nunca antes después desde hasta menos más solo
    na zonder niet geen behalve minder tussen alleen sinds tot dopo prima senza tranne eccetto soltanto fino non
    depois sem exceto mais apenas até não
    """.split()
)

_HOW = frozenset("how wie hoe".split())
_BEFORE_THINGS = (
    "the|an?|our|my|your|on|for|from|in|at|by|with|of|der|die|das|den|dem|des|eine[nrms]?|für|von|vom|bei|beim|auf|im|am|mit"
    "|le|la|les|du|des|de|un|une|pour|sur|par|avec|el|los|las|del|una?|para|por|con|en|il|lo|gli|dell[aeo]|per|het|een|voor"
    "|van|met|na|os|as|d[oa]s?|n[oa]s?"
)


def left_over(words: Sequence[Word], table: Table, used: Set[int], columns: Set[int]) -> list[int]:
    """The places of the words that name no part of the question, and nothing that the table is about.

    `columns`: the places of the words that name columns.
    """
    known, roots = _known(table)
    return [
        place
        for place, word in enumerate(words)
        if place not in used
        and not means_everybody(word.text, table)
        and not (word.text.casefold() in EACH and place + 1 in columns)
        and not (columns and place and words[place - 1].text.casefold() in _HOW)  # "how long did it keep"
        and (word.text.casefold() in WEIGHTY or (word.is_content and not _is_known(word, known, roots)))
    ]


@lru_cache(maxsize=64)
def _known(table: Table) -> tuple[frozenset[str], frozenset[str]]:
    """The stems, and the roots, of the words that add nothing to a question about the table."""
    units = {one for column in table.columns for one in stems_of(unit_of(column))}
    known = context_of(table) | LIGHT | units
    return frozenset(known), frozenset(map(root, known))


def _is_known(word: Word, known: Set[str], roots: Set[str]) -> bool:
    return (
        asks_for_different(word.text)
        or word.text.casefold() in ROWS
        or not known.isdisjoint([word.stem, *map(stem, word.stem.split("-"))])
        or word.root in roots
        or (len(word.text) >= _PART and any(_is_part(word.root, root) for root in roots))
        or any(verb in root for verb in _verb(word) for root in roots)
        or (len(word.root) > _PART and word.root.startswith("re") and word.root[2:] in roots)  # "refuel" in a fuel log
    )


def _is_part(word: str, compound: str) -> bool:
    return len(compound) > len(word) + 2 and (compound.endswith(word) or compound.startswith(word))


def _verb(word: Word) -> list[str]:
    """The verb of a participle, as it stands in compounds."""
    match = _PARTICIPLE.fullmatch(word.text.casefold())
    return [root(match["whole"] or f"{match['before'] or ''}{match['verb']}")] if match else []


def is_name(word: str) -> bool:
    """Whether the word is written as a name or a code, or as a German noun."""
    return not word.islower() or not word.isalpha()


def is_thing(word: str, question: str) -> bool:
    """Whether the word stands after an article or a preposition."""
    return re.search(rf"\b(?:{_BEFORE_THINGS})\s+{re.escape(word)}\b", question, re.IGNORECASE) is not None
