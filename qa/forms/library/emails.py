"""Tells when the first or last e-mail about something was sent, and by whom, from the headers of the messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr, parsedate_to_datetime

from index.files.names import visible
from index.records import Document
from qa.forms.form import Request, tidy
from qa.forms.quoting import Quotes
from qa.forms.structure.documents import topic_words
from qa.records import Piece
from qa.text.words import content_words

_ASKED = re.compile(
    r"(?:when|who|on (?:what|which) (?:day|date)|from whom|wann|wer|von wem|quand|qui|de qui|cuándo|quién|de quién)\b"
    r".*?\b(?P<order>last|latest|newest|most recent|first|earliest|oldest"
    r"|letzten?|neuesten?|jüngsten?|ersten?|ältesten?"
    r"|derni(?:er|ère)s?|premi(?:er|ère)s?|últim[oa]|primer[oa]?)"
    r" (?:e-?mails?|mails?|messages?|nachricht(?:en)?|courriels?|mensajes?|correos?)\b(?P<about>.*)",
    re.IGNORECASE,
)
_FIRST = re.compile(r"first|earliest|oldest|erste|älteste|premi|primer", re.IGNORECASE)
_SENDER = re.compile(r"\b(?:from|by|von|de|par)\s+([A-ZÀ-Ý][\w.@-]+(?: [A-ZÀ-Ý][\w.-]+)*)")
_AROUND = re.compile(
    r"\b(?:was|were|did|is|sent|send|received|written|write|wrote|arrived?|came|come|about|on|over|regarding|concerning"
    r"|über|zum?|zur|von|geschickt|gesendet|geschrieben|verschickt|kam|à propos de|sur|de|envoyée?|sobre|enviado)\b",
    re.IGNORECASE,
)
_HEADERS = re.compile(r"^(?:(?:From|To|Cc|Date|Subject): [^\n]*(?:\n|\Z)){2,}", re.MULTILINE)
_FIELD = re.compile(r"^(From|To|Cc|Date|Subject): (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail in a document."""

    document_id: str
    start: int  # of the headers, in characters of the document
    sent: datetime
    sender: str
    lines: dict[str, tuple[int, int]]  # the spans of its headers in the document; From and Date are always there
    text: str  # the headers and the message
    subject: str = ""


def asks_for_emails(text: str) -> bool:
    """Whether the question asks when, or by whom, the first or last e-mail was sent.

    >>> asks_for_emails("When was the last e-mail about the delivery sent?")
    True
    """
    return _ASKED.match(tidy(text)) is not None


def answer_emails(request: Request) -> Iterator[Piece]:
    """Yield who sent the first or last e-mail about the topic, and when. Yield nothing if there is no such e-mail."""
    match = _ASKED.match(tidy(request.text))
    found = list(mails_of(request)) if match else []
    if match is None or not found:
        return
    about = match["about"]
    sender = _SENDER.search(about)
    senders = set(content_words(sender[1])) if sender else set()
    topic = set(topic_words(_AROUND.sub(" ", about))) - senders
    fitting = [
        mail for mail in found if topic <= set(content_words(mail.text)) and senders <= set(content_words(mail.sender))
    ]
    if not fitting:
        return
    is_first = _FIRST.match(match["order"]) is not None
    best = (min if is_first else max)(fitting, key=lambda mail: mail.sent)
    quotes = Quotes(request.index)
    name, address = parseaddr(best.sender)
    kind = "only_mail" if len(fitting) == 1 else "first_mail" if is_first else "last_mail"
    writer, day = visible(name or address), request.day(best.sent)
    words = request.say(kind, n=len(fitting), sender=writer, day=day, time=f"{best.sent:%H:%M}")
    statement = quotes.cite([(best.document_id, *best.lines[one]) for one in ("Date", "From")], words)
    if statement:
        yield statement.text
        yield request.finish(statement.text, [statement], quotes.hits)


def mails_of(request: Request) -> Iterator[Mail]:
    """The e-mails of the documents that have a sender and a date."""
    names = {passage.document_id for passage in request.index.passages_with("From: ", request.within)}
    for name in sorted(names):
        yield from _messages(request.index.document(name))


def _messages(document: Document) -> Iterator[Mail]:
    """The messages of a document that have a sender and a date."""
    blocks = list(_HEADERS.finditer(document.text))
    ends = [*(block.start() for block in blocks[1:]), len(document.text)]
    for block, end in zip(blocks, ends, strict=True):
        fields = {one[1]: one for one in _FIELD.finditer(document.text, block.start(), block.end())}
        if not {"From", "Date"} <= fields.keys():
            continue
        try:
            sent = parsedate_to_datetime(fields["Date"][2])
        except (TypeError, ValueError):
            continue
        aware = sent if sent.tzinfo else sent.replace(tzinfo=UTC)
        lines = {name: one.span() for name, one in fields.items()}
        text, subject = document.text[block.start() : end], fields["Subject"][2] if "Subject" in fields else ""
        yield Mail(document.id, block.start(), aware, fields["From"][2], lines, text, subject)
