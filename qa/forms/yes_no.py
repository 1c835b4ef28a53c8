"""Begins the answer to a yes-or-no question with Yes, No or It depends, if the cited words show which.

The answer itself is the ordinary one. Nothing is put before it if the words do not decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.text.identify import identify_language
from qa.checking.compare import missing_facts
from qa.checking.contradictions import contraries_of, rules_out
from qa.checking.polarity import denied_yes
from qa.forms.form import Request
from qa.forms.words.roots import roots
from qa.records import Answer, Piece, Statement
from qa.text.courtesy import asking_sentences, without_courtesies
from qa.text.markers import without_markers
from qa.text.messages import YES_NO, yes_no
from qa.text.parsed import ParsedText

COVERED = 0.75  # the share of the question's words that the cited words must have
IN_CLAUSE = 0.5  # the share that the deciding clause must have
REPEATED = 0.8  # the share that a quotation must have if no model has answered

_ASKS = re.compile(
    r"(?:and |but |so )?(?:is|are|was|were|am|do|does|did|can|could|may|might|must|shall|should|will|would|has|have|had"
    r"|ist|sind|war|waren|kann|können|darf|dürfen|muss|müssen|soll|wird|hat|haben|gibt es"
    r"|puedo|puede|hay|está|es|peut-on|puis-je|est-ce que|y a-t-il)\b"
    r"(?!.*\bor\b)(?!.*\b(?:what|(?:know|says?|tell|see|remember|find out) when|where|who|which|why|how)\b)"
    r"(?!.*\b(?:wann|wer|was|wie|wo|warum)\b)"
    # Without its mark, four words or more that begin so are a question, but not "May 2025", "Will Ames" or "es gibt".
    r"(?:.*\?\s*|(?<!\bmay)(?<!\bwill)(?<!\bmight)(?<!\bes)(?<!\bhay)(?<!\bestá)(?!\snot\b)(?:\s+\S+){3,}\s*)",
    re.IGNORECASE | re.DOTALL,
)
_CLAUSE = re.compile(r"[;:]\s|,? but |,? however |, (?:aber|sondern|pero|mais) ", re.IGNORECASE)
_CONDITION = re.compile(
    r"\b(?:if|unless|only|provided|except|wenn|sofern|falls|nur|außer|si|sauf|solo)\b.*", re.IGNORECASE | re.DOTALL
)
# A condition, or a consent that is needed.
_LEFT_OUT = re.compile(
    rf"{_CONDITION.pattern}|\b(?:as long as|after|until|with|mit|avec|con|com|met|nach|après)\b[^.;]*?"
    r"\b(?:consent|permission|approval|agreement|notice|permit|zustimmung|genehmigung|erlaubnis|einwilligung|absprache"
    r"|accord|autorisation|permiso|autorización|consenso|autorizzazione|autorização|toestemming)\b[^.;]*",
    re.IGNORECASE | re.DOTALL,
)
_KINDS = ("yes", "no", "depends")
_MEANS = {word.casefold(): kind for words in YES_NO.values() for word, kind in zip(words, _KINDS, strict=True)}
_SAID = re.compile(rf"\W*(?P<word>{'|'.join(_MEANS)})[.,:;!。，：；！]", re.IGNORECASE)


def asks_yes_or_no(text: str) -> bool:
    """Whether the question can be answered with yes or no.

    >>> asks_yes_or_no("May I bring a dog?"), asks_yes_or_no("Is it a dog or a cat?"), asks_yes_or_no("Was kostet das?")
    (True, False, False)
    >>> asks_yes_or_no("Can you tell me the price of the pump?")
    False
    """
    if re.match(r"\W*was\b", text, re.IGNORECASE) and identify_language(text) != "en":
        return False  # in German, this word asks what
    return _ASKS.fullmatch(without_courtesies(text).strip()) is not None


def answer_yes_or_no(request: Request) -> Iterator[Piece]:
    """Yield the ordinary answer; the last one begins with the Yes, No or It depends that its cited words show."""
    for piece in request.ordinary(request.question):
        if not isinstance(piece, Answer):
            yield piece
        elif denial := deny_by_quote(request.text, piece):
            yield denial
        elif piece.abstained:
            yield decide_by_quote(request.text, piece)
        else:
            answer = with_condition(request.text, without_bare_word(request.text, piece))
            word = decide(request.text, answer)
            yield replace(answer, text=f"{word}. {answer.text}") if word else answer


def decide(question: str, answer: Answer) -> str:
    """Yes, No or It depends, if the words that the first sentence cites show it; otherwise ""."""
    first = answer.statements[0] if answer.statements else None
    if answer.abstained or first is None or not first.supported or not answer.text.startswith(first.text):
        return ""
    if _SAID.match(first.text):
        return ""
    kind = _polarity(ParsedText(question), first)
    return _word(kind, question)


def _word(kind: str, question: str) -> str:
    return dict(zip(_KINDS, yes_no(question), strict=True)).get(kind, "")


def without_bare_word(question: str, answer: Answer) -> Answer:
    """The answer without the Yes or No at its beginning, if what follows does not state what was asked.

    In that case the check has not compared the word with the source: "Yes, at the kiosk only cash".
    """
    first = answer.statements[0] if answer.statements else None
    said = _SAID.match(first.text) if first else None
    asked = ParsedText(question).word_set
    if first is None or said is None or not answer.text.startswith(first.text):
        return answer
    rest = first.text[said.end() :].strip()
    if not rest or 2 * len(asked & ParsedText(without_markers(rest)).word_set) >= len(asked):
        return answer
    return _beginning_with(rest[:1].upper() + rest[1:], answer)


def with_condition(question: str, answer: Answer) -> Answer:
    """The answer with the quote after its first sentence, if that is a Yes and leaves out a condition of the quote.

    "Yes, a cat is allowed" is not all of "A cat is allowed with the landlord's written consent".
    """
    first = answer.statements[0] if answer.statements else None
    said = _SAID.match(first.text) if first and first.supported and first.citations else None
    if first is None or said is None or _MEANS[said["word"].casefold()] != "yes":
        return answer
    citation = first.citations[0]
    condition = _LEFT_OUT.search(citation.quote)
    known = ParsedText(f"{question} {first.text}").word_set
    if condition is None or ParsedText(condition[0]).word_set <= known:
        return answer
    bare = without_markers(first.text).strip().rstrip(".!。")
    return _beginning_with(f"{bare}: “{' '.join(citation.quote.split())}” [{citation.number}]", answer)


def _beginning_with(text: str, answer: Answer) -> Answer:
    """The answer with another text of its first statement."""
    first, *others = answer.statements
    whole = answer.text.replace(first.text, text, 1)
    return replace(answer, text=whole, statements=(replace(first, text=text), *others))


def deny_by_quote(question: str, answer: Answer) -> Answer | None:
    """No, with the quotation that denies or forbids what the model's Yes affirmed. None if no withdrawn Yes is denied.

    The quotation must have nearly all words of the question.
    """
    asked = ParsedText(question)
    claims = (*answer.statements, *answer.dropped)
    if any(one.supported and not one.verbatim for one in claims):
        return None
    withdrawn = [ParsedText(without_markers(one.text)) for one in claims if one.supported is False]
    if not withdrawn:
        return None
    words = {*roots(" ".join(asking_sentences(question)))}  # "I left it open. Does the insurance pay?"
    for citation in (citation for quote in answer.quotes for citation in quote.citations):
        quoted = ParsedText(citation.quote)
        near = {*roots(f"{citation.quote} {citation.title} {citation.passage.heading}")}
        near |= contraries_of(quoted.word_set)  # a place that is closed is not open
        is_about = len(near & words) >= COVERED * len(words) or len(words - near) == 1 < len(words) - 1
        if is_about and any(denied_yes(one, asked, quoted) for one in withdrawn):
            text = f"{_word('no', question)}: “{' '.join(citation.quote.split())}” [{citation.number}]"
            said = Statement(text, (citation,), supported=True, score=1.0)
            return replace(answer, text=text, statements=(said,), dropped=(), abstained=False)
    return None


def decide_by_quote(question: str, answer: Answer) -> Answer:
    """An answer from a quotation that repeats nearly all words of the question; `answer` if there is none."""
    asked = ParsedText(question)
    for quote in answer.quotes:
        said = ParsedText(" ".join(citation.quote for citation in quote.citations))
        kind = "" if said.text.rstrip().endswith("?") else _polarity(asked, quote, in_clause=REPEATED)
        if kind and not missing_facts(replace(asked.facts, negated=False), said.facts, [said]):
            text = f"{_word(kind, question)}: {quote.text}"
            statement = replace(quote, text=text, verbatim=False)
            return replace(answer, text=text, statements=(statement,), abstained=False, confidence=quote.score or 0.0)
    return answer


def _polarity(asked: ParsedText, statement: Statement, in_clause: float = IN_CLAUSE) -> str:
    """The word that the clause nearest to the question shows, of the cited words. "" if it shows none."""
    quote = " ".join(" ".join(citation.quote for citation in statement.citations[:1]).split())
    if said := _SAID.match(quote):
        kind = _MEANS[said["word"].casefold()]
        return "" if kind == "depends" else kind
    clauses = [clause for sentence in ParsedText(quote).sentences for clause in _CLAUSE.split(sentence.text)]
    if not clauses or not asked.word_set:
        return ""
    nearest = _nearest(asked, clauses)
    shared = [len(asked.word_set & ParsedText(text).word_set) / len(asked.word_set) for text in (quote, nearest)]
    if shared[0] < COVERED or shared[1] < in_clause:
        return ""
    main = ParsedText(_CONDITION.sub("", nearest))
    written = ParsedText(_CONDITION.sub("", _nearest(asked, _CLAUSE.split(without_markers(statement.text)))))
    if rules_out(main) != rules_out(written):
        return ""  # the sentence and its source would not agree
    if rules_out(main) != rules_out(asked):
        return "no"
    return "depends" if _CONDITION.search(nearest) and not _CONDITION.search(asked.text) else "yes"


def _nearest(asked: ParsedText, clauses: Sequence[str]) -> str:
    """The clause that has most words of the question; the first of several."""
    return max(clauses, key=lambda clause: len(asked.word_set & ParsedText(clause).word_set))
