"""The texts that files are known to hold, and how much of them was read. Pure but for reading the expected texts."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from index.text.normalise import normalise

_UNSEEN = re.compile(  # of Markdown: comments, pictures, the addresses of links, tags
    r"<!--.*?-->|!\[[^\]]*\](?:\([^)]*\))?|(?<=\])\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)|</?[a-zA-Z][^>]*>",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")
_WORD = re.compile(r"[^\W_]+")


def recall(expected: str, found: str) -> float:
    """The share of the expected words that were found, each counted as often as it occurs.

    >>> recall("to be or not to be", "to be or")
    0.5
    """
    wanted = Counter(words_of(expected))
    return (wanted & Counter(words_of(found))).total() / wanted.total()


def plain(expected: str, suffix: str) -> str:
    """The words of an expected text, which is Markdown or HTML, without its markup.

    >>> plain("# A [link](http://x.org/a) ![](b.png)", ".md")
    '# A [link] '
    """
    if suffix == ".html":
        body = LexborHTMLParser(expected).body
        return body.text(separator=" ") if body else ""
    return _ESCAPE.sub(r"\1", html.unescape(_UNSEEN.sub("", expected)))


def expected_texts(entries: Iterable[dict[str, str]], folder: Path) -> dict[str, str]:
    """The words expected of each file, where they are known.

    A text that more than two files claim (a document and its print) is left out: nobody knows whose it is.
    """
    known = [entry for entry in entries if entry.get("expected_file")]
    claims = Counter(entry.get("expected_path", entry["expected_file"]) for entry in known)
    texts = {}
    for entry in known:
        path = folder / entry["expected_file"]
        text = plain(path.read_text("utf-8"), path.suffix)
        if claims[entry.get("expected_path", entry["expected_file"])] <= 2 and words_of(text):
            texts[entry["file"]] = text
    return texts


def words_of(text: str) -> list[str]:
    return _WORD.findall(normalise(text))
