"""Subtitles (.srt, .vtt): the spoken lines, under headings with the time."""

from __future__ import annotations

import html
import re

from index.reading.readers.contents import Contents, Draft
from index.reading.readers.decode import decode

_TIME = re.compile(r"^\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,]\d{1,3}\s*-->")
_VOICE = re.compile(r"<v(?:\.[^<>\s]{0,50})?[ \t]+([^<>\n]{1,100})>")  # who speaks
_TAG = re.compile(r"<[^<>\n]{0,200}>|\{\\[^{}\n]{0,200}\}")
_APART = 60  # seconds between two headings


def read_subtitles(data: bytes) -> Contents:
    """The spoken lines, with a heading such as "00:02:05" for each minute that has any."""
    draft = Draft()
    said, since = "", -_APART
    for block in re.split(r"\n[^\S\n]*\n", decode(data)):
        lines = block.strip("\n").split("\n")
        at = next((number for number, line in enumerate(lines) if _TIME.match(line)), None)
        if at is None:
            continue  # the head of the file, a style or a remark
        hours, minutes, seconds = (int(part or 0) for part in _TIME.findall(lines[at])[0])
        start = 3600 * hours + 60 * minutes + seconds
        text = " ".join(
            filter(None, (html.unescape(_TAG.sub("", _VOICE.sub(r"\1: ", line))).strip() for line in lines[at + 1 :]))
        )
        if text == said:  # rolling subtitles repeat every line
            continue
        said = text
        if text and start - since >= _APART:
            since = start
            draft.add_heading(f"{hours:02}:{minutes:02}:{seconds:02}", 1)
        draft.add(text, gap="\n")
    return draft.contents("")
