"""Source code and settings: the text is kept as it is, and its definitions are the headings."""

from __future__ import annotations

import json
import re
from typing import Any

from index.reading.readers.contents import MAX_HEADING, Contents, Mark, one_line, printable, sections_of
from index.reading.readers.decode import decode
from index.reading.readers.markdown import markdown_contents
from index.reading.readers.text import read_text

# A line that begins at the first column and defines a function, a class or the like.
_DEFINITION = re.compile(
    r"""
    ^(?:(?:export|default|pub(?:\([a-z]+\))?|public|private|internal|abstract|final|sealed|static|async|unsafe|data
        |extern|const|open|partial)[ \t]+)*
    (?:(?:class|struct|interface|trait|enum|record|module|namespace|object|def|function\*?|func|fun|fn|impl|type|sub
        |proc)[ \t]+
      |create[ \t]+(?:or[ \t]+replace[ \t]+)?(?:table|view|function|procedure|index|trigger)[ \t]+)
    (?:if[ \t]+not[ \t]+exists[ \t]+|\([^)\n]*\)[ \t]*)?
    ([\w.$]+(?:::[\w.$]+)*)
    """,
    re.MULTILINE | re.IGNORECASE | re.VERBOSE,
)
# A key at the first column with lines below it, or a name in brackets on its own line.
_SETTINGS = re.compile(r"^(?:([\w.\"'/-][^:#\n]*):[ \t]*(?:#.*)?$(?=\n[ \t-])|\[+([^\[\]\n]+)\]+[ \t]*$)", re.MULTILINE)
_ESCAPED = re.compile(r"(?<!\\)\\u([0-9a-fA-F]{4})")
_MAX_OUTPUT = 2_000  # characters of what a notebook's cell printed


def read_code(data: bytes) -> Contents:
    """Source code with a section per definition; the comments right above one belong to it."""
    text = decode(data)
    marks: list[Mark] = []
    for match in _DEFINITION.finditer(text):
        above = marks[-1].start + 1 if marks else 0
        gap = text.rfind("\n\n", above, match.start())
        marks.append(Mark(match.start() if gap < 0 else gap + 2, 1, match[1][:MAX_HEADING]))
    return Contents("", text, sections_of(text, marks))


def read_settings(data: bytes) -> Contents:
    """A file of settings (YAML, TOML, INI) with a section per top name."""
    return _settings(decode(data))


def read_properties(data: bytes) -> Contents:
    """The same for settings of Java, which write letters that are not ASCII as numbers."""
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), decode(data))
    return _settings(printable(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")))


def _settings(text: str) -> Contents:
    marks = [Mark(m.start(), 1, one_line(m[1] or m[2]).strip("\"'")[:MAX_HEADING]) for m in _SETTINGS.finditer(text)]
    return Contents("", text, sections_of(text, [mark for mark in marks if mark.heading]))


def read_notebook(data: bytes) -> Contents:
    """A Jupyter notebook as Markdown: its text, and in fences its code and the first lines of the output; no images."""
    try:
        notebook = json.loads(decode(data))
        cells = notebook["cells"] if "cells" in notebook else notebook["worksheets"][0]["cells"]
        language = notebook.get("metadata", {}).get("kernelspec", {}).get("language", "")
        return markdown_contents("\n\n".join(filter(None, (_cell(cell, str(language)) for cell in cells))))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):  # not a notebook after all
        return read_text(data)


def _cell(cell: dict[str, Any], language: str) -> str:
    source = _text(cell.get("source", cell.get("input", ""))).strip("\n")
    kind = cell.get("cell_type")
    if kind == "heading":
        return f"{'#' * int(cell.get('level', 1))} {source}"
    if kind != "code" or not source.strip():
        return source
    printed = "".join(map(_printed, cell.get("outputs", ()))).strip("\n")[:_MAX_OUTPUT]
    return "\n\n".join([_fenced(source, language), *([_fenced(printed, "")] if printed.strip() else [])])


def _printed(output: dict[str, Any]) -> str:
    said = _text(output.get("text") or output.get("data", {}).get("text/plain", ""))
    if output.get("output_type") == "error":
        said = f"{_text(output.get('ename', ''))}: {_text(output.get('evalue', ''))}"
    return said.rstrip("\n") + "\n"


def _text(lines: str | list[str]) -> str:
    return printable(lines if isinstance(lines, str) else "".join(map(str, lines)))


def _fenced(text: str, language: str) -> str:
    """The text as a fenced block of Markdown, with a fence that does not occur in the text."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{one_line(language)}\n{text}\n{fence}"
