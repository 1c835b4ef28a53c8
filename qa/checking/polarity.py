"""Whether the cited row or line says yes where the statement says no, or the other way round. Pure.

"Adult | Films: yes | Delivery: no" contains a "no", but does not say that the card is not for films.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from index.text.sentences import is_row
from qa.checking.clauses import split_clauses
from qa.checking.contradictions import contraries_of, rules_out
from qa.checking.rows import cells
from qa.text.calendar_words import MONTHS
from qa.text.denial import SAYS_NO, SAYS_YES
from qa.text.parsed import ParsedText
from qa.text.weekdays import DAYS
from qa.text.words import stem

# Such a statement can mean no without a negation, or ask two things at once.
_UNCLEAR = re.compile(
    r"\b(?:only|except|lacks?|lacking|avoid\w*|excluding|unless|but|nur|außer|lediglich|sauf|seul\w*|manque\w*|salvo|excepto"
    r"|sólo|solo|falta\w*)\b|\w(?:-|\b ?)free\b|frei\b",
    re.IGNORECASE,
)
_YES = re.compile(r"\W*(?:yes|ja|oui|sí|sì|si|sim)\s*[,.:;!–-]\s*", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:()–—]\s+|\s+(?=(?:but|aber|mais|pero|ma|maar|mas)\b)")
_REASON = re.compile(
    r",?\s(?:because|since|as|da|weil|denn|parce qu\w+|car|puisque|porque|ya que|perché|poiché|pois|omdat|want)\s",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\W*(?:if|when|whenever|while|as long as|unless|in case|wenn|falls|sobald|solange|sofern|si|quand|lorsque|tant que"
    r"|cuando|mientras|se|quando|als|wanneer)\b",
    re.IGNORECASE,
)
_DENYING = re.compile(
    r"\b(?:not|no|never|nobody|none|without|unless|only|until|nicht|kein\w*|nie|niemand|ohne|nur|erst|ne|n['’]|sans|sauf"
    r"|aucun\w*|que|sin|ningun\w*|nadie|salvo|non|senza|niet|geen|zonder|não|sem)\b|n['’]t\b",
    re.IGNORECASE,
)
_PERMITS = re.compile(
    r"\b(?:may|can|could|allowed|permitted|welcome|darf|dürfen|kann|können|erlaubt|gestattet|zulässig|peu(?:t|vent)"
    r"|autorisée?s?|permise?s?|pueden?|se permiten?|permitid[oa]s?|può|possono|permess[oaie]|consentit[oaie]|podem?|mag"
    r"|mogen|toegestaan|wolno|można)\b",
    re.IGNORECASE,
)
# "Closed from 6" says nothing about what is before.
_SPAN = re.compile(
    r"\b(?:from|until|till|before|after|between|during|except|ab|bis|von|vor|nach|zwischen|außer|à partir|jusqu\w*"
    r"|avant|après|entre|sauf|desde|hasta|antes|después|salvo|dal?|dalle|fino|prima|dopo|tra|vanaf|tot|voor|na)\b",
    re.IGNORECASE,
)
FEWER = 2  # words that a clause has in common with the statement, to be about something else than the nearest one
SHORT = 3  # letters of most function words
MOST_MISSING = 1  # longer words of the question that a clause may lack, to say the contrary of what is asked
MOST_LABELLED = 6  # words of a line such as "Monday: closed"
_LABELLED = re.compile(r"(?:[-*•+]|\d+[.)])\s|[^\n:|]{1,60}:\s")  # how a line of a list begins


def other_polarity(statement: ParsedText, question: ParsedText, quote: ParsedText) -> str:
    """The cell or line of the quote that says the opposite of the statement. "" if none does, or if that is unclear.

    The rows and lines that count are those with most of the words that the statement adds to the question.
    """
    texts = [line.strip() for line in quote.text.splitlines() if line.strip()]
    is_list = len(texts) > 1 and all(map(_LABELLED.match, texts))
    if not is_list and not any(map(is_row, texts)):
        return ""  # prose, as most quotes are
    lines = list(map(ParsedText, texts))
    own = statement.word_set - question.word_set
    most = max((len(own & line.word_set) for line in lines), default=0)
    about = [line for line in lines if len(own & line.word_set) == most] if most else []
    if not about or _UNCLEAR.search(statement.text):
        return ""
    if all(is_row(line.text) for line in about):
        clauses = split_clauses(statement) if len(about) == 1 else ()
        return next(filter(None, (_other_cell(clause, about[0]) for clause in clauses)), "")
    if is_list and rules_out(statement) and not any(map(rules_out, about)):
        return about[0].text
    return ""


def denied_yes(statement: ParsedText, question: ParsedText, quote: ParsedText) -> str:
    """The clause of the quote that denies or forbids what the question asks, if the statement begins with Yes.

    "" if another clause about it does not, if a clause denies twice ("nobody without a helmet"), or if the question or
    the rest of the statement is negated.
    """
    match = _YES.match(statement.text)
    if not match or rules_out(question) or rules_out(ParsedText(_REASON.split(statement.text[match.end() :])[0])):
        return ""
    words = question.word_set & statement.word_set
    clauses = [ParsedText(part) for sentence in quote.sentences for part in _split(sentence.text)]
    about = [clause for clause in clauses if clause.word_set & words and not _CONDITION.match(clause.text)]
    shared = [len(clause.word_set & statement.word_set) for clause in about]
    about = [clause for clause, common in zip(about, shared, strict=True) if common + FEWER > max(shared)]
    denied = [clause for clause in about if rules_out(clause) or _says_contrary(clause, words, question)]
    if not about or len(denied) < len(about) or any(len(_DENYING.findall(clause.text)) > 1 for clause in denied):
        return ""
    return denied[0].text.strip()


def permitted(statement: ParsedText, question: ParsedText, quote: ParsedText) -> str:
    """The sentence of the quote that permits what the statement says is not allowed. "" if none does.

    "Paper chains may be put up" does not answer "What may we not put up?". A sentence that denies or limits anything
    ("only", "unless") permits nothing for sure.
    """
    if not (_PERMITS.search(statement.text) and _DENYING.search(statement.text)):
        return ""
    own = statement.word_set - question.word_set
    shared = [len(own & sentence.word_set) for sentence in quote.sentences]
    about = [one for one, common in zip(quote.sentences, shared, strict=True) if common and common == max(shared)]
    is_so = all(
        _PERMITS.search(one.text) and not (_DENYING.search(one.text) or _UNCLEAR.search(one.text) or rules_out(one))
        for one in about
    )
    return about[0].text if about and is_so else ""


def _split(sentence: str) -> list[str]:
    """The clauses of a sentence. "Monday: closed" is one."""
    is_short = _LABELLED.match(sentence) and len(sentence.split()) <= MOST_LABELLED
    return [sentence] if is_short else _CLAUSE.split(sentence)


def _says_contrary(clause: ParsedText, words: Set[str], question: ParsedText) -> bool:
    """Whether the clause has the contrary of a word that is asked about, for the whole time that the question names."""
    is_contrary = clause.word_set & contraries_of(words) and not clause.word_set & contraries_of(contraries_of(words))
    if not is_contrary or question.facts.times or clause.facts.times or _SPAN.search(clause.text):
        return False
    missing = {word for word in words - clause.word_set - contraries_of(clause.word_set) if len(word) > SHORT}
    return _days(question) <= _days(clause) and len(missing) <= MOST_MISSING


def _days(text: ParsedText) -> set[object]:
    """The weekdays, the months and the days of a month that the text names."""
    words = [token.casefold() for token in text.tokens]
    named = {DAYS.get(word, MONTHS.get(word)) for word in words} - {None}
    return named | {word for word in words if word.isdecimal() and len(word) <= 2}


def word_of_other_row(
    statement: ParsedText, question: ParsedText, quote: ParsedText, place: ParsedText, around: Sequence[ParsedText]
) -> str:
    """The word that the question asks about, if the statement begins with Yes and another row has the word instead.

    "Rice pudding | Allergens: milk" does not say that it contains wheat, if another cell under "Allergens" is "wheat".
    `around` are the texts with the other rows. "" if the quote is not a single row.
    """
    if not _YES.match(statement.text) or len(quote.sentences) != 1 or not is_row(quote.text):
        return ""
    lacking = question.word_set - quote.word_set - place.word_set
    columns = {cell.column.text for cell in cells(quote)}
    rows = (sentence for text in around for sentence in text.sentences if lacking and is_row(sentence.text))
    others = (cell.value for row in rows for cell in cells(row) if cell.column.text and cell.column.text in columns)
    return next((token for value in others for token in value.tokens if stem(token) in lacking), "")


def _other_cell(clause: ParsedText, row: ParsedText) -> str:
    """The cell that says the opposite of the clause, if all cells with yes or no that the clause names do."""
    named = [cell for cell in cells(row) if cell.column.word_set & clause.word_set and not rules_out(cell.column)]
    said = [(cell, SAYS_YES.fullmatch(text), SAYS_NO.fullmatch(text)) for cell in named if (text := cell.value.text)]
    plain = [(cell, bool(no)) for cell, yes, no in said if yes or (no and not cell.value.text.isdigit())]
    if not plain or any(is_no == rules_out(clause) for _, is_no in plain):
        return ""
    cell = plain[0][0]
    return f"{cell.column.text}: {cell.value.text}"
