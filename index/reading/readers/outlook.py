"""Outlook messages (.msg), read from their properties [MS-OXMSG]."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import olefile

from index.errors import DocumentError
from index.reading.readers.contents import Attachment, Contents, Draft, Part, joined, one_line
from index.reading.readers.decode import decode
from index.reading.readers.mail import message_contents
from index.reading.readers.web import read_html

_SUBJECT, _SENDER, _SENDER_ADDRESS, _TO, _CC = "0037", "0C1A", "0C1F", "0E04", "0E03"
_BODY, _HTML, _DATA, _LONG_NAME, _NAME = "1000", "1013", "3701", "3707", "3704"
_SENT, _CODE_PAGE = 0x00390040, 0x3FFD0003  # number and type of properties of fixed length
_MAX_DEPTH = 5  # of messages attached to messages


def read_msg(data: bytes) -> Contents:
    """A message, titled by its subject. Attached messages are part of its text; other attachments are not read yet."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            return _message(_Message(file, ()), 0)
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise DocumentError(f"is damaged: {one_line(str(error))[:200]}") from error


class _Message:
    """The properties under one storage of the file."""

    def __init__(self, file: olefile.OleFileIO, path: tuple[str, ...], code_page: int = 1252) -> None:
        self._file = file
        self.path = path
        stream = self.stream("__properties_version1.0")
        self.fixed = dict(_fixed(stream[24 if path else 32 :]))  # the head is longer in the outermost message
        self._code_page = self.fixed.get(_CODE_PAGE, code_page)

    def text(self, tag: str) -> str:
        """A text property; "" if it is missing."""
        wide = self.binary(tag, "001F")
        return wide.decode("utf-16-le", "replace") if wide else _decoded(self.binary(tag, "001E"), self._code_page)

    def binary(self, tag: str, kind: str = "0102") -> bytes:
        """The bytes of a property; empty if it is missing."""
        return self.stream(f"__substg1.0_{tag}{kind}")

    def stream(self, name: str) -> bytes:
        path = [*self.path, name]
        if not self._file.exists(path) or self._file.get_type(path) != olefile.STGTY_STREAM:
            return b""
        content: bytes = self._file.openstream(path).read()
        return content

    def below(self, name: str) -> _Message:
        """The properties under a storage inside this one."""
        return _Message(self._file, (*self.path, name), self._code_page)

    def attachments(self) -> list[_Message]:
        """The storages of the attachments, in their order."""
        storages = self._file.listdir(streams=False, storages=True)
        depth = len(self.path)
        own = {path[depth] for path in storages if tuple(path[:depth]) == self.path and len(path) > depth}
        return [self.below(name) for name in sorted(own) if name.startswith("__attach_version1.0_")]


def _message(message: _Message, depth: int) -> Contents:
    sender = " ".join(filter(None, (message.text(_SENDER), message.text(_SENDER_ADDRESS))))
    texts = {"From": sender, "To": message.text(_TO), "Cc": message.text(_CC), "Date": _date(message)}
    heads = {name: one_line(text) for name, text in {**texts, "Subject": message.text(_SUBJECT)}.items()}
    bodies = [Part(_body(message))]
    attachments: list[Attachment] = []
    for attached in message.attachments():
        name = one_line(attached.text(_LONG_NAME) or attached.text(_NAME)) or "attachment"
        content = attached.binary(_DATA)
        inner = attached.below(f"__substg1.0_{_DATA}000D")
        if content:
            attachments.append(Attachment(name, content))
        elif inner.text(_SUBJECT) and depth < _MAX_DEPTH:
            contents = _message(inner, depth + 1)
            bodies.append(Part(contents, heading=contents.title))
            attachments += contents.attachments
    return message_contents(heads, joined("", bodies), attachments, [])


def _body(message: _Message) -> Contents:
    html = message.binary(_HTML) or message.text(_HTML).encode()
    text = message.text(_BODY).strip()
    if html.strip() and not text:
        return read_html(html, marks_quotes=True)
    draft = Draft()
    draft.add(text)
    return draft.contents("")


def _date(message: _Message) -> str:
    """The time of sending, in UTC. It is stored in steps of 100 ns since 1601."""
    steps = message.fixed.get(_SENT, 0)
    if not 0 < steps < 1 << 58:
        return ""
    return (datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=steps // 10)).strftime("%Y-%m-%d %H:%M UTC")


def _fixed(properties: bytes) -> Iterator[tuple[int, int]]:
    """The properties of fixed length: tag and value."""
    for tag, _, value in struct.iter_unpack("<IIQ", properties[: len(properties) // 16 * 16]):
        yield tag, value if tag & 0xFFFF == 0x40 else value & 0xFFFFFFFF


def _decoded(data: bytes, code_page: int) -> str:
    try:
        return decode(data, declared="utf-8" if code_page == 65001 else f"cp{code_page}") if data else ""
    except DocumentError:
        return ""
