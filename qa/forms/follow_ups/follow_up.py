"""Follow-ups to an answer: "and the second one?", "shorter", "as a table", "why?", "are you sure?", "in German". Pure.

The earlier question is asked again with what the follow-up changes, or its answer is given again in another way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from qa.forms.comparisons.two_sides import find_comparison
from qa.forms.form import bare
from qa.forms.lists.exclusions import asks_for_exclusions
from qa.forms.lists.listing import asks_for_list
from qa.forms.places.mentions import asks_for_mentions
from qa.forms.places.references import REFERENCE, find_reference
from qa.forms.steps.asked import asks_for_steps
from qa.forms.steps.step_order import PLACES, Order, find_order
from qa.forms.summaries.asked import find_subject
from qa.forms.tables.question_words import replace_operation
from qa.text.units import NUMBER_WORDS

Kind = Literal["nth", "count", "some", "shorter", "table", "order", "next", "why", "sure", "language"]

LANGUAGES = {
    name: language
    for language, names in {
        "English": "english englisch anglais inglés ingles",
        "German": "german deutsch deutsche allemand alemán aleman",
        "French": "french französisch französische français francais francés frances",
        "Spanish": "spanish spanisch spanische espagnol español espanol castellano",
        "Italian": "italian italienisch italien italiano",
        "Portuguese": "portuguese portugiesisch portugais portugués português",
        "Dutch": "dutch niederländisch néerlandais neerlandés holländisch",
        "Polish": "polish polnisch polonais polaco",
        "Russian": "russian russisch russe ruso русский",
        "Chinese": "chinese chinesisch chinois chino 中文",
        "Japanese": "japanese japanisch japonais japonés 日本語",
    }.items()
    for name in names.split()
}
_PLEASE = r"(?:,? (?:please|bitte|s['’]il (?:te|vous) plaît|por favor))*"
_FIRST = (
    r"(?:please |can you |could you |and |but |now |ok,? |bitte |und |jetzt |et |y |por favor |make (?:it|that) "
    r"|say (?:it|that) "
    r"|give (?:me )?(?:it|that) |show (?:me )?(?:it|them|this|that) |put (?:it|them|this|that) |the same |a bit "
    r"|a little |even "
    r"|das (?:ganze |gleiche )?|noch |etwas |ein bisschen |encore |un peu |más |todo )*"
)
_THING = r"(?: (?:ones?|steps?|items?|points?|schritt|punkt|decisions?|risks?|entry|chapters?|sections?|étape|paso))?"
_NTH = re.compile(
    rf"(?:and |so |what(?: is|'s|’s| about| was) |how about |und |was ist |wie lautet |et |y |cuál es "
    rf"|quel(?:le)? est )*"
    rf"(?:the |der |die |das |la |le |el )?(?P<nth>{'|'.join(PLACES)})[rsnm]?{_THING}",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"(?:and )?how many(?: (?:steps|items|points|of them|of these|entries|names|things|results))?"
    r"(?: (?:are there|are they|is that|in total|altogether|do i need|did you find))*"
    r"|(?:und )?wie viele(?: (?:schritte|punkte|sind es|sind das|gibt es))*"
    r"|(?:et )?combien(?: (?:y en a-t-il|d['’]étapes|en tout))*|(?:y )?cuánt[oa]s(?: (?:hay|son|pasos))*",
    re.IGNORECASE,
)
_SOME = re.compile(
    rf"{_FIRST}(?:only |just |nur |seulement |sólo |solo )?(?:the |die |les |los |las )?"
    rf"(?P<first>first|top|last|erste?n|letzten|premi[eè]re?s|derni[eè]re?s|primer[oa]s|últim[oa]s)? ?"
    rf"(?P<number>\d{{1,3}}|{'|'.join(NUMBER_WORDS)}) ?(?P<after>premi[eè]re?s|derni[eè]re?s|primer[oa]s"
    rf"|últim[oa]s)?{_THING}"
    rf"{_PLEASE}",
    re.IGNORECASE,
)
_SHORTER = re.compile(
    rf"{_FIRST}(?:shorter|briefer|in short|more briefly|(?:be )?brief(?:ly)?|shorten (?:it|that)|in (?:one"
    rf"|a) (?:sentence|word)"
    rf"|tl;?dr|kürzer|knapper|in einem satz|plus court|en (?:bref|résumé)|corto|breve|en resumen"
    rf"|más cort[oa]|(?:请)?(?:再)?(?:简短|简单|简洁|短)一?点儿?|更?简短){_PLEASE}",
    re.IGNORECASE,
)
_TABLE = re.compile(
    rf"{_FIRST}(?:as|in|into|als|in einer|sous forme de|comme|como|en)? ?(?:a |an |eine |un |une |una )?"
    rf"(?:table|tabelle|tableau|tabla){_PLEASE}",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"(?:and |und |et |y )*(?:then|next|after (?:that|this)|what(?: comes| is|'s)? (?:next|then|after (?:that|this))"
    r"|danach|dann"
    r"|was (?:kommt|passiert) (?:dann|danach|als nächstes)|ensuite|après|(?:qué sigue|luego|después))",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"(?:(?:but|and|aber|und|mais|et|pero|y) )*(?:why(?: is (?:that|it|this)(?: so)?| so| not)?|how come"
    r"|for what reason|warum(?: (?:ist"
    r" das so|das|nicht|denn))*|wieso|weshalb|pourquoi(?: (?:pas|cela|ça))?|por qué(?: (?:no|es así|eso))?"
    r"|(?:那)?(?:这是)?为(?:什么|何|啥)(?:呢|会这样|这样)?)",
    re.IGNORECASE,
)
_SURE = re.compile(
    r"(?:(?:but|and|aber|und|mais|et|pero|y) )*(?:are you (?:really |quite |absolutely )?(?:sure"
    r"|certain)(?: (?:about (?:that|this|it)))?"
    r"|really|is (?:that|this|it) (?:really )?(?:right|correct|true|so)|how do you know(?: that)?|where (?:does it"
    r"|do you) (?:say"
    r"|get|have) (?:that|this)(?: from)?|(?:what is |what's )?(?:the |your )?(?:source|evidence|proof)|says who"
    r"|prove it|check (?:that|it|again)"
    r"|(?:bist du (?:dir )?|sind sie (?:sich )?)(?:da )?(?:ganz )?sicher|sicher|wirklich"
    r"|stimmt das(?: wirklich)?|ist das (?:richtig|sicher"
    r"|wahr)|woher (?:weißt du|wissen sie) das"
    r"|wo steht das|(?:tu es|êtes-vous|es-tu|vous êtes) (?:vraiment )?sûre?s?|vraiment|c['’]est (?:vrai|sûr)"
    r"|(?:estás?|está usted) segur[oa]|segur[oa]|de verdad|es (?:cierto|verdad)"
    r"|[你您]?(?:真的)?(?:能)?确定吗|(?:这)?(?:是)?真的吗|(?:这)?对吗)",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(
    rf"{_FIRST}(?:(?:translate|answer|write|übersetze?|antworte|schreib|traduis|réponds|traduce|responde)"
    r"(?: (?:it|that|this|das|es|ça|cela|esto))?(?: bitte)? )?"
    rf"(?:(?:in|into|to|auf|ins|en|al?) )?(?P<language>{'|'.join(LANGUAGES)}){_PLEASE}",
    re.IGNORECASE,
)
_AND = re.compile(r"(?:and|what about|how about|und|y|et) (?P<rest>.+)", re.IGNORECASE)
_LASTS = ("last", "letzt", "dern", "últim")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a follow-up asks of the earlier answer.

    nth: the item with this number (-1: the last). some: so many of the first items, or of the last if it is negative.
    order: a question about the order of its list. next: the step after the one it gave. language: in this language.
    """

    kind: Kind
    nth: int = 0
    order: Order | None = None
    language: str = ""

    @property
    def may_follow_fact(self) -> bool:
        """Whether it also makes sense after an answer that states a fact."""
        return self.kind in ("shorter", "table", "why", "sure", "language")


def find_follow_up(asked: str, before: str) -> FollowUp | None:
    """What the follow-up asks of the answer to the question `before`. None if it is no such follow-up."""
    text = bare(asked).lstrip("¿¡ ")
    order = find_order(asked)
    if find_order(before) and _NEXT.fullmatch(text):
        return FollowUp("next", order=Order("after"))
    has_one = find_order(before) is not None  # its answer is one step, not all
    if order and not order.topic and (has_one or (asks_for_steps(before) and order.kind in ("after", "before"))):
        return FollowUp("order", order=order)
    if has_one and _COUNT.fullmatch(text):
        return FollowUp("order", order=Order("count"))
    if _has_items(before):
        if match := _NTH.fullmatch(text):
            return FollowUp("nth", PLACES[match["nth"].lower()])
        if _COUNT.fullmatch(text):
            return FollowUp("count")
        if match := _SOME.fullmatch(text):
            return FollowUp("some", _number_of(match))
    if match := _LANGUAGE.fullmatch(text):
        return FollowUp("language", language=LANGUAGES[match["language"].lower()])
    kinds: tuple[tuple[Kind, re.Pattern[str]], ...] = (
        ("shorter", _SHORTER),
        ("table", _TABLE),
        ("why", _WHY),
        ("sure", _SURE),
    )
    return next((FollowUp(kind) for kind, pattern in kinds if pattern.fullmatch(text)), None)


def _has_items(before: str) -> bool:
    """Whether the answer to this question has items that can be counted."""
    return (
        asks_for_list(before)
        or asks_for_steps(before)
        or asks_for_exclusions(before)
        or asks_for_mentions(before)
        or find_order(before) is not None
        or find_subject(before) is not None
    )


def _number_of(match: re.Match[str]) -> int:
    said = match["number"].lower()
    number = int(said) if said.isdecimal() else NUMBER_WORDS[said]
    place = (match["first"] or match["after"] or "").lower()
    return -number if place.startswith(_LASTS) else number


def restated(asked: str, before: str) -> str | None:
    """The earlier question about what the follow-up names instead. None if no rule applies.

    >>> restated("And section 5?", "What does section 4.2 of the handbook say?")
    'What does section 5 of the handbook say?'
    >>> restated("And the average?", "What is the total revenue in 2024?")
    'What is the average revenue in 2024?'
    """
    match = _AND.fullmatch(bare(asked))
    if not match:
        return None
    rest = match["rest"]
    if computed := replace_operation(before, rest):
        return computed
    reference = REFERENCE.fullmatch(rest)
    old = REFERENCE.search(before) if reference and find_reference(before) else None
    if old:
        return f"{before[: old.start()].rstrip()} {rest}{' ' * old[0].endswith(' ')}{before[old.end() :]}"
    if comparison := find_comparison(before):
        first, second = comparison.sides
        return f"Compare {rest} of {first.name} and {second.name}"
    if (subject := find_subject(before)) and subject[0] and re.match(r"(?:the|der|die|das) |\S+\.\w+$", rest):
        return f"Summarise {rest}"
    return None
