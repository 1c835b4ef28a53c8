"""The lists of a document, as it writes them: numbered, bulleted, or rows of a table. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.records import Document, Section
from index.text.headings import headings_of
from index.text.sentences import is_row, line_spans
from qa.text.ordinals import ORDINALS

_ITEM = re.compile(
    r"^(?P<indent>[ \t]*)(?:\(?(?P<number>\d{1,3})[.)]|\(?(?P<letter>[a-z])\)|(?P<bullet>[-*+•‣◦▪●○■□·✓–])|"
    r"(?:step|schritt|paso|étape)\s+(?P<step>\d{1,3})[.:)]?"
    rf"|(?P<ordinal>{'|'.join(sorted(ORDINALS, key=len, reverse=True))})[:,.])[ \t]+(?=\S)",
    re.IGNORECASE,
)
_CELL = re.compile(r"(?:^|(?<= \| ))(?P<column>[^:|]{1,60}): ")
_ASIDE = re.compile(
    r"\W*(?:warning|caution|danger|note|notice|important|attention|tip|achtung|warnung|vorsicht|gefahr|hinweis|wichtig"
    r"|atención|advertencia|nota|attention|avertissement|remarque)\b",
    re.IGNORECASE,
)
# A short line without a full stop, after a sentence and before a line that begins with a capital.
_HEADING = re.compile(r"(?<=[.!?])\n(?=[A-ZÄÖÜÉÈÀÁÍÓÚÑ][^\n|:]{2,60}(?<![.,;:!?…-])\n[A-ZÄÖÜÉÈÀÁÍÓÚÑ¿¡„“\"])")
LEAD_CHARACTERS = 300  # of the text before a list that can introduce it


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: text[start:end] of the document, with its number or bullet."""

    label: str  # "3", "b", or ""
    start: int
    end: int
    words: int  # where the words begin, after the number or bullet


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list of a document, with its heading and the line above it."""

    kind: str  # numbered, bulleted, rows
    items: tuple[Item, ...]
    heading: str
    lead: str  # the line or sentence before the first item
    columns: tuple[str, ...] = ()  # of rows


def find_lists(document: Document) -> list[ItemList]:
    """The lists of the document with at least two items, in order."""
    found: list[ItemList] = []
    for section in document.sections:
        own = [*_runs(document.text, section), *_rows(document.text, section)]
        for one in sorted(own, key=lambda each: each.items[0].start):
            last = found[-1] if found else None
            if last and last.kind == one.kind == "numbered" and _goes_on(last, one, document.text):
                found[-1] = ItemList(last.kind, last.items + one.items, last.heading, last.lead)
            else:
                found.append(one)
    return [one for one in found if len(one.items) > 1]


def item_numbered(document: Document, label: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of the item with this number or letter in text[start:end]. None if there is none."""
    for section in document.sections:
        first, last = max(start, section.start), min(end, section.end)
        runs = _runs(document.text, replace(section, start=first, end=last)) if first < last else []
        for item in (item for run in runs for item in run.items):
            if item.label.casefold() == label.casefold():
                return item.start, item.end
    return None


def cells(row: str) -> dict[str, str]:
    """The cells of a table row by their columns: "Code: E1 | Meaning: Full." is {"Code": "E1", "Meaning": "Full."}."""
    found: dict[str, str] = {}
    for part in row.split(" | "):
        column, colon, value = part.partition(": ")
        found[column.strip() if colon else f"#{len(found)}"] = (value if colon else part).strip()
    return found


def _goes_on(last: ItemList, one: ItemList, text: str) -> bool:
    """Whether a list continues in the next section, for example on a new page: its numbers continue."""
    before, after = last.items[-1], one.items[0]
    is_next = before.label.isdecimal() and after.label.isdecimal() and int(after.label) == int(before.label) + 1
    return is_next and last.heading == one.heading and len(text[before.end : after.start]) < LEAD_CHARACTERS


def _runs(text: str, section: Section) -> list[ItemList]:
    """The numbered and bulleted lists of a section.

    An item ends at the next item of its list, at a blank line, or at the end of the section. Text between two items
    with consecutive numbers belongs to the first, and so does a warning or note after an item.
    """
    headings = set(headings_of(section.heading))
    marks = [
        (start, match)
        for start, end in line_spans(text, section.start, section.end)
        if (match := _ITEM.match(text[start:end])) and text[start:end].strip() not in headings
    ]
    runs: list[list[tuple[Item, str, int]]] = []
    for index, (start, match) in enumerate(marks):
        ordinal = str(ORDINALS[match["ordinal"].lower()]) if match["ordinal"] else ""
        label = (match["number"] or match["step"] or match["letter"] or ordinal).lower()
        kind = "bulleted" if match["bullet"] else "numbered"
        limit = marks[index + 1][0] if index + 1 < len(marks) else section.end
        item = Item(label, start, _item_end(text, start, limit), start + match.end())
        indent = len(match["indent"])
        run = next((run for run in reversed(runs) if _fits(run[-1], item, kind, indent, text)), None)
        if run is None or any(
            other is not run and other[0][2] <= indent and other[-1][0].start > run[-1][0].start for other in runs
        ):
            runs.append([(item, kind, indent)])
        else:
            last, last_kind, last_indent = run[-1]
            if kind == "numbered" and last.label:
                ended = Item(last.label, last.start, _trimmed(text, last.start, start), last.words)
                run[-1] = (ended, last_kind, last_indent)
            run.append((item, kind, indent))
    return [
        ItemList(
            run[0][1], tuple(item for item, *_ in run), section.heading, _lead(text, section.start, run[0][0].start)
        )
        for run in runs
    ]


def _fits(last: tuple[Item, str, int], item: Item, kind: str, indent: int, text: str) -> bool:
    """Whether the item follows `last` in one list."""
    before, last_kind, last_indent = last
    if kind != last_kind or indent != last_indent:
        return False
    if kind == "bulleted":
        return not text[before.end : item.start].strip()
    return _number(item.label) == _number(before.label) + 1


def _number(label: str) -> int:
    return int(label) if label.isdecimal() else ord(label[:1] or "\0") - ord("a") + 1


def _item_end(text: str, start: int, limit: int) -> int:
    """Where an item ends: at a blank line, unless a warning or an indented line follows it; or before a heading."""
    if heading := _HEADING.search(text, start, limit):
        limit = heading.start()
    blank = re.compile(r"\n[ \t]*\n").search(text, start, limit)
    while blank:
        following = text[blank.end() : limit]
        is_aside = _ASIDE.match(following) or following.startswith(("  ", "\t"))
        if not following.strip() or not is_aside:
            return _trimmed(text, start, blank.start())
        blank = re.compile(r"\n[ \t]*\n").search(text, blank.end(), limit)
    return _trimmed(text, start, limit)


def _trimmed(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _rows(text: str, section: Section) -> Iterator[ItemList]:
    """The tables of a section whose rows are lines."""
    rows: list[Item] = []
    for start, end in [*line_spans(text, section.start, section.end), (section.end, section.end)]:
        line = text[start:end]
        if (
            is_row(line)
            and _columns(line)
            and (not rows or _columns(line)[:1] == _columns(text[rows[0].start : rows[0].end])[:1])
        ):
            rows.append(Item("", start, _trimmed(text, start, end), start))
            continue
        if rows:
            columns = _columns(text[rows[0].start : rows[0].end])
            yield ItemList("rows", tuple(rows), section.heading, _lead(text, section.start, rows[0].start), columns)
        rows = [Item("", start, _trimmed(text, start, end), start)] if is_row(line) and _columns(line) else []


def _columns(row: str) -> tuple[str, ...]:
    return tuple(match["column"].strip() for match in _CELL.finditer(row))


def _lead(text: str, start: int, first: int) -> str:
    """The last line or sentence before a list."""
    before = text[max(start, first - LEAD_CHARACTERS) : first].rstrip()
    return before.rsplit("\n", 1)[-1].strip()


def words_of(items: Sequence[Item], text: str) -> str:
    """The words of all items."""
    return "\n".join(text[item.words : item.end] for item in items)
