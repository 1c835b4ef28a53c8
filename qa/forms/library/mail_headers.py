"""Tells who sent "the mail about the lease", when, to whom, and who got a copy, by quoting its headers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.forms.form import Request, tidy
from qa.forms.library.emails import Mail, mails_of
from qa.forms.quoting import Quotes
from qa.forms.structure.documents import topic_words
from qa.records import Draft, Piece
from qa.text.words import content_words

# "The mail about X" up to the next clause.
_MAIL = re.compile(
    r"\b(?:e-?mails?|mails?|messages?|nachricht|courriel|mél|mensaje|correo|messaggio|bericht|mensagem)\s"
    r"(?:(?:that|which) (?:was )?)?"
    r"(?:about|on|regarding|concerning|with the subject|über|zu[mr]?|wegen|zum thema|sur|à propos d(?:e|u|es)"
    r"|au sujet d(?:e|u|es)|sobre|acerca de|sul?(?:la)?|riguardo a|over|betreffende)\s"
    r"(?P<topic>.+?)(?=,|\?|;|\W*$"
    r"|\s(?:and|und|et|y|e|en)\s(?:who|when|to|wer|wann|an|qui|quand|à|quién|cuándo|a|chi|quando|wie|wanneer)\b"
    r"|\s(?:sent|written|geschickt|gesendet|verschickt|geschrieben|envoyée?|écrite?|enviad[oa]|escrit[oa]|inviat[oa]"
    r"|scritt[oa]|verstuurd|gestuurd)\b)",
    re.IGNORECASE,
)
# What is asked, by the header that tells it.
_ASKED = {
    "From": r"\bwho (?:sent|wrote|was it that)|\b(?:from whom|who is .{0,20}\bfrom|sender|von wem|wer hat|absender"
    r"|de qui|qui (?:a|nous a)|expéditeur|de quién|quién (?:envió|escribió|mandó)|remitente|da chi|chi ha|mittente"
    r"|van wie|afzender|de quem|quem enviou)\b",
    "To": r"\b(?:to whom|who(?:m)? was .{0,40}(?:sent|addressed) to|addressed to|recipients?|an wen|empfänger|à qui"
    r"|destinataires?|a quién|destinatarios?|a chi|destinatari[oi]?|aan wie|a quem)\b",
    "Cc": r"\b(?:cop(?:y|ies|ied)|cc(?:ed)?|in kopie|kopie|en copie|copie|en copia|copia|in copia|cópia)\b",
    "Date": r"\b(?:when|(?:what|which) (?:day|date|time)|wann|an welchem tag|quand|quel jour|cuándo|qué día|quando"
    r"|che giorno|wanneer|welke dag)\b",
}  # fmt: skip
_WANTED = {name: re.compile(rule, re.IGNORECASE) for name, rule in _ASKED.items()}


def asks_for_headers(text: str) -> bool:
    """Whether the question asks who sent or got the mail about something, or when.

    >>> asks_for_headers("Who sent us the mail on the lease, and who got a copy?")
    True
    >>> asks_for_headers("What does the mail on the lease say?")
    False
    """
    plain = tidy(text)
    return _MAIL.search(plain) is not None and bool(_wanted(plain))


def _wanted(text: str) -> list[str]:
    """The names of the headers that tell what is asked, in the order of the question."""
    found = ((match.start(), name) for name, rule in _WANTED.items() if (match := rule.search(text)))
    return [name for _, name in sorted(found)]


def answer_headers(request: Request) -> Iterator[Piece]:
    """Yield the lines of the one mail that the question means. Yield nothing if it can mean none or several of them, or
    if the mail has no such line.
    """
    plain = tidy(request.text)
    match, wanted = _MAIL.search(plain), _wanted(plain)
    topic = set(topic_words(match["topic"])) if match else set()
    mail = _meant(topic, list(mails_of(request))) if topic else None
    if mail is None or any(name not in mail.lines for name in wanted):
        return
    quotes = Quotes(request.index)
    lines = [quotes.quote(mail.document_id, *mail.lines[name]) for name in wanted]
    statements = [line for line in lines if line]
    if len(statements) < len(wanted):
        return
    yield Draft(request.text, tuple(statements))
    text = "\n".join(f"- {one.text}" for one in statements) if len(statements) > 1 else statements[0].text
    yield request.finish(text, statements, quotes.hits)


def _meant(topic: set[str], mails: list[Mail]) -> Mail | None:
    """The only mail whose subject has the words of the topic; otherwise the only one that has them at all."""
    subjects = [mail for mail in mails if topic <= set(content_words(mail.subject))]
    fitting = subjects or [mail for mail in mails if topic <= set(content_words(mail.text))]
    return fitting[0] if len(fitting) == 1 else None
