"""Answers "who said that …?" about e-mails with the sender of the message that says it. The model finds the words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email.utils import parseaddr

from index.files.names import visible
from qa.forms.form import Request, tidy
from qa.forms.library.emails import Mail, mails_of
from qa.forms.quoting import Quotes
from qa.records import Answer, Citation, Piece
from qa.text.quotes import one_line
from qa.text.words import content_words

_ASKED = re.compile(
    r"(?:who|which (?:of us|one of us|person)) (?:was it (?:that|who) )?(?:else )?"
    r"(?:said|says|wrote|writes|asks?|asked|suggest\w*|propos\w*|mention\w*|told|complain\w*|warn\w*|object\w*|offer\w*"
    r"|announc\w*|report\w*|thinks?|thought|insist\w*|wants?|wanted|would (?:like|prefer|rather)|argu\w*|remind\w*"
    r"|promis\w*|admit\w*|confirm\w*|apologi\w*)\b"
    r"|wer (?:will|wollte|möchte|schreibt|schrieb|sagte?|meinte?|fragte?|bat|bittet)\b"
    r"|wer (?:hat|hatte)\b.*\b(?:gesagt|geschrieben|gemeint|gefragt|gebeten|vorgeschlagen|erwähnt|gewarnt|angeboten"
    r"|versprochen|gemeldet)\b"
    r"|qui (?:a |avait )?(?:dit|écrit|demandé|proposé|mentionné|suggéré|signalé|promis|veut|voulait|pense)\b"
    r"|quién (?:ha |había )?(?:dijo|dicho|escribió|escrito|pidió|pedido|propuso|propuesto|mencionó|sugirió|quiere)\b"
    r"|chi (?:ha |aveva )?(?:detto|scritto|chiesto|proposto|suggerito)\b|wie (?:zei|schreef|vroeg)\b"
    r"|quem (?:disse|escreveu|pediu|propôs|sugeriu)\b",
    re.IGNORECASE,
)
_HEADER = re.compile(r"(?:From|To|Cc|Date|Sent|Subject): ")
_ENOUGH = 0.7  # of the words of what was said
_SAME = 40  # characters by which repeated words are found again


def asks_who_wrote(text: str) -> bool:
    """Whether the question asks who said, wrote or wanted something.

    >>> asks_who_wrote("Who suggested leaving at seven?"), asks_who_wrote("Who is the treasurer?")
    (True, False)
    """
    return _ASKED.match(tidy(text)) is not None


def answer_who_wrote(request: Request) -> Iterator[Piece]:
    """Yield the sender of the message whose words answer, or the ordinary answer if no message has them.

    Decline if there are no messages.
    """
    mails = list(mails_of(request))
    if not mails:
        return
    for piece in request.ordinary(request.question):
        if isinstance(piece, Answer):
            words = _answering(piece, request.text)
            answer = (words and _told(request, piece, words, mails)) or piece
            yield answer.text
            yield answer
        else:
            yield ""


def _answering(answer: Answer, asked: str) -> Citation | None:
    """The words of a message that answer: those that are cited, or else a quotation that says what the question says.

    An answer that only repeats the question is withdrawn, but here that is what was said.
    """
    cited = [citation for one in answer.statements if one.supported for citation in one.citations]
    wanted = set(content_words(_ASKED.sub(" ", tidy(asked), count=1)))
    likely = [citation for one in answer.quotes for citation in one.citations]
    saying = [one for one in likely if len(wanted & set(content_words(one.quote))) >= _ENOUGH * len(wanted)]
    return next((one for one in (cited or (wanted and saying) or ()) if not _HEADER.match(one.quote)), None)


def _told(request: Request, answer: Answer, citation: Citation, mails: Sequence[Mail]) -> Answer | None:
    """Who wrote the cited words, and when. None if they are no part of a message, or if its sender is named already."""
    found = _message(citation, mails)
    if found is None:
        return None
    mail, at = found
    name, address = parseaddr(mail.sender)
    if set(content_words(name)) & set(content_words(answer.text)):
        return None
    quotes = Quotes(request.index)
    sender, day = visible(name or address), request.day(mail.sent)
    words = request.say("wrote_on", sender=sender, day=day, words=_words(citation))
    spans = [(mail.document_id, at, at + len(citation.quote)), (mail.document_id, *mail.lines["From"])]
    statement = quotes.cite(spans, words)
    if statement is None:
        return None
    hits = tuple(quotes.hits)
    told = replace(answer, text=statement.text, statements=(statement,), hits=hits, abstained=False)
    return replace(told, conflicts=(), dropped=(), quotes=())


def _message(citation: Citation, mails: Sequence[Mail]) -> tuple[Mail, int] | None:
    """The message that says the cited words itself, and their place. A line with ">" repeats another message."""
    own = [mail for mail in mails if mail.document_id == citation.document_id]
    holding = [mail for mail in own if mail.start <= citation.start < mail.start + len(mail.text)]
    if holding and not _is_repeated(holding[-1].text, citation.start - holding[-1].start):
        return holding[-1], citation.start
    words = re.compile(re.escape(_words(citation)[:_SAME]).replace("\\ ", r"\s+"))
    for mail in sorted(own, key=lambda one: one.sent):
        for match in words.finditer(mail.text) if holding else ():
            if not _is_repeated(mail.text, match.start()):
                return mail, mail.start + match.start()
    return None


def _words(citation: Citation) -> str:
    return one_line(citation.quote.lstrip("> "))


def _is_repeated(text: str, at: int) -> bool:
    """Whether the line at this place of a message repeats another message."""
    return text[text.rfind("\n", 0, at) + 1 :].lstrip().startswith(">")
