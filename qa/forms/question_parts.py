"""Answers a question that asks several things: "When does it open, and how much is a ticket?", one after another.

Each part has its own search, evidence and check, so that a part that the documents do not answer is said to be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.records import Hit
from qa.forms.form import Request, bare
from qa.records import Answer, Conflict, Draft, Piece, Question, Statement, Turn
from qa.text.parsed import ParsedText
from qa.text.words import content_words

MOST_PARTS = 3
_ASKING = (
    r"(?:(?:at|in|on|from|by|since|until|for|to|with|of|um|bis|ab|seit|mit|für|à|de|a|en|desde|da|di|per|con|em|por|com"
    r"|op|van|voor|met|do|od|o|na|w|z) )?"
    r"(?:what|when|where|who|whom|whose|which|why|how|was|wann|wo|wer|wie|warum|welche[rsnm]?|wieviele?|quand|où|qui"
    r"|quel(?:le)?s?|comment|combien|pourquoi|cuándo|dónde|quién|qué|cuál|cómo|cuánt[oa]s?"
    r"|chi|che cosa|cosa|quando|dove|come|perché|quant[oaie]|qual[ei]|quem|o que|onde|como|quant[oa]s|qual|quais"
    r"|wat|wanneer|waar|hoe|hoeveel|welke?|waarom|kto|co|kiedy|gdzie|jak|ile|któr\w+|jaki\w*)\b(?! to\b)"
)
_STARTS = re.compile(rf"¿?{_ASKING}", re.IGNORECASE)
_AND = r"(?:and|und|et|y|e|en|i|a|sowie)"
_CUT = re.compile(rf"(?:\?|,|;)?\s+¿?{_AND}\s+(?:also |auch )?(?={_ASKING})|\?\s+¿?(?={_ASKING})", re.IGNORECASE)
# "Right. And what …?"
_REMARK = re.compile(rf"(?P<remark>(?:[^.!?]*\w{{2}}[.!]+\s+)+)(?:{_AND}\s+)?(?=¿?{_ASKING})", re.IGNORECASE)
# A part with these words is a whole question: "and by what date?" is none.
_VERB = re.compile(
    r"\b(?:is|are|was|were|do|does|did|can|could|must|may|should|will|would|has|have|had|costs?|ist|sind|war|waren|kostet"
    r"|dauert|hat|haben|kann|können|muss|müssen|darf|wird|wurden?|gibt|liegt|gilt|est|sont|était|a|ont|coûte|faut|peut"
    r"|es|son|era|está|están|cuesta|cuestan|hay|tiene|tienen|puede|pueden|dura|è|sono|erano|ha|hanno|costa|costano|può|possono|deve|devono"
    r"|é|são|foi|tem|têm|custa|custam|pode|podem|há|zijn|waren|heeft|hebben|kost|kosten|kan|mag|moet|duurt|wordt|gaat"
    r"|ligt|jest|są|był\w*|ma|mają|kosztuje|można|trzeba|trwa)\b"
    r"|^(?:who|wer|qui|quién|chi|quem|wie|kto)\b(?:\W+\w+){2}",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:it|its|they|them|their|he|his|him|she|her|that|those|er|sie|es|ihn|ihm|ihr\w*|sein\w*|il|elles?|ils|son|sa|leur"
    r"|él|ella|ellos|ellas|su)\b",
    re.IGNORECASE,
)
# "When and where is the meeting?"
_TWO_WORDS = re.compile(rf"(?P<one>{_ASKING}) {_AND} (?P<two>{_ASKING}) (?P<rest>.+)", re.IGNORECASE)


def split_parts(text: str) -> list[str]:
    """The questions that the text asks, each with its own question word. Empty if it asks one thing, or too many.

    >>> split_parts("When does the pool open, and how much is a ticket?")
    ['When does the pool open?', 'how much is a ticket?']
    >>> split_parts("When and where is the meeting?")
    ['When is the meeting?', 'where is the meeting?']
    """
    asked = bare(text)
    if match := _REMARK.match(asked):
        if len(content_words(match["remark"])) > 1:
            return []  # it says what all parts are about
        asked = asked[match.end() :]
    if match := _TWO_WORDS.fullmatch(asked):
        return [f"{match[word]} {match['rest']}?" for word in ("one", "two")]
    parts = [part.strip(" ,;?¿") for part in _CUT.split(asked)]
    whole = all(_STARTS.match(part) and _VERB.search(part) for part in parts) and content_words(parts[0])
    return [f"{part}?" for part in parts] if whole and 1 < len(parts) <= MOST_PARTS else []


def asks_several(text: str) -> bool:
    """Whether the text asks several things."""
    return bool(split_parts(text))


def are_sentences(text: str) -> bool:
    """Whether each question of the text is a sentence of its own, without a pronoun that refers to another."""
    others = re.split(r"\?\s+", text.rstrip(" ?"))[1:]
    return bool(others) and not any(_PRONOUN.search(one) for one in others)


def asks_of_the_same(text: str) -> bool:
    """Whether a later part of the text refers to a thing of the first: "who drives to Ada, and what does she pay?"."""
    return any(map(_PRONOUN.search, split_parts(text)[1:]))


def answer_parts(request: Request) -> Iterator[Piece]:
    """Yield the answers to the parts, one after another. Decline if none is answered, and for a follow-up.

    `request.ordinary` answers each of them.

    The first part of a follow-up can refer to the earlier turn, and a later one to either.
    """
    if request.question.before:
        return
    answers: list[Answer] = []
    for part in split_parts(request.text):
        question = _question(part, answers)
        asked = request.question
        question = replace(question, languages=asked.languages, is_foreign=asked.is_foreign)
        for piece in request.ordinary(question):
            if isinstance(piece, Answer):
                answers.append(piece)
            elif isinstance(piece, Draft) and not answers:
                yield Draft(request.text, piece.quotes)
            else:
                yield ""
    if any(not answer.abstained for answer in answers):
        joined = _joined(request, answers)
        yield joined.text
        yield joined


def _question(part: str, answers: Sequence[Answer]) -> Question:
    """The part as a question. With a pronoun, it is a follow-up to the part before it."""
    if not answers or not _PRONOUN.search(part):
        return Question(part, ParsedText(part))
    before = answers[-1]
    turn = Turn(before.question, before.text, before.searched)
    return Question(part, ParsedText(f"{before.searched} {part}"), (turn,), before=before.searched)


@dataclass(slots=True)
class _Numbers:
    """Numbers the hits of several answers through."""

    hits: list[Hit]

    def of(self, hits: Sequence[Hit]) -> dict[int, int]:
        """The new number of each of the hits' numbers."""
        found = {}
        for number, hit in enumerate(hits, 1):
            known = next((n for n, held in enumerate(self.hits, 1) if held.passage.id == hit.passage.id), None)
            if known is None:
                self.hits.append(hit)
            found[number] = known or len(self.hits)
        return found


def _joined(request: Request, answers: Sequence[Answer]) -> Answer:
    """One answer. A part that is not answered is named."""
    numbers = _Numbers([])
    texts, statements, quotes, conflicts, dropped = [], [], [], [], []
    for answer in answers:
        new = numbers.of(answer.hits)
        texts.append(f"{answer.text} ({answer.question})" if answer.abstained else _renumber(answer.text, new))
        statements += [_moved(one, new) for one in answer.statements]
        quotes += [_moved(one, new) for one in answer.quotes]
        dropped += [_moved(one, new) for one in answer.dropped]
        conflicts += [Conflict(tuple(_moved(s, new) for s in one.sides), one.dates) for one in answer.conflicts]
    return replace(
        request.finish("\n\n".join(texts), statements, numbers.hits, model=answers[0].model),
        confidence=min(answer.confidence for answer in answers if not answer.abstained),
        quotes=tuple(quotes),
        conflicts=tuple(conflicts),
        dropped=tuple(dropped),
    )


def _renumber(text: str, new: dict[int, int]) -> str:
    return re.sub(r"\[(\d+)\]", lambda match: f"[{new.get(int(match[1]), match[1])}]", text)


def _moved(statement: Statement, new: dict[int, int]) -> Statement:
    citations = tuple(replace(one, number=new[one.number]) for one in statement.citations)
    return replace(statement, text=_renumber(statement.text, new), citations=citations)
