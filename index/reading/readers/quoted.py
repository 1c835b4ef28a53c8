"""Finds older mail that a message quotes. It becomes sections, with a heading that says who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.reading.readers.contents import MAX_HEADING, Contents, Mark, one_line, sections_of

QUOTED = "quoted from an earlier message"
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_LEVELS = re.compile(r"(?:[ \t]?>)+ ?")
_WROTE = re.compile(
    r"(?:on|am|le|el|il|op|em|w dniu|den|dne|dnia)\b.{5,300}?"
    r"(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|pisze|napisał\(?a?\)?|skrev|napsal\(?a?\)?)\b"
    r".{0,200}:",
    re.IGNORECASE,
)
# In languages in which the sentence begins with the sender or the time.
_VERB = re.compile(
    r"(?:kirjoitti|пишет|писала?|написала?|пише|yazdı|ezt írta.{0,100}|a scris|έγραψε|写道|寫道|님이 작성|wrote|"
    r"schrieb|a écrit|escribió|ha scritto|skrev|schreef|escreveu|napisał\(?a?\)?|nap[ií]sal\(?a?\)?|"
    r"missatge de.{0,200})\s?[:：]$",
    re.IGNORECASE,
)
# In all other languages: a date, a time and an address.
_DATED = re.compile(r"(?=.*(?:19|20)\d\d)(?=.*\d[:.]\d\d)(?=.*@).{10,300}[:：]$")
_BEGINS = re.compile(r"(?:on|am|le|el|il|op|em|w dniu|den|dne|dnia)\b.{5,}[^:.!?]$", re.IGNORECASE)
_BEGINS_DATED = re.compile(r"(?=.*(?:19|20)\d\d)(?=.*\d[:.]\d\d).{10,200}[^:.!?：]$")
_RULE = re.compile(
    r"(?:-{2,}|_{2,}|\*{2,})\s*(?:original message|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht|"
    r"message d'origine|message transféré|mensaje original|mensaje reenviado|messaggio originale|messaggio inoltrato|"
    r"oorspronkelijk bericht|doorgestuurd bericht|mensagem original|mensagem encaminhada)\s*(?:-{2,}|_{2,}|\*{2,})",
    re.IGNORECASE,
)
_SENDER = re.compile(
    r"\*?(?:from|von|de|da|van|från|fra|od|от|від|feladó|kimden|lähettäjä|από|de la|差出人|发件人|寄件者|보낸 사람)"
    r"\s?[:：]\*?\s*\S",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"\*?(?:sent|date|gesendet|datum|envoyé|enviado|enviado el|inviato|verzonden|skickat|sendt|wysłano|to|an|à|para|a|"
    r"aan|till|til|do|subject|betreff|objet|asunto|oggetto|onderwerp|assunto|ämne|emne|temat|cc|data|fecha|odesláno|komu|"
    r"předmět|отправлено|дата|кому|тема|надіслано|küldve|címzett|tárgy|gönderildi|gönderilen|tarih|kime|konu|lähetetty|"
    r"vastaanottaja|aihe|στάλθηκε|ημερομηνία|προς|θέμα|trimis|către|subiect|送信日時|日付|宛先|件名|发送时间|發送時間|日期|"
    r"收件人|收件者|主题|主旨|날짜|보낸 날짜|받는 사람|제목)\s?[:：]",
    re.IGNORECASE,
)
_HEADS_AFTER = 5  # lines after the sender that must contain two more headers


def with_quotes(contents: Contents) -> Contents:
    """The body of a message with a section for each part that quotes another message."""
    marks = list(_marks([line[0] for line in _LINE.finditer(contents.text)]))
    return replace(contents, sections=sections_of(contents.text, marks)) if marks else contents


def unflowed(text: str, *, without_spaces: bool = False) -> str:
    """The text of a message with `format=flowed` (RFC 3676): its broken lines joined again, level by level.

    `without_spaces` says that the space at the end of such a line is not part of the text.

    >>> unflowed("The harbour \\nopens.\\n> At nine \\n> or ten?\\n-- \\nAna")
    'The harbour opens.\\n> At nine or ten?\\n-- \\nAna'
    """
    lines: list[str] = []
    open_level = -1  # of the line before, if it goes on
    for line in text.split("\n"):
        said = line.lstrip(">")
        level, said = len(line) - len(said), said.removeprefix(" ")
        if level == open_level and said != "-- ":
            lines[-1] += said
        else:
            lines.append(f"{'>' * level}{' ' * bool(level)}{said}")
        open_level = level if said.endswith(" ") and said != "-- " else -1
        if open_level >= 0 and without_spaces:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


def _marks(lines: Sequence[str]) -> Iterator[Mark]:
    """The starts of quotations, and of the message's own words after them."""
    place, number, is_to_end = 0, 0, False
    open_quotes: list[tuple[int, str]] = []  # the level of each quotation, and its heading
    while number < len(lines):
        level, said = _parted(lines[number])
        heading, size = _introduction(lines, number, level)
        if heading:
            below = _level_below(lines, number + size)
            is_to_end = below == 0
            open_quotes = [quote for quote in open_quotes if quote[0] < max(below, 1)]
            open_quotes.append((below, heading))
            yield _mark(place, heading)
        elif said and not is_to_end:
            before = list(open_quotes)
            while open_quotes and level < open_quotes[-1][0]:
                open_quotes.pop()
            if level and not open_quotes:
                open_quotes.append((1, QUOTED))
            if open_quotes != before:
                yield _mark(place, open_quotes[-1][1]) if open_quotes else Mark(place, 0, "")
        for line in lines[number : number + max(size, 1)]:
            place += len(line)
        number += max(size, 1)


def _mark(place: int, heading: str) -> Mark:
    return Mark(place, 1, one_line(heading)[:MAX_HEADING])


def _parted(line: str) -> tuple[int, str]:
    """How deeply a line is quoted, and its text."""
    levels = _LEVELS.match(line)
    return (levels[0].count(">"), line[levels.end() :].strip()) if levels else (0, line.strip())


def _introduction(lines: Sequence[str], number: int, level: int) -> tuple[str, int]:
    """The heading for a quotation that these lines introduce, and the number of lines; "" and 0 for other lines."""
    said = _parted(lines[number])[1]
    following = [_parted(line) for line in lines[number + 1 : number + 1 + _HEADS_AFTER]]
    is_above_quote = bool(following) and following[0][0] > level
    if _WROTE.fullmatch(said) or _DATED.match(said) or (_VERB.search(said) and ("@" in said or is_above_quote)):
        return f"{QUOTED}: {said[:-1]}", 1
    can_begin = _BEGINS.fullmatch(said) or _BEGINS_DATED.match(said)
    if following and following[0][0] == level and can_begin:  # it is broken over two lines
        joined = f"{said} {following[0][1]}"
        if _WROTE.fullmatch(joined) or _DATED.match(joined):
            return f"{QUOTED}: {joined[:-1]}", 2
    if _RULE.fullmatch(said):
        sender = next((text for _, text in following if _SENDER.match(text)), "")
        return f"{QUOTED}: {sender}" if sender else QUOTED, 1 + len(following) * bool(sender)
    if _SENDER.match(said) and sum(bool(_HEAD.match(text)) for _, text in following) >= 2:
        return f"{QUOTED}: {said}", 1
    return "", 0


def _level_below(lines: Sequence[str], number: int) -> int:
    """How deeply the next line with a text is quoted."""
    return next((level for level, said in map(_parted, lines[number:]) if said), 0)
