"""Decides what is shown of a written text: its sentences are checked, dropped, or replaced by a quotation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.text.sentences import is_row
from qa.checking.asked_thing import ASKS_IDENTIFIER, other_kind
from qa.checking.cite import SentenceCheck, cite, join
from qa.checking.rivals import Asked
from qa.checking.rows import named_otherwise
from qa.checking.unanswered import is_unanswered
from qa.records import FIRM, Citation, Prompt, Sentence, Statement
from qa.text.answer_type import ASKING
from qa.text.messages import message
from qa.text.parsed import ParsedText
from qa.text.quotes import likeliest_uncited, quote_sentence

_REFUSAL = re.compile(
    r"\b(?:do(?:es)?|did) ?(?:not|n[o']t) (?:\w+ )?(?:say|state|mention|contain|provide|specify|give|include|answer)\b"
    r"|\b(?:is|are|was) ?(?:not|n[o']t) (?:\w+ )?(?:stated|mentioned|given|provided|specified|said|known|available)\b"
    r"|\bno (?:information|mention|answer)\b|\b(?:can ?not|can't|unable to) (?:\w+ )?(?:answer|tell|say|find)\b",
    re.IGNORECASE,
)
_ASKS_NAME = re.compile(
    r"\b(?:what|whats|what['’]s|give|tell)\b.{0,20}\bnames?\b|\bwie hei(?:ß|ss)en?t?\b|\bs['’]appelle|\bse llaman?\b"
    r"|\bsi chiaman?o?\b|\bhoe heet",
    re.IGNORECASE,
)
# From this confidence on, the documents probably answer. If no sentence of the model can be verified, quote them.
LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class Checked:
    """A text as it is shown, and its sentences."""

    text: str
    statements: tuple[Statement, ...] = ()  # `text` contains their texts, in this order
    dropped: tuple[Statement, ...] = ()  # left out of `text`

    @property
    def is_supported(self) -> bool:
        """Whether at least one statement is supported."""
        return any(statement.supported for statement in self.statements)

    @property
    def is_quoted(self) -> bool:
        """Whether only a quotation is supported, because the written text was withdrawn."""
        return self.is_supported and all(one.verbatim for one in self.statements if one.supported)

    @property
    def cited(self) -> list[Citation]:
        """What the supported statements cite."""
        return [citation for one in self.statements if one.supported for citation in one.citations]


def check_sentences(text: str, check: SentenceCheck, *, drops: bool, sentences: int | None = None) -> Checked:
    """Check `text`, or only its first `sentences`. If `drops`, leave out the unsupported ones."""
    statements = cite(text, check, sentences)
    text = join(text, statements)
    dropped = tuple(statement for statement in statements if drops and statement.supported is False)
    for statement in dropped:
        text = text.replace(f"{statement.text} ", "", 1).replace(statement.text, "", 1)
    return Checked(text, tuple(statement for statement in statements if statement not in dropped), dropped)


def finalize(written: str, check: SentenceCheck, prompt: Prompt, *, drops: bool) -> Checked:
    """Check the whole text, and quote the likeliest sentence of the passages after it if it is not cited yet.

    If no claim is supported but the documents probably answer, that sentence is quoted instead of the text.
    """
    checked = check_sentences(written, check, drops=drops)
    statements, dropped = checked.statements, checked.dropped
    text = re.sub(r"\s*\n\s*\n\s*", "\n\n", checked.text).strip() if dropped else checked.text.strip()
    claimed = (*statements, *dropped)
    likely = check.confidence is not None and check.confidence >= LIKELY
    if likely and not is_refusal(written) and _is_withdrawn(claimed) and (quote := _quote(check, prompt, ())):
        return Checked(f"{message('unverified', check.question.text)} {quote.text}", (quote,), claimed)
    unsure = any(statement.is_doubtful for statement in statements)
    if checked.is_supported and (quote := _quote(check, prompt, statements, least=0.0 if unsure else FIRM)):
        return Checked(
            f"{text}\n\n{message('likeliest', check.question.text)} {quote.text}", (*statements, quote), dropped
        )
    return Checked(text, statements, dropped)


def _quote(
    check: SentenceCheck, prompt: Prompt, statements: Sequence[Statement], least: float = 0.0
) -> Statement | None:
    """The likeliest sentence of the passages as a quotation.

    None if it is cited already, if its score is below `least`, if it is about another thing than the question, or if it
    has no name, code or amount where one is asked for. For a row, another word beside one of the question is another
    thing.
    """
    sentence = likeliest_uncited(prompt, statements)
    if sentence is None or sentence.score < least or not _is_about(check.question, sentence, prompt):
        return None
    if is_unanswered(sentence.parsed, check.question) or other_kind(sentence.parsed, check.question):
        return None
    if is_row(sentence.parsed.text) and named_otherwise(check.question, sentence.parsed):
        return None
    new = sentence.parsed.facts.names - check.question.folded
    has_number = any(not one.unit for one in sentence.parsed.facts.quantities - check.question.facts.quantities)
    asked = check.question.text
    if not new and (_ASKS_NAME.search(asked) or (ASKS_IDENTIFIER.search(asked) and not has_number)):
        return None
    number = prompt.number_of(sentence)
    return None if check.other_subject(sentence, number) else quote_sentence(sentence, number)


def _is_about(question: ParsedText, sentence: Sentence, prompt: Prompt) -> bool:
    """Whether the reranker reads an answer in the sentence, or the sentence has most of the question's words.

    A rare word counts more: "We sell fans" does not answer "Do you sell heaters?". Words of different languages cannot
    be compared.
    """
    if (sentence.read is not None and sentence.read > 0) or not question.is_english or not sentence.parsed.is_english:
        return True
    asked = Asked.of(question, prompt.sentences)
    rarity = {word: rare for word, rare in asked.rarity.items() if word not in ASKING}
    near = sentence.parsed.word_set | sentence.place.word_set
    return 2 * sum(rare for word, rare in rarity.items() if word in near) >= sum(rarity.values())


def _is_withdrawn(statements: Sequence[Statement]) -> bool:
    """Whether there are claims, and none of them is supported."""
    found = {statement.supported for statement in statements}
    return False in found and True not in found


def is_refusal(text: str) -> bool:
    """Whether the text says that the passages do not answer, as larger models do. English only."""
    return _REFUSAL.search(text) is not None
