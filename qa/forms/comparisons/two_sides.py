"""Answers "compare A and B" and "what is the difference between A and B?": what the documents say about each side.

It answers what `described_things` declines, because no document, section, column or row is called like a side. Each
side is searched for, and its best sentences are quoted. If the documents do not mention a side, or say nothing about it
that is compared, the answer says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from index.files.names import visible
from index.records import Hit
from qa.evidence.rank import score_sentences
from qa.forms.form import Request, bare
from qa.forms.quoting import Quotes
from qa.records import Draft, Piece, Sentence, Statement
from qa.text.messages import listed
from qa.text.parsed import ParsedText
from qa.text.words import content_words

SEARCHED = 12  # passages for each side
SENTENCES = 3  # quoted for a side if everything is compared; for one aspect, two
LEAST_ASPECT = 1 / 3  # a sentence, its heading and its title must have at least this share of the aspect's words
NEARLY = 0.6  # sentences with at least this share of a side's best score are quoted too

_AND = r"(?: and | with | to | versus | vs\.? | und | mit | y | et | or | oder )(?:that of |those of |den |dem |der )?"
_RULES = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        rf"(?:please |can you )?compare (?:(?P<aspect>.+?) (?:of|for|between|in) (?=the ))?(?P<a>.+?){_AND}(?P<b>.+?)"
        r"(?: in terms of (?P<aspect2>.+))?",
        r"(?:what(?: is|'s| are)|explain|describe|tell me) (?:the |any )?(?:main )?differences?(?: in (?P<aspect>.+?))?"
        rf" between (?P<a>.+?){_AND}(?P<b>.+?)(?: in terms of (?P<aspect2>.+)| (?:in|regarding) (?P<aspect3>\w+))?",
        r"how (?:do|does|did|is|are) (?:(?P<aspect>.+?) (?:of|in) )?(?P<a>.+?) (?:differ|different)(?:s|ent)? from"
        r" (?:(?:that|those) (?:of|in) )?(?P<b>.+)",
        rf"how (?:do|are) (?P<a>.+?){_AND}(?P<b>.+?) (?:differ|different)(?: in (?P<aspect>.+))?",
        r"(?P<a>[^?]{2,60}?) (?:vs\.?|versus) (?P<b>[^?]{2,60})",
        r"which (?:one )?(?:is|has|costs|weighs|takes|holds) (?P<aspect>.+?), (?P<a>.+?) or (?P<b>.+)",
        rf"vergleiche? (?:(?P<aspect>.+?) (?:von|des|der) )?(?P<a>.+?){_AND}(?P<b>.+)",
        rf"was ist der unterschied (?:im |in der |beim )?(?P<aspect>.+? )?zwischen (?P<a>.+?){_AND}(?P<b>.+)",
        rf"wie unterscheide[nt] sich (?P<a>.+?){_AND}(?P<b>.+?)(?: (?:im|in der|beim|in) (?P<aspect>.+))?",
    )
)
# What is measured where two things are compared with one word.
_MEASURES = {
    word: measure
    for measure, words in {
        "weight": "heavier lighter schwerer leichter",
        "price": "cheaper dearer expensive pricier billiger günstiger teurer",
        "size": "bigger larger smaller größer kleiner",
        "length": "longer shorter länger kürzer",
        "speed": "faster slower quicker schneller langsamer",
        "noise": "louder quieter lauter leiser",
        "date": "older newer earlier later älter neuer früher später",
    }.items()
    for word in words.split()
} | {"more expensive": "price"}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things compared: its name, and the words that only it has."""

    name: str
    own: frozenset[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared: two sides, and the aspect, such as "tank". "" if everything is."""

    sides: tuple[Side, Side]
    aspect: str


def find_comparison(text: str) -> Comparison | None:
    """What the question compares. None if it compares nothing."""
    asked = bare(text)
    for rule in _RULES:
        if match := rule.fullmatch(asked):
            groups = match.groupdict()
            aspect = next((groups[name] for name in ("aspect", "aspect2", "aspect3") if groups.get(name)), "") or ""
            aspect = _MEASURES.get(aspect.casefold(), aspect)
            a, b = groups["a"], re.sub(r"^(?:in|of|for|at) ", "", groups["b"])
            words_a, words_b = frozenset(content_words(a)), frozenset(content_words(b))
            own_a, own_b = words_a - words_b, words_b - words_a
            if own_b and (own_a or words_b > words_a):
                aspect, a, own_a = _told_apart(aspect, a, own_a or words_a, b)
                return Comparison((Side(a, own_a), Side(b, own_b)), aspect.strip())
    return None


def _told_apart(aspect: str, a: str, own: frozenset[str], b: str) -> tuple[str, str, frozenset[str]]:
    """The aspect, the first side and its own words. The side can name the aspect too: "core time in Lydmoor"."""
    parts = re.split(r" (?:of|in|for|at|under) (?:the )?", a)
    if aspect or len(parts) < 2:
        return aspect, a, own
    name = parts[-1]
    named = frozenset(content_words(name)) - frozenset(content_words(b)) or frozenset(content_words(name))
    return a[: a.rindex(name)], name, named


def asks_for_comparison(text: str) -> bool:
    """Whether the question compares two things. (Questions about the difference of two amounts are another form.)"""
    return find_comparison(text) is not None and not re.search(r"\bhow much\b|\bum wie ?viel\b", text, re.IGNORECASE)


def answer_comparison(request: Request) -> Iterator[Piece]:
    """Yield what the documents say about each side. If they say nothing about either, say so."""
    comparison = find_comparison(request.text)
    if comparison is None:
        return
    found = [_evidence(request, comparison, side) for side in comparison.sides]
    request.watch.lap("search")
    if not any(found):
        things = listed([visible(side.name) for side in comparison.sides], request.question.language, "or")
        aspect = comparison.aspect.removesuffix(" of").removesuffix(" in")
        name = "nothing_about_for" if aspect else "nothing_for"
        yield request.abstain(request.say(name, aspect=aspect, things=things))
        return
    quotes = Quotes(request.index)
    shown: dict[str, Statement] = {}
    lines = []
    for side, sentences in zip(comparison.sides, found, strict=True):
        new = []
        for sentence in sentences:
            passage = sentence.passage
            key = f"{passage.id}:{sentence.start}"
            statement = quotes.quote(passage.document_id, passage.start + sentence.start, passage.start + sentence.end)
            if statement and key not in shown:
                shown[key] = statement
                new.append(f"{statement.text} ({visible(passage.title)})")
        name = visible(side.name)
        if not sentences:
            lines.append(f"- **{name}**: {request.say('abstention')}")
        elif new:
            both = found[0] and found[1] and {id_of(s) for s in found[0]} == {id_of(s) for s in found[1]}
            names = request.listed([visible(one.name) for one in comparison.sides]) if both else name
            lines.append(f"- **{names}**: " + " ".join(new))
    statements = tuple(shown.values())
    yield Draft(request.text, statements)
    yield request.finish("\n".join(lines), statements, quotes.hits)


def id_of(sentence: Sentence) -> tuple[str, int]:
    """What identifies a sentence: its passage and where it begins there."""
    return sentence.passage.id, sentence.start


def _evidence(request: Request, comparison: Comparison, side: Side) -> list[Sentence]:
    """The best sentences about the aspect of one side. Empty if no sentence names both."""
    asked = ParsedText(f"{comparison.aspect} {side.name}")
    hits = [hit for hit in request.index.search(asked.text, SEARCHED, request.within) if side.own <= _words_of(hit)]
    read = request.read(hits)
    scored = score_sentences(asked, read, request.models.embedder)
    aspect = frozenset(content_words(comparison.aspect))
    fitting = []
    for _, group in groupby(scored, key=lambda sentence: sentence.passage):
        sentences = list(group)
        for sentence in sentences:
            around = sentence.parsed.word_set | sentence.place.word_set
            needed = side.own if aspect else side.own | frozenset(content_words(side.name))
            is_about = needed <= around | frozenset(content_words(sentence.passage.document_id))
            if is_about and len(aspect & around) >= LEAST_ASPECT * len(aspect) and len(sentence.parsed.words) > 1:
                fitting.append((_worth(sentence, side, aspect), sentence))
    fitting.sort(key=lambda pair: -pair[0])
    best = fitting[0][0] if fitting else 0.0
    return [sentence for score, sentence in fitting if score >= NEARLY * best][: 2 if aspect else SENTENCES]


def _worth(sentence: Sentence, side: Side, aspect: frozenset[str]) -> float:
    """The score of a sentence: higher if it names the side and the aspect itself, and gives an amount."""
    named = side.own <= sentence.parsed.word_set
    return sentence.score + len(aspect & sentence.parsed.word_set) + named + bool(sentence.parsed.facts.quantities)


def _words_of(hit: Hit) -> frozenset[str]:
    passage = hit.passage
    return frozenset(content_words(f"{passage.document_id} {passage.title} {passage.heading} {passage.text}"))
