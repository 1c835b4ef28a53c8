"""Mail (.eml, .mbox, .mhtml): the headers and the text of a message. Other readers read its attachments."""

from __future__ import annotations

import codecs
import email
import email.policy
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage

from index.errors import DocumentError
from index.reading.readers.contents import Attachment, Contents, Draft, Part, joined, one_line
from index.reading.readers.decode import decode
from index.reading.readers.quoted import unflowed, with_quotes
from index.reading.readers.typed_tables import with_typed_tables
from index.reading.readers.web import read_html

_HEADS = ("From", "To", "Cc", "Date", "Subject")
_MESSAGE = re.compile(rb"(?:^|(?<=\n))From [^\r\n]*\r?\n")
_SUFFIXES = {"text/calendar": ".ics", "text/vcard": ".vcf", "text/x-vcard": ".vcf", "text/rtf": ".rtf"}
_MOST_STYLES = 500_000  # bytes of the style sheets of a message
_MAX_HEAD = 2_000  # characters; longer headers, such as a thousand receivers, are cut


def read_eml(data: bytes) -> Contents:
    """A message, titled by its subject, with its attachments not read yet."""
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data[:2]
    data = decode(data).encode() if is_wide else data.removeprefix(codecs.BOM_UTF8)
    message: EmailMessage = email.message_from_bytes(data, policy=email.policy.default)
    heads = {name: _head(message, name) for name in _HEADS}
    if not any(heads.values()):
        raise DocumentError("is not a mail message: it has no sender, receiver, date or subject")
    bodies = list(_bodies(message))
    return message_contents(heads, _chosen(bodies), list(_attachments(message)), list(_notes(message)))


def read_mbox(data: bytes) -> Contents:
    """The messages of a mailbox, each under its subject, with their attachments not read yet."""
    parts, notes, attachments = list[Part](), list[str](), list[Attachment]()
    for message in _MESSAGE.split(data)[1:] if _MESSAGE.match(data) else ():
        try:
            contents = read_eml(message.replace(b"\n>From ", b"\nFrom "))
        except DocumentError:
            notes.append("a message in it has no sender, receiver, date or subject, and was not read")
            continue
        parts.append(Part(replace(contents, attachments=()), heading=contents.title))
        attachments += contents.attachments
    if not parts:
        raise DocumentError("is not a mailbox: it has no messages that begin with a From line")
    return replace(joined("", parts, dict.fromkeys(notes)), attachments=tuple(attachments))


def message_contents(
    heads: dict[str, str], body: Contents, attachments: list[Attachment], notes: list[str]
) -> Contents:
    """A message made of its headers, its body and its attachments."""
    body = with_quotes(body)
    draft = Draft()
    draft.add_lines(f"{name}: {head}" for name, head in heads.items() if head)
    whole = joined(heads["Subject"], [Part(draft.contents("")), Part(body)], notes)
    sections = list(whole.sections)
    if len(sections) > 1 and not sections[1].heading:  # the text is cited together with its sender and date
        sections[:2] = [replace(sections[0], end=sections[1].end)]
    return replace(whole, sections=tuple(sections), attachments=tuple(attachments))


def _head(message: EmailMessage, name: str) -> str:
    try:
        head = str(message[name] or "")
    except Exception:  # the parser fails in many ways on malformed headers
        head = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return one_line(head)[:_MAX_HEAD]


def _bodies(message: EmailMessage) -> Iterator[Contents]:
    """The body of the message in each of its forms: plain text first, then as a web page."""
    for kind in ("plain", "html"):
        parts = [
            part for part in _leaves(message) if part.get_content_type() == f"text/{kind}" and not _file_name(part)
        ]
        styles = b"\n".join(_bytes(p) for p in _leaves(message) if p.get_content_type() == "text/css")[:_MOST_STYLES]
        yield joined("", [Part(_body(part, styles)) for part in parts])


def _chosen(bodies: list[Contents]) -> Contents:
    """The plain text, unless it only refers to the web page."""
    plain, html = bodies
    return html if len(html.text) > 2 * len(plain.text) else plain


def _body(part: EmailMessage, styles: bytes) -> Contents:
    content = _bytes(part)
    if not content.strip():
        return Contents("", "", ())
    try:
        if part.get_content_type() == "text/html":
            rules = b"<style>" + styles.replace(b"</", b"") + b"</style>" if styles else b""  # of a saved web page
            return read_html(content.replace(b"</head>", rules + b"</head>", 1), marks_quotes=True)
        draft = Draft()
        text = decode(content, declared=part.get_content_charset(""))
        if str(part.get_param("format", "")).lower() == "flowed":
            text = unflowed(text, without_spaces=str(part.get_param("delsp", "")).lower() == "yes")
        draft.add(with_typed_tables(text))
        return draft.contents("")
    except DocumentError as error:
        return Contents("", "", (), (f"a part of the message was not read: it {error.reason}",))


def _attachments(message: EmailMessage) -> Iterator[Attachment]:
    for part in _leaves(message):
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0) if part.is_multipart() else None
            if isinstance(inner, EmailMessage):
                yield Attachment(
                    f"{_head(inner, 'Subject') or 'message'}.eml", inner.as_bytes(policy=email.policy.compat32)
                )
        elif not _is_inline_image(part) and (name := _file_name(part) or _name_by_kind(part)):
            yield Attachment(name, _bytes(part))


def _notes(message: EmailMessage) -> Iterator[str]:
    images = sum(_is_inline_image(part) for part in _leaves(message))
    if images:
        yield f"{images} image{'s' * (images > 1)} in the text of the message left unread"


def _is_inline_image(part: EmailMessage) -> bool:
    """Whether the part is an image in the text, such as a logo, and not one that somebody attached."""
    return part.get_content_maintype() == "image" and bool(part["Content-ID"]) and not part.is_attachment()


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts with content, without those inside an attached message."""
    if message.get_content_maintype() == "multipart":
        for part in message.iter_parts():
            if isinstance(part, EmailMessage):
                yield from _leaves(part)
    else:
        yield message


def _file_name(part: EmailMessage) -> str:
    try:
        return one_line(part.get_filename("")).replace("\\", "/").rpartition("/")[2]
    except Exception:  # as with the headers
        return ""


def _name_by_kind(part: EmailMessage) -> str:
    """A name for a part without one that is no body, such as an invitation; "" for a kind without a usual suffix."""
    if part.get_content_type() in ("text/plain", "text/html", "text/css"):
        return ""
    suffix = _SUFFIXES.get(part.get_content_type()) or mimetypes.guess_extension(part.get_content_type()) or ""
    return f"{part.get_content_subtype()}{suffix}" if suffix else ""


def _bytes(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
