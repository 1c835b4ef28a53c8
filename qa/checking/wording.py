"""Finds words that the source denies or only permits, and that a sentence asserts or demands. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.text.facts import is_negated
from qa.text.parsed import ParsedText
from qa.text.units import NUMBER_WORDS
from qa.text.words import STOP_WORDS, stem

_DENIES = frozenset("not never cannot nicht nie pas jamais nunca".split())
_SELDOM = frozenset("rarely seldom hardly scarcely barely kaum selten rarement raramente".split())
_DEMANDS = frozenset("must shall muss müssen doit doivent debe deben".split())
_PERMITS = frozenset("may can could might kann können darf dürfen peut peuvent puede pueden".split())
# "must not have been opened": the words between a negation or a modal verb and the verb that it governs.
_BETWEEN = STOP_WORDS | frozenset("yet ever always never only".split())
# "On all days except Mondays": what is excepted ends where the verb begins.
_EXCEPT = re.compile(
    r"\b(?:except(?: for| on| in)?|apart from|other than|excluding|with the exception of|außer|ausgenommen"
    r"|mit ausnahme von|sauf|hormis|à l['’]exception de|excepto|salvo)\s(?P<what>[^.;:,]*?)"
    r"(?=\s(?:is|are|was|were|may|can|must|has|have|do|does|will|ist|sind|darf|dürfen|kann|können|est|sont|es|son)\b"
    r"|[.;:,]|$)",
    re.IGNORECASE,
)
# "Except on Wednesdays, when it is for women only".
_THEN = re.compile(
    r",\s(?:when|where|which|who|whose|wenn|wo|an denen|an dem|da|quand|où|qui|cuando|donde|que|quando|dove|onde"
    r"|wanneer)\s(?P<clause>[^.;:,]*)",
    re.IGNORECASE,
)
# What was proposed and did not come about.
_REJECTED = re.compile(
    r"\b(?:reject(?:ed|s)|declined|refused|dismissed|turned down|voted down|called off|cancell?ed|withdrawn|abandoned"
    r"|abgelehnt|verworfen|abgesagt|zurückgezogen|gestrichen|rejetée?s?|refusée?s?|annulée?s?|abandonnée?s?"
    r"|rechazad[oa]s?|cancelad[oa]s?|anulad[oa]s?)\b",
    re.IGNORECASE,
)
# What was only offered: "Wednesday would be possible".
_OFFERED = re.compile(
    r"\b(?:would (?:also )?be (?:possible|fine|ok(?:ay)?)|could be possible|wäre(?:n)? (?:auch )?(?:möglich|denkbar)"
    r"|(?:serait|seraient) (?:aussi )?possibles?|sería(?:n)? (?:también )?posibles?"
    r"|sarebbe(?:ro)? (?:anche )?possibil[ei]|seria(?:m)? (?:também )?possíve(?:l|is)"
    r"|zou(?:den)? (?:ook )?(?:kunnen|mogelijk zijn))\b",
    re.IGNORECASE,
)
# "40 euros more than before": the amount is a difference, and a source that only gives 40 euros does not say it.
_DIFFERENCE = re.compile(
    r"\d[^\s.;:!?]*(?:\s\w+|\s?[%€$£°²³]){0,2}\s(?P<words>(?:more|less|fewer|higher|lower|greater|smaller|longer|shorter"
    r"|older|younger|later|earlier|heavier|lighter|cheaper|dearer|faster|slower)(?:\s\w+)?\sthan\b|mehr\sals\b|weniger\sals\b"
    r"|(?:höher|niedriger|länger|kürzer|teurer|billiger|älter|jünger|später|früher|größer|kleiner)\sals\b"
    r"|de\s(?:plus|moins)\sque?\b|(?:más|menos)\sque\b)",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"\b(?:than|more|less|fewer|another|extra|plus|minus|by|up|down|increas\w*|rais\w*|rise\w*|rose|risen|grew|grown|growth|gain\w*"
    r"|fell|fall\w*|drop\w*|cut|reduc\w*|decreas\w*|lower\w*|higher|add\w*|surcharge|difference|ahead|behind|after|before|als|um"
    r"|mehr\w*|weniger|zusätzlich\w*|aufschlag|zuschlag|erhöh\w*|gestiegen|gesunken|gesenkt|differenz|que|de plus|moins"
    r"|augment\w*|hausse|baisse|diminu\w*|supplément\w*|más|menos|aument\w*|subid\w*|sub[ei]\w*|baj[aoó]\w*|reduc\w*|adicional\w*)\b|[+−±]\s?\d",
    re.IGNORECASE,
)
# "Two further days": an amount that comes on top of another.
_NUMBERS = "|".join((r"\d[\d.,]*", *NUMBER_WORDS))
_FURTHER = re.compile(
    rf"\b(?:(?:{_NUMBERS})\s(?:\w+\s)?(?:further|additional|extra|weitere[nr]?|zusätzliche[nr]?|supplémentaires?"
    rf"|adicional(?:es)?|adicionais|aggiuntiv[iae]|supplementari|aanvullende)\b"
    rf"|(?:a further|an additional|an extra|another|weitere|zusätzlich|ulteriori|altri|otros|outros|nog eens)"
    rf"\s(?:{_NUMBERS})\b)",
    re.IGNORECASE,
)
_ASKS_FURTHER = re.compile(
    r"\b(?:further|additional\w*|extra|more|another|on top|weitere\w*|zusätzlich\w*|mehr|supplément\w*|plus"
    r"|adiciona\w*|más|otr[oa]s|mais|outr[oa]s|aggiuntiv\w*|ulterior\w*|più|altr[ie]|aanvullend\w*|meer)\b",
    re.IGNORECASE,
)
_UNIT = 15  # characters after the amount in which its unit can stand
_NAMED = 0.6  # the share of the quote's words that the question must have to be about that amount
_CLAUSE = re.compile(r"[;:.!?]\s+|,?\s(?:but|aber|mais|pero)\s|,\s(?:and|und|et|y)\s")
_REACH = 3  # words


def reversed_words(statement: ParsedText, quote: ParsedText) -> str:
    """What the quote says instead, in words, if the statement turns its wording around. "" if it does not.

    It compares only words that both texts contain. A negation anywhere in the statement is enough, because "found no
    trace" and "did not find a trace" deny the same.
    """
    said, held = dict(_governed(statement)), {word: by for word, by in _governed(quote) if by}
    plain = {word for word, governors in _governed(quote) if not governors & _DENIES}
    for word in said.keys() & held.keys():
        if held[word] & _DENIES and word not in plain and not statement.facts.negated:
            return f"“not {_as_written(word, quote)}”"
        if said[word] & _DEMANDS and held[word] & _PERMITS and not (held[word] | said[word]) & _DENIES:
            return f"“{min(held[word] & _PERMITS)} {_as_written(word, quote)}”"
        is_seldom = held[word] & _SELDOM and not said[word] & _SELDOM and not statement.facts.negated
        if is_seldom and all(governors & _SELDOM for each, governors in _governed(quote) if each == word):
            return f"“{min(held[word] & _SELDOM)} {_as_written(word, quote)}”"
    return excepted(statement, quote)


def excepted(statement: ParsedText, quote: ParsedText) -> str:
    """The exception of the quote, if the statement says without a "not" what holds for the rest. "" if it does not.

    "No payment except a bottle" grants the bottle, and "except on Wednesdays, when it is for women" says what holds
    then.
    """
    if statement.facts.negated or _EXCEPT.search(statement.text):
        return ""
    for match in _EXCEPT.finditer(quote.text):
        what = ParsedText(match["what"]).word_set
        then = _THEN.match(quote.text, match.end())
        after = ParsedText(then["clause"]).word_set if then else frozenset[str]()
        before = quote.text[: match.start()]
        rest = ParsedText(f"{before} {quote.text[then.end() if then else match.end() :]}").word_set
        clause = re.split(r"[.;:]\s", before)[-1]
        if what & statement.word_set - rest and not after & statement.word_set - rest and not is_negated(clause):
            return f"“{match[0]}”"
    return ""


def rejected(statement: ParsedText, quote: ParsedText) -> str:
    """The word of the quote that says that something was rejected or cancelled, which the statement states as a fact.

    "" if the clauses nearest to the statement have none, or if the statement says so too.
    """
    if statement.facts.negated or _REJECTED.search(statement.text):
        return ""
    shared = {clause: len(ParsedText(clause).word_set & statement.word_set) for clause in _CLAUSE.split(quote.text)}
    nearest = (clause for clause, count in shared.items() if count == max(shared.values()))
    found = next(filter(None, map(_REJECTED.search, nearest)), None)
    return f"“{found[0]}”" if found else ""


def only_offered(statement: ParsedText, quote: ParsedText) -> str:
    """The words of the quote, such as "would be possible", if the statement tells as a fact what is only offered.

    "" if another sentence of the quote has the statement's dates, times or amounts too.
    """
    if _OFFERED.search(statement.text):
        return ""
    holding = [one for one in quote.sentences if one.facts.values & statement.facts.values]
    found = [_OFFERED.search(one.text) for one in holding or quote.sentences]
    return f"“{found[0][0]}”" if found and found[0] and all(found) else ""


def claimed_difference(statement: ParsedText, quote: ParsedText) -> str:
    """The words that make an amount of the statement a difference, as in "40 euros more than"; "" if none do.

    Also "" if the quote compares something.
    """
    found = _DIFFERENCE.search(statement.text)
    return f"“{found['words']}”" if found and not _COMPARES.search(quote.text) else ""


def only_further(statement: ParsedText, question: ParsedText, quote: ParsedText, passage: ParsedText) -> str:
    """The words of the quote, such as "two further days", if it says only what comes on top of the amount asked for.

    Another sentence of the passage must give an amount of the same kind. "" if the question asks what comes on top, or
    has most of the quote's words.
    """
    match = _FURTHER.search(quote.text)
    if not match or _ASKS_FURTHER.search(question.text) or not quote.word_set:
        return ""
    if len(quote.word_set & question.word_set) >= _NAMED * len(quote.word_set):
        return ""
    said = _ASKS_FURTHER.sub(" ", quote.text[match.start() : match.end() + _UNIT])
    amount = ParsedText(" ".join(said.split()))  # "two days"
    units = {quantity.unit for quantity in amount.facts.quantities if quantity.unit}
    whole = [one for one in passage.sentences if one.text not in quote.text and not _FURTHER.search(one.text)]
    held = {quantity.unit for one in whole if one.word_set & question.word_set for quantity in one.facts.quantities}
    is_said = bool(amount.facts.values & statement.facts.values)
    return match[0] if is_said and units and units <= held else ""


def _governed(text: ParsedText) -> Iterator[tuple[str, frozenset[str]]]:
    """The stems of the content words, each with the negation and the modal verbs that govern it."""
    governors, left = set[str](), 0
    for token in text.tokens:
        folded = token.casefold().replace("’", "'")
        if folded in _DENIES | _SELDOM | _DEMANDS | _PERMITS or folded.endswith("n't"):
            governors = (governors if left else set()) | ({"not"} if folded.endswith("n't") else {folded})
            left = _REACH
        elif left and folded in _BETWEEN:
            left -= 1
        else:
            if folded not in STOP_WORDS:
                yield stem(token), frozenset(governors)
            governors, left = set(), 0


def _as_written(word: str, text: ParsedText) -> str:
    return next(token for token in text.tokens if stem(token) == word)
